//! A mock on its server.

use std::fmt;
use std::sync::{Arc, Mutex};

use httpmock::MockServer;

use super::answer::MockAnswer;
use super::common::{Common, lock};
use super::expected::{Expected, Verdict};
use super::nearest;
use super::report::Passed;
use super::then::Then;
use super::when::When;
use crate::api::download::Download;
use crate::api::operation::Operation;
use crate::wire::operation::OperationInfo;

/// Where typed mocks are mounted: on a [`MockServer`].
///
/// Generated code has a trait with a method for each of its operations, in its module `mocks`.
pub trait Mount: sealed::Sealed {
    /// Mounts a mock of an operation of any type, one that a program wrote itself included.
    ///
    /// `others` are the operations that share its paths: a call that fits one of them better isn't
    /// this one's. It may be empty.
    ///
    /// # Panics
    /// When `define` gives no answer, and when the server is one that `httpmock` runs elsewhere:
    /// typed mocks decide in the test's own process.
    fn mount<O: Operation>(
        &self,
        others: &'static [OperationInfo],
        define: impl FnOnce(&mut When<O>, &mut Then<O>),
    ) -> Mock<'_>;

    /// The same for an operation that answers with bytes.
    ///
    /// # Panics
    /// As [`mount`](Self::mount).
    fn mount_download<O: Download>(
        &self,
        others: &'static [OperationInfo],
        define: impl FnOnce(&mut When<O>, &mut Then<O>),
    ) -> Mock<'_>;

    /// For generated code: the same with a type for `when` that the operation has for itself, the query
    /// that its path is written with, and the status of success where that isn't 200.
    #[doc(hidden)]
    fn mount_own<O: Operation, W>(
        &self,
        others: &'static [OperationInfo],
        new: fn(Common<W>) -> W,
        facts: Facts<'_>,
        define: impl FnOnce(&mut W, &mut Then<O>),
    ) -> Mock<'_>;

    /// For generated code: the same for an operation that answers with bytes.
    #[doc(hidden)]
    fn mount_own_download<O: Download, W>(
        &self,
        others: &'static [OperationInfo],
        new: fn(Common<W>) -> W,
        facts: Facts<'_>,
        define: impl FnOnce(&mut W, &mut Then<O>),
    ) -> Mock<'_>;
}

/// The query that an operation's path is written with, and the status of its success, if it has one.
type Facts<'a> = (&'a [(&'static str, &'static str)], &'a [u16]);

mod sealed {
    /// Keeps [`Mount`](super::Mount) to the types of this module, so that it can grow.
    pub trait Sealed {}
    impl Sealed for httpmock::MockServer {}
}

impl Mount for MockServer {
    #[track_caller]
    fn mount<O: Operation>(
        &self,
        others: &'static [OperationInfo],
        define: impl FnOnce(&mut When<O>, &mut Then<O>),
    ) -> Mock<'_> {
        mounted(self, O::INFO, others, define)
    }

    #[track_caller]
    fn mount_download<O: Download>(
        &self,
        others: &'static [OperationInfo],
        define: impl FnOnce(&mut When<O>, &mut Then<O>),
    ) -> Mock<'_> {
        mounted(self, O::INFO, others, define)
    }

    #[track_caller]
    fn mount_own<O: Operation, W>(
        &self,
        others: &'static [OperationInfo],
        new: fn(Common<W>) -> W,
        facts: Facts<'_>,
        define: impl FnOnce(&mut W, &mut Then<O>),
    ) -> Mock<'_> {
        mounted_own(self, (O::INFO, others), new, facts, define)
    }

    #[track_caller]
    fn mount_own_download<O: Download, W>(
        &self,
        others: &'static [OperationInfo],
        new: fn(Common<W>) -> W,
        facts: Facts<'_>,
        define: impl FnOnce(&mut W, &mut Then<O>),
    ) -> Mock<'_> {
        mounted_own(self, (O::INFO, others), new, facts, define)
    }
}

#[track_caller]
fn mounted_own<'s, O, W>(
    server: &'s MockServer,
    (operation, others): (OperationInfo, &'static [OperationInfo]),
    new: fn(Common<W>) -> W,
    (fixed, success): Facts<'_>,
    define: impl FnOnce(&mut W, &mut Then<O>),
) -> Mock<'s> {
    let mut then = Then::new(&operation);
    let nothing = Expected::new(operation.clone(), others);
    let (mut when, expected) = Common::when(operation, others, new);
    for (name, value) in fixed {
        lock(&expected).query((*name).into(), (*value).to_owned());
    }
    if let [status] = success {
        then.status(*status);
    }
    define(&mut when, &mut then);
    // What `when` leads to may be kept by the conditions in it.
    let expected = std::mem::replace(&mut *lock(&expected), nothing);
    placed(server, expected, then.answer)
}

#[track_caller]
fn mounted<'s, O>(
    server: &'s MockServer,
    operation: OperationInfo,
    others: &'static [OperationInfo],
    define: impl FnOnce(&mut When<O>, &mut Then<O>),
) -> Mock<'s> {
    let mut then = Then::new(&operation);
    let mut when = When::new(operation, others);
    define(&mut when, &mut then);
    placed(server, when.expected, then.answer)
}

#[track_caller]
fn placed(server: &MockServer, expected: Expected, answer: MockAnswer) -> Mock<'_> {
    let id = expected.operation.id;
    assert!(answer.content.is_some(), "{id}: the mock has no answer; say then.result(…)");
    let expected = Arc::new(expected);
    let passed = Arc::new(Mutex::new(Passed::default()));
    let (judge, record) = (Arc::clone(&expected), Arc::clone(&passed));
    let described = format!("{answer:?}");
    // One predicate decides everything: the library's own reports would quote bodies.
    let mock = server.mock(move |when, then| {
        when.is_true(move |request| {
            let (line, id) = (|| judge.line(request), judge.operation.id);
            match judge.judge(request) {
                Verdict::Fits => true,
                Verdict::Differs(differences) => {
                    nearest::note(request, line, id, Some((format!("{judge:?}"), differences.clone())));
                    lock(&record).differing(line, differences);
                    false
                }
                Verdict::Other => {
                    nearest::note(request, line, id, None);
                    lock(&record).other(line);
                    false
                }
            }
        });
        let then = match answer.limit {
            None => then,
            Some(limit) => then.up_to_n_times(limit),
        };
        then.delay(answer.delay).respond_with(move |request| answer.response(request));
    });
    Mock { mock, expected, passed, answer: described }
}

/// A mock on its server: counts its calls, and says why others weren't.
///
/// It stays mounted when this is dropped, until the server is.
pub struct Mock<'s> {
    mock: httpmock::Mock<'s>,
    expected: Arc<Expected>,
    passed: Arc<Mutex<Passed>>,
    /// What kind of answer it gives.
    answer: String,
}

impl Mock<'_> {
    /// How many calls it has answered.
    pub fn calls(&self) -> usize {
        self.mock.calls()
    }

    /// Checks that it was called exactly once.
    ///
    /// # Panics
    /// When it wasn't. The message names what was expected, each call of the operation that the
    /// mock didn't fit with what was different (of secrets only that they differ), and other calls
    /// that came by.
    #[track_caller]
    pub fn assert(&self) {
        self.assert_calls(1);
    }

    /// Checks that it was called so many times.
    ///
    /// # Panics
    /// As [`assert`](Self::assert).
    #[track_caller]
    pub fn assert_calls(&self, calls: usize) {
        let found = self.calls();
        if found != calls {
            let report = lock(&self.passed).report();
            panic!("{:?}: called {found} times, expected {calls}{report}", self.expected);
        }
    }

    /// Takes it from the server; the calls to come are other mocks'.
    pub fn delete(mut self) {
        self.mock.delete();
    }
}

impl fmt::Debug for Mock<'_> {
    /// Operation, parameters, and the kind of answer, without anything from a body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mock({:?} => {})", self.expected, self.answer)
    }
}
