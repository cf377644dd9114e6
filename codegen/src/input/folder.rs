//! Reads a document, and the files of its folder that it refers to.
//!
//! The library reads nothing of its own accord: who has a path and wants its document asks for it
//! here. A file that a document refers to is read if it lies in the document's folder or below it,
//! wherever links lead.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::source::{Files, Source};

/// The largest file that is read, in bytes: twenty times the largest published document.
const MAX_BYTES: u64 = 512 * 1024 * 1024;

/// How compressed files begin, and with what they are compressed.
const COMPRESSED: [(&[u8], &str); 5] = [
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
];

/// The document in a file, by the name that messages give it.
///
/// # Errors
///
/// Says why the file can't be read.
pub fn source(path: &Path, name: impl Into<String>) -> Result<Source, String> {
    let text = text(path)?;
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    Ok(Source::new(name, text).beside(files(folder)))
}

/// Reads the files of a folder.
fn files(folder: PathBuf) -> Files {
    Arc::new(move |path| {
        let unreadable = |error: std::io::Error| format!("cannot be read: {error}");
        let folder = fs::canonicalize(&folder).map_err(unreadable)?;
        let path = fs::canonicalize(folder.join(path)).map_err(unreadable)?;
        if !path.starts_with(&folder) {
            return Err("lies outside of the document's folder: a link leads there".to_owned());
        }
        // What isn't a file may never end, or not even begin.
        let metadata = fs::metadata(&path).map_err(unreadable)?;
        if !metadata.is_file() && !metadata.is_dir() {
            return Err("is no file".to_owned());
        }
        text(&path)
    })
}

/// The text of a file.
fn text(path: &Path) -> Result<String, String> {
    let unreadable = |error: std::io::Error| format!("cannot be read: {error}");
    let file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if metadata.is_dir() {
        return Err("cannot be read: it is a folder".to_owned());
    }
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!("cannot be read: it is larger than {} MiB", MAX_BYTES / 1024 / 1024));
    }
    if let Some((_, with)) = COMPRESSED.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(format!("is compressed ({with}), and is not unpacked here: unpack it first"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let position = error.utf8_error().valid_up_to();
        format!("is not UTF-8: byte {position} begins no character")
    })
}
