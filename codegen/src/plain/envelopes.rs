//! Whether envelopes are described.

/// Whether answers are described with the envelope that they come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Envelopes {
    /// An answer is the `result` alone.
    #[default]
    Without,
    /// An answer is what the service sends, `success`, `errors` and `messages` beside the `result`.
    With,
}
