//! The command line: arguments, what is read and written, exit codes.
//!
//! Exit codes: 0 done; 1 what is there isn't what the input gives, because it is stale (`--check`),
//! because operations of the document were left out, or because edited files were kept; 2 wrong input
//! or wrong arguments, or nowhere to write to, and nothing has been written. `diff` has its own; see
//! [`compare`].

mod arguments;
mod compare;
mod decide;
mod ending;
mod files;
mod found;
mod install;
mod plain;
mod progress;
mod record;
mod say;
mod single;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use cloudflare_mtls_codegen::Mode;
use cloudflare_mtls_codegen::skeleton::{Codes, Options, Runtime};
use cloudflare_mtls_codegen::visible::escaped;
use cloudflare_mtls_codegen::{Report, client_watched, standalone_watched};

use arguments::{Arguments, Command, Crate};
use decide::{Kept, Ownership};
use ending::{Failure, INCOMPLETE, STALE, WRONG};
use files::{repository, within};
use progress::Progress;
use say::{print_report, summarise, wrong};

/// Runs the command with these arguments.
pub(crate) fn run(arguments: Vec<OsString>) -> ExitCode {
    let arguments = match arguments::parse(arguments) {
        Ok(arguments) => arguments,
        Err(refusal) => {
            return wrong(&refusal.message, if refusal.diff { compare::WRONG } else { WRONG });
        }
    };
    let done = match &arguments.command {
        Command::Help => {
            print!("{}", arguments::HELP);
            return ExitCode::SUCCESS;
        }
        Command::Diff(wanted) => {
            return compare::run(wanted, repository().as_deref(), arguments.verbose);
        }
        Command::Client { openapi, out, check, force } => {
            let how = if *check { How::Check } else { How::Write { force: *force } };
            write_client(&arguments, openapi.as_deref(), out.as_deref(), how)
        }
        Command::Crate(wanted) => write_crate(wanted, arguments.verbose),
        Command::Plain(wanted) => plain::write(wanted, arguments.verbose),
    };
    match done {
        Ok(code) => code,
        Err(Failure::Report(report)) => {
            print_report(&report, arguments.verbose);
            let errors = report.errors().count();
            eprintln!(
                "{errors} error{} in the input; nothing was written",
                if errors == 1 { "" } else { "s" }
            );
            ExitCode::from(WRONG)
        }
        Err(Failure::Message(message)) => wrong(&message, WRONG),
    }
}

/// What is done with the client's code.
enum How {
    Check,
    Write { force: bool },
}

fn write_client(
    arguments: &Arguments,
    openapi: Option<&Path>,
    out: Option<&Path>,
    how: How,
) -> Result<ExitCode, Failure> {
    let root = repository();
    let openapi = within(root.as_deref(), openapi, "openapi")?;
    let out = within(root.as_deref(), out, "src/generated")?;
    let files::Folder { sources, table, mut report } = files::read_folder(&openapi, root.as_deref());
    // Without its table a client has no operations, and each of them would be reported.
    let Some(table) = table else { return Err(report.into()) };
    let progress = Progress::new(arguments.verbose);
    let generated = client_watched(&sources, &table, Mode::Strict, &|step| progress.step(&step));
    progress.clear();
    let output = match generated {
        Ok(output) if !report.has_errors() => output,
        generated => {
            report.extend(generated.err().unwrap_or_default());
            return Err(report.into());
        }
    };
    let shown = files::shown(&out, root.as_deref());
    match how {
        How::Write { force } => {
            let kept = install::write(&out, &output.files, Ownership::Preamble, force)?;
            summarise(&output, &shown, arguments.verbose);
            Ok(tell_kept(&kept))
        }
        How::Check => {
            let differences = decide::compare(&out, &output.files)?;
            if differences.is_empty() {
                println!("{} is up to date", escaped(&shown));
                return Ok(ExitCode::SUCCESS);
            }
            for difference in &differences {
                eprintln!("{difference}");
            }
            eprintln!("the generated code is not what openapi/ gives; mend it with: cargo codegen");
            Ok(ExitCode::from(STALE))
        }
    }
}

/// Names the files that were kept because a person edited them.
fn tell_kept(kept: &[Kept]) -> ExitCode {
    if kept.is_empty() {
        return ExitCode::SUCCESS;
    }
    kept.iter().for_each(|kept| eprintln!("kept: {kept}"));
    eprintln!("(--force replaces them with what is generated)");
    ExitCode::from(STALE)
}

fn write_crate(wanted: &Crate, verbose: bool) -> Result<ExitCode, Failure> {
    let source = files::read(&wanted.spec)?;
    let mut report = Report::default();
    let codes = match &wanted.codes {
        Some(path) => Codes::parse(&files::read(path)?, &mut report),
        None => Codes::default(),
    };
    if report.has_errors() {
        return Err(report.into());
    }
    let runtime = match wanted.runtime.clone().or_else(|| Some(repository()?.join("runtime"))) {
        Some(path) => Runtime::Path(files::relative(&wanted.out, &path)?),
        None => Runtime::Version(env!("CARGO_PKG_VERSION").to_owned()),
    };
    let options = Options {
        name: wanted.name.clone(),
        runtime,
        select: wanted.select.clone(),
        mocks: wanted.mocks,
        mode: if wanted.strict { Mode::Whole } else { Mode::Published },
        codes,
    };
    let progress = Progress::new(verbose);
    let generated = standalone_watched(&[source], &options, &|step| progress.step(&step));
    progress.clear();
    let output = generated?;
    let kept = install::write(&wanted.out, &output.files, Ownership::Record, wanted.force)?;
    summarise(&output, &wanted.out.display().to_string(), verbose);
    let code = tell_kept(&kept);
    Ok(if output.coverage.left_out.is_empty() { code } else { ExitCode::from(INCOMPLETE) })
}
