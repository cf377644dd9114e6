//! The command `plain`: writes a document as any other generator can read it.

use std::process::ExitCode;

use cloudflare_mtls_codegen::Mode;
use cloudflare_mtls_codegen::api::LeftOut;
use cloudflare_mtls_codegen::plain::{Envelopes, MARK, Plain};
use cloudflare_mtls_codegen::plan::table::Table;
use cloudflare_mtls_codegen::visible::escaped;
use cloudflare_mtls_codegen::{Report, pipeline, plan_of};

use super::ending::{Failure, INCOMPLETE};
use super::files::{repository, within};
use super::progress::Progress;
use super::say::print_report;
use super::{arguments, files, single};

/// Reads what is to be read, and writes its plain document.
pub(super) fn write(wanted: &arguments::Plain, verbose: bool) -> Result<ExitCode, Failure> {
    let progress = Progress::new(verbose);
    let watch = |step: cloudflare_mtls_codegen::report::watch::Step| progress.step(&step);
    let (plan, report) = match &wanted.spec {
        Some(spec) => {
            let source = files::read(spec)?;
            let mut report = Report::new(if wanted.strict { Mode::Whole } else { Mode::Published });
            let options =
                pipeline::Options { select: &wanted.select, watch: &watch, ..pipeline::Options::default() };
            let plan = plan_of(&[source], &options, &mut report);
            (plan, report)
        }
        None => {
            let root = repository();
            let openapi = within(root.as_deref(), wanted.openapi.as_deref(), "openapi")?;
            let files::Folder { sources, table, report: unread } =
                files::read_folder(&openapi, root.as_deref());
            let Some(table) = table else { return Err(unread.into()) };
            let mut report = Report::new(Mode::Strict);
            report.extend(unread);
            let table = Table::parse(&table, &mut report);
            let options =
                pipeline::Options { table: table.as_ref(), watch: &watch, ..pipeline::Options::default() };
            let plan = plan_of(&sources, &options, &mut report);
            (plan, report)
        }
    };
    progress.clear();
    if report.has_errors() {
        return Err(report.into());
    }
    let envelopes = if wanted.envelopes { Envelopes::With } else { Envelopes::Without };
    let plain = Plain::of(&plan, envelopes);
    single::write(&wanted.out, &plain.text()?, MARK, wanted.force)?;
    print_report(&report, verbose);
    tell("operations left out", &plain.left_out);
    if verbose {
        tell("said more loosely than it is known", &plain.looser);
    } else if !plain.looser.is_empty() {
        eprintln!("said more loosely than it is known: {} (--verbose names them)", plain.looser.len());
    }
    let components = plain.document.components.as_ref().map_or(0, |components| components.schemas.len());
    let out = wanted.out.display().to_string();
    println!("{}: {} operations, {components} schemas", escaped(&out), plain.operations);
    Ok(if plain.left_out.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(INCOMPLETE) })
}

fn tell(what: &str, operations: &[LeftOut]) {
    if operations.is_empty() {
        return;
    }
    eprintln!("{what}: {}", operations.len());
    for LeftOut { operation, why } in operations {
        eprintln!("  {}", escaped(&format!("{operation}: {why}")));
    }
}
