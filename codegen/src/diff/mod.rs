//! Compares two published documents by what a user of the generated client would notice.
//!
//! What is compared is what would be generated: operations are matched by method and path without
//! the names of parameters, and their types, which have no names of the document's own by then,
//! are walked side by side. Other component keys, other parameter names in a path, another order
//! of the same things and other wording are therefore no change. Every change says at which
//! [`Level`] it is and why, and a change in a type that many operations share is one [`Change`]
//! that lists them.
//!
//! | module | subject |
//! |---|---|
//! | `operations` | which operations there are, what they are called, what they succeed with |
//! | `parameters` | path, query, headers |
//! | `payload` | bodies and results |
//! | `types` | types, at whatever depth: fields, enum values, forms of unions |
//! | `describe` | types in words |
//! | `story` | equal changes in several operations become one |
//! | [`render`] | terminal, Markdown |
//! | [`json`] | JSON, with a description of its form |

mod describe;
pub mod json;
mod operations;
mod parameters;
mod payload;
pub mod render;
mod story;
mod types;

use std::rc::Rc;

use indexmap::IndexMap;
use serde::Serialize;

use crate::api::Roles;
use crate::input::source::Source;
use crate::pipeline::{Options, plan_of};
use crate::plan::{Group, Method, Plan};
use crate::report::{Mode, Report};

/// How much a change matters to code that uses the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Code compiles and works as before.
    Additive,
    /// Code compiles and works as before, and uses what will go one day.
    Deprecating,
    /// Some code that was right no longer compiles, or means something else.
    Breaking,
}

/// What kind of change it is. The names in JSON stay the same between versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// An operation is new.
    OperationAdded,
    /// An operation is gone.
    OperationRemoved,
    /// An operation is deprecated now.
    OperationDeprecated,
    /// An operation is no longer deprecated.
    OperationUndeprecated,
    /// An operation has another place or name in Rust.
    CallChanged,
    /// A parameter is new.
    ParameterAdded,
    /// A parameter is gone.
    ParameterRemoved,
    /// A parameter must be given now.
    ParameterRequired,
    /// A parameter needn't be given any more.
    ParameterOptional,
    /// A parameter is deprecated now.
    ParameterDeprecated,
    /// A parameter is no longer deprecated.
    ParameterUndeprecated,
    /// A parameter that is a list is written in another way.
    ParameterWritten,
    /// There is a request body where there was none, or none where there was one, or it is of
    /// another kind.
    BodyChanged,
    /// The result is of another kind: a list, one value, bytes, nothing.
    ResultChanged,
    /// The result comes with an envelope, or without, and it was the other way round.
    EnvelopeChanged,
    /// A list is paged now.
    PagingAdded,
    /// A list is no longer paged.
    PagingRemoved,
    /// A list is paged in another way.
    PagingChanged,
    /// Other statuses stand for success.
    StatusChanged,
    /// A value is of another type.
    TypeChanged,
    /// A field is new.
    FieldAdded,
    /// A field is gone.
    FieldRemoved,
    /// A field must be given now.
    FieldRequired,
    /// A field needn't be given any more.
    FieldOptional,
    /// A field has another Rust type round the same type: null came or went.
    FieldNullable,
    /// A field is deprecated now.
    FieldDeprecated,
    /// A field is no longer deprecated.
    FieldUndeprecated,
    /// Required fields stand in another order.
    RequiredOrder,
    /// An enum has more values.
    ValuesAdded,
    /// An enum has lost values.
    ValuesRemoved,
    /// A union has another form.
    FormAdded,
    /// A union has lost a form.
    FormRemoved,
    /// A type has another name in Rust.
    TypeRenamed,
}

impl Kind {
    /// Whether it is about operations as wholes, so that which ones is what there is to say.
    fn is_about_operations(self) -> bool {
        matches!(
            self,
            Self::OperationAdded
                | Self::OperationRemoved
                | Self::OperationDeprecated
                | Self::OperationUndeprecated
                | Self::CallChanged
        )
    }

    /// Whether it is about one value, whose name then belongs to what is said.
    fn is_about_a_value(self) -> bool {
        matches!(
            self,
            Self::TypeChanged | Self::ValuesAdded | Self::ValuesRemoved | Self::FormAdded | Self::FormRemoved
        )
    }
}

/// A change, wherever it shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// How much it matters.
    pub level: Level,
    /// What kind of change it is.
    pub kind: Kind,
    /// What changed: one line, with names in backticks.
    pub what: String,
    /// Why it is at this level: one line.
    pub reason: String,
    /// The operations in which it shows, by path and method; never empty.
    pub operations: Vec<Affected>,
}

/// An operation in which a change shows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Affected {
    /// The path template, with parameters by the names that they have in Rust.
    pub path: String,
    /// The HTTP method in upper case.
    pub method: String,
    /// The operationId of the new document, or of the old one for an operation that is gone.
    pub operation_id: String,
    /// Where in the operation: `query.page`, `body.config[].enabled`, `result[].status`; empty for
    /// what is about the operation as a whole.
    pub locations: Vec<String>,
    /// How many more such places there are.
    pub further_locations: u64,
}

/// What changed between two documents.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Diff {
    /// What the old document is called.
    pub old: String,
    /// What the new document is called.
    pub new: String,
    /// The changes: breaking ones first, operations before what is in them.
    pub changes: Vec<Change>,
    /// Notes on both documents.
    pub report: Report,
}

impl Diff {
    /// The level of the gravest change; none where nothing changed.
    pub fn level(&self) -> Option<Level> {
        self.changes.iter().map(|change| change.level).max()
    }

    /// The changes of one level.
    pub fn of(&self, level: Level) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.level == level)
    }
}

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
    Ok(Diff { old: old.name.clone(), new: new.name.clone(), changes: story::tell(found), report })
}

/// One of the two clients that are compared.
struct Side<'a> {
    plan: &'a Plan,
    /// Which types are sent and received, module by module.
    roles: Vec<Roles>,
}

impl<'a> Side<'a> {
    fn of(plan: &'a Plan) -> Self {
        let roles = plan.modules.iter().map(|module| Roles::of(module.operations(), &plan.types)).collect();
        Self { plan, roles }
    }

    fn calls(&self) -> Vec<Call<'a>> {
        let mut calls = Vec::new();
        for (module, known) in self.plan.modules.iter().enumerate() {
            for group in &known.groups {
                calls.extend(group.methods.iter().map(|method| Call {
                    module,
                    name: &known.name,
                    group,
                    method,
                }));
            }
        }
        calls
    }
}

/// An operation and where the client has it.
#[derive(Clone, Copy)]
struct Call<'a> {
    /// The module's position.
    module: usize,
    /// The module's name.
    name: &'a str,
    group: &'a Group,
    method: &'a Method,
}

/// A change without its places. Equal ones are one story.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Finding {
    kind: Kind,
    level: Level,
    what: String,
    reason: &'static str,
    /// What else must agree for two changes to be one: the types that they are in; for types that
    /// are called otherwise, the two names.
    within: String,
}

impl Finding {
    fn new(kind: Kind, level: Level, what: String, reason: &'static str) -> Rc<Self> {
        Rc::new(Self { kind, level, what, reason, within: String::new() })
    }

    /// The old and the new name of a type that is called otherwise.
    fn renaming(&self) -> Option<(String, String)> {
        let (before, after) = self.within.split_once(' ').filter(|_| self.kind == Kind::TypeRenamed)?;
        Some((before.to_owned(), after.to_owned()))
    }
}

/// How many places of one change are kept for an operation; the others are counted. Without a
/// bound, types that hold one another many times over would have more places than there is memory.
const MAX_PLACES: usize = 16;

/// Where changes show inside an operation or a type.
#[derive(Clone, Debug, Default)]
struct Findings(IndexMap<Rc<Finding>, Places>);

#[derive(Clone, Debug, Default)]
struct Places {
    at: Vec<String>,
    further: u64,
}

impl Findings {
    fn add(&mut self, finding: Rc<Finding>, at: String) {
        let places = self.0.entry(finding).or_default();
        if places.at.len() < MAX_PLACES {
            places.at.push(at);
        } else {
            places.further = places.further.saturating_add(1);
        }
    }

    /// Adds what was found inside something that stands at `prefix`.
    fn add_inside(&mut self, prefix: &str, inside: &Self) {
        for (finding, places) in &inside.0 {
            for at in &places.at {
                self.add(Rc::clone(finding), format!("{prefix}{at}"));
            }
            if let Some(known) = self.0.get_mut(finding) {
                known.further = known.further.saturating_add(places.further);
            }
        }
    }
}
