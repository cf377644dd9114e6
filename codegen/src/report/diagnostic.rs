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

use indexmap::IndexMap;

use super::mode::Mode;
use crate::api::Place;
use crate::visible::escaped;

/// How many faults of one kind are told before the rest is counted.
const FAULTS: usize = 3;

/// Diagnostics of one kind by file and message: the first of each, and how many there are.
type Faults<'d> = IndexMap<(&'d str, &'d str), (&'d Diagnostic, usize)>;

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

impl Diagnostic {
    /// The diagnostic, with what there is of it elsewhere.
    fn shown(&self, more: &str) -> String {
        let level = match self.level {
            Level::Error => "error",
            Level::Note => "note",
        };
        let mut text = format!("{level}[{}]: {}\n  at {}", self.code, escaped(&self.message), self.place);
        if !more.is_empty() {
            text.push_str(&format!("\n  and {more}"));
        }
        if let Some(help) = &self.help {
            text.push_str(&format!("\n  fix: {}", escaped(help)));
        }
        text
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown(""))
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
            Mode::Whole | Mode::Published => self.note(code, place, message),
        }
    }

    /// Records a fault that has one plain reading, which a published document gets. Where every
    /// operation is wanted as it is, it is an error.
    pub fn mended(
        &mut self,
        code: &'static str,
        place: Place,
        message: impl fmt::Display,
        help: impl Into<String>,
        reading: &str,
    ) {
        match self.mode {
            Mode::Strict | Mode::Whole => self.error(code, place, message.to_string(), help),
            Mode::Published => self.note(code, place, format!("{message}: {reading}")),
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

    /// The errors, each fault of a file once however often it occurs, and of each kind a few: what
    /// there is more of is counted. Says with it whether anything is left out.
    pub fn brief_errors(&self) -> (String, bool) {
        // By kind in the order of places, and in a kind by message.
        let mut kinds: IndexMap<&str, Faults<'_>> = IndexMap::new();
        for error in self.errors() {
            let faults = kinds.entry(error.code).or_default();
            faults.entry((&error.place.file, &error.message)).or_insert((error, 0)).1 += 1;
        }
        let (mut text, mut left_out) = (String::new(), false);
        for (code, faults) in kinds {
            for (first, count) in faults.values().take(FAULTS) {
                let others = count - 1;
                let more = match others {
                    0 => String::new(),
                    1 => "1 more place".to_owned(),
                    _ => format!("{others} more places"),
                };
                text.push_str(&first.shown(&more));
                text.push('\n');
                left_out |= others > 0;
            }
            let rest: usize = faults.values().skip(FAULTS).map(|(_, count)| count).sum();
            if rest > 0 {
                text.push_str(&format!("error[{code}]: {rest} more of this kind\n"));
                left_out = true;
            }
        }
        text.truncate(text.trim_end().len());
        (text, left_out)
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
