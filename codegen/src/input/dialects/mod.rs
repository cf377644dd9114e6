//! Reads OpenAPI 3.0, 3.1 and 3.2 into one form.
//!
//! All that comes after reads one document in the form of OpenAPI 3.0, with these additions:
//!
//! - `type` can be an array of several types; null is `nullable`, or `type: "null"` where nothing
//!   else is allowed;
//! - [`WHEN`](crate::input::grammar::WHEN) holds schemas that a value may satisfy, besides those that it must;
//! - a path item has `query` and `additionalOperations`, as in 3.2;
//! - [`FILES`](crate::input::document::FILES), at the top, holds the files that the document refers to.
//!
//! References are local and plain. `codegen/DIALECTS.md` says what becomes of each construct.
//!
//! | module | subject |
//! |---|---|
//! | `version` | which versions there are |
//! | `uri` | addresses and paths |
//! | `forest` | all trees of a run, and what a reference in them means |
//! | `discover` | reading what is referred to, before anything is changed |
//! | `rewrite`, `schema`, `kinds` | writing each tree in the one form |
//! | `instances` | references where the one form has none: in path items, media types, parameters |
//! | `moves` | parts that have another pointer afterwards |

mod discover;
mod forest;
mod instances;
mod kinds;
mod moves;
mod rewrite;
mod schema;
mod uri;
mod version;

use serde_json::{Map, Value};

use crate::input::document::Document;
use crate::input::source::Source;
use crate::report::Report;

use self::discover::Start;
use self::forest::Forest;
use self::moves::Moves;
use crate::input::grammar::Thing;

pub(crate) use self::uri::decode;

/// A document in the one form.
#[derive(Clone, Debug)]
pub struct Read {
    /// What it is called in messages.
    pub name: String,
    /// Its tree.
    pub root: Value,
    /// Whether it is a file that another document refers to.
    pub referred: bool,
}

/// Documents in the one form, to be joined.
#[derive(Debug)]
pub struct Trees {
    /// The documents, and then the files that they refer to.
    pub read: Vec<Read>,
    /// From where all that is read can be found in the joined document, and what it is.
    starts: Vec<(String, Thing)>,
}

/// Reads documents, and the files that they refer to. Faults go to the report.
pub fn read(sources: &[Source], report: &mut Report) -> Trees {
    let mut forest = Forest::plant(sources, report);
    let starts = discover::discover(&mut forest, report).apart();
    let mut values: Vec<Value> =
        forest.trees.iter_mut().map(|tree| std::mem::take(&mut tree.value)).collect();
    let mut moves = Moves::default();
    for start in &starts {
        rewrite::rewrite(&mut values[start.spot.tree], start, &forest, &mut moves, report);
    }
    let mut read = Vec::new();
    for (index, (tree, mut value)) in forest.trees.iter().zip(values).enumerate() {
        if tree.referred {
            value = only_read(value, starts.iter().filter(|start| start.spot.tree == index));
        }
        moves.follow(&mut value);
        read.push(Read { name: tree.name.clone(), root: value, referred: tree.referred });
    }
    let starts = starts.iter().map(|start| (forest.local(&start.spot), start.thing)).collect();
    Trees { read, starts }
}

impl Trees {
    /// Puts what is referred to in the place of references where the one form has none.
    pub fn settle(self, document: &mut Document, report: &mut Report) {
        document.origins = instances::settle(&mut document.root, &self.starts, report);
        document.starts = self.starts;
    }
}

/// The parts of a file that are read, where they stand. What nobody refers to has not been rewritten.
fn only_read<'s>(mut value: Value, starts: impl Iterator<Item = &'s Start>) -> Value {
    let mut kept = Value::Object(Map::new());
    let mut whole: Vec<&str> = Vec::new();
    for start in starts {
        let pointer = start.spot.pointer.as_str();
        let inside = |outer: &&str| {
            pointer.strip_prefix(*outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if whole.iter().any(inside) {
            continue;
        }
        whole.push(pointer);
        let Some(part) = value.pointer_mut(pointer).map(Value::take) else { continue };
        if pointer.is_empty() {
            return part;
        }
        let mut at = &mut kept;
        for segment in pointer.split('/').skip(1) {
            let segment = segment.replace("~1", "/").replace("~0", "~");
            // Objects all the way: a pointer reads an index as a key as well.
            let Value::Object(fields) = at else { break };
            at = fields.entry(segment).or_insert_with(|| Value::Object(Map::new()));
        }
        *at = part;
    }
    kept
}
