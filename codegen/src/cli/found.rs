//! Looks at what is in a folder without following a link in it.

use std::fs;
use std::io::{Error, ErrorKind};
use std::path::Path;

/// What is at a path.
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// A file, with what is in it.
    File(Vec<u8>),
    /// Something that can't be taken for a file: where, and what it is.
    Else(String, &'static str),
}

/// Looks at a path below a folder, with `/` between its names.
pub(super) fn find(folder: &Path, path: &str) -> Result<Found, Error> {
    let mut at = folder.to_owned();
    let mut shown = String::new();
    let mut names = path.split('/').peekable();
    while let Some(name) = names.next() {
        at.push(name);
        shown.push_str(name);
        let kind = match fs::symlink_metadata(&at) {
            Ok(metadata) => metadata.file_type(),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Nothing),
            Err(error) => return Err(error),
        };
        let last = names.peek().is_none();
        if kind.is_symlink() {
            return Ok(Found::Else(shown, "a link"));
        }
        match (kind.is_dir(), last) {
            (true, false) => shown.push('/'),
            (true, true) => return Ok(Found::Else(shown, "a folder")),
            (false, false) => return Ok(Found::Else(shown, "no folder")),
            (false, true) if kind.is_file() => return Ok(Found::File(fs::read(&at)?)),
            (false, true) => return Ok(Found::Else(shown, "no ordinary file")),
        }
    }
    Ok(Found::Nothing)
}

/// The names of what is in a folder, in order.
pub(super) fn names(folder: &Path) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}
