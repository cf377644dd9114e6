//! The command `diff`: compares two documents and says by its exit code what that comes to.
//!
//! Exit codes: 0 nothing changed for users of the client, or nothing that they notice; 1 additions,
//! deprecations among them; 2 something breaks; 3 wrong input or arguments.

use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use cloudflare_mtls_codegen::Report;
use cloudflare_mtls_codegen::api::LeftOut;
use cloudflare_mtls_codegen::diff::{self, Level, render};
use cloudflare_mtls_codegen::visible::escaped;

use super::arguments::{Comparison, Format};
use super::files::{self, Folder};
use super::say::{print_report, wrong};

const ADDITIVE: u8 = 1;
const BREAKING: u8 = 2;
pub(super) const WRONG: u8 = 3;

/// Compares the documents in two files and prints what changed.
pub(super) fn run(wanted: &Comparison, root: Option<&Path>, verbose: bool) -> ExitCode {
    let (old, new) = match (files::read(&wanted.old), files::read(&wanted.new)) {
        (Ok(old), Ok(new)) => (old, new),
        (old, new) => {
            let mut report = Report::default();
            [old.err(), new.err()].into_iter().flatten().for_each(|unread| report.extend(unread));
            return refused(&report, verbose);
        }
    };
    let folder = wanted.client.as_deref().map(|folder| files::read_folder(folder, root));
    let client = match &folder {
        Some(Folder { sources, table: Some(table), report }) if !report.has_errors() => {
            Some(diff::Client { fragments: sources, table })
        }
        Some(Folder { report, .. }) => return refused(report, verbose),
        None => None,
    };
    let options = diff::Options { select: &wanted.select, client };
    let compared = match diff::compare(&old, &new, &options) {
        Ok(compared) => compared,
        Err(report) => return refused(&report, verbose),
    };
    if verbose {
        print_report(&compared.report, verbose);
    }
    for (name, left_out) in
        [(&compared.old, &compared.left_out_of_old), (&compared.new, &compared.left_out_of_new)]
    {
        for LeftOut { operation, why } in left_out {
            let line = format!("{name}: {operation} isn't compared: {why}");
            eprintln!("{}", escaped(&line));
        }
    }
    let detail = if verbose { render::Detail::Full } else { render::Detail::Brief };
    let text = match wanted.format {
        Format::Text => render::text(&compared, detail),
        Format::Markdown => render::markdown(&compared, detail),
        Format::Json => match diff::json::json(&compared) {
            Ok(text) => text,
            Err(error) => return wrong(&format!("the comparison can't be written: {error}"), WRONG),
        },
    };
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // A reader that has seen enough (`head`) is no failure.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            return wrong(&format!("the comparison can't be written: {error}"), WRONG);
        }
        _ => {}
    }
    match compared.level() {
        None | Some(Level::Settled) => ExitCode::SUCCESS,
        Some(Level::Additive | Level::Deprecating) => ExitCode::from(ADDITIVE),
        Some(Level::Breaking) => ExitCode::from(BREAKING),
    }
}

fn refused(report: &Report, verbose: bool) -> ExitCode {
    print_report(report, verbose);
    let errors = report.errors().count();
    eprintln!("{errors} error{} in the input; nothing was compared", if errors == 1 { "" } else { "s" });
    ExitCode::from(WRONG)
}
