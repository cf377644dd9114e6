//! The same operations and workflows without async.
//!
//! The traits here have the methods of the async ones on the same operations; which are meant is
//! decided by the import:
//!
//! ```no_run
//! use cloudflare_mtls::Client;
//! use cloudflare_mtls::blocking::prelude::*;
//!
//! # fn main() -> Result<(), cloudflare_mtls::Error> {
//! let client = Client::from_env()?;
//! for certificate in client.zone_certificates("023e105f4ecef8ad9ca31a8372d0c353").list().result()? {
//!     println!("{:?} {:?}", certificate.id, certificate.status);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Where calls work and where they can't is described in [`cloudflare_core::blocking`].

pub use cloudflare_core::blocking::{ByteStream, DownloadExt, EnvelopeExt, Items, Pages, PaginateExt};

#[cfg(all(feature = "workflows", not(without = "workflows")))]
pub use crate::workflows::blocking::{InventoryExt, PlanExt, Records, Watch, WatchExt, WorkflowExt};

/// The traits that give every operation, and every workflow, its blocking methods.
pub mod prelude {
    #[cfg(all(
        feature = "workflows",
        not(any(
            without = "Association",
            without = "HostnameAssociationFilter",
            without = "HostnameSettings"
        ))
    ))]
    pub use crate::workflows::blocking::{InventoryExt, PlanExt, WatchExt, WorkflowExt};
    pub use cloudflare_core::blocking::prelude::*;
}
