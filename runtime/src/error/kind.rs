//! The sorts of failure.

use std::fmt;

use serde::{Serialize, Serializer};

/// What sort of failure an [`Error`](crate::Error) is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client can't be built as asked. Nothing was sent.
    Configuration,
    /// The request can't be sent as described: an empty path parameter, a body that doesn't
    /// serialize. Nothing was sent.
    InvalidRequest,
    /// A hook refused the request or the answer.
    Hook,
    /// The client's pacer would have had to hold the request back for longer than is allowed.
    /// Nothing was sent.
    HeldBack,
    /// A blocking call in a place where blocking is impossible. Nothing was sent.
    Blocking,
    /// No connection: name resolution, TCP, TLS. The service never saw the request.
    Connect,
    /// The time for the attempt, or for the whole call, ran out.
    Timeout,
    /// The connection broke while the request or the answer was under way.
    Transport,
    /// The service, or a gateway before it, answered with a failure.
    Api,
    /// The answer points elsewhere; it wasn't followed.
    Redirect,
    /// The answer is larger than is allowed.
    BodyLimit,
    /// The answer isn't what the document says.
    Decode,
    /// The call succeeded and the result that the operation promises isn't there.
    EmptyResult,
    /// The call was given up by who made it: its future was dropped. Only hooks and traces see this.
    Cancelled,
    /// A list doesn't go from page to page as lists do.
    Pagination,
}

impl ErrorKind {
    /// The kind in a word or two, as logs and metrics have it: `api`, `body_limit`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::InvalidRequest => "invalid_request",
            Self::Hook => "hook",
            Self::HeldBack => "held_back",
            Self::Blocking => "blocking",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Transport => "transport",
            Self::Api => "api",
            Self::Redirect => "redirect",
            Self::BodyLimit => "body_limit",
            Self::Decode => "decode",
            Self::EmptyResult => "empty_result",
            Self::Pagination => "pagination",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for ErrorKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
