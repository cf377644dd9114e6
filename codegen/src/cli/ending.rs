//! How a command ends: its exit code, or why it didn't do what it was asked.

use cloudflare_mtls_codegen::Report;

/// What is there isn't what the input gives.
pub(super) const STALE: u8 = 1;
/// Operations were left out.
pub(super) const INCOMPLETE: u8 = 1;
/// Wrong input, or nowhere to write to.
pub(super) const WRONG: u8 = 2;

/// Why a command didn't do what it was asked.
pub(super) enum Failure {
    Report(Report),
    Message(String),
}

impl From<Report> for Failure {
    fn from(report: Report) -> Self {
        Self::Report(report)
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Message(message)
    }
}
