//! From a document to what is known about its API: operations, with their parameters, bodies,
//! answers and paging.

mod answer;
mod body;
mod hints;
mod multipart;
pub mod operation;
mod paging;
mod parameters;
mod shown;
