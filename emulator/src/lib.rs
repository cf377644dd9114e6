//! An emulator of Cloudflare's mTLS certificate API.
//!
//! (docs to come)

mod certificate;
mod clock;
mod control;
mod core;
mod credential;
mod emulator;
mod envelope;
mod fault;
mod handle;
mod handlers;
mod lifecycle;
mod limits;
mod log;
mod operation;
mod pagination;
mod pipeline;
mod private_key;
mod redact;
mod reply;
mod server;
mod settings;
mod state;
mod validate;

pub use crate::{
    clock::ClockMode,
    credential::Credential,
    emulator::{
        DEFAULT_EMAIL, DEFAULT_ID, DEFAULT_KEY, DEFAULT_SERVICE_KEY, DEFAULT_TOKEN, DEFAULT_ZONE_NAME,
        Emulator, EmulatorBuilder, StartError,
    },
    fault::{Fault, FaultKind},
    handle::Handle,
    lifecycle::Status,
    log::LoggedRequest,
    settings::{
        Behaviour, FailureResult, LogSettings, Pagination, Quotas, RateLimit, ResultInfo, Settings, Timing,
    },
    state::Snapshot,
};
pub use jiff::Timestamp;
