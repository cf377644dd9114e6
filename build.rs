//! By default this script does nothing, and needs nothing but std.
//!
//! With the feature `regenerate` it runs the generator on `openapi/`, or on the one document that
//! the environment variable CLOUDFLARE_MTLS_OPENAPI names, and the crate includes what comes out
//! in place of `src/generated/`.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let values: Vec<String> = ADDED_TO.iter().chain([&WORKFLOWS]).map(|name| format!("{name:?}")).collect();
    println!("cargo::rustc-check-cfg=cfg(without, values({}))", values.join(", "));
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    #[cfg(feature = "regenerate")]
    regenerate::run();
    #[cfg(not(feature = "regenerate"))]
    if std::env::var_os(VARIABLE).is_some() {
        println!("cargo::warning={VARIABLE} has no effect without the feature `regenerate`");
    }
}

/// The generated types that have additions by hand in `src/additions/`. A document that lacks one of
/// them gives a client without the type, and so without the addition, and without workflows.
const ADDED_TO: [&str; 6] = [
    "Association",
    "ClientCertificateFilter",
    "CreateMtlsCertificate",
    "HostnameAssociationFilter",
    "HostnameSettings",
    "UpdateCertificateAuthorityHostnames",
];

/// What workflows are about are all of those.
const WORKFLOWS: &str = "workflows";

/// Names a document to generate from.
const VARIABLE: &str = "CLOUDFLARE_MTLS_OPENAPI";

#[cfg(feature = "regenerate")]
mod regenerate {
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::process::exit;

    use cloudflare_mtls_codegen::Mode;
    use cloudflare_mtls_codegen::input::folder;
    use cloudflare_mtls_codegen::{Source, client};

    /// The folder of the fragments and the table.
    const FRAGMENTS: &str = "openapi";

    pub(crate) fn run() {
        println!("cargo::rerun-if-changed={FRAGMENTS}");
        let result = match std::env::var_os(super::VARIABLE).filter(|value| !value.is_empty()) {
            Some(path) => {
                println!("cargo::rerun-if-changed={}", path.display());
                read(Path::new(&path)).and_then(|source| generate(&[source], Mode::Published))
            }
            None => fragments().and_then(|sources| generate(&sources, Mode::Strict)),
        };
        if let Err(message) = result {
            for line in message.lines() {
                println!("cargo::error={line}");
            }
            exit(1);
        }
    }

    fn generate(sources: &[Source], mode: Mode) -> Result<(), String> {
        let table = read(&Path::new(FRAGMENTS).join("operations.toml"))?;
        let output = client(sources, &table, mode)
            .map_err(|report| report.errors().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
        for left_out in &output.coverage.left_out {
            println!("cargo::warning=left out: {}: {}", left_out.operation, left_out.why);
        }
        // Modules go inline: an included file can't have modules in files of their own.
        let mut text = String::new();
        for file in output.files.iter().filter(|file| file.path != "mod.rs") {
            let module = file.path.trim_end_matches(".rs");
            let visible =
                if module == "mocks" { "#[cfg(feature = \"httpmock\")]\npub(crate)" } else { "pub" };
            text.push_str(&format!("{visible} mod {module} {{\n{}\n}}\n", file.text));
        }
        let mut is_whole = true;
        for name in super::ADDED_TO {
            let kinds = [format!("pub struct {name} {{"), format!("pub enum {name}, else ")];
            if !kinds.iter().any(|definition| text.contains(definition)) {
                println!("cargo::rustc-cfg=without={name:?}");
                is_whole = false;
            }
        }
        if !is_whole {
            println!("cargo::rustc-cfg=without={:?}", super::WORKFLOWS);
        }
        let folder = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: this script is run by cargo")?;
        let path = PathBuf::from(folder).join("generated.rs");
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
    }

    fn fragments() -> Result<Vec<Source>, String> {
        let entries = fs::read_dir(FRAGMENTS).map_err(|error| format!("{FRAGMENTS}: {error}"))?;
        let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.retain(|path| {
            matches!(path.extension().and_then(|end| end.to_str()), Some("yaml" | "yml" | "json"))
        });
        paths.sort();
        paths.iter().map(|path| read(path)).collect()
    }

    fn read(path: &Path) -> Result<Source, String> {
        let name = path.to_string_lossy().replace('\\', "/");
        folder::source(path, name).map_err(|why| format!("{} {why}", path.display()))
    }
}
