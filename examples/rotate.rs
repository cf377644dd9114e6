//! Replaces a hostname certificate by another: says what it is going to do, asks, does it, and shows
//! how far it is.
//!
//! ```console
//! $ cargo run --example rotate --features pem           # on an emulator in this process
//! $ cargo run --example rotate --features pem -- --zone ID --old ID --certificate FILE --key FILE
//! ```
//!
//! Run it again after whatever happened: it goes on where the last run stopped.

#[path = "support/emulated.rs"]
mod emulated;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;

use cloudflare_mtls::workflows::Event;
use cloudflare_mtls::{Client, Secret, prelude::*};

type Problem = Box<dyn std::error::Error>;

const HELP: &str = "\
Replaces a hostname certificate by another, for all hostnames that use it.

  --zone ID           the zone
  --old ID            the certificate to replace
  --certificate FILE  the new certificate, PEM
  --key FILE          its private key, PEM
  --grace SECONDS     how long to wait before the old one is deleted; 0
  --keep-old          don't delete the old one
  --plan              say what would be done, as JSON, and do nothing
  --yes               don't ask
  --help              this text

Without --zone it works on an emulator in its own process and changes nothing
anywhere. Credentials come from CLOUDFLARE_API_TOKEN, or CLOUDFLARE_EMAIL and
CLOUDFLARE_API_KEY; CLOUDFLARE_BASE_URL is for another server.
";

/// What to replace, and by what.
struct Job {
    client: Client,
    zone: String,
    old: String,
    certificate: String,
    key: Secret,
}

#[derive(Default)]
struct Options {
    zone: Option<String>,
    old: Option<String>,
    certificate: Option<String>,
    key: Option<String>,
    grace: Duration,
    keep_old: bool,
    plan: bool,
    yes: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match rotate().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn rotate() -> Result<(), Problem> {
    let Some(options) = Options::parse(std::env::args().skip(1))? else {
        print!("{HELP}");
        return Ok(());
    };
    // It ends when this does.
    let mut emulator = None;
    let job = match &options.zone {
        Some(zone) => Job::given(zone, &options)?,
        None => {
            let stage = emulated::in_real_time().await?;
            println!("On an emulator at {}:", stage.client.base_url());
            let (certificate, key, old) = (stage.pem, stage.key.into(), stage.old.to_string());
            emulator = Some(stage.emulator);
            Job { client: stage.client, zone: stage.zone, old, certificate, key }
        }
    };
    let certificates = job.client.hostname_certificates(&job.zone);
    let mut rotation = certificates.rotate(&job.old, &job.certificate, &job.key).grace(options.grace);
    if options.keep_old {
        rotation = rotation.keep_old();
    }
    let plan = rotation.plan().await?;
    if options.plan {
        println!("{}", serde_json::to_string_pretty(&plan)?);
        return Ok(());
    }
    print!("{plan}");
    if plan.is_done() || !(options.yes || agrees()?) {
        return Ok(());
    }
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    let rotated = rotation.observe(show).stop_when(interrupted).run().await?;
    println!("{} hostnames use {}, which is active.", rotated.moved.len(), rotated.id);
    drop(emulator);
    Ok(())
}

/// A line for each step. On a terminal, a wait has one line that changes.
fn show(event: &Event<'_>) {
    let passes = matches!(event, Event::Waiting { .. });
    match (passes, io::stdout().is_terminal()) {
        (true, true) => print!("\r\x1b[K  {event}"),
        (false, true) => println!("\r\x1b[K  {event}"),
        (_, false) => println!("  {event}"),
    }
    let _ = io::stdout().flush();
}

/// Asks, where there is somebody to answer.
fn agrees() -> io::Result<bool> {
    if !io::stdin().is_terminal() {
        return Ok(true);
    }
    print!("Do it? [y/N] ");
    io::stdout().flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "yes"))
}

impl Job {
    fn given(zone: &str, options: &Options) -> Result<Self, Problem> {
        let needed =
            |value: &Option<String>, name| value.clone().ok_or(format!("{name} is needed with --zone"));
        let read = |path: String| std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"));
        Ok(Self {
            client: Client::from_env()?,
            zone: zone.to_owned(),
            old: needed(&options.old, "--old")?,
            certificate: read(needed(&options.certificate, "--certificate")?)?,
            key: read(needed(&options.key, "--key")?)?.into(),
        })
    }
}

impl Options {
    /// Reads the arguments after the program's name. None asks for the help.
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Option<Self>, Problem> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--zone" => options.zone = Some(value()?),
                "--old" => options.old = Some(value()?),
                "--certificate" => options.certificate = Some(value()?),
                "--key" => options.key = Some(value()?),
                "--grace" => options.grace = Duration::from_secs(value()?.parse()?),
                "--keep-old" => options.keep_old = true,
                "--plan" => options.plan = true,
                "--yes" => options.yes = true,
                "--help" | "-h" => return Ok(None),
                other => return Err(format!("{other} isn't an option").into()),
            }
        }
        Ok(Some(options))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read() -> Result<(), Problem> {
        let parse = |text: &str| Options::parse(text.split_whitespace().map(str::to_owned));
        let options = parse("--zone z --grace 60 --keep-old")?.unwrap_or_default();
        assert_eq!(
            (options.zone.as_deref(), options.grace.as_secs(), options.keep_old),
            (Some("z"), 60, true)
        );
        assert!(parse("--help")?.is_none());
        for wrong in ["--zone", "--grace soon", "--force"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        Ok(())
    }
}
