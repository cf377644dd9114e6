//! Canaries: values in secret places, everything printed, and a service that echoes all it gets.

use std::fmt::{Debug, Display};
use std::sync::{Arc, Mutex};

use super::{Client, ClientBuilder};
use cloudflare_core::prelude::*;
use cloudflare_core::{
    Attempt, Credentials, Envelope, Error, ErrorKind, Finished, Hook, HookError, IncomingResponse,
    OutgoingRequest, RequestOptions, RetryPolicy, Scope,
};
use serde_json::{Value, json};

use super::clock::VirtualClock;
use super::fault_server::{Fault, FaultServer, Received, json as answer, json_with, response};
use super::gadgets::{CreateGadget, Gadget};
use super::success;

pub const TOKEN: &str = "canary-token-0123456789abcdef";
pub const API_KEY: &str = "canary-apikey-0123456789abcdef";
pub const SERVICE_KEY: &str = "v1.0-canary-service-0123456789";
pub const HEADER: &str = "canary-header-0123456789";
pub const PASSWORD: &str = "canary-password-0123456789";
/// Not PEM, so that nothing but its place gives it away.
pub const BODY_KEY: &str = "canary-body-0123456789";
pub const PEM_KEY: &str = "-----BEGIN PRIVATE KEY-----\ncanaryMIGHAgEAMBMGByqGSM49\ncanaryAgEGCCqGSM49AwEHBG0w\n-----END PRIVATE KEY-----\n";
/// In the secret field of an answer.
pub const ANSWER_KEY: &str = "canary-answer-0123456789";

/// Everything printed so far.
#[derive(Clone, Default)]
pub struct Printed(pub Arc<Mutex<String>>);

impl Printed {
    pub fn debug(&self, value: &dyn Debug) {
        self.text(&format!("{value:?}\n{value:#?}\n"));
    }

    pub fn display(&self, value: &dyn Display) {
        self.text(&format!("{value}\n"));
    }

    pub fn text(&self, text: &str) {
        self.0.lock().unwrap().push_str(text);
    }

    /// An error, with all that can be asked of it and all its sources.
    pub fn error(&self, error: &Error) {
        self.debug(error);
        self.display(error);
        self.debug(&(
            error.errors(),
            error.messages(),
            error.excerpt(),
            error.json_path(),
            error.cf_ray(),
            error.rate_limits(),
        ));
        let mut source = std::error::Error::source(error);
        while let Some(error) = source {
            self.debug(&error);
            self.display(&error);
            source = error.source();
        }
    }

    #[track_caller]
    pub fn is_clean(&self) {
        let printed = self.0.lock().unwrap();
        assert!(printed.len() > 100, "nothing was printed");
        if let Some(at) = printed.to_lowercase().find("canary") {
            let from = at.saturating_sub(200);
            panic!("a secret was printed: …{}…", printed[from..].chars().take(300).collect::<String>());
        }
    }
}

impl Hook for Printed {
    fn before_send(&self, attempt: &Attempt<'_>, request: &mut OutgoingRequest) -> Result<(), HookError> {
        self.debug(attempt);
        self.debug(request);
        // Sensitive headers print as such, also for programs that print all headers.
        self.debug(request.headers());
        Ok(())
    }

    fn received(&self, _: &Attempt<'_>, response: &mut IncomingResponse) -> Result<(), HookError> {
        self.debug(response);
        Ok(())
    }

    fn failed(&self, _: &Attempt<'_>, error: &Error) {
        self.error(error);
    }

    fn finished(&self, call: &Finished<'_>) {
        self.debug(call);
    }
}

pub fn credentials() -> [Credentials; 3] {
    [
        Credentials::token(TOKEN),
        Credentials::api_key("a@example.com", API_KEY),
        Credentials::user_service_key(SERVICE_KEY),
    ]
}

pub fn builder(url: &str, printed: &Printed) -> ClientBuilder {
    Client::builder()
        .token(TOKEN)
        .api_key("a@example.com", API_KEY)
        .user_service_key(SERVICE_KEY)
        .header("cf-access-client-secret", HEADER)
        .base_url(url)
        .retry(RetryPolicy::none())
        .clock(VirtualClock::new())
        .hook(printed.clone())
}

/// Answers that echo everything they were sent, in every way.
pub fn echoing(request: &Received) -> Vec<Fault> {
    let headers =
        request.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect::<String>();
    let body = String::from_utf8_lossy(&request.body).into_owned();
    let echo = format!("{headers}{body}");
    let private_key = || {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        body["private_key"].as_str().unwrap_or_default().to_owned()
    };
    let lines: Vec<Value> = private_key().lines().map(|line| json!({"code": 1, "message": line})).collect();
    let error = |message: &str| {
        json!({"success": false, "errors": [{"code": 1408, "message": message, "documentation_url": message,
            "source": {"pointer": message}, "error_chain": [{"code": 2, "message": message}]}, message, [message]],
            "messages": [{"code": 1, "message": message}]})
    };
    let html = format!("<html><title>{echo}</title><body>{echo}</body></html>");
    let result = json!({"id": {"private_key": ANSWER_KEY}, "name": [ANSWER_KEY]});
    let secret_result = json!({"id": "g", "private_key": ANSWER_KEY});
    let shapes = [
        json!({"id": "g", "private_key": {"a": ANSWER_KEY}}),
        json!({"id": "g", "private_key": [ANSWER_KEY]}),
        json!({"id": "g", "expires_on": ANSWER_KEY}),
        json!({"id": "g", ANSWER_KEY: 1, "name": {ANSWER_KEY: ANSWER_KEY}}),
        json!(ANSWER_KEY),
        json!([ANSWER_KEY]),
    ];
    let mut faults = vec![
        answer(400, &error(&echo)),
        answer(400, &error(&private_key())),
        answer(200, &error(&serde_json::to_string(&private_key()).unwrap())),
        answer(400, &json!({"success": false, "errors": lines})),
        answer(400, &json!({"success": false, "errors": echo})),
        Fault::Bytes(response(502, &[("content-type", "text/html")], &html)),
        Fault::Bytes(response(200, &[("content-type", "text/html")], &html)),
        Fault::Bytes(response(400, &[], &echo)),
        Fault::Bytes(response(200, &[], &body)),
        Fault::Bytes(response(200, &[], format!("{{\"private_key\":\"{ANSWER_KEY}"))),
        Fault::Bytes(response(200, &[], format!("{{\"success\":true,\"result\":{secret_result}"))),
        Fault::Bytes(response(200, &[], format!("{{\"success\":true \"{ANSWER_KEY}\"}}"))),
        Fault::Bytes(response(
            302,
            &[("location", &format!("https://u:{TOKEN}@example.com/{TOKEN}?a={TOKEN}"))],
            "",
        )),
        Fault::Close(format!("HTTP/1.1 200 {TOKEN}\r\nbad header {TOKEN}\r\n\r\n").into_bytes()),
        Fault::Reset(vec![]),
        answer(200, &success(result)),
        json_with(200, &[("set-cookie", ANSWER_KEY), ("cf-ray", "8f0")], &success(secret_result)),
        answer(200, &json!({"success": true, "messages": [{"code": 1, "message": echo}], "result": {}})),
        answer(200, &json!({"success": true, "errors": [{"code": 1, "message": echo}], "result": null})),
    ];
    faults.extend(shapes.iter().map(|shape| answer(200, &success(shape.clone()))));
    faults
}

/// How many answers [`echoing`] has.
pub const ECHOES: usize = 25;

pub fn print_outcome(printed: &Printed, outcome: Result<Envelope<Gadget>, Error>) -> Option<ErrorKind> {
    match outcome {
        Ok(envelope) => {
            printed.debug(&envelope);
            printed.debug(&(envelope.messages(), envelope.errors(), envelope.result_info()));
            envelope.into_result().err().map(|error| {
                printed.error(&error);
                error.kind()
            })
        }
        Err(error) => {
            printed.error(&error);
            Some(error.kind())
        }
    }
}

pub async fn every_call(printed: &Printed) -> Vec<Option<ErrorKind>> {
    let mut kinds = Vec::new();
    for which in 0..ECHOES {
        for (credentials, key) in credentials().into_iter().zip([BODY_KEY, PEM_KEY, BODY_KEY]) {
            let server = FaultServer::answering(move |request| {
                let mut faults = echoing(request);
                assert_eq!(faults.len(), ECHOES);
                faults.swap_remove(which)
            });
            let client = builder(&server.url(), printed).credentials(credentials).build().unwrap();
            let gadgets = client.gadgets(&Scope::account("a").unwrap());
            let create = gadgets.create(CreateGadget::new("n", key));
            let options = RequestOptions::new().header("x-other", HEADER);
            kinds.push(print_outcome(printed, create.with_options(options).send().await));
            kinds.push(print_outcome(printed, gadgets.get("g").send().await));
        }
    }
    kinds
}
