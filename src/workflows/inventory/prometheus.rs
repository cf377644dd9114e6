//! An inventory in Prometheus' text format.
//!
//! All samples of a metric stand together under its HELP and TYPE. Values of labels are escaped as
//! the format says; they are the service's texts.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::finding::Check;
use super::report::Report;

impl Report {
    /// The report as metrics, in Prometheus' text format. Certificates are
    /// `cloudflare_mtls_certificate_expires_in_seconds`, negative once they have expired; counts are
    /// `cloudflare_mtls_certificates`, `cloudflare_mtls_findings` and `cloudflare_mtls_failures`.
    pub fn prometheus(&self) -> String {
        text(self)
    }
}

/// All metrics of a report.
fn text(report: &Report) -> String {
    let mut text = String::new();
    metric(
        &mut text,
        "cloudflare_mtls_certificate_expires_in_seconds",
        "Seconds until a certificate expires, negative once it has.",
        report.entries.iter().filter_map(|entry| {
            let labels = vec![
                ("kind", entry.kind.as_str().to_owned()),
                ("scope", entry.scope.clone()),
                ("zone", entry.zone.clone().unwrap_or_default()),
                ("id", entry.id.clone()),
                ("name", entry.name.clone().unwrap_or_default()),
                ("status", entry.status.clone().unwrap_or_default()),
            ];
            Some((labels, entry.expires_in_seconds(report.at)?))
        }),
    );
    let certificates = report.entries.iter().map(|entry| {
        let status = entry.status.clone().unwrap_or_default();
        vec![("kind", entry.kind.as_str().to_owned()), ("status", status)]
    });
    metric(
        &mut text,
        "cloudflare_mtls_certificates",
        "Certificates by kind and status.",
        counted(certificates),
    );
    let findings = Check::ALL.map(|check| {
        let count = report.findings.iter().filter(|finding| finding.check == check).count();
        (vec![("check", check.as_str().to_owned())], count as i64)
    });
    metric(&mut text, "cloudflare_mtls_findings", "Findings by what was looked for.", findings);
    let failures = [(Vec::new(), report.failures.len() as i64)];
    metric(&mut text, "cloudflare_mtls_failures", "Lists of the inventory that couldn't be read.", failures);
    let at = [(Vec::new(), report.at.as_second())];
    metric(&mut text, "cloudflare_mtls_inventory_timestamp_seconds", "When the inventory began.", at);
    text
}

type Labels = Vec<(&'static str, String)>;

fn metric(text: &mut String, name: &str, help: &str, samples: impl IntoIterator<Item = (Labels, i64)>) {
    // Writing to a string can't fail.
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge");
    // A metric has no two samples of the same labels, or nothing of the whole is read. A list that
    // changes while it is read shows an entry twice.
    let mut once = BTreeMap::new();
    for (labels, value) in samples {
        once.entry(labels).and_modify(|known: &mut i64| *known = value.min(*known)).or_insert(value);
    }
    for (labels, value) in once {
        let labels: Vec<_> =
            labels.iter().map(|(label, value)| format!("{label}=\"{}\"", escaped(value))).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(text, "{name}{labels} {value}");
    }
}

fn counted(samples: impl Iterator<Item = Labels>) -> BTreeMap<Labels, i64> {
    let mut counts = BTreeMap::new();
    for labels in samples {
        *counts.entry(labels).or_insert(0) += 1;
    }
    counts
}

/// A label's value as it stands between quotes.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
