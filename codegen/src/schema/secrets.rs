//! Which texts are secrets, by what documents call them and say of them.
//!
//! A secret that is taken for a plain text shows up in a log one day; a plain text that is taken for a
//! secret is merely read with one more call. So the last word of a name decides (`client_secret`,
//! `secretAccessKey`, `stream-key`), with the exceptions that documents show. Names that say nothing, as
//! `value` does, are judged by their description, and any text by its example.

use serde_json::Value;

use super::conjunction::Node;
use crate::api::{Type, TypeId, Types};
use crate::words::snake;

/// How a document says that a text is a secret.
pub(super) const SENSITIVE: &str = "x-sensitive";

/// Last words of names that hold secrets.
const WORDS: [&str; 12] = [
    "credential",
    "credentials",
    "jwt",
    "passphrase",
    "passwd",
    "password",
    "privkey",
    "psk",
    "pwd",
    "secret",
    "secrets",
    "token",
];

/// Words before `key` that make one a secret. Keys of maps, caches and regions have other ones, and so
/// have public keys.
const OF_KEYS: [&str; 20] = [
    "access",
    "api",
    "auth",
    "authentication",
    "client",
    "crypt",
    "decryption",
    "encryption",
    "hmac",
    "license",
    "master",
    "pairing",
    "private",
    "secret",
    "service",
    "session",
    "shared",
    "signing",
    "stream",
    "symmetric",
];

/// Words before `token` with which it is none: places in a list, and what every visitor of a site or of
/// the DNS can see.
const OF_TOKENS: [&str; 11] = [
    "challenge",
    "continuation",
    "cursor",
    "identifier",
    "next",
    "page",
    "pagination",
    "resume",
    "site",
    "validation",
    "verification",
];

/// Names that say nothing about what they hold.
const GENERIC: [&str; 8] = ["content", "data", "jwk", "key", "pem", "result", "text", "value"];

/// What descriptions of secrets say.
const DESCRIBED: [&str; 9] = [
    "bearer token",
    "credential value",
    "private key",
    "secret key",
    "secret value",
    "signing key",
    "token value",
    "value of a secret",
    "value of the secret",
];

/// Whether a text of this name is a secret, by the name alone.
pub(crate) fn is_named_secret(name: &str) -> bool {
    let name = snake(name);
    let mut words = name.rsplit('_').filter(|word| !word.is_empty());
    let Some(last) = words.next() else { return false };
    let before = words.next();
    match last {
        "token" => before.is_none_or(|word| !OF_TOKENS.contains(&word)),
        "key" => before.is_some_and(|word| OF_KEYS.contains(&word)),
        last => WORDS.contains(&last),
    }
}

/// Whether a text of this name and description is a secret.
pub(crate) fn is_secret(name: &str, description: &str) -> bool {
    if is_named_secret(name) {
        return true;
    }
    let name = snake(name);
    // What a text is, is said before what it is for.
    let sentence = description.split(". ").next().unwrap_or_default().to_lowercase();
    GENERIC.contains(&name.trim_matches('_')) && DESCRIBED.iter().any(|said| sentence.contains(said))
}

/// Whether the object that this `type` stands in is a secret, as `secret_text` among the bindings of a
/// script: then so is its text.
pub(super) fn is_of_secret(name: &str, tag: Option<&[Node<'_>]>) -> bool {
    let values = |node: &Node<'_>| node.value.get("enum").and_then(Value::as_array).cloned();
    GENERIC.contains(&name)
        && tag.into_iter().flatten().filter_map(values).any(|values| {
            !values.is_empty()
                && values.iter().all(|value| value.as_str().is_some_and(|text| text.starts_with("secret_")))
        })
}

/// Whether the example of a schema is a private key.
pub(super) fn shows_private_key(leaves: &[Node<'_>]) -> bool {
    let is_key = |example: &Value| {
        example.as_str().is_some_and(|text| {
            text.trim_start().strip_prefix("-----BEGIN ").is_some_and(|text| {
                text.split("-----").next().is_some_and(|label| label.ends_with("PRIVATE KEY"))
            })
        })
    };
    leaves.iter().any(|leaf| {
        let examples = leaf.value.get("examples").and_then(Value::as_array);
        leaf.value.get("example").into_iter().chain(examples.into_iter().flatten()).any(is_key)
    })
}

/// The type with its texts kept secret: one, or a list or a map of them.
pub(super) fn kept_secret(types: &mut Types, id: TypeId) -> TypeId {
    match *types.get(id) {
        Type::String => types.intern(Type::Secret),
        Type::Array(item) => {
            let item = kept_secret(types, item);
            types.intern(Type::Array(item))
        }
        Type::Map(value) => {
            let value = kept_secret(types, value);
            types.intern(Type::Map(value))
        }
        Type::Optional(value) => {
            let value = kept_secret(types, value);
            types.intern(Type::Optional(value))
        }
        _ => id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_decides_in_any_case() {
        for name in [
            "client_secret",
            "tunnel_secret",
            "secretAccessKey",
            "secret_access_key",
            "privateKey",
            "private-key",
            "psk",
            "sessionToken",
            "streamKey",
            "stream-key",
            "CF-API-KEY",
            "token",
            "web_analytics_token",
            "password",
            "passphrase",
            "crypt_key",
            "last_crypt_key",
            "clientSecret_",
        ] {
            assert!(is_secret(name, ""), "{name}");
        }
    }

    #[test]
    fn what_only_speaks_of_a_secret_is_none() {
        for name in [
            "secret_name",
            "secretId",
            "token_id",
            "token_url",
            "tokenType",
            "key",
            "public_key",
            "publicKey",
            "cache_key",
            "region_key",
            "sitekey",
            "site_token",
            "continuation_token",
            "nextPageToken",
            "ownership_validation_token",
            "key_id",
            "accessKeyId",
            "psk_metadata",
            "private_ip",
            "value",
            "",
            "_",
        ] {
            assert!(!is_secret(name, ""), "{name}");
        }
    }

    #[test]
    fn descriptions_decide_where_the_name_says_nothing() {
        assert!(is_secret("value", "The token value."));
        assert!(is_secret("text", "The value of the secret."));
        assert!(is_secret("key", "Bearer token"));
        assert!(is_secret("pem", "The optional base64 encoded private key in PEM format."));
        assert!(!is_secret("value", "Value of the zone setting. It has nothing of a token value."));
        assert!(!is_secret("key", "A key's name."));
        assert!(!is_secret("certificate", "The certificate of a private key."));
    }
}
