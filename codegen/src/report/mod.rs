//! What a run says while it works: diagnostics of its input, and how far it is.

mod diagnostic;
mod mode;
pub mod watch;

pub use diagnostic::{Diagnostic, Level, Report};
pub use mode::Mode;
