//! Everything of an inventory at once: as data, as a table, as metrics.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::entry::{Entry, day, shown};
use super::{Failure, Finding, Record};
use cloudflare_core::Timestamp;

/// The longest that a cell of the table is.
const WIDEST: usize = 44;

/// An inventory, collected. Its `Display` is a table.
///
/// ```
/// # #[path = "../../../examples/support/emulated.rs"] mod emulated;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulated::Stage { emulator: _emulator, client, account, .. } = emulated::stage().await?;
/// # let account = account.as_str();
/// let report = client.inventory(account).expiring_within_days(14).collect().await;
/// print!("{report}");
/// println!("{}", serde_json::to_string_pretty(&report)?);
/// print!("{}", report.prometheus()); // into a file that a node exporter reads
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Report {
    /// When the walk began.
    pub at: Timestamp,
    /// The certificates.
    pub entries: Vec<Entry>,
    /// What somebody should look at.
    pub findings: Vec<Finding>,
    /// What couldn't be read.
    pub failures: Vec<Failure>,
}

impl Report {
    pub(super) fn empty(at: Timestamp) -> Self {
        Self { at, entries: Vec::new(), findings: Vec::new(), failures: Vec::new() }
    }

    pub(super) fn add(&mut self, record: Record) {
        match record {
            Record::Entry(entry) => self.entries.push(entry),
            Record::Finding(finding) => self.findings.push(finding),
            Record::Failure(failure) => self.failures.push(failure),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["KIND", "WHERE", "IDENTIFIER", "NAME", "STATUS", "EXPIRES", "DAYS"].map(str::to_owned);
        let rows: Vec<_> =
            std::iter::once(head).chain(self.entries.iter().map(|entry| self.row(entry))).collect();
        let mut widths = [0; 7];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        for row in &rows {
            let cells = row.iter().zip(widths);
            let cells = cells
                .map(|(cell, width)| format!("{cell}{}", " ".repeat(width.saturating_sub(cell.width()))));
            writeln!(f, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
        }
        let sections = [
            ("Findings", self.findings.iter().map(ToString::to_string).collect::<Vec<_>>()),
            ("Not read", self.failures.iter().map(ToString::to_string).collect()),
        ];
        for (title, lines) in sections.into_iter().filter(|(_, lines)| !lines.is_empty()) {
            writeln!(f, "\n{title}")?;
            for line in lines {
                writeln!(f, "  {line}")?;
            }
        }
        Ok(())
    }
}

impl Report {
    fn row(&self, entry: &Entry) -> [String; 7] {
        let name = entry.name.clone().unwrap_or_else(|| match entry.hostnames.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            [one, others @ ..] => format!("{one} and {} more", others.len()),
        });
        let days = entry.expires_in_seconds(self.at).map(|seconds| seconds.div_euclid(86_400).to_string());
        [
            entry.kind.as_str().to_owned(),
            cell(entry.place()),
            shown(&entry.id),
            cell(&name),
            entry.status.clone().map(|status| shown(&status)).unwrap_or_default(),
            entry.expires_on.map(day).unwrap_or_default(),
            days.unwrap_or_default(),
        ]
    }
}

/// A text that fits a cell. What counts is the columns that a terminal gives it.
fn cell(text: &str) -> String {
    let text = shown(text);
    if text.width() <= WIDEST {
        return text;
    }
    let mut columns = 1;
    let fits = |c: &char| {
        columns += c.width().unwrap_or(0);
        columns <= WIDEST
    };
    text.chars().take_while(fits).chain(['…']).collect()
}
