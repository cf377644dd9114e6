//! One attempt: one request over one connection, and its answer, or the beginning of one that is
//! read piece by piece.

use std::error::Error as StdError;
use std::future::Future;
use std::io;
use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};

use super::body::{self, Unread, Unreadable};
use super::{Answer, Call, Wanted};
use crate::client::Client;
use crate::error::{Error, ErrorKind, Result, is_read};
use crate::hook::{Attempt, HookError, IncomingResponse, OutgoingRequest};
use crate::limits::RateLimits;
use crate::trace::Span;

/// A place among the requests in flight, which is given back when it is dropped.
pub(super) struct Place(Client);

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(in_flight) = &self.0.shared().in_flight {
            in_flight.add_permits(1);
        }
    }
}

impl Call<'_> {
    /// Sends the request once.
    pub(super) async fn attempt(&mut self, place: Option<Place>) -> Result<Answer> {
        self.attempts += 1;
        let span = Span::attempt(self.operation, self.attempts);
        let outcome = span.wrap(self.exchange(place)).await.map_err(|error| {
            let attempts = self.attempts;
            error.with_operation(self.operation).with(|parts| parts.attempts = attempts)
        });
        span.ended(&outcome);
        match &outcome {
            Ok(answer) if self.settings.pacing => {
                let stop = answer.status.as_u16() == 429;
                self.shared.pacer.learn(&answer.limits, stop, self.shared.clock.now());
            }
            Ok(_) => {}
            Err(error) => {
                let attempt = Attempt::new(self.operation, self.attempts);
                self.shared.hooks.iter().for_each(|hook| hook.failed(&attempt, error));
            }
        }
        outcome
    }

    /// A place among the requests in flight, held until the answer has come.
    pub(super) async fn place_in_flight(&self) -> Result<Option<Place>> {
        let Some(in_flight) = &self.shared.in_flight else { return Ok(None) };
        let place = self.within(self.left(), in_flight.acquire()).await;
        // The semaphore is never closed.
        let place = place.and_then(|place| place.ok()).ok_or_else(|| {
            Error::new(ErrorKind::Timeout, "no place among the requests in flight came free in time")
                .with_operation(self.operation)
                .with(|parts| {
                    parts.timed_out = true;
                    parts.attempts = self.attempts;
                    parts.outcome_unknown = self.unsure;
                    parts.gave_up = Some("the time for the whole call is over".to_owned());
                })
        })?;
        place.forget();
        Ok(Some(Place(self.request.client().clone())))
    }

    async fn within<F: Future>(&self, limit: Duration, future: F) -> Option<F::Output> {
        tokio::time::timeout(limit, future).await.ok()
    }

    async fn exchange(&self, place: Option<Place>) -> Result<Answer> {
        let attempt = Attempt::new(self.operation, self.attempts);
        let mut outgoing = OutgoingRequest {
            inner: reqwest::Request::new(self.operation.method.clone(), self.url.clone()),
            body: self.request.body()?.map(|body| body.bytes.clone()),
        };
        let headers = outgoing.inner.headers_mut();
        headers.extend(self.settings.headers.clone());
        headers.extend(self.request.headers()?);
        let accepted = match self.request.wanted() {
            Wanted::Envelope => "application/json",
            Wanted::Bytes | Wanted::Stream => "*/*",
        };
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static(accepted));
        if let Some(body) = self.request.body()? {
            let media = HeaderValue::from_str(&body.content_type)
                .map_err(|_| Error::invalid_request("the body's media type can't be sent"))?;
            headers.insert(CONTENT_TYPE, media);
        }
        for hook in &self.shared.hooks {
            hook.before_send(&attempt, &mut outgoing)
                .map_err(|error| hook_error("a hook refused the request", error))?;
        }
        let OutgoingRequest { inner: mut http, body } = outgoing;
        *http.body_mut() = body.map(Into::into);

        let started = Instant::now();
        let (left, limit) = (self.left(), self.settings.attempt_timeout);
        let exchanged = self.within(limit.min(left), self.over_http(http, place)).await;
        let (mut response, unread) = exchanged.unwrap_or_else(|| Err(self.timed_out(limit, left)))?;
        response.elapsed = started.elapsed();
        for hook in &self.shared.hooks {
            hook.received(&attempt, &mut response)
                .map_err(|error| self.unsure_of(hook_error("a hook refused the answer", error)))?;
        }
        // A hook that gives another body, or calls it a failure, has taken the place of the service.
        let mut unread = unread.filter(|_| response.status.is_success() && response.body.is_empty());
        Ok(Answer {
            operation: self.operation.clone(),
            status: response.status,
            limits: RateLimits::read(&response.headers, self.shared.clock.wall()),
            headers: response.headers,
            body: unread.as_mut().map_or(response.body, |unread| std::mem::take(&mut unread.beginning)),
            unread,
            attempts: self.attempts,
            unsure: false,
            gave_up: None,
            redactor: self.redactor.clone(),
        })
    }

    async fn over_http(
        &self,
        http: reqwest::Request,
        place: Option<Place>,
    ) -> Result<(IncomingResponse, Option<Unread>)> {
        let url = http.url().clone();
        let mut response = self.http.execute(http).await.map_err(|error| self.transport(error))?;
        if *response.url() != url {
            // Only an HTTP client of the caller's own can do that.
            return Err(Error::new(ErrorKind::Redirect, "the HTTP client has followed a redirect"));
        }
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let incoming = |headers, body| IncomingResponse { status, headers, body, elapsed: Duration::ZERO };
        let read = match self.request.wanted() {
            Wanted::Stream if status.is_success() => match body::look(&mut response, &headers).await {
                Ok((read, false)) => {
                    let unread = Unread::new(read, response, place);
                    return Ok((incoming(headers, Bytes::new()), Some(unread)));
                }
                Ok((read, true)) => body::read(&mut response, read, self.settings.body_limit).await,
                Err(error) => Err(error),
            },
            _ => body::read(&mut response, body::Read::default(), self.settings.body_limit).await,
        };
        let body = read.map_err(|error| {
            let error = match error {
                Unreadable::TooLarge(limit) => too_large(limit as u64, status.as_u16()),
                Unreadable::Broken(error) => broken_body(error, status.as_u16()),
            };
            self.unsure_of(error).with(|parts| {
                parts.status = Some(status);
                parts.cf_ray = crate::decode::cf_ray(&headers).map(str::to_owned);
            })
        })?;
        Ok((incoming(headers, body), None))
    }

    /// Marks a failure that came after the request may have been processed.
    fn unsure_of(&self, error: Error) -> Error {
        error.with(|parts| parts.outcome_unknown = !is_read(&self.operation.method))
    }

    fn timed_out(&self, limit: Duration, left: Duration) -> Error {
        let whole = left < limit;
        let detail = match whole {
            true => format!("no answer within the {:?} for the whole call", self.settings.total_timeout),
            false => format!("no answer within {limit:?}"),
        };
        self.unsure_of(Error::new(ErrorKind::Timeout, detail)).with(|parts| {
            parts.timed_out = true;
            if whole {
                parts.gave_up = Some("the time for the whole call is over".to_owned());
            }
        })
    }

    /// Why no answer began.
    fn transport(&self, error: reqwest::Error) -> Error {
        let error = error.without_url();
        let timed_out = error.is_timeout();
        if error.is_builder() {
            return Error::new(ErrorKind::InvalidRequest, "the request can't be sent").with_source(error);
        }
        if error.is_connect() {
            let permanent = refused_certificate(&error);
            let detail = match timed_out {
                true => "connecting took too long".to_owned(),
                false => format!("no connection: {}", innermost(&error)),
            };
            let detail = self.redactor.excerpt(&detail, 300);
            return Error::new(ErrorKind::Connect, detail).with_source(error).with(|parts| {
                parts.timed_out = timed_out;
                // A certificate that isn't trusted now isn't trusted in a second either.
                parts.permanent = permanent;
            });
        }
        let (kind, detail) = match timed_out {
            true => (ErrorKind::Timeout, "no answer in time".to_owned()),
            false => {
                let detail = format!("the connection broke before an answer came: {}", innermost(&error));
                (ErrorKind::Transport, self.redactor.excerpt(&detail, 300))
            }
        };
        let error = Error::new(kind, detail).with_source(error);
        self.unsure_of(error).with(|parts| parts.timed_out = timed_out)
    }
}

/// An answer over the limit.
pub(crate) fn too_large(limit: u64, status: u16) -> Error {
    let detail = format!("the answer (status {status}) is larger than {limit} bytes");
    Error::new(ErrorKind::BodyLimit, detail)
}

/// Why an answer broke off: the connection, or what it is compressed with.
pub(crate) fn broken_body(error: reqwest::Error, status: u16) -> Error {
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
    Error::new(kind, format!("the answer (status {status}) {detail}: {}", innermost(&error)))
        .with_source(error)
        .with(|parts| parts.timed_out = timed_out)
}

fn hook_error(detail: &str, error: HookError) -> Error {
    Error::new(ErrorKind::Hook, detail).with_source(error)
}

/// The kind of the first input/output error in the chain.
fn io_kind(error: &reqwest::Error) -> Option<io::ErrorKind> {
    chain(error).find_map(|error| error.downcast_ref::<io::Error>()).map(io::Error::kind)
}

/// Whether the TLS library found the other side's data invalid, such as a certificate. It says so
/// inside an input/output error, which hides what it holds from the chain of sources.
fn refused_certificate(error: &(dyn StdError + 'static)) -> bool {
    let inside = match error.downcast_ref::<io::Error>() {
        Some(error) if error.kind() == io::ErrorKind::InvalidData => return true,
        Some(error) => error.get_ref().map(|inside| inside as &(dyn StdError + 'static)),
        None => error.source(),
    };
    inside.is_some_and(refused_certificate)
}

/// What the last error in the chain says: the layers above it say "error sending request".
fn innermost(error: &reqwest::Error) -> String {
    chain(error).last().map(ToString::to_string).unwrap_or_default()
}

fn chain<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    let first: &(dyn StdError + 'static) = error;
    std::iter::successors(Some(first), |error: &&'a (dyn StdError + 'static)| (*error).source())
}
