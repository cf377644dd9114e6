//! Generates typed Rust clients from OpenAPI documents.
