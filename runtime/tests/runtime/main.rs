//! The runtime as its user sees it, on an API of gadgets that is written here by hand as the generator
//! writes one. One program with a module for each subject.

#![allow(clippy::unwrap_used)]

mod kit;

#[cfg(feature = "blocking")]
mod blocking;
mod calls;
mod clocks;
mod conveniences;
mod cursors;
mod downloads;
mod envelope;
mod errors;
mod faults;
mod faults_body;
mod faults_configuration;
#[cfg(feature = "http2")]
mod faults_http2;
mod faults_limits;
mod faults_lines;
mod faults_lists;
mod faults_proxies;
mod faults_service;
mod faults_work;
mod given_up;
mod hooks;
mod lists_inside;
mod lower_level;
mod methods_and_paths;
mod pagination;
mod read_ahead;
#[cfg(feature = "blocking")]
mod read_ahead_blocking;
mod redaction;
mod secrets;

use kit::API;
