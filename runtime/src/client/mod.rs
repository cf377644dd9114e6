//! The client: its settings, how it is built, and what its clones share.

pub(crate) mod builder;
pub(crate) mod clock;
pub(crate) mod environment;
pub(crate) mod hook;
pub(crate) mod options;
pub(crate) mod pacer;
pub(crate) mod paused;
pub(crate) mod retry;
pub(crate) mod settings;
pub(crate) mod shared;
