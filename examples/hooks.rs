//! Hooks: metrics, an audit log and a request header, built on the one trait.
//!
//! ```console
//! $ cargo run --example hooks
//! ```
//!
//! It talks to a server in this process that fails now and then.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::{
    Attempt, Client, Finished, Hook, HookError, IncomingResponse, OutgoingRequest, RetryPolicy, Scope,
    WaitReason,
};
use httpmock::MockServer;
use serde_json::json;

/// Counts and times calls, by operation: what a Prometheus exporter would be fed with. Path
/// templates and operation ids are few, so they are fit for labels; URLs aren't.
#[derive(Clone, Default)]
struct Metrics(Arc<Mutex<BTreeMap<String, Series>>>);

#[derive(Default)]
struct Series {
    calls: u32,
    failures: u32,
    attempts: u32,
    waited: Duration,
    slowest: Duration,
}

impl Metrics {
    fn of(&self, operation: &str, change: impl FnOnce(&mut Series)) {
        let mut all = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        change(all.entry(operation.to_owned()).or_default());
    }

    fn print(&self) {
        println!("\n{:<52} calls failures attempts  waited slowest", "operation");
        for (operation, series) in &*self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) {
            let Series { calls, failures, attempts, waited, slowest } = series;
            println!(
                "{operation:<52} {calls:>5} {failures:>8} {attempts:>8} {:>5}ms {:>5}ms",
                waited.as_millis(),
                slowest.as_millis()
            );
        }
    }
}

impl Hook for Metrics {
    fn waiting(&self, attempt: &Attempt<'_>, _: WaitReason, wait: Duration) {
        self.of(attempt.operation, |series| series.waited += wait);
    }

    fn finished(&self, call: &Finished<'_>) {
        self.of(call.operation, |series| {
            series.calls += 1;
            series.failures += u32::from(call.error.is_some());
            series.attempts += call.attempts;
            series.slowest = series.slowest.max(call.elapsed);
        });
    }
}

/// Writes a line for every request that leaves and every answer that comes.
struct AuditLog;

impl Hook for AuditLog {
    fn before_send(&self, attempt: &Attempt<'_>, _: &mut OutgoingRequest) -> Result<(), HookError> {
        println!("-> {} {} (attempt {})", attempt.method, attempt.path_template, attempt.number);
        Ok(())
    }

    fn received(&self, _: &Attempt<'_>, response: &mut IncomingResponse) -> Result<(), HookError> {
        println!("<- {} after {}ms", response.status(), response.elapsed().as_millis());
        Ok(())
    }

    fn waiting(&self, attempt: &Attempt<'_>, reason: WaitReason, wait: Duration) {
        println!("   {}ms until attempt {} ({reason:?})", wait.as_millis(), attempt.number);
    }
}

/// Adds a header that is computed from the request.
struct ChangeTicket(&'static str);

impl Hook for ChangeTicket {
    fn before_send(&self, attempt: &Attempt<'_>, request: &mut OutgoingRequest) -> Result<(), HookError> {
        // Refuses what must not happen without a ticket.
        if attempt.method == "DELETE" && self.0.is_empty() {
            return Err("deletions need a change ticket".into());
        }
        request.headers_mut().insert("x-change-ticket", self.0.parse()?);
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = MockServer::start_async().await;
    let busy = server
        .mock_async(|when, then| {
            when.path_suffix("/access/certificates").header("x-change-ticket", "CHG-1");
            then.status(503).header("retry-after", "0");
        })
        .await;

    let metrics = Metrics::default();
    let client = Client::builder()
        .token("an-example-token")
        .base_url(server.base_url())
        .retry(RetryPolicy::new().backoff(Duration::from_millis(50)))
        .hook(metrics.clone())
        .hook(ChangeTicket("CHG-1"))
        .hook(AuditLog)
        .build()?;
    let certificates = client.access_certificates(&Scope::account("023e105f4ecef8ad9ca31a8372d0c353")?);

    if let Err(error) = certificates.list().result().await {
        println!("\n{error}\n");
    }
    busy.delete_async().await;
    server
        .mock_async(|when, then| {
            when.path_suffix("/access/certificates").header("x-change-ticket", "CHG-1");
            then.json_body(json!({"success": true, "errors": [], "messages": [], "result": []}));
        })
        .await;
    println!("{} certificates", certificates.list().result().await?.len());
    metrics.print();
    Ok(())
}
