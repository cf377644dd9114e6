//! Why a workflow didn't reach its end.
//!
//! A workflow fails in ways that a call can't: time runs out while everything works, the service
//! gives a deployment up, a certificate is unfit before anything was sent. Its error says which,
//! what is left to do, and has the last call's error as its source.

use std::error::Error as StdError;
use std::fmt::{self, Write};

use super::plan::Step;
use cloudflare_core::Error;
use cloudflare_core::runtime::OneLine;

/// A `Result` with a workflow's error.
pub type Result<T, E = WorkflowError> = std::result::Result<T, E>;

/// Why a workflow didn't reach its end, and what is left to do.
///
/// Nothing is undone: what was done stands, and running the workflow again goes on from there.
#[derive(Debug)]
pub struct WorkflowError {
    inner: Box<Inner>,
}

#[derive(Debug)]
struct Inner {
    kind: WorkflowErrorKind,
    /// What the workflow was about.
    of: Option<String>,
    /// What is wrong.
    problem: String,
    left: Vec<Step>,
    source: Option<Error>,
}

/// What sort of end a workflow came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WorkflowErrorKind {
    /// The certificate, the key, or what is asked for can't be right. Nothing was sent that
    /// changes anything.
    Unfit,
    /// A call failed in a way that doesn't pass; the call's error is the source.
    Call,
    /// The time was over. The source is the last failure, if the last call was one.
    Deadline,
    /// It was asked to stop.
    Stopped,
    /// The service gave up: `deployment_timed_out` or `deletion_timed_out`.
    GaveUp,
    /// What the workflow is about isn't there, or not any more.
    Missing,
    /// The service took some of what was asked and refused the rest.
    Refused,
}

impl WorkflowError {
    pub(super) fn new(kind: WorkflowErrorKind, problem: impl Into<String>) -> Self {
        let inner = Inner { kind, of: None, problem: problem.into(), left: Vec::new(), source: None };
        Self { inner: Box::new(inner) }
    }

    pub(super) fn call(error: Error) -> Self {
        Self::new(WorkflowErrorKind::Call, error.to_string()).because(Some(error))
    }

    pub(super) fn because(mut self, source: Option<Error>) -> Self {
        self.inner.source = source;
        self
    }

    /// Adds what the workflow was about and what is left of it, unless that is known already.
    pub(super) fn about(mut self, of: String, left: &[Step]) -> Self {
        if self.inner.of.is_none() {
            self.inner.of = Some(of);
            self.inner.left = left.to_vec();
        }
        self
    }

    /// What sort of end it came to.
    pub fn kind(&self) -> WorkflowErrorKind {
        self.inner.kind
    }

    /// What is wrong, without what is left to do.
    pub fn problem(&self) -> &str {
        &self.inner.problem
    }

    /// What was left to do when it ended, as far as it was known.
    pub fn left(&self) -> &[Step] {
        &self.inner.left
    }

    /// The error of the last call, if the last call failed.
    pub fn last_call(&self) -> Option<&Error> {
        self.inner.source.as_ref()
    }
}

/// One line: what it was about, what is wrong, what is left.
impl fmt::Display for WorkflowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut OneLine(f);
        let Inner { kind, of, problem, left, source } = &*self.inner;
        if let Some(of) = of {
            write!(f, "{of}: ")?;
        }
        f.write_str(problem)?;
        if let Some(error) = source.as_ref().filter(|_| *kind != WorkflowErrorKind::Call) {
            write!(f, "; the last call failed: {error}")?;
        }
        let mut steps = left.iter();
        if let Some(first) = steps.next() {
            write!(f, "; left to do: {first}")?;
            for step in steps {
                write!(f, "; {step}")?;
            }
        }
        Ok(())
    }
}

impl StdError for WorkflowError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner.source.as_ref().map(|error| error as &(dyn StdError + 'static))
    }
}
