//! Credentials and base URL from the environment variables that users of the API already have.

use std::env::VarError;

use crate::error::{Error, Result};
use crate::transport::credentials::Credentials;

const TOKEN: &str = "CLOUDFLARE_API_TOKEN";
const KEY: &str = "CLOUDFLARE_API_KEY";
const EMAIL: &str = "CLOUDFLARE_EMAIL";
const USER_SERVICE_KEY: &str = "CLOUDFLARE_API_USER_SERVICE_KEY";
const BASE_URL: &str = "CLOUDFLARE_BASE_URL";

/// What the environment says.
#[derive(Debug)]
pub(crate) struct Environment {
    pub(crate) credentials: Credentials,
    pub(crate) base_url: Option<String>,
}

/// What `variable` knows. A token wins over a key, a key over a service key; an empty variable
/// counts as not set.
pub(crate) fn read(variable: impl Fn(&str) -> Result<String, VarError>) -> Result<Environment> {
    let get = |name: &str| match variable(name) {
        Ok(value) if value.trim().is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        // The value itself is in the error, and may be a secret: only its name is passed on.
        Err(VarError::NotUnicode(_)) => {
            Err(Error::configuration(format!("the environment variable {name} isn't UTF-8")))
        }
    };
    Ok(Environment { credentials: credentials(&get)?, base_url: get(BASE_URL)? })
}

fn credentials(get: &impl Fn(&str) -> Result<Option<String>>) -> Result<Credentials> {
    if let Some(token) = get(TOKEN)? {
        return Ok(Credentials::token(token));
    }
    let (key, email) = (get(KEY)?, get(EMAIL)?);
    if let (Some(key), Some(email)) = (&key, &email) {
        return Ok(Credentials::api_key(email, key));
    }
    if let Some(key) = get(USER_SERVICE_KEY)? {
        return Ok(Credentials::user_service_key(key));
    }
    Err(Error::configuration(match (key, email) {
        (Some(_), _) => {
            format!("{KEY} is set and {EMAIL} is missing; an API key needs both (or set {TOKEN})")
        }
        (_, Some(_)) => format!("{EMAIL} is set and {KEY} is missing; set {TOKEN}, or the key as well"),
        _ => format!(
            "no credentials in the environment: set {TOKEN}, or {KEY} and {EMAIL}, or {USER_SERVICE_KEY}"
        ),
    }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn with(variables: &[(&str, &str)]) -> Result<Environment, String> {
        let found = |name: &str| variables.iter().find(|(known, _)| *known == name);
        read(|name| found(name).map(|(_, value)| (*value).to_owned()).ok_or(VarError::NotPresent))
            .map_err(|error| error.to_string())
    }

    fn shown(variables: &[(&str, &str)]) -> String {
        format!("{:?}", with(variables).unwrap().credentials)
    }

    #[test]
    fn a_token_wins_over_everything() {
        let all = [(TOKEN, "t0ken"), (KEY, "k"), (EMAIL, "e"), (USER_SERVICE_KEY, "s")];
        assert_eq!(shown(&all), "Credentials(token)");
        assert_eq!(shown(&[(TOKEN, "t0ken"), (EMAIL, "e")]), "Credentials(token)");
        assert_eq!(shown(&all[1..]), "Credentials(API key)");
        assert_eq!(shown(&[(EMAIL, "e"), (USER_SERVICE_KEY, "s")]), "Credentials(user service key)");
    }

    #[test]
    fn what_is_missing_is_named() {
        assert!(with(&[]).unwrap_err().contains(TOKEN));
        assert!(with(&[(KEY, "hunter2")]).unwrap_err().contains("CLOUDFLARE_EMAIL is missing"));
        assert!(with(&[(EMAIL, "e")]).unwrap_err().contains("CLOUDFLARE_API_KEY is missing"));
        assert!(with(&[(TOKEN, " "), (KEY, "")]).unwrap_err().contains("no credentials"));
        assert!(!with(&[(KEY, "hunter2")]).unwrap_err().contains("hunter2"));
    }

    #[test]
    fn the_base_url_is_taken_and_nothing_else_is_one() {
        let base_url = |url| with(&[(TOKEN, "t"), (BASE_URL, url)]).unwrap().base_url;
        assert_eq!(base_url("http://127.0.0.1:9/v4/").as_deref(), Some("http://127.0.0.1:9/v4/"));
        assert_eq!(base_url(" "), None);
        assert_eq!(with(&[(TOKEN, "t")]).unwrap().base_url, None);
    }
}
