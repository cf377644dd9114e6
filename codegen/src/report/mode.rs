//! How input is taken.

/// How input is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Our own fragments: every fault is an error.
    #[default]
    Strict,
    /// A published document: known faults are mended.
    Published,
}
