//! Compares two documents by the clients that they would give.

use super::change::Diff;
use super::client::{Client, Known};
use super::side::Side;
use super::{operations, story};
use crate::api::Place;
use crate::input::restrict::{CORRECT, SELECT_NOTHING, missed};
use crate::input::source::Source;
use crate::pipeline::{self, plan_of};
use crate::report::{Mode, Report};

/// What is compared, and for whose users.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// Which operations to compare, as for a crate; all, if there are no patterns. A pattern has to
    /// match something in one of the documents.
    pub select: &'a [String],
    /// The client whose users the story is for. Without one, they are those of crates made of the
    /// documents.
    pub client: Option<Client<'a>>,
}

/// Compares two published documents.
///
/// # Errors
///
/// The errors of both documents, where there is one in either, and of the client's own description.
pub fn compare(old: &Source, new: &Source, options: &Options<'_>) -> Result<Diff, Report> {
    let mut report = Report::new(Mode::Published);
    let passes = pipeline::Options {
        select: options.select,
        may_miss: !options.select.is_empty(),
        ..pipeline::Options::default()
    };
    let before = plan_of(std::slice::from_ref(old), &passes, &mut report);
    // What is wrong with one document mustn't keep the other from being read.
    let mut second = Report::new(Mode::Published);
    let after = plan_of(std::slice::from_ref(new), &passes, &mut second);
    for pattern in options.select {
        let message = missed(pattern);
        let says = |report: &Report| {
            report.notes().any(|note| note.code == SELECT_NOTHING && note.message == message)
        };
        if says(&report) && says(&second) {
            second.error(SELECT_NOTHING, Place::file(&new.name), message, CORRECT);
        }
    }
    report.extend(second);
    let client = options.client.map(|client| client.plan());
    let client = match client {
        Some(Ok(plan)) => Some(plan),
        Some(Err(errors)) => {
            report.extend(errors);
            None
        }
        None => None,
    };
    if report.has_errors() {
        return Err(report);
    }
    let after_side = Side::of(&after);
    let mut found = operations::compare(&Side::of(&before), &after_side);
    if let Some(plan) = &client {
        let known = Known::new(&Side::of(plan), &after_side);
        found = known.for_its_users(found, !options.select.is_empty());
    }
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
