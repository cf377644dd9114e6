//! What there is and what is wrong with it, over an account and its zones.

use std::collections::{BTreeMap, BTreeSet};

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::{
    Association, CreateAccessCertificate, CreateHostnameCertificate, CreateMtlsCertificate,
    CreateZoneCertificate,
};
use cloudflare_mtls::workflows::{CertificateKind, Check, Entry, Record, Report};
use cloudflare_mtls::{RetryPolicy, Scope, Timestamp};
use cloudflare_mtls_emulator::{Credential, Emulator, Fault, FaultKind, Status};

use crate::kit::{ID, Kit, SECOND};
use crate::pairs::{Pair, authority, leaf, made};

const OTHER: &str = "0123456789abcdef0123456789abcdef";

fn until(year: i32, month: u8, day: u8) -> Pair {
    made(|params| params.not_after = rcgen::date_time_ymd(year, month, day))
}

async fn zone_certificate(kit: &Kit, zone: &str, pair: &Pair) -> String {
    let body = CreateZoneCertificate::new(&pair.certificate, &pair.key);
    kit.client.zone_certificates(zone).create(body).result().await.unwrap().id.unwrap().to_string()
}

async fn hostname_certificate(kit: &Kit, pair: &Pair) -> String {
    let body = CreateHostnameCertificate::new(&pair.certificate, &pair.key);
    kit.client.hostname_certificates(ID).create(body).result().await.unwrap().id.unwrap().to_string()
}

#[tokio::test]
async fn everything_is_in_it_and_everything_wrong_is_found() {
    // The clock goes on to the second day, on which one has expired.
    let kit = Kit::of(Emulator::builder().zone(ID, "example.com").zone(OTHER, "example.net")).await;
    let client = &kit.client;
    let account = Scope::account(ID).unwrap();
    let odd = "devices \"\\\n\u{1b}[31m";
    let unused = CreateAccessCertificate::new(odd, authority().certificate);
    let unused = client.access_certificates(&account).create(unused).result().await.unwrap().id.unwrap();
    for _ in 0..4 {
        let own = CreateMtlsCertificate::authority(authority().certificate).name("own");
        client.mtls_certificates(ID).create(own).result().await.unwrap();
    }
    let soon = zone_certificate(&kit, ID, &until(2030, 1, 20)).await;
    let expired = zone_certificate(&kit, ID, &until(2030, 1, 2)).await;
    let gone = zone_certificate(&kit, ID, &leaf()).await;
    let (short, hung) =
        (hostname_certificate(&kit, &until(2030, 1, 2)).await, hostname_certificate(&kit, &leaf()).await);
    let good = hostname_certificate(&kit, &leaf()).await;
    kit.emulator.advance(2 * SECOND);
    let config = [
        Association::enable("short.example.com", short.as_str()),
        Association::enable("hung.example.com", hung.as_str()),
        Association::enable("good.example.com", good.as_str()),
        Association::disable("off.example.com", hung.as_str()),
    ];
    client.hostname_associations(ID).update(config).result().await.unwrap();
    client.zone_certificates(ID).delete(gone.as_str()).result().await.unwrap();
    kit.emulator.advance(86_400 * SECOND);
    kit.emulator.set_status(&hung, Status::DeploymentTimedOut);

    let report = client.inventory(ID).zones([ID, OTHER]).collect().await;
    assert!(report.failures.is_empty(), "{:?}", report.failures);
    let found = |check: Check| -> Vec<Vec<String>> {
        let findings = report.findings.iter().filter(|finding| finding.check == check);
        findings.map(|finding| [finding.certificates.clone(), finding.hostnames.clone()].concat()).collect()
    };
    assert_eq!(found(Check::ExpiresSoon), [[soon.clone()]]);
    let by_hostname = |id: &str, hostname: &str| vec![id.to_owned(), hostname.to_owned()];
    assert_eq!(found(Check::Expired), [vec![expired.clone()], by_hostname(&short, "short.example.com")]);
    assert_eq!(
        found(Check::HostnameWithoutCertificate),
        [by_hostname(&short, "short.example.com"), by_hostname(&hung, "hung.example.com")]
    );
    let mut several = found(Check::SeveralActive).concat();
    several.sort();
    let mut active = vec![soon.clone(), expired.clone()];
    active.sort();
    assert_eq!(several, active);
    assert_eq!(found(Check::NotSwitchedOn).len(), 1);
    assert_eq!(found(Check::TimedOut).len(), 1);
    assert_eq!(found(Check::WithoutHostnames), [[unused.to_string()]]);
    let quota: Vec<_> = report.findings.iter().filter(|one| one.check == Check::QuotaNearlyUsed).collect();
    assert_eq!(quota.len(), 1);
    assert!(quota[0].detail.starts_with("4 of 5 "), "{}", quota[0].detail);

    let kinds = |kind| report.entries.iter().filter(|entry| entry.kind == kind).count();
    assert_eq!(
        [CertificateKind::Access, CertificateKind::Account, CertificateKind::Zone, CertificateKind::Hostname]
            .map(kinds),
        [1, 4, 2, 3]
    );
    // The deleted one is there for who asks.
    let all = client.inventory(ID).zones([ID]).zones_only().with_deleted().collect().await;
    let deleted = all.entries.iter().find(|entry| entry.id == gone).unwrap();
    assert_eq!(deleted.status.as_deref(), Some("deleted"));

    // As a table, without anything that a terminal obeys.
    let table = report.to_string();
    assert!(table.starts_with("KIND "), "{table}");
    assert!(table.contains(&good) && table.contains("Findings\n") && !table.contains('\u{1b}'), "{table}");
    // As data, there and back.
    let data = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&data).unwrap(), report);
    // As metrics.
    let metrics = report.prometheus();
    assert_metrics(&metrics);
    let escaped = "name=\"devices \\\"\\\\\\n\u{1b}[31m\"";
    assert!(metrics.contains(escaped), "{metrics}");
    assert!(metrics.contains("cloudflare_mtls_findings{check=\"several_active\"} 1\n"), "{metrics}");
    assert!(
        metrics.contains("cloudflare_mtls_certificates{kind=\"hostname\",status=\"active\"} 2\n"),
        "{metrics}"
    );
    let line = metrics.lines().find(|line| line.contains(&expired)).unwrap();
    assert!(line.rsplit(' ').next().unwrap().parse::<i64>().unwrap() < 0, "{line}");
}

/// What the text format asks for: each metric once, with HELP and TYPE before its samples, and each
/// sample with other labels, written as the format says.
fn assert_metrics(text: &str) {
    let (mut seen, mut samples) = (Vec::new(), BTreeSet::new());
    let mut current = String::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            current = rest.split(' ').next().unwrap().to_owned();
            assert!(!seen.contains(&current), "{current} stands in two places");
            seen.push(current.clone());
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            assert_eq!(rest, format!("{current} gauge"));
        } else {
            let rest = line.strip_prefix(current.as_str()).unwrap_or_else(|| panic!("{line}"));
            let (labels, value) = labels(rest).unwrap_or_else(|| panic!("{line}"));
            value.parse::<i64>().unwrap();
            assert!(samples.insert((current.clone(), labels)), "twice: {line}");
        }
    }
    assert!(text.ends_with('\n'));
    assert_eq!(seen.len(), 5);
}

/// The labels of a sample, which stand in braces, if any, and its value behind them.
fn labels(sample: &str) -> Option<(BTreeMap<String, String>, &str)> {
    let mut labels = BTreeMap::new();
    let Some(mut rest) = sample.strip_prefix('{') else {
        return Some((labels, sample.strip_prefix(' ')?));
    };
    loop {
        let (name, after) = rest.split_once("=\"")?;
        let is_name = |c: char| c == '_' || c.is_ascii_lowercase();
        (!name.is_empty() && name.chars().all(is_name)).then_some(())?;
        let (mut value, mut characters) = (String::new(), after.chars());
        loop {
            match characters.next()? {
                '"' => break,
                '\\' => value.push(match characters.next()? {
                    'n' => '\n',
                    known @ ('"' | '\\') => known,
                    _ => return None,
                }),
                other => value.push(other),
            }
        }
        labels.insert(name.to_owned(), value).is_none().then_some(())?;
        rest = characters.as_str();
        match rest.strip_prefix(',') {
            Some(next) => rest = next,
            None => return Some((labels, rest.strip_prefix("} ")?)),
        }
    }
}

/// A report of what was on a list twice, and of names that are wider than they are long.
#[test]
fn what_comes_twice_is_one_sample_and_wide_names_stand_in_line() {
    let entry = |id: &str, name: &str| {
        serde_json::json!({"kind": "access", "scope": "accounts/a", "id": id, "name": name,
            "expires_on": "2030-02-01T00:00:00Z"})
    };
    let names = ["short", "\u{8a3c}\u{660e}\u{66f8}", &"\u{8a3c}".repeat(60), "\u{1f512}\u{1f512}"];
    let mut entries: Vec<_> =
        names.iter().enumerate().map(|(at, name)| entry(&at.to_string(), name)).collect();
    entries.push(entry("0", "short"));
    let report =
        serde_json::json!({"at": "2030-01-01T00:00:00Z", "entries": entries, "findings": [], "failures": []});
    let report: Report = serde_json::from_value(report).unwrap();
    let metrics = report.prometheus();
    assert_metrics(&metrics);
    assert!(metrics.contains("cloudflare_mtls_certificates{kind=\"access\",status=\"\"} 5\n"), "{metrics}");
    // Where the last column begins, counted in a terminal's columns: these are two wide each.
    let columns =
        |text: &str| text.chars().map(|c| if c > '\u{1100}' && c != '…' { 2 } else { 1 }).sum::<usize>();
    let table = report.to_string();
    let begins: BTreeSet<_> =
        table.lines().skip(1).map(|line| columns(line.split("2030-02-01").next().unwrap())).collect();
    assert_eq!(begins.len(), 1, "{table}");
}

#[tokio::test]
async fn a_zone_that_is_given_twice_is_looked_at_once() {
    let kit = Kit::start().await;
    zone_certificate(&kit, ID, &leaf()).await;
    let report = kit.client.inventory(ID).zones([ID, ID]).collect().await;
    assert_eq!(report.entries.len(), 1);
    // The zones that the service lists are the same one.
    let listed = kit.client.inventory(ID).collect().await;
    assert_eq!(listed.entries.len(), 1);
    assert_eq!(listed.entries[0].zone.as_deref(), Some("example.com"));
    assert_eq!(listed.failures, []);
}

#[tokio::test]
async fn what_one_zone_refuses_does_not_end_it() {
    let builder = Emulator::builder().zone(ID, "example.com").zone(OTHER, "example.net");
    let builder =
        builder.credential(Credential::token("all")).credential(Credential::token("one").only([OTHER]));
    let kit = Kit::of(builder).await;
    let pair = leaf();
    zone_certificate(&kit, OTHER, &pair).await;
    let client = kit.another(RetryPolicy::none(), None);
    kit.emulator.inject(Fault::new(FaultKind::ServerError { status: 500 }).times(3)).unwrap();
    let report = client.inventory(ID).zones([ID, "not an identifier", OTHER]).collect().await;
    assert!(report.entries.iter().any(|entry| entry.scope == format!("zones/{OTHER}")));
    // The account's two lists and one of the first zone; all of what isn't a zone.
    let failures = |scope: &str| report.failures.iter().filter(|failure| failure.scope == scope).count();
    assert_eq!((failures(&format!("accounts/{ID}")), failures(&format!("zones/{ID}"))), (2, 1));
    assert_eq!(failures("zones/not an identifier"), 5);
    assert!(report.to_string().contains("Not read\n"));
    assert!(report.prometheus().contains("cloudflare_mtls_failures 8\n"), "{}", report.prometheus());
}

#[tokio::test]
async fn a_thousand_certificates_in_fifty_zones_come_zone_by_zone() {
    let zones: Vec<_> = (0..50).map(|number| format!("{number:032x}")).collect();
    let mut builder = Emulator::builder().settings(|settings| settings.log.capacity = 10_000);
    for zone in &zones {
        builder = builder.zone(zone, format!("{}.example", &zone[28..]));
    }
    let kit = Kit::of(builder).await;
    let pairs: Vec<_> = (0..20).map(|_| leaf()).collect();
    for zone in &zones {
        for pair in &pairs {
            zone_certificate(&kit, zone, pair).await;
        }
    }
    kit.emulator.advance(2 * SECOND);
    kit.emulator.clear_requests();
    let mut records = kit.client.inventory(ID).zones_only().stream();
    let (mut entries, mut asked_ahead) = (0, 0);
    while let Some(record) = records.next().await {
        let Record::Entry(entry) = record else { continue };
        entries += 1;
        assert!(entry.zone.is_some_and(|name| name.ends_with(".example")));
        // Nothing is held of a zone that nobody has come to.
        let zone = zones.iter().position(|zone| entry.scope.ends_with(zone.as_str())).unwrap();
        let requests = kit.emulator.requests();
        let asked = requests
            .iter()
            .filter_map(|request| zones.iter().position(|zone| request.path.contains(zone.as_str())));
        asked_ahead = asked_ahead.max(asked.max().unwrap() - zone);
    }
    assert_eq!((entries, asked_ahead), (1_000, 0));
}

#[tokio::test]
async fn a_list_of_zones_that_can_not_be_read_is_a_failure_like_others() {
    let kit = Kit::start().await;
    // The two lists of the account come first.
    kit.emulator.inject(Fault::new(FaultKind::ServerError { status: 500 }).after(2).times(1)).unwrap();
    let report = kit.client.inventory(ID).collect().await;
    assert_eq!(report.failures.len(), 1);
    assert_eq!(report.failures[0].what, "list of zones");
    assert_eq!(report.failures[0].scope, format!("accounts/{ID}"));
    let nowhere = kit.client.inventory("").zones([ID]).collect().await;
    assert_eq!(nowhere.failures.len(), 1);
}

#[tokio::test]
async fn an_entry_says_how_long_it_is_valid() {
    let kit = Kit::start().await;
    zone_certificate(&kit, ID, &until(2030, 1, 31)).await;
    let report = kit.client.inventory(ID).zones([ID]).collect().await;
    let entry: &Entry = &report.entries[0];
    assert_eq!(report.at, "2030-01-01T00:00:00Z".parse::<Timestamp>().unwrap());
    assert_eq!(entry.expires_in_seconds(report.at), Some(30 * 86_400));
    assert!(report.to_string().lines().nth(1).unwrap().ends_with("2030-01-31  30"));
    assert!(entry.to_string().contains("until 2030-01-31"), "{entry}");
}
