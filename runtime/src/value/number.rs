//! A number as JSON has it: whole, or with a fraction.
//!
//! Documents say `number` of what is almost always whole (seconds, bytes, counts), and services refuse
//! `300.0` where they want `300`. A [`Number`] keeps what it was made of, so a whole number is written
//! as one, and one beyond 2⁵³ loses no digit.

use std::cmp::Ordering;
use std::fmt;

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::nullable::Nullable;

/// A number that is whole or has a fraction.
///
/// ```
/// use cloudflare_core::Number;
///
/// assert_eq!(Number::from(300).to_string(), "300");
/// assert_eq!(Number::from(300.0).to_string(), "300");
/// assert_eq!(Number::from(0.5), 0.5);
/// assert_eq!(Number::from(u64::MAX).as_u64(), Some(18_446_744_073_709_551_615));
/// assert!(Number::from(1) < Number::from(1.5));
/// ```
///
/// Numbers are equal when their values are: `300` and `300.0` are the same. What isn't finite is no
/// number of JSON, and a body with one is refused before it is sent.
#[derive(Clone, Copy)]
pub struct Number(Form);

/// How a number is kept.
#[derive(Clone, Copy)]
enum Form {
    Unsigned(u64),
    Negative(i64),
    Fraction(f64),
}

/// Up to here every whole number has an `f64` of its own.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Number {
    /// The value, when it is whole and an `i64` can hold it.
    pub fn as_i64(self) -> Option<i64> {
        self.whole().and_then(|whole| i64::try_from(whole).ok())
    }

    /// The value, when it is whole and a `u64` can hold it.
    pub fn as_u64(self) -> Option<u64> {
        self.whole().and_then(|whole| u64::try_from(whole).ok())
    }

    /// The value, or what is nearest to it: whole numbers beyond 2⁵³ are rounded.
    pub fn as_f64(self) -> f64 {
        match self.0 {
            Form::Unsigned(value) => value as f64,
            Form::Negative(value) => value as f64,
            Form::Fraction(value) => value,
        }
    }

    /// Whether it is a number that JSON has: neither infinite nor NaN.
    pub fn is_finite(self) -> bool {
        self.as_f64().is_finite()
    }

    fn whole(self) -> Option<i128> {
        match self.0 {
            Form::Unsigned(value) => Some(value.into()),
            Form::Negative(value) => Some(value.into()),
            // Beyond that, what was meant can't be told.
            Form::Fraction(value) if value.fract() == 0.0 && value.abs() <= EXACT => Some(value as i128),
            Form::Fraction(_) => None,
        }
    }
}

macro_rules! from_whole {
    ($($unsigned:ident)*; $($signed:ident)*) => {
        $(
            impl From<$unsigned> for Number {
                fn from(value: $unsigned) -> Self {
                    Self(Form::Unsigned(value.into()))
                }
            }
        )*
        $(
            impl From<$signed> for Number {
                fn from(value: $signed) -> Self {
                    let value = i64::from(value);
                    Self(u64::try_from(value).map_or(Form::Negative(value), Form::Unsigned))
                }
            }
        )*
    };
}

from_whole!(u8 u16 u32 u64; i8 i16 i32 i64);

impl From<f64> for Number {
    /// A value without a fraction is the whole number.
    fn from(value: f64) -> Self {
        let fraction = Self(Form::Fraction(value));
        match fraction.as_i64() {
            // A zero with a sign stays as it is.
            Some(whole) if whole != 0 || value.is_sign_positive() => Self::from(whole),
            _ => fraction,
        }
    }
}

impl From<f32> for Number {
    /// The number that the value is shown as: `0.1f32` is 0.1.
    fn from(value: f32) -> Self {
        Self::from(value.to_string().parse().unwrap_or_else(|_| f64::from(value)))
    }
}

macro_rules! like_a_number {
    ($($ty:ident)*) => {
        $(
            impl PartialEq<$ty> for Number {
                fn eq(&self, other: &$ty) -> bool {
                    *self == Self::from(*other)
                }
            }

            impl PartialOrd<$ty> for Number {
                fn partial_cmp(&self, other: &$ty) -> Option<Ordering> {
                    self.partial_cmp(&Self::from(*other))
                }
            }

            impl From<$ty> for Nullable<Number> {
                fn from(value: $ty) -> Self {
                    Self::Value(value.into())
                }
            }
        )*
    };
}

like_a_number!(u8 u16 u32 u64 i8 i16 i32 i64 f32 f64);

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self.exact(), other.exact()) {
            (Ok(a), Ok(b)) => Some(a.cmp(&b)),
            (Ok(a), Err(b)) => compare(a, b),
            (Err(a), Ok(b)) => compare(b, a).map(Ordering::reverse),
            // What is no number equals itself here, or nothing that has one could be `Eq`.
            (Err(a), Err(b)) if a.is_nan() && b.is_nan() => Some(Ordering::Equal),
            (Err(a), Err(b)) => a.partial_cmp(&b),
        }
    }
}

impl Number {
    /// The value as it is kept: whole, or not.
    fn exact(self) -> Result<i128, f64> {
        match self.0 {
            Form::Unsigned(value) => Ok(value.into()),
            Form::Negative(value) => Ok(value.into()),
            Form::Fraction(value) => Err(value),
        }
    }
}

/// Compares a whole number of 64 bits with a float, neither of them rounded.
fn compare(whole: i128, float: f64) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    // What is outside of 128 bits becomes the greatest or the least of them, which no such number is.
    let by_whole = whole.cmp(&(float.trunc() as i128));
    Some(by_whole.then_with(|| 0.0.partial_cmp(&float.fract()).unwrap_or(Ordering::Equal)))
}

impl Default for Number {
    fn default() -> Self {
        Self(Form::Unsigned(0))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Form::Unsigned(value) => value.fmt(f),
            Form::Negative(value) => value.fmt(f),
            Form::Fraction(value) => value.fmt(f),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Form::Unsigned(value) => value.fmt(f),
            Form::Negative(value) => value.fmt(f),
            Form::Fraction(value) => fmt::Debug::fmt(&value, f),
        }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Form::Unsigned(value) => serializer.serialize_u64(value),
            Form::Negative(value) => serializer.serialize_i64(value),
            Form::Fraction(value) if value.is_finite() => serializer.serialize_f64(value),
            Form::Fraction(value) => {
                Err(S::Error::custom(format_args!("{value} is no number that JSON has: give a finite one")))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // It reads numbers however serde_json is built.
        let number = serde_json::Number::deserialize(deserializer)?;
        let whole = number.as_u64().map(Self::from).or_else(|| number.as_i64().map(Self::from));
        whole
            // What comes as a fraction goes as one.
            .or_else(|| number.as_f64().map(|value| Self(Form::Fraction(value))))
            .ok_or_else(|| D::Error::custom(format_args!("{number} is larger than any number known here")))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn again(json: &str) -> String {
        serde_json::to_string(&serde_json::from_str::<Number>(json).unwrap()).unwrap()
    }

    #[test]
    fn what_is_read_is_written_in_the_same_way() {
        for json in ["0", "300", "-7", "300.0", "0.5", "18446744073709551615", "-9223372036854775808"] {
            assert_eq!(again(json), json);
        }
        // Read by way of a value, as unions are.
        let value = serde_json::json!(9_007_199_254_740_993_u64);
        assert_eq!(serde_json::to_value(Number::deserialize(&value).unwrap()).unwrap(), value);
        assert!(serde_json::from_str::<Number>("\"1\"").is_err());
    }

    #[test]
    fn a_float_without_a_fraction_is_written_whole() {
        for (number, json) in [
            (Number::from(300.0), "300"),
            (Number::from(-1.0), "-1"),
            (Number::from(0.1_f32), "0.1"),
            (Number::from(1e20), "1e+20"),
            (Number::from(-0.0), "-0.0"),
            (Number::from(i64::MIN), "-9223372036854775808"),
        ] {
            assert_eq!(serde_json::to_string(&number).unwrap(), json);
        }
    }

    #[test]
    fn what_is_not_finite_is_refused() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let number = Number::from(value);
            assert!(!number.is_finite());
            let error = serde_json::to_string(&number).unwrap_err().to_string();
            assert!(error.contains("give a finite one"), "{error}");
        }
        assert_eq!(Number::from(f64::NAN), Number::from(f64::NAN), "what has one is Eq all the same");
    }

    #[test]
    fn numbers_compare_by_value() {
        assert_eq!(serde_json::from_str::<Number>("300.0").unwrap(), 300);
        assert!(Number::from(u64::MAX) > Number::from(u64::MAX - 1));
        // The float that is nearest to the greatest whole number is one above it.
        assert!(Number::from(u64::MAX) < Number::from(u64::MAX as f64));
        assert!(Number::from(1) < 1.5 && Number::from(-1) > -1.5 && Number::from(2) > 1.5);
        assert!(Number::from(u64::MAX) < 1e300 && Number::from(i64::MIN) > -1e300);
        assert_eq!(Number::from(1).partial_cmp(&Number::from(f64::NAN)), None);
        assert_eq!((Number::from(3.0).as_u64(), Number::from(-3).as_u64()), (Some(3), None));
        assert_eq!((Number::from(0.5).as_i64(), Number::from(1e20).as_u64()), (None, None));
    }

    #[test]
    fn a_number_stands_where_null_can() {
        assert_eq!(Nullable::<Number>::from(3), Nullable::Value(Number::from(3)));
        assert_eq!(Nullable::<Number>::from(Number::from(0.5)), Nullable::Value(Number::from(0.5)));
    }
}
