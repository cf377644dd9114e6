//! A call that no mock fits fails in a way that nothing takes for an answer of the service.
//!
//! The mock server answers it with status 404, and a program that asks whether a certificate
//! exists would learn that it doesn't: a test with a mistaken mock would pass.

use crate::client::hook::{Attempt, Hook, HookError, IncomingResponse};

/// What the mock server says in the place of an answer.
const NO_MOCK: &str = "Request did not match any route or mock";

/// Makes an error of its own of the mock server's 404.
pub(super) struct Unanswered;

impl Hook for Unanswered {
    fn received(&self, _: &Attempt<'_>, response: &mut IncomingResponse) -> Result<(), HookError> {
        let said = |body: &[u8]| {
            let body: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
            body.get("message").and_then(|message| message.as_str()) == Some(NO_MOCK)
        };
        if response.status().as_u16() == 404 && said(response.body()) {
            return Err("no mock fits this call; the assert() of the one that should says why".into());
        }
        Ok(())
    }
}
