//! Values that generated types and everything else are made of; nothing here knows of HTTP.

pub(crate) mod file_part;
pub(crate) mod hashes;
pub(crate) mod id;
pub(crate) mod identity;
pub(crate) mod kinds;
pub(crate) mod kinds_in_json;
pub(crate) mod looks;
pub(crate) mod mark_set;
pub(crate) mod markup;
pub(crate) mod needles;
pub(crate) mod nullable;
pub(crate) mod number;
pub(crate) mod object;
pub(crate) mod object_reading;
pub(crate) mod object_writing;
pub(crate) mod one_line;
pub(crate) mod one_of;
pub(crate) mod open_enum;
pub(crate) mod open_numbers;
pub(crate) mod reading;
pub(crate) mod redact;
pub(crate) mod secret;
pub(crate) mod sieve;
pub(crate) mod timestamp;
pub(crate) mod veiled;
