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
