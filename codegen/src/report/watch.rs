//! Tells what a run is doing while it does it: for a progress line, and for `--verbose`.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::report::Report;

/// Something that a run has done.
#[derive(Clone, Debug)]
pub enum Step {
    /// A pass is through.
    Pass(Pass),
    /// So many modules have been written, of so many.
    Written(usize, usize),
}

/// A pass that is through.
#[derive(Clone, Debug)]
pub struct Pass {
    /// The pass.
    pub name: &'static str,
    /// How long it took.
    pub took: Duration,
    /// What it went through or made, and how many places it changed or noted by the kind of note.
    pub counts: Vec<(&'static str, usize)>,
}

/// Who is told; [`SILENT`] is nobody.
pub type Watch<'a> = &'a (dyn Fn(Step) + Sync);

/// Tells nobody.
pub const SILENT: Watch<'static> = &|_| {};

/// Takes the time between passes, and counts the notes that each adds.
pub(crate) struct Passes<'a> {
    watch: Watch<'a>,
    began: Instant,
    noted: BTreeMap<&'static str, usize>,
}

impl<'a> Passes<'a> {
    pub(crate) fn new(watch: Watch<'a>) -> Self {
        Self { watch, began: Instant::now(), noted: BTreeMap::new() }
    }

    /// The pass of this name is through.
    pub(crate) fn done(&mut self, name: &'static str, made: &[(&'static str, usize)], report: &Report) {
        let took = self.began.elapsed();
        let noted = report.counts();
        let mut counts = made.to_vec();
        for (code, count) in &noted {
            let before = self.noted.get(code).copied().unwrap_or_default();
            if *count > before {
                counts.push((code, count - before));
            }
        }
        self.noted = noted;
        (self.watch)(Step::Pass(Pass { name, took, counts }));
        self.began = Instant::now();
    }
}
