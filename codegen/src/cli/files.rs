//! Reads documents.

use std::fs;
use std::path::{Path, PathBuf};

use cloudflare_mtls_codegen::input::folder;
use cloudflare_mtls_codegen::visible::escaped;
use cloudflare_mtls_codegen::{Place, Report, Source};

/// Reads one document. The error is the report on it.
pub(crate) fn read(path: &Path) -> Result<Source, Report> {
    read_as(path, path.display().to_string())
}

fn read_as(path: &Path, name: String) -> Result<Source, Report> {
    folder::source(path, name.clone()).map_err(|why| unreadable(&name, why))
}

fn unreadable(name: &str, message: String) -> Report {
    let mut report = Report::default();
    report.error(
        "unreadable-file",
        Place::file(name),
        message,
        "make it a file that can be read: JSON or YAML, as UTF-8 text",
    );
    report
}

/// What was read of a folder, and what couldn't be.
#[derive(Default)]
pub(crate) struct Folder {
    pub(crate) sources: Vec<Source>,
    pub(crate) table: Option<Source>,
    pub(crate) report: Report,
}

/// Reads the fragments of a folder and its operations table.
pub(crate) fn read_folder(folder: &Path, root: Option<&Path>) -> Folder {
    let mut read = Folder::default();
    let entries = fs::read_dir(folder).and_then(|entries| entries.collect::<std::io::Result<Vec<_>>>());
    let entries = match entries {
        Ok(entries) => entries,
        Err(error) => {
            read.report = unreadable(&shown(folder, root), format!("cannot be read: {error}"));
            return read;
        }
    };
    let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.retain(|path| {
        matches!(path.extension().and_then(|end| end.to_str()), Some("yaml" | "yml" | "json"))
    });
    paths.sort();
    for path in paths {
        match read_as(&path, shown(&path, root)) {
            Ok(source) => read.sources.push(source),
            Err(report) => read.report.extend(report),
        }
    }
    let table = folder.join("operations.toml");
    match read_as(&table, shown(&table, root)) {
        Ok(source) => read.table = Some(source),
        Err(report) => read.report.extend(report),
    }
    read
}

/// A path as a reader would write it: below the repository, with `/`.
pub(crate) fn shown(path: &Path, root: Option<&Path>) -> String {
    let below = root.and_then(|root| path.strip_prefix(root).ok()).unwrap_or(path);
    below.to_string_lossy().replace('\\', "/")
}

/// A path as it is shown, on one line.
pub(crate) fn visible(path: &Path) -> String {
    escaped(&path.to_string_lossy()).into_owned()
}

/// The path that leads from one folder to another, with `/`.
pub(crate) fn relative(from: &Path, to: &Path) -> Result<String, String> {
    let absolute =
        |path: &Path| std::path::absolute(path).map_err(|error| format!("{}: {error}", visible(path)));
    let (from, to) = (absolute(from)?, absolute(to)?);
    if !to.join("Cargo.toml").is_file() {
        return Err(format!("--runtime {}: there is no Cargo.toml", visible(&to)));
    }
    let (from, to) = (normal(&from), normal(&to));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut parts: Vec<String> = vec!["..".to_owned(); from.len() - common];
    parts.extend(to[common..].iter().cloned());
    Ok(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}

/// The names in a path, with `.` and `..` worked out.
fn normal(path: &Path) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for component in path.components() {
        match component {
            std::path::Component::ParentDir => {
                names.pop();
            }
            std::path::Component::CurDir => {}
            other => names.push(other.as_os_str().to_string_lossy().into_owned()),
        }
    }
    names
}

/// A folder as it was given, else the one of the repository.
pub(super) fn within(root: Option<&Path>, given: Option<&Path>, default: &str) -> Result<PathBuf, String> {
    match (given, root) {
        (Some(given), _) => Ok(given.to_owned()),
        (None, Some(root)) => Ok(root.join(default)),
        (None, None) => {
            Err(format!("run this in the repository of cloudflare-mtls, or say where {default} is"))
        }
    }
}

/// The repository of cloudflare-mtls that the command runs in, if it does.
pub(super) fn repository() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().find(|folder| folder.join("openapi/operations.toml").is_file()).map(Path::to_owned)
}
