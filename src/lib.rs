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
//! - A [`Client`] holds credentials, connections and settings; its clones are one client. It stands
//!   on the client of [`cloudflare_core`], which the clients of other generated crates can share.
//! - A group, such as `client.access_certificates(&scope)`, is a resource with what its paths have
//!   in common; its methods make operations. All of them are in [`operations`], their data in
//!   [`types`].
//! - An operation does nothing until it is sent: [`result`](EnvelopeExt::result) for the result,
//!   [`send`](EnvelopeExt::send) for the whole [`Envelope`] with status, headers, messages and
//!   limits. Lists are walked by [`pages`](PaginateExt::pages) and [`items`](PaginateExt::items).
//!   One call gets settings of its own by [`OperationExt`].
//! - [`Error`] is one type for everything, with predicates to decide by and a line to print.
//! - What operators do in several steps (rotating a certificate, moving hostnames, reporting what
//!   expires) is in the module `workflows` (a feature); the chapter `operating` has the recipes.
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
//! | `workflows` | the module `workflows`: waiting, ensuring, moving, rotating, reporting |
//! | `pem` | `workflows`, and a look at certificates and keys before they are sent |
//! | `httpmock` | the module `mock`: typed mocks for unit tests |
//! | `regenerate` | generates the client when it is built; see the README |
//!
//! # Secrets
//!
//! Tokens and keys are kept in memory that is overwritten when it is dropped, headers that carry
//! them are marked sensitive, and no `Debug`, `Display`, trace or error shows one: also not when
//! the service echoes it, whole or in part (16 letters and digits), as it is, in another case, or
//! encoded for URLs, JSON, HTML or in base64. What the operating system, the TLS library and the HTTP library copy on
//! the way is theirs. A [`Hook`] sees everything.
//!
//! # What you get when something goes wrong
//!
//! One line each for every fault, from a refused connection to a list that repeats itself, is in the
//! documentation of [`cloudflare_core`].

mod additions;
#[cfg(feature = "blocking")]
pub mod blocking;
mod client;
mod codes;
#[cfg(not(feature = "regenerate"))]
#[rustfmt::skip]
mod generated;
#[cfg(feature = "regenerate")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/generated.rs"));
}
#[cfg(doctest)]
mod misuse;
#[cfg(feature = "httpmock")]
pub mod mock;
#[cfg(all(feature = "workflows", not(without = "workflows")))]
#[doc = include_str!("operating.md")]
pub mod operating {}
pub mod prelude;
// A document that describes less than the fragments do gives a client without workflows.
#[cfg(all(feature = "workflows", not(without = "workflows")))]
pub mod workflows;

pub use crate::client::{Client, ClientBuilder};
pub use crate::codes::API;
pub use crate::generated::{operations, types};

pub use cloudflare_core::{
    Account, AccountId, Api, ApiMessage, Attempt, ByteStream, Clock, Code, Credentials, CustomDownload,
    CustomList, CustomRequest, Download, DownloadExt, Envelope, EnvelopeExt, Error, ErrorKind, Finished,
    HeaderMap, Hook, HookError, Id, IncomingResponse, Items, Meaning, Method, Multipart, Nullable,
    OperationExt, OutgoingRequest, Paged, Pages, PaginateExt, Paging, RateLimit, RateLimitPolicy, RateLimits,
    RequestOptions, Result, ResultInfo, RetryPolicy, Scope, Secret, StatusCode, Timestamp, UnknownNumber,
    UnknownValue, WaitReason, WithOptions, Zone, ZoneId, reqwest, runtime,
};

/// The README's programs compile.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
