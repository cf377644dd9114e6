//! Typed client for Cloudflare's mTLS certificate API.

mod api_message;
mod association;
mod auth;
mod base_url;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod client;
mod clock;
mod codes;
mod custom;
mod decode;
mod envelope;
mod environment;
mod error;
#[cfg(not(feature = "regenerate"))]
#[rustfmt::skip]
mod generated;
#[cfg(feature = "regenerate")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/generated.rs"));
}
mod hook;
mod http;
mod id;
mod limits;
#[cfg(doctest)]
mod misuse;
mod nullable;
mod operation;
mod options;
mod pacer;
mod pagination;
mod path_template;
pub mod prelude;
mod redact;
mod request;
mod result_info;
mod retry;
pub mod runtime;
mod scope;
mod secret;
mod send;
mod settings;
mod trace;
mod unknown_value;

pub use crate::generated::{operations, types};
pub use reqwest;

pub use crate::api_message::ApiMessage;
pub use crate::auth::Credentials;
pub use crate::builder::ClientBuilder;
pub use crate::client::Client;
pub use crate::clock::Clock;
pub use crate::custom::{CustomList, CustomRequest};
pub use crate::envelope::{Envelope, EnvelopeExt};
pub use crate::error::{Error, ErrorKind, Result};
pub use crate::hook::{Attempt, Finished, Hook, HookError, IncomingResponse, OutgoingRequest, WaitReason};
pub use crate::id::{Account, AccountId, Id, Zone, ZoneId};
pub use crate::limits::{RateLimit, RateLimitPolicy, RateLimits};
pub use crate::nullable::Nullable;
pub use crate::options::{OperationExt, RequestOptions, WithOptions};
pub use crate::pagination::{Items, Paged, Pages, PaginateExt};
pub use crate::result_info::ResultInfo;
pub use crate::retry::RetryPolicy;
pub use crate::scope::Scope;
pub use crate::secret::Secret;
pub use crate::unknown_value::UnknownValue;
pub use jiff::Timestamp;
pub use reqwest::{Method, StatusCode, header::HeaderMap};
