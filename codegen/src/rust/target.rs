//! Where generated code will live, and as which files.

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path below the output folder, with `/` between names.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The path of the module of the runtime that generated code is written against. Of its own crate
/// it names `crate::Client` and `crate::API` beside it.
pub(super) const RUNTIME: &str = "cloudflare_core::runtime";

/// What differs between the crates that generated code will live in.
#[derive(Clone, Debug)]
pub struct Target {
    /// Whether to write typed mocks.
    pub mocks: bool,
    /// The first lines of every file, without comment signs.
    pub preamble: Vec<String>,
}
