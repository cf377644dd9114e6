//! What the error codes of an API mean: a small table that a user keeps beside the document, since
//! documents don't say it.
//!
//! ```toml
//! already_exists = [81057, 81058]
//! in_use = [{ code = 1434, says = "certificate in use" }]
//! ```
//!
//! Each key is what an error comes down to, with the codes that mean it. A code that stands for two
//! things is told apart by what its message has in it (`says`), and a text may do without a code.

use toml::Value;

use crate::api::Place;
use crate::input::source::Source;
use crate::report::Report;

/// What errors can come down to: the keys of the table, and the runtime's names for them.
const MEANINGS: [(&str, &str); 9] = [
    ("already_exists", "AlreadyExists"),
    ("authentication", "Authentication"),
    ("conflict", "Conflict"),
    ("in_use", "InUse"),
    ("invalid_request", "InvalidRequest"),
    ("not_found", "NotFound"),
    ("quota_exceeded", "QuotaExceeded"),
    ("service_fault", "ServiceFault"),
    ("settling", "Settling"),
];

/// A table of codes, in the order in which it is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codes(Vec<Line>);

/// An error that has this code, or says this, or both.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Line {
    /// Those with a text come first, or they would be out of reach; those without a code last.
    pub(crate) order: u8,
    pub(crate) code: Option<i64>,
    pub(crate) says: Option<String>,
    /// The runtime's name for what it means.
    pub(crate) meaning: &'static str,
}

impl Codes {
    /// Reads a table. What is wrong with it is in the report.
    pub fn parse(source: &Source, report: &mut Report) -> Self {
        let mut wrong = |message: String| {
            let hint = "a line is a meaning and its codes: already_exists = [81057]";
            report.error("codes", Place::file(&source.name), message, hint);
        };
        let table: toml::Table = match source.text.parse() {
            Ok(table) => table,
            Err(error) => {
                wrong(error.to_string());
                return Self::default();
            }
        };
        let mut lines: Vec<Line> = Vec::new();
        for (key, value) in table {
            let Some((_, meaning)) = MEANINGS.iter().find(|(known, _)| *known == key) else {
                let known: Vec<&str> = MEANINGS.iter().map(|(known, _)| *known).collect();
                wrong(format!("`{key}` is no meaning of a code; there are {}", known.join(", ")));
                continue;
            };
            let Value::Array(codes) = value else {
                wrong(format!("`{key}` is no list of codes"));
                continue;
            };
            for code in codes {
                match line(&code, meaning) {
                    Err(why) => wrong(format!("`{key}`: {why}")),
                    Ok(line) => {
                        let same = |known: &&Line| known.code == line.code && known.says == line.says;
                        match lines.iter().find(same) {
                            Some(known) => wrong(format!("{code} means {} and {meaning}", known.meaning)),
                            None => lines.push(line),
                        }
                    }
                }
            }
        }
        lines.sort();
        Self(lines)
    }

    /// The lines of the table.
    pub(crate) fn lines(&self) -> &[Line] {
        &self.0
    }
}

/// One code: a number, or a table with `code`, `says` or both.
fn line(value: &Value, meaning: &'static str) -> Result<Line, String> {
    let (code, says) = match value {
        Value::Integer(code) => (Some(*code), None),
        Value::Table(fields) => {
            if let Some(unknown) = fields.keys().find(|field| !matches!(field.as_str(), "code" | "says")) {
                return Err(format!("`{unknown}` is neither `code` nor `says`"));
            }
            let code = match fields.get("code") {
                None => None,
                Some(Value::Integer(code)) => Some(*code),
                Some(other) => return Err(format!("{other} is no code")),
            };
            let says = match fields.get("says") {
                None => None,
                Some(Value::String(says)) if !says.trim().is_empty() => Some(says.to_lowercase()),
                Some(other) => return Err(format!("{other} is nothing that a message says")),
            };
            (code, says)
        }
        other => return Err(format!("{other} is no code")),
    };
    let order = match (&code, &says) {
        (Some(_), Some(_)) => 0,
        (Some(_), None) => 1,
        (None, Some(_)) => 2,
        (None, None) => return Err("an entry without `code` and `says`".to_owned()),
    };
    Ok(Line { order, code, says, meaning })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> (Codes, Vec<String>) {
        let mut report = Report::default();
        let codes = Codes::parse(&Source::new("codes.toml", text), &mut report);
        (codes, report.errors().map(ToString::to_string).collect())
    }

    #[test]
    fn what_says_more_is_asked_first() {
        let text = "not_found = [7, {says = \"Gone\"}]\nin_use = [{code = 7, says = \"in use\"}]";
        let (codes, errors) = parse(text);
        assert!(errors.is_empty(), "{errors:?}");
        let lines: Vec<_> =
            codes.lines().iter().map(|line| (line.code, line.says.as_deref(), line.meaning)).collect();
        assert_eq!(
            lines,
            [
                (Some(7), Some("in use"), "InUse"),
                (Some(7), None, "NotFound"),
                (None, Some("gone"), "NotFound"),
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_said_all_at_once() {
        let text = "lost = [1]\nnot_found = 2\nin_use = [\"3\", {}, {cod = 4}, {code = \"5\"}, {says = \" \"}, 6]\n\
                    settling = [6]";
        let (_, errors) = parse(text);
        let all = errors.join("\n");
        for part in [
            "`lost` is no meaning",
            "`not_found` is no list",
            "\"3\" is no code",
            "an entry without `code` and `says`",
            "`cod` is neither",
            "\"5\" is no code",
            "\" \" is nothing",
            "6 means InUse and Settling",
        ] {
            assert!(all.contains(part), "{part} is missing in {all}");
        }
        assert!(parse("not toml").1[0].contains("codes.toml"), "{:?}", parse("not toml").1);
    }
}
