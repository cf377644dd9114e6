//! Values that come in several forms, which JSON can tell apart.

use serde::Deserialize;
use serde_json::Value;

/// What JSON can tell apart about a value.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A list.
    List,
    /// An object.
    Object,
}

/// Makes an enum of forms, at most one of each that JSON can tell apart, and says how it is written
/// and read. What is of another form, or isn't what its form promises, is kept as it came.
///
/// `sent` enums are written, `received` ones written and read.
///
/// ```
/// use cloudflare_core::runtime::{one_of, serde_json};
///
/// one_of! {
///     /// A size, or its name.
///     received pub enum Size { Number(u64), Text(String) }
/// }
///
/// # fn main() -> Result<(), serde_json::Error> {
/// assert_eq!(serde_json::from_str::<Size>("3")?, Size::from(3));
/// assert_eq!(serde_json::from_str::<Size>("\"s\"")?, Size::from("s".to_owned()));
/// assert_eq!(serde_json::from_str::<Size>("-1")?, Size::Other((-1).into()));
/// assert_eq!(serde_json::to_string(&Size::Number(3))?, "3");
/// # Ok(())
/// # }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! generated_one_of {
    ($(#[$attribute:meta])* $way:ident $visibility:vis enum $name:ident { $($form:ident($ty:ty)),* $(,)? }) => {
        $(#[$attribute])*
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        $visibility enum $name {
            $(
                #[doc = $crate::generated_one_of!(@doc $form)]
                $form($ty),
            )*
            /// Anything else. Its values don't show in `Debug`: nobody knows which are secret.
            Other($crate::runtime::serde_json::Value),
        }

        impl ::std::cmp::Eq for $name {}

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                #[allow(unused_imports)]
                use $crate::runtime::ShowField as _;
                match self {
                    $(Self::$form(value) => $crate::runtime::show_variant(
                        f,
                        ::std::stringify!($form),
                        &$crate::runtime::Shown(value).shown(),
                    ),)*
                    Self::Other(value) => {
                        $crate::runtime::show_variant(f, "Other", &$crate::runtime::Veiled(value))
                    }
                }
            }
        }

        $(
            impl ::std::convert::From<$ty> for $name {
                fn from(value: $ty) -> Self {
                    Self::$form(value)
                }
            }
        )*

        impl $crate::runtime::serde::Serialize for $name {
            fn serialize<S: $crate::runtime::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$form(value) => value.serialize(serializer),)*
                    Self::Other(value) => value.serialize(serializer),
                }
            }
        }

        $crate::generated_one_of!(@$way $name { $($form($ty)),* });
    };
    (@sent $name:ident { $($form:ident($ty:ty)),* }) => {};
    (@received $name:ident { $($form:ident($ty:ty)),* }) => {
        impl<'de> $crate::runtime::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::runtime::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                let value = <$crate::runtime::serde_json::Value as
                    $crate::runtime::serde::Deserialize<'de>>::deserialize(deserializer)?;
                $(
                    if let ::std::option::Option::Some(form) =
                        $crate::runtime::read_form($crate::runtime::Form::$form, &value)
                    {
                        return ::std::result::Result::Ok(Self::$form(form));
                    }
                )*
                ::std::result::Result::Ok(Self::Other(value))
            }
        }
    };
    (@doc Bool) => { "When it is true or false." };
    (@doc Number) => { "When it is a number." };
    (@doc Text) => { "When it is a text." };
    (@doc List) => { "When it is a list." };
    (@doc Object) => { "When it is an object." };
}

/// The value, if it is of a form and of the type that the form promises.
#[doc(hidden)]
pub fn read_form<'a, T: Deserialize<'a>>(form: Form, value: &'a Value) -> Option<T> {
    let is = match value {
        Value::Null => return None,
        Value::Bool(_) => Form::Bool,
        Value::Number(_) => Form::Number,
        Value::String(_) => Form::Text,
        Value::Array(_) => Form::List,
        Value::Object(_) => Form::Object,
    };
    (is == form).then(|| T::deserialize(value).ok()).flatten()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::{Value, from_value, json, to_value};

    use crate::runtime::{object, one_of};

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Thing {
        id: Option<u64>,
    }
    object!(received Thing { id });

    one_of! {
        /// All that there is.
        #[allow(clippy::large_enum_variant)]
        received enum Any { Bool(bool), Number(u64), Text(String), List(Vec<Thing>), Object(Thing) }
    }

    one_of! {
        /// What is sent.
        sent enum Given { Text(String), List(Vec<String>) }
    }

    fn read(value: &Value) -> Any {
        from_value(value.clone()).unwrap()
    }

    #[test]
    fn each_form_is_told_from_the_others_and_written_as_it_came() {
        let forms = [json!(true), json!(7), json!("a"), json!([{"id": 1}, {}]), json!({"id": 2})];
        let others = [json!(null), json!(-7), json!(1.5), json!([3]), json!({"id": "b"})];
        for (index, value) in forms.iter().enumerate() {
            let found = read(value);
            let position = match found {
                Any::Bool(_) => 0,
                Any::Number(_) => 1,
                Any::Text(_) => 2,
                Any::List(_) => 3,
                Any::Object(_) => 4,
                Any::Other(_) => 5,
            };
            assert_eq!(position, index, "{value}");
            assert_eq!(to_value(&found).unwrap(), *value);
        }
        for value in &others {
            assert_eq!(read(value), Any::Other(value.clone()));
            assert_eq!(to_value(read(value)).unwrap(), *value);
        }
        assert_eq!(to_value(Given::from(vec!["a".to_owned()])).unwrap(), json!(["a"]));
        assert_eq!(to_value(Given::Other(json!(1))).unwrap(), json!(1));
        assert_eq!(to_value(Given::from("a".to_owned())).unwrap(), json!("a"));
    }

    #[test]
    fn what_is_of_no_form_shows_its_names_alone() {
        let secret = "not-for-logs";
        let others = [
            json!({"id": "b", "private_key": secret}),
            json!({"id": "b", "inside": {"deep": [secret]}}),
            json!([3, secret]),
        ];
        for value in &others {
            let shown = format!("{:?} {:#?}", read(value), Given::Other(value.clone()));
            assert!(shown.contains("Other(") && !shown.contains(secret), "{shown}");
        }
        assert!(format!("{:?}", read(&others[0])).contains("private_key"));
        assert_eq!(format!("{:?}", read(&json!({"id": 2}))), "Object(Thing { id: Some(2) })");
    }
}
