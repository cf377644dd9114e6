//! Words and Rust identifiers: cases, singulars, reserved words.

use std::collections::{HashMap, HashSet};

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

/// Names of one place, each of which stands for one thing.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    names: HashSet<String>,
    /// How often a name has been wished for that was taken.
    wished: HashMap<String, usize>,
}

impl Taken {
    /// A place where these names are taken.
    pub fn of(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { names: names.into_iter().map(Into::into).collect(), wished: HashMap::new() }
    }

    /// Whether a name is taken.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Takes a name, or the first like it that is free: a few have underscores, those after them
    /// numbers, so that thousands of equal names don't grow.
    pub fn take(&mut self, name: &str) -> String {
        if self.names.insert(name.to_owned()) {
            return name.to_owned();
        }
        // Names of types have no underscore inside.
        let between = if name.starts_with(|first: char| first.is_ascii_uppercase()) { "" } else { "_" };
        let wished = self.wished.entry(name.to_owned()).or_default();
        loop {
            *wished += 1;
            let free = match *wished {
                few @ 1..=3 => format!("{name}{}", "_".repeat(few)),
                number => format!("{name}{between}{number}"),
            };
            if self.names.insert(free.clone()) {
                return free;
            }
        }
    }
}

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
    use super::Taken;

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

    #[test]
    fn names_are_taken_once() {
        let mut taken = Taken::of(["new"]);
        assert_eq!(taken.take("new"), "new_");
        let names: Vec<String> = (0..6).map(|_| taken.take("a")).collect();
        assert_eq!(names, ["a", "a_", "a__", "a___", "a_4", "a_5"]);
        assert_eq!(taken.take("a_6"), "a_6");
        assert_eq!(taken.take("a"), "a_7");
        let types: Vec<String> = (0..5).map(|_| taken.take("A")).collect();
        assert_eq!(types, ["A", "A_", "A__", "A___", "A4"]);
    }
}
