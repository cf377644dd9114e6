//! Composes schemas into types: references are followed, `allOf` is flattened.
//!
//! A schema is read as a conjunction of plain ones, its own keywords and those of every `allOf`
//! member at any depth. The conjunction is then read keyword by keyword: properties are joined,
//! a property that several members define is the conjunction of its definitions, and so on. Work
//! is therefore bounded by the size of the document and not by the number of combinations.

use std::collections::{BTreeMap, HashMap};

use indexmap::IndexSet;
use serde_json::Value;

use super::conjunction::{Node, alternatives, flatten};
use super::identifier::{examples_are_texts, is_named_identifier};
use super::recursion::Recursion;
use super::secrets::{self, SENSITIVE};
use crate::api::{Field, Object, Type, TypeId, Types, Untyped, Why, Wording};
use crate::input::document::{Document, flag, text};
use crate::input::grammar::WHEN;
use crate::input::shape::{Shape, enum_has_null, is_null, shapes_of};
use crate::report::{Mode, Report};

/// How deep schemas may be nested before the generator refuses to go on.
const MAX_DEPTH: usize = 64;

/// How many conjunctions of schemas are read before the rest is left untyped. The largest
/// published document has a twentieth of that.
const MAX_READ: usize = 1_000_000;

/// Whether a schema is read as what a client sends or as what it receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Fields that only the server sets are left out.
    Request,
    /// Fields that only the client sets are left out.
    Response,
}

/// A composed schema: its type, and what is said about the place where it is used.
#[derive(Clone, Debug)]
pub struct Composed {
    /// The type.
    pub ty: TypeId,
    /// Whether null is allowed.
    pub nullable: bool,
    /// The description nearest to the use.
    pub doc: String,
    /// Whether it is marked as deprecated.
    pub deprecated: bool,
    /// Why the type is, or holds, any JSON value, where it does.
    pub why: Option<Why>,
    read_only: bool,
    write_only: bool,
}

/// Composes the schemas of one document.
#[derive(Debug)]
pub struct Composer<'d, 'r> {
    document: &'d Document,
    report: &'r mut Report,
    /// The types made so far.
    pub types: Types,
    recursion: Recursion,
    /// What has been composed, by the schemas that it is the conjunction of.
    known: HashMap<(Vec<*const Value>, Direction), Composed>,
    depth: usize,
    read: usize,
}

impl<'d, 'r> Composer<'d, 'r> {
    /// A composer for the schemas of this document.
    pub fn new(document: &'d Document, report: &'r mut Report) -> Self {
        let wording = match report.mode() {
            Mode::Strict => Wording::Counts,
            Mode::Whole | Mode::Published => Wording::Ignored,
        };
        Self {
            document,
            report,
            types: Types::new(wording),
            recursion: Recursion::of(document),
            known: HashMap::new(),
            depth: 0,
            read: 0,
        }
    }

    /// The document that is read.
    pub fn document(&self) -> &'d Document {
        self.document
    }

    /// The report that faults go to.
    pub fn report(&mut self) -> &mut Report {
        self.report
    }

    /// Composes the schema at one place.
    pub fn compose(&mut self, node: Node<'d>, direction: Direction) -> Composed {
        self.conjunction(vec![node], direction)
    }

    /// Composes the conjunction of schemas.
    pub fn conjunction(&mut self, nodes: Vec<Node<'d>>, direction: Direction) -> Composed {
        let closing = nodes.iter().find(|node| self.recursion.closes(node, self.document));
        if let Some(node) = closing {
            let place = self.document.place(&node.pointer);
            self.report.note("recursive-schema", place, "the schema contains itself here: left untyped");
            return self.any(Why::Recursive);
        }
        let first = nodes.first().map(|node| node.pointer.clone());
        let leaves = flatten(self.document, nodes);
        if leaves.is_empty() && first.is_some() {
            return self.any(Why::NoTarget);
        }
        let key = (leaves.iter().map(|leaf| std::ptr::from_ref(leaf.value)).collect(), direction);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        if self.depth >= MAX_DEPTH || self.read >= MAX_READ {
            let message = if self.depth >= MAX_DEPTH {
                format!("schemas are nested more than {MAX_DEPTH} deep: left untyped")
            } else {
                format!("the document combines schemas in more than {MAX_READ} ways: left untyped")
            };
            self.report.note("too-deep", self.document.place(&first.unwrap_or_default()), message);
            return self.any(Why::TooDeep);
        }
        self.depth += 1;
        self.read += 1;
        let composed = self.read(&leaves, direction);
        self.depth -= 1;
        self.known.insert(key, composed.clone());
        composed
    }

    fn any(&mut self, why: Why) -> Composed {
        Composed {
            ty: self.types.intern(Type::Any),
            nullable: false,
            doc: String::new(),
            deprecated: false,
            why: Some(why),
            read_only: false,
            write_only: false,
        }
    }

    fn read(&mut self, leaves: &[Node<'d>], direction: Direction) -> Composed {
        let null = self.only_null(leaves);
        let (mut ty, mut why) = if null {
            (self.types.intern(Type::Any), Some(Why::OnlyNull))
        } else {
            let shapes = self.shapes(leaves);
            self.of_shapes(&shapes, leaves, direction)
        };
        let mut nullable = leaves.iter().any(|leaf| leaf.offers_null(self.document));
        let alternatives = alternatives(leaves, self.document);
        if !alternatives.is_empty() {
            let of_alternatives;
            (ty, of_alternatives) = self.with_alternatives(ty, alternatives, direction);
            nullable |= of_alternatives;
            why = self.types.holds_any(ty).then_some(match why {
                Some(Why::BareObject) => Why::BareObject,
                _ => Why::AnyAlternative,
            });
        }
        if let Some(more) = self.with_conditions(ty, leaves, direction) {
            (ty, why) = (more, None);
        }
        let doc = leaves
            .iter()
            .find_map(|leaf| text(leaf.value, "description").or_else(|| text(leaf.value, "title")))
            .unwrap_or_default()
            .trim()
            .to_owned();
        if matches!(self.types.get(ty), Type::Enum(_)) {
            self.types.describe(ty, &doc);
        }
        let any = |keyword: &str| leaves.iter().any(|leaf| flag(leaf.value, keyword));
        if any(SENSITIVE) || secrets::shows_private_key(leaves) {
            ty = secrets::kept_secret(&mut self.types, ty);
        }
        Composed {
            ty,
            nullable: null
                || nullable
                || any("nullable")
                || leaves.iter().any(|leaf| enum_has_null(leaf.value)),
            doc,
            deprecated: any("deprecated"),
            why,
            read_only: any("readOnly"),
            write_only: any("writeOnly"),
        }
    }

    /// Whether nothing but null satisfies the leaves. Where some of them allow more, as in documents
    /// that join an answer with a failure, those are believed.
    fn only_null(&self, leaves: &[Node<'d>]) -> bool {
        let null = |leaf: &Node<'d>| is_null(leaf.value) || leaf.offers_nothing_else(self.document);
        leaves.iter().any(null)
            && leaves.iter().all(|leaf| null(leaf) || shapes_of(leaf.value).is_empty())
            && alternatives(leaves, self.document).is_empty()
    }

    /// The JSON types that the leaves agree on; none where they say nothing.
    fn shapes(&mut self, leaves: &[Node<'d>]) -> Vec<Shape> {
        let mut agreed: Option<(Vec<Shape>, &Node<'d>)> = None;
        for leaf in leaves {
            let shapes = shapes_of(leaf.value);
            if shapes.is_empty() {
                continue;
            }
            agreed = match agreed {
                None => Some((shapes, leaf)),
                Some((known, first)) => {
                    let both = Shape::common(&known, &shapes);
                    if both.is_empty() {
                        let place = self.document.place(&leaf.pointer);
                        let message = format!(
                            "this is {} here and {} at {}: nothing can be both",
                            Shape::names(&shapes),
                            Shape::names(&known),
                            self.document.place(&first.pointer),
                        );
                        let help = "make the members of the allOf agree";
                        self.report.fault("allof-conflict", place, message, help);
                        // What comes first is the more specific.
                        Some((known, first))
                    } else {
                        let first = if both == known { first } else { leaf };
                        Some((both, first))
                    }
                }
            };
        }
        agreed.map_or(Vec::new(), |(shapes, _)| shapes)
    }

    /// The type of values of these JSON types.
    fn of_shapes(
        &mut self,
        shapes: &[Shape],
        leaves: &[Node<'d>],
        direction: Direction,
    ) -> (TypeId, Option<Why>) {
        let mut joined: Option<(TypeId, Option<Why>)> = None;
        for shape in shapes {
            let (ty, why) = match shape {
                Shape::Object => self.object(leaves, direction),
                Shape::Array => self.array(leaves, direction),
                Shape::String => (self.string(leaves), None),
                Shape::Integer => (self.integer(leaves), None),
                Shape::Number => (Type::Number, None),
                Shape::Bool => (Type::Bool, None),
            };
            let ty = self.types.intern(ty);
            joined = Some(match joined {
                None => (ty, why),
                Some((known, _)) => {
                    let ty = self.types.join(known, ty, Untyped::AllowsAll);
                    (ty, self.types.holds_any(ty).then_some(Why::AnyAlternative))
                }
            });
        }
        joined.unwrap_or_else(|| (self.types.intern(Type::Any), Some(Why::NoType)))
    }

    /// The object that also has the fields which hold under a condition; none where there are no such
    /// fields. None of them is required.
    fn with_conditions(&mut self, base: TypeId, leaves: &[Node<'d>], direction: Direction) -> Option<TypeId> {
        let mut ty = base;
        for condition in leaves.iter().flat_map(|leaf| leaf.list(WHEN)) {
            let composed = self.compose(condition, direction);
            let Type::Object(more) = self.types.get(composed.ty).clone() else { continue };
            let more = Object { required: Vec::new(), ..more };
            let known = match self.types.get(ty).clone() {
                Type::Object(known) => known,
                Type::Any => Object::default(),
                _ => continue,
            };
            let both = self.types.conjunction(known, more);
            ty = self.types.intern(Type::Object(both));
        }
        (ty != base).then_some(ty)
    }

    fn object(&mut self, leaves: &[Node<'d>], direction: Direction) -> (Type, Option<Why>) {
        let mut properties: BTreeMap<&'d str, Vec<Node<'d>>> = BTreeMap::new();
        let mut required: IndexSet<&str> = IndexSet::new();
        let mut additional: Option<Node<'d>> = None;
        for leaf in leaves {
            if let Some(own) = leaf.value.get("properties").and_then(Value::as_object) {
                let at = leaf.pointer.child("properties");
                for (name, value) in own {
                    let node = Node { value, pointer: at.child(name) };
                    properties.entry(name).or_default().push(node);
                }
            }
            for name in leaf.value.get("required").and_then(Value::as_array).into_iter().flatten() {
                required.extend(name.as_str());
            }
            if let Some(value) = leaf.value.get("additionalProperties").filter(|value| value.is_object()) {
                additional = Some(Node { value, pointer: leaf.pointer.child("additionalProperties") });
            }
        }
        if properties.is_empty() {
            let Some(node) = additional else { return (Type::Any, Some(Why::BareObject)) };
            let values = self.compose(node, direction);
            return (Type::Map(self.inside(&values)), values.why);
        }
        let mut fields = Vec::new();
        let tag = properties.get("type").cloned();
        for (name, nodes) in properties {
            let mut composed = self.conjunction(nodes.clone(), direction);
            if composed.why == Some(Why::NoType)
                && is_named_identifier(name)
                && examples_are_texts(&flatten(self.document, nodes))
            {
                composed = Composed { ty: self.types.intern(Type::String), why: None, ..composed };
            }
            let left_out = match direction {
                Direction::Request => composed.read_only,
                Direction::Response => composed.write_only,
            };
            if left_out {
                continue;
            }
            let secret = *self.types.get(composed.ty) == Type::String
                && (secrets::is_secret(name, &composed.doc) || secrets::is_of_secret(name, tag.as_deref()));
            let ty = if secret { self.types.intern(Type::Secret) } else { composed.ty };
            fields.push(Field {
                name: name.to_owned(),
                ty,
                nullable: composed.nullable,
                doc: composed.doc,
                deprecated: composed.deprecated,
                why: composed.why,
            });
        }
        let required = required
            .into_iter()
            // They are sorted by name.
            .filter(|name| fields.binary_search_by(|field: &Field| field.name.as_str().cmp(name)).is_ok())
            .map(str::to_owned)
            .collect();
        // A description beside a mere reference is about the place that refers.
        let doc = leaves
            .iter()
            .filter(|leaf| leaf.value.get("properties").is_some())
            .find_map(|leaf| text(leaf.value, "description"))
            .unwrap_or_default()
            .trim()
            .to_owned();
        (Type::Object(Object { name: None, doc, fields, required }), None)
    }

    /// The type of a schema that also offers alternatives: each set of them is one type that holds
    /// what any of them holds, so work grows with the sum of alternatives and not their product.
    fn with_alternatives(
        &mut self,
        base: TypeId,
        alternatives: Vec<Vec<Node<'d>>>,
        direction: Direction,
    ) -> (TypeId, bool) {
        let mut ty = base;
        let mut nullable = false;
        for set in alternatives {
            let mut types = Vec::new();
            for alternative in set {
                let composed = self.compose(alternative, direction);
                nullable |= composed.nullable;
                types.push(composed.ty);
            }
            let joined = self.types.join_all(types, Untyped::AllowsAll);
            ty = match (self.types.get(ty).clone(), self.types.get(joined).clone()) {
                (Type::Any, _) => joined,
                (Type::Object(first), Type::Object(second)) => {
                    let both = self.types.conjunction(first, second);
                    self.types.intern(Type::Object(both))
                }
                // Alternatives of a type that is stated are constraints on it.
                _ => ty,
            };
        }
        (ty, nullable)
    }

    fn array(&mut self, leaves: &[Node<'d>], direction: Direction) -> (Type, Option<Why>) {
        let items: Vec<Node<'d>> = leaves
            .iter()
            .filter_map(|leaf| {
                let value = leaf.value.get("items")?;
                Some(Node { value, pointer: leaf.pointer.child("items") })
            })
            .collect();
        let item = if items.is_empty() { self.any(Why::NoItems) } else { self.conjunction(items, direction) };
        (Type::Array(self.inside(&item)), item.why)
    }

    /// The type of an item or of a map's value.
    fn inside(&mut self, item: &Composed) -> TypeId {
        if item.nullable { self.types.optional(item.ty) } else { item.ty }
    }

    fn string(&mut self, leaves: &[Node<'d>]) -> Type {
        let mut values: Option<IndexSet<&str>> = None;
        for leaf in leaves {
            let Some(own) = leaf.value.get("enum").and_then(Value::as_array) else { continue };
            let own: IndexSet<&str> = own.iter().filter_map(Value::as_str).collect();
            let both = match values {
                None => own,
                Some(known) => known.into_iter().filter(|value| own.contains(value)).collect(),
            };
            if both.is_empty() && !enum_has_null(leaf.value) {
                let place = self.document.place(&leaf.pointer.child("enum"));
                let help = "make the members of the allOf agree on at least one value";
                self.report.fault("allof-conflict", place, "no value is in every enum here", help);
                return Type::String;
            }
            values = Some(both);
        }
        if let Some(values) = values.filter(|values| !values.is_empty()) {
            return Type::Enum(values.into_iter().map(str::to_owned).collect());
        }
        match leaves.iter().find_map(|leaf| text(leaf.value, "format")) {
            Some("date-time") => Type::Timestamp,
            Some("password") => Type::Secret,
            _ => Type::String,
        }
    }

    fn integer(&mut self, leaves: &[Node<'d>]) -> Type {
        let never_negative = leaves.iter().any(|leaf| {
            // Above -1 there is 0.
            let least = if flag(leaf.value, "exclusiveMinimum") { -1.0 } else { 0.0 };
            leaf.value.get("minimum").and_then(Value::as_f64).is_some_and(|minimum| minimum >= least)
        });
        if never_negative { Type::Unsigned } else { Type::Integer }
    }
}
