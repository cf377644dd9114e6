//! What the command says when it is done, or why it isn't.

use std::process::ExitCode;

use cloudflare_mtls_codegen::visible::escaped;
use cloudflare_mtls_codegen::{Output, Report};

/// Says what is wrong, and gives the exit code for it.
pub(super) fn wrong(message: &str, code: u8) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::from(code)
}

/// Says what was written, and how well.
pub(super) fn summarise(output: &Output, out: &str, verbose: bool) {
    print_report(&output.report, verbose);
    let coverage = &output.coverage;
    if !coverage.left_out.is_empty() {
        eprintln!("operations left out: {}\n\n{}", coverage.left_out.len(), coverage.left_out_table());
    }
    if !coverage.degraded.is_empty() {
        eprintln!("operations at a lower level: {}\n\n{}", coverage.degraded.len(), coverage.table());
    }
    if !coverage.untyped.is_empty() {
        eprintln!("untyped places: {}", coverage.untyped.len());
        for (why, count) in coverage.reasons() {
            eprintln!("  {count:>5}  {}", why.as_str());
            if verbose {
                let places = coverage.untyped.iter().filter(|untyped| untyped.why == why);
                places.for_each(|untyped| eprintln!("         {}", escaped(&untyped.place)));
            }
        }
    }
    let lines: usize = output.files.iter().map(|file| file.text.lines().count()).sum();
    let out = escaped(out);
    println!("{out}: {} operations, {} files, {lines} lines", coverage.operations, output.files.len());
}

/// Everything in full when asked for. Else of errors those that say something new, and of notes how
/// many there are of each kind.
pub(super) fn print_report(report: &Report, verbose: bool) {
    if verbose {
        for error in report.errors() {
            eprintln!("{error}");
        }
        for note in report.notes() {
            eprintln!("{note}");
        }
        return;
    }
    let (errors, left_out) = report.brief_errors();
    if !errors.is_empty() {
        eprintln!("{errors}");
    }
    let counts = report.counts();
    for (code, count) in &counts {
        eprintln!("note[{code}]: {count} place{}", if *count == 1 { "" } else { "s" });
    }
    if !counts.is_empty() || left_out {
        eprintln!("(--verbose names them)");
    }
}
