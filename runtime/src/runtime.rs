//! What generated code is written against.
//!
//! Code that the generator writes, in this crate or in another, names nothing outside this
//! module. Programs that use a client need [`prelude`](crate::prelude) and the crate's root.

pub use crate::client::Client;
pub use crate::described::Operation;
pub use crate::download::Download;
pub use crate::envelope::Envelope;
pub use crate::envelope_ext::EnvelopeExt;
pub use crate::error::{Error, Result};
pub use crate::id::{Account, AccountId, Id, Zone, ZoneId};
#[cfg(feature = "httpmock")]
pub use crate::mock;
pub use crate::multipart::Multipart;
pub use crate::nullable::Nullable;
pub use crate::open_enum;
pub use crate::open_enum::{UnknownValue, deserialize_text};
pub use crate::operation::OperationInfo;
pub use crate::pages::PaginateExt;
pub use crate::paging::{Paged, Paging};
pub use crate::request::Request;
pub use crate::scope::Scope;
pub use crate::secret::Secret;
pub use bytes::Bytes;
pub use jiff::Timestamp;
pub use reqwest::Method;
pub use serde;
pub use serde_json;
