//! Hooks: what they see, what they change, what they refuse.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use cloudflare_core::prelude::*;
use cloudflare_core::{
    Attempt, Error, ErrorKind, Finished, Hook, HookError, IncomingResponse, OutgoingRequest, Scope,
    StatusCode, WaitReason,
};
use serde_json::json;

use crate::kit::clock::VirtualClock;
use crate::kit::fault_server::{Fault, FaultServer, json as answer};
use crate::kit::gadgets::{CreateGadget, Gadgets};
use crate::kit::{failure, success};

/// Writes down what it is told.
#[derive(Clone, Default)]
struct Diary(Arc<Mutex<Vec<String>>>);

impl Diary {
    fn note(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }
}

impl Hook for Diary {
    fn before_send(&self, attempt: &Attempt<'_>, request: &mut OutgoingRequest) -> Result<(), HookError> {
        assert!(request.headers().contains_key("authorization"));
        self.note(format!("send {} {} {}", attempt.operation, attempt.number, request.url().path()));
        Ok(())
    }

    fn received(&self, attempt: &Attempt<'_>, response: &mut IncomingResponse) -> Result<(), HookError> {
        self.note(format!("received {} {}", attempt.number, response.status()));
        Ok(())
    }

    fn failed(&self, attempt: &Attempt<'_>, error: &Error) {
        self.note(format!("failed {} {:?}", attempt.number, error.kind()));
    }

    fn waiting(&self, attempt: &Attempt<'_>, reason: WaitReason, wait: Duration) {
        assert!(wait > Duration::ZERO);
        self.note(format!("waiting {} {reason:?}", attempt.number));
    }

    fn finished(&self, call: &Finished<'_>) {
        let status = call.status.map(|status| status.as_u16());
        let kind = call.error.map(Error::kind);
        self.note(format!("finished {} {status:?} {kind:?} {}", call.attempts, call.path_template));
    }
}

fn gadgets(
    server: &FaultServer,
    hooks: impl FnOnce(crate::kit::ClientBuilder) -> crate::kit::ClientBuilder,
) -> Gadgets {
    let builder = crate::kit::builder(&server.url()).clock(VirtualClock::new());
    hooks(builder).build().unwrap().gadgets(&Scope::zone("z").unwrap())
}

#[tokio::test]
async fn a_hook_is_told_everything_in_order() {
    let server = FaultServer::with([
        Fault::Reset(vec![]),
        crate::kit::fault_server::json_with(503, &[("retry-after", "1")], &failure(1, "m")),
        answer(200, &success(json!({}))),
        answer(404, &failure(1551, "m")),
    ]);
    let diary = Diary::default();
    let gadgets = gadgets(&server, |builder| builder.hook(diary.clone()));
    gadgets.get("g").result().await.unwrap();
    gadgets.get("h").result().await.unwrap_err();
    gadgets.get("").result().await.unwrap_err();
    let template = "/{accounts_or_zones}/{account_or_zone_id}/gadgets/{gadget_id}";
    let path = "/client/v4/zones/z/gadgets";
    assert_eq!(
        *diary.0.lock().unwrap(),
        [
            format!("send gadgets-get 1 {path}/g"),
            "failed 1 Transport".to_owned(),
            "waiting 2 Backoff".to_owned(),
            format!("send gadgets-get 2 {path}/g"),
            "received 2 503 Service Unavailable".to_owned(),
            "waiting 3 RetryAfter".to_owned(),
            format!("send gadgets-get 3 {path}/g"),
            "received 3 200 OK".to_owned(),
            format!("finished 3 Some(200) None {template}"),
            format!("send gadgets-get 1 {path}/h"),
            "received 1 404 Not Found".to_owned(),
            format!("finished 1 Some(404) Some(Api) {template}"),
            format!("finished 0 None Some(InvalidRequest) {template}"),
        ]
    );
}

/// Signs what leaves and mends what comes.
struct Amending;

impl Hook for Amending {
    fn before_send(&self, attempt: &Attempt<'_>, request: &mut OutgoingRequest) -> Result<(), HookError> {
        let length = request.body().map_or(0, <[u8]>::len);
        request.headers_mut().insert("x-signature", format!("{length}-{}", attempt.number).parse()?);
        request.set_body("{\"amended\":true}");
        Ok(())
    }

    fn received(&self, _: &Attempt<'_>, response: &mut IncomingResponse) -> Result<(), HookError> {
        assert!(response.body().starts_with(b"{"));
        response.headers_mut().insert("cf-ray", "amended".parse()?);
        response.set_status(StatusCode::ACCEPTED);
        response.set_body(success(json!({"id": "amended"})).to_string());
        Ok(())
    }
}

#[tokio::test]
async fn a_hook_can_amend_requests_and_answers() {
    let server = FaultServer::with([answer(400, &failure(1, "m"))]);
    let gadgets = gadgets(&server, |builder| builder.hook(Amending));
    let envelope = gadgets.create(CreateGadget::new("n", "k")).send().await.unwrap();
    assert_eq!((envelope.status(), envelope.cf_ray()), (StatusCode::ACCEPTED, Some("amended")));
    assert_eq!(envelope.result().unwrap().id.as_ref().unwrap(), &"amended");
    let received = &server.received()[0];
    assert_eq!(received.header("x-signature"), Some("30-1"));
    assert_eq!(received.body, b"{\"amended\":true}");
}

/// Refuses at one of the two points.
struct Refusing(bool);

impl Hook for Refusing {
    fn before_send(&self, _: &Attempt<'_>, _: &mut OutgoingRequest) -> Result<(), HookError> {
        if self.0 { Err("not today".into()) } else { Ok(()) }
    }

    fn received(&self, _: &Attempt<'_>, _: &mut IncomingResponse) -> Result<(), HookError> {
        Err("not like this".into())
    }
}

#[tokio::test]
async fn a_hook_can_refuse_and_nothing_is_tried_again() {
    for (before, requests, says) in [(true, 0, "not today"), (false, 1, "not like this")] {
        let server = FaultServer::with([answer(500, &failure(1, "m"))]);
        let gadgets = gadgets(&server, |builder| builder.hook(Refusing(before)));
        let error = gadgets.create(CreateGadget::new("n", "k")).result().await.unwrap_err();
        assert_eq!((error.kind(), server.requests()), (ErrorKind::Hook, requests));
        assert_eq!(std::error::Error::source(&error).unwrap().to_string(), says);
        assert!(error.to_string().contains(&format!(": {says}")), "{error}");
        assert_eq!((error.outcome_unknown(), error.is_retryable()), (!before, false));
    }
}

/// Refuses with a reason of several lines that quotes a secret.
struct Talking;

impl Hook for Talking {
    fn before_send(&self, _: &Attempt<'_>, _: &mut OutgoingRequest) -> Result<(), HookError> {
        Err(format!("first\r\nsecond \x1b[31m{} \u{2028}third", crate::kit::TOKEN).into())
    }
}

#[tokio::test]
async fn a_hooks_reason_is_one_line_without_secrets() {
    let server = FaultServer::with([]);
    let error = gadgets(&server, |builder| builder.hook(Talking)).get("g").result().await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("a hook refused the request: first second"), "{text}");
    assert!(text.contains("third") && !text.contains(crate::kit::TOKEN), "{text}");
    assert!(!text.contains(['\n', '\r', '\x1b', '\u{2028}']), "{text:?}");
}
