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
//! let body = CreateAccessCertificate::new("Allow devs", pem);
//! let added = certificates.create(body).result().await?;
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
//! # Chapters
//!
//! | to | read |
//! |---|---|
//! | make a client | [`Client`], [`ClientBuilder`]: credentials, limits of time and size, retries |
//! | find an operation | [`Client`] has a method for each group, a group one for each operation; all are in [`operations`], their data in [`types`] |
//! | send one | [`EnvelopeExt`]: [`result`](EnvelopeExt::result), or [`send`](EnvelopeExt::send) for the whole [`Envelope`] with status, headers, messages and limits |
//! | walk a list | [`PaginateExt`]: [`items`](PaginateExt::items), [`pages`](PaginateExt::pages) |
//! | give one call settings of its own | [`OperationExt`], [`RequestOptions`] |
//! | decide by an error | [`Error`]: one type for everything, with predicates to decide by and a line to print |
//! | know what is repeated, and when | [`RetryPolicy`], and [what you get when something goes wrong](#what-you-get-when-something-goes-wrong) |
//! | see or amend what passes | [`Hook`]; with the feature `tracing` there is a span for every call and attempt |
//! | reach an endpoint that isn't here | [`Client::request`] |
//! | rotate, move, wait, report | [`workflows`]; [`operating`] has a recipe for each job, and what to do after a crash |
//! | do without async | [`blocking`] |
//! | test a program | [`mock`] for unit tests; the crate `cloudflare-mtls-emulator` is an API that behaves |
//! | share a client with other crates | [`Client::core`]: clients of all generated crates stand on [`cloudflare_core`] |
//!
//! An operation does nothing until it is sent, and needs one import: `use cloudflare_mtls::prelude::*;`.
//!
//! # Examples
//!
//! The crate's package has programs in `examples/`, which need no account: they run on an emulator or
//! a mock server. On docs.rs a method shows where they use it.
//!
//! | program | shows |
//! |---|---|
//! | `quickstart` | a certificate's whole life |
//! | `client_certificates` | a certificate that is issued, used in a TLS handshake and revoked |
//! | `rotate`, `expiry_report` | workflows as a command: plan, ask, run; a table, JSON, Prometheus |
//! | `errors` | how each kind of failure is met |
//! | `hooks`, `escape_hatch` | counting and signing what passes; endpoints that aren't generated |
//! | `mocked_unit_test` | a program with its unit tests |
//! | `every_operation` | all operations once, also against another server |
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
//! | `blocking` | the module [`blocking`] |
//! | `workflows` | the module [`workflows`]: waiting, ensuring, moving, rotating, reporting |
//! | `pem` | `workflows`, and a look at certificates and keys before they are sent |
//! | `httpmock` | the module [`mock`]: typed mocks for unit tests |
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
//! documentation of [`cloudflare_core`](cloudflare_core#what-you-get-when-something-goes-wrong).
//!
// Where a feature is off its module doesn't exist; its name then leads to the table of features.
#![cfg_attr(not(feature = "blocking"), doc = "[`blocking`]: #features")]
#![cfg_attr(not(feature = "httpmock"), doc = "[`mock`]: #features")]
#![cfg_attr(
    not(all(feature = "workflows", not(without = "workflows"))),
    doc = "[`workflows`]: #features\n[`operating`]: #features"
)]
#![cfg_attr(docsrs, feature(doc_cfg))]
// What is here with or without `regenerate`, and what a document can lack, has no badge.
#![cfg_attr(
    docsrs,
    doc(auto_cfg(hide(
        feature = "regenerate",
        without = "workflows",
        without = "Association",
        without = "ClientCertificateFilter",
        without = "CreateMtlsCertificate",
        without = "HostnameAssociationFilter",
        without = "HostnameSettings",
        without = "UpdateCertificateAuthorityHostnames",
    )))
)]

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
    UnknownValue, WaitReason, WithOptions, Zone, ZoneId,
};
// Shown as what they are: crates and modules of others.
#[doc(no_inline)]
pub use cloudflare_core::{reqwest, runtime};

/// The README's programs compile.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
