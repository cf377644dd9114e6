//! Typed mocks: unit tests of programs that use a generated client, without the service.
//!
//! With the feature `httpmock` of its crate, every generated operation has a method on
//! [`MockServer`] that says which calls of it are answered and how, in a trait of the module `mocks`
//! where the operation is. What is expected is given in the operation's own types, and an answer is
//! read as the client would read it before it is mounted, so a test can't lie about what the service
//! sends. An operation that a program wrote itself is mounted by [`Mount`].
//!
//! - What is called `when` has a method for each path parameter, each query parameter and the body of its
//!   operation, beside those of [`Common`]. What isn't given may have any value.
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
//! A [`TestClock`] makes tests of waits short. They work under paused time
//! (`#[tokio::test(start_paused = true)]`), too, where waits take no time without one.
//!
//! Nothing of this module prints a secret: not a mock, not a mismatch, not a result that doesn't
//! fit. `httpmock` itself logs requests whole, at the level debug of `tracing`.

mod answer;
mod check;
mod common;
mod compare;
mod expected;
mod generated;
mod mounted;
mod nearest;
mod raw;
mod report;
mod route;
mod test_clock;
mod then;
mod unanswered;
mod when;

use crate::client::builder::ClientBuilder;
use crate::client::retry::RetryPolicy;
use crate::client::shared::Client;

pub use httpmock::{self, MockServer};
pub use serde_json::json;

pub use self::common::Common;
pub use self::mounted::{Mock, Mount};
pub use self::test_clock::TestClock;
pub use self::then::Then;
pub use self::when::When;
#[doc(hidden)]
pub use crate::generated_mocks as mocks;

/// The path of [`client`]'s base URL on the mock server, as in the service's own. Mocks answer
/// calls below it, and calls below the server's root.
pub const BASE_PATH: &str = "/client/v4";

/// A client of a mock server, which never sends a request again by itself: this crate's, or that of
/// a generated crate.
///
/// [`builder`] is for a client with other settings.
///
/// # Panics
/// When the client can't be built: the server is on another machine, and plain http to it isn't
/// allowed.
pub fn client<C: From<Client>>(server: &MockServer) -> C {
    match builder(server).build() {
        Ok(client) => client,
        Err(error) => panic!("{error}"),
    }
}

/// What [`client`] is built with: the base URL, a token, no retries, no waiting for rate limits, and
/// a hook that refuses the mock server's answer to calls that no mock fits.
///
/// A test of how a program behaves with retries sets a [`RetryPolicy`], and a [`TestClock`] that takes
/// the waits' time away.
pub fn builder<C>(server: &MockServer) -> ClientBuilder<C> {
    ClientBuilder::default()
        .base_url(server.url(BASE_PATH))
        .token("mock-token")
        .retry(RetryPolicy::none())
        .pacing(false)
        .hook(unanswered::Unanswered)
}
