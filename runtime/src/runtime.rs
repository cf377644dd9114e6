//! What generated code is written against.
//!
//! Code that the generator writes, in whichever crate, names nothing of this crate outside this
//! module. Programs that use a client need [`prelude`](crate::prelude) and the crate's root.

#[cfg(feature = "blocking")]
pub use crate::api::blocking::wait_for;
pub use crate::api::download::Download;
pub use crate::api::envelope_ext::{Awaited, EnvelopeExt, awaited};
pub use crate::api::operation::Operation;
pub use crate::api::pages::PaginateExt;
pub use crate::api::paging::{Listed, Paged, Paging};
pub use crate::client::shared::Client;
pub use crate::decode::envelope::Envelope;
pub use crate::error::{Error, Result};
#[cfg(feature = "httpmock")]
pub use crate::mock;
pub use crate::request::Request;
pub use crate::request::scope::Scope;
pub use crate::value::file_part::FilePart;
pub use crate::value::id::{Account, AccountId, Id, Zone, ZoneId};
pub use crate::value::identity::{Identified, NotIdentified};
pub use crate::value::kinds_in_json::{
    Kind, ReadKind, collect_kind, deserialize_kind, only_key, read_part, serialize_kind, settle_kind, tag_of,
    with_tag, without_tag, write_key, write_parts, write_tagged,
};
pub use crate::value::nullable::Nullable;
pub use crate::value::number::Number;
#[doc(hidden)]
pub use crate::value::object::{Object, field_name};
pub use crate::value::object_reading::{ReadObject, deserialize_object, read_field, read_other};
pub use crate::value::object_writing::{WriteField, WriteObject, Written, serialize_object, write_others};
#[doc(hidden)]
pub use crate::value::one_line::OneLine;
pub use crate::value::one_of::{Form, read_form};
pub use crate::value::open_enum::{UnknownValue, deserialize_text};
pub use crate::value::open_numbers::UnknownNumber;
pub use crate::value::secret::Secret;
pub use crate::value::timestamp::{Place, ReadField};
#[doc(hidden)]
pub use crate::value::veiled::{ShowField, Shown, Untyped, Veiled, show_variant};
pub use crate::wire::api::Api;
pub use crate::wire::codes::{Code, Meaning};
pub use crate::wire::multipart::Multipart;
pub use crate::wire::operation::OperationInfo;
pub use crate::{
    generated_client as client, generated_kinds as kinds, generated_object as object,
    generated_one_of as one_of, generated_operation as operation, open_enum, open_numbers,
};
pub use bytes::Bytes;
pub use jiff::Timestamp;
pub use reqwest::Method;
pub use serde;
pub use serde_json;
