//! Walks two types side by side.
//!
//! What a difference means depends on which way values go. What is sent is built with `new` and
//! setters, so a field that must be given is an argument; what is received has optional fields
//! only, so it makes no difference there whether the document promises them. A pair of types is
//! compared once, however many operations and fields lead to it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use super::change::{Kind, Level};
use super::describe::{code, describe, plain, quoted, step};
use super::finding::{Finding, Findings};
use super::side::Side;
use crate::api::{self, Choice, Field, Object, Type, TypeId, Wrapper};

/// Which way the values of a type go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Way {
    /// From the client to the API.
    Sent,
    /// From the API to the client.
    Received,
}

/// Modules of the old and of the new client, by position.
pub(super) type Modules = (usize, usize);

/// Compares the types of two clients, and keeps what it has found.
pub(super) struct Walk<'a> {
    pub(super) old: &'a Side<'a>,
    pub(super) new: &'a Side<'a>,
    known: HashMap<(Modules, TypeId, TypeId, Way), Rc<Findings>>,
    /// How deep the walk is.
    depth: usize,
}

/// How deep types are compared: several times as deep as a document nests them, since what contains
/// itself can lead from type to type without an end.
const DEPTH: usize = 400;

const TYPE_CHANGES: &str = "the Rust type changes with it";

impl<'a> Walk<'a> {
    pub(super) fn new(old: &'a Side<'a>, new: &'a Side<'a>) -> Self {
        Self { old, new, known: HashMap::new(), depth: 0 }
    }

    /// What differs between two types, at places relative to them.
    pub(super) fn types(&mut self, modules: Modules, old: TypeId, new: TypeId, way: Way) -> Rc<Findings> {
        let (old, new) = (self.old.plan.types.past_circle(old), self.new.plan.types.past_circle(new));
        let key = (modules, old, new, way);
        if let Some(known) = self.known.get(&key) {
            return Rc::clone(known);
        }
        let mut found = Findings::default();
        // What contains itself is compared once, and a chain of such types to some depth.
        self.known.insert(key, Rc::new(Findings::default()));
        if self.depth > DEPTH {
            return Rc::new(found);
        }
        self.depth += 1;
        match (self.old.plan.types.get(old), self.new.plan.types.get(new)) {
            (Type::Array(first), Type::Array(second)) => {
                found.add_inside("[]", &self.types(modules, *first, *second, way));
            }
            (Type::Map(first), Type::Map(second)) => {
                found.add_inside(".*", &self.types(modules, *first, *second, way));
            }
            (Type::Optional(first), Type::Optional(second)) => {
                found.add_inside("", &self.types(modules, *first, *second, way));
            }
            (Type::Enum(first), Type::Enum(second)) => {
                enums(first, second, &mut found);
                self.names(modules, old, new, &mut found);
            }
            (Type::Numbers(first), Type::Numbers(second)) => {
                let texts = |values: &[i64]| values.iter().map(i64::to_string).collect::<Vec<_>>();
                enums(&texts(first), &texts(second), &mut found);
                self.names(modules, old, new, &mut found);
            }
            (Type::Union(first), Type::Union(second)) => {
                self.unions(modules, first, second, way, &mut found);
                self.names(modules, old, new, &mut found);
            }
            (Type::Choice(first), Type::Choice(second)) if first.by == second.by => {
                self.choices(modules, first, second, way, &mut found);
                self.names(modules, old, new, &mut found);
            }
            (Type::Object(first), Type::Object(second)) if have_common_field(first, second) => {
                self.objects(modules, (old, first), (new, second), way, &mut found);
                self.names(modules, old, new, &mut found);
            }
            (first, second) if is_same(first, second) => {}
            (first, second) => {
                let what = format!(
                    "was {}, is {}",
                    describe(old, &self.old.plan.types),
                    describe(new, &self.new.plan.types)
                );
                let reason = type_reason(first, second);
                found.add(Finding::new(Kind::TypeChanged, Level::Breaking, what, reason), String::new());
            }
        }
        self.depth -= 1;
        let found = Rc::new(found);
        self.known.insert(key, Rc::clone(&found));
        found
    }

    /// The names of two types that are called something in Rust.
    fn names(&self, modules: Modules, old: TypeId, new: TypeId, found: &mut Findings) {
        let before = self.old.plan.modules[modules.0].names.get(&old);
        let after = self.new.plan.modules[modules.1].names.get(&new);
        if let (Some(before), Some(after)) = (before, after)
            && before != after
        {
            let finding = Finding {
                kind: Kind::TypeRenamed,
                level: Level::Breaking,
                what: format!("the type `{before}` is called `{after}` here"),
                reason: "types are named by where they are used, and that changed; a client with an operations \
                         table keeps the names that the table gives",
                within: format!("{before} {after}"),
            };
            found.add(Rc::new(finding), String::new());
        }
    }

    fn unions(&mut self, modules: Modules, old: &[TypeId], new: &[TypeId], way: Way, found: &mut Findings) {
        let (before, after) = (&self.old.plan.types, &self.new.plan.types);
        for first in old {
            let kind = before.get(*first).kind();
            match new.iter().find(|second| after.get(**second).kind() == kind) {
                Some(second) => {
                    let form = format!("({})", form(kind));
                    found.add_inside(&form, &self.types(modules, *first, *second, way));
                }
                None => {
                    let what = format!("can no longer be {}", describe(*first, before));
                    let reason = "the variant goes, and code that names it no longer compiles";
                    found.add(Finding::new(Kind::FormRemoved, Level::Breaking, what, reason), String::new());
                }
            }
        }
        for second in new {
            let kind = after.get(*second).kind();
            if !old.iter().any(|first| before.get(*first).kind() == kind) {
                let what = format!("can also be {}", describe(*second, after));
                let reason = "unions are open: it has come as `Other` so far, and has a variant now";
                found.add(Finding::new(Kind::FormAdded, Level::Additive, what, reason), String::new());
            }
        }
    }

    /// What objects are that are told apart, before and after.
    fn choices(&mut self, modules: Modules, old: &Choice, new: &Choice, way: Way, found: &mut Findings) {
        for first in &old.variants {
            match new.variant(&first.name) {
                Some(second) => {
                    let form = format!("({})", plain(&first.name));
                    found.add_inside(&form, &self.types(modules, first.ty, second.ty, way));
                }
                None => {
                    let what = format!("can no longer be {}", code(&first.name));
                    let reason = "the variant goes, and code that names it no longer compiles";
                    found.add(Finding::new(Kind::FormRemoved, Level::Breaking, what, reason), String::new());
                }
            }
        }
        for second in new.variants.iter().filter(|second| old.variant(&second.name).is_none()) {
            let what = format!("can also be {}", code(&second.name));
            let reason = "enums are open: it has come as `Other` so far, and has a variant now";
            found.add(Finding::new(Kind::FormAdded, Level::Additive, what, reason), String::new());
        }
    }

    /// What objects are one of beside their fields, before and after.
    fn kinds(
        &mut self,
        modules: Modules,
        (old, new): (Option<TypeId>, Option<TypeId>),
        way: Way,
        found: &mut Findings,
    ) {
        let (before, after) = (&self.old.plan.types, &self.new.plan.types);
        match (old, new) {
            (Some(first), Some(second)) => {
                let required = |choice: Option<&Choice>| {
                    choice.is_some_and(|choice| choice.required && way == Way::Sent)
                };
                let (was, is) = (required(before.choice(first)), required(after.choice(second)));
                if was != is {
                    let what =
                        if is { "its kind must be given" } else { "its kind needn't be given any more" };
                    let kind = if is { Kind::FieldRequired } else { Kind::FieldOptional };
                    let reason =
                        "the kind is an argument of `new` where it must be given, and else has a setter";
                    found.add(Finding::new(kind, Level::Breaking, what.to_owned(), reason), String::new());
                }
                found.add_inside("", &self.types(modules, first, second, way));
            }
            (Some(first), None) => {
                let what = format!("was {}, and is no longer told apart", describe(first, before));
                let reason = "its fields are fields of the structure now, in the place of an enum";
                found.add(Finding::new(Kind::TypeChanged, Level::Breaking, what, reason), String::new());
            }
            (None, Some(second)) => {
                let what = format!("is {} now", describe(second, after));
                let reason = "what differs is in an enum now, in the place of fields";
                found.add(Finding::new(Kind::TypeChanged, Level::Breaking, what, reason), String::new());
            }
            (None, None) => {}
        }
    }

    fn objects(
        &mut self,
        modules: Modules,
        (old_id, old): (TypeId, &'a Object),
        (new_id, new): (TypeId, &'a Object),
        way: Way,
        found: &mut Findings,
    ) {
        let within = owners(old, new);
        // Objects can have thousands of fields, of which none is looked for by going through all.
        let (before, after) = (Known::of(old), Known::of(new));
        let mut add = |kind, level, what: String, reason, at: String| {
            let finding = Finding { kind, level, what, reason, within: within.clone() };
            found.add(Rc::new(finding), at);
        };
        for field in old.fields.iter().filter(|field| after.field(field).is_none()) {
            let what = format!("the field {} is gone", code(&field.name));
            let reason = match way {
                Way::Sent => "its setter goes, and code that sets it no longer compiles",
                Way::Received => "code that reads it no longer compiles",
            };
            add(Kind::FieldRemoved, Level::Breaking, what, reason, step(&field.name));
        }
        for field in new.fields.iter().filter(|field| before.field(field).is_none()) {
            let required = way == Way::Sent && after.requires(field);
            let must = if required { "that must be given, " } else { "" };
            let ty = describe(field.ty, &self.new.plan.types);
            let what = format!("new field {}, {must}{ty}", code(&field.name));
            let (level, reason) = match way {
                Way::Sent if required => (Level::Breaking, "`new` takes another argument"),
                Way::Sent => (Level::Additive, "a setter more; requests without it stay as they are"),
                Way::Received => (Level::Additive, "answers only gain by it; one without it decodes, too"),
            };
            add(Kind::FieldAdded, level, what, reason, step(&field.name));
        }
        match (old.others, new.others) {
            (None, Some(others)) => {
                let what = format!("keeps further fields, each {}", describe(others, &self.new.plan.types));
                let reason = match way {
                    Way::Sent => "a setter more; requests without them stay as they are",
                    Way::Received => "answers only gain by it; what came beside the named fields was dropped",
                };
                add(Kind::OthersAdded, Level::Additive, what, reason, ".*".to_owned());
            }
            (Some(_), None) => {
                let what = "no longer keeps further fields".to_owned();
                let reason = "the map of them goes, and code that names it no longer compiles";
                add(Kind::OthersRemoved, Level::Breaking, what, reason, ".*".to_owned());
            }
            _ => {}
        }
        let forms = Forms {
            old: (
                self.old.roles[modules.0].request.contains(&old_id),
                self.old.roles[modules.0].response.contains(&old_id),
            ),
            new: (
                self.new.roles[modules.1].request.contains(&new_id),
                self.new.roles[modules.1].response.contains(&new_id),
            ),
        };
        for field in &old.fields {
            let Some(now) = after.field(field) else { continue };
            for (kind, level, what, reason) in field_changes((&before, field), (&after, now), &forms, way) {
                add(kind, level, what, reason, step(&field.name));
            }
        }
        if way == Way::Sent
            && let Some(what) = reordered(&before, &after)
        {
            let reason = "the arguments of `new` stand in that order, so calls pass them to the wrong places";
            add(Kind::RequiredOrder, Level::Breaking, what, reason, String::new());
        }
        if let (Some(others), Some(now)) = (old.others, new.others) {
            found.add_inside(".*", &self.types(modules, others, now, way));
        }
        self.kinds(modules, (old.kinds, new.kinds), way, found);
        for field in &old.fields {
            if let Some(now) = after.field(field) {
                found.add_inside(&step(&field.name), &self.types(modules, field.ty, now.ty, way));
            }
        }
    }
}

/// An object and what is looked for in it, by name.
struct Known<'a> {
    object: &'a Object,
    fields: HashMap<&'a str, &'a Field>,
    required: HashSet<&'a str>,
}

impl<'a> Known<'a> {
    fn of(object: &'a Object) -> Self {
        let fields = object.fields.iter().map(|field| (field.name.as_str(), field)).collect();
        Self { object, fields, required: object.required.iter().map(String::as_str).collect() }
    }

    /// The field that is called like this one.
    fn field(&self, field: &Field) -> Option<&'a Field> {
        self.fields.get(field.name.as_str()).copied()
    }

    fn requires(&self, field: &Field) -> bool {
        self.required.contains(field.name.as_str())
    }
}

/// Whether an object is sent and received, before and after.
struct Forms {
    old: (bool, bool),
    new: (bool, bool),
}

type FieldChange = (Kind, Level, String, &'static str);

/// What changed about a field beside its type.
fn field_changes(
    (old, before): (&Known<'_>, &Field),
    (new, after): (&Known<'_>, &Field),
    forms: &Forms,
    way: Way,
) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    let name = code(&before.name);
    match (before.deprecated, after.deprecated) {
        (false, true) => changes.push((
            Kind::FieldDeprecated,
            Level::Deprecating,
            format!("the field {name} is deprecated"),
            "it is marked as deprecated: code that reads or sets it gets a warning",
        )),
        (true, false) => changes.push((
            Kind::FieldUndeprecated,
            Level::Additive,
            format!("the field {name} is no longer deprecated"),
            "code that reads or sets it gets no warning any more",
        )),
        _ => {}
    }
    if way == Way::Sent {
        match (old.requires(before), new.requires(after)) {
            (false, true) => {
                changes.push((
                    Kind::FieldRequired,
                    Level::Breaking,
                    format!("the field {name} must be given"),
                    "it becomes an argument of `new`, and its setter goes",
                ));
                return changes;
            }
            (true, false) => {
                changes.push((
                    Kind::FieldOptional,
                    Level::Breaking,
                    format!("the field {name} needn't be given any more"),
                    "it is no longer an argument of `new` and has a setter; the API takes what it took before",
                ));
                return changes;
            }
            _ => {}
        }
    }
    let first = Wrapper::where_required(old.requires(before), before, forms.old.0, forms.old.1);
    let second = Wrapper::where_required(new.requires(after), after, forms.new.0, forms.new.1);
    if first != second {
        let what = match (before.nullable, after.nullable) {
            (false, true) => format!("the field {name} can be null"),
            (true, false) => format!("the field {name} is never null"),
            _ if way == Way::Received => {
                format!("the field {name} is {}, was {}", shown(second), shown(first))
            }
            _ => format!("the field {name} takes {}, took {}", shown(second), shown(first)),
        };
        let reason = if before.nullable == after.nullable {
            "the same Rust type is now used for requests and answers, or no longer is"
        } else {
            "what stands round its Rust type changes (`Option`, `Nullable`), and with it what its setter takes"
        };
        changes.push((Kind::FieldNullable, Level::Breaking, what, reason));
    }
    changes
}

fn shown(wrapper: Wrapper) -> &'static str {
    match wrapper {
        Wrapper::None => "the plain type",
        Wrapper::Option | Wrapper::OptionRequired => "an `Option`",
        Wrapper::Nullable => "a `Nullable`",
    }
}

/// The required fields that both have, where they stand in another order.
fn reordered(old: &Known<'_>, new: &Known<'_>) -> Option<String> {
    let common = |object: &Known<'_>, other: &Known<'_>| -> Vec<String> {
        let names = object.object.required.iter();
        names.filter(|name| other.required.contains(name.as_str())).cloned().collect()
    };
    let (before, after) = (common(old, new), common(new, old));
    (before != after)
        .then(|| format!("`new` takes {} in this order; it took {}", quoted(&after), quoted(&before)))
}

/// What tells one pair of types from another: a number for the names of all fields, since it stands in each
/// finding and objects can have thousands of them.
fn owners(old: &Object, new: &Object) -> String {
    let mut hasher = DefaultHasher::new();
    for object in [old, new] {
        object.fields.len().hash(&mut hasher);
        object.fields.iter().for_each(|field| field.name.hash(&mut hasher));
    }
    format!("{:x}", hasher.finish())
}

fn have_common_field(old: &Object, new: &Object) -> bool {
    let names: HashSet<&str> = new.fields.iter().map(|field| field.name.as_str()).collect();
    (old.fields.is_empty() && new.fields.is_empty())
        || old.fields.iter().any(|field| names.contains(field.name.as_str()))
}

fn enums(old: &[String], new: &[String], found: &mut Findings) {
    let (before, after): (BTreeSet<&String>, BTreeSet<&String>) =
        (old.iter().collect(), new.iter().collect());
    let gone: Vec<&String> = before.difference(&after).copied().collect();
    let added: Vec<&String> = after.difference(&before).copied().collect();
    let values = |count: usize| if count == 1 { "value" } else { "values" };
    let mut add = |kind, level, what, reason| {
        let finding = Finding { kind, level, what, reason, within: format!("{before:?};{after:?}") };
        found.add(Rc::new(finding), String::new());
    };
    if !gone.is_empty() {
        let what = format!("no longer has the {} {}", values(gone.len()), quoted(&gone));
        let reason = "the variant goes, and code that names it no longer compiles";
        add(Kind::ValuesRemoved, Level::Breaking, what, reason);
    }
    if !added.is_empty() {
        let what = format!("has the new {} {}", values(added.len()), quoted(&added));
        let reason = "enums are open: a variant more, and code that matches on one has an arm for others";
        add(Kind::ValuesAdded, Level::Additive, what, reason);
    }
}

/// Whether two types without types in them are the same.
fn is_same(old: &Type, new: &Type) -> bool {
    match (old, new) {
        (Type::Identifier(first), Type::Identifier(second)) => first == second,
        (
            Type::Array(_)
            | Type::Map(_)
            | Type::Optional(_)
            | Type::Object(_)
            | Type::Choice(_)
            | Type::Enum(_)
            | Type::Numbers(_)
            | Type::Union(_),
            _,
        ) => false,
        _ => old == new,
    }
}

fn type_reason(old: &Type, new: &Type) -> &'static str {
    match (old, new) {
        (Type::Any, _) => "the document types it now: a Rust type takes the place of `Value`",
        (_, Type::Any) => "the document no longer types it: `Value` takes the place of a Rust type",
        (_, Type::Secret) => "a secret is never printed and has a Rust type of its own",
        (Type::Secret, _) => "it is no longer treated as a secret: it shows in debug output",
        (Type::Optional(_), _) => "it can't be null any more",
        (_, Type::Optional(_)) => "it can be null now",
        (Type::Array(_), _) => "it was a list and is none any more",
        (_, Type::Array(_)) => "it is a list now",
        (Type::Object(_), Type::Choice(_)) => "what differs is in an enum now, in the place of fields",
        (Type::Choice(_), Type::Object(_)) => {
            "its fields are fields of a structure now, in the place of an enum"
        }
        (Type::Union(_), _) => "it comes in one form now, and the Rust type that held several goes",
        (_, Type::Union(_)) => "it comes in several forms now, which take a Rust type of their own",
        _ => TYPE_CHANGES,
    }
}

fn form(kind: Option<api::Kind>) -> &'static str {
    match kind {
        Some(api::Kind::Bool) => "bool",
        Some(api::Kind::Number) => "number",
        Some(api::Kind::Text) => "text",
        Some(api::Kind::List) => "list",
        Some(api::Kind::Object) => "object",
        None => "any",
    }
}
