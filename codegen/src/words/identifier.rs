//! Rust identifiers for any text: cases, and the words of Rust.

use heck::{ToPascalCase, ToSnakeCase};
use sha2::{Digest, Sha256};

use super::acronyms::as_words;

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
    for character in as_words(text).chars() {
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
    fn acronyms_are_words() {
        for (text, name) in [
            ("IPs", "ips"),
            ("IPsec", "ipsec"),
            ("IPsec tunnels", "ipsec_tunnels"),
            ("Magic IPsec", "magic_ipsec"),
            ("IPv4", "ipv4"),
            ("IPv6Percentage", "ipv6_percentage"),
            ("ipv4Count", "ipv4_count"),
            ("hideIPAddress", "hide_ip_address"),
            ("uniqIPs", "uniq_ips"),
            ("uniqASNs", "uniq_asns"),
            ("neverRequireSignedURLs", "never_require_signed_urls"),
            ("DNS", "dns"),
            ("DNSRecord", "dns_record"),
            ("DNSSEC", "dnssec"),
            ("DNS Records for a Zone", "dns_records_for_a_zone"),
            ("mTLS", "mtls"),
            ("Access mTLS authentication", "access_mtls_authentication"),
            ("minTLS", "min_tls"),
            ("CAs", "cas"),
            ("short-lived CAs", "short_lived_cas"),
            ("WANs", "wans"),
            ("N", "n"),
            ("topN", "top_n"),
            ("TLSv1", "tlsv1"),
            ("TLSv1.3", "tlsv1_3"),
            ("HTTPv2", "httpv2"),
            ("AS112", "as112"),
            ("originASN", "origin_asn"),
            ("clientASName", "client_as_name"),
            ("OAuth", "oauth"),
            ("GitHub", "github"),
            ("GraphQL", "graphql"),
            ("readKiB", "read_kib"),
            ("webRTCPlayback", "web_rtc_playback"),
            ("MD5", "md5"),
            ("SHA256WithRSA", "sha256_with_rsa"),
            ("Is", "is"),
            ("ISs", "iss"),
            ("IsActive", "is_active"),
            ("redirectURL", "redirect_url"),
            ("id", "id"),
            ("IDs", "ids"),
        ] {
            assert_eq!(snake(text), name, "{text}");
        }
        for (text, name) in [
            ("IPs", "Ips"),
            ("IPsec", "Ipsec"),
            ("mTLS", "Mtls"),
            ("CAs", "Cas"),
            ("DNS", "Dns"),
            ("N", "N"),
            ("IPv4", "Ipv4"),
            ("OAuth", "Oauth"),
        ] {
            assert_eq!(pascal(text), name, "{text}");
        }
    }
}
