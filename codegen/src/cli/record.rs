//! The record of what a run wrote into a folder: a file beside what was written, from which the
//! next run tells its own files from a person's, and edited ones from those that are as they were.
//!
//! It is text, a line for each file: its sha256 and its path, as `sha256sum --check` reads them.
//! A file may be listed twice while it is being replaced, as it was and as it will be.

use std::collections::{BTreeMap, BTreeSet};

use cloudflare_mtls_codegen::File;
use cloudflare_mtls_codegen::visible::is_invisible;
use sha2::{Digest, Sha256};

/// What the record is called.
pub(super) const NAME: &str = ".generated-files";

/// The folder inside another in which its new files are made, while a run lasts.
pub(super) const STAGING: &str = ".codegen-staging";

const HEAD: &str = "\
# What `cargo codegen` wrote here. It replaces and removes these files and no others; one that was
# edited is kept. Keep this list with them.
";

/// The files of a folder that are generated, each with the hashes that it may have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Record(BTreeMap<String, BTreeSet<String>>);

impl Record {
    /// The record of these files.
    pub(super) fn of(files: &[File]) -> Self {
        let mut record = Self::default();
        for file in files {
            record.add(&file.path, hash(file.text.as_bytes()));
        }
        record
    }

    /// Reads a record. The error says what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut record = Self::default();
        for (index, line) in text.lines().enumerate() {
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            let entry = line.split_once("  ").filter(|(hash, path)| is_hash(hash) && is_below(path));
            let (hash, path) =
                entry.ok_or_else(|| format!("line {} isn't a hash and the path of a file", index + 1))?;
            record.add(path, hash.to_owned());
        }
        Ok(record)
    }

    fn add(&mut self, path: &str, hash: String) {
        self.0.entry(path.to_owned()).or_default().insert(hash);
    }

    /// Adds what another record has, so that either state of a file is known.
    pub(super) fn extend(&mut self, other: &Self) {
        for (path, hashes) in &other.0 {
            self.0.entry(path.clone()).or_default().extend(hashes.iter().cloned());
        }
    }

    /// Lists a file that is kept as the other record does: by what was written there last.
    pub(super) fn keep(&mut self, path: &str, other: &Self) {
        if let Some(hashes) = other.0.get(path) {
            self.0.insert(path.to_owned(), hashes.clone());
        }
    }

    /// The files, in order.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether a file is listed.
    pub(super) fn lists(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// Whether a file is as a run wrote it.
    pub(super) fn knows(&self, path: &str, bytes: &[u8]) -> bool {
        self.0.get(path).is_some_and(|hashes| hashes.contains(&hash(bytes)))
    }

    /// The text of the record.
    pub(super) fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        for (path, hashes) in &self.0 {
            for hash in hashes {
                text.push_str(&format!("{hash}  {path}\n"));
            }
        }
        text
    }
}

/// The hash of a file, whichever line ends version control gave it.
fn hash(bytes: &[u8]) -> String {
    let mut hash = Sha256::new();
    let mut rest = bytes;
    while let Some(end) = rest.windows(2).position(|pair| pair == b"\r\n") {
        hash.update(&rest[..end]);
        rest = &rest[end + 1..];
    }
    hash.update(rest);
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether a path leads to a file below the folder. A record may come with somebody else's
/// repository; none that a run wrote has a name that begins with a dot.
fn is_below(path: &str) -> bool {
    let harmless = |name: &str| !name.is_empty() && !name.starts_with('.');
    path.split('/').all(harmless) && !path.contains(['\\', ':']) && !path.contains(is_invisible)
}

#[cfg(test)]
mod tests {
    use super::{HEAD, Record, hash};
    use cloudflare_mtls_codegen::File;

    fn file(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let record = Record::of(&[file("src/lib.rs", "b"), file("Cargo.toml", "a")]);
        let text = record.text();
        let line = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb  Cargo.toml\n";
        assert!(text.starts_with(&format!("{HEAD}{line}")), "{text}");
        assert_eq!(Record::parse(&text), Ok(record.clone()));
        assert_eq!(Record::parse(&text.replace('\n', "\r\n")), Ok(record));
    }

    #[test]
    fn line_ends_are_no_edit() {
        assert_eq!(hash(b"a\r\nb\r\n"), hash(b"a\nb\n"));
        assert_ne!(hash(b"a\rb"), hash(b"a\nb"));
    }

    #[test]
    fn paths_that_lead_elsewhere_are_refused() {
        let hash = hash(b"");
        for path in
            ["../a", "/etc/a", "a/../../b", ".git/config", "a//b", "", "C:/a", "a\\..\\b", "a\u{1b}[2J", "a/"]
        {
            let refused = Err("line 1 isn't a hash and the path of a file".to_owned());
            assert_eq!(Record::parse(&format!("{hash}  {path}\n")), refused, "{path}");
        }
        assert!(Record::parse("abc  a\n").is_err() && Record::parse("<<<<<<< HEAD\n").is_err());
    }
}
