//! What a caller can ask an error.
//!
//! Codes come first and the HTTP status second: the service answers with statuses that say less
//! than its codes, and at times with 200. What a code means is in the [table](crate::Api) of the crate
//! whose operation was called, and for a few in one that all crates share.

use reqwest::StatusCode;

use super::{Error, ErrorKind};
use crate::wire::api::CORE;
use crate::wire::codes::Meaning;
use crate::wire::safety::may_repeat;

impl Error {
    /// What the errors of the answer mean, as far as their codes are known to the API that was
    /// called.
    fn meanings(&self) -> impl Iterator<Item = Meaning> {
        let api = self.parts().operation.as_ref().map_or(&CORE, |operation| operation.api);
        self.errors().iter().filter_map(|error| api.meaning(error))
    }

    fn means(&self, wanted: Meaning) -> bool {
        self.meanings().any(|meaning| meaning == wanted)
    }

    /// Whether any code of the answer is in the table, so that the status has nothing to add.
    fn has_known_code(&self) -> bool {
        self.meanings().next().is_some()
    }

    /// The status, of an answer in which no code is known.
    fn bare_status(&self) -> Option<StatusCode> {
        self.status().filter(|_| self.kind() == ErrorKind::Api && !self.has_known_code())
    }

    /// What the path names doesn't exist: a code that says so, or status 404 without a known code.
    /// Code 7003 (no such route, usually a mistyped zone or account) is not this.
    pub fn is_not_found(&self) -> bool {
        self.means(Meaning::NotFound) || self.bare_status() == Some(StatusCode::NOT_FOUND)
    }

    /// The request doesn't fit the present state: [`is_already_exists`](Self::is_already_exists),
    /// [`is_in_use`](Self::is_in_use), [`is_settling`](Self::is_settling), another code that says so,
    /// or status 409 without a known code.
    pub fn is_conflict(&self) -> bool {
        self.is_already_exists()
            || self.is_in_use()
            || self.is_settling()
            || self.means(Meaning::Conflict)
            || self.bare_status() == Some(StatusCode::CONFLICT)
    }

    /// The same thing is there already. Only a code says so: status 409 alone may be any
    /// [conflict](Self::is_conflict).
    pub fn is_already_exists(&self) -> bool {
        self.means(Meaning::AlreadyExists)
    }

    /// It can't be deleted while something refers to it.
    pub fn is_in_use(&self) -> bool {
        self.means(Meaning::InUse)
    }

    /// There are as many as the plan allows.
    pub fn is_quota_exceeded(&self) -> bool {
        self.means(Meaning::QuotaExceeded)
    }

    /// An earlier change is still on its way: the same request will be accepted in a while, usually
    /// minutes.
    pub fn is_settling(&self) -> bool {
        self.means(Meaning::Settling)
    }

    /// Credentials are missing, wrong, or not allowed to do this: codes 9106, 9109, 10000,
    /// 10001 (except under status 429), or status 401 or 403 without a known code.
    pub fn is_authentication(&self) -> bool {
        self.means(Meaning::Authentication) && !self.is_rate_limited()
            || matches!(self.bare_status(), Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN))
    }

    /// Too many requests: status 429, or held back by the client before that.
    pub fn is_rate_limited(&self) -> bool {
        self.kind() == ErrorKind::HeldBack || self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Time ran out: connecting, in an attempt, for the whole call, or at a gateway before the
    /// service (status 408, 504, 524).
    pub fn is_timeout(&self) -> bool {
        let at_gateway = |status: StatusCode| matches!(status.as_u16(), 408 | 504 | 524);
        self.parts().timed_out || self.kind() == ErrorKind::Api && self.status().is_some_and(at_gateway)
    }

    /// No connection came about; the service never saw the request.
    pub fn is_connect(&self) -> bool {
        self.kind() == ErrorKind::Connect
    }

    /// The answer couldn't be read: not JSON, or JSON of another shape.
    pub fn is_decode(&self) -> bool {
        self.kind() == ErrorKind::Decode
    }

    /// The call succeeded and its result isn't there.
    pub fn is_empty_result(&self) -> bool {
        self.kind() == ErrorKind::EmptyResult
    }

    /// The answer was a redirect, which is never followed.
    pub fn is_redirect(&self) -> bool {
        self.kind() == ErrorKind::Redirect
    }

    /// The same request may succeed later, and sending it again can do no harm.
    ///
    /// Never true for a POST that may have been processed. True for
    /// [`is_settling`](Self::is_settling), which the client doesn't retry by itself because it
    /// takes minutes.
    pub fn is_retryable(&self) -> bool {
        self.is_safe_to_repeat() || self.is_settling()
    }

    /// The request may have been processed although no answer says so.
    ///
    /// After this, look before sending it again: a POST is never repeated by the client when
    /// this is so. For PUT and DELETE it says the same, and repeating them is harmless. Reads
    /// have no outcome to be unsure of.
    pub fn outcome_unknown(&self) -> bool {
        self.parts().outcome_unknown
    }

    /// Whether the client itself may send the request again at once (or after a short wait).
    pub(crate) fn is_safe_to_repeat(&self) -> bool {
        let parts = self.parts();
        if parts.permanent {
            return false;
        }
        let idempotent = parts.operation.as_ref().is_none_or(|operation| operation.idempotent);
        match self.kind() {
            ErrorKind::Connect | ErrorKind::HeldBack => true,
            ErrorKind::Timeout | ErrorKind::Transport => idempotent || parts.unprocessed,
            ErrorKind::Api => self.status().is_some_and(|status| may_repeat(idempotent, status)),
            _ => false,
        }
    }
}
