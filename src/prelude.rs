//! The traits that give every operation its methods, and with the feature `workflows` every
//! workflow its own: `use cloudflare_mtls::prelude::*;`.

#[cfg(all(feature = "workflows", not(without = "workflows")))]
pub use crate::workflows::{PlanExt, WorkflowExt};
pub use cloudflare_core::prelude::*;
