//! The program's flags.

mod values;

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use clap::{CommandFactory as _, Parser, error::ErrorKind};
use cloudflare_mtls_emulator::{
    ClockMode, Credential, Emulator, EmulatorBuilder, Fault, Settings, Timestamp,
};

use values::{Account, Limit, Zone};

/// An imitation of Cloudflare's mTLS certificate API that keeps state, for tests.
///
/// The first line on standard output says where it listens. Durations are like 500ms, 2s, 5m and 1h.
#[derive(Debug, Parser)]
#[command(version, about)]
pub(crate) struct Flags {
    /// The port to listen on; 0 takes a free one, and the first line says which
    #[arg(long, value_name = "PORT", default_value_t = 0, help_heading = LISTENING)]
    port: u16,
    /// The address to listen on
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), help_heading = LISTENING)]
    host: IpAddr,
    /// A further name that the control endpoints may be reached under, beside loopback's; can be
    /// given again
    #[arg(long, value_name = "NAME", help_heading = LISTENING)]
    control_host: Vec<String>,

    /// An account [default: 023e105f4ecef8ad9ca31a8372d0c353]
    #[arg(long, value_name = "ID[=NAME]", value_parser = values::account, help_heading = WHO)]
    account: Vec<Account>,
    /// A zone [default: example.com=023e105f4ecef8ad9ca31a8372d0c353]
    #[arg(long, value_name = "NAME[=ID][@ACCOUNT]", value_parser = values::zone, help_heading = WHO)]
    zone: Vec<Zone>,
    /// A token [default: emulator-token]; GRANT is read, write, read+write or none, and may go on
    /// with @ID,ID for these accounts and zones alone
    #[arg(long, value_name = "TOKEN[=GRANT]", help_heading = WHO)]
    token: Vec<String>,
    /// An email address with its key [default: user@example.com with the documents' key]
    #[arg(long, value_name = "EMAIL=KEY", help_heading = WHO)]
    key: Vec<String>,
    /// A user service key [default: v1.0-emulator-service-key]
    #[arg(long, value_name = "KEY", help_heading = WHO)]
    service_key: Vec<String>,

    /// From upload until active [default: 2s]
    #[arg(long, value_name = "DURATION", value_parser = values::duration, help_heading = TIME)]
    activate_after: Option<Duration>,
    /// From upload until pending_deployment [default: 250ms]
    #[arg(long, value_name = "DURATION", value_parser = values::duration, help_heading = TIME)]
    initialize_after: Option<Duration>,
    /// From deletion until deleted [default: 2s]
    #[arg(long, value_name = "DURATION", value_parser = values::duration, help_heading = TIME)]
    delete_after: Option<Duration>,
    /// Until an Access certificate without hostnames can be deleted [default: 1s]
    #[arg(long, value_name = "DURATION", value_parser = values::duration, help_heading = TIME)]
    settle_after: Option<Duration>,
    /// From the revocation or the reactivation of a client certificate until it is through
    /// [default: 2s]
    #[arg(long, value_name = "DURATION", value_parser = values::duration, help_heading = TIME)]
    revoke_after: Option<Duration>,
    /// As fast as the machine's, by hand, or N times as fast
    #[arg(long, value_name = "real|stepped|xN", default_value = "real", value_parser = values::clock, help_heading = TIME)]
    clock: ClockMode,
    /// The emulator's time at the start, like 2030-01-01T00:00:00Z
    #[arg(long, value_name = "TIME", help_heading = TIME)]
    start_at: Option<Timestamp>,

    /// Requests per credential, like 1200/5m+5m; off for none [default: out of reach]
    #[arg(long, value_name = "N/DURATION[+PENALTY]", value_parser = values::limit, help_heading = LIMITS)]
    rate_limit: Option<Limit>,
    /// Requests per client address [default: off]
    #[arg(long, value_name = "N/DURATION[+PENALTY]", value_parser = values::limit, help_heading = LIMITS)]
    address_limit: Option<Limit>,
    /// A fault, like server_error:503,times=2 or
    /// latency:200ms,operation=zone_certificates,probability=0.1; can be given again
    #[arg(long, value_name = "KIND[:VALUE][,NAME=VALUE…]", value_parser = values::fault, help_heading = LIMITS)]
    fault: Vec<Fault>,
    /// Any other setting, like pagination.ignore_page=true; can be given again
    #[arg(long, value_name = "NAME=VALUE", help_heading = LIMITS)]
    set: Vec<String>,
    /// What identifiers and chances are drawn from
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = LIMITS)]
    seed: u64,
    /// Load what is there, and write every change to it
    #[arg(long, value_name = "FILE", help_heading = LIMITS)]
    state: Option<PathBuf>,
}

const LISTENING: &str = "Listening";
const WHO: &str = "Who and what is there (each can be given again; the first takes the place of the default)";
const TIME: &str = "Time";
const LIMITS: &str = "Limits, faults, state";

impl Flags {
    /// The emulator that the flags ask for.
    pub(crate) fn builder(self) -> Result<EmulatorBuilder, clap::Error> {
        let settings = self.settings()?;
        let mut builder = Emulator::builder()
            .address(SocketAddr::new(self.host, self.port))
            .settings(|defaults| *defaults = settings)
            .clock(self.clock)
            .seed(self.seed);
        for host in self.control_host {
            builder = builder.control_host(host);
        }
        for account in self.account {
            builder = builder.account(account.id, account.name);
        }
        for zone in self.zone {
            builder = match zone.account {
                Some(account) => builder.zone_of(account, zone.id, zone.name),
                None => builder.zone(zone.id, zone.name),
            };
        }
        // Read here and not by clap, which repeats a value that it can't take.
        for token in &self.token {
            builder = builder.credential(values::token(token).map_err(invalid)?);
        }
        for key in &self.key {
            builder = builder.credential(values::key(key).map_err(invalid)?);
        }
        for key in self.service_key {
            builder = builder.credential(Credential::service_key(key));
        }
        if let Some(now) = self.start_at {
            builder = builder.starts_at(now);
        }
        for fault in self.fault {
            builder = builder.fault(fault);
        }
        if let Some(file) = self.state {
            builder = builder.state_file(file);
        }
        Ok(builder)
    }

    /// The settings: what has a flag of its own first, and what --set says over
    /// that.
    fn settings(&self) -> Result<Settings, clap::Error> {
        let mut settings = Settings::default();
        let timing = &mut settings.timing;
        if let Some(activate_after) = self.activate_after {
            timing.activate_after_millis = millis(activate_after);
            // The steps keep their order and their proportions.
            timing.initialize_after_millis =
                timing.initialize_after_millis.min(timing.activate_after_millis / 4);
        }
        for (given, millis_of) in [
            (self.initialize_after, &mut timing.initialize_after_millis),
            (self.delete_after, &mut timing.delete_after_millis),
            (self.settle_after, &mut timing.settle_after_millis),
            (self.revoke_after, &mut timing.revoke_after_millis),
            (self.revoke_after, &mut timing.reactivate_after_millis),
        ] {
            if let Some(given) = given {
                *millis_of = millis(given);
            }
        }
        if let Some(limit) = &self.rate_limit {
            settings.rate_limit = limit.0.clone();
        }
        if let Some(limit) = &self.address_limit {
            settings.address_limit = limit.0.clone();
        }
        for patch in &self.set {
            settings =
                values::set(&settings, patch).map_err(|error| invalid(format!("--set {patch}: {error}")))?;
        }
        Ok(settings)
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn invalid(error: impl std::fmt::Display) -> clap::Error {
    Flags::command().error(ErrorKind::ValueValidation, error)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_flags_are_sound() {
        Flags::command().debug_assert();
    }

    #[test]
    fn no_refusal_repeats_a_secret() {
        for (flag, value) in [("--token", "hidden=everything"), ("--key", "hidden")] {
            let flags = Flags::try_parse_from(["emulator", flag, value]).unwrap();
            let message = flags.builder().unwrap_err().to_string();
            assert!(message.contains(flag) && !message.contains("hidden"), "{message}");
        }
    }

    #[test]
    fn a_setting_goes_over_its_flag() {
        let flags = ["emulator", "--set", "timing.delete_after_millis=7", "--delete-after", "2s"];
        let settings = Flags::try_parse_from(flags).unwrap().settings().unwrap();
        assert_eq!(settings.timing.delete_after_millis, 7);
        for (value, expected) in
            [("timing.nothing=1", "nothing"), ("timing", "NAME=VALUE"), ("timing=[]", "list")]
        {
            let flags = Flags::try_parse_from(["emulator", "--set", value]).unwrap();
            let message = flags.settings().unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
    }
}
