//! Where generated code will live, and as which files.

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path below the output folder, with `/` between names.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Where the generated code will live.
#[derive(Clone, Debug)]
pub struct Target {
    /// The path of the runtime's module: `crate::runtime` or `cloudflare_mtls::runtime`.
    pub runtime: &'static str,
    /// The trait that adds the groups to a client from elsewhere; none in the client's own crate.
    pub extension: Option<String>,
    /// Whether to write typed mocks.
    pub mocks: bool,
    /// The first lines of every file, without comment signs.
    pub preamble: Vec<String>,
}
