//! Typed client for Cloudflare's mTLS certificate API: the certificate authorities that Access
//! trusts, their hostname settings, the client certificates of authenticated origin pulls,
//! certificate authorities that an account brings along, and client certificates that Cloudflare
//! issues.
//!
//! ```no_run
//! use cloudflare_mtls::{Client, Scope, prelude::*, types::*};
//!
//! # async fn example(pem: String) -> Result<(), cloudflare_mtls::Error> {
//! let client = Client::from_env()?;
//! let scope = Scope::account("023e105f4ecef8ad9ca31a8372d0c353")?;
//! let certificates = client.access_certificates(&scope);
//!
//! let added = certificates.create(CreateAccessCertificate::new("Allow devs", pem)).result().await?;
//! println!("added {:?}", added.id);
//!
//! let mut all = certificates.list().per_page(50).items();
//! while let Some(certificate) = all.try_next().await? {
//!     println!("{:?} expires on {:?}", certificate.name, certificate.expires_on);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # How it hangs together
//!
//! - A [`Client`] holds credentials, connections and settings; its clones are one client.
//! - A group, such as `client.access_certificates(&scope)`, is a resource with what its paths have
//!   in common; its methods make operations. All of them are in [`operations`], their data in
//!   [`types`].
//! - An operation does nothing until it is sent: [`result`](EnvelopeExt::result) for the result,
//!   [`send`](EnvelopeExt::send) for the whole [`Envelope`] with status, headers, messages and
//!   limits. Lists are walked by [`pages`](PaginateExt::pages) and [`items`](PaginateExt::items).
//!   One call gets settings of its own by [`OperationExt`].
//! - [`Error`] is one type for everything, with predicates to decide by and a line to print.
//! - [`Client::request`] reaches endpoints that aren't generated, a [`Hook`] sees and amends
//!   what passes, and the module `blocking` (a feature) has the same operations without async.
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
//! | `blocking` | the module `blocking` |
//! | `httpmock` | the module `mock`: typed mocks for unit tests |
//! | `regenerate` | generates the client when it is built; see the README |
//!
//! # Secrets
//!
//! Tokens and keys are kept in memory that is overwritten when it is dropped, headers that carry
//! them are marked sensitive, and no `Debug`, `Display`, trace or error shows one: also not when
//! the service echoes it. What the operating system, the TLS library and the HTTP library copy on
//! the way is theirs. A [`Hook`] sees everything.
//!
#![doc = include_str!("faults.md")]

// Additions by hand to generated types go with the types, which other documents may not have.
mod api_message;
#[cfg(not(without = "Association"))]
mod association;
mod auth;
mod base_url;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
#[cfg(not(without = "UpdateCertificateAuthorityHostnames"))]
mod certificate_authority_hostnames;
mod client;
mod clock;
mod codes;
mod custom;
mod decode;
mod download;
mod envelope;
mod environment;
mod error;
#[cfg(not(any(without = "HostnameAssociationFilter", without = "ClientCertificateFilter")))]
mod filters;
mod form;
#[cfg(not(feature = "regenerate"))]
#[rustfmt::skip]
mod generated;
#[cfg(feature = "regenerate")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/generated.rs"));
}
mod hook;
#[cfg(not(without = "HostnameSettings"))]
mod hostname_settings;
mod http;
mod id;
mod limits;
#[cfg(doctest)]
mod misuse;
#[cfg(feature = "httpmock")]
pub mod mock;
#[cfg(not(without = "CreateMtlsCertificate"))]
mod mtls_certificate;
mod multipart;
mod nullable;
mod open_enum;
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

pub use crate::generated::{operations, types};
pub use reqwest;

pub use crate::api_message::ApiMessage;
pub use crate::auth::Credentials;
pub use crate::builder::ClientBuilder;
pub use crate::client::Client;
pub use crate::clock::Clock;
pub use crate::custom::{CustomDownload, CustomList, CustomRequest};
pub use crate::download::{ByteStream, Download, DownloadExt};
pub use crate::envelope::{Envelope, EnvelopeExt};
pub use crate::error::{Error, ErrorKind, Result};
pub use crate::hook::{Attempt, Finished, Hook, HookError, IncomingResponse, OutgoingRequest, WaitReason};
pub use crate::id::{Account, AccountId, Id, Zone, ZoneId};
pub use crate::limits::{RateLimit, RateLimitPolicy, RateLimits};
pub use crate::multipart::Multipart;
pub use crate::nullable::Nullable;
pub use crate::open_enum::UnknownValue;
pub use crate::options::{OperationExt, RequestOptions, WithOptions};
pub use crate::pagination::{Items, Paged, Pages, PaginateExt, Paging};
pub use crate::result_info::ResultInfo;
pub use crate::retry::RetryPolicy;
pub use crate::scope::Scope;
pub use crate::secret::Secret;
pub use jiff::Timestamp;
pub use reqwest::{Method, StatusCode, header::HeaderMap};

/// The README's programs compile.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
