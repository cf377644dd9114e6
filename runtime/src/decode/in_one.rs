//! An envelope read in one go, its result with it: what almost every answer is.
//!
//! Only a plain success is read here: `success` is true, and there are neither errors nor messages.
//! Whatever else came, and whatever doesn't fit, is no matter of this file: it says nothing, and the
//! answer is read again by the slow way, which keeps apart what failed and says where.

use serde_json::value::RawValue;

use super::slot::Place;

/// What a plain success says.
#[derive(Default)]
pub(super) struct Success<'a> {
    /// The text of the result, which has been read.
    pub(super) result: Option<&'a str>,
    pub(super) result_info: Option<&'a RawValue>,
}

/// The names of an envelope's fields.
const NAMES: [&str; 5] = ["success", "errors", "messages", "result", "result_info"];

/// Reads a plain success, and its result into its place; `None` for everything else.
pub(super) fn read<'a>(body: &'a str, place: &mut dyn Place) -> Option<Success<'a>> {
    let mut text = Text { text: body, at: 0 };
    let mut said = Success::default();
    let mut seen = [false; NAMES.len()];
    text.takes(b'{')?;
    loop {
        let name = text.name()?;
        text.takes(b':')?;
        let known = NAMES.iter().position(|known| *known == name);
        // Twice the same field is no plain success.
        if known.is_some_and(|known| std::mem::replace(&mut seen[known], true)) {
            return None;
        }
        match name {
            "success" => text.word("true").then_some(())?,
            "errors" | "messages" => text.nothing()?,
            "result" => said.result = text.result(place)?,
            "result_info" => said.result_info = Some(text.value()?).filter(|info| info.get() != "null"),
            _ => {
                text.value()?;
            }
        }
        match text.next()? {
            b',' => {}
            b'}' => break,
            _ => return None,
        }
    }
    (seen[0] && text.next().is_none()).then_some(said)
}

/// A place in a text that should be JSON.
struct Text<'a> {
    text: &'a str,
    /// Between two characters.
    at: usize,
}

impl<'a> Text<'a> {
    /// What is left of the text, without the space that it begins with.
    fn rest(&mut self) -> &'a str {
        let rest = &self.text.as_bytes()[self.at..];
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        self.at += rest.iter().take_while(|byte| is_space(byte)).count();
        &self.text[self.at..]
    }

    /// The next byte that is no space, which is passed over. One that is part of a character says so.
    fn next(&mut self) -> Option<u8> {
        let byte = *self.rest().as_bytes().first()?;
        self.at += usize::from(byte.is_ascii());
        Some(byte)
    }

    /// Passes over this byte, if it comes next.
    fn takes(&mut self, byte: u8) -> Option<()> {
        (self.next() == Some(byte)).then_some(())
    }

    /// Passes over this word, if it comes next. What comes behind shows whether the word ends there.
    fn word(&mut self, word: &str) -> bool {
        let there = self.rest().starts_with(word);
        self.at += if there { word.len() } else { 0 };
        there
    }

    /// A field's name. One with an escape in it isn't read here.
    fn name(&mut self) -> Option<&'a str> {
        self.takes(b'"')?;
        let rest = &self.text[self.at..];
        let ends = |byte: u8| matches!(byte, b'"' | b'\\' | 0..0x20);
        let length = rest.bytes().position(ends)?;
        self.at += length + 1;
        (rest.as_bytes()[length] == b'"').then_some(&rest[..length])
    }

    /// Passes over an empty list, or null.
    fn nothing(&mut self) -> Option<()> {
        if self.word("null") {
            return Some(());
        }
        self.takes(b'[')?;
        self.takes(b']')
    }

    /// Any value.
    fn value(&mut self) -> Option<&'a RawValue> {
        let mut values = serde_json::Deserializer::from_str(self.rest()).into_iter();
        let value = values.next()?.ok()?;
        self.at += values.byte_offset();
        Some(value)
    }

    /// The text of the result, which goes into its place; none where it is null.
    fn result(&mut self, place: &mut dyn Place) -> Option<Option<&'a str>> {
        if self.word("null") {
            return Some(None);
        }
        let rest = self.rest();
        if rest.starts_with('[') && place.is_object() {
            return None;
        }
        let length = place.read_first(rest)?;
        self.at += length;
        rest.get(..length).map(Some)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::decode::slot::Slot;
    use serde::de::DeserializeOwned;

    /// The result, and what else is said.
    fn read<T: DeserializeOwned>(body: &str) -> Option<(Option<T>, Success<'_>)> {
        let mut slot = Slot { result: None, absent: || None, identifiers: |_| None };
        let said = super::read(body, &mut slot)?;
        Some((slot.result, said))
    }

    #[test]
    fn a_plain_success_is_read() {
        for (body, result) in [
            (r#"{"success":true,"errors":[],"messages":[],"result":[1, 2]}"#, Some(vec![1, 2])),
            (r#" {"result":[3],"other":{"success":false},"success":true} "#, Some(vec![3])),
            (r#"{"success":true,"errors":null,"messages":null,"result":null}"#, None),
            (r#"{"success":true}"#, None),
        ] {
            assert_eq!(read::<Vec<u8>>(body).unwrap().0, result, "{body}");
        }
        let body = r#"{"success":true,"result_info":{"page":1},"result":[]}"#;
        assert_eq!(read::<Vec<u8>>(body).unwrap().1.result_info.unwrap().get(), r#"{"page":1}"#);
    }

    #[test]
    fn the_result_is_where_its_name_is() {
        for (body, result) in [
            (r#"{"other":"result","success":true, "result" : [1], "errors":[]}"#, "[1]"),
            (r#"{"result":[ "é", {"result":[]} ],"success":true}"#, r#"[ "é", {"result":[]} ]"#),
        ] {
            assert_eq!(read::<serde_json::Value>(body).unwrap().1.result, Some(result));
        }
        assert!(read::<serde_json::Value>(r#"{"success":true}"#).unwrap().1.result.is_none());
    }

    #[test]
    fn a_list_is_no_object() {
        #[derive(Debug, PartialEq, serde::Deserialize)]
        struct Gadget {
            size: Option<u8>,
        }
        let read = |result: &str| {
            let body = format!(r#"{{"success":true,"result": {result}}}"#);
            read::<Option<Gadget>>(&body).map(|(result, _)| result.flatten())
        };
        assert_eq!(read(r#"{"size":1}"#), Some(Some(Gadget { size: Some(1) })));
        assert_eq!(read("null"), Some(None));
        assert!(read("[]").is_none() && read(" [1]").is_none());
    }

    #[test]
    fn everything_else_is_left_to_the_slow_way() {
        for body in [
            "",
            "[]",
            "null",
            r#"{"result":[1]}"#,
            r#"{"success":false,"result":[1]}"#,
            r#"{"success":"true","result":[1]}"#,
            r#"{"success":1,"result":[1]}"#,
            r#"{"success":true,"result":[1],"errors":[{}]}"#,
            r#"{"success":true,"result":[1],"messages":["m"]}"#,
            r#"{"success":true,"result":[1],"messages":"m"}"#,
            r#"{"success":true,"result":[1],"result":[1]}"#,
            r#"{"success":true,"success":true,"result":[1]}"#,
            r#"{"success":true,"result":["a"]}"#,
            r#"{"success":true,"result":{}}"#,
            r#"{"success":true,"resul\u0074":[1]}"#,
            "{\"success\n\":true}",
            r#"{"success":true,}"#,
            r#"{"success":true "result":[1]}"#,
            r#"{"success":trueé,"result":[1]}"#,
            r#"{"success"é:true,"result":[1]}"#,
            r#"{"success":true,"result":nullé}"#,
            r#"{"success":true,"result":[1]é}"#,
            r#"{"success":true,"errors":[null]}"#,
            r#"{"success":true,"result":[1]"#,
            r#"{"success":true,"result":[1]} x"#,
            r#"{"success":true,"result":[1],"other":nul}"#,
        ] {
            assert!(read::<Vec<u8>>(body).is_none(), "{body}");
        }
    }
}
