//! A certificate's whole life: Access certificates with their hostnames and settings, and the
//! client certificates of authenticated origin pulls, from the upload to the deletion.
//!
//! ```console
//! $ cargo run --example quickstart
//! ```
//!
//! That talks to an emulator in this process: an API that behaves like the real one and forgets
//! everything in the end. With `--base-url` and credentials in the environment it talks to any other
//! server, the real one included, says what it is about to change, and wants a yes first. `--help`
//! lists the options.

use std::fmt::Display;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::{
    AccessCertificateId, Association, CertificateStatus, CreateAccessCertificate, CreateHostnameCertificate,
    CreateZoneCertificate, HostnameCertificateId, HostnameSettings, UpdateAccessCertificate,
    ZoneCertificateId,
};
use cloudflare_mtls::{Client, ClientBuilder, Scope, ZoneId};
use cloudflare_mtls_emulator::{ClockMode, Emulator};

#[path = "support/certificates.rs"]
mod certificates;
#[path = "support/quickstart_options.rs"]
pub(crate) mod options;
#[path = "support/waiting.rs"]
mod waiting;

use options::Options;
use waiting::{patiently, until_active};

type Problem = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            print!("{}", options::HELP);
            return ExitCode::SUCCESS;
        }
        Err(problem) => {
            eprintln!("error: {problem}\nTry --help.");
            return ExitCode::from(2);
        }
    };
    match run(&options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

pub(crate) async fn run(options: &Options) -> Result<(), Problem> {
    let Some(base_url) = &options.base_url else {
        println!("Nothing leaves this machine: the API is emulated in this process, and its time runs");
        println!("five times as fast as yours. With --base-url it can be another (see --help).");
        let emulator = Emulator::builder().clock(ClockMode::Scaled { factor: 5.0 }).start().await?;
        let client = Client::builder().token(emulator.token()).base_url(emulator.base_url()).build()?;
        return Life::new(client, options)?.lead().await;
    };
    let client = ClientBuilder::from_env()?.base_url(base_url).build()?;
    let life = Life::new(client, options)?;
    life.announce();
    if !options.yes && !agreed()? {
        return Err("nothing was changed; --yes says yes in advance".into());
    }
    life.lead().await
}

/// Asks whoever sits at the terminal, if anybody does.
fn agreed() -> Result<bool, Problem> {
    if !std::io::stdin().is_terminal() {
        return Ok(false);
    }
    print!("Type yes to go on: ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(answer.trim() == "yes")
}

/// One run: where it takes place, and what has to be undone when it stops.
struct Life {
    client: Client,
    /// Where the Access certificate goes.
    scope: Scope,
    zone: ZoneId,
    access_hostname: String,
    origin_hostname: String,
    /// The longest wait for something that takes the service a while.
    patience: Duration,
    done: Done,
}

/// What there is to undo.
#[derive(Default)]
struct Done {
    access_certificate: Option<AccessCertificateId>,
    /// The settings as they were.
    access_settings: Option<Vec<HostnameSettings>>,
    zone_certificate: Option<ZoneCertificateId>,
    /// The switch as it was.
    origin_pulls: Option<bool>,
    hostname_certificate: Option<HostnameCertificateId>,
    association: bool,
}

impl Life {
    fn new(client: Client, options: &Options) -> Result<Self, Problem> {
        let scope = match &options.account {
            Some(account) => Scope::account(account)?,
            None => Scope::zone(&options.zone)?,
        };
        Ok(Self {
            client,
            scope,
            zone: ZoneId::from(&options.zone),
            access_hostname: format!("admin.{}", options.domain),
            origin_hostname: format!("app.{}", options.domain),
            patience: options.wait,
            done: Done::default(),
        })
    }

    fn announce(&self) {
        println!("This is {}, and what follows changes it.", self.client.base_url());
        println!("In {}, for {}:", self.scope, self.access_hostname);
        println!("  - an Access certificate is added, changed, and deleted");
        println!("  - the hostname settings are changed, and put back");
        println!("In zones/{}, for {}:", self.zone, self.origin_hostname);
        println!("  - a zone certificate is uploaded and deleted; in between, authenticated origin");
        println!("    pulls are switched on for a moment, and put back");
        println!("  - a hostname certificate is uploaded, associated, voided, and deleted");
    }

    /// Goes through all of it, and undoes it also when it fails half-way.
    async fn lead(mut self) -> Result<(), Problem> {
        let outcome = self.steps().await;
        if let Err(problem) = &outcome {
            eprintln!("error: {problem}");
        }
        title("Cleaning up");
        let left = self.clean_up().await;
        if !left.is_empty() {
            return Err(format!("left behind: {}", left.join(", ")).into());
        }
        if outcome.is_err() {
            return Err("it stopped half-way, and nothing is left behind".into());
        }
        println!("\nDone. Nothing is left behind.");
        Ok(())
    }

    async fn steps(&mut self) -> Result<(), Problem> {
        title(format!("Access certificate of {}", self.scope));
        self.add_access_certificate().await?;
        self.list_access_certificates().await?;
        self.update_hostnames().await?;
        self.change_access_settings().await?;

        title(format!("Client certificate of zones/{}", self.zone));
        self.upload_zone_certificate().await?;
        self.switch_origin_pulls().await?;

        title(format!("Client certificate of {}", self.origin_hostname));
        self.upload_hostname_certificate().await?;
        self.associate().await?;
        self.delete_too_early().await?;
        self.void_association().await
    }

    async fn add_access_certificate(&mut self) -> Result<(), Problem> {
        let authority = certificates::authority("cloudflare-mtls quickstart")?;
        let body = CreateAccessCertificate::new("quickstart", authority.certificate);
        // The whole envelope, for once: `result` gives what is in it.
        let answer = self.client.access_certificates(&self.scope).create(body).send().await?;
        let status = answer.status();
        let added = answer.into_result()?;
        let id = added.id.ok_or("the added certificate has no identifier")?;
        said("added", format!("{:?} as {id} (status {status})", added.name.unwrap_or_default()));
        if let (Some(fingerprint), Some(expires_on)) = (added.fingerprint, added.expires_on) {
            said("", format!("{fingerprint}, valid until {expires_on}"));
        }
        self.done.access_certificate = Some(id);
        Ok(())
    }

    async fn list_access_certificates(&self) -> Result<(), Problem> {
        let list = self.client.access_certificates(&self.scope).list().per_page(5);
        let mut pages = list.pages();
        while let Some(page) = pages.try_next().await? {
            let info = page.result_info().cloned().unwrap_or_default();
            let number = info.page.map_or("a page".to_owned(), |page| format!("page {page}"));
            let of = info.total_pages.map(|pages| format!(" of {pages}")).unwrap_or_default();
            let names: Vec<_> = page.into_result()?.into_iter().filter_map(|one| one.name).collect();
            said("listed", format!("{number}{of}: {}", names.join(", ")));
        }
        Ok(())
    }

    async fn update_hostnames(&self) -> Result<(), Problem> {
        let Some(id) = &self.done.access_certificate else { return Ok(()) };
        let body = UpdateAccessCertificate::new([&self.access_hostname]);
        let updated = self.client.access_certificates(&self.scope).update(id, body).result().await?;
        said("updated", format!("used by {}", updated.associated_hostnames.unwrap_or_default().join(", ")));
        Ok(())
    }

    /// The settings are one list that every update replaces: list, change, send all.
    async fn change_access_settings(&mut self) -> Result<(), Problem> {
        let settings = self.client.access_settings(&self.scope);
        let before = settings.list().result().await?;
        let is_ours = |one: &HostnameSettings| one.hostname.as_ref() == Some(&self.access_hostname);
        let mut changed = before.clone();
        changed.retain(|one| !is_ours(one));
        changed.push(HostnameSettings::new(&self.access_hostname, false, true));
        let now = settings.update(changed).result().await?;
        self.done.access_settings = Some(before);
        let forwarded = now.iter().any(|one| is_ours(one) && one.client_certificate_forwarding == Some(true));
        let verb = if forwarded { "is" } else { "will be" };
        said("settings", format!("visitors' certificate {verb} forwarded to {}", self.access_hostname));
        self.put_access_settings_back().await
    }

    async fn upload_zone_certificate(&mut self) -> Result<(), Problem> {
        let leaf = certificates::leaf(&self.origin_hostname)?;
        let certificates = self.client.zone_certificates(&self.zone);
        let body = CreateZoneCertificate::new(leaf.certificate, leaf.private_key);
        let uploaded = certificates.create(body).result().await?;
        let id = uploaded.id.ok_or("the uploaded certificate has no identifier")?;
        said("uploaded", &id);
        self.done.zone_certificate = Some(id.clone());
        until_active(self.patience, said_status, async || Ok(certificates.get(&id).result().await?.status))
            .await
    }

    async fn switch_origin_pulls(&mut self) -> Result<(), Problem> {
        let settings = self.client.zone_settings(&self.zone);
        let before = settings.get().result().await?.enabled.unwrap_or_default();
        let now = settings.update(true).result().await?.enabled.unwrap_or_default();
        self.done.origin_pulls = Some(before);
        said("settings", format!("authenticated origin pulls are {}", on(now)));
        self.put_origin_pulls_back().await
    }

    async fn upload_hostname_certificate(&mut self) -> Result<(), Problem> {
        let leaf = certificates::leaf(&self.origin_hostname)?;
        let certificates = self.client.hostname_certificates(&self.zone);
        let body = CreateHostnameCertificate::new(leaf.certificate, leaf.private_key);
        let uploaded = certificates.create(body).result().await?;
        let id = uploaded.id.ok_or("the uploaded certificate has no identifier")?;
        said("uploaded", &id);
        self.done.hostname_certificate = Some(id.clone());
        until_active(self.patience, said_status, async || Ok(certificates.get(&id).result().await?.status))
            .await
    }

    async fn associate(&mut self) -> Result<(), Problem> {
        let Some(id) = &self.done.hostname_certificate else { return Ok(()) };
        let associations = self.client.hostname_associations(&self.zone);
        let hostname = &self.origin_hostname;
        associations.update([Association::enable(hostname, id)]).result().await?;
        self.done.association = true;
        let read = associations.get(hostname).result().await?;
        let status = read.status.map(|status| format!(", {status}")).unwrap_or_default();
        said("associated", format!("{hostname}: {}{status}", on(read.enabled.unwrap_or_default())));
        Ok(())
    }

    /// What the service says to the deletion of a certificate that a hostname uses.
    async fn delete_too_early(&mut self) -> Result<(), Problem> {
        let Some(id) = &self.done.hostname_certificate else { return Ok(()) };
        match self.client.hostname_certificates(&self.zone).delete(id).result().await {
            // Errors are asked what they mean. The codes and messages are there too.
            Err(error) if error.is_in_use() => {
                for error in error.errors() {
                    said("refused", format!("its deletion, with {}: {}", error.code(), error.message()));
                }
                Ok(())
            }
            Err(error) => Err(error.into()),
            Ok(_) => {
                self.done.hostname_certificate = None;
                Err("the certificate could be deleted although a hostname uses it".into())
            }
        }
    }

    /// Undoes what is left to undo, the last first, and names what couldn't be.
    async fn clean_up(&mut self) -> Vec<&'static str> {
        let outcomes = [
            ("the hostname's association", self.void_association().await),
            ("the hostname certificate", self.delete_hostname_certificate().await),
            ("authenticated origin pulls", self.put_origin_pulls_back().await),
            ("the zone certificate", self.delete_zone_certificate().await),
            ("the hostname settings", self.put_access_settings_back().await),
            ("the Access certificate", self.delete_access_certificate().await),
        ];
        let mut left = Vec::new();
        for (what, outcome) in outcomes {
            if let Err(problem) = outcome {
                eprintln!("error: {problem}");
                left.push(what);
            }
        }
        left
    }

    async fn void_association(&mut self) -> Result<(), Problem> {
        if self.done.association {
            // enabled: null, which is neither false nor absent.
            let void = Association::void(&self.origin_hostname);
            self.client.hostname_associations(&self.zone).update([void]).result().await?;
            self.done.association = false;
            said("voided", &self.origin_hostname);
        }
        Ok(())
    }

    async fn delete_hostname_certificate(&mut self) -> Result<(), Problem> {
        let Some(id) = &self.done.hostname_certificate else { return Ok(()) };
        let certificates = self.client.hostname_certificates(&self.zone);
        let deleted = patiently(self.patience, async || certificates.delete(id).result().await).await?;
        said("deleted", format!("hostname certificate {id}{}", now(deleted.and_then(|one| one.status))));
        self.done.hostname_certificate = None;
        Ok(())
    }

    async fn put_origin_pulls_back(&mut self) -> Result<(), Problem> {
        if let Some(before) = self.done.origin_pulls {
            let now = self.client.zone_settings(&self.zone).update(before).result().await?;
            self.done.origin_pulls = None;
            said("", format!("put back: {}", on(now.enabled.unwrap_or_default())));
        }
        Ok(())
    }

    async fn delete_zone_certificate(&mut self) -> Result<(), Problem> {
        let Some(id) = &self.done.zone_certificate else { return Ok(()) };
        let certificates = self.client.zone_certificates(&self.zone);
        let deleted = patiently(self.patience, async || certificates.delete(id).result().await).await?;
        said("deleted", format!("zone certificate {id}{}", now(deleted.and_then(|one| one.status))));
        self.done.zone_certificate = None;
        Ok(())
    }

    async fn put_access_settings_back(&mut self) -> Result<(), Problem> {
        if let Some(before) = self.done.access_settings.clone() {
            self.client.access_settings(&self.scope).update(before).result().await?;
            self.done.access_settings = None;
            said("", "put back as they were");
        }
        Ok(())
    }

    /// Its hostnames have to let go of it first, and that takes a moment.
    async fn delete_access_certificate(&mut self) -> Result<(), Problem> {
        let Some(id) = &self.done.access_certificate else { return Ok(()) };
        let certificates = self.client.access_certificates(&self.scope);
        certificates.update(id, UpdateAccessCertificate::new([""; 0])).result().await?;
        patiently(self.patience, async || certificates.delete(id).result().await).await?;
        said("deleted", format!("Access certificate {id}"));
        self.done.access_certificate = None;
        Ok(())
    }
}

fn title(text: impl Display) {
    println!("\n{text}");
}

fn said(what: &str, detail: impl Display) {
    println!("  {what:<11} {detail}");
}

fn said_status(status: Option<&CertificateStatus>, after: Duration) {
    let status = status.map_or("no status", CertificateStatus::as_str);
    said("status", format!("{status} after {:.1} s", after.as_secs_f32()));
}

fn on(enabled: bool) -> &'static str {
    if enabled { "on" } else { "off" }
}

fn now(status: Option<CertificateStatus>) -> String {
    status.map(|status| format!(", now {status}")).unwrap_or_default()
}
