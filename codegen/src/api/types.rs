//! Types, interned by structure.
//!
//! Two schemas that say the same are one type, whatever their component keys were, and so nothing
//! that comes later can depend on a key.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

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
    /// A file, as forms have them.
    File,
    /// A list.
    Array(TypeId),
    /// An object with arbitrary keys.
    Map(TypeId),
    /// A value or null, as items of lists and values of maps can be. Fields have a flag for it.
    Optional(TypeId),
    /// An object with known fields.
    Object(Object),
    /// One of several texts.
    Enum(Vec<String>),
    /// One of several whole numbers.
    Numbers(Vec<i64>),
    /// A value of one of several JSON kinds: at most one type of each kind, in the order of
    /// [`Kind`].
    Union(Vec<TypeId>),
    /// One of several objects that are told apart.
    Choice(Choice),
    /// An identifier with a Rust name of its own, from the operations table.
    Identifier(String),
    /// A type that contains the place where this stands: the number of a circle, by which [`Types`]
    /// knows it.
    Circle(usize),
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
            Self::Any | Self::Union(_) | Self::Optional(_) | Self::Circle(_) => None,
            Self::Bool => Some(Kind::Bool),
            Self::Integer | Self::Unsigned | Self::Number | Self::Numbers(_) => Some(Kind::Number),
            Self::String | Self::Secret | Self::Timestamp | Self::Enum(_) | Self::Identifier(_) => {
                Some(Kind::Text)
            }
            // Nothing else can stand in its place in a form.
            Self::File => Some(Kind::Text),
            Self::Array(_) => Some(Kind::List),
            Self::Map(_) | Self::Object(_) | Self::Choice(_) => Some(Kind::Object),
        }
    }

    /// The types directly inside it, in order, each with the step that leads there.
    pub fn children(&self) -> impl Iterator<Item = (Step<'_>, TypeId)> {
        let (item, forms, fields): (Option<(Step<'_>, TypeId)>, &[TypeId], &[Field]) = match self {
            Self::Object(Object { kinds: Some(kinds), fields, .. }) => {
                (Some((Step::Kinds, *kinds)), &[], fields)
            }
            Self::Choice(choice) => (None, &[], &choice.variants),
            Self::Array(item) => (Some((Step::Item, *item)), &[], &[]),
            Self::Map(value) => (Some((Step::Value, *value)), &[], &[]),
            Self::Optional(value) => (Some((Step::Value, *value)), &[], &[]),
            Self::Union(forms) => (None, forms, &[]),
            Self::Object(object) => (object.others.map(|other| (Step::Value, other)), &[], &object.fields),
            _ => (None, &[], &[]),
        };
        let forms = forms.iter().map(|form| (Step::Form, *form));
        item.into_iter().chain(forms).chain(fields.iter().map(|field| (Step::Field(field), field.ty)))
    }

    /// Whether it is written as a type with a name of its own.
    pub fn is_named(&self) -> bool {
        matches!(self, Self::Object(_) | Self::Enum(_) | Self::Numbers(_) | Self::Union(_) | Self::Choice(_))
    }
}

/// How one gets from a type to one inside it.
#[derive(Clone, Copy, Debug)]
pub enum Step<'t> {
    /// To the items of a list.
    Item,
    /// To the values of a map, or of an object's further fields.
    Value,
    /// To one of the forms of a union.
    Form,
    /// To what an object is one of.
    Kinds,
    /// To a field of an object, or to a variant of a choice.
    Field(&'t Field),
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
    /// The type of further fields, whatever their names, where there are such.
    pub others: Option<TypeId>,
    /// The choice of what it has beside its fields, where that depends on what it is.
    pub kinds: Option<TypeId>,
    /// What tells it from the others of a choice. Variants of different ones are different types, even
    /// while they have the same fields.
    pub variant: Option<String>,
}

impl Object {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// What tells objects apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum By {
    /// The value of the field of this name.
    Tag(String),
    /// Which of their fields is there.
    Key,
}

/// Objects of which a value is one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Choice {
    /// What tells them apart.
    pub by: By,
    /// Whether each of them demands what tells it from others.
    pub required: bool,
    /// For each value of the tag, the object without it; for each key, the field. In the order of the
    /// document.
    pub variants: Vec<Field>,
    /// The object with the fields of all variants, the tag included.
    pub flat: TypeId,
}

impl Choice {
    /// The variant for this value of the tag, or with this key.
    pub fn variant(&self, name: &str) -> Option<&Field> {
        self.variants.iter().find(|variant| variant.name == name)
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
    /// A reference that leads to nothing.
    NoTarget,
    /// Nothing but null is allowed.
    OnlyNull,
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
            Self::NoTarget => "a reference that leads to nothing",
            Self::OnlyNull => "nothing but null is allowed",
        }
    }
}

/// What an untyped form beside a typed one means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Untyped {
    /// One document says less than the other: the typed form is right.
    SaysLess,
    /// Anything is allowed: so it is for both together.
    AllowsAll,
}

/// Whether wording tells types apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wording {
    /// Two types that differ in wording alone are two.
    #[default]
    Counts,
    /// They are one, by the wording that is met first. In published documents a description
    /// corrected in one place would otherwise make two types of one, and change their names.
    Ignored,
}

/// All types of an API.
#[derive(Clone, Debug, Default)]
pub struct Types {
    wording: Wording,
    types: Vec<Type>,
    ids: HashMap<Type, TypeId>,
    docs: BTreeMap<TypeId, String>,
    /// What each circle is; none while that is being worked out.
    pub(super) circles: Vec<Option<TypeId>>,
    /// What has been made of two types, in one way or the other.
    pub(super) joined: HashMap<(Vec<TypeId>, Untyped), TypeId>,
}

impl Types {
    /// No types yet.
    pub fn new(wording: Wording) -> Self {
        Self { wording, ..Self::default() }
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
        if let Type::Choice(choice) = ty {
            let mut choice = choice.clone();
            for variant in &mut choice.variants {
                variant.why = None;
                if self.wording == Wording::Ignored {
                    variant.doc.clear();
                }
            }
            return Cow::Owned(Type::Choice(choice));
        }
        let Type::Object(object) = ty else { return Cow::Borrowed(ty) };
        let mut object = object.clone();
        // Whether nothing is said of a field counts where types are joined.
        for field in &mut object.fields {
            field.why = field.why.filter(|why| *why == Why::NoType);
        }
        if self.wording == Wording::Ignored {
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

    /// Visits a type and what is inside it, a type before its children. Says `enter` no, nothing
    /// inside the type is visited on its behalf; of types that contain themselves it has to.
    pub fn visit(&self, id: TypeId, enter: &mut impl FnMut(TypeId) -> bool) {
        // A chain of circles may be longer than a thread's stack.
        let mut waiting = vec![id];
        while let Some(id) = waiting.pop() {
            if !enter(id) {
                continue;
            }
            let first = waiting.len();
            match self.get(id) {
                Type::Circle(number) => waiting.extend(self.circles.get(*number).copied().flatten()),
                ty => waiting.extend(ty.children().map(|(_, child)| child)),
            }
            waiting[first..].reverse();
        }
    }

    /// Whether a type is any JSON value, or a list or map of them.
    pub fn holds_any(&self, id: TypeId) -> bool {
        *self.get(self.innermost(id)) == Type::Any
    }

    /// Whether a type is a secret, a list or map of them, or can be one. Objects look after their own.
    pub fn holds_secret(&self, id: TypeId) -> bool {
        let mut seen = BTreeSet::new();
        let mut found = false;
        self.visit(id, &mut |id| {
            found |= *self.get(id) == Type::Secret;
            !matches!(self.get(id), Type::Object(_)) && seen.insert(id)
        });
        found
    }

    /// The value or null, where this isn't one already.
    pub fn optional(&mut self, id: TypeId) -> TypeId {
        match self.get(id) {
            Type::Any | Type::Optional(_) => id,
            _ => self.intern(Type::Optional(id)),
        }
    }

    /// The type of the value where that can also be null.
    pub fn without_null(&self, id: TypeId) -> TypeId {
        match self.get(id) {
            Type::Optional(value) => *value,
            _ => id,
        }
    }

    /// What a type is a list or map of, at any depth; itself where it is neither.
    pub fn innermost(&self, mut id: TypeId) -> TypeId {
        // No circle is of lists and maps alone.
        loop {
            id = match self.get(self.past_circle(id)) {
                Type::Array(item) | Type::Map(item) | Type::Optional(item) => *item,
                _ => return self.past_circle(id),
            };
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
}
