//! A client certificate's whole life: a key and a signing request made here, a certificate issued by
//! the API, shown in a TLS handshake, revoked, taken back, and revoked for good.
//!
//! ```console
//! $ cargo run --example client_certificates
//! ```
//!
//! Nothing leaves this machine. The API is an emulator in this process, which signs certificates as
//! the service's own authority does; the server that asks for them is in this process, too, and
//! trusts that authority.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::{
    ClientCertificateFilter, ClientCertificateId, ClientCertificateStatus, CreateClientCertificate,
    UpdateCertificateAuthorityHostnames,
};
use cloudflare_mtls::{Client, ZoneId};
use cloudflare_mtls_emulator::{ClockMode, DEFAULT_ID, Emulator};

#[path = "support/mtls_server.rs"]
mod mtls_server;
#[path = "support/signing_request.rs"]
mod signing_request;

use mtls_server::Server;

/// The emulator's zone.
const ZONE: &str = DEFAULT_ID;
const HOSTNAME: &str = "api.example.com";

pub(crate) type Problem = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    match run(&mut std::io::stdout()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// Goes through all of it and tells each step.
pub(crate) async fn run(out: &mut impl Write) -> Result<(), Problem> {
    let emulator = Emulator::builder().clock(ClockMode::Stepped).start().await?;
    let client = Client::builder().token(emulator.token()).base_url(emulator.base_url()).build()?;
    let certificates = client.client_certificates(ZONE);

    // The hostname asks visitors for certificates of the service's own authority.
    let hostnames = client.certificate_authority_hostnames(ZONE);
    let asking = UpdateCertificateAuthorityHostnames::for_managed_authority([HOSTNAME]);
    let asking = hostnames.update(asking).result().await?.hostnames.unwrap_or_default();
    writeln!(out, "asks for certificates: {}", asking.join(", "))?;
    let authority = emulator.certificate_authority(ZONE).ok_or("the emulator has no such zone")?;
    let server = Server::start(HOSTNAME, &authority.certificate).await?;
    writeln!(out, "a visit without a certificate: {}", visit(&server, None).await)?;

    // The key is made here and goes nowhere; the API gets the request alone.
    let (request, key) = signing_request::make("device-1")?;
    let issued = certificates.create(CreateClientCertificate::new(request, 30)).result().await?;
    let id = issued.id.ok_or("the certificate has no identifier")?;
    let certificate = issued.certificate.ok_or("the certificate has no text")?;
    writeln!(
        out,
        "issued {} for {}, valid until {}",
        id,
        issued.common_name.unwrap_or_default(),
        issued.expires_on.unwrap_or_default()
    )?;
    let identity = Some((certificate.as_str(), &key));
    writeln!(out, "a visit with it: {}", visit(&server, identity).await)?;

    // A revocation can be taken back while it is under way.
    let revoked = certificates.revoke(&id).result().await?;
    writeln!(out, "revoked: {}", status(revoked.and_then(|certificate| certificate.status)))?;
    let reactivated = certificates.reactivate(&id).result().await?;
    writeln!(out, "taken back: {}", status(reactivated.status))?;
    until(&emulator, &client, &id, ClientCertificateStatus::Active).await?;
    server.refuse(&revoked_in(&client, ZONE).await?)?;
    writeln!(out, "a visit after that: {}", visit(&server, identity).await)?;

    // Left alone, it is final.
    certificates.revoke(&id).send().await?;
    until(&emulator, &client, &id, ClientCertificateStatus::Revoked).await?;
    let all = revoked_in(&client, ZONE).await?;
    writeln!(out, "revoked for good: {} of this zone", all.len())?;
    server.refuse(&all)?;
    writeln!(out, "a visit after that: {}", visit(&server, identity).await)?;
    match certificates.reactivate(&id).result().await {
        Ok(_) => Err("a revoked certificate was reactivated".into()),
        Err(refusal) => Ok(writeln!(out, "it can't be taken back: {}", said(&refusal))?),
    }
}

/// The texts of all certificates that were revoked, however many pages they fill.
async fn revoked_in(client: &Client, zone: impl Into<ZoneId>) -> Result<Vec<String>, Problem> {
    let mut texts = Vec::new();
    let list = client.client_certificates(zone).list().status(ClientCertificateFilter::Revoked).per_page(50);
    let mut certificates = list.items();
    while let Some(certificate) = certificates.try_next().await? {
        texts.extend(certificate.certificate);
    }
    Ok(texts)
}

/// Waits for a status. The emulator's time stands still but for here.
async fn until(
    emulator: &Emulator,
    client: &Client,
    id: &ClientCertificateId,
    wanted: ClientCertificateStatus,
) -> Result<(), Problem> {
    for _ in 0..60 {
        if client.client_certificates(ZONE).get(id).result().await?.status.as_ref() == Some(&wanted) {
            return Ok(());
        }
        emulator.advance(Duration::from_secs(1));
    }
    Err(format!("the certificate isn't {wanted} after a minute").into())
}

/// What came of a visit, in a line.
async fn visit(server: &Server, identity: Option<(&str, &rcgen::KeyPair)>) -> String {
    server.visit(identity).await.unwrap_or_else(|problem| problem.to_string())
}

fn status(status: Option<ClientCertificateStatus>) -> String {
    status.map_or_else(|| "no status".to_owned(), |status| status.to_string())
}

/// What the service gives for a reason.
fn said(refusal: &cloudflare_mtls::Error) -> String {
    let reasons: Vec<_> = refusal.errors().iter().map(ToString::to_string).collect();
    if reasons.is_empty() { refusal.to_string() } else { reasons.join("; ") }
}
