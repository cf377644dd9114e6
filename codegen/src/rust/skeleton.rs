//! The files round the modules of a standalone crate: its manifest, its root, its README.

use super::target::File;
use crate::markdown;
use crate::plan::coverage::Coverage;
use crate::plan::{Module, Plan};
use crate::report::Mode;

pub use crate::plan::codes::Codes;

/// What a standalone crate is called and where its runtime comes from.
#[derive(Clone, Debug)]
pub struct Options {
    /// The package's name.
    pub name: String,
    /// The value of the runtime's dependency in the manifest: a version, or a table with a path.
    pub runtime: Runtime,
    /// Which operations to take: globs over paths, tags and operationIds; all, if there are none.
    pub select: Vec<String>,
    /// Whether to write typed mocks of the operations.
    pub mocks: bool,
    /// How the document is taken.
    pub mode: Mode,
    /// What the codes of the API mean.
    pub codes: Codes,
}

/// Where the runtime, the crate `cloudflare-core`, comes from.
#[derive(Clone, Debug)]
pub enum Runtime {
    /// From a folder.
    Path(String),
    /// From the registry.
    Version(String),
}

/// Keeps the code as it is written: `cargo fmt` also goes through the crates that a workspace's
/// members depend on by path.
const RUSTFMT: &str = "# The code here stays as the generator writes it.\ndisable_all_formatting = true\n";

/// The manifest, the crate's root, the modules' roots, the README, the page on coverage.
pub fn files(plan: &Plan, options: &Options, coverage: &Coverage, preamble: &[String]) -> Vec<File> {
    let comment: String = preamble.iter().map(|line| format!("// {line}\n")).collect();
    let mut files = vec![
        File { path: "Cargo.toml".to_owned(), text: manifest(plan, options) },
        File { path: "README.md".to_owned(), text: readme(plan, options) },
        File { path: "COVERAGE.md".to_owned(), text: coverage.page() },
        File { path: "rustfmt.toml".to_owned(), text: RUSTFMT.to_owned() },
        File { path: "src/lib.rs".to_owned(), text: root(plan, options, &comment) },
    ];
    for module in &plan.modules {
        let doc: Vec<String> = markdown::lines(&module.doc)
            .iter()
            .map(|line| format!("//! {line}").trim_end().to_owned())
            .collect();
        let doc = doc.join("\n");
        let mocks = if options.mocks { "#[cfg(feature = \"httpmock\")]\npub mod mocks;\n" } else { "" };
        files.push(File {
            path: format!("src/{}/mod.rs", module.name),
            text: format!("{comment}\n{doc}\n\n{mocks}pub mod operations;\npub mod types;\n"),
        });
    }
    files
}

/// The feature that a module stands behind.
fn feature(module: &Module) -> String {
    module.name.trim_matches('_').replace('_', "-")
}

fn manifest(plan: &Plan, options: &Options) -> String {
    let runtime = match &options.runtime {
        Runtime::Path(path) => format!("path = {}", toml::Value::from(path.as_str())),
        Runtime::Version(version) => format!("version = {}", toml::Value::from(version.as_str())),
    };
    format!(
        r#"[package]
name = "{name}"
version = "0.1.0"
edition = "2024"
rust-version = "1.88"
publish = false

# Comments hold a document's texts, and no code.
[lib]
doctest = false

# What docs.rs builds: everything, and with each item the feature that it needs.
[package.metadata.docs.rs]
all-features = true
rustdoc-args = ["--cfg", "docsrs"]

# A feature for each module, all of them by default. A build that names those it uses is faster.
[features]
{features}
[dependencies]
cloudflare-core = {{ {runtime}, default-features = false }}

[workspace]

# Nobody edits this code: to remember how it was built, for building a part of it again, is a third of the
# time that a whole API takes.
[profile.dev]
incremental = false
"#,
        name = options.name,
        features = features(plan, options),
    )
}

/// The features of the runtime that a crate hands on, and what they are for.
const HANDED_ON: [(&str, &str); 9] = [
    ("rustls", "TLS by rustls with the platform's certificate verifier."),
    ("native-tls", "TLS by the operating system's library."),
    ("http2", "HTTP/2 where the service offers it."),
    ("compression", "Compressed answers, decompressed as they arrive."),
    ("gzip", ""),
    ("brotli", ""),
    ("zstd", ""),
    ("tracing", "Spans for every call and attempt."),
    ("blocking", "The same operations without async."),
];

fn features(plan: &Plan, options: &Options) -> String {
    let names: Vec<String> = plan.modules.iter().map(feature).collect();
    let all: Vec<String> = names.iter().map(|name| format!("    \"{name}\",\n")).collect();
    let mut text = format!("default = [\"all\", \"rustls\"]\nall = [\n{}]\n", all.concat());
    let mut hand_on = |name: &str, what: &str| {
        if !what.is_empty() {
            text.push_str(&format!("# {what}\n"));
        }
        text.push_str(&format!("{name} = [\"cloudflare-core/{name}\"]\n"));
    };
    HANDED_ON.iter().for_each(|(name, what)| hand_on(name, what));
    if options.mocks {
        hand_on("httpmock", "Typed mocks of every operation, for the tests of programs that use this crate.");
    }
    for name in names {
        text.push_str(&format!("{name} = []\n"));
    }
    text
}

fn root(plan: &Plan, options: &Options, comment: &str) -> String {
    let mut text = format!(
        "{comment}
//! A typed client, generated from an OpenAPI document.
//!
//! A [`Client`] has a method for each resource. Each module stands behind a feature of its own; by
//! default all are on. What operations can do is in the traits of [`prelude`].

#![cfg_attr(docsrs, feature(doc_cfg))]

pub use cloudflare_core::*;

{api}
cloudflare_core::runtime::client! {{
    /// A connection pool, credentials, and the settings of every call. Cloning is cheap and all clones
    /// are one client. It stands on the client of `cloudflare_core`, which the clients of other
    /// generated crates can share.
    pub struct Client;
    api: API;
}}

/// Collects a client's settings; [`Client::builder`] gives one.
pub type ClientBuilder = cloudflare_core::ClientBuilder<Client>;

",
        api = options.codes.api(),
    );
    for module in &plan.modules {
        text.push_str(&format!("#[cfg(feature = \"{}\")]\npub mod {};\n", feature(module), module.name));
    }
    text
}

fn readme(plan: &Plan, options: &Options) -> String {
    let mut text = format!(
        "# {}\n\nA typed client, generated by `cargo codegen crate`. Regenerate it rather than editing it.\n\
         [COVERAGE.md](COVERAGE.md) lists what it doesn't type, with the reasons.\n\n\
         | module | feature | groups |\n|---|---|---|\n",
        options.name
    );
    for module in &plan.modules {
        let groups: Vec<String> = module.groups.iter().map(|group| format!("`{}`", group.name)).collect();
        text.push_str(&format!("| `{}` | `{}` | {} |\n", module.name, feature(module), groups.join(", ")));
    }
    if options.mocks {
        text.push_str(
            "\nWith the feature `httpmock` each module has a module `mocks`, with a typed mock of every\n\
             operation for unit tests; see `cloudflare_core::mock`.\n",
        );
    }
    text
}
