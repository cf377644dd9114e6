//! How input is taken.

/// How input is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Our own fragments: every fault is an error.
    #[default]
    Strict,
    /// A published document, all of whose operations are wanted: known faults are mended, and what is
    /// wrong with a single operation is an error.
    Whole,
    /// A published document: what is wrong with a single operation is mended where there is one plain
    /// reading, else the operation is left out.
    Published,
}
