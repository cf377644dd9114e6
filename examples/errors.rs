//! What to do about an error: decide by predicate, print the error itself, look before an upload
//! is repeated.
//!
//! ```console
//! $ cargo run --example errors
//! ```

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::{AccessCertificateId, CreateAccessCertificate};
use cloudflare_mtls::{Client, Error, RetryPolicy, Scope};
use httpmock::MockServer;
use serde_json::{Value, json};

/// What this program does about an error.
fn advice(error: &Error) -> &'static str {
    if error.outcome_unknown() {
        "it may have happened: list the certificates before uploading again"
    } else if error.is_already_exists() {
        "nothing to do: it is there"
    } else if error.is_in_use() {
        "clear its hostnames first"
    } else if error.is_settling() {
        "an earlier change is still on its way: try again in a minute"
    } else if error.is_quota_exceeded() {
        "delete one first"
    } else if error.is_not_found() {
        "nothing to do: it is gone"
    } else if error.is_authentication() {
        "fix the token; trying again won't help"
    } else if error.is_rate_limited() {
        "wait as long as retry_after() says"
    } else if error.is_decode() {
        "report it, with json_path() and cf_ray()"
    } else if error.is_retryable() {
        "try again later"
    } else {
        "a person has to look at it"
    }
}

/// Deletes a certificate; one that is gone already counts as deleted.
async fn delete(client: &Client, scope: &Scope, id: &AccessCertificateId) -> Result<(), Error> {
    match client.access_certificates(scope).delete(id).result().await {
        Ok(_) => Ok(()),
        Err(error) if error.is_not_found() => Ok(()),
        Err(error) => Err(error),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let scope = Scope::account("023e105f4ecef8ad9ca31a8372d0c353")?;
    let failure = |code: i64, message: &str| json!({"success": false, "errors": [{"code": code, "message": message}], "messages": [], "result": null});
    for (status, body) in [
        (409, failure(1406, "certificate already exists")),
        (409, failure(12132, "access.api.error.conflict: certificate_has_active_associations")),
        (409, failure(12132, "access.api.error.conflict: settings are still being updated")),
        (400, failure(12130, "access.api.error.quota_exceeded")),
        (403, failure(10000, "Authentication error")),
        (429, failure(10000, "slow down")),
        (200, failure(1001, "invalid request")),
        (200, json!({"success": true, "result": {"id": ["a list"]}})),
        (502, json!("<html>Bad Gateway</html>")),
    ] {
        let (server, client) = answering(status, &body).await?;
        let upload = CreateAccessCertificate::new("Allow devs", "-----BEGIN CERTIFICATE-----…");
        if let Err(error) = client.access_certificates(&scope).create(upload).result().await {
            println!("{error}\n    → {}\n", advice(&error));
        }
        drop(server);
    }

    let (_server, client) = answering(404, &failure(12135, "access.api.error.not_found")).await?;
    delete(&client, &scope, &"f174e90a-fafe-4643-bbbc-4a0ed4fc8415".into()).await?;
    println!("deleted, or gone before");

    // An error of the program's own setup is found before anything is sent.
    if let Err(error) = Client::builder().token("a token\n").build() {
        println!("{error}");
    }
    Ok(())
}

/// A server that answers everything with this, and a client for it.
async fn answering(status: u16, body: &Value) -> Result<(MockServer, Client), Error> {
    let server = MockServer::start_async().await;
    server
        .mock_async(|when, then| {
            when.any_request();
            then.status(status).header("cf-ray", "8f00ba4c0ffee-FRA").json_body(body.clone());
        })
        .await;
    let client = Client::builder()
        .token("an-example-token")
        .base_url(server.base_url())
        .retry(RetryPolicy::none())
        .build()?;
    Ok((server, client))
}
