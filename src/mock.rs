//! Typed mocks: unit tests of programs that use this crate, without the service.
//!
//! With the feature `httpmock`, every operation has a method on [`MockServer`], in
//! [`MockServerExt`], that says which calls of it are answered and how. What is expected is given
//! in the operation's own types, and an answer is read as the client would read it before it is
//! mounted, so a test can't lie about what the service sends.
//!
//! ```
//! use cloudflare_mtls::mock::{self, MockServer, MockServerExt, json};
//! use cloudflare_mtls::{prelude::*, types::*};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), cloudflare_mtls::Error> {
//! # let (pem, key) = ("-----BEGIN CERTIFICATE-----…", "-----BEGIN PRIVATE KEY-----…");
//! let server = MockServer::start();
//! let mock = server.zone_certificates_create(|when, then| {
//!     when.zone_id("023e105f4ecef8ad9ca31a8372d0c353").body(CreateZoneCertificate::new(pem, key));
//!     then.result(json!({"id": "2458ce5a-0c35-4c7f-82c7-8e9487d3ff60", "status": "active"}));
//! });
//!
//! // What is tested gets this client; here it is the test itself that calls.
//! let zone = mock::client(&server).zone_certificates("023e105f4ecef8ad9ca31a8372d0c353");
//! let uploaded = zone.create(CreateZoneCertificate::new(pem, key)).result().await?;
//!
//! assert_eq!(uploaded.status, Some(CertificateStatus::Active));
//! mock.assert();
//! # Ok(())
//! # }
//! ```
//!
//! - [`When`] has a method for each path parameter, each query parameter and the body of its
//!   operation. What isn't given may have any value.
//! - [`Then`] has results, bytes, failures, pages and the answers of a service in trouble. A success
//!   has the status that the operation's document gives it.
//! - [`Mock`] counts its calls, and says of other calls why they weren't its own: see
//!   [`Mock::assert`].
//!
//! When several mocks fit a call, the one mounted first answers, until it has used up its
//! [`up_to_n_times`](Then::up_to_n_times); so a test of retries mounts the failure first. A call
//! that no mock fits is an error of the kind [`Hook`](crate::ErrorKind::Hook) in the clients of
//! [`client`] and [`builder`], which says what was asked and what the nearest mocks want: no program
//! takes it for the service's "not found". Other clients see the mock server's status 404.
//!
//! A [`TestClock`] makes tests of waits short: of retries, of the rate limit, of workflows. They work
//! under paused time (`#[tokio::test(start_paused = true)]`), too, where waits take no time without
//! one.
//!
//! A crate that `cargo codegen crate` wrote has such mocks of its own operations, in the module
//! `mocks` of each of its modules, with its feature `httpmock`.
//!
//! Nothing of this module prints a secret: not a mock, not a mismatch, not a result that doesn't
//! fit. `httpmock` itself logs requests whole, at the level debug of `tracing`.

use crate::client::{Client, ClientBuilder};

pub use crate::generated::mocks::{MockServerExt, OPERATIONS};
pub use cloudflare_core::mock::{BASE_PATH, Mock, MockServer, Mount, TestClock, Then, When, httpmock, json};

/// A client of a mock server, which never sends a request again by itself.
///
/// [`builder`] is for a client with other settings.
///
/// # Panics
/// When the client can't be built: the server is on another machine, and plain http to it isn't
/// allowed.
pub fn client(server: &MockServer) -> Client {
    cloudflare_core::mock::client(server)
}

/// What [`client`] is built with: the base URL, a token, no retries, no waiting for rate limits, and
/// a hook that refuses the mock server's answer to calls that no mock fits.
///
/// A test of how a program behaves with retries sets a [`RetryPolicy`](crate::RetryPolicy), and a
/// [`TestClock`] that takes the waits' time away.
pub fn builder(server: &MockServer) -> ClientBuilder {
    cloudflare_core::mock::builder(server)
}
