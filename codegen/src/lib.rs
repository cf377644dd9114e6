//! Generates typed Rust clients from OpenAPI documents, published ones above all.
//!
//! The library is pure: it takes the texts of documents and gives the texts of files. The
//! command `cloudflare-mtls-codegen` and the build script of `cloudflare-mtls` read and write.
//!
//! A run goes through these steps; `ARCHITECTURE.md` says more about each.
//!
//! 1. [`source`] parses, [`passes::bundle`] joins fragments into one document.
//! 2. [`passes::fixups`] mends known faults of published documents, [`passes::check`] reports
//!    what is wrong.
//! 3. [`passes::compose`] flattens `allOf` and interns types by structure,
//!    [`passes::envelope`] finds results inside the response envelope.
//! 4. [`passes::infer`] types bare results, [`passes::select`] groups operations,
//!    [`passes::names`] names types.
//! 5. [`lower`] writes a plain document, progenitor turns it into Rust syntax, [`emit`] writes
//!    the files.
//!
//! [`diff`] compares two documents by what the steps up to 4 make of them.

pub mod coverage;
pub mod diagnostic;
pub mod diff;
pub mod document;
pub mod emit;
pub mod generate;
pub mod lower;
pub mod markdown;
pub mod model;
pub mod passes;
pub mod pipeline;
pub mod plan;
pub mod reserved;
pub mod skeleton;
pub mod source;
pub mod table;
pub mod visible;
pub mod watch;
pub mod words;

pub use diagnostic::{Diagnostic, Level, Place, Report};
pub use generate::{File, Output, client, client_watched, standalone, standalone_watched};
pub use pipeline::{Mode, plan_of};
pub use source::Source;
