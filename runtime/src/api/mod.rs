//! What is done with an operation: describing one by hand, sending it, walking a list, taking a
//! download, with async and without.

pub(crate) mod ahead;
#[cfg(feature = "blocking")]
pub mod blocking;
pub(crate) mod byte_stream;
pub(crate) mod custom;
pub(crate) mod download;
pub(crate) mod envelope_ext;
pub(crate) mod extent;
pub(crate) mod generated;
pub(crate) mod limit;
pub(crate) mod operation;
pub(crate) mod pages;
pub(crate) mod paging;
pub mod prelude;
pub(crate) mod seen;
pub(crate) mod walk;
pub(crate) mod with_options;
