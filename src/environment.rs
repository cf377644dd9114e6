//! Credentials and base URL from the environment variables that users of the API already have.

use std::env::VarError;

use crate::builder::ClientBuilder;
use crate::credentials::Credentials;
use crate::error::{Error, Result};

const TOKEN: &str = "CLOUDFLARE_API_TOKEN";
const KEY: &str = "CLOUDFLARE_API_KEY";
const EMAIL: &str = "CLOUDFLARE_EMAIL";
const USER_SERVICE_KEY: &str = "CLOUDFLARE_API_USER_SERVICE_KEY";
const BASE_URL: &str = "CLOUDFLARE_BASE_URL";

/// A builder with what `variable` knows. A token wins over a key, a key over a service key; an
/// empty variable counts as not set.
pub(crate) fn read(variable: impl Fn(&str) -> Result<String, VarError>) -> Result<ClientBuilder> {
    let get = |name: &str| match variable(name) {
        Ok(value) if value.trim().is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        // The value itself is in the error, and may be a secret: only its name is passed on.
        Err(VarError::NotUnicode(_)) => {
            Err(Error::configuration(format!("the environment variable {name} isn't UTF-8")))
        }
    };
    let mut builder = ClientBuilder::default().credentials(credentials(&get)?);
    if let Some(base_url) = get(BASE_URL)? {
        builder = builder.base_url(base_url);
    }
    Ok(builder)
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

    fn with(variables: &[(&str, &str)]) -> Result<String, String> {
        let variables: Vec<_> = variables.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect();
        let builder = read(|name| {
            let found = variables.iter().find(|(n, _)| n == name);
            // Without TLS the default can't be used.
            let base_url = || (name == BASE_URL).then(|| "http://localhost".to_owned());
            found.map(|(_, v)| v.clone()).or_else(base_url).ok_or(VarError::NotPresent)
        })
        .and_then(ClientBuilder::build);
        builder.map(|client| format!("{client:?}")).map_err(|error| error.to_string())
    }

    #[test]
    fn a_token_wins_over_everything() {
        let all = [(TOKEN, "t0ken"), (KEY, "k"), (EMAIL, "e"), (USER_SERVICE_KEY, "s")];
        assert!(with(&all).unwrap().contains("Credentials(token)"));
        assert!(with(&[(TOKEN, "t0ken"), (EMAIL, "e")]).unwrap().contains("Credentials(token)"));
        assert!(with(&all[1..]).unwrap().contains("Credentials(API key)"));
        assert!(with(&[(EMAIL, "e"), (USER_SERVICE_KEY, "s")]).unwrap().contains("service key"));
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
    fn the_base_url_is_taken_and_checked() {
        let client = with(&[(TOKEN, "t"), (BASE_URL, "http://127.0.0.1:9/client/v4/")]).unwrap();
        assert!(client.contains("http://127.0.0.1:9/client/v4"), "{client}");
        assert!(with(&[(TOKEN, "t"), (BASE_URL, "nowhere")]).unwrap_err().contains("base URL"));
    }

    #[test]
    fn a_variable_that_is_not_unicode_is_named() {
        let error = read(|_| Err(VarError::NotUnicode("hunter2".into()))).unwrap_err();
        assert!(error.to_string().contains(TOKEN) && !format!("{error:?}").contains("hunter2"));
    }
}
