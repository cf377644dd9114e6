//! Compares two documents by the clients that they would give.

use super::change::Diff;
use super::side::Side;
use super::{operations, story};
use crate::input::source::Source;
use crate::pipeline::{Options, plan_of};
use crate::report::{Mode, Report};

/// Compares two published documents.
///
/// # Errors
///
/// The errors of both documents, where there is one in either.
pub fn compare(old: &Source, new: &Source) -> Result<Diff, Report> {
    let mut report = Report::new(Mode::Published);
    let options = Options::default();
    let before = plan_of(std::slice::from_ref(old), &options, &mut report);
    // What is wrong with one document mustn't keep the other from being read.
    let mut second = Report::new(Mode::Published);
    let after = plan_of(std::slice::from_ref(new), &options, &mut second);
    report.extend(second);
    if report.has_errors() {
        return Err(report);
    }
    let found = operations::compare(&Side::of(&before), &Side::of(&after));
    let changes = story::tell(found);
    Ok(Diff {
        old: old.name.clone(),
        new: new.name.clone(),
        changes,
        report,
        left_out_of_old: before.left_out.clone(),
        left_out_of_new: after.left_out.clone(),
    })
}
