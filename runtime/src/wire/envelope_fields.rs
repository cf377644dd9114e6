//! The fields of an envelope, unread, and what the beginning of an answer says.

use std::fmt;
use std::ops::ControlFlow;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::wire::fields::fields_until;

/// What some servers begin a text with.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// What is wrong with an answer that is no envelope although it is JSON.
pub(crate) const NOT_AN_OBJECT: &str = "the answer is JSON and not an object";
pub(crate) const NO_ENVELOPE: &str = "the answer has neither `success` nor a result";

/// The envelope's fields, all optional, the lenient ones unread.
pub(crate) struct Fields<'a> {
    pub(crate) success: Option<&'a RawValue>,
    pub(crate) errors: Option<&'a RawValue>,
    pub(crate) messages: Option<&'a RawValue>,
    pub(crate) result: Option<&'a RawValue>,
    pub(crate) result_info: Option<&'a RawValue>,
}

/// The names of the fields, in their order.
const NAMES: [&str; 5] = ["success", "errors", "messages", "result", "result_info"];

// By hand: whoever depends on this crate compiles no macros for it.
impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Object)
    }
}

struct Object;

impl<'de> Visitor<'de> for Object {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an envelope")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values: [Option<Option<&RawValue>>; 5] = [None; 5];
        while let Some(Name(at)) = map.next_key()? {
            let Some(at) = at else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            if values[at].is_some() {
                return Err(A::Error::duplicate_field(NAMES[at]));
            }
            values[at] = Some(map.next_value()?);
        }
        let [success, errors, messages, result, result_info] = values.map(Option::flatten);
        Ok(Fields { success, errors, messages, result, result_info })
    }
}

/// Which of the names a field has.
struct Name(Option<usize>);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = Name;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a field's name")
            }

            fn visit_str<E>(self, name: &str) -> Result<Name, E> {
                Ok(Name(NAMES.iter().position(|known| *known == name)))
            }
        }

        deserializer.deserialize_identifier(Text)
    }
}

impl<'a> Fields<'a> {
    /// An answer without a body says nothing, neither good nor bad.
    const SILENT: Self =
        Self { success: None, errors: None, messages: None, result: None, result_info: None };

    pub(crate) fn read(body: &'a [u8]) -> Result<Self, serde_json::Error> {
        let body = without_bom(body);
        if body.trim_ascii().is_empty() {
            return Ok(Self::SILENT);
        }
        // A struct can also be read from an array, which is no envelope.
        if !body.trim_ascii_start().starts_with(b"{") {
            serde_json::from_slice::<&RawValue>(body)?;
            return Err(serde::de::Error::custom(NOT_AN_OBJECT));
        }
        serde_json::from_slice(body)
    }

    /// What the envelope says of itself; `None` when it doesn't say.
    pub(crate) fn succeeded(&self) -> Option<bool> {
        match self.success?.get() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }
}

/// Whether an object has fields that no envelope has.
pub(crate) fn has_more_than_an_envelope(object: &RawValue) -> bool {
    has_a_field(object, |name| !NAMES.contains(&name))
}

/// Whether an answer is an object that has something in it, and nothing of an envelope.
pub(crate) fn is_no_envelope(body: &[u8]) -> bool {
    let object = serde_json::from_slice::<&RawValue>(without_bom(body));
    object.is_ok_and(|object| {
        has_more_than_an_envelope(object) && !has_a_field(object, |name| NAMES.contains(&name))
    })
}

fn has_a_field(object: &RawValue, wanted: impl Fn(&str) -> bool) -> bool {
    let mut has = false;
    fields_until(
        object,
        |name: &str| wanted(name).then_some(()),
        |(), _| {
            has = true;
            ControlFlow::Break(())
        },
    );
    has
}

/// The text, without the mark that some servers put before it.
pub(crate) fn without_bom(body: &[u8]) -> &[u8] {
    body.strip_prefix(BOM).unwrap_or(body)
}

/// What the beginning of an answer says about its success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FirstLook {
    /// It is an envelope that reports a failure.
    Failure,
    /// It is something else.
    Other,
    /// It takes more of it to say.
    Unclear,
}

/// Looks at an answer while it comes in, and says as soon as can be what it is.
///
/// A byte is looked at once to see where the first value ends, and all that there is is read when it
/// does, and whenever it is twice as much as before: pieces of one byte cost no more than large ones.
#[derive(Debug, Default)]
pub(crate) struct Looker {
    /// How many bytes have been looked at.
    looked_at: usize,
    /// How deep in lists and objects the last of them is.
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// How many bytes there were when they were read.
    read_at: usize,
    /// How many bytes have been read in all.
    #[cfg(test)]
    work: usize,
}

impl Looker {
    /// Judges all that has come in so far.
    pub(crate) fn look(&mut self, beginning: &[u8]) -> FirstLook {
        let ends = self.ends(beginning);
        if !ends && beginning.len() < self.read_at.saturating_mul(2) {
            return FirstLook::Unclear;
        }
        self.read_at = beginning.len();
        #[cfg(test)]
        {
            self.work += beginning.len();
        }
        first_look(beginning)
    }

    /// Whether a list or an object ends in what wasn't looked at yet.
    fn ends(&mut self, beginning: &[u8]) -> bool {
        let fresh = &beginning[self.looked_at.min(beginning.len())..];
        self.looked_at = beginning.len();
        let mut ends = false;
        for byte in fresh {
            if self.in_string {
                self.in_string = self.escaped || *byte != b'"';
                self.escaped = !self.escaped && *byte == b'\\';
                continue;
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    ends |= self.depth == 0;
                }
                _ => {}
            }
        }
        ends
    }
}

/// Judges the beginning of an answer.
fn first_look(beginning: &[u8]) -> FirstLook {
    if beginning.len() < BOM.len() && BOM.starts_with(beginning) {
        return FirstLook::Unclear;
    }
    let text = without_bom(beginning).trim_ascii_start();
    if text.is_empty() {
        return FirstLook::Unclear;
    }
    // A struct can also be read from an array, which is no envelope.
    if !text.starts_with(b"{") {
        return FirstLook::Other;
    }
    match serde_json::Deserializer::from_slice(text).into_iter::<Fields<'_>>().next() {
        Some(Ok(fields)) if fields.succeeded() == Some(false) => FirstLook::Failure,
        Some(Err(error)) if error.is_eof() => FirstLook::Unclear,
        _ => FirstLook::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of `answer` when its bytes come one by one, after how many of them, and how many
    /// were read for that.
    fn one_by_one(answer: &str) -> (FirstLook, usize, usize) {
        let mut looker = Looker::default();
        for end in 0..=answer.len() {
            let verdict = looker.look(&answer.as_bytes()[..end]);
            if verdict != FirstLook::Unclear {
                return (verdict, end, looker.work);
            }
        }
        (FirstLook::Unclear, answer.len(), looker.work)
    }

    #[test]
    fn it_is_said_as_soon_as_can_be() {
        let failure = r#"{"success": false, "errors": ["}\\\"}"], "result": {"a": [{}]}}"#;
        assert_eq!(one_by_one(failure).0, FirstLook::Failure);
        assert_eq!(one_by_one(failure).1, failure.len());
        assert_eq!(one_by_one(&format!("\u{feff} \n{failure} more")).0, FirstLook::Failure);
        let line = r#"{"at": 1}"#;
        let (verdict, after, _) = one_by_one(&format!("{line}\n{line}"));
        assert_eq!((verdict, after), (FirstLook::Other, line.len()), "a live log isn't held back");
        for (text, after) in [("hello", 1), ("[1", 1), ("<html>", 1), ("  x and so on", 3), ("{x", 2)] {
            let (verdict, end, _) = one_by_one(text);
            assert_eq!(verdict, FirstLook::Other, "{text}");
            assert!(end <= 2 * after, "{text} {end}");
        }
        for unclear in ["", "\u{feff}", "   ", "{", r#"{"success": false, "a": "#] {
            assert_eq!(one_by_one(unclear).0, FirstLook::Unclear, "{unclear}");
        }
    }

    #[test]
    fn bytes_that_come_one_by_one_are_read_a_few_times_at_most() {
        for answer in [
            format!("{{\"a\": \"{}", "x".repeat(50_000)),
            format!("{{\"a\": [{}", "{},".repeat(20_000)),
            "{".repeat(50_000),
            " ".repeat(50_000),
        ] {
            let (_, end, work) = one_by_one(&answer);
            assert!(work <= 3 * end, "{work} for {end}");
        }
    }
}
