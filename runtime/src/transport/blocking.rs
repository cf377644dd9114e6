//! Whether it is blocking code whose calls are made.
//!
//! Blocking code has connections of its own, because those of async code may belong to a runtime
//! that it stands still. Async code that blocking code runs to its end (a workflow of many calls)
//! is marked while it is polled, so that each of its calls knows.

use std::cell::Cell;

thread_local! {
    static HERE: Cell<bool> = const { Cell::new(false) };
}

/// Whether what runs here is run by blocking code.
pub(crate) fn is_here() -> bool {
    HERE.get()
}

/// The same future, marked as run by blocking code.
#[cfg(feature = "blocking")]
pub(crate) async fn marked<F: Future>(future: F) -> F::Output {
    /// Puts back what was, also when the future panics.
    struct Mark(bool);

    impl Drop for Mark {
        fn drop(&mut self) {
            HERE.set(self.0);
        }
    }

    let mut future = std::pin::pin!(future);
    std::future::poll_fn(|context| {
        let _mark = Mark(HERE.replace(true));
        future.as_mut().poll(context)
    })
    .await
}
