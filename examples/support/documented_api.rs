//! An API in this process that answers with the documents' payloads.
//!
//! It remembers just enough for its answers to fit together: what was sent comes back, and a
//! certificate becomes active when it is looked at for the second time. A server that really
//! behaves is the emulator's job.

use std::collections::HashMap;
use std::sync::Mutex;

use httpmock::{HttpMockRequest, HttpMockResponse, MockServer};
use serde_json::{Value, json};

const ACCESS: &str = "f174e90a-fafe-4643-bbbc-4a0ed4fc8415";
const ZONE: &str = "2458ce5a-0c35-4c7f-82c7-8e9487d3ff60";
const HOSTNAME: &str = "1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d";

pub(crate) struct DocumentedApi {
    server: MockServer,
}

impl DocumentedApi {
    pub(crate) async fn start() -> Self {
        let server = MockServer::start_async().await;
        let memory = Mutex::new(Memory::default());
        server
            .mock_async(|when, then| {
                when.any_request();
                then.respond_with(move |request| {
                    // A panic while it was held would have ended the program.
                    let mut memory = memory.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                    let (status, body) = memory.answer(request);
                    HttpMockResponse::builder()
                        .status(status)
                        .header("content-type", "application/json")
                        .body(body.to_string())
                        .build()
                });
            })
            .await;
        Self { server }
    }

    pub(crate) fn base_url(&self) -> String {
        self.server.url("/client/v4")
    }
}

/// What was sent before.
#[derive(Default)]
struct Memory {
    name: String,
    hostnames: Value,
    settings: Vec<Value>,
    enabled: bool,
    /// How often each certificate was looked at.
    looks: HashMap<&'static str, u32>,
}

impl Memory {
    fn answer(&mut self, request: &HttpMockRequest) -> (u16, Value) {
        let uri = request.uri();
        let path = uri.path().strip_prefix("/client/v4/").unwrap_or_default();
        let segments: Vec<&str> = path.split('/').collect();
        // A body is there when the operation has one; then it is JSON.
        let body: Value = serde_json::from_slice(request.body_ref()).unwrap_or_default();
        let method = request.method_str();
        match (method, &segments[..]) {
            (_, ["accounts" | "zones", _, "access", "certificates", rest @ ..]) => {
                self.access(method, rest, &body, uri.query().unwrap_or_default())
            }
            (_, ["zones", _, "origin_tls_client_auth", rest @ ..]) => self.origin_pulls(method, rest, &body),
            _ => no_route(),
        }
    }

    fn access(&mut self, method: &str, rest: &[&str], body: &Value, query: &str) -> (u16, Value) {
        match (method, rest) {
            ("GET", []) => self.access_page(query),
            ("POST", []) => {
                self.name = body["name"].as_str().unwrap_or_default().to_owned();
                self.hostnames = json!([]);
                (201, success(self.access_certificate()))
            }
            ("GET", ["settings"]) => (200, success(json!(self.settings))),
            ("PUT", ["settings"]) => {
                self.settings = body["settings"].as_array().cloned().unwrap_or_default();
                (202, success(json!(self.settings)))
            }
            ("PUT", [_]) => {
                self.hostnames = body["associated_hostnames"].clone();
                (200, success(self.access_certificate()))
            }
            ("GET", [_]) => (200, success(self.access_certificate())),
            ("DELETE", [id]) => (200, success(json!({"id": id}))),
            _ => no_route(),
        }
    }

    /// The certificate that was added, after others that are there already.
    fn access_page(&self, query: &str) -> (u16, Value) {
        let number = |name: &str, default: usize| {
            let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
            value.and_then(|value| value.parse().ok()).unwrap_or(default).max(1)
        };
        let (page, per_page) = (number("page", 1), number("per_page", 20));
        let teams = ["devs", "ops", "sales", "support", "partners", "auditors"];
        let mut all: Vec<Value> =
            teams.iter().map(|team| json!({"id": ACCESS, "name": format!("Allow {team}")})).collect();
        all.push(self.access_certificate());
        let shown: Vec<&Value> = all.iter().skip((page - 1) * per_page).take(per_page).collect();
        let mut envelope = success(json!(shown));
        envelope["result_info"] = json!({
            "count": shown.len(), "page": page, "per_page": per_page,
            "total_count": all.len(), "total_pages": all.len().div_ceil(per_page),
        });
        (200, envelope)
    }

    fn access_certificate(&self) -> Value {
        json!({
            "id": ACCESS,
            "name": self.name,
            "associated_hostnames": self.hostnames,
            "created_at": "2014-01-01T05:20:00.12345Z",
            "expires_on": "2034-01-01T05:20:00.12345Z",
            "fingerprint": "MD5 Fingerprint=1E:80:0F:7A:FD:31:55:96:DE:D5:CB:E2:F0:91:F6:91",
            "updated_at": "2014-01-01T05:20:00.12345Z",
        })
    }

    fn origin_pulls(&mut self, method: &str, rest: &[&str], body: &Value) -> (u16, Value) {
        let result = match (method, rest) {
            ("PUT", ["settings"]) => {
                self.enabled = body["enabled"].as_bool().unwrap_or_default();
                json!({"enabled": self.enabled})
            }
            ("GET", ["settings"]) => json!({"enabled": self.enabled}),
            ("PUT", ["hostnames"]) => match body["config"].as_array() {
                Some(config) => config.iter().map(association).collect(),
                None => json!([]),
            },
            ("GET", ["hostnames", hostname]) if *hostname != "certificates" => {
                association(&json!({"hostname": hostname, "cert_id": HOSTNAME, "enabled": true}))
            }
            ("POST", ["hostnames", "certificates"]) => certificate(HOSTNAME, "pending_deployment"),
            ("GET", ["hostnames", "certificates", _]) => certificate(HOSTNAME, self.look(HOSTNAME)),
            ("DELETE", ["hostnames", "certificates", _]) => certificate(HOSTNAME, "pending_deletion"),
            ("POST", []) => certificate(ZONE, "pending_deployment"),
            ("GET", [_]) => certificate(ZONE, self.look(ZONE)),
            ("DELETE", [_]) => certificate(ZONE, "pending_deletion"),
            _ => return no_route(),
        };
        (200, success(result))
    }

    /// The status of a certificate that is looked at once more.
    fn look(&mut self, id: &'static str) -> &'static str {
        let looks = self.looks.entry(id).or_default();
        *looks += 1;
        if *looks == 1 { "pending_deployment" } else { "active" }
    }
}

fn certificate(id: &str, status: &str) -> Value {
    json!({
        "id": id,
        "certificate": "-----BEGIN CERTIFICATE-----\nMIIDtTCCAp2g…\n-----END CERTIFICATE-----\n",
        "enabled": false,
        "expires_on": "2100-01-01T05:20:00Z",
        "issuer": "GlobalSign",
        "serial_number": "6743787633689793699141714808227354901",
        "signature": "SHA256WithRSA",
        "status": status,
        "uploaded_on": "2019-10-28T18:11:23.37411Z",
    })
}

fn association(asked: &Value) -> Value {
    json!({
        "hostname": asked["hostname"],
        "cert_id": asked["cert_id"],
        "enabled": asked["enabled"],
        "cert_status": "active",
        "status": if asked["enabled"].is_null() { "pending_deletion" } else { "active" },
        "expires_on": "2100-01-01T05:20:00Z",
        "issuer": "GlobalSign",
        "serial_number": "6743787633689793699141714808227354901",
        "signature": "SHA256WithRSA",
    })
}

fn success(result: Value) -> Value {
    json!({"success": true, "errors": [], "messages": [], "result": result})
}

fn no_route() -> (u16, Value) {
    let errors = json!([{"code": 7003, "message": "No route for that URI"}]);
    (404, json!({"success": false, "errors": errors, "messages": [], "result": null}))
}
