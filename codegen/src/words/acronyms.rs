//! Acronyms, made words before anything is split into words by the cases of its letters: `IPs` is
//! one word and no `I` with something behind it.

use std::borrow::Cow;

/// Words that mix cases in a way of their own.
const MIXED: [&str; 24] = [
    "AdSense", "BinDB", "DLPs", "GiB", "GitHub", "GitLab", "GraphQL", "IPsec", "IPSec", "IdP", "IdPs", "KiB",
    "LoA", "MiB", "MoQ", "NetBIOS", "OAuth", "PoP", "PoPs", "SaaS", "TiB", "VoIP", "WebRTC", "mTLS",
];

/// The text with each acronym as one word: a capital letter, and small ones behind it.
pub(super) fn as_words(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|letter| letter.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < letters.len() {
        let length = mixed(&letters[at..]).or_else(|| plural_or_version(&letters, at)).unwrap_or(0);
        if length == 0 {
            out.push(letters[at]);
            at += 1;
            continue;
        }
        // `hideIPs` is two words all the same.
        out.extend(letters[at].to_uppercase());
        out.extend(letters[at + 1..at + length].iter().flat_map(|letter| letter.to_lowercase()));
        at += length;
    }
    Cow::Owned(out)
}

/// How long the word of mixed cases is that begins here.
fn mixed(letters: &[char]) -> Option<usize> {
    let [first, second, ..] = letters else { return None };
    // Each of them has two capitals, or begins with a small letter.
    if first.is_ascii_lowercase() && !second.is_ascii_uppercase() {
        return None;
    }
    let fits = |word: &&&str| {
        word.chars().zip(letters).all(|(a, b)| a == *b)
            && letters.len() >= word.len()
            && !letters.get(word.len()).is_some_and(char::is_ascii_lowercase)
    };
    MIXED.iter().filter(fits).map(|word| word.len()).max()
}

/// How long the acronym is that begins here, where a small letter belongs to it: `IPs`, `ACLs`,
/// `IPv4`, `TLSv1`.
fn plural_or_version(letters: &[char], at: usize) -> Option<usize> {
    let capital = |letter: &char| letter.is_ascii_uppercase();
    if at > 0 && capital(&letters[at - 1]) {
        return None;
    }
    let capitals = letters[at..].iter().take_while(|letter| capital(letter)).count();
    let behind = letters.get(at + capitals..).unwrap_or_default();
    let length = match behind {
        ['v', digit, ..] if digit.is_ascii_digit() => {
            capitals + 1 + behind[1..].iter().take_while(|letter| letter.is_ascii_digit()).count()
        }
        ['s', rest @ ..] if !rest.first().is_some_and(char::is_ascii_lowercase) => capitals + 1,
        _ => return None,
    };
    (capitals > 1).then_some(length)
}

#[cfg(test)]
mod tests {
    use crate::words::{pascal, snake};

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
