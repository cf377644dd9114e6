//! The emulator's rules, through plain HTTP.
#![allow(clippy::unwrap_used)]

mod access;
mod associations;
mod authentication;
mod certificate_authority_hostnames;
mod certificates;
mod client_certificates;
mod control;
mod faults;
mod guard;
mod history;
mod isolation;
mod issued_certificates;
mod kit;
mod limits;
mod log;
mod mtls_certificates;
mod origin_pulls;
mod pagination;
mod pairs;
mod requests;
mod state_file;
mod time_and_state;
mod validation;
