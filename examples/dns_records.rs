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
use cloudflare_dns::dns_records::types::{
    CreateDnsRecord, CreateDnsRecordA, DnsRecord, DnsRecordKind, DnsRecordSrv, DnsRecordSrvData,
};
use cloudflare_dns::mock::{self, MockServer, json};
use cloudflare_dns::{Client, Error, Number, ZoneId, prelude::*};

const ZONE: ZoneId = ZoneId::from_static("023e105f4ecef8ad9ca31a8372d0c353");
const SIP: &str = "_sip._tcp.example.com";
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

/// A record in a line. What all records have is on the record; what differs is in its kind. Everything in
/// an answer may be missing.
fn line(record: &DnsRecord) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let holds = match &record.kind {
        DnsRecordKind::Srv(DnsRecordSrv { data: Some(data), .. }) => {
            format!(
                "{} at port {}",
                text(&data.target),
                data.port.and_then(Number::as_u64).unwrap_or_default()
            )
        }
        DnsRecordKind::Caa(caa) => {
            let value = caa.data.as_ref().and_then(|data| data.value.clone());
            format!("certificates by {}", value.unwrap_or_default())
        }
        DnsRecordKind::A(a) if a.proxied == Some(true) => format!("{}, proxied", text(&record.content)),
        _ => text(&record.content),
    };
    // A type that is new has its name here, too.
    format!("{} {} {holds}", record.kind.tag().unwrap_or("?"), text(&record.name))
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

/// An address, behind the proxy.
fn address(name: &str) -> CreateDnsRecord {
    CreateDnsRecord::new(name, CreateDnsRecordA::new("192.0.2.1").proxied(true)).ttl(300)
}

/// Where a service is. Only what an SRV record holds can be set, and its type is sent with it.
fn service(name: &str, target: &str, port: u16) -> CreateDnsRecord {
    let data = DnsRecordSrvData::new().priority(10).weight(5).port(port).target(target);
    CreateDnsRecord::new(name, DnsRecordSrv::new(data))
}

/// The service as these mocks have it: a zone of seven records that takes no further address.
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
    server.dns_records_create(|when, then| {
        when.zone_id(ZONE).body(service(SIP, "sip.example.com", 5060));
        then.result(json!({"id": "new", "type": "SRV", "name": SIP}));
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
    for record in [address("www1.example.com"), service(SIP, "sip.example.com", 5060)] {
        let name = record.name.clone();
        let new = ensure(&client, &ZONE, record).await?;
        println!("{name} was {}", if new { "added" } else { "there already" });
    }
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
            records.push(json!({"type": "OPENPGPKEY", "name": "7", "content": "c", "key": "k"}));
            then.pages(records, 3);
        });
        let mut out = Vec::new();
        print(&mock::client(&server), &ZONE, &mut out).await.unwrap();
        let printed = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = printed.lines().map(str::trim).collect();
        let expected = ["page 1", "TXT 1", "TXT 2", "TXT 3", "page 2", "TXT 4", "TXT 5", "TXT 6", "page 3"];
        assert_eq!(lines[..9], expected);
        assert_eq!(lines[9..], ["OPENPGPKEY 7 c"]);
        list.assert_calls(3);
    }

    #[tokio::test]
    async fn a_record_of_each_type_has_what_its_type_has() {
        let server = MockServer::start();
        server.dns_records_list(|when, then| {
            when.zone_id(ZONE);
            then.pages(
                [
                    json!({"type": "A", "name": "a", "content": "192.0.2.1", "proxied": true, "ttl": 300}),
                    json!({"type": "CAA", "name": "c", "content": "0 issue ca.example",
                        "data": {"flags": 0, "tag": "issue", "value": "ca.example"}}),
                    json!({"type": "SRV", "name": "s", "data": {"port": 5060, "target": "sip.example.com"}}),
                    json!({"type": "OPENPGPKEY", "name": "o", "content": "mQ==", "key": {"bits": 4096}}),
                    // Known, and not as the document says.
                    json!({"type": "SRV", "name": "t", "content": "0 0 1 t.", "data": "0 0 1 t."}),
                ],
                3,
            );
        });
        let client: Client = mock::client(&server);
        let mut items = client.dns_records(ZONE).list().per_page(3).items();
        let mut records: Vec<DnsRecord> = Vec::new();
        while let Some(record) = items.try_next().await.unwrap() {
            records.push(record);
        }
        let printed: Vec<String> = records.iter().map(line).collect();
        assert_eq!(
            printed,
            [
                "A a 192.0.2.1, proxied",
                "CAA c certificates by ca.example",
                "SRV s sip.example.com at port 5060",
                "OPENPGPKEY o mQ==",
                "SRV t 0 0 1 t.",
            ]
        );
        assert!(matches!(&records[1].kind, DnsRecordKind::Caa(caa) if caa.data.is_some()));
        // What is new, and what isn't as expected, is kept.
        let DnsRecordKind::Other(other) = &records[3].kind else { panic!("{:?}", records[3]) };
        assert_eq!(*other, json!({"type": "OPENPGPKEY", "key": {"bits": 4096}}));
        let DnsRecordKind::Other(other) = &records[4].kind else { panic!("{:?}", records[4]) };
        assert_eq!(other["data"], "0 0 1 t.");
    }

    #[tokio::test]
    async fn a_service_is_sent_with_its_type_and_its_parts() {
        let server = MockServer::start();
        let added = server.dns_records_create(|when, then| {
            when.zone_id(ZONE).body_includes(json!({
                "type": "SRV", "name": SIP,
                "data": {"priority": 10, "weight": 5, "port": 5060, "target": "sip.example.com"},
            }));
            then.result(json!({"id": "new", "type": "SRV", "name": SIP,
                "data": {"priority": 10, "weight": 5, "port": 5060, "target": "sip.example.com"}}));
        });
        let record = service(SIP, "sip.example.com", 5060);
        let client: Client = mock::client(&server);
        let record = client.dns_records(ZONE).create(record).await.unwrap();
        assert_eq!(record.kind.tag(), Some("SRV"));
        assert_eq!(line(&record), "SRV _sip._tcp.example.com sip.example.com at port 5060");
        added.assert();
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
        assert_eq!(error.operation(), Some("dns-records-for-a-zone-create-dns-record"));
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
