//! What the generator knows about an API once its document has been read: operations, and the
//! types that they send and receive.
//!
//! Types are interned by structure. Two schemas that say the same are one type, whatever their
//! component keys were, and so nothing that comes later can depend on a key.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use crate::diagnostic::Place;
use crate::passes::merge::Untyped;

/// An interned type: an index into [`Types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// The structure of a type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// Any JSON value: the document doesn't say, or says it in a way that has no Rust type.
    Any,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer,
    /// A whole number that is never negative.
    Unsigned,
    /// A number.
    Number,
    /// A text.
    String,
    /// A text that must never be shown.
    Secret,
    /// A moment, RFC 3339.
    Timestamp,
    /// A list.
    Array(TypeId),
    /// An object with arbitrary keys.
    Map(TypeId),
    /// An object with known fields.
    Object(Object),
    /// One of several texts.
    Enum(Vec<String>),
    /// A value of one of several JSON kinds: at most one type of each kind, in the order of
    /// [`Kind`].
    Union(Vec<TypeId>),
    /// An identifier with a Rust name of its own, from the operations table.
    Identifier(String),
}

/// What JSON can tell apart about a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A text.
    Text,
    /// An array.
    List,
    /// An object.
    Object,
}

impl Type {
    /// The JSON kind of its values; none where they can be of several.
    pub fn kind(&self) -> Option<Kind> {
        match self {
            Self::Any | Self::Union(_) => None,
            Self::Bool => Some(Kind::Bool),
            Self::Integer | Self::Unsigned | Self::Number => Some(Kind::Number),
            Self::String | Self::Secret | Self::Timestamp | Self::Enum(_) | Self::Identifier(_) => {
                Some(Kind::Text)
            }
            Self::Array(_) => Some(Kind::List),
            Self::Map(_) | Self::Object(_) => Some(Kind::Object),
        }
    }
}

/// An object with known fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Object {
    /// The name that the operations table gives it. Types of different names are different, even
    /// while they have the same fields.
    pub name: Option<String>,
    /// What the document says about it.
    pub doc: String,
    /// Sorted by name.
    pub fields: Vec<Field>,
    /// The names of required fields in the order in which the document lists them, which is the
    /// order of a constructor's arguments.
    pub required: Vec<String>,
}

impl Object {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// A field of an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// The name in JSON.
    pub name: String,
    /// Its type.
    pub ty: TypeId,
    /// Whether null is a value of it.
    pub nullable: bool,
    /// What the document says about it.
    pub doc: String,
    /// Whether the document calls it deprecated.
    pub deprecated: bool,
    /// Why its type is, or holds, any JSON value, where it does.
    pub why: Option<Why>,
}

/// Why a value has no type but any JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// The schema states no type and implies none.
    NoType,
    /// An object of which no field is known.
    BareObject,
    /// A list of which the items aren't known.
    NoItems,
    /// One of several alternatives allows anything, so all of them together do.
    AnyAlternative,
    /// The schema contains itself.
    Recursive,
    /// Schemas are nested deeper, or combined in more ways, than the generator follows.
    TooDeep,
    /// A media type of JSON without any schema.
    NoSchema,
}

impl Why {
    /// The reason in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoType => "the document states no type",
            Self::BareObject => "an object of which the document names no field",
            Self::NoItems => "a list of which the document doesn't describe the items",
            Self::AnyAlternative => "one of the alternatives allows anything",
            Self::Recursive => "the schema contains itself",
            Self::TooDeep => "schemas are nested or combined beyond the limit",
            Self::NoSchema => "JSON without a schema",
        }
    }
}

/// All types of an API.
#[derive(Clone, Debug, Default)]
pub struct Types {
    /// Whether two types that differ in wording alone are one, by the wording that is met first. In
    /// published documents a description corrected in one place would otherwise make two types of
    /// one, and change their names.
    ignore_wording: bool,
    types: Vec<Type>,
    ids: HashMap<Type, TypeId>,
    docs: BTreeMap<TypeId, String>,
    /// What [`crate::passes::merge`] made of two types, in one way or the other.
    pub(crate) merged: HashMap<(TypeId, TypeId, Untyped), TypeId>,
}

impl Types {
    /// No types yet. With `ignore_wording`, types that differ in wording alone are going to be one.
    pub fn new(ignore_wording: bool) -> Self {
        Self { ignore_wording, ..Self::default() }
    }

    /// The id of a type with this structure.
    pub fn intern(&mut self, ty: Type) -> TypeId {
        let key = self.key(&ty);
        if let Some(id) = self.ids.get(key.as_ref()) {
            return *id;
        }
        let id = TypeId(self.types.len());
        self.ids.insert(key.into_owned(), id);
        self.types.push(ty);
        id
    }

    /// What tells a type from others.
    fn key<'t>(&self, ty: &'t Type) -> Cow<'t, Type> {
        let Type::Object(object) = ty else { return Cow::Borrowed(ty) };
        let mut object = object.clone();
        object.fields.iter_mut().for_each(|field| field.why = None);
        if self.ignore_wording {
            object.doc.clear();
            object.fields.iter_mut().for_each(|field| field.doc.clear());
        }
        Cow::Owned(Type::Object(object))
    }

    /// How many types there are.
    #[allow(clippy::len_without_is_empty)] // Nobody asks.
    pub fn len(&self) -> usize {
        self.types.len()
    }

    /// The id of a type, where there is one with this structure.
    pub fn find(&self, ty: &Type) -> Option<TypeId> {
        self.ids.get(self.key(ty).as_ref()).copied()
    }

    /// The structure behind an id.
    pub fn get(&self, id: TypeId) -> &Type {
        &self.types[id.0]
    }

    /// Whether a type is any JSON value, or a list or map of them.
    pub fn holds_any(&self, id: TypeId) -> bool {
        match self.get(id) {
            Type::Any => true,
            Type::Array(item) | Type::Map(item) => self.holds_any(*item),
            _ => false,
        }
    }

    /// The object behind an id, where it is one.
    pub fn object(&self, id: TypeId) -> Option<&Object> {
        match self.get(id) {
            Type::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Records a type's description; the first one given is kept.
    pub fn describe(&mut self, id: TypeId, doc: &str) {
        if !doc.is_empty() {
            self.docs.entry(id).or_insert_with(|| doc.to_owned());
        }
    }

    /// A type's description, or an empty text.
    pub fn doc(&self, id: TypeId) -> &str {
        self.docs.get(&id).map_or("", String::as_str)
    }

    /// Replaces types inside a type, deeply; `replace` answers what to put in a type's place.
    pub fn rewrite(&mut self, id: TypeId, replace: &impl Fn(&Types, TypeId) -> Option<Type>) -> TypeId {
        self.rewrite_once(id, replace, &mut HashMap::new())
    }

    /// A type is rewritten once, however many ways lead to it.
    fn rewrite_once(
        &mut self,
        id: TypeId,
        replace: &impl Fn(&Types, TypeId) -> Option<Type>,
        done: &mut HashMap<TypeId, TypeId>,
    ) -> TypeId {
        if let Some(new) = done.get(&id) {
            return *new;
        }
        let new = match replace(self, id) {
            Some(ty) => self.intern(ty),
            None => {
                let rewritten = match self.get(id).clone() {
                    Type::Array(item) => Type::Array(self.rewrite_once(item, replace, done)),
                    Type::Map(item) => Type::Map(self.rewrite_once(item, replace, done)),
                    Type::Union(mut members) => {
                        for member in &mut members {
                            *member = self.rewrite_once(*member, replace, done);
                        }
                        Type::Union(members)
                    }
                    Type::Object(mut object) => {
                        for field in &mut object.fields {
                            field.ty = self.rewrite_once(field.ty, replace, done);
                        }
                        Type::Object(object)
                    }
                    other => other,
                };
                let new = self.intern(rewritten);
                if new != id {
                    let doc = self.doc(id).to_owned();
                    self.describe(new, &doc);
                }
                new
            }
        };
        done.insert(id, new);
        new
    }
}

/// Whether the account or the zone in a path is one of the two, or fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The path works for accounts and for zones: `/{accounts_or_zones}/{account_or_zone_id}/…`.
    AccountOrZone,
    /// The path is written out.
    Fixed,
}

/// The two segments that stand for the scope in a path.
pub const SCOPE: &str = "/{accounts_or_zones}/{account_or_zone_id}";

/// How a list is paged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paging {
    /// By the query parameters `page` and `per_page`.
    Page,
    /// By the cursor that each page gives for the next, in the query parameter of this name.
    Cursor(String),
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The operationId of the document.
    pub id: String,
    /// The HTTP method in upper case.
    pub method: String,
    /// The path template.
    pub path: String,
    /// Account or zone.
    pub scope: Scope,
    /// The tag that the document files it under, or an empty text.
    pub tag: String,
    /// Summary and description, joined.
    pub doc: String,
    /// Whether the document deprecates it.
    pub deprecated: bool,
    /// Path parameters in the order of the path; a scope has none here.
    pub path_parameters: Vec<Parameter>,
    /// Query parameters, sorted by name.
    pub query: Vec<Parameter>,
    /// Header parameters, sorted by name.
    pub headers: Vec<Parameter>,
    /// Cookie parameters, sorted by name.
    pub cookies: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// What success carries.
    pub result: Outcome,
    /// The statuses that the document declares for success, sorted; `default` where it declares
    /// no other.
    pub statuses: Vec<String>,
    /// Whether the document shows the result without an envelope round it.
    pub bare: bool,
    /// Why the body is, or holds, any JSON value, where it does.
    pub body_why: Option<Why>,
    /// Why the result does.
    pub result_why: Option<Why>,

    /// Whether and how it is paged.
    pub paging: Option<Paging>,
    /// Where it stands.
    pub place: Place,
}

impl Operation {
    /// The parameters beside the path, each with where it goes: those of the query, then those in
    /// headers, then cookies.
    pub fn sent_parameters(&self) -> impl Iterator<Item = (Location, &Parameter)> {
        let query = self.query.iter().map(|parameter| (Location::Query, parameter));
        let headers = self.headers.iter().map(|parameter| (Location::Header, parameter));
        let cookies = self.cookies.iter().map(|parameter| (Location::Cookie, parameter));
        query.chain(headers).chain(cookies)
    }
}

/// Where a parameter goes that isn't part of the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// The query.
    Query,
    /// A header of its own.
    Header,
    /// The header `Cookie`.
    Cookie,
}

/// How a parameter that is a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// One parameter of its name for each item.
    Repeated,
    /// One parameter, with this between the items.
    Joined(char),
}

/// A parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The name in the path or query.
    pub name: String,
    /// Its type.
    pub ty: TypeId,
    /// Whether it must be given.
    pub required: bool,
    /// How it is written when it is a list.
    pub listing: Listing,
    /// What the document says about it.
    pub doc: String,
    /// Whether the document calls it deprecated.
    pub deprecated: bool,
}

/// A request body.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// JSON of a type.
    Json(TypeId),
    /// An empty JSON object, which carries nothing and is demanded all the same.
    Empty,
    /// A form (`application/x-www-form-urlencoded`) with the fields of an object.
    Form(TypeId),
    /// A form whose fields are given by name.
    Pairs,
    /// A multipart form, whose parts are given by name.
    Multipart,
    /// A text of this media type.
    Text(String),
    /// Bytes of this media type.
    Bytes(String),
}

impl Body {
    /// The type of a body that has one: of JSON, or of a form.
    pub fn json(&self) -> Option<TypeId> {
        match self {
            Self::Json(ty) | Self::Form(ty) => Some(*ty),
            _ => None,
        }
    }

    /// The type of a body that has one, to change it.
    pub fn json_mut(&mut self) -> Option<&mut TypeId> {
        match self {
            Self::Json(ty) | Self::Form(ty) => Some(ty),
            _ => None,
        }
    }
}

/// What a successful answer carries.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A list.
    List(TypeId),
    /// One value.
    Single(TypeId),
    /// Nothing that the document types: an envelope without a result.
    Nothing,
    /// Something that isn't JSON, read as it comes.
    Bytes,
}

impl Outcome {
    /// The type of the value or of the list's items.
    pub fn item(&self) -> Option<TypeId> {
        match self {
            Self::List(ty) | Self::Single(ty) => Some(*ty),
            Self::Nothing | Self::Bytes => None,
        }
    }

    /// The same with another type in it.
    #[must_use]
    pub fn with_item(&self, ty: TypeId) -> Self {
        match self {
            Self::List(_) => Self::List(ty),
            Self::Single(_) => Self::Single(ty),
            Self::Nothing => Self::Nothing,
            Self::Bytes => Self::Bytes,
        }
    }
}

/// An API: its operations and their types.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// By path, then method.
    pub operations: Vec<Operation>,
    /// What they send and receive.
    pub types: Types,
}
