//! Why an attempt brought no answer, or not all of one.

use std::error::Error as StdError;
use std::io;

use crate::client::hook::{HookError, NoService};
use crate::error::{Error, ErrorKind};
use crate::value::redact::Redactor;

/// An answer over the limit.
pub(crate) fn too_large(limit: u64, status: u16) -> Error {
    let detail = format!("the answer (status {status}) is larger than the limit of {limit} bytes");
    Error::new(ErrorKind::BodyLimit, detail)
}

/// Why an answer broke off: the connection, or what it is compressed with.
pub(crate) fn broken_body(error: reqwest::Error, status: u16, redactor: &Redactor) -> Error {
    let error = error.without_url();
    let timed_out = error.is_timeout();
    // The HTTP layer wraps its errors once more; what decompresses the body doesn't.
    let decompressing = error.source().is_some_and(|source| source.is::<io::Error>())
        && io_kind(&error) != Some(io::ErrorKind::UnexpectedEof);
    let (kind, detail) = match (timed_out, decompressing) {
        (true, _) => (ErrorKind::Timeout, "didn't come in time"),
        (_, true) => (ErrorKind::Decode, "can't be decompressed"),
        _ => (ErrorKind::Transport, "broke off"),
    };
    let detail = format!("the answer (status {status}) {detail}: {}", innermost(&error));
    Error::new(kind, redactor.excerpt(&detail, 300))
        .with_source(redactor.source(error))
        .with(|parts| parts.timed_out = timed_out)
}

/// How much of a hook's reason is told, in characters.
const REASON: usize = 300;
/// The same where the reason is what no service said.
const NO_SERVICE: usize = 2_000;

/// A hook's refusal, and whether a service had a part in it.
pub(super) fn hook_error(detail: &str, error: HookError, redactor: &Redactor) -> (Error, bool) {
    let reason = error.to_string();
    let (detail, service) = match (error.is::<NoService>(), reason.is_empty()) {
        (true, _) => (redactor.excerpt(&reason, NO_SERVICE), false),
        (_, true) => (detail.to_owned(), true),
        _ => (format!("{detail}: {}", redactor.excerpt(&reason, REASON)), true),
    };
    (Error::new(ErrorKind::Hook, detail).with_source(redactor.callers_source(error)), service)
}

/// The kind of the first input/output error in the chain.
fn io_kind(error: &reqwest::Error) -> Option<io::ErrorKind> {
    chain(error).find_map(|error| error.downcast_ref::<io::Error>()).map(io::Error::kind)
}

/// Whether the TLS library found the other side's data invalid, such as a certificate. It says so
/// inside an input/output error, which hides what it holds from the chain of sources.
pub(super) fn refused_certificate(error: &(dyn StdError + 'static)) -> bool {
    let inside = match error.downcast_ref::<io::Error>() {
        Some(error) if error.kind() == io::ErrorKind::InvalidData => return true,
        Some(error) => error.get_ref().map(|inside| inside as &(dyn StdError + 'static)),
        None => error.source(),
    };
    inside.is_some_and(refused_certificate)
}

/// Whether the other side says that it certainly hasn't processed the request: a stream that it
/// refused, or one that it had not come to when it closed the connection in order. (A stream that it
/// had come to ends with another error, when the connection does.)
#[cfg(feature = "http2")]
pub(super) fn unprocessed(error: &reqwest::Error) -> bool {
    let http2 = chain(error).find_map(|error| error.downcast_ref::<h2::Error>());
    http2.is_some_and(|error| {
        error.is_remote()
            && (error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM)
                || error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR))
    })
}

#[cfg(not(feature = "http2"))]
pub(super) fn unprocessed(_: &reqwest::Error) -> bool {
    false
}

/// What the last error in the chain says: the layers above it say "error sending request".
pub(super) fn innermost(error: &reqwest::Error) -> String {
    let said = chain(error).last().map(ToString::to_string).unwrap_or_default();
    // What TLS libraries say of an answer that is no TLS; the first is rustls, the other OpenSSL.
    match said.contains("InvalidContentType") || said.contains("wrong version number") {
        true => format!("what answers there doesn't speak TLS: {said}"),
        false => said,
    }
}

/// Who was asked, by name and port: not by the whole address, whose path has a place of its own.
pub(super) fn asked(error: &reqwest::Error) -> String {
    let host = error.url().and_then(|url| Some((url.host_str()?, url.port())));
    match host {
        Some((host, Some(port))) => format!("{host}:{port}"),
        Some((host, None)) => host.to_owned(),
        None => "the service".to_owned(),
    }
}

fn chain<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    let first: &(dyn StdError + 'static) = error;
    std::iter::successors(Some(first), |error: &&'a (dyn StdError + 'static)| (*error).source())
}
