//! The short forms that flags take their values in.

use std::time::Duration;

use cloudflare_mtls_emulator::{ClockMode, Credential, Fault, RateLimit, Settings};
use serde_json::{Map, Value, json};

type Problem = Box<dyn std::error::Error + Send + Sync>;

fn identifier(text: &str) -> Result<&str, Problem> {
    let valid = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if valid { Ok(text) } else { Err("an identifier has 32 hexadecimal digits".into()) }
}

/// `ID[=NAME]`
pub(super) fn account(text: &str) -> Result<Account, Problem> {
    let (id, name) = text.split_once('=').unwrap_or((text, text));
    Ok(Account { id: identifier(id)?.to_owned(), name: name.to_owned() })
}

/// An account to be there.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) id: String,
    pub(super) name: String,
}

/// `NAME[=ID][@ACCOUNT]`
pub(super) fn zone(text: &str) -> Result<Zone, Problem> {
    let (text, account) = match text.split_once('@') {
        Some((text, account)) => (text, Some(identifier(account)?.to_owned())),
        None => (text, None),
    };
    let (name, id) = match text.split_once('=') {
        Some((name, id)) => (name, identifier(id)?.to_owned()),
        None => (text, identifier_of(text)),
    };
    Ok(Zone { name: name.to_owned(), id, account })
}

/// A zone to be there, of the first account unless it says which.
#[derive(Clone, Debug)]
pub(super) struct Zone {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) account: Option<String>,
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

/// `EMAIL=KEY`
pub(super) fn key(text: &str) -> Result<Credential, Problem> {
    // The text holds the key, and is not repeated.
    let (email, key) = text.split_once('=').ok_or("--key takes EMAIL=KEY")?;
    Ok(Credential::key(email, key))
}

/// `TOKEN[=GRANT[@ID,ID]]`
pub(super) fn token(text: &str) -> Result<Credential, Problem> {
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
        _ => return Err("the grant of a --token is read, write, read+write or none".into()),
    };
    Ok(match only {
        Some(only) => credential.only(only.split(',')),
        None => credential,
    })
}

pub(super) fn clock(text: &str) -> Result<ClockMode, Problem> {
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
pub(super) fn limit(text: &str) -> Result<Limit, Problem> {
    if text == "off" {
        return Ok(Limit(None));
    }
    let (requests, window) = text.split_once('/').ok_or("a limit is off, or like 1200/5m")?;
    let (window, penalty) = match window.split_once('+') {
        Some((window, penalty)) => (window, Some(duration(penalty)?)),
        None => (window, None),
    };
    let mut limit = RateLimit::new(requests.parse()?, duration(window)?);
    limit.penalty_seconds = penalty.map(|penalty| penalty.as_secs());
    Ok(Limit(Some(limit)))
}

/// A limit, or that there is none.
#[derive(Clone, Debug)]
pub(super) struct Limit(pub(super) Option<RateLimit>);

/// `KIND[:VALUE][,NAME=VALUE…]`, or a fault's JSON.
pub(super) fn fault(text: &str) -> Result<Fault, Problem> {
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
pub(super) fn set(settings: &Settings, text: &str) -> Result<Settings, Problem> {
    let (name, value) = text.split_once('=').ok_or("--set takes NAME=VALUE")?;
    let patch = name.rsplit('.').fold(read_value(value), |inner, name| json!({ name: inner }));
    Ok(settings.merged(&patch)?)
}

/// JSON if it is JSON, else text.
fn read_value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}

fn millis(text: &str) -> Result<u64, Problem> {
    Ok(u64::try_from(duration(text)?.as_millis()).unwrap_or(u64::MAX))
}

/// A number with a unit: ms, s, m or h. Seconds without one.
pub(super) fn duration(text: &str) -> Result<Duration, Problem> {
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
        let limited = limit("5/1m+10s").unwrap().0.unwrap();
        assert_eq!((limited.requests, limited.window_seconds, limited.penalty_seconds), (5, 60, Some(10)));
        assert_eq!(limit("off").unwrap().0, None);
    }

    #[test]
    fn a_wrong_grant_does_not_repeat_the_token() {
        let message = token("hidden=everything").unwrap_err().to_string();
        assert!(!message.contains("hidden"), "{message}");
    }
}
