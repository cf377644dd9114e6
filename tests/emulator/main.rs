//! The client against the emulator: what it makes of answers, and what it sends. One program with a
//! module for each subject.
//!
//! The emulator's own rules (codes, quotas, permissions, clocks) are in `emulator/tests/behaviour`, in
//! plain HTTP. Here is what only the client shows: each operation once in its types, what the predicates
//! say of a refusal, what goes over the wire, how lists are walked and limits kept. The two were written
//! from the documents apart from each other, and here is where they meet.

#![allow(clippy::unwrap_used)]

// It is written for several programs, for most of which it is a module of a module.
#[allow(unreachable_pub)]
#[path = "../../runtime/tests/runtime/kit/clock.rs"]
mod clock;
// Bodies as JSON are for the emulator's own tests.
#[allow(dead_code)]
#[path = "../../emulator/tests/behaviour/pairs.rs"]
mod pairs;
#[path = "../../examples/support/signing_request.rs"]
mod signing_request;

mod access;
mod association_list;
mod associations;
mod authentication;
mod certificates;
mod client_certificates;
mod faults;
mod faults_of_uploads;
mod kit;
mod lifecycle;
mod mtls_certificates;
mod operations;
mod origin_pulls;
mod pagination;
mod rate_limits;
mod restart;
mod settings;
mod validation;
