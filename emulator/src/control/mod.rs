//! The control endpoints: what a [`Handle`] does, over HTTP.
//!
//! They stand under a path that the real API doesn't have, answer plain JSON
//! without an envelope and ask for no credential: whoever reaches the port may
//! use them, web pages excepted (`guard`). A request that they can't read is
//! answered with 400 and `{"error": …}`.

mod guard;

use std::time::Duration;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::StatusCode,
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::{delete, get, patch, post, put},
};
use jiff::Timestamp;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    clock::ClockMode,
    credential::Credential,
    fault::Fault,
    handle::Handle,
    lifecycle::Status,
    operation::BASE_PATH,
    operation::OPERATIONS,
    state::{
        Snapshot,
        mtls_certificates::{MtlsCertificateType, Service},
    },
    validate::is_identifier,
};

/// The most that is read of a request's body, in bytes: a snapshot can be long.
const BODY_LIMIT: usize = 256 << 20;

/// Where the control endpoints begin.
pub(crate) const PATH: &str = "/__emulator";

pub(crate) fn router(handle: Handle) -> Router {
    Router::new()
        .route("/", get(about))
        .route("/clock", get(clock).patch(change_clock))
        .route("/clock/advance", post(advance))
        .route("/settings", get(settings).patch(change_settings))
        .route("/faults", get(faults).post(inject).delete(clear_faults))
        .route("/faults/{number}", delete(remove_fault))
        .route("/requests", get(requests).delete(clear_requests))
        .route("/state", get(snapshot).put(restore).delete(reset))
        .route("/accounts", post(add_account))
        .route("/zones", post(add_zone))
        .route("/credentials", post(add_credential))
        .route("/status/{id}", put(set_status))
        .route("/history", get(history))
        .route("/history/served/{zone_id}", get(served_by_zone))
        .route("/history/served/{zone_id}/{hostname}", get(served))
        .route("/history/trusted/{resource}/{scope}/{scope_id}/{hostname}", get(trusted))
        .route("/certificate_authorities", get(certificate_authorities))
        .route("/mtls_certificates/{id}", patch(change_mtls_certificate))
        .fallback(|| async { Refusal(StatusCode::NOT_FOUND, "no such control endpoint".into()) })
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn_with_state(handle.clone(), guard::admit))
        .with_state(handle)
}

/// A control request that can't be done.
struct Refusal(StatusCode, String);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

type Outcome = Result<Json<Value>, Refusal>;

fn bad(message: impl Into<String>) -> Refusal {
    Refusal(StatusCode::BAD_REQUEST, message.into())
}

/// Reads a JSON object. Serde would take a list for a structure too, and leave
/// at its default what the list doesn't have.
fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Refusal> {
    let value: Value = serde_json::from_slice(body).map_err(|error| bad(error.to_string()))?;
    if !value.is_object() {
        return Err(bad("the body has to be a JSON object"));
    }
    serde_json::from_value(value).map_err(|error| bad(error.to_string()))
}

async fn about(State(handle): State<Handle>) -> Json<Value> {
    let operations: Vec<_> = OPERATIONS.iter().map(|operation| operation.name).collect();
    Json(json!({
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "base_url": format!("{}{BASE_PATH}", handle.core().origin()),
        "operations": operations,
    }))
}

async fn clock(State(handle): State<Handle>) -> Json<Value> {
    let mut clock = json!(handle.clock_mode());
    clock["now"] = json!(handle.now());
    Json(clock)
}

/// `{"mode": "scaled", "factor": 60, "now": "2030-01-01T00:00:00Z"}`; what is
/// left out stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockChange {
    mode: Option<String>,
    factor: Option<f64>,
    now: Option<Timestamp>,
}

async fn change_clock(State(handle): State<Handle>, body: Bytes) -> Outcome {
    let change: ClockChange = read(&body)?;
    let mode = match (change.mode.as_deref(), change.factor) {
        (None, None) => None,
        (Some("real"), None) => Some(ClockMode::Real),
        (Some("stepped"), None) => Some(ClockMode::Stepped),
        (Some("scaled") | None, Some(factor)) if factor >= 0.0 => Some(ClockMode::Scaled { factor }),
        _ => return Err(bad("mode is one of real, stepped, and scaled with a factor of 0 or more")),
    };
    handle.change_clock(mode, change.now);
    Ok(clock(State(handle)).await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    seconds: f64,
}

async fn advance(State(handle): State<Handle>, body: Bytes) -> Outcome {
    let step: Step = read(&body)?;
    let step = Duration::try_from_secs_f64(step.seconds)
        .map_err(|_| bad("seconds must be a number of 0 or more"))?;
    handle.advance(step);
    Ok(clock(State(handle)).await)
}

async fn settings(State(handle): State<Handle>) -> Json<Value> {
    Json(json!(handle.settings()))
}

async fn change_settings(State(handle): State<Handle>, body: Bytes) -> Outcome {
    let patch: Value = read(&body)?;
    handle.core().change_settings(|settings| settings.merged(&patch)).map_err(bad)?;
    Ok(settings(State(handle)).await)
}

async fn faults(State(handle): State<Handle>) -> Json<Value> {
    let faults = handle.faults().into_iter().map(|(number, fault)| {
        let mut fault = json!(fault);
        fault["number"] = number.into();
        fault
    });
    Json(faults.collect())
}

async fn inject(State(handle): State<Handle>, body: Bytes) -> Outcome {
    let fault: Fault = read(&body)?;
    let number = handle.inject(fault).map_err(|error| bad(error.to_string()))?;
    Ok(Json(json!({ "number": number })))
}

async fn clear_faults(State(handle): State<Handle>) -> StatusCode {
    handle.clear_faults();
    StatusCode::NO_CONTENT
}

async fn remove_fault(State(handle): State<Handle>, Path(number): Path<u64>) -> Response {
    if handle.remove_fault(number) {
        StatusCode::NO_CONTENT.into_response()
    } else {
        Refusal(StatusCode::NOT_FOUND, "no such fault; it may be over".into()).into_response()
    }
}

async fn requests(State(handle): State<Handle>) -> Json<Value> {
    Json(json!({ "received": handle.received(), "requests": handle.requests() }))
}

async fn clear_requests(State(handle): State<Handle>) -> StatusCode {
    handle.clear_requests();
    StatusCode::NO_CONTENT
}

async fn snapshot(State(handle): State<Handle>) -> Json<Value> {
    Json(json!(handle.snapshot()))
}

async fn restore(State(handle): State<Handle>, body: Bytes) -> Result<StatusCode, Refusal> {
    let text = std::str::from_utf8(&body).map_err(|error| bad(error.to_string()))?;
    handle.replace(Snapshot::from_json(text).map_err(bad)?);
    Ok(StatusCode::NO_CONTENT)
}

async fn reset(State(handle): State<Handle>) -> StatusCode {
    handle.reset();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewAccount {
    id: Option<String>,
    name: Option<String>,
}

async fn add_account(State(handle): State<Handle>, body: Bytes) -> Outcome {
    let account: NewAccount = read(&body)?;
    let id = identifier(&handle, account.id)?;
    let name = account.name.unwrap_or_else(|| id.clone());
    handle.add_account(&id, &name);
    Ok(Json(json!({ "id": id, "name": name })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewZone {
    id: Option<String>,
    name: String,
    account_id: String,
    #[serde(default)]
    china_network: bool,
}

async fn add_zone(State(handle): State<Handle>, body: Bytes) -> Outcome {
    let zone: NewZone = read(&body)?;
    let id = identifier(&handle, zone.id)?;
    handle.put_zone(&id, &zone.name, &zone.account_id, Some(zone.china_network));
    Ok(Json(json!({ "id": id, "name": zone.name, "account_id": zone.account_id })))
}

fn identifier(handle: &Handle, given: Option<String>) -> Result<String, Refusal> {
    match given {
        Some(id) if is_identifier(&id) => Ok(id),
        Some(_) => Err(bad("an identifier has 32 hexadecimal digits")),
        None => Ok(handle.new_identifier()),
    }
}

/// One of `token`, `email` with `key`, and `service_key`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewCredential {
    token: Option<String>,
    email: Option<String>,
    key: Option<String>,
    service_key: Option<String>,
    #[serde(default = "yes")]
    read: bool,
    #[serde(default = "yes")]
    write: bool,
    only: Option<Vec<String>>,
}

fn yes() -> bool {
    true
}

async fn add_credential(State(handle): State<Handle>, body: Bytes) -> Result<StatusCode, Refusal> {
    let new: NewCredential = read(&body)?;
    let credential = match (new.token, new.email, new.key, new.service_key) {
        (Some(token), None, None, None) => Credential::token(token),
        (None, Some(email), Some(key), None) => Credential::key(email, key),
        (None, None, None, Some(key)) => Credential::service_key(key),
        _ => return Err(bad("give one of token, email with key, and service_key")),
    };
    let credential = credential.permissions(new.read, new.write);
    handle.add_credential(match new.only {
        Some(only) => credential.only(only),
        None => credential,
    });
    Ok(StatusCode::NO_CONTENT)
}

async fn history(State(handle): State<Handle>) -> Json<Value> {
    Json(json!(handle.history()))
}

async fn served(
    State(handle): State<Handle>,
    Path((zone_id, hostname)): Path<(String, String)>,
) -> Json<Value> {
    Json(json!(handle.history().served(&zone_id, &hostname)))
}

async fn served_by_zone(State(handle): State<Handle>, Path(zone_id): Path<String>) -> Json<Value> {
    Json(json!(handle.history().served_by_zone(&zone_id)))
}

async fn trusted(
    State(handle): State<Handle>,
    Path((resource, scope, scope_id, hostname)): Path<(String, String, String, String)>,
) -> Json<Value> {
    Json(json!(handle.history().trusted(&resource, &scope, &scope_id, &hostname)))
}

async fn certificate_authorities(State(handle): State<Handle>) -> Json<Value> {
    Json(json!(handle.certificate_authorities()))
}

/// `{"type": "gateway_managed", "services": [{"service": "gateway", "status":
/// "active"}]}`; what is left out stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MtlsCertificateChange {
    #[serde(rename = "type")]
    kind: Option<MtlsCertificateType>,
    services: Option<Vec<Service>>,
}

async fn change_mtls_certificate(
    State(handle): State<Handle>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    let change: MtlsCertificateChange = read(&body)?;
    let found = handle.change_mtls_certificate(&id, |certificate| {
        certificate.kind = change.kind.unwrap_or(certificate.kind);
        if let Some(services) = change.services {
            certificate.services = services;
        }
    });
    if found {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal(StatusCode::NOT_FOUND, "no mTLS certificate has that identifier".into()))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewStatus {
    status: Status,
}

async fn set_status(
    State(handle): State<Handle>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    let new: NewStatus = read(&body)?;
    if handle.set_status(&id, new.status) {
        Ok(StatusCode::NO_CONTENT)
    } else {
        let message = "no certificate and no association has that identifier or hostname";
        Err(Refusal(StatusCode::NOT_FOUND, message.into()))
    }
}
