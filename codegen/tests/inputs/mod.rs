//! The documents that tests read: the golden cases, our own fragments, published documents.
//!
//! A golden case is a folder of `tests/golden`. It holds `input.yaml` and what other fragments
//! it refers to; `envelope.yaml` beside the folders is there for all. A case with a table,
//! `operations.toml`, becomes a client and is read to the letter; one without becomes a crate of
//! its own, as a published document does. A first line `# mode: published` in a case with a
//! table has its faults mended all the same.

// Every test target takes what it needs of this module.
#![allow(dead_code)]

pub mod dialects;
pub mod effort;
pub mod markdown;
pub mod mutation;
pub mod random;
pub mod shapes;
pub mod soundness;
pub mod words;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cloudflare_mtls_codegen::Mode;
use cloudflare_mtls_codegen::input::folder;
use cloudflare_mtls_codegen::skeleton::{Codes, Options, Runtime};
use cloudflare_mtls_codegen::{Output, Report, Source, client, standalone};

/// The folder of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Input of the generator, and how it takes it.
#[derive(Clone, Debug)]
pub struct Input {
    /// The case or document, for messages.
    pub name: String,
    pub sources: Vec<Source>,
    pub table: Option<Source>,
    pub mode: Mode,
}

impl Input {
    /// One document, taken as a published one.
    pub fn document(name: &str, text: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            sources: vec![Source::new(name, text)],
            table: None,
            mode: Mode::Published,
        }
    }

    pub fn generate(&self) -> Result<Output, Report> {
        match &self.table {
            Some(table) => client(&self.sources, table, self.mode),
            None => standalone(&self.sources, &Options { mode: self.mode, ..options() }),
        }
    }
}

/// A crate's name and runtime, the same for all cases.
pub fn options() -> Options {
    Options {
        name: "example".to_owned(),
        runtime: Runtime::Version("0.1.0".to_owned()),
        select: Vec::new(),
        mocks: true,
        mode: Mode::Published,
        codes: Codes::default(),
    }
}

pub fn golden_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// The golden cases and their folders, by name.
pub fn golden_cases() -> Vec<(PathBuf, Input)> {
    let mut folders: Vec<PathBuf> = fs::read_dir(golden_folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    assert!(!folders.is_empty(), "there are no golden cases");
    folders.into_iter().map(|folder| (folder.clone(), golden_case(&folder))).collect()
}

fn golden_case(folder: &Path) -> Input {
    let mut sources = documents(folder);
    let first = sources.iter().position(|source| source.name == "input.yaml");
    let first = first.unwrap_or_else(|| panic!("{} has no input.yaml", folder.display()));
    sources.swap(0, first);
    if sources.iter().any(|source| source.text.contains("envelope.yaml#")) {
        sources.push(read(&golden_folder().join("envelope.yaml"), "envelope.yaml"));
    }
    let table = folder.join("operations.toml");
    let table = table.is_file().then(|| read(&table, "operations.toml"));
    let published = table.is_none() || sources[0].text.starts_with("# mode: published");
    Input {
        name: folder.file_name().unwrap().to_str().unwrap().to_owned(),
        sources,
        table,
        mode: if published { Mode::Published } else { Mode::Strict },
    }
}

/// The fragments of this project, named as the command names them.
pub fn fragments() -> Input {
    let folder = workspace().join("openapi");
    let mut sources = documents(&folder);
    for source in &mut sources {
        source.name = format!("openapi/{}", source.name);
    }
    Input {
        name: "openapi/".to_owned(),
        sources,
        table: Some(read(&folder.join("operations.toml"), "openapi/operations.toml")),
        mode: Mode::Strict,
    }
}

/// The YAML documents of a folder, by name.
fn documents(folder: &Path) -> Vec<Source> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "yaml"))
        .collect();
    paths.sort();
    paths.iter().map(|path| read(path, path.file_name().unwrap().to_str().unwrap())).collect()
}

/// A document, under the name that messages give it.
pub fn read(path: &Path, name: &str) -> Source {
    folder::source(path, name).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// A published document, or every document of a folder of them, where they are at hand.
///
/// They lie beside the repository, in `../shared/specs`, and are no part of it; without them
/// there is nothing to test, and a line says so.
pub fn published(path: &str) -> Option<Vec<Input>> {
    let path = workspace().join("../shared/specs").join(path);
    let mut paths = if path.is_dir() {
        fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()).collect()
    } else if path.is_file() {
        vec![path]
    } else {
        println!("SKIPPED: {} is not there", path.display());
        return None;
    };
    paths.sort();
    let inputs = paths.iter().map(|path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        Input::document(name, read(path, name).text)
    });
    Some(inputs.collect())
}

/// The large document that others have derived from a published one, which is there compressed.
pub fn derived() -> Option<Input> {
    let name = "cloudflare-2026-05-29-derived.json";
    let path = workspace().join("../shared/specs/full").join(format!("{name}.gz"));
    let unpacked = Command::new("gzip").arg("-dc").arg(&path).output();
    match unpacked {
        Ok(output) if output.status.success() => {
            Some(Input::document(name, String::from_utf8(output.stdout).unwrap()))
        }
        _ => {
            println!("SKIPPED: {} is not there, or gzip isn't", path.display());
            None
        }
    }
}

/// The document that `CODEGEN_DOCUMENT=FILE` names, for tests of any document, such as next month's.
pub fn named() -> Input {
    let path = std::env::var_os("CODEGEN_DOCUMENT").expect("CODEGEN_DOCUMENT=FILE names the document");
    let path = PathBuf::from(path);
    let name = path.file_name().unwrap().to_str().unwrap();
    Input::document(name, read(&path, name).text)
}

/// All files of an output with their paths, without the lines that hold the sources' hash.
pub fn bytes_of(output: &Output) -> String {
    let mut text = String::new();
    for file in &output.files {
        text.push_str(&format!("==== {}\n{}\n", file.path, without_hash(&file.text)));
    }
    text
}

/// A generated text without the line that holds the sources' hash.
pub fn without_hash(text: &str) -> String {
    text.lines()
        .filter(|line| !line.starts_with("// Sources: sha256"))
        .map(|line| format!("{line}\n"))
        .collect()
}
