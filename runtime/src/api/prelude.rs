//! The traits that give every operation its methods: `use cloudflare_mtls::prelude::*;`.

pub use crate::download::DownloadExt;
pub use crate::envelope_ext::EnvelopeExt;
pub use crate::pages::PaginateExt;
pub use crate::with_options::OperationExt;
