//! The program's flags.

use std::{
    ffi::OsString,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use cloudflare_mtls_emulator::{
    ClockMode, Credential, Emulator, EmulatorBuilder, Fault, RateLimit, Settings, Timestamp,
};
use lexopt::{Arg, Parser, ValueExt as _};
use serde_json::{Map, Value, json};

pub(crate) const HELP: &str = "\
An imitation of Cloudflare's mTLS certificate API that keeps state, for tests.

Usage: cloudflare-mtls-emulator [OPTIONS]

Listening
  --port PORT                 0, the default, takes a free port; the first line says which
  --host ADDRESS              default 127.0.0.1

Who and what is there (each can be given again; the first takes the place of the default)
  --account ID[=NAME]         default 023e105f4ecef8ad9ca31a8372d0c353
  --zone NAME[=ID][@ACCOUNT]  default example.com=023e105f4ecef8ad9ca31a8372d0c353
  --token TOKEN[=GRANT]       default emulator-token
  --key EMAIL=KEY             default user@example.com with the documents' key
  --service-key KEY           default v1.0-emulator-service-key
                              GRANT is read, write, read+write or none, and may go on
                              with @ID,ID for these accounts and zones alone

Time (durations like 500ms, 2s, 5m, 1h)
  --activate-after DURATION   from upload until active; default 2s
  --initialize-after DURATION from upload until pending_deployment; default 250ms
  --delete-after DURATION     from deletion until deleted; default 2s
  --settle-after DURATION     until an Access certificate without hostnames can be deleted; default 1s
  --clock real|stepped|xN     as fast as the machine's, by hand, or N times as fast
  --start-at TIME             the emulator's time at the start, like 2030-01-01T00:00:00Z

Limits, faults, state
  --rate-limit N/DURATION[+PENALTY]     per credential, like 1200/5m+5m; off for none
  --address-limit N/DURATION[+PENALTY]  per client address; off, the default, for none
  --fault KIND[:VALUE][,NAME=VALUE…]    like server_error:503,times=2 or
                                        latency:200ms,operation=zone_certificates,probability=0.1
  --set NAME=VALUE            any other setting, like pagination.ignore_page=true
  --seed N                    what identifiers and chances are drawn from; default 0
  --state FILE                load what is there, and write every change to it

  -h, --help    -V, --version
";

/// What the command line asks for.
pub(crate) enum Command {
    Run(Box<EmulatorBuilder>),
    Help,
    Version,
}

type Problem = Box<dyn std::error::Error>;

/// Reads the command line, the program's name included.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, Problem> {
    let mut parser = Parser::from_iter(arguments);
    let mut builder = Emulator::builder();
    let mut address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let mut settings = Settings::default();
    let mut activate_after = None;
    let mut initialize_after = None;
    while let Some(argument) = parser.next()? {
        let name = match argument {
            Arg::Short('h') => return Ok(Command::Help),
            Arg::Short('V') => return Ok(Command::Version),
            Arg::Long(name) => name.to_owned(),
            other => return Err(other.unexpected().into()),
        };
        match name.as_str() {
            "help" => return Ok(Command::Help),
            "version" => return Ok(Command::Version),
            "port" => address.set_port(parser.value()?.parse()?),
            "host" => address.set_ip(parser.value()?.parse::<IpAddr>()?),
            "account" => {
                let text = parser.value()?.string()?;
                let (id, name) = text.split_once('=').unwrap_or((&text, &text));
                builder = builder.account(identifier(id)?, name);
            }
            "zone" => builder = zone(builder, &parser.value()?.string()?)?,
            "token" => builder = builder.credential(token(&parser.value()?.string()?)?),
            "key" => {
                let text = parser.value()?.string()?;
                let (email, key) = text.split_once('=').ok_or("--key takes EMAIL=KEY")?;
                builder = builder.credential(Credential::key(email, key));
            }
            "service-key" => {
                builder = builder.credential(Credential::service_key(parser.value()?.string()?));
            }
            "activate-after" => activate_after = Some(millis(&parser.value()?.string()?)?),
            "initialize-after" => initialize_after = Some(millis(&parser.value()?.string()?)?),
            "delete-after" => {
                settings.timing.delete_after_millis = millis(&parser.value()?.string()?)?;
            }
            "settle-after" => {
                settings.timing.settle_after_millis = millis(&parser.value()?.string()?)?;
            }
            "clock" => builder = builder.clock(clock(&parser.value()?.string()?)?),
            "start-at" => builder = builder.starts_at(parser.value()?.parse::<Timestamp>()?),
            "rate-limit" => settings.rate_limit = limit(&parser.value()?.string()?)?,
            "address-limit" => settings.address_limit = limit(&parser.value()?.string()?)?,
            "fault" => builder = builder.fault(fault(&parser.value()?.string()?)?),
            "set" => settings = set(&settings, &parser.value()?.string()?)?,
            "seed" => builder = builder.seed(parser.value()?.parse()?),
            "state" => builder = builder.state_file(parser.value()?),
            _ => return Err(Arg::Long(&name).unexpected().into()),
        }
    }
    if let Some(activate_after) = activate_after {
        settings.timing.activate_after_millis = activate_after;
        // The steps keep their order and their proportions.
        let initialize_after_millis = &mut settings.timing.initialize_after_millis;
        *initialize_after_millis = (*initialize_after_millis).min(activate_after / 4);
    }
    if let Some(initialize_after) = initialize_after {
        settings.timing.initialize_after_millis = initialize_after;
    }
    let builder = builder.address(address).settings(|defaults| *defaults = settings);
    Ok(Command::Run(Box::new(builder)))
}

fn identifier(text: &str) -> Result<&str, Problem> {
    let valid = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if valid { Ok(text) } else { Err("an identifier has 32 hexadecimal digits".into()) }
}

/// `NAME[=ID][@ACCOUNT]`
fn zone(builder: EmulatorBuilder, text: &str) -> Result<EmulatorBuilder, Problem> {
    let (text, account) = match text.split_once('@') {
        Some((text, account)) => (text, Some(identifier(account)?)),
        None => (text, None),
    };
    let (name, id) = match text.split_once('=') {
        Some((name, id)) => (name, identifier(id)?.to_owned()),
        None => (text, identifier_of(text)),
    };
    Ok(match account {
        Some(account) => builder.zone_of(account, id, name),
        None => builder.zone(id, name),
    })
}

/// The identifier of a zone that was given a name alone: the documents' for
/// the default zone, and the same one every time for any other.
fn identifier_of(name: &str) -> String {
    if name == cloudflare_mtls_emulator::DEFAULT_ZONE_NAME {
        return cloudflare_mtls_emulator::DEFAULT_ID.to_owned();
    }
    // FNV-1a, of 128 bits.
    let hash = name.bytes().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    });
    format!("{hash:032x}")
}

/// `TOKEN[=GRANT[@ID,ID]]`
fn token(text: &str) -> Result<Credential, Problem> {
    let Some((token, grant)) = text.split_once('=') else {
        return Ok(Credential::token(text));
    };
    let (grant, only) = match grant.split_once('@') {
        Some((grant, only)) => (grant, Some(only)),
        None => (grant, None),
    };
    let credential = Credential::token(token);
    let credential = match grant {
        "read+write" | "" => credential,
        "read" => credential.permissions(true, false),
        "write" => credential.permissions(false, true),
        "none" => credential.permissions(false, false),
        // The text holds the token, and is not repeated.
        _ => return Err("a token's grant is read, write, read+write or none".into()),
    };
    Ok(match only {
        Some(only) => credential.only(only.split(',')),
        None => credential,
    })
}

fn clock(text: &str) -> Result<ClockMode, Problem> {
    match text {
        "real" => Ok(ClockMode::Real),
        "stepped" => Ok(ClockMode::Stepped),
        _ => {
            let factor = text.strip_prefix('x').and_then(|factor| factor.parse::<f64>().ok());
            let factor = factor.filter(|factor| factor.is_finite() && *factor > 0.0);
            let factor = factor.ok_or("--clock takes real, stepped, or a factor like x60")?;
            Ok(ClockMode::Scaled { factor })
        }
    }
}

/// `N/DURATION[+PENALTY]`, or `off`.
fn limit(text: &str) -> Result<Option<RateLimit>, Problem> {
    if text == "off" {
        return Ok(None);
    }
    let (requests, window) = text.split_once('/').ok_or("a limit is off, or like 1200/5m")?;
    let (window, penalty) = match window.split_once('+') {
        Some((window, penalty)) => (window, Some(duration(penalty)?)),
        None => (window, None),
    };
    let mut limit = RateLimit::new(requests.parse()?, duration(window)?);
    limit.penalty_seconds = penalty.map(|penalty| penalty.as_secs());
    Ok(Some(limit))
}

/// `KIND[:VALUE][,NAME=VALUE…]`, or a fault's JSON.
fn fault(text: &str) -> Result<Fault, Problem> {
    if text.starts_with('{') {
        return Ok(serde_json::from_str(text)?);
    }
    let mut parts = text.split(',');
    let kind = parts.next().unwrap_or_default();
    let (kind, value) = match kind.split_once(':') {
        Some((kind, value)) => (kind, Some(value)),
        None => (kind, None),
    };
    let mut form = Map::new();
    form.insert("kind".into(), kind.into());
    if let Some(value) = value {
        let (name, value) = match kind {
            "latency" => ("millis", millis(value)?.into()),
            "too_many_requests" => ("retry_after", read_value(value)),
            "failure" => ("code", read_value(value)),
            _ => ("status", read_value(value)),
        };
        form.insert(name.into(), value);
    }
    for part in parts {
        let (name, value) = part.split_once('=').ok_or("a fault's options are like times=2")?;
        form.insert(name.into(), read_value(value));
    }
    Ok(serde_json::from_value(Value::Object(form))?)
}

/// `NAME=VALUE` with dots in the name for what lies deeper.
fn set(settings: &Settings, text: &str) -> Result<Settings, Problem> {
    let (name, value) = text.split_once('=').ok_or("--set takes NAME=VALUE")?;
    let patch = name.rsplit('.').fold(read_value(value), |inner, name| json!({ name: inner }));
    Ok(settings.merged(&patch)?)
}

/// JSON if it is JSON, else text.
fn read_value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}

fn millis(text: &str) -> Result<u64, Problem> {
    Ok(u64::try_from(duration(text)?.as_millis())?)
}

/// A number with a unit: ms, s, m or h. Seconds without one.
fn duration(text: &str) -> Result<Duration, Problem> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = match text.strip_prefix(digits).unwrap_or_default() {
        "ms" => 0.001,
        "s" | "" => 1.0,
        "m" => 60.0,
        "h" => 3_600.0,
        other => return Err(format!("{other} is no unit of time: ms, s, m and h are").into()),
    };
    let number: f64 = digits.parse().map_err(|_| format!("{text} is no duration like 500ms or 2s"))?;
    Ok(Duration::try_from_secs_f64(number * unit)?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use cloudflare_mtls_emulator::FaultKind;

    #[test]
    fn durations_have_units() {
        assert_eq!(duration("500ms").unwrap(), Duration::from_millis(500));
        assert_eq!(duration("2").unwrap(), Duration::from_secs(2));
        assert_eq!(duration("1.5m").unwrap(), Duration::from_secs(90));
        for bad in ["", "s", "2d", "-1s", "two"] {
            assert!(duration(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn faults_have_a_short_form() {
        let kind = FaultKind::ServerError { status: 503 };
        let expected = Fault::new(kind).times(2).on("zone_certificates.create");
        assert_eq!(fault("server_error:503,times=2,operation=zone_certificates.create").unwrap(), expected);
        assert_eq!(fault("latency:0.2s").unwrap(), Fault::latency(Duration::from_millis(200)));
        assert_eq!(fault(r#"{"kind":"reset"}"#).unwrap(), Fault::new(FaultKind::Reset));
        assert!(fault("earthquake").is_err());
        assert!(fault("reset,times").is_err());
    }

    #[test]
    fn any_setting_can_be_set() {
        let changed = set(&Settings::default(), "pagination.ignore_page=true").unwrap();
        assert!(changed.pagination.ignore_page);
        assert!(set(&Settings::default(), "pagination.nothing=1").is_err());
        let limited = limit("5/1m+10s").unwrap().unwrap();
        assert_eq!((limited.requests, limited.window_seconds, limited.penalty_seconds), (5, 60, Some(10)));
        assert_eq!(limit("off").unwrap(), None);
    }

    #[test]
    fn a_wrong_grant_does_not_repeat_the_token() {
        let message = token("hidden=everything").unwrap_err().to_string();
        assert!(!message.contains("hidden"), "{message}");
    }
}
