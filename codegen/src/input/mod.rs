//! From the texts of documents to one clean document, in the order in which it happens: parsed,
//! written in one form whatever their version, joined, cut down to what was asked for, mended, checked.

pub mod bundle;
pub mod check;
pub mod dialects;
pub mod document;
pub mod fixups;
pub mod folder;
pub mod grammar;
pub(crate) mod header_name;
mod json;
pub(crate) mod media;
mod nearest;
pub mod restrict;
pub(crate) mod shape;
pub mod source;
pub(crate) mod written_query;
