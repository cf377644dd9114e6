//! Typed client for the mTLS certificate API.
