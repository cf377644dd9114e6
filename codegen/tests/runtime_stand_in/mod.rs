//! What generated code takes from its runtime, as little of it as compiles: signatures without
//! behaviour. The real one is `cloudflare_mtls::runtime`.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

// The real one: it needs nothing else of the client.
#[path = "../../../runtime/src/value/open_enum.rs"]
mod unknown_value;

pub use crate::open_enum;
pub use serde;
pub use serde_json;
pub use unknown_value::{UnknownValue, deserialize_text};

#[derive(Clone, Debug)]
pub struct Client;

#[derive(Clone, Debug)]
pub struct Scope;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method(&'static str);

impl Method {
    pub const GET: Self = Self("GET");
    pub const PUT: Self = Self("PUT");
    pub const POST: Self = Self("POST");
    pub const PATCH: Self = Self("PATCH");
    pub const DELETE: Self = Self("DELETE");
    pub const HEAD: Self = Self("HEAD");
    pub const OPTIONS: Self = Self("OPTIONS");
    pub const TRACE: Self = Self("TRACE");
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationInfo {
    pub id: &'static str,
    pub method: Method,
    pub path: &'static str,
    pub bare: bool,
}

impl OperationInfo {
    pub const fn new(id: &'static str, method: Method, path: &'static str) -> Self {
        Self { id, method, path, bare: false }
    }

    pub const fn bare(mut self) -> Self {
        self.bare = true;
        self
    }
}

#[derive(Clone, Debug)]
pub struct Bytes(pub Vec<u8>);

impl From<&str> for Bytes {
    fn from(value: &str) -> Self {
        Self(value.as_bytes().to_owned())
    }
}

#[derive(Clone, Debug)]
pub struct Multipart;

/// What a call would send.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub path: BTreeMap<&'static str, String>,
    pub query: Vec<(&'static str, String)>,
    pub headers: BTreeMap<&'static str, String>,
    pub body: Option<String>,
}

impl Request {
    pub fn new(_: &Client, _: &OperationInfo) -> Self {
        Self::default()
    }

    pub fn scope(self, _: &Scope) -> Self {
        self
    }

    pub fn path(mut self, name: &'static str, value: impl ToString) -> Self {
        self.path.insert(name, value.to_string());
        self
    }

    pub fn set_query(&mut self, name: &'static str, value: impl ToString) {
        self.query.push((name, value.to_string()));
    }

    pub fn set_query_list<T: ToString>(&mut self, name: &'static str, values: impl IntoIterator<Item = T>) {
        self.query.extend(values.into_iter().map(|value| (name, value.to_string())));
    }

    pub fn set_query_joined<T: ToString>(
        &mut self,
        name: &'static str,
        separator: char,
        values: impl IntoIterator<Item = T>,
    ) {
        let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
        self.query.push((name, values.join(&separator.to_string())));
    }

    pub fn set_header_list<T: ToString>(&mut self, name: &'static str, values: impl IntoIterator<Item = T>) {
        let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
        self.headers.insert(name, values.join(","));
    }

    pub fn set_cookie(&mut self, name: &'static str, value: impl ToString) {
        self.headers.insert("cookie", format!("{name}={}", value.to_string()));
    }

    pub fn set_header(&mut self, name: &'static str, value: impl ToString) {
        self.headers.insert(name, value.to_string());
    }

    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.body = serde_json::to_string(body).ok();
        self
    }

    pub fn bytes(mut self, content_type: &'static str, _: impl Into<Bytes>) -> Self {
        self.body = Some(content_type.to_owned());
        self
    }

    pub fn form<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.body = serde_json::to_string(body).ok().map(|body| format!("form {body}"));
        self
    }

    pub fn pairs(mut self, fields: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Self {
        let fields = fields.into_iter().map(|(name, value)| format!("{}={}", name.into(), value.into()));
        self.body = Some(format!("form {}", fields.collect::<Vec<_>>().join("&")));
        self
    }

    pub fn text(mut self, content_type: &'static str, text: impl Into<String>) -> Self {
        self.body = Some(format!("{content_type} {}", text.into()));
        self
    }

    pub fn multipart(mut self, _: Multipart) -> Self {
        self.body = Some("multipart".to_owned());
        self
    }
}

pub trait Download: Sized + Send {
    const INFO: OperationInfo;
    fn into_request(self) -> Request;
}

pub trait Operation: Sized + Send {
    type Result: DeserializeOwned + Send + 'static;
    const INFO: OperationInfo;
    fn into_request(self) -> Request;
    fn absent() -> Option<Self::Result> {
        None
    }
}

pub trait Paged: Operation<Result = Vec<Self::Item>> + Clone {
    type Item;
    fn paging(&self) -> Paging {
        Paging::Page
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paging {
    Page,
    Cursor(&'static str),
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id<R>(String, #[serde(skip)] PhantomData<fn() -> R>);

impl<R> Clone for Id<R> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

impl<R> PartialEq for Id<R> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<R> std::fmt::Debug for Id<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl<R> std::fmt::Display for Id<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl<R> From<&str> for Id<R> {
    fn from(value: &str) -> Self {
        Self(value.to_owned(), PhantomData)
    }
}

impl<R> From<&Self> for Id<R> {
    fn from(value: &Self) -> Self {
        value.clone()
    }
}

#[derive(Debug)]
pub enum Account {}
#[derive(Debug)]
pub enum Zone {}
pub type AccountId = Id<Account>;
pub type ZoneId = Id<Zone>;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Secret(String);

impl From<&str> for Secret {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Timestamp(String);

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub enum Nullable<T> {
    #[default]
    Absent,
    Null,
    Value(T),
}

impl<T> Nullable<T> {
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => value.serialize(serializer),
            Self::Absent | Self::Null => serializer.serialize_none(),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Null, Self::Value))
    }
}
