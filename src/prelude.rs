//! The traits that give every operation its methods: `use cloudflare_mtls::prelude::*;`.

pub use crate::download::DownloadExt;
pub use crate::envelope::EnvelopeExt;
pub use crate::options::OperationExt;
pub use crate::pagination::PaginateExt;
