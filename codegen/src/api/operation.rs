//! Operations: what is sent, where it goes, and what comes back.

use super::path::http_key;
use super::place::Place;
use super::types::{TypeId, Why};

/// Whether the account or the zone in a path is one of the two, or fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The path works for accounts and for zones: `/{accounts_or_zones}/{account_or_zone_id}/…`.
    AccountOrZone,
    /// The path is written out.
    Fixed,
}

/// How a list is paged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    /// How the next page is asked for.
    pub by: PagedBy,
    /// The field of the result that is the list; none where the result is.
    pub list: Option<String>,
}

/// How the next page of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PagedBy {
    /// By the query parameters `page` and `per_page`.
    Page,
    /// By the number of a page, in the query parameter of this name.
    Numbered(String),
    /// By the cursor that each page gives for the next, in the query parameter of this name.
    Cursor(String),
    /// By how many items come before it, in the query parameter of this name.
    Offset(String),
    /// By the place of its first item, where the first of the list is 1, in the query parameter of this
    /// name.
    StartIndex(String),
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
    /// Query parameters that always have this value: the path is written with them.
    pub fixed_query: Vec<(String, String)>,
    /// What the document writes behind the path, `?a=b` or `#c`, which tells the operation from others of
    /// its method and path.
    pub suffix: Option<String>,
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
    /// What a token needs to be allowed, by the names of permissions: one of these.
    pub permissions: Vec<String>,
    /// What else the document says about it, in sentences.
    pub hints: Vec<String>,
    /// What the document has for the operation and the client doesn't.
    pub lacks: Vec<String>,
    /// Query parameters, sorted by name.
    pub query: Vec<Parameter>,
    /// A parameter that is the whole query, as one text.
    pub whole_query: Option<Parameter>,
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
    /// What the document calls it, where it says so.
    pub named: Option<Named>,
    /// How many operations of the document it stands for: two where it is one for accounts and one
    /// for zones.
    pub stands_for: usize,
    /// Where it stands.
    pub place: Place,
}

impl Operation {
    /// All parameters: those of the path, then those beside it.
    pub fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.path_parameters.iter().chain(self.sent_parameters().map(|(_, parameter)| parameter))
    }

    /// What tells the operation from others, whatever its parameters are called; see [`http_key`].
    pub fn key(&self) -> String {
        self.key_at(&self.path)
    }

    /// The same if it were at this path.
    pub fn key_at(&self, path: &str) -> String {
        http_key(&self.method, &format!("{path}{}", self.suffix.as_deref().unwrap_or_default()))
    }

    /// The path template with the query that it is always written with.
    pub fn written_path(&self) -> String {
        let query = self.suffix.as_deref().filter(|suffix| suffix.starts_with('?'));
        format!("{}{}", self.path, query.unwrap_or_default())
    }

    /// Changes the types of parameters, of the body and of the result.
    pub fn each_type(&mut self, mut change: impl FnMut(&mut TypeId)) {
        let sent = [&mut self.path_parameters, &mut self.query, &mut self.headers, &mut self.cookies];
        sent.into_iter().flatten().for_each(|parameter| change(&mut parameter.ty));
        if let Some(body) = self.body.as_mut().and_then(Body::typed_mut) {
            change(body);
        }
        if let Outcome::List(ty) | Outcome::Single(ty) = &mut self.result {
            change(ty);
        }
    }

    /// The parameters beside the path, each with where it goes: those of the query, then what is all of
    /// it, then those in headers, then cookies.
    pub fn sent_parameters(&self) -> impl Iterator<Item = (Location, &Parameter)> {
        let query = self.query.iter().map(|parameter| (Location::Query, parameter));
        let headers = self.headers.iter().map(|parameter| (Location::Header, parameter));
        let cookies = self.cookies.iter().map(|parameter| (Location::Cookie, parameter));
        let whole = self.whole_query.iter().map(|parameter| (Location::WholeQuery, parameter));
        query.chain(whole).chain(headers).chain(cookies)
    }
}

/// What a document calls an operation and its resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The names of resources that lead to it, the outermost first.
    pub group: Vec<String>,
    /// The name of the method.
    pub method: Option<String>,
}

/// An operation of the document that isn't in the client.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// HTTP method and path.
    pub operation: String,
    /// Why not.
    pub why: String,
}

/// Where a parameter goes that isn't part of the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// The query.
    Query,
    /// All of the query.
    WholeQuery,
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
    /// Why it is given as one text and not in its parts, where it is.
    pub as_text: Option<String>,
}

/// A request body.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// JSON of a type.
    Json(TypeId),
    /// JSON without a schema, of this type, which is any. Nobody has to give it.
    Free {
        /// Any JSON.
        ty: TypeId,
        /// Whether the document demands a body: then an empty object is sent where none is given.
        demanded: bool,
    },
    /// This JSON, since the document allows nothing else: an empty object that is demanded all the
    /// same, or one whose fields can't have other values. Nobody has to give it.
    Fixed(String),
    /// A form (`application/x-www-form-urlencoded`) with the fields of an object.
    Form(TypeId),
    /// A form whose fields are given by name.
    Pairs,
    /// A multipart form with the fields and files of an object.
    Parts(TypeId),
    /// A multipart form, whose parts are given by name.
    Multipart,
    /// A text of this media type.
    Text(String),
    /// Bytes of this media type.
    Bytes(String),
}

impl Body {
    /// The type of a body that has one: of JSON, or of a form.
    pub fn typed(&self) -> Option<TypeId> {
        match self {
            Self::Json(ty) | Self::Form(ty) | Self::Parts(ty) | Self::Free { ty, .. } => Some(*ty),
            _ => None,
        }
    }

    /// The type of a body that has one, to change it.
    pub fn typed_mut(&mut self) -> Option<&mut TypeId> {
        match self {
            Self::Json(ty) | Self::Form(ty) | Self::Parts(ty) | Self::Free { ty, .. } => Some(ty),
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
