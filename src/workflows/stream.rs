//! Streams whose next item takes several calls.
//!
//! A state that is asked for its next item with `async` is a [`Stream`] in here: the state moves
//! into the future that works on it, and comes back with the item.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A state that gives one item after the other.
pub(super) trait Source: Send + 'static {
    type Item: Send;

    /// The next item; `None` when there is nothing more.
    fn next(&mut self) -> impl Future<Output = Option<Self::Item>> + Send;
}

/// A source between two items, at work on one, or at its end.
pub(super) enum Flow<S: Source> {
    Idle(Box<S>),
    Working(Working<S>),
    Over,
}

type Working<S> = Pin<Box<dyn Future<Output = (Box<S>, Option<<S as Source>::Item>)> + Send>>;

impl<S: Source> Flow<S> {
    pub(super) fn new(source: S) -> Self {
        Self::Idle(Box::new(source))
    }

    pub(super) fn is_over(&self) -> bool {
        matches!(self, Self::Over)
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        if let Self::Idle(_) = self
            && let Self::Idle(mut source) = std::mem::replace(self, Self::Over)
        {
            *self = Self::Working(Box::pin(async move {
                let item = source.next().await;
                (source, item)
            }));
        }
        let Self::Working(working) = self else { return Poll::Ready(None) };
        let Poll::Ready((source, item)) = working.as_mut().poll(context) else { return Poll::Pending };
        *self = if item.is_some() { Self::Idle(source) } else { Self::Over };
        Poll::Ready(item)
    }
}
