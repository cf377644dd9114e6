//! Two generated crates in one program: the mTLS client and the DNS client of `examples/dns`, made from
//! one core client. They share its connections, its retry budget and the pacer that keeps them within
//! the rate limits, which are counted for the user and not for a crate.
//!
//! ```console
//! $ cargo run --example two_crates
//! ```

use cloudflare_dns::dns_records::types::{CreateDnsRecord, CreateDnsRecordA};
use cloudflare_mtls::{Error, ZoneId, prelude::*, types::*};
use httpmock::MockServer;
use serde_json::json;

const ZONE: ZoneId = ZoneId::from_static("023e105f4ecef8ad9ca31a8372d0c353");
const CERTIFICATE: &str = "2458ce5a-0c35-4c7f-82c7-8e9487d3ff60";

/// Shows the origin of a hostname a client certificate, and points the hostname to that origin.
async fn move_in(
    mtls: &cloudflare_mtls::Client,
    dns: &cloudflare_dns::Client,
    hostname: &str,
    address: &str,
) -> Result<(), Error> {
    let association = Association::enable(hostname, CERTIFICATE);
    mtls.hostname_associations(ZONE).update([association]).result().await?;

    let record = CreateDnsRecord::new(hostname, CreateDnsRecordA::new(address).proxied(true));
    match dns.dns_records(ZONE).create(record).result().await {
        Ok(_) => println!("{hostname} is at {address} now"),
        // Each error knows the codes of the API that it comes from.
        Err(error) if error.is_already_exists() => println!("{hostname} was there already"),
        Err(error) => return Err(error),
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = pretend_service().await;

    let mtls = cloudflare_mtls::Client::builder()
        .base_url(server.base_url())
        .token("an-example-token")
        .user_agent("move-in/1.0")
        .build()?;
    // Not another client: the same one, with other methods.
    let dns = cloudflare_dns::Client::from(mtls.core().clone());

    move_in(&mtls, &dns, "app.example.com", "192.0.2.1").await?;
    move_in(&mtls, &dns, "www.example.com", "192.0.2.1").await?;
    Ok(())
}

/// A zone that has a record for `www` and takes one for any other name.
async fn pretend_service() -> MockServer {
    let server = MockServer::start_async().await;
    server
        .mock_async(|when, then| {
            when.method("PUT").path(format!("/zones/{ZONE}/origin_tls_client_auth/hostnames"));
            then.status(200).json_body(json!({"success": true, "errors": [], "messages": [], "result": []}));
        })
        .await;
    server
        .mock_async(|when, then| {
            when.method("POST").path(format!("/zones/{ZONE}/dns_records")).body_includes("www.example.com");
            then.status(400).json_body(json!({
                "success": false, "messages": [], "result": null,
                "errors": [{"code": 81058, "message": "An identical record already exists."}],
            }));
        })
        .await;
    server
        .mock_async(|when, then| {
            when.method("POST").path(format!("/zones/{ZONE}/dns_records"));
            then.status(200).json_body(json!({
                "success": true, "errors": [], "messages": [],
                "result": {"id": "372e67954025e0ba6aaa6d586b9e0b59", "type": "A"},
            }));
        })
        .await;
    server
}
