//! One attempt: one request over one connection, and its answer, or the beginning of one that is
//! read piece by piece.

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use tokio::sync::OwnedSemaphorePermit;

use super::body::{self, Unreadable};
use super::failure::{
    asked, broken_body, hook_error, innermost, refused_certificate, too_large, unprocessed,
};
use super::trace::{Span, Why};
use super::under_way::Call;
use crate::client::clock::within;
use crate::client::hook::{Attempt, IncomingResponse, OutgoingRequest, WaitReason};
use crate::client::paused;
use crate::decode::answer::{Answer, Said, Unread};
use crate::error::{Error, ErrorKind, Result};
use crate::request::Wanted;
use crate::wire::cf_ray::cf_ray;
use crate::wire::head::Head;
use crate::wire::rate_limits::RateLimits;
use crate::wire::safety::is_read;
use crate::wire::sensitive;

impl Call<'_> {
    /// Sends the request once.
    pub(super) async fn attempt(&mut self, permit: Option<OwnedSemaphorePermit>) -> Result<Box<Answer>> {
        self.attempts += 1;
        self.progress.attempt(self.attempts);
        let span = Span::attempt(self.operation, self.attempts);
        // Large futures are polled where they stand: moving one copies all of it.
        let exchange = pin!(self.exchange(permit));
        let outcome = span.wrap(exchange).await.map_err(|error| {
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
                let attempt = Attempt::new(self.operation, self.number, self.attempts);
                self.shared.hooks.iter().for_each(|hook| hook.failed(&attempt, error));
            }
        }
        outcome
    }

    /// A place among the requests in flight, held until the answer has come.
    pub(super) async fn permit(&self, now: &mut Instant) -> Result<Option<OwnedSemaphorePermit>> {
        let Some(in_flight) = &self.shared.in_flight else { return Ok(None) };
        if let Ok(permit) = Arc::clone(in_flight).try_acquire_owned() {
            return Ok(Some(permit));
        }
        let left = self.left();
        self.waits(WaitReason::InFlight, Why::Full, left);
        let permit = within(&*self.shared.clock, left, Arc::clone(in_flight).acquire_owned()).await;
        *now = self.shared.clock.now();
        // The semaphore is never closed.
        let permit = permit.and_then(|permit| permit.ok()).ok_or_else(|| {
            Error::new(ErrorKind::Timeout, "no place among the requests in flight came free in time")
                .with_operation(self.operation)
                .with(|parts| {
                    parts.timed_out = true;
                    parts.attempts = self.attempts;
                    parts.outcome_unknown = self.unsure;
                    parts.gave_up = Some("the time for the whole call is over".to_owned());
                })
        })?;
        Ok(Some(permit))
    }

    /// The request, ready to be sent when it is polled.
    ///
    /// What it takes to make it isn't part of the future of the call, which is moved and kept in memory.
    fn outgoing(&self) -> Result<impl Future<Output = reqwest::Result<reqwest::Response>> + use<>> {
        let attempt = Attempt::new(self.operation, self.number, self.attempts);
        let mut outgoing = OutgoingRequest {
            inner: reqwest::Request::new(self.operation.method.clone(), self.url.clone()),
            body: self.request.body()?.map(|body| body.bytes.clone()),
        };
        let headers = outgoing.inner.headers_mut();
        *headers = self.settings.headers_for(self.operation.api)?;
        if self.request.wanted() != Wanted::Envelope && !self.settings.headers.contains_key(ACCEPT) {
            headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        }
        let own = self.request.headers()?;
        // Room is made even for none.
        if !own.is_empty() {
            headers.extend(own);
        }
        if let Some(body) = self.request.body()? {
            let media = HeaderValue::from_str(&body.content_type)
                .map_err(|_| Error::invalid_request("the body's media type can't be sent"))?;
            headers.insert(CONTENT_TYPE, media);
        }
        for hook in &self.shared.hooks {
            hook.before_send(&attempt, &mut outgoing)
                .map_err(|error| hook_error("a hook refused the request", error, &self.redactor).0)?;
        }
        let OutgoingRequest { inner: mut http, body } = outgoing;
        *http.body_mut() = body.map(Into::into);
        Ok(self.http.execute(http))
    }

    async fn exchange(&self, permit: Option<OwnedSemaphorePermit>) -> Result<Box<Answer>> {
        let sent = self.outgoing()?;
        let clock = &*self.shared.clock;
        let (started, paused) = paused::now(clock);
        let (left, limit) = (self.left_at(started), self.settings.attempt_timeout);
        let held = paused::hold(paused, limit.min(left));
        self.progress.unsure(!is_read(&self.operation.method));
        let exchange = pin!(self.over_http(sent, permit));
        let exchanged = within(clock, limit.min(left), exchange).await;
        drop(held);
        let (mut response, unread) = exchanged.unwrap_or_else(|| Err(self.timed_out(limit, left)))?;
        self.progress.answered(response.status);
        response.elapsed = clock.now().saturating_duration_since(started);
        let attempt = Attempt::new(self.operation, self.number, self.attempts);
        for hook in &self.shared.hooks {
            hook.received(&attempt, &mut response).map_err(|error| {
                match hook_error("a hook refused the answer", error, &self.redactor) {
                    (error, true) => self.unsure_of(error),
                    (error, false) => error,
                }
            })?;
        }
        // A hook that gives another body, or calls it a failure, has taken the place of the service.
        let unread = unread.filter(|_| response.status.is_success() && response.body.is_empty());
        let (body, unread) = match unread {
            Some((beginning, unread)) => (beginning, Some(unread)),
            None => (response.body, None),
        };
        Ok(Box::new(Answer {
            operation: self.operation.clone(),
            status: response.status,
            limits: RateLimits::read(&response.headers, || self.shared.clock.wall(), &self.redactor),
            head: Head::new(response.headers, self.redactor.clone()),
            body,
            unread,
            attempts: self.attempts,
            unsure: false,
            gave_up: None,
            said: Said::default(),
        }))
    }

    async fn over_http(
        &self,
        sent: impl Future<Output = reqwest::Result<reqwest::Response>>,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Result<(IncomingResponse, Option<(Bytes, Box<Unread>)>)> {
        let mut response = sent.await.map_err(|error| self.transport(error))?;
        let status = response.status();
        let mut headers = std::mem::take(response.headers_mut());
        if !self.shared.hooks.is_empty() {
            sensitive::mark(&mut headers, &self.redactor);
        }
        let incoming = |headers, body| IncomingResponse {
            status,
            headers,
            body,
            elapsed: Duration::ZERO,
            redactor: self.redactor.clone(),
        };
        let read = match self.request.wanted() {
            Wanted::Stream if status.is_success() => match body::look(&mut response, &headers).await {
                Ok((gathered, false)) => {
                    let rest = (gathered.into_bytes(), Box::new(Unread::new(response, permit)));
                    return Ok((incoming(headers, Bytes::new()), Some(rest)));
                }
                Ok((gathered, true)) => body::read(&mut response, gathered, self.settings.body_limit).await,
                Err(error) => Err(error),
            },
            _ => body::read(&mut response, body::Gathered::default(), self.settings.body_limit).await,
        };
        let body = read.map_err(|error| {
            let error = match error {
                Unreadable::TooLarge(limit) => too_large(limit as u64, status.as_u16()),
                Unreadable::Broken(error) => broken_body(error, status.as_u16(), &self.redactor),
            };
            self.unsure_of(error).with(|parts| {
                parts.status = Some(status);
                parts.cf_ray = cf_ray(&headers, &self.redactor);
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
        let asked = asked(&error);
        let error = error.without_url();
        let timed_out = error.is_timeout();
        if error.is_builder() {
            let source = self.redactor.source(error);
            return Error::new(ErrorKind::InvalidRequest, "the request can't be sent").with_source(source);
        }
        if error.is_connect() {
            let permanent = refused_certificate(&error);
            let detail = match timed_out {
                true => format!("connecting to {asked} took too long"),
                false => format!("no connection to {asked}: {}", innermost(&error)),
            };
            let detail = self.redactor.excerpt(&detail, 300);
            let source = self.redactor.source(error);
            return Error::new(ErrorKind::Connect, detail).with_source(source).with(|parts| {
                parts.timed_out = timed_out;
                // A certificate that isn't trusted now isn't trusted in a second either.
                parts.permanent = permanent;
            });
        }
        let (kind, detail) = match timed_out {
            true => (ErrorKind::Timeout, "no answer in time".to_owned()),
            false => {
                let why = innermost(&error);
                let detail = format!("the connection to {asked} broke before an answer came: {why}");
                (ErrorKind::Transport, self.redactor.excerpt(&detail, 300))
            }
        };
        let unprocessed = unprocessed(&error);
        let error = Error::new(kind, detail).with_source(self.redactor.source(error));
        self.unsure_of(error).with(|parts| {
            parts.timed_out = timed_out;
            parts.unprocessed = unprocessed;
            parts.outcome_unknown &= !unprocessed;
        })
    }
}
