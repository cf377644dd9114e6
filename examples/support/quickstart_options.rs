//! The command line of the quickstart.

use std::time::Duration;

pub(crate) const HELP: &str = "\
Leads mTLS certificates through their whole life.

Usage: cargo run --example quickstart [-- OPTIONS]

Without options it talks to an emulator in its own process and changes nothing
anywhere. To talk to another server, the real API included:

  --base-url URL    such as https://api.cloudflare.com/client/v4; credentials come
                    from CLOUDFLARE_API_TOKEN, or CLOUDFLARE_EMAIL and
                    CLOUDFLARE_API_KEY, or CLOUDFLARE_API_USER_SERVICE_KEY
  --zone ID         the zone to work in
  --domain NAME     the zone's name, such as example.com
  --account ID      the account for the Access certificate; the zone without it
  --wait SECONDS    how long to wait for a certificate to become active; 300
  --yes             don't ask before changing anything
  --help            this text

On this machine (an emulator) --zone and --domain may be left out.
";

/// The identifier that the documents use for everything.
const DOCUMENTED: &str = "023e105f4ecef8ad9ca31a8372d0c353";

#[derive(Debug)]
pub(crate) struct Options {
    /// None for the emulator in this process.
    pub(crate) base_url: Option<String>,
    pub(crate) account: Option<String>,
    pub(crate) zone: String,
    pub(crate) domain: String,
    pub(crate) wait: Duration,
    pub(crate) yes: bool,
}

impl Options {
    /// Reads the arguments after the program's name. None asks for the help.
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let (mut base_url, mut account, mut zone, mut domain) = (None, None, None, None);
        let (mut wait, mut yes) = (Duration::from_secs(300), false);
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let (name, mut given) = match argument.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (argument, None),
            };
            let mut value = || {
                let value =
                    given.take().or_else(|| arguments.next()).filter(|value| !value.trim().is_empty());
                value.ok_or_else(|| format!("{name} needs a value"))
            };
            match name.as_str() {
                "--base-url" => base_url = Some(value()?),
                "--account" => account = Some(value()?),
                "--zone" => zone = Some(value()?),
                "--domain" => domain = Some(value()?),
                "--wait" => {
                    let seconds = value()?.parse().map_err(|_| "--wait takes whole seconds".to_owned())?;
                    wait = Duration::from_secs(seconds);
                }
                "--yes" => yes = true,
                "--help" | "-h" => return Ok(None),
                other => return Err(format!("{other} isn't an option")),
            }
        }
        if let Some(base_url) = &base_url {
            for (name, given) in [("--zone", zone.is_some()), ("--domain", domain.is_some())] {
                if !given && !is_local(base_url) {
                    return Err(format!("{name} is needed with a base URL that isn't on this machine"));
                }
            }
        } else if account.is_some() || zone.is_some() || domain.is_some() {
            return Err("--account, --zone and --domain go with --base-url".to_owned());
        }
        // An account by default, unless a zone alone was asked for.
        let account = account.or_else(|| zone.is_none().then(|| DOCUMENTED.to_owned()));
        let zone = zone.unwrap_or_else(|| DOCUMENTED.to_owned());
        let domain = domain.unwrap_or_else(|| "example.com".to_owned());
        Ok(Some(Self { base_url, account, zone, domain, wait, yes }))
    }
}

fn is_local(base_url: &str) -> bool {
    let host = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    ["127.0.0.1", "localhost", "[::1]"]
        .iter()
        .any(|local| host.strip_prefix(local).is_some_and(|port| port.is_empty() || port.starts_with(':')))
}
