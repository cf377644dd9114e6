//! Writes files into a folder, all of them or none.
//!
//! A folder that isn't there yet is made beside its place and renamed. In one that is there, the new
//! files are written into a folder of their own inside it, and the old ones are linked there, before
//! the first is replaced; whatever fails, the disk being full above all, is undone. A run that is
//! killed leaves that folder behind, and perhaps some files that are new and some that are old: the
//! record, which knows both by then, lets the next run go on from there.
//!
//! Runs that write to the same folder wait for each other, where the system can lock folders.

use std::ffi::OsString;
use std::fmt::Display;
use std::fs::{self, File as Handle, TryLockError};
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use cloudflare_mtls_codegen::File;
use cloudflare_mtls_codegen::visible::escaped;

use super::decide::{Kept, Ownership, Plan, decide};
use super::record::{self, STAGING};

/// Makes the folder hold these files, and says what was kept because a person edited it.
///
/// The error says why nothing was changed.
pub(crate) fn write(
    folder: &Path,
    files: &[File],
    ownership: Ownership,
    force: bool,
) -> Result<Vec<Kept>, String> {
    // Without a slash at its end, behind which a link would be followed.
    let folder: PathBuf = folder.components().collect();
    if folder.as_os_str().is_empty() {
        return Err("the output folder has no name; give one with --out DIR".to_owned());
    }
    let shown = escaped(&folder.to_string_lossy()).into_owned();
    let failed = |error: &dyn Display| format!("{shown}: cannot be written: {error}");
    loop {
        match fs::symlink_metadata(&folder).map(|there| there.file_type()) {
            Ok(kind) if kind.is_symlink() => {
                return Err(format!("{shown} is a link, and links aren't followed; name the folder itself"));
            }
            Ok(kind) if !kind.is_dir() => return Err(format!("{shown} is a file; name a folder")),
            Ok(_) => {
                let _lock = lock(&folder);
                let plan = decide(&folder, files, ownership, force)?;
                replace(&folder, &plan).map_err(|error| failed(&error))?;
                return Ok(plan.kept);
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let mut made = Made::default();
                let done = made.parent(&folder).and_then(|parent| {
                    let _lock = lock(&parent);
                    // Another run may have made it in the meantime.
                    match fs::symlink_metadata(&folder) {
                        Ok(_) => Ok(false),
                        Err(_) => create(&folder, &parent, files, ownership).map(|()| true),
                    }
                });
                match done {
                    Ok(true) => return Ok(Vec::new()),
                    Ok(false) => {}
                    Err(error) => {
                        made.undo();
                        return Err(failed(&unchanged(error)));
                    }
                }
            }
            Err(error) => return Err(failed(&unchanged(error))),
        }
    }
}

fn unchanged(error: impl Display) -> String {
    format!("{error}; nothing was changed")
}

/// Keeps other runs away from a folder until it is dropped. There are file systems that lock no
/// folders; they are written to all the same.
fn lock(folder: &Path) -> Option<Handle> {
    let handle = Handle::open(folder).ok()?;
    match handle.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            eprintln!("waiting for another run that writes to {}", escaped(&folder.to_string_lossy()));
            handle.lock().ok()?;
        }
        Err(TryLockError::Error(_)) => return None,
    }
    Some(handle)
}

/// Folders that were made, outermost first.
#[derive(Default)]
struct Made(Vec<PathBuf>);

impl Made {
    /// Makes the folder that a path is in, and says which that is.
    fn parent(&mut self, path: &Path) -> Result<PathBuf, Error> {
        let parent = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        self.folder(&parent)?;
        Ok(parent)
    }

    fn folder(&mut self, folder: &Path) -> Result<(), Error> {
        let missing: Vec<&Path> = folder
            .ancestors()
            .take_while(|at| {
                !at.as_os_str().is_empty()
                    && matches!(fs::metadata(at), Err(error) if error.kind() == ErrorKind::NotFound)
            })
            .collect();
        for at in missing.into_iter().rev() {
            match fs::create_dir(at) {
                Ok(()) => self.0.push(at.to_owned()),
                // By another run.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Removes those that hold nothing.
    fn undo(&self) {
        for folder in self.0.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Makes a folder that isn't there, with these files in it.
fn create(folder: &Path, parent: &Path, files: &[File], ownership: Ownership) -> Result<(), Error> {
    let name = folder.file_name().ok_or_else(|| Error::new(ErrorKind::InvalidInput, "it has no name"))?;
    let mut beside = OsString::from(".");
    beside.push(name);
    beside.push(STAGING);
    let staging = parent.join(beside);
    clear(&staging)?;
    let made = || -> Result<(), Error> {
        fs::create_dir(&staging)?;
        for file in files {
            let path = staging.join(&file.path);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, &file.text)?;
        }
        if ownership == Ownership::Record {
            fs::write(staging.join(record::NAME), record::Record::of(files).text())?;
        }
        fs::rename(&staging, folder)
    };
    made().inspect_err(|_| drop(clear(&staging)))
}

/// Removes what an earlier run left in a folder for new files.
fn clear(staging: &Path) -> Result<(), Error> {
    match fs::symlink_metadata(staging) {
        Ok(there) if there.is_dir() => fs::remove_dir_all(staging),
        Ok(_) => Err(Error::new(
            ErrorKind::AlreadyExists,
            format!("{} is in the way", escaped(&staging.to_string_lossy())),
        )),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Does in a folder what was decided, or nothing.
fn replace(folder: &Path, plan: &Plan<'_>) -> Result<(), String> {
    let staging = folder.join(STAGING);
    clear(&staging).map_err(unchanged)?;
    if plan.write.is_empty() && plan.remove.is_empty() && plan.records.is_none() {
        return Ok(());
    }
    let mut change = Change { folder, staging, made: Made::default(), done: Vec::new() };
    match change.make(plan) {
        Ok(()) => {
            drop(clear(&change.staging));
            for path in &plan.remove {
                change.prune(path);
            }
            Ok(())
        }
        Err(error) => Err(change.undo(error)),
    }
}

/// A change that is being made to a folder.
struct Change<'a> {
    folder: &'a Path,
    staging: PathBuf,
    made: Made,
    /// What was replaced or removed, and where it is kept; nothing for what is new.
    done: Vec<(PathBuf, Option<PathBuf>)>,
}

impl Change<'_> {
    fn make(&mut self, plan: &Plan<'_>) -> Result<(), Error> {
        // First whatever needs room on the disk.
        fs::create_dir(&self.staging)?;
        let mut steps: Vec<(PathBuf, Option<PathBuf>)> = Vec::new();
        let texts = plan.records.as_ref().map(|(during, after)| (during.text(), after.text()));
        let record = self.folder.join(record::NAME);
        if let Some((during, _)) = &texts {
            steps.push((record.clone(), Some(self.stage("record-during", during)?)));
        }
        for (index, file) in plan.write.iter().enumerate() {
            let new = self.stage(&format!("new-{index}"), &file.text)?;
            steps.push((self.folder.join(&file.path), Some(new)));
        }
        steps.extend(plan.remove.iter().map(|path| (self.folder.join(path), None)));
        if let Some((_, after)) = &texts {
            steps.push((record, Some(self.stage("record-after", after)?)));
        }
        let mut olds = Vec::new();
        for (index, (path, _)) in steps.iter().enumerate() {
            self.made.parent(path)?;
            let old = self.staging.join(format!("old-{index}"));
            match fs::hard_link(path, &old).or_else(|error| match error.kind() {
                ErrorKind::NotFound => Err(error),
                // Not every file system has a second name for a file.
                _ => fs::copy(path, &old).map(drop),
            }) {
                Ok(()) => olds.push(Some(old)),
                Err(error) if error.kind() == ErrorKind::NotFound => olds.push(None),
                Err(error) => return Err(error),
            }
        }
        // Then what hardly fails.
        for ((path, new), old) in steps.into_iter().zip(olds) {
            match new {
                Some(new) => fs::rename(new, &path)?,
                None => fs::remove_file(&path)?,
            }
            self.done.push((path, old));
        }
        Ok(())
    }

    fn stage(&self, name: &str, text: &str) -> Result<PathBuf, Error> {
        let path = self.staging.join(name);
        fs::write(&path, text)?;
        Ok(path)
    }

    /// Puts everything back, and says what came of it.
    fn undo(&self, error: Error) -> String {
        for (path, old) in self.done.iter().rev() {
            let back = match old {
                Some(old) => fs::rename(old, path),
                None => fs::remove_file(path),
            };
            if let Err(second) = back {
                let place = escaped(&path.to_string_lossy()).into_owned();
                return format!(
                    "{error}; and {place} could not be put back: {second}. Some files are new now, and what was \
                     there before is in {STAGING}"
                );
            }
        }
        drop(clear(&self.staging));
        self.made.undo();
        unchanged(error)
    }

    /// Removes the folders that a removed file was in, where they hold nothing else.
    fn prune(&self, path: &str) {
        let below = Path::new(path).ancestors().skip(1).filter(|at| !at.as_os_str().is_empty());
        for at in below {
            if fs::remove_dir(self.folder.join(at)).is_err() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use record::Record;

    fn file(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: text.to_owned() }
    }

    fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.push((path.clone(), Vec::new()));
                found.extend(contents(&path));
            } else {
                found.push((path.clone(), fs::read(&path).unwrap()));
            }
        }
        found.sort();
        found
    }

    #[test]
    fn a_change_that_fails_at_its_end_is_undone() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let before = [file("a.rs", "a"), file("b/c.rs", "c"), file("gone.rs", "g")];
        assert!(write(&out, &before, Ownership::Record, false).unwrap().is_empty());
        let was = contents(&out);
        let after = [file("a.rs", "new"), file("b/c.rs", "new"), file("d/e.rs", "new")];
        let plan = Plan {
            write: after.iter().collect(),
            // Nothing can remove the second.
            remove: vec!["gone.rs".to_owned(), "missing.rs".to_owned()],
            kept: Vec::new(),
            records: Some((Record::default(), Record::of(&after))),
        };
        let error = replace(&out, &plan).unwrap_err();
        assert!(error.ends_with("; nothing was changed"), "{error}");
        assert_eq!(contents(&out), was);

        assert!(write(&out, &after, Ownership::Record, false).unwrap().is_empty());
        assert!(!out.join("gone.rs").exists() && out.join("d/e.rs").exists());
    }
}
