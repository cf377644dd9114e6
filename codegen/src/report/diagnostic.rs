//! What the generator says about its input: errors, which stop it, and notes, which don't.
//!
//! Every diagnostic names the file, the operation where there is one, and the JSON pointer, so
//! that its reader can go straight to the place. A run collects all of them in a [`Report`]
//! before it gives up, because mending a document one error at a time is no fun.
//!
//! What a diagnostic says of a document may be anything, so it is shown with its control characters
//! escaped: a diagnostic is two lines, or three with the fix, and each begins with a word of ours.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::mode::Mode;
use crate::api::Place;
use crate::visible::escaped;

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The input is wrong: nothing is generated.
    Error,
    /// The input has a fault that was mended, or something is generated less well than it could be.
    Note,
}

/// One thing to say about the input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// Error or note.
    pub level: Level,
    /// Where.
    pub place: Place,
    /// The kind of fault: a short kebab-case name that stays the same between versions.
    pub code: &'static str,
    /// What is wrong there.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Error => "error",
            Level::Note => "note",
        };
        write!(f, "{level}[{}]: {}\n  at {}", self.code, escaped(&self.message), self.place)?;
        if let Some(help) = &self.help {
            write!(f, "\n  fix: {}", escaped(help))?;
        }
        Ok(())
    }
}

/// All diagnostics of a run, without repetitions and in a fixed order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    mode: Mode,
    diagnostics: BTreeSet<Diagnostic>,
}

impl Report {
    /// A report on input that is taken in this way.
    pub fn new(mode: Mode) -> Self {
        Self { mode, ..Self::default() }
    }

    /// How the input is taken that this is a report on.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Records an error.
    pub fn error(
        &mut self,
        code: &'static str,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.diagnostics.insert(Diagnostic {
            level: Level::Error,
            place,
            code,
            message: message.into(),
            help: Some(help.into()),
        });
    }

    /// Records a note.
    pub fn note(&mut self, code: &'static str, place: Place, message: impl Into<String>) {
        self.diagnostics.insert(Diagnostic {
            level: Level::Note,
            place,
            code,
            message: message.into(),
            help: None,
        });
    }

    /// Records a fault that is an error in our own fragments, which are held to the letter, and a
    /// note in a published document, which is taken as it is.
    pub fn fault(
        &mut self,
        code: &'static str,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        match self.mode {
            Mode::Strict => self.error(code, place, message, help),
            Mode::Published => self.note(code, place, message),
        }
    }

    /// Adds all of another report.
    pub fn extend(&mut self, other: Report) {
        self.diagnostics.extend(other.diagnostics);
    }

    /// Whether there is any error.
    pub fn has_errors(&self) -> bool {
        self.errors().next().is_some()
    }

    /// The errors, in order of place.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|d| d.level == Level::Error)
    }

    /// How many notes there are of each kind.
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for note in self.notes() {
            *counts.entry(note.code).or_default() += 1;
        }
        counts
    }

    /// The notes, in order of place.
    pub fn notes(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|d| d.level == Level::Note)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.diagnostics.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{diagnostic}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Report {}
