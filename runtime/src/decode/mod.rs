//! From the bytes of an answer to an envelope or an error.
//!
//! A plain success is read in one go. Of anything else the envelope is read first, with the result as a
//! piece of unread JSON in place, and then the result, into its type; when that fails it is read again,
//! slowly, to say where. The content type isn't asked: the service labels JSON as text at times.

pub(crate) mod answer;
pub(crate) mod envelope;
mod expects;
mod explain;
mod in_one;
pub(crate) mod marks;
mod nulls;
mod page;
mod slot;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::LOCATION;
use serde::de::{DeserializeOwned, IgnoredAny, Unexpected};
use serde_json::value::RawValue;

use crate::decode::answer::{Answer, Said, Unread};
use crate::decode::envelope::Envelope;
use crate::decode::marks::Marks;
use crate::decode::slot::{Place, Slot};
use crate::error::{Error, ErrorKind, Inner, Result};
use crate::wire::api_message::Messages;
use crate::wire::envelope_fields::{
    Fields, NO_ENVELOPE, has_more_than_an_envelope, is_no_envelope, without_bom,
};
use crate::wire::fields::fields;
use crate::wire::result_info::ResultInfo;
use crate::wire::safety::{self, is_read};

/// The longest excerpt of an answer in an error, in characters.
const EXCERPT: usize = 200;

/// Reads an answer. `absent` is what a success without a result stands for.
pub(crate) fn decode<T: DeserializeOwned>(
    answer: Box<Answer>,
    absent: fn() -> Option<T>,
) -> Result<Envelope<T>> {
    let mut slot = Slot { result: None, absent, identifiers: |_| None };
    let answer = read(answer, &mut slot, None)?;
    Ok(Envelope::new(slot.result, answer))
}

/// The same for a page of a list that is walked, which is marked for what is on it. `list` is the field
/// of the result that holds the list, where the result isn't the list.
pub(crate) fn decode_page<T: DeserializeOwned>(
    answer: Box<Answer>,
    absent: fn() -> Option<T>,
    list: Option<&'static str>,
    identifiers: fn(&T) -> Option<Vec<u64>>,
) -> Result<Envelope<T>> {
    let mut slot = Slot { result: None, absent, identifiers };
    let answer = read(answer, &mut slot, Some(list))?;
    Ok(Envelope::new(slot.result, answer))
}

/// Reads an answer, and puts its result in its place.
fn read(mut answer: Box<Answer>, place: &mut dyn Place, page: Option<Option<&str>>) -> Result<Box<Answer>> {
    answer.said = said(&answer, place, page)?;
    answer.body = Bytes::new();
    Ok(answer)
}

fn said(answer: &Answer, place: &mut dyn Place, page: Option<Option<&str>>) -> Result<Said> {
    if let Some(success) = plain_success(answer, place) {
        if success.result.is_none() {
            place.leave_empty();
        }
        let (marks, beside) = page.map_or((None, None), |list| marks_of(&success, place, list));
        let result_info = joined(success.result_info.and_then(ResultInfo::read), beside);
        return Ok(Said { result_info, marks, ..Said::default() });
    }
    let fields = Fields::read(&answer.body);
    if let Some(whole) = unwrapped(answer, fields.as_ref().ok()) {
        let left_out = read_result(whole, answer, place, page)?;
        let (marks, result_info) = look(whole, page);
        return Ok(Said { result_info, marks, left_out, ..Said::default() });
    }
    let fields = match fields {
        Ok(fields) => fields,
        Err(_) if answer.status.is_redirection() => return Err(redirect(answer)),
        Err(error) if answer.status.is_success() => return Err(not_an_envelope(answer, &error)),
        Err(_) => return Err(failure_without_envelope(answer)),
    };
    if answer.status.is_redirection() {
        return Err(redirect(answer));
    }
    // Something else that answers with JSON must not be an empty list. What was written is judged by its
    // status: an error would say of a change that was made that nobody knows.
    if answer.status.is_success() && is_read(&answer.operation.method) && is_no_envelope(&answer.body) {
        let error = serde::de::Error::custom(NO_ENVELOPE);
        return Err(not_an_envelope(answer, &error));
    }
    let errors = Messages::read(fields.errors, &answer.head.redactor);
    let messages = Messages::read(fields.messages, &answer.head.redactor);
    // An answer that doesn't say is judged by whether it complains.
    let succeeded = fields.succeeded().unwrap_or(errors.kept.is_empty());
    if !answer.status.is_success() || !succeeded {
        return Err(failure(answer, errors, messages));
    }
    let left_out = match fields.result {
        None => {
            place.leave_empty();
            0
        }
        Some(result) => read_result(result, answer, place, page)?,
    };
    let (marks, beside) = fields.result.map_or((None, None), |result| look(result, page));
    let result_info = joined(fields.result_info.and_then(ResultInfo::read), beside);
    Ok(Said { errors: errors.kept, messages: messages.kept, result_info, marks, left_out })
}

/// What is said of a list in its place, and what stands beside the list elsewhere.
fn joined(info: Option<ResultInfo>, beside: Option<ResultInfo>) -> Option<ResultInfo> {
    match (info, beside) {
        (Some(info), Some(beside)) => Some(info.or(beside)),
        (info, beside) => info.or(beside),
    }
}

/// The same as [`look`] for a page that was read with its envelope.
fn marks_of(
    success: &in_one::Success<'_>,
    place: &dyn Place,
    list: Option<&str>,
) -> (Option<Marks>, Option<ResultInfo>) {
    let known = place.identifiers().and_then(Marks::known);
    let Some(result) = success.result else { return (known, None) };
    if list.is_none() {
        return (known.or_else(|| Marks::of(result)), None);
    }
    // It was JSON when it was read.
    let result = serde_json::from_str(result).ok();
    let (marks, beside) = result.map_or((None, None), |result| look(result, Some(list)));
    (known.or(marks), beside)
}

/// What a page of a list is known by, and what it says of the list where that is inside an object.
fn look(result: &RawValue, page: Option<Option<&str>>) -> (Option<Marks>, Option<ResultInfo>) {
    match page {
        None => (None, None),
        Some(None) => (Marks::of(result.get()), None),
        Some(Some(list)) => {
            let items = fields(result, [list]).and_then(|[items]| items);
            (items.and_then(|items| Marks::of(items.get())), Some(ResultInfo::beside(result)))
        }
    }
}

/// An answer that says nothing but yes, read in one go.
fn plain_success<'a>(answer: &'a Answer, place: &mut dyn Place) -> Option<in_one::Success<'a>> {
    if !answer.status.is_success() || answer.operation.bare {
        return None;
    }
    in_one::read(std::str::from_utf8(&answer.body).ok()?, place)
}

/// Takes an answer that isn't JSON as it comes. A failure, and a success that says it is one, are
/// read as ever.
pub(crate) fn raw(mut answer: Box<Answer>) -> Result<Envelope<Bytes>> {
    let failed = || Fields::read(&answer.body).is_ok_and(|fields| fields.succeeded() == Some(false));
    if !answer.status.is_success() || failed() {
        let context = answer.operation.clone();
        decode::<IgnoredAny>(answer, || None)?;
        let detail = "the answer is neither a success nor a failure";
        return Err(Error::new(ErrorKind::Decode, detail).with_operation(&context));
    }
    let body = std::mem::take(&mut answer.body);
    Ok(Envelope::new(Some(body), answer))
}

/// An answer that is read piece by piece.
pub(crate) struct Opened {
    pub(crate) envelope: Envelope<()>,
    /// What came first.
    pub(crate) beginning: Bytes,
    /// What comes after that, if anything does.
    pub(crate) unread: Option<Box<Unread>>,
}

/// The same as [`raw`] for an answer that is read piece by piece.
pub(crate) fn opened(mut answer: Box<Answer>) -> Result<Opened> {
    let unread = answer.unread.take();
    let (envelope, beginning) = raw(answer)?.split();
    Ok(Opened { envelope, beginning: beginning.unwrap_or_default(), unread })
}

/// The whole answer, where the document shows it without an envelope and it came without one: the
/// service is known to put one round such answers all the same. An answer that says `success`, and
/// instead of a `result` something of its own, is what the document shows.
fn unwrapped<'a>(answer: &'a Answer, fields: Option<&Fields<'_>>) -> Option<&'a RawValue> {
    if !answer.operation.bare || !answer.status.is_success() {
        return None;
    }
    let says = fields.filter(|fields| fields.success.is_some() || fields.errors.is_some());
    if says.is_some_and(|fields| fields.result.is_some() || fields.succeeded() != Some(true)) {
        return None;
    }
    let whole = serde_json::from_slice(without_bom(&answer.body)).ok()?;
    (says.is_none() || has_more_than_an_envelope(whole)).then_some(whole)
}

/// Reads a result, and gives how many items of its list were left out, since they are null and the type of
/// items has no place for that.
fn read_result(
    result: &RawValue,
    answer: &Answer,
    place: &mut dyn Place,
    page: Option<Option<&str>>,
) -> Result<usize> {
    let read = if result.get().starts_with('[') && place.is_object() {
        Err(serde::de::Error::invalid_type(Unexpected::Seq, &"an object"))
    } else {
        let whole = place.read(result.get()).map(|()| 0);
        whole.or_else(|error| nulls::read_without(result, &error, page.flatten(), place).ok_or(error))
    };
    read.map_err(|error: serde_json::Error| {
        let spot = explain::spot(result, &error);
        let cause = explain::Cause::new(&error);
        Error::new(ErrorKind::Decode, format!("the result isn't what the document says: {cause}"))
            .with_source(cause)
            .with(|parts| {
                fill(parts, answer);
                parts.json_path = Some(answer.head.redactor.redact(&spot.path));
                parts.excerpt = Some(answer.head.redactor.excerpt(&spot.shape, EXCERPT));
            })
    })
}

/// A failure that the service describes.
fn failure(answer: &Answer, errors: Messages, messages: Messages) -> Error {
    let mut detail = status_text(answer.status);
    if answer.status.is_success() {
        detail = format!("the service reports a failure (with status {detail})");
    }
    Error::new(ErrorKind::Api, detail).with(|parts| {
        fill(parts, answer);
        parts.outcome_unknown = unknown_after_failure(answer);
        parts.errors = errors.kept;
        parts.errors_left_out = errors.left_out;
        parts.messages = messages.kept;
    })
}

/// A failure of something before the service: a gateway's page, or nothing at all.
fn failure_without_envelope(answer: &Answer) -> Error {
    let text = String::from_utf8_lossy(&answer.body);
    Error::new(ErrorKind::Api, status_text(answer.status)).with(|parts| {
        fill(parts, answer);
        parts.outcome_unknown = unknown_after_failure(answer);
        let shown = answer.head.redactor.excerpt_of(&text, EXCERPT, page::text);
        parts.excerpt = Some(shown).filter(|shown| !shown.is_empty());
    })
}

fn not_an_envelope(answer: &Answer, error: &serde_json::Error) -> Error {
    let text = String::from_utf8_lossy(&answer.body);
    let is_page = answer.body.trim_ascii_start().starts_with(b"<");
    let words = if is_page { page::text } else { explain::masked };
    let cause = explain::Cause::new(error);
    let detail = format!("{} with a body that isn't an envelope: {cause}", status_text(answer.status));
    Error::new(ErrorKind::Decode, detail).with_source(cause).with(|parts| {
        fill(parts, answer);
        parts.excerpt = Some(answer.head.redactor.excerpt_of(&text, EXCERPT, words));
        // The status says yes and the part that would say so too is unreadable.
        parts.outcome_unknown = !is_read(&answer.operation.method);
    })
}

/// A redirect: following it would hand the credentials to whoever is there.
fn redirect(answer: &Answer) -> Error {
    let target = match answer.head.unmarked.get(LOCATION).and_then(|location| location.to_str().ok()) {
        None => "nowhere".to_owned(),
        Some(location) => answer.head.redactor.excerpt_of(location, EXCERPT, |location| {
            let address = location.split(['?', '#']).next().unwrap_or_default();
            // A user name and password may stand before the host.
            if address.contains('@') { "another address" } else { address }.to_owned()
        }),
    };
    let detail = format!(
        "{} to {target}, which isn't followed: redirects would carry the credentials along",
        status_text(answer.status)
    );
    Error::new(ErrorKind::Redirect, detail).with(|parts| fill(parts, answer))
}

/// What every error of an answer knows.
pub(crate) fn fill(parts: &mut Inner, answer: &Answer) {
    parts.operation = Some(answer.operation.clone());
    parts.status = Some(answer.status);
    parts.cf_ray = answer.head.ray().map(str::to_owned);
    parts.limits = answer.limits.clone();
    parts.wait = answer.limits.wait_asked(answer.status);
    parts.attempts = answer.attempts;
    parts.gave_up = answer.gave_up.clone();
}

/// Whether the request may have been processed although the answer is a failure: for all that
/// this status says, or because an earlier attempt left it open and this one wasn't let in.
fn unknown_after_failure(answer: &Answer) -> bool {
    !is_read(&answer.operation.method)
        && (safety::leaves_open(answer.status)
            || answer.unsure && safety::may_repeat(answer.operation.idempotent, answer.status))
}

/// "502 Bad Gateway", also for the gateway statuses that HTTP itself has no words for.
fn status_text(status: StatusCode) -> String {
    let words = status.canonical_reason().unwrap_or(match status.as_u16() {
        520 => "Unknown Error at the origin",
        521 => "Origin Down",
        522 => "Origin Connection Timed Out",
        523 => "Origin Unreachable",
        524 => "Origin Timed Out",
        525 => "Origin TLS Handshake Failed",
        526 => "Origin Certificate Invalid",
        530 => "Origin Error",
        _ => "",
    });
    format!("{} {words}", status.as_u16()).trim_end().to_owned()
}
