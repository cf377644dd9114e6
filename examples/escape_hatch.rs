//! Endpoints that aren't generated: any method and path, with the same envelope, retries, limits
//! and paging.
//!
//! ```console
//! $ cargo run --example escape_hatch
//! ```

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::{Client, Method};
use httpmock::MockServer;
use serde::Deserialize;
use serde_json::json;

/// As much of a zone as this program needs.
#[derive(Debug, Deserialize)]
struct Zone {
    id: String,
    name: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = MockServer::start_async().await;
    pretend_zones(&server).await;
    let client = Client::builder().token("an-example-token").base_url(server.base_url()).build()?;

    // Untyped: the result as JSON, and everything round it.
    let envelope = client
        .request(Method::GET, "/zones/{zone_id}")
        .path("zone_id", "023e105f4ecef8ad9ca31a8372d0c353")
        .send()
        .await?;
    println!("{} {}", envelope.status(), envelope.into_result()?["name"]);

    // Typed.
    let zone = client
        .request(Method::PATCH, "/zones/{zone_id}")
        .path("zone_id", "023e105f4ecef8ad9ca31a8372d0c353")
        .json(&json!({"paused": true}))
        .typed::<Zone>()
        .result()
        .await?;
    println!("{} is paused", zone.name);

    // A list, walked page by page.
    let mut zones = client.request(Method::GET, "/zones").query("per_page", 1).list::<Zone>().items();
    while let Some(zone) = zones.try_next().await? {
        println!("{} {}", zone.id, zone.name);
    }
    Ok(())
}

/// Two zones, one a page.
async fn pretend_zones(server: &MockServer) {
    let zone =
        |number: usize| json!({"id": format!("zone-{number}"), "name": format!("{number}.example.com")});
    for page in 1..=2 {
        server
            .mock_async(|when, then| {
                when.path("/zones").query_param("page", page.to_string());
                then.json_body(json!({"success": true, "errors": [], "messages": [], "result": [zone(page)],
                    "result_info": {"page": page, "per_page": 1, "count": 1, "total_count": 2}}));
            })
            .await;
    }
    server
        .mock_async(|when, then| {
            when.path_prefix("/zones/");
            then.json_body(json!({"success": true, "errors": [], "messages": [], "result": zone(1)}));
        })
        .await;
}
