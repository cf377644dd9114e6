//! The runtime of clients that are generated from Cloudflare's API documents, such as
//! `cloudflare-mtls`: calls with their retries, limits and hooks, envelopes, pages, errors, mocks.
//!
//! A program uses a generated crate, which re-exports what a user needs of this one. By itself this
//! crate is a client for endpoints that nobody generated code for:
//!
//! ```no_run
//! use cloudflare_core::{Client, Method, prelude::*};
//!
//! # async fn example() -> Result<(), cloudflare_core::Error> {
//! let client = Client::from_env()?;
//! let mut zones = client.request(Method::GET, "/zones").list::<serde_json::Value>().items();
//! while let Some(zone) = zones.try_next().await? {
//!     println!("{}", zone["name"]);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Chapters
//!
//! | to | read |
//! |---|---|
//! | make a client, or share one | [`Client`], [`ClientBuilder`]; a generated crate has a client of its own round a [`Client`], and those of several crates can share one, with its connections, retry budget and pacer |
//! | send an operation | [`EnvelopeExt`]: [`result`](EnvelopeExt::result), or [`send`](EnvelopeExt::send) for the whole [`Envelope`] with status, headers, messages and limits |
//! | walk a list | [`PaginateExt`]: [`items`](PaginateExt::items), [`pages`](PaginateExt::pages) |
//! | take an answer as bytes | [`DownloadExt`] |
//! | give one call settings of its own | [`OperationExt`], [`RequestOptions`] |
//! | decide by an error | [`Error`]: one type for everything, with predicates to decide by and a line to print |
//! | know what is repeated, and when | [`RetryPolicy`], and [what you get when something goes wrong](#what-you-get-when-something-goes-wrong) |
//! | see or amend what passes | [`Hook`]; with the feature `tracing` there is a span for every call and attempt |
//! | reach an endpoint that nobody generated | [`Client::request`] |
#![cfg_attr(feature = "blocking", doc = " | do without async | [`blocking`] |")]
#![cfg_attr(not(feature = "blocking"), doc = " | do without async | the feature `blocking` |")]
#![cfg_attr(feature = "httpmock", doc = " | test a program | [`mock`] |")]
#![cfg_attr(not(feature = "httpmock"), doc = " | test a program | the feature `httpmock` |")]
//! | know what generated code stands on | [`runtime`] |
//!
//! An operation does nothing until it is sent.
//!
//! # Features
//!
//! | feature | what it does |
//! |---|---|
//! | `rustls` (default) | TLS by rustls, with the platform's roots of trust |
//! | `native-tls` | TLS by the operating system's library |
//! | `http2` | HTTP/2 where the service offers it |
//! | `gzip`, `brotli`, `zstd`; `compression` for all | compressed answers |
//! | `tracing` | a span for every call and attempt |
//! | `blocking` | the module `blocking`: the same without async |
//! | `httpmock` | the module `mock`: typed mocks for unit tests |
//!
//! # Secrets
//!
//! Tokens and keys are kept in memory that is overwritten when it is dropped, headers that carry
//! them are marked sensitive, and no `Debug`, `Display`, trace or error shows one: also not when
//! the service echoes it, whole or in part (16 letters and digits), as it is, in another case, or
//! encoded for URLs, JSON, HTML or in base64. What the operating system, the TLS library and the HTTP library copy on
//! the way is theirs. A [`Hook`] sees everything.
//!
#![doc = include_str!("faults.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod api;
mod call;
mod client;
mod decode;
mod error;
#[cfg(feature = "httpmock")]
pub mod mock;
mod request;
pub mod runtime;
mod transport;
mod value;
mod wire;

pub use reqwest;

#[cfg(feature = "blocking")]
pub use crate::api::blocking;
pub use crate::api::byte_stream::ByteStream;
pub use crate::api::custom::{CustomDownload, CustomList, CustomRequest};
pub use crate::api::download::{Download, DownloadExt};
pub use crate::api::envelope_ext::EnvelopeExt;
pub use crate::api::pages::{Items, Pages, PaginateExt};
pub use crate::api::paging::{Paged, Paging};
pub use crate::api::prelude;
pub use crate::api::with_options::{OperationExt, WithOptions};
pub use crate::client::builder::ClientBuilder;
pub use crate::client::clock::Clock;
pub use crate::client::hook::{
    Attempt, Finished, Hook, HookError, IncomingResponse, OutgoingRequest, WaitReason,
};
pub use crate::client::options::RequestOptions;
pub use crate::client::retry::RetryPolicy;
pub use crate::client::shared::Client;
pub use crate::decode::envelope::Envelope;
pub use crate::error::{Error, ErrorKind, Result};
pub use crate::request::scope::Scope;
pub use crate::transport::credentials::Credentials;
pub use crate::value::file_part::FilePart;
pub use crate::value::id::{Account, AccountId, Id, Zone, ZoneId};
pub use crate::value::nullable::Nullable;
pub use crate::value::number::Number;
pub use crate::value::open_enum::UnknownValue;
pub use crate::value::open_numbers::UnknownNumber;
pub use crate::value::secret::Secret;
pub use crate::wire::api::Api;
pub use crate::wire::api_message::ApiMessage;
pub use crate::wire::codes::{Code, Meaning};
pub use crate::wire::multipart::Multipart;
pub use crate::wire::rate_limits::{RateLimit, RateLimitPolicy, RateLimits};
pub use crate::wire::result_info::ResultInfo;
pub use jiff::Timestamp;
pub use reqwest::{Method, StatusCode, header::HeaderMap};
