//! Generates typed Rust clients from OpenAPI documents, published ones above all.
//!
//! The library is pure: it takes the texts of documents and gives the texts of files. The
//! command `cloudflare-mtls-codegen` and the build script of `cloudflare-mtls` read and write.
//! What stays is the command, its exit codes and what it writes; the library serves these two, and can
//! change with any version.
//!
//! A run goes through these steps; `ARCHITECTURE.md` says more about each.
//!
//! 1. [`input::source`] parses, [`input::bundle`] joins fragments into one document.
//! 2. [`input::fixups`] mends known faults of published documents, [`input::check`] reports
//!    what is wrong.
//! 3. [`schema::compose`] flattens `allOf` and interns types by structure,
//!    [`read::operation`] finds results inside the response envelope.
//! 4. [`plan::infer`] types bare results, [`plan::resources`] makes a tree of operations,
//!    [`plan::names`] names types.
//! 5. [`rust`] writes the files.
//!
//! `plain` writes what the steps up to 4 make as a plain OpenAPI document, [`diff`] compares two documents by what the steps up to 4 make of them.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod api;
pub mod diff;
pub mod generate;
pub mod input;
pub mod markdown;
pub mod pipeline;
#[cfg(feature = "plain")]
pub mod plain;
pub mod plan;
pub mod read;
pub mod report;
pub mod reserved;
pub mod rust;
pub mod schema;
pub mod visible;
pub mod words;

pub use api::Place;
pub use generate::{Output, client, client_watched, standalone, standalone_watched};
pub use input::source::Source;
pub use pipeline::plan_of;
pub use report::{Diagnostic, Level, Mode, Report};
pub use rust::{File, skeleton};
