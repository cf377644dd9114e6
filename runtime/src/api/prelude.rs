//! The traits that give every operation its methods: `use cloudflare_core::prelude::*;`.

pub use crate::api::download::DownloadExt;
pub use crate::api::envelope_ext::EnvelopeExt;
pub use crate::api::pages::PaginateExt;
pub use crate::api::with_options::OperationExt;
