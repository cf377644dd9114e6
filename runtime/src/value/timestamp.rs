//! How times are read.
//!
//! Every item of a list has several, and a parser of all forms that a time can have takes longer than
//! everything else in the item. So the one form that the service writes is read here,
//! `2026-11-03T03:00:00Z` with or without a fraction; all others, and what is none, are the parser's.

use std::fmt;

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use super::nullable::Nullable;
use super::object_reading::read_field;

/// A field of a structure that is being read.
#[doc(hidden)]
pub struct Place<'a, T>(pub &'a mut T);

/// Reads the value of a field.
#[doc(hidden)]
pub trait ReadField<T> {
    /// Reads the value.
    ///
    /// # Errors
    /// When it isn't of the field's type.
    fn read<'de, M: MapAccess<'de>>(self, values: &mut M) -> Result<(), M::Error>
    where
        T: Deserialize<'de>;
}

impl<T> ReadField<T> for Place<'_, T> {
    fn read<'de, M: MapAccess<'de>>(self, values: &mut M) -> Result<(), M::Error>
    where
        T: Deserialize<'de>,
    {
        read_field(self.0, values)
    }
}

// These come before the method of the trait, which every type has.
impl Place<'_, Option<Timestamp>> {
    /// Reads the value.
    ///
    /// # Errors
    /// As [`ReadField::read`].
    pub fn read<'de, M: MapAccess<'de>>(self, values: &mut M) -> Result<(), M::Error> {
        *self.0 = values.next_value::<Option<Time>>()?.map(|time| time.0);
        Ok(())
    }
}

impl Place<'_, Nullable<Timestamp>> {
    /// Reads the value.
    ///
    /// # Errors
    /// As [`ReadField::read`].
    pub fn read<'de, M: MapAccess<'de>>(self, values: &mut M) -> Result<(), M::Error> {
        *self.0 = match values.next_value::<Nullable<Time>>()? {
            Nullable::Absent => Nullable::Absent,
            Nullable::Null => Nullable::Null,
            Nullable::Value(time) => Nullable::Value(time.0),
        };
        Ok(())
    }
}

/// A time, read quickly.
struct Time(Timestamp);

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = Time;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a timestamp string")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Time, E> {
                match usual(text.as_bytes()) {
                    Some(time) => Ok(Time(time)),
                    None => text.parse().map(Time).map_err(E::custom),
                }
            }
        }

        deserializer.deserialize_str(Text)
    }
}

/// The time that a text in the usual form stands for; `None` for any other text.
fn usual(text: &[u8]) -> Option<Timestamp> {
    let (whole, fraction) = text.split_first_chunk::<19>()?;
    let [a, b, c, d, b'-', e, f, b'-', g, h, b'T', i, j, b':', k, l, b':', m, n] = whole else { return None };
    // Whether anything was no digit is asked once, at the end.
    let mut highest = 0;
    let mut two = |tens: u8, ones: u8| {
        let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
        highest = highest.max(tens).max(ones);
        10 * u32::from(tens) + u32::from(ones)
    };
    let (year, month, day) = (100 * two(*a, *b) + two(*c, *d), two(*e, *f), two(*g, *h));
    let (hour, minute, second) = (two(*i, *j), two(*k, *l), two(*m, *n));
    if highest > 9 || year == 0 || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    if day == 0 || day > 28 && day > days(year, month)? || !(1..=12).contains(&month) {
        return None;
    }
    let days = days_before(year, month) + i64::from(day) - 1;
    let seconds = 86_400 * days + i64::from(3_600 * hour + 60 * minute + second);
    Timestamp::new(seconds, nanoseconds(fraction)?).ok()
}

/// What stands behind the seconds: a fraction of at most nine digits, if any, and `Z`.
fn nanoseconds(text: &[u8]) -> Option<i32> {
    /// What a digit is worth when so many stand before it.
    const WORTH: [i32; 9] = [100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];
    let [b'.', digits @ .., b'Z'] = text else { return (text == b"Z").then_some(0) };
    if digits.is_empty() || digits.len() > WORTH.len() {
        return None;
    }
    digits.iter().zip(WORTH).try_fold(0, |sum, (byte, worth)| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then(|| sum + i32::from(digit) * worth)
    })
}

/// How many days a month has; `None` when there is no such month.
fn days(year: u32, month: u32) -> Option<u32> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if leap { 29 } else { 28 }),
        _ => None,
    }
}

/// The days from 1970 to the first of this month, of the year 1 or a later one.
fn days_before(year: u32, month: u32) -> i64 {
    // Years are counted from March on, so that the leap day is the last one.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let years = i64::from(year);
    // Of the months from March on, each five have 153 days.
    years * 365 + years / 4 - years / 100 + years / 400 + i64::from((153 * month + 2) / 5) - 719_468
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parsed(text: &str) -> Option<Timestamp> {
        text.parse().ok()
    }

    #[test]
    fn the_usual_form_is_read_as_the_parser_reads_it() {
        for year in (1..=9998).step_by(7).chain([1, 4, 100, 400, 1600, 1900, 1970, 2000, 2024, 2100, 9999]) {
            for (month, day) in [(1, 1), (2, 28), (2, 29), (3, 1), (4, 30), (9, 9), (12, 31)] {
                let text = format!("{year:04}-{month:02}-{day:02}T23:59:08Z");
                let time = usual(text.as_bytes());
                assert_eq!(time, parsed(&text), "{text}");
            }
        }
        for fraction in ["", ".1", ".12345", ".123456789", ".000000001", ".9"] {
            let text = format!("2014-01-01T05:20:00{fraction}Z");
            assert_eq!(usual(text.as_bytes()), Some(parsed(&text).unwrap()), "{text}");
        }
        for day in 0..1_000_i64 {
            let time = Timestamp::new(day * 86_399 - 40_000_000, 5).unwrap();
            assert_eq!(usual(time.to_string().as_bytes()), Some(time));
        }
    }

    #[test]
    fn every_other_form_is_left_to_the_parser() {
        for text in [
            "",
            "2014-01-01",
            "2014-01-01T05:20:00",
            "2014-01-01T05:20:00+01:00",
            "2014-01-01t05:20:00z",
            "2014-01-01 05:20:00Z",
            "2014-01-01T05:20:60Z",
            "2014-01-01T24:00:00Z",
            "2014-02-29T00:00:00Z",
            "2014-13-01T00:00:00Z",
            "2014-00-01T00:00:00Z",
            "2014-01-00T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "2014-01-01T05:20:00.Z",
            "2014-01-01T05:20:00.1234567890Z",
            "2014-01-01T05:20:00,5Z",
            "2014-01-01T05:20:00Zx",
            "201a-01-01T05:20:00Z",
            "9999-12-31T23:59:59Z",
        ] {
            assert!(usual(text.as_bytes()).is_none(), "{text}");
            let read = serde_json::from_str::<Time>(&serde_json::json!(text).to_string());
            let known = serde_json::from_str::<Timestamp>(&serde_json::json!(text).to_string());
            match (read, known) {
                (Ok(read), Ok(known)) => assert_eq!(read.0, known),
                (Err(read), Err(known)) => assert_eq!(read.to_string(), known.to_string()),
                _ => panic!("{text} is a time for one alone"),
            }
        }
    }
}
