//! Every generated operation as its caller sees it: what it sends, and what it makes of what the
//! service answers. One program with a module for each subject.

#![allow(clippy::unwrap_used)]

#[allow(dead_code, unreachable_pub)]
#[path = "../../runtime/tests/runtime/kit/fault_server.rs"]
mod fault_server;

mod aliases;
mod cases;
mod design_example;
mod envelopes;
mod examples;
mod failures;
mod fixtures;
mod kit;
mod lenience;
mod outcome;
mod pagination;
mod paths;
mod requests;
mod results;
mod secrets;
mod sharing;
