//! The emulator's rules, through plain HTTP.
#![allow(clippy::unwrap_used)]

mod access;
mod associations;
mod authentication;
mod certificates;
mod control;
mod faults;
mod guard;
mod isolation;
mod kit;
mod limits;
mod log;
mod origin_pulls;
mod pagination;
mod pairs;
mod state_file;
mod time_and_state;
mod validation;
