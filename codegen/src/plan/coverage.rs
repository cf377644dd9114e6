//! Says what a client types less well than it could: operations with a body or an answer at a
//! lower level, and fields that are any JSON value, each with its reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::tree::{Module, Plan};
use crate::api::{Body, By, Choice, Field, LeftOut, Operation, Outcome, Type, TypeId, Why};
use crate::markdown::{code, inline};

/// What isn't typed, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// How many operations of the document there are.
    pub operations: usize,
    /// Operations of the document that aren't there.
    pub left_out: Vec<LeftOut>,
    /// Operations that send or answer something at a lower level.
    pub degraded: Vec<Degraded>,
    /// Fields, bodies and results that are, or hold, any JSON value.
    pub untyped: Vec<Untyped>,
}

/// An operation with a body or an answer at a lower level.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Degraded {
    /// HTTP method and path.
    pub operation: String,
    /// What is at a lower level, and why.
    pub why: String,
}

/// A place that is, or holds, any JSON value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Untyped {
    /// `module::Type.field`, or an operation and which part of it.
    pub place: String,
    /// Why it isn't typed.
    pub why: Why,
}

impl Coverage {
    /// Goes through a plan.
    pub fn of(plan: &Plan) -> Self {
        let mut coverage = Self { left_out: plan.left_out.clone(), ..Self::default() };
        for module in &plan.modules {
            for operation in module.operations() {
                coverage.operations += operation.stands_for;
                coverage.read_operation(operation, plan);
            }
            coverage.read_types(module, plan);
        }
        coverage.degraded.sort();
        coverage.untyped.sort();
        coverage
    }

    fn read_operation(&mut self, operation: &Operation, plan: &Plan) {
        let name = format!("{} {}", operation.method, operation.written_path());
        let mut degraded = |why: String| self.degraded.push(Degraded { operation: name.clone(), why });
        match &operation.body {
            Some(Body::Multipart) => {
                degraded("the body is a multipart form: parts are given by name".to_owned())
            }
            Some(Body::Bytes(media)) => degraded(format!("the body is {media}: given as bytes")),
            Some(Body::Pairs) => {
                degraded("the body is a form of more than plain fields: given by name".to_owned());
            }
            Some(
                Body::Json(_)
                | Body::Free { .. }
                | Body::Form(_)
                | Body::Parts(_)
                | Body::Text(_)
                | Body::Fixed(_),
            )
            | None => {}
        }
        for parameter in operation.parameters() {
            if let Some(why) = &parameter.as_text {
                degraded(format!("the parameter {} {why}: given as one text", parameter.name));
            }
        }
        operation.lacks.iter().for_each(|lack| degraded(lack.clone()));
        if operation.result == Outcome::Bytes {
            degraded("the answer isn't JSON: read as bytes".to_owned());
        }
        let body = operation.body.as_ref().and_then(Body::typed);
        let parts =
            [("body", body, operation.body_why), ("result", operation.result.item(), operation.result_why)];
        for (part, ty, why) in parts {
            if ty.is_some_and(|ty| plan.types.holds_any(ty)) {
                let place = format!("{name}, {part}");
                self.untyped.push(Untyped { place, why: why.unwrap_or(Why::AnyAlternative) });
            }
        }
    }

    fn read_types(&mut self, module: &Module, plan: &Plan) {
        // A variant may be one of several choices.
        let mut told: BTreeSet<TypeId> = BTreeSet::new();
        for (id, name) in &module.names {
            let own: Vec<(&str, &Field)> = match plan.types.get(*id) {
                // What several variants have alike is told of all of them at once.
                Type::Object(object) if object.variant.is_some() => continue,
                Type::Object(object) => object.fields.iter().map(|field| (name.as_str(), field)).collect(),
                Type::Choice(choice) => of_variants(name, choice, (module, plan), &mut told),
                _ => continue,
            };
            for (name, field) in own.into_iter().filter(|(_, field)| plan.types.holds_any(field.ty)) {
                let place = match module.name.as_str() {
                    "" => format!("{name}.{}", field.name),
                    module => format!("{module}::{name}.{}", field.name),
                };
                self.untyped.push(Untyped { place, why: field.why.unwrap_or(Why::AnyAlternative) });
            }
        }
    }

    /// How many places aren't typed, by reason.
    pub fn reasons(&self) -> BTreeMap<Why, usize> {
        let mut reasons = BTreeMap::new();
        for untyped in &self.untyped {
            *reasons.entry(untyped.why).or_default() += 1;
        }
        reasons
    }

    /// The table of degraded operations, in Markdown; nothing where there are none.
    pub fn table(&self) -> String {
        let rows = self.degraded.iter().map(|Degraded { operation, why }| (operation, why));
        table("at a lower level", rows)
    }

    /// The table of operations that were left out, in Markdown; nothing where there are none.
    pub fn left_out_table(&self) -> String {
        table("left out because", self.left_out.iter().map(|LeftOut { operation, why }| (operation, why)))
    }

    /// All of it as a page of Markdown.
    pub fn page(&self) -> String {
        let mut text = match self.left_out.len() {
            0 => format!(
                "# Coverage\n\nEvery operation of the document is here: {}. What could not be typed is listed \
                 below.\n",
                self.operations
            ),
            count => format!(
                "# Coverage\n\n{} operations of the document are here, and {count} are not. Those, and what \
                 could not be typed, are listed below.\n\n## Operations left out: {count}\n\n{}",
                self.operations,
                self.left_out_table()
            ),
        };
        let _ = write!(text, "\n## Operations at a lower level: {}\n\n{}", self.degraded.len(), self.table());
        let _ = write!(
            text,
            "\n## Untyped places: {}\n\nAny JSON value (`serde_json::Value`), or a list or map of them.\n",
            self.untyped.len()
        );
        for (why, count) in self.reasons() {
            let _ = write!(text, "\n### {}: {count}\n\n", capitalised(why.as_str()));
            for untyped in self.untyped.iter().filter(|untyped| untyped.why == why) {
                let _ = writeln!(text, "- {}", code(&untyped.place));
            }
        }
        text
    }
}

/// The untyped fields of a choice's variants, each with the name of its structure; one that several
/// variants have comes once, with the name of the choice.
fn of_variants<'p>(
    name: &'p str,
    choice: &'p Choice,
    (module, plan): (&'p Module, &'p Plan),
    told: &mut BTreeSet<TypeId>,
) -> Vec<(&'p str, &'p Field)> {
    let mut found: BTreeMap<&str, (&str, &Field)> = BTreeMap::new();
    for variant in choice.variants.iter().filter(|variant| choice.by == By::Key || told.insert(variant.ty)) {
        let (owner, fields) = match plan.types.object(variant.ty).filter(|_| choice.by != By::Key) {
            Some(object) => {
                (module.names.get(&variant.ty).map_or(name, String::as_str), object.fields.as_slice())
            }
            None => (name, std::slice::from_ref(variant)),
        };
        for field in fields.iter().filter(|field| plan.types.holds_any(field.ty)) {
            found.entry(&field.name).and_modify(|known| known.0 = name).or_insert((owner, field));
        }
    }
    found.into_values().collect()
}

/// A table of operations and what there is to say about each.
fn table<'t>(what: &str, rows: impl Iterator<Item = (&'t String, &'t String)>) -> String {
    let mut text = String::new();
    for (operation, why) in rows {
        if text.is_empty() {
            let _ = writeln!(text, "| operation | {what} |\n|---|---|");
        }
        // Writing to a text never fails.
        let _ = writeln!(text, "| {} | {} |", code_cell(operation), cell(why));
    }
    text
}

/// A text in a cell of a table, which a bar would end.
fn cell(text: &str) -> String {
    inline(text).replace('|', "&#124;")
}

/// A name in a cell: as code, where nothing in it has to be replaced.
fn code_cell(name: &str) -> String {
    if name.contains('|') { cell(name) } else { code(name) }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
