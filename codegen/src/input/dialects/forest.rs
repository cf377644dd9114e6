//! All trees that a run reads: documents, and the files that they refer to; and what a reference in
//! one of them means.
//!
//! A reference is resolved as JSON Schema and OpenAPI 3.2 say: against the address of what holds it,
//! which is its file, its `$self`, or the `$id` of a schema round it. It may lead to another file of
//! the folder that the document lies in, and nowhere else: not above it, and not to the network.

use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;

use super::version::Version;
use super::{uri, version};
use crate::api::Place;
use crate::input::document::{FILES, MAX_REFERENCE, Pointer, operation_label};
use crate::input::source::{self, Files, Source};
use crate::report::Report;

/// How many files a run reads beside its documents.
const MAX_FILES: usize = 10_000;

/// A document, or a file that one refers to.
pub(super) struct Tree {
    /// What it is called in messages.
    pub(super) name: String,
    /// How the names of all files begin that it may refer to: its document's folder.
    folder: String,
    /// Reads them.
    files: Option<Files>,
    /// The version that it is read in: its own, or that of what refers to it.
    pub(super) version: Version,
    /// Whether it is read for what others refer to, and not for its paths.
    pub(super) referred: bool,
    /// Against what its references are resolved.
    address: Rc<str>,
    pub(super) value: Value,
}

/// What references are resolved against at a place.
#[derive(Clone)]
pub(super) struct Base {
    pub(super) tree: usize,
    /// The address of the document or of the schema with an `$id`.
    address: Rc<str>,
    /// Its pointer.
    root: Rc<str>,
}

impl Base {
    /// Whether a reference without a document means one in the whole tree.
    pub(super) fn is_top(&self) -> bool {
        self.root.is_empty()
    }
}

/// A place in a tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Spot {
    pub(super) tree: usize,
    pub(super) pointer: String,
}

/// Why it isn't known what a reference means.
pub(super) enum Unresolved {
    /// It leads to a file of this name that hasn't been read.
    Unread(String),
    /// It leads out of the folder, or to the network.
    Forbidden { code: &'static str, message: String, help: &'static str },
    /// There is no such anchor.
    Unknown,
    /// It is longer than any that is followed.
    TooLong,
}

/// All trees, and what can be referred to by name.
#[derive(Default)]
pub(super) struct Forest {
    pub(super) trees: Vec<Tree>,
    names: HashMap<String, usize>,
    /// Documents and schemas by their addresses.
    resources: HashMap<String, Spot>,
    /// Anchors by the resource that they stand in.
    anchors: HashMap<(usize, Rc<str>, String), String>,
    /// Files that can't be read, and why.
    unread: HashMap<String, String>,
}

impl Forest {
    /// Parses documents. Faults go to the report.
    pub(super) fn plant(sources: &[Source], report: &mut Report) -> Self {
        let mut forest = Self::default();
        for source in sources {
            let Some(value) = source::parse(&source.name, &source.text, report) else { continue };
            let Some(version) = version::of(&value, Place::file(&source.name), report) else { continue };
            // A folder is where it is, by whatever way one was led there.
            let name = uri::without_dots(&source.name.replace('\\', "/"));
            let folder = name.rfind('/').map_or("", |end| &name[..=end]).to_owned();
            forest.add(Tree {
                address: Rc::from(name.as_str()),
                name: source.name.clone(),
                folder,
                files: source.files.clone(),
                version,
                referred: false,
                value,
            });
        }
        forest
    }

    fn add(&mut self, mut tree: Tree) -> usize {
        let index = self.trees.len();
        if let Some(own) = tree.value.get("$self").and_then(Value::as_str) {
            tree.address = Rc::from(uri::join(&tree.address, uri::split(own).0));
        }
        let spot = Spot { tree: index, pointer: String::new() };
        self.resources.entry(tree.address.as_ref().to_owned()).or_insert(spot);
        self.names.entry(uri::without_dots(&tree.name.replace('\\', "/"))).or_insert(index);
        self.trees.push(tree);
        index
    }

    /// What references at the top of a tree are resolved against.
    pub(super) fn base(&self, tree: usize) -> Base {
        Base { tree, address: Rc::clone(&self.trees[tree].address), root: Rc::from("") }
    }

    /// The same inside a schema with an `$id`.
    pub(super) fn base_of(base: &Base, id: &str, pointer: &str) -> Base {
        let address = uri::join(&base.address, uri::split(id).0);
        Base { tree: base.tree, address: Rc::from(address), root: Rc::from(pointer) }
    }

    /// Remembers a schema with an `$id`.
    pub(super) fn add_resource(&mut self, base: &Base) {
        let spot = Spot { tree: base.tree, pointer: base.root.as_ref().to_owned() };
        self.resources.entry(base.address.as_ref().to_owned()).or_insert(spot);
    }

    /// Remembers an anchor.
    pub(super) fn add_anchor(&mut self, base: &Base, name: &str, pointer: String) {
        self.anchors.entry((base.tree, Rc::clone(&base.root), name.to_owned())).or_insert(pointer);
    }

    /// What a reference means.
    pub(super) fn resolve(&self, reference: &str, base: &Base) -> Result<Spot, Unresolved> {
        if reference.len() > MAX_REFERENCE {
            return Err(Unresolved::TooLong);
        }
        let (head, fragment) = uri::split(reference);
        let (tree, root) = self.resource(head, base)?;
        let fragment = uri::decode(fragment);
        let pointer = if fragment.is_empty() || fragment.starts_with('/') {
            format!("{root}{fragment}")
        } else {
            let key = (tree, root, fragment);
            self.anchors.get(&key).cloned().ok_or(Unresolved::Unknown)?
        };
        Ok(Spot { tree, pointer })
    }

    /// The document or schema that the part of a reference before its `#` means.
    fn resource(&self, head: &str, base: &Base) -> Result<(usize, Rc<str>), Unresolved> {
        if head.is_empty() {
            return Ok((base.tree, Rc::clone(&base.root)));
        }
        if let Some(known) = self.resources.get(&uri::join(&base.address, head)) {
            return Ok((known.tree, Rc::from(known.pointer.as_str())));
        }
        let name = self.file(head, base)?;
        match self.names.get(&name) {
            Some(tree) => Ok((*tree, Rc::from(""))),
            None => Err(Unresolved::Unread(name)),
        }
    }

    /// The name of the file that a reference leads to.
    fn file(&self, head: &str, base: &Base) -> Result<String, Unresolved> {
        let tree = &self.trees[base.tree];
        let outside = |head: &str| Unresolved::Forbidden {
            code: "outside-reference",
            message: format!("the reference {} leads out of the document's folder", excerpt(head)),
            help: "put the file into the folder that the document lies in, and refer to it by a relative path",
        };
        let remote = uri::scheme(head).is_some_and(|scheme| scheme.len() > 1 && scheme != "file");
        if remote || head.starts_with("//") {
            return match self.at_home(head, tree) {
                Some(name) => Ok(name),
                None => Err(Unresolved::Forbidden {
                    code: "remote-reference",
                    message: format!("the reference {} leads to the network", excerpt(head)),
                    help: "nothing is fetched: put what it names beside the document, and refer to it by a \
                           relative path",
                }),
            };
        }
        if uri::scheme(head).is_some() || head.starts_with(['/', '\\']) {
            return Err(outside(head));
        }
        let name = uri::decode(&uri::join(&tree.name.replace('\\', "/"), head));
        let inside = name.strip_prefix(&tree.folder).is_some_and(is_below);
        if inside { Ok(name) } else { Err(outside(head)) }
    }

    /// The file that an address stands for which begins as the document's own `$self` does.
    fn at_home(&self, head: &str, tree: &Tree) -> Option<String> {
        let (home, _) = tree.address.rsplit_once('/').filter(|_| uri::scheme(&tree.address).is_some())?;
        let rest = uri::decode(head.strip_prefix(home)?.strip_prefix('/')?);
        is_below(&rest).then(|| format!("{}{rest}", tree.folder))
    }

    /// Reads a file that something in a tree refers to, or says why it can't be read.
    pub(super) fn read(&mut self, name: &str, from: usize, report: &mut Report) -> Result<(), String> {
        if let Some(why) = self.unread.get(name) {
            return Err(why.clone());
        }
        self.load(name, from, report)
            .inspect_err(|why| drop(self.unread.insert(name.to_owned(), why.clone())))
    }

    fn load(&mut self, name: &str, from: usize, report: &mut Report) -> Result<(), String> {
        let holder = &self.trees[from];
        let Some(files) = &holder.files else { return Err("is not part of the input".to_owned()) };
        if self.trees.len() >= MAX_FILES {
            return Err(format!("would be more than the {MAX_FILES} files that are read"));
        }
        let path = name.strip_prefix(&holder.folder).unwrap_or(name);
        let text = files(path)?;
        let value = source::parse(name, &text, report).ok_or("can't be parsed")?;
        // A whole document is read in its own version, a part in that of what refers to it.
        let version = match value.get("openapi") {
            Some(_) => {
                version::of(&value, Place::file(name), report).ok_or("isn't of a version that is read")?
            }
            None => holder.version,
        };
        self.add(Tree {
            name: name.to_owned(),
            folder: holder.folder.clone(),
            files: holder.files.clone(),
            version,
            referred: true,
            address: Rc::from(name),
            value,
        });
        Ok(())
    }

    /// The reference to a place in the one document that all trees become.
    pub(super) fn local(&self, spot: &Spot) -> String {
        let tree = &self.trees[spot.tree];
        if tree.referred {
            let name = tree.name.replace('~', "~0").replace('/', "~1");
            format!("#/{FILES}/{name}{}", spot.pointer)
        } else {
            format!("#{}", spot.pointer)
        }
    }

    /// Where in a tree something stands, for messages.
    pub(super) fn place(&self, spot: &Spot) -> Place {
        let tree = &self.trees[spot.tree];
        let pointer = Pointer::parse(&spot.pointer);
        Place {
            file: tree.name.clone(),
            operation: operation_label(&tree.value, &pointer.segments()),
            pointer: spot.pointer.clone(),
        }
    }
}

/// Whether a path leads to something below the folder that it begins in.
fn is_below(path: &str) -> bool {
    !path.is_empty()
        && !path.starts_with('/')
        && !path.contains(['\\', '\0'])
        && path.split('/').all(|name| name != "..")
}

/// As much of a text from a document as a message can hold.
pub(super) fn excerpt(text: &str) -> String {
    match text.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
