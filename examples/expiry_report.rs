//! What certificates an account and its zones have, when they expire, and what is wrong with them.
//!
//! ```console
//! $ cargo run --example expiry_report --features workflows    # on an emulator in this process
//! $ cargo run --example expiry_report --features workflows -- --account ID --prometheus
//! ```

#[path = "support/emulated.rs"]
mod emulated;

use std::process::ExitCode;

use cloudflare_mtls::Client;

type Problem = Box<dyn std::error::Error>;

const HELP: &str = "\
Lists the certificates of an account and its zones, with what is wrong with them.

  --account ID   the account
  --zone ID      a zone, in place of those that the service lists; may be repeated
  --days DAYS    from how many days before its end on a certificate is a finding; 30
  --json         as JSON
  --prometheus   as metrics, in Prometheus' text format
  --help         this text

Without --account it works on an emulator in its own process. Credentials come
from CLOUDFLARE_API_TOKEN, or CLOUDFLARE_EMAIL and CLOUDFLARE_API_KEY;
CLOUDFLARE_BASE_URL is for another server.
";

#[derive(Clone, Copy, Default)]
enum Form {
    #[default]
    Table,
    Json,
    Prometheus,
}

#[derive(Default)]
struct Options {
    account: Option<String>,
    zones: Vec<String>,
    days: Option<u32>,
    form: Form,
}

#[tokio::main]
async fn main() -> ExitCode {
    match report().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn report() -> Result<(), Problem> {
    let Some(options) = Options::parse(std::env::args().skip(1))? else {
        print!("{HELP}");
        return Ok(());
    };
    // It ends when this does.
    let mut emulator = None;
    let inventory = match &options.account {
        Some(account) => Client::from_env()?.inventory(account),
        None => {
            let stage = emulated::in_real_time().await?;
            emulator = Some(stage.emulator);
            // The emulator has no list of zones.
            stage.client.inventory(stage.account).zones([stage.zone])
        }
    };
    let inventory = if options.zones.is_empty() { inventory } else { inventory.zones(&options.zones) };
    let report = inventory.expiring_within_days(options.days.unwrap_or(30)).collect().await;
    match options.form {
        Form::Table => print!("{report}"),
        Form::Json => println!("{}", serde_json::to_string_pretty(&report)?),
        Form::Prometheus => print!("{}", report.prometheus()),
    }
    drop(emulator);
    Ok(())
}

impl Options {
    /// Reads the arguments after the program's name. None asks for the help.
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Option<Self>, Problem> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--account" => options.account = Some(value()?),
                "--zone" => options.zones.push(value()?),
                "--days" => options.days = Some(value()?.parse()?),
                "--json" => options.form = Form::Json,
                "--prometheus" => options.form = Form::Prometheus,
                "--help" | "-h" => return Ok(None),
                other => return Err(format!("{other} isn't an option").into()),
            }
        }
        Ok(Some(options))
    }
}
