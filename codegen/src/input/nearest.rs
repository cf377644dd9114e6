//! Finds the name that somebody may have meant who wrote another.

use strsim::generic_levenshtein as distance;

/// The longest name that is compared, in characters.
const LONGEST: usize = 100;

/// The name nearest to one that was written, of those that were seen.
pub(crate) struct Nearest {
    /// What was written, in lower case and without the signs that stand for any text.
    written: Vec<char>,
    /// The nearest name, if one is near.
    pub(crate) name: Option<String>,
    /// How many letters it is away from what was written; of a name to be nearer, it is less.
    away: usize,
}

impl Nearest {
    pub(crate) fn to(written: &str) -> Self {
        let letters = written.chars().filter(|sign| !matches!(sign, '*' | '?'));
        let written: Vec<char> = letters.flat_map(char::to_lowercase).take(LONGEST).collect();
        // More than a third of it wrong is another name.
        let away = 1 + written.len() / 3;
        Self { written, name: None, away }
    }

    /// Looks at a name. Of several that are as near, the first stays.
    pub(crate) fn sees(&mut self, name: &str) {
        let letters: Vec<char> = name.chars().flat_map(char::to_lowercase).take(LONGEST).collect();
        // A part of a name is the likeliest mistake: a pattern is of all of it.
        let holds =
            self.written.len() > 2 && letters.windows(self.written.len()).any(|part| part == self.written);
        if holds && self.away > 0 {
            (self.away, self.name) = (0, Some(name.to_owned()));
        }
        if self.written.is_empty() || letters.len().abs_diff(self.written.len()) >= self.away {
            return;
        }
        let away = distance(&self.written, &letters);
        if away < self.away {
            (self.away, self.name) = (away, Some(name.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearest(written: &str) -> Option<String> {
        let mut nearest = Nearest::to(written);
        for name in ["DNS Records for a Zone", "Zone Settings", "zones-get", "/zones/{zone_id}/dns_records"] {
            nearest.sees(name);
        }
        nearest.name
    }

    #[test]
    fn what_is_nearly_right_is_found() {
        for (written, found) in [
            ("dns records for a zone", Some("DNS Records for a Zone")),
            ("DNS Record for a Zone*", Some("DNS Records for a Zone")),
            ("Zone Setings", Some("Zone Settings")),
            ("zone-get", Some("zones-get")),
            ("*/dns_records/{zone_id}", None),
            ("dns_records", Some("/zones/{zone_id}/dns_records")),
            ("dns", Some("DNS Records for a Zone")),
            ("zzz", None),
            ("", None),
            ("*", None),
        ] {
            assert_eq!(nearest(written).as_deref(), found, "{written}");
        }
    }

    #[test]
    fn distances() {
        for (one, other, expected) in
            [("", "abc", 3), ("abc", "abc", 0), ("kitten", "sitting", 3), ("ab", "ba", 2)]
        {
            let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
            assert_eq!(distance(&one, &other), expected);
        }
    }
}
