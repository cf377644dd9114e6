//! An imitation of Cloudflare's mTLS certificate API that keeps state.
//!
//! Tests that run against canned answers find out whether a client sends what
//! its author thought of. This emulator behaves: certificates are parsed and
//! deployed and deleted step by step, identical uploads are refused, deletions
//! wait for what still uses them, credentials have permissions, lists have
//! pages. It knows the 39 operations of the mTLS family: Access certificates and
//! hostname settings (of accounts and of zones), zone and hostname certificates
//! for authenticated origin pulls, hostname associations and the zone's setting,
//! the certificates that an account brings, client certificates, and the
//! hostnames that ask for them.
//!
//! It shares no code with the client `cloudflare-mtls`: both were written from
//! the documents, and each checks the other's reading.
//!
//! # From Rust
//!
//! [`Emulator::start`] serves on a free port of the loopback address until the
//! emulator is dropped. Any number of them run side by side.
//!
//! ```
//! use std::time::Duration;
//! use cloudflare_mtls_emulator::{ClockMode, Emulator};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let emulator = Emulator::builder().clock(ClockMode::Stepped).start().await?;
//! let url = format!(
//!     "{}/zones/{}/origin_tls_client_auth/settings",
//!     emulator.base_url(),
//!     emulator.zone_id(),
//! );
//! let client = reqwest::Client::new();
//! let answer = client.get(url).bearer_auth(emulator.token()).send().await?;
//! assert_eq!(answer.status(), 200);
//!
//! // Minutes pass at once, and nothing sleeps.
//! emulator.advance(Duration::from_secs(300));
//!
//! let seen = emulator.requests();
//! assert_eq!(seen[0].operation, Some("zone_settings.get"));
//! # Ok(())
//! # }
//! ```
//!
//! - Time is the emulator's own: real, scaled or stepped by hand ([`ClockMode`],
//!   [`Handle::advance`]).
//! - [`Settings`] say how long things take, how many there can be, how lists are
//!   cut, what is limited, and what to do where the documents leave room. They
//!   can be changed while it runs.
//! - A [`Fault`] makes requests late or fail: per operation, so many times or
//!   with a chance, before or after the request took effect.
//! - [`Handle::requests`] has the requests that were received. Secrets are not
//!   in it.
//! - [`Handle::history`] has what happened to everything that is kept, moment by
//!   moment, and which certificate was in use for a hostname at any of them
//!   ([`History::served`]).
//! - [`Handle::certificate_authority`] has the authority that issued a zone's
//!   client certificates, for a TLS server that is to trust them.
//! - A [`Snapshot`] holds everything as JSON;
//!   [`state_file`](EmulatorBuilder::state_file) keeps it over restarts.
//! - With the same seed, a stepped clock that starts at the same time, and the
//!   same requests, all answers are the same.
//!
//! The emulator serves on the runtime that started it. A test that calls it with
//! a blocking client needs a runtime of several threads.
//!
//! # From other languages
//!
//! The program does the same for any client that lets its base URL be set.
//!
//! ```text
//! $ cloudflare-mtls-emulator --port 0 --clock stepped
//! listening on http://127.0.0.1:40123/client/v4
//! control endpoints under http://127.0.0.1:40123/__emulator
//! ```
//!
//! The first line on standard output is for scripts: start it with port 0, read
//! the line, and give the URL to the client. Unless told otherwise there is one
//! account and the zone `example.com`, both with the identifier
//! `023e105f4ecef8ad9ca31a8372d0c353`, and these credentials are taken: the token
//! `emulator-token`; `user@example.com` with the key
//! `144c9defac04969c7bfad8efaa8ea194`; the user service key
//! `v1.0-emulator-service-key`. SIGINT and SIGTERM stop it. `--help` has the rest.
//!
//! What a handle does in Rust, the control endpoints do over HTTP. They stand
//! under `/__emulator`, beside the API and not within it, speak plain JSON
//! without an envelope, and ask for no credential. What is sent to them has to be
//! declared as `application/json`, and they refuse web pages and names that lead
//! to them by chance ([`control_host`](EmulatorBuilder::control_host)).
//!
//! | endpoint | what it does |
//! | --- | --- |
//! | `GET /` | the version, the base URL, the names of the operations |
//! | `GET /clock`, `PATCH /clock` `{"mode", "factor", "now"}` | reads and changes the clock; `mode` is `real`, `stepped` or `scaled` |
//! | `POST /clock/advance` `{"seconds": 1.5}` | moves it forward |
//! | `GET /settings`, `PATCH /settings` | reads [`Settings`], and changes the fields that are named |
//! | `GET /faults`, `POST /faults`, `DELETE /faults`, `DELETE /faults/{number}` | lists, adds and removes faults |
//! | `GET /requests`, `DELETE /requests` | reads and forgets the log |
//! | `GET /state`, `PUT /state`, `DELETE /state` | takes a snapshot, puts it back, empties everything |
//! | `POST /accounts` `{"id", "name"}`, `POST /zones` `{"id", "name", "account_id", "china_network"}` | adds one; without `id` it gets a new one |
//! | `POST /credentials` `{"token"}`, or `{"email", "key"}`, or `{"service_key"}`, with `read`, `write`, `only` | takes a further credential |
//! | `PUT /status/{id}` `{"status": "deployment_timed_out"}` | holds a certificate or association (by identifier or hostname) at a status |
//! | `GET /history` | what happened, moment by moment: [`History`] |
//! | `GET /history/served/{zone_id}/{hostname}`, `GET /history/served/{zone_id}` | which hostname certificate, or zone certificate, was in use from when until when |
//! | `GET /history/trusted/{resource}/{scope}/{scope_id}/{hostname}` | which authorities had a hostname from when until when: [`History::trusted`] |
//! | `GET /certificate_authorities` | the authorities that issue client certificates, with their PEM |
//! | `PATCH /mtls_certificates/{id}` `{"type", "services": [{"service", "status"}]}` | says who manages an account's own certificate, and what else uses it |
//!
//! A fault is `{"kind": …}` with the fields of its [`FaultKind`] and any of
//! `operation`, `times`, `skip`, `probability` and `takes_effect`. The operation
//! can be given as the documents' operationId, too:
//!
//! ```text
//! $ curl --json '{"kind": "server_error", "status": 503, "times": 2}' $CONTROL/faults
//! $ curl --json '{"kind": "reset", "operation": "zone_certificates.create", "takes_effect": true}' $CONTROL/faults
//! ```
//!
//! # What it doesn't know
//!
//! The README has the codes that it answers with, and where no document gives
//! one.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod authority;
mod builder;
mod certificate;
mod clock;
mod control;
mod core;
mod credential;
mod emulator;
mod envelope;
mod fault;
mod handle;
mod handlers;
mod history;
mod identifier;
mod lifecycle;
mod limits;
mod log;
mod operation;
mod pagination;
mod pipeline;
mod private_key;
mod redact;
mod reply;
mod request;
mod server;
mod settings;
mod start_error;
mod state;
mod state_file;
mod validate;

pub use crate::{
    builder::{
        DEFAULT_EMAIL, DEFAULT_ID, DEFAULT_KEY, DEFAULT_SERVICE_KEY, DEFAULT_TOKEN, DEFAULT_ZONE_NAME,
        EmulatorBuilder,
    },
    clock::ClockMode,
    credential::Credential,
    emulator::Emulator,
    fault::{Fault, FaultKind, InvalidFault},
    handle::{CertificateAuthority, Handle},
    history::{Change, Details, Event, History, Served, Trusted},
    lifecycle::Status,
    log::LoggedRequest,
    settings::{
        Behaviour, FailureResult, HistorySettings, HostnameCertificateItems, LogSettings, Pagination, Quotas,
        RateLimit, ResultInfo, Settings, Timing,
    },
    start_error::StartError,
    state::{Snapshot, mtls_certificates::MtlsCertificateType},
};
pub use jiff::Timestamp;

/// The README's example compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
