//! What goes over the wire, as facts: operations and what may be repeated, the fields of an
//! envelope, messages and their codes, limits, and the forms that paths and bodies have.

pub(crate) mod api;
pub(crate) mod api_message;
pub(crate) mod cf_ray;
pub(crate) mod codes;
pub(crate) mod envelope_fields;
pub(crate) mod fields;
pub(crate) mod form;
pub(crate) mod framing;
pub(crate) mod head;
pub(crate) mod multipart;
pub(crate) mod operation;
pub(crate) mod parts;
pub(crate) mod path_template;
pub(crate) mod rate_limits;
pub(crate) mod result_info;
pub(crate) mod safety;
pub(crate) mod sensitive;
pub(crate) mod skim;
