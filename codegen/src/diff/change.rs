//! What has changed between two documents, as it is told.

use serde::Serialize;

use crate::api::LeftOut;
use crate::report::Report;

/// How much a change matters to code that uses the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The client that the story is for is that way already: its users notice nothing.
    Settled,
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
    /// Fields that the document doesn't name are kept now.
    OthersAdded,
    /// Fields that the document doesn't name are no longer kept.
    OthersRemoved,
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
    /// Whether it is told of something as a whole, and so of everything inside it.
    pub(super) fn is_about_all_inside(self) -> bool {
        matches!(
            self,
            Self::ParameterAdded
                | Self::BodyChanged
                | Self::ResultChanged
                | Self::TypeChanged
                | Self::FieldAdded
                | Self::FormAdded
        )
    }

    /// Whether it is about operations as wholes, so that which ones is what there is to say.
    pub(super) fn is_about_operations(self) -> bool {
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
    pub(super) fn is_about_a_value(self) -> bool {
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
    /// Operations of the old document that couldn't be compared.
    pub left_out_of_old: Vec<LeftOut>,
    /// Operations of the new document that couldn't be compared.
    pub left_out_of_new: Vec<LeftOut>,
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
