//! Writes one file, whole or not at all.
//!
//! A file that is there is replaced if it begins as what is written always does: then an earlier run
//! wrote it. Everything else is left alone unless it is to be replaced; links and folders always are.

use std::ffi::OsString;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use cloudflare_mtls_codegen::visible::escaped;

/// Makes the file at a path hold a text that begins with a mark. The error says why nothing was
/// changed.
pub(super) fn write(path: &Path, text: &str, mark: &str, force: bool) -> Result<(), String> {
    let shown = escaped(&path.to_string_lossy()).into_owned();
    let failed = |error: std::io::Error| format!("{shown}: cannot be written: {error}; nothing was changed");
    let Some(name) = path.file_name() else {
        return Err("the output file has no name; give one with --out FILE".to_owned());
    };
    match fs::symlink_metadata(path).map(|there| there.file_type()) {
        Ok(kind) if kind.is_symlink() => {
            return Err(format!("{shown} is a link, and links aren't followed; name the file itself"));
        }
        Ok(kind) if !kind.is_file() => return Err(format!("{shown} is no ordinary file; give another name")),
        Ok(_) => {
            let there = fs::read(path).map_err(failed)?;
            if there == text.as_bytes() {
                return Ok(());
            }
            if !force && !there.starts_with(mark.as_bytes()) {
                return Err(format!(
                    "{shown} is there, and no earlier run wrote it\n  fix: move it away, give another name, or let \
                     it be replaced with --force"
                ));
            }
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    // On the same disk, and of this run alone.
    let mut beside = OsString::from(".");
    beside.push(name);
    beside.push(format!(".{}.new", std::process::id()));
    let beside = path.with_file_name(beside);
    let made = || -> std::io::Result<()> {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    made().map_err(|error| {
        // What was there before this run isn't this run's.
        if error.kind() != ErrorKind::AlreadyExists {
            drop(fs::remove_file(&beside));
        }
        failed(error)
    })
}
