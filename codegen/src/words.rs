//! Words and Rust identifiers: cases, singulars, reserved words.

use heck::{ToPascalCase, ToSnakeCase};
use sha2::{Digest, Sha256};

/// How long a name may be; published documents need half of it.
const LENGTH: usize = 200;

/// Words that can't be identifiers as they are.
const RESERVED: [&str; 53] = [
    "abstract",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "const",
    "continue",
    "crate",
    "do",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "struct",
    "super",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
    "union",
    "macro_rules",
];

/// A field, argument or method name for any text.
pub fn snake(text: &str) -> String {
    let mut name = spelled_out(text).to_snake_case();
    if name.is_empty() {
        name.push_str("value");
    }
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert(0, '_');
    }
    if RESERVED.contains(&name.as_str()) {
        name.push('_');
    }
    shortened(name, "_")
}

/// Whether a text has anything that an identifier can be made of.
pub fn speaks(text: &str) -> bool {
    !spelled_out(text).to_snake_case().is_empty()
}

/// Whether Rust has a word for something of its own, in lower case.
pub fn is_keyword(word: &str) -> bool {
    RESERVED.contains(&word)
}

/// A type or variant name for any text.
pub fn pascal(text: &str) -> String {
    let mut name = spelled_out(text).to_pascal_case();
    if name.is_empty() {
        name.push_str("Value");
    }
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert(0, '_');
    }
    if name == "Self" {
        name.push('_');
    }
    shortened(name, "H")
}

/// A name that is no longer than a file's may be, which rustdoc makes one of: the start of a longer
/// one, and a hash of all of it behind a sign.
fn shortened(mut name: String, sign: &str) -> String {
    // It is of ASCII letters.
    if name.len() > LENGTH {
        let hash = Sha256::digest(&name);
        name.truncate(LENGTH - 9);
        name.truncate(name.trim_end_matches('_').len());
        name.push_str(sign);
        name.extend(hash.iter().take(4).map(|byte| format!("{byte:02x}")));
    }
    name
}

/// Names the signs that tell texts apart and that identifiers can't hold.
fn spelled_out(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    // One word, whatever its letters' cases suggest.
    for character in text.replace("mTLS", "mtls").chars() {
        let word = match character {
            '<' => "_lt_",
            '>' => "_gt_",
            '=' => "_eq_",
            '!' => "_not_",
            '+' => "_plus_",
            '*' => "_any_",
            '%' => "_percent_",
            '&' => "_and_",
            '|' => "_or_",
            '~' => "_matches_",
            '$' => "_dollar_",
            '@' => "_at_",
            '#' => "_number_",
            ',' => "_comma_",
            '-' if spelled.is_empty() => "_minus_",
            character if character.is_ascii_alphanumeric() => {
                spelled.push(character);
                continue;
            }
            _ => "_",
        };
        spelled.push_str(word);
    }
    spelled
}

/// The singular of an English plural in snake case, as far as API paths need one.
pub fn singular(word: &str) -> String {
    let (start, last) = match word.rsplit_once('_') {
        Some((start, last)) => (format!("{start}_"), last),
        None => (String::new(), word),
    };
    let one = match last {
        "settings" | "status" | "analytics" | "dns" | "https" | "aws" | "series" | "news" | "address"
        | "access" | "devices_status" => last.to_owned(),
        "addresses" => "address".to_owned(),
        "indices" => "index".to_owned(),
        _ if last.ends_with("ies") && last.len() > 4 => format!("{}y", &last[..last.len() - 3]),
        _ if ["sses", "xes", "ches", "shes", "zes"].iter().any(|end| last.ends_with(end)) => {
            last[..last.len() - 2].to_owned()
        }
        _ if last.ends_with('s') && !["ss", "us", "is"].iter().any(|end| last.ends_with(end)) => {
            last[..last.len() - 1].to_owned()
        }
        _ => last.to_owned(),
    };
    format!("{start}{one}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_told_apart() {
        assert_eq!(snake("<1y"), "lt_1y");
        assert_eq!(snake(">1y"), "gt_1y");
        assert_eq!(pascal("<="), "LtEq");
        assert_eq!(pascal("<"), "Lt");
        assert_eq!(pascal("1.2"), "_12");
        assert_eq!(snake("Access mTLS authentication"), "access_mtls_authentication");
    }

    #[test]
    fn names_fit_into_file_names() {
        let (one, other) = ("word ".repeat(1_000), "word ".repeat(1_001));
        for name in [snake, pascal] {
            assert!(name(&one).len() <= 200 && name(&one) != name(&other));
            assert_eq!(name(&name(&one)), name(&one), "it is a name already");
        }
    }

    #[test]
    fn reserved_words_are_avoided() {
        assert_eq!(snake("type"), "type_");
        assert_eq!(snake("self"), "self_");
        assert_eq!(pascal("self"), "Self_");
    }

    #[test]
    fn singulars() {
        for (many, one) in [
            ("certificates", "certificate"),
            ("policies", "policy"),
            ("mtls_certificates", "mtls_certificate"),
            ("settings", "settings"),
            ("addresses", "address"),
            ("dns", "dns"),
            ("prefixes", "prefix"),
        ] {
            assert_eq!(singular(many), one);
        }
    }
}
