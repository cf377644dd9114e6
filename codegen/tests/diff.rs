//! What `cargo codegen diff` says of two documents: each kind of change with its level and reason,
//! what is no change, how it is written, exit codes, and the story of a real document over time.

#![allow(clippy::unwrap_used)]

#[path = "diff/client.rs"]
mod client;
#[path = "diff/command.rs"]
mod command;
#[path = "diff/documents.rs"]
mod documents;
#[path = "diff/history.rs"]
mod history;
#[path = "diff/operations.rs"]
mod operations;
#[path = "diff/same.rs"]
mod same;
#[path = "diff/types.rs"]
mod types;
