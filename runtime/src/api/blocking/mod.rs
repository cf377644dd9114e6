//! The same operations without async.
//!
//! The traits here have the methods of the async ones on the same operations; which are meant is
//! decided by the import:
//!
//! ```no_run
//! use cloudflare_core::blocking::prelude::*;
//! use cloudflare_core::{Client, Method};
//!
//! # fn main() -> Result<(), cloudflare_core::Error> {
//! let client = Client::from_env()?;
//! let user = client.request(Method::GET, "/user").result()?;
//! for zone in client.request(Method::GET, "/zones").list::<serde_json::Value>().items() {
//!     println!("{}", zone?["name"]);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Calls work outside any async runtime, on the threads of `spawn_blocking`, and inside a runtime
//! of several threads, in tasks and local sets alike: there a call runs on a thread of its own, and
//! the caller's waits for it. The runtime's other tasks go on on its other threads; one that has a
//! single worker stands still meanwhile, if a task of it blocks.
//!
//! On the thread of a runtime that has only this one, blocking would stop everything else, maybe for
//! ever: there a call is an error of kind [`Blocking`](crate::ErrorKind::Blocking), and sends nothing.
//! (In a task under tokio's `unconstrained` nobody can tell; the call is made, and everything else
//! stands still as long as it takes.)

mod download;
mod envelope;
mod pages;
mod scene;
mod wait;

pub use self::download::{ByteStream, DownloadExt};
pub use self::envelope::EnvelopeExt;
pub use self::pages::{Items, Pages, PaginateExt};

#[doc(hidden)]
pub use self::wait::wait_for;

/// The traits that give every operation its blocking methods.
pub mod prelude {
    pub use super::{DownloadExt, EnvelopeExt, PaginateExt};
    pub use crate::api::with_options::OperationExt;
}
