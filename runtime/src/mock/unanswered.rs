//! A call that no mock fits fails in a way that nothing takes for an answer of the service.
//!
//! The mock server answers it with status 404, and a program that asks whether a certificate
//! exists would learn that it doesn't: a test with a mistaken mock would pass.

use reqwest::header::HeaderValue;

use super::nearest;
use crate::client::hook::{Attempt, Finished, Hook, HookError, IncomingResponse, NoService, OutgoingRequest};

/// What the mock server says in the place of an answer.
const NO_MOCK: &str = "Request did not match any route or mock";

/// Makes an error of its own of the mock server's 404.
pub(super) struct Unanswered;

impl Hook for Unanswered {
    fn before_send(&self, attempt: &Attempt<'_>, request: &mut OutgoingRequest) -> Result<(), HookError> {
        nearest::expect(attempt.call);
        request.headers_mut().insert(nearest::HEADER, HeaderValue::from(attempt.call));
        Ok(())
    }

    fn received(&self, attempt: &Attempt<'_>, response: &mut IncomingResponse) -> Result<(), HookError> {
        let said = |body: &[u8]| {
            let body: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
            body.get("message").and_then(|message| message.as_str()) == Some(NO_MOCK)
        };
        if response.status().as_u16() == 404 && said(response.body()) {
            return Err(NoService(nearest::report(attempt.call)).into());
        }
        Ok(())
    }

    fn finished(&self, call: &Finished<'_>) {
        nearest::forget(call.call);
    }
}
