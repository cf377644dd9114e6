//! A client for a part of the API that this crate doesn't have: DNS records. The crate in
//! `examples/dns` was generated from the document that lies beside it, with a client, mocks and a
//! table of codes of its own. It stands on the runtime alone, not on the mTLS client.
//!
//! ```text
//! cargo run --example dns_records            # a zone on a mock server in this process
//! cargo run --example dns_records -- ZONE    # reads a zone of yours; needs CLOUDFLARE_API_TOKEN
//! cargo test --example dns_records
//! ```

use std::io::Write;

use cloudflare_dns::dns_records::mocks::DnsRecordsMockExt;
use cloudflare_dns::dns_records::types::{CreateDnsRecord, DnsRecord, DnsRecordType};
use cloudflare_dns::mock::{self, MockServer, json};
use cloudflare_dns::{Client, Error, ZoneId, prelude::*};

const ZONE: ZoneId = ZoneId::from_static("023e105f4ecef8ad9ca31a8372d0c353");
const ZONE_FILE: &str = "example.com. 300 IN A 192.0.2.1\n";

/// Prints the records of a zone. A page is asked for once the one before it is printed.
async fn print(
    client: &Client,
    zone: &ZoneId,
    out: &mut impl Write,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut pages = client.dns_records(zone).list().per_page(3).pages();
    while let Some(page) = pages.try_next().await? {
        let number = page.result_info().and_then(|info| info.page).unwrap_or(1);
        writeln!(out, "page {number}")?;
        for record in page.into_result()? {
            writeln!(out, "  {}", line(&record))?;
        }
    }
    Ok(())
}

/// A record in a line. Everything in an answer may be missing.
fn line(record: &DnsRecord) -> String {
    let type_ = record.type_.as_ref().map_or("?", DnsRecordType::as_str);
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    format!("{type_} {} {}", text(&record.name), text(&record.content))
}

/// Adds a record and says whether it is new.
async fn ensure(client: &Client, zone: &ZoneId, record: CreateDnsRecord) -> Result<bool, Error> {
    match client.dns_records(zone).create(record).result().await {
        Ok(_) => Ok(true),
        Err(error) if error.is_already_exists() => Ok(false),
        Err(error) => Err(error),
    }
}

/// Writes the zone's file as it arrives, and says how many bytes that were.
async fn back_up(
    client: &Client,
    zone: &ZoneId,
    out: &mut impl Write,
) -> Result<usize, Box<dyn std::error::Error>> {
    let mut pieces = client.dns_records(zone).export().stream().await?;
    let mut size = 0;
    while let Some(piece) = pieces.try_next().await? {
        out.write_all(&piece)?;
        size += piece.len();
    }
    Ok(size)
}

fn address(name: &str) -> CreateDnsRecord {
    CreateDnsRecord::new(DnsRecordType::A, name).content("192.0.2.1").ttl(300).proxied(true)
}

/// The service as these mocks have it: a zone of seven records that takes no further one.
fn zone_of_seven(server: &MockServer) {
    server.dns_records_list(|when, then| {
        when.zone_id(ZONE);
        let records = (1..=7).map(
            |number| json!({"type": "A", "name": format!("www{number}.example.com"), "content": "192.0.2.1"}),
        );
        then.pages(records, 100);
    });
    server.dns_records_create(|when, then| {
        when.zone_id(ZONE).body(address("www1.example.com"));
        then.failure(400, 81057, "The record is there already.");
    });
    server.dns_records_export(|when, then| {
        when.zone_id(ZONE);
        then.bytes("text/plain", ZONE_FILE);
    });
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout();
    if let Some(zone) = std::env::args().nth(1).map(ZoneId::from) {
        let client = Client::from_env()?;
        print(&client, &zone, &mut out).await?;
        back_up(&client, &zone, &mut out).await?;
        return Ok(());
    }
    let server = MockServer::start();
    zone_of_seven(&server);
    let client = mock::client(&server);
    print(&client, &ZONE, &mut out).await?;
    let new = ensure(&client, &ZONE, address("www1.example.com")).await?;
    println!("www1.example.com was {}", if new { "added" } else { "there already" });
    let size = back_up(&client, &ZONE, &mut out).await?;
    println!("({size} bytes)");
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use cloudflare_dns::ErrorKind;

    use super::*;

    #[tokio::test]
    async fn records_are_listed_page_by_page() {
        let server = MockServer::start();
        let list = server.dns_records_list(|when, then| {
            when.zone_id(ZONE).per_page(3);
            let mut records: Vec<_> =
                (1..=6).map(|number| json!({"type": "TXT", "name": number.to_string()})).collect();
            // A type that the document doesn't know is printed as any other.
            records.push(json!({"type": "NAPTR", "name": "7", "content": "c", "priority": 10}));
            then.pages(records, 3);
        });
        let mut out = Vec::new();
        print(&mock::client(&server), &ZONE, &mut out).await.unwrap();
        let printed = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = printed.lines().map(str::trim).collect();
        let expected = ["page 1", "TXT 1", "TXT 2", "TXT 3", "page 2", "TXT 4", "TXT 5", "TXT 6", "page 3"];
        assert_eq!(lines[..9], expected);
        assert_eq!(lines[9..], ["NAPTR 7 c"]);
        list.assert_calls(3);
    }

    #[tokio::test]
    async fn a_record_is_added_once() {
        let server = MockServer::start();
        let added = server.dns_records_create(|when, then| {
            when.zone_id(ZONE).body(address("a.example.com"));
            then.result(json!({"id": "new", "type": "A"})).up_to_n_times(1);
        });
        let there = server.dns_records_create(|when, then| {
            when.body(address("a.example.com"));
            then.failure(409, 81058, "The same record is there.");
        });
        let client = mock::client(&server);
        assert!(ensure(&client, &ZONE, address("a.example.com")).await.unwrap());
        assert!(!ensure(&client, &ZONE, address("a.example.com")).await.unwrap());
        added.assert();
        there.assert();
        // What nobody expected is no answer of the service.
        let error = ensure(&client, &ZONE, address("b.example.com")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Hook);
    }

    #[tokio::test]
    async fn other_refusals_are_passed_on() {
        let server = MockServer::start();
        server.dns_records_create(|_, then| {
            then.failure(400, 9005, "Content is no address.");
        });
        let error = ensure(&mock::client(&server), &ZONE, address("a.example.com")).await.unwrap_err();
        assert!(error.has_code(9005), "{error}");
        assert_eq!(error.operation(), Some("dns-records-create"));
    }

    #[tokio::test]
    async fn the_zone_file_is_written_as_it_arrives() {
        let server = MockServer::start();
        let file = ZONE_FILE.repeat(10_000);
        server.dns_records_export(|when, then| {
            when.zone_id(ZONE);
            then.bytes("text/plain", file.clone()).up_to_n_times(1);
        });
        server.dns_records_export(|_, then| {
            then.failure(403, 10000, "Authentication error");
        });
        let (client, mut out) = (mock::client(&server), Vec::new());
        assert_eq!(back_up(&client, &ZONE, &mut out).await.unwrap(), file.len());
        assert!(out == file.as_bytes());
        let error = back_up(&client, &ZONE, &mut out).await.unwrap_err();
        assert!(error.downcast_ref::<Error>().is_some_and(Error::is_authentication), "{error}");
        assert_eq!(out.len(), file.len());
    }
}
