//! What a thread has for `tracing`: who listens, and the span that it is in. A call that is polled on
//! another thread takes both along.

/// The listener and the span of a thread.
pub(super) struct Scene {
    #[cfg(feature = "tracing")]
    listener: tracing::Dispatch,
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

#[cfg(feature = "tracing")]
impl Scene {
    /// Those of this thread.
    pub(super) fn here() -> Self {
        Self { listener: tracing::dispatcher::get_default(Clone::clone), span: tracing::Span::current() }
    }

    /// Does `work` with them.
    pub(super) fn set<T>(self, work: impl FnOnce() -> T) -> T {
        tracing::dispatcher::with_default(&self.listener, || self.span.in_scope(work))
    }
}

#[cfg(not(feature = "tracing"))]
impl Scene {
    pub(super) fn here() -> Self {
        Self {}
    }

    pub(super) fn set<T>(self, work: impl FnOnce() -> T) -> T {
        work()
    }
}
