//! Composes schemas into types: references are followed, `allOf` is flattened.
//!
//! A schema is read as a conjunction of plain ones, its own keywords and those of every `allOf`
//! member at any depth. The conjunction is then read keyword by keyword: properties are joined,
//! a property that several members define is the conjunction of its definitions, and so on. Work
//! is therefore bounded by the size of the document and not by the number of combinations.

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::Value;

use super::conjunction::{Node, alternatives, flatten};
use super::examples::type_of_examples;
use super::of_bodies::OfBodies;
use super::recursion::Recursion;
use super::secrets::{self, SENSITIVE};
use crate::api::{Type, TypeId, Types, Untyped, Why, Wording};
use crate::input::document::{Document, Pointer, flag, text};
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
    /// The same for an item of a list that a client sends. It may be there already: what says which one it
    /// is can be sent, though only the server sets it.
    RequestItem,
    /// Fields that only the client sets are left out.
    Response,
}

impl Direction {
    /// How the items of a list are read.
    pub(super) fn of_items(self) -> Self {
        if self == Self::Response { self } else { Self::RequestItem }
    }

    /// How the fields of an object are read.
    pub(super) fn of_fields(self) -> Self {
        if self == Self::Response { self } else { Self::Request }
    }
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
    pub(super) read_only: bool,
    pub(super) write_only: bool,
}

/// Schemas that hold together, by where they are in memory.
pub(super) type Key = (Vec<*const Value>, Direction);

/// A circle whose type is still to be composed.
#[derive(Debug)]
pub(super) struct Waiting<'d> {
    pub(super) number: usize,
    pub(super) at: Pointer,
    pub(super) leaves: Vec<Node<'d>>,
    pub(super) direction: Direction,
}

/// Composes the schemas of one document.
#[derive(Debug)]
pub struct Composer<'d, 'r> {
    pub(super) document: &'d Document,
    pub(super) report: &'r mut Report,
    /// The types made so far.
    pub types: Types,
    recursion: Recursion,
    pub(super) of_bodies: OfBodies<'d>,
    /// What has been composed, by the schemas that it is the conjunction of.
    known: HashMap<Key, Composed>,
    /// What is being composed.
    open: HashSet<Key>,
    /// The circles found so far, by what they are the conjunction of.
    pub(super) circles: HashMap<Key, usize>,
    /// Circles that are still to be composed.
    pub(super) waiting: VecDeque<Waiting<'d>>,
    depth: usize,
    read: usize,
    /// How many fields have been told apart.
    pub(super) told: usize,
    pub(super) known_told: KnownTold,
}

/// What alternatives have become, by their types and positions, whether one of them holds alone, and what the document
/// says that tells them apart.
pub(super) type KnownTold = HashMap<(Vec<(usize, TypeId)>, bool, Option<String>), Vec<TypeId>>;

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
            of_bodies: OfBodies::of(document),
            known: HashMap::new(),
            open: HashSet::new(),
            circles: HashMap::new(),
            waiting: VecDeque::new(),
            depth: 0,
            read: 0,
            told: 0,
            known_told: HashMap::new(),
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
        let closes = nodes.iter().any(|node| self.recursion.closes(node, self.document));
        let first = nodes.first().map(|node| node.pointer.clone());
        let leaves = flatten(self.document, nodes);
        match first {
            Some(_) if leaves.is_empty() => self.any(Why::NoTarget),
            Some(at) if closes => self.circle(at, leaves, direction),
            at => self.of_leaves(&at.unwrap_or_default(), leaves, direction),
        }
    }

    /// Composes an alternative, which is there at once, however it is referred to: no circle closes
    /// by it. One that is being read already adds nothing.
    pub(super) fn alternative(&mut self, node: Node<'d>, direction: Direction) -> Composed {
        let at = node.pointer.clone();
        let leaves = flatten(self.document, vec![node]);
        if leaves.is_empty() {
            return self.any(Why::NoTarget);
        }
        self.of_leaves(&at, leaves, direction)
    }

    /// Composes schemas that hold together.
    pub(super) fn of_leaves(
        &mut self,
        at: &Pointer,
        leaves: Vec<Node<'d>>,
        direction: Direction,
    ) -> Composed {
        let key: Key = (leaves.iter().map(|leaf| std::ptr::from_ref(leaf.value)).collect(), direction);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        if !self.open.insert(key.clone()) {
            return self.any(Why::Recursive);
        }
        if self.depth >= MAX_DEPTH || self.read >= MAX_READ {
            let message = if self.depth >= MAX_DEPTH {
                format!("schemas are nested more than {MAX_DEPTH} deep: left untyped")
            } else {
                format!("the document combines schemas in more than {MAX_READ} ways: left untyped")
            };
            self.report.note("too-deep", self.document.place(at), message);
            self.open.remove(&key);
            return self.any(Why::TooDeep);
        }
        self.depth += 1;
        self.read += 1;
        let composed = self.read(&leaves, direction);
        self.depth -= 1;
        self.open.remove(&key);
        self.known.insert(key, composed.clone());
        composed
    }

    pub(super) fn any(&mut self, why: Why) -> Composed {
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
        let said = self.said_of(leaves);
        let null = self.only_null(leaves);
        let (mut ty, mut why) = if null {
            (self.types.intern(Type::Any), Some(Why::OnlyNull))
        } else {
            let shapes = self.shapes(leaves);
            self.of_shapes(&shapes, leaves, direction)
        };
        let mut nullable = false;
        if !alternatives(leaves, self.document).is_empty() {
            let of_alternatives;
            (ty, of_alternatives) = self.with_alternatives(ty, why, leaves, direction);
            nullable |= of_alternatives;
            why = self.types.holds_any(ty).then_some(match why {
                Some(Why::BareObject) => Why::BareObject,
                _ => Why::AnyAlternative,
            });
        } else if why == Some(Why::NoType)
            && *self.types.get(ty) == Type::Any
            && let Some(shown) = type_of_examples(leaves, &mut self.types)
        {
            (ty, why) = (shown, None);
        }
        ty = self.with_what_is_shown(ty, leaves);
        if let Some(more) = self.with_conditions(ty, leaves, direction) {
            (ty, why) = (more, None);
        }
        if matches!(self.types.get(ty), Type::Enum(_) | Type::Numbers(_)) {
            self.types.describe(ty, &said.doc);
        }
        if leaves.iter().any(|leaf| flag(leaf.value, SENSITIVE)) || secrets::shows_private_key(leaves) {
            ty = secrets::kept_secret(&mut self.types, ty);
        }
        Composed { ty, why, nullable: null || nullable || said.nullable, ..said }
    }

    /// What schemas say about the place where they are used, whatever type they are.
    pub(super) fn said_of(&mut self, leaves: &[Node<'d>]) -> Composed {
        let doc = leaves
            .iter()
            .find_map(|leaf| text(leaf.value, "description").or_else(|| text(leaf.value, "title")))
            .unwrap_or_default()
            .trim()
            .to_owned();
        let any = |keyword: &str| leaves.iter().any(|leaf| flag(leaf.value, keyword));
        let null = |leaf: &Node<'d>| enum_has_null(leaf.value) || leaf.offers_null(self.document);
        Composed {
            ty: self.types.intern(Type::Any),
            nullable: any("nullable") || leaves.iter().any(null),
            doc,
            deprecated: any("deprecated"),
            why: None,
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
                Shape::Number => (self.number(leaves), None),
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
}
