//! Calls each of the 39 operations once, to find out whether a server understands what this
//! client sends and the client what the server answers.
//!
//! ```console
//! $ export CLOUDFLARE_BASE_URL=http://127.0.0.1:4010 CLOUDFLARE_API_TOKEN=any
//! $ cargo run --example every_operation
//! ```
//!
//! The server is the one that `CLOUDFLARE_BASE_URL` names: a mock server that checks every
//! request against the published specification, or anything else that speaks this API. The
//! credentials come from the environment as well. Accounts, zones and certificates have identifiers
//! that the API's documents use as examples, so on a server that keeps state most of the calls
//! fail, and that is fine: a failure that the service explains with a code was sent and read.
//! What isn't fine is a call that couldn't be sent, an answer that couldn't be read, and a
//! validating server's refusal. Then the exit status is 1.

use std::io::Write;
use std::pin::Pin;
use std::process::ExitCode;

use cloudflare_core::runtime::Operation;
use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::{
    Association, ClientCertificateFilter, CreateAccessCertificate, CreateClientCertificate,
    CreateHostnameCertificate, CreateMtlsCertificate, CreateZoneCertificate, HostnameAssociationFilter,
    HostnameSettings, MtlsCertificateType, UpdateAccessCertificate, UpdateCertificateAuthorityHostnames,
};
use cloudflare_mtls::{Client, Envelope, Error, ErrorKind, Scope, StatusCode};
use serde::Serialize;
use serde_json::Value;

#[path = "support/certificates.rs"]
mod certificates;
#[path = "support/signing_request.rs"]
mod signing_request;

/// The documents' identifier, of everything.
const ID: &str = "023e105f4ecef8ad9ca31a8372d0c353";
/// One in the form that the newest document demands where it demands one.
const UUID: &str = "0d89c70d-ad9f-4843-b99f-6cc0252067e9";
const HOSTNAME: &str = "app.example.com";

type Problem = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::from(2)
        }
    }
}

async fn run() -> Result<usize, Problem> {
    // Without a server of one's own the default would be the real service.
    if std::env::var_os("CLOUDFLARE_BASE_URL").is_none_or(|url| url.is_empty()) {
        return Err("set CLOUDFLARE_BASE_URL to the server to call".into());
    }
    call_all(&Client::from_env()?, &mut std::io::stdout()).await
}

/// Calls all of them, a line each, and returns how many couldn't be sent or read.
pub(crate) async fn call_all(client: &Client, out: &mut impl Write) -> Result<usize, Problem> {
    writeln!(out, "calling {}", client.base_url())?;
    let (mut ok, mut failed) = (0, 0);
    for call in calls(client)? {
        match call.outcome.await {
            Ok(seen) => {
                ok += 1;
                writeln!(out, "ok     {:6} {}  {seen}", call.method, call.path)?;
            }
            Err(problem) => {
                failed += 1;
                writeln!(out, "error  {:6} {}  {problem}", call.method, call.path)?;
            }
        }
    }
    writeln!(out, "{} operations: {ok} ok, {failed} failed", ok + failed)?;
    Ok(failed)
}

/// One operation that is ready to be sent.
struct Call {
    method: String,
    path: String,
    outcome: Pin<Box<dyn Future<Output = Result<String, String>>>>,
}

fn call<O>(scope: Option<&Scope>, operation: O) -> Call
where
    O: Operation + 'static,
    O::Result: Serialize,
{
    Call {
        method: O::INFO.method.to_string(),
        path: path(O::INFO.path, scope),
        outcome: Box::pin(async move {
            match operation.send().await {
                Ok(envelope) => Ok(decoded(&envelope)),
                Err(error) if is_explained(&error) => Ok(refused(&error)),
                Err(error) => Err(error.to_string()),
            }
        }),
    }
}

/// All of them, those that delete last.
fn calls(client: &Client) -> Result<Vec<Call>, Problem> {
    let mut calls = Vec::new();
    for scope in [Scope::account(ID)?, Scope::zone(ID)?] {
        let certificates = client.access_certificates(&scope);
        let settings = client.access_settings(&scope);
        let authority = certificates::authority("cloudflare-mtls example")?.certificate;
        let create = CreateAccessCertificate::new("Allow devs", authority).associated_hostnames([HOSTNAME]);
        let update = UpdateAccessCertificate::new([HOSTNAME]).name("Allow devs");
        calls.extend([
            call(Some(&scope), certificates.list()),
            call(Some(&scope), certificates.create(create)),
            call(Some(&scope), certificates.get(ID)),
            call(Some(&scope), certificates.update(ID, update)),
            call(Some(&scope), settings.list()),
            call(Some(&scope), settings.update([HostnameSettings::new(HOSTNAME, false, true)])),
            call(Some(&scope), certificates.delete(ID)),
        ]);
    }
    let for_zone = certificates::leaf("zone.example.com")?;
    let for_hostname = certificates::leaf(HOSTNAME)?;
    let zone = client.zone_certificates(ID);
    let hostname = client.hostname_certificates(ID);
    let associations = client.hostname_associations(ID);
    let settings = client.zone_settings(ID);
    calls.extend([
        call(None, zone.list()),
        call(None, zone.create(CreateZoneCertificate::new(for_zone.certificate, for_zone.private_key))),
        call(None, zone.get(ID)),
        call(None, hostname.list()),
        call(
            None,
            hostname
                .create(CreateHostnameCertificate::new(for_hostname.certificate, for_hostname.private_key)),
        ),
        call(None, hostname.get(ID)),
        call(None, associations.list().status([HostnameAssociationFilter::All]).page(1).per_page(1000)),
        call(None, associations.update([Association::enable(HOSTNAME, ID)])),
        call(None, associations.get(HOSTNAME)),
        call(None, settings.get()),
        call(None, settings.update(true)),
        call(None, hostname.delete(ID)),
        call(None, zone.delete(ID)),
    ]);
    calls.extend(visitors(client)?);
    Ok(calls)
}

/// Those on the certificates that visitors show: authorities of the account, client certificates of
/// the service's own authority, and the hostnames that ask for either.
fn visitors(client: &Client) -> Result<Vec<Call>, Problem> {
    let authority = certificates::authority("cloudflare-mtls example")?.certificate;
    let uploaded = client.mtls_certificates(ID);
    let issued = client.client_certificates(ID);
    let hostnames = client.certificate_authority_hostnames(ID);
    let create = CreateMtlsCertificate::authority(authority).name("cloudflare-mtls example");
    let (request, _) = signing_request::make("device-1")?;
    Ok(vec![
        call(None, uploaded.list().type_([MtlsCertificateType::Custom])),
        call(None, uploaded.create(create)),
        call(None, uploaded.get(ID)),
        call(None, uploaded.associations(ID)),
        call(None, hostnames.get().mtls_certificate_id(UUID)),
        call(None, hostnames.update(UpdateCertificateAuthorityHostnames::for_managed_authority([HOSTNAME]))),
        call(None, uploaded.delete(ID)),
        call(None, issued.list().status(ClientCertificateFilter::All).page(1).per_page(50)),
        call(None, issued.create(CreateClientCertificate::new(request, 30))),
        call(None, issued.get(UUID)),
        call(None, issued.revoke(UUID)),
        call(None, issued.reactivate(UUID)),
    ])
}

/// The path of an operation, for people, with what this program puts in it.
fn path(template: &str, scope: Option<&Scope>) -> String {
    let scope = scope.map(ToString::to_string).unwrap_or_default();
    template
        .replace("{accounts_or_zones}/{account_or_zone_id}", &scope)
        .replace("{account_id}", ID)
        .replace("{zone_id}", ID)
        .replace("{certificate_id}", ID)
        .replace("{mtls_certificate_id}", ID)
        .replace("{client_certificate_id}", UUID)
        .replace("{hostname}", HOSTNAME)
}

/// Whether a failure is the service's own, with a code, and not a validator's refusal of the
/// request: those come without a code, or with a made-up one and a status that says so.
fn is_explained(error: &Error) -> bool {
    let of_form = |status: StatusCode| matches!(status.as_u16(), 405 | 415 | 422);
    error.kind() == ErrorKind::Api
        && !error.status().is_some_and(of_form)
        && error.errors().iter().any(|message| message.code() != 0)
}

fn refused(error: &Error) -> String {
    let errors: Vec<_> = error.errors().iter().map(ToString::to_string).collect();
    let status = error.status().map(|status| status.as_u16().to_string()).unwrap_or_default();
    format!("{status}, refused: {}", errors.join("; "))
}

/// What came out of a success, on one line. Private keys aren't part of it: results leave them
/// out when they are serialized.
fn decoded<T: Serialize>(envelope: &Envelope<T>) -> String {
    let shown = match envelope.result().map(serde_json::to_value) {
        None => "no result".to_owned(),
        Some(Err(error)) => format!("a result that can't be shown: {error}"),
        Some(Ok(Value::Array(items))) => match items.first() {
            None => "an empty list".to_owned(),
            Some(first) => format!("a list of {}, the first {}", items.len(), fields(first)),
        },
        Some(Ok(one)) => fields(&one),
    };
    format!("{}, {shown}", envelope.status().as_u16())
}

/// `{name: value, …}` with long values cut.
fn fields(value: &Value) -> String {
    let Value::Object(fields) = value else { return short(value) };
    let shown: Vec<_> = fields.iter().map(|(name, value)| format!("{name}: {}", short(value))).collect();
    format!("{{{}}}", shown.join(", "))
}

fn short(value: &Value) -> String {
    const LONGEST: usize = 40;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
