//! What the tests share: an emulator, and plain HTTP.

use std::time::Duration;

use cloudflare_mtls_emulator::{ClockMode, Emulator, EmulatorBuilder};
use reqwest::{Method, RequestBuilder, StatusCode, header::HeaderMap};
use serde_json::{Value, json};

pub(crate) use crate::pairs::{Pair, authority, leaf, made};

pub(crate) const ID: &str = "023e105f4ecef8ad9ca31a8372d0c353";
pub(crate) const UNKNOWN_UUID: &str = "f174e90a-fafe-4643-bbbc-4a0ed4fc8415";

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    /// The result of a success.
    #[track_caller]
    pub(crate) fn result(&self) -> &Value {
        assert_eq!(self.body["success"], true, "{self:?}");
        assert!(self.status.is_success(), "{self:?}");
        &self.body["result"]
    }

    /// The identifier in the result.
    #[track_caller]
    pub(crate) fn id(&self) -> String {
        self.result()["id"].as_str().unwrap().to_owned()
    }

    /// Asserts a failure with this status and this first code.
    #[track_caller]
    pub(crate) fn fails(&self, status: u16, code: u32) -> &Self {
        assert_eq!(self.body["success"], false, "{self:?}");
        assert_eq!(
            (self.status.as_u16(), &self.body["errors"][0]["code"]),
            (status, &json!(code)),
            "{self:?}"
        );
        assert!(self.body["errors"][0]["message"].is_string());
        assert_eq!(self.body["messages"], json!([]));
        self
    }

    pub(crate) fn pointer(&self, error: usize) -> &Value {
        &self.body["errors"][error]["source"]["pointer"]
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// An emulator with a stepped clock, and a client for it.
pub(crate) struct Kit {
    pub(crate) emulator: Emulator,
    pub(crate) http: reqwest::Client,
    token: String,
}

impl Kit {
    pub(crate) async fn start() -> Self {
        Self::of(Emulator::builder()).await
    }

    /// With the documents' clock: stepped, from a fixed time.
    pub(crate) async fn of(builder: EmulatorBuilder) -> Self {
        let start = "2030-01-01T00:00:00Z".parse().unwrap();
        let emulator = builder.clock(ClockMode::Stepped).starts_at(start).start().await.unwrap();
        Self { token: emulator.token(), emulator, http: reqwest::Client::new() }
    }

    /// The same emulator under another token.
    pub(crate) fn with_token(mut self, token: &str) -> Self {
        self.token = token.to_owned();
        self
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.emulator.base_url());
        self.http.request(method, url).bearer_auth(&self.token)
    }

    pub(crate) async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        assert!(headers.contains_key("cf-ray"));
        Answer { status, headers, body: response.json().await.unwrap() }
    }

    /// Sends a request that gets no answer, and gives it up some time after the emulator has it.
    pub(crate) async fn unanswered(&self, request: RequestBuilder) {
        let before = self.emulator.received();
        let mut waiting = tokio::spawn(request.send());
        while self.emulator.received() == before {
            tokio::task::yield_now().await;
        }
        let answer = tokio::time::timeout(Duration::from_millis(20), &mut waiting).await;
        assert!(answer.is_err(), "{answer:?}");
        waiting.abort();
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, path).json(&body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::PUT, path).json(&body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::PATCH, path).json(&body)).await
    }

    /// Calls a control endpoint, as another language does.
    pub(crate) async fn control(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        let url = format!("{}{path}", self.emulator.control_url());
        let mut request = self.http.request(method, url);
        if !body.is_null() {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        (status, if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() })
    }

    pub(crate) fn step(&self, seconds: u64) {
        self.emulator.advance(Duration::from_secs(seconds));
    }
}

pub(crate) fn pulls() -> String {
    format!("/zones/{ID}/origin_tls_client_auth")
}

pub(crate) fn hostname_certificates() -> String {
    format!("{}/hostnames/certificates", pulls())
}

pub(crate) fn hostnames() -> String {
    format!("{}/hostnames", pulls())
}

pub(crate) fn mtls_certificates() -> String {
    format!("/accounts/{ID}/mtls_certificates")
}

pub(crate) fn client_certificates() -> String {
    format!("/zones/{ID}/client_certificates")
}

pub(crate) fn authority_hostnames() -> String {
    format!("/zones/{ID}/certificate_authorities/hostname_associations")
}

pub(crate) fn access(scope: &str) -> String {
    format!("/{scope}/{ID}/access/certificates")
}
