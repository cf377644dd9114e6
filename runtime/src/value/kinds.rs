//! Objects that are one of several: told apart by a field with one value in each, or by the one field
//! that each has for itself.
//!
//! A macro makes the enum; how such an object is written and read is in
//! [`kinds_in_json`](super::kinds_in_json).

/// Makes an enum of what an object is one of, and says how it is written and read.
///
/// `sent` enums are written, `received` ones written and read. What tells variants apart is the value of
/// a field, or which field is there:
///
/// ```
/// use cloudflare_core::runtime::{kinds, object, serde_json};
///
/// #[derive(Clone, Debug, Default, PartialEq)]
/// pub struct Lamp {
///     pub watts: Option<u64>,
/// }
/// object!(received Lamp { watts });
///
/// kinds! {
///     /// A thing.
///     received pub enum Thing by "type" { Lamp(Lamp) = "lamp" }
/// }
///
/// kinds! {
///     /// A place.
///     received pub enum Place by key { Before(String) = "before", Index(u64) = "index" }
/// }
///
/// # fn main() -> Result<(), serde_json::Error> {
/// let thing: Thing = serde_json::from_str(r#"{"type": "lamp", "watts": 9}"#)?;
/// assert_eq!(thing, Thing::Lamp(Lamp { watts: Some(9) }));
/// assert_eq!(serde_json::to_string(&thing)?, r#"{"type":"lamp","watts":9}"#);
/// assert_eq!(thing.tag(), Some("lamp"));
///
/// let other = r#"{"legs":4,"type":"chair"}"#;
/// let thing: Thing = serde_json::from_str(other)?;
/// assert_eq!(thing.tag(), Some("chair"));
/// assert_eq!(serde_json::to_string(&thing)?, other);
///
/// assert_eq!(serde_json::from_str::<Place>(r#"{"index": 3}"#)?, Place::Index(3));
/// assert_eq!(serde_json::to_string(&Place::Before("a".to_owned()))?, r#"{"before":"a"}"#);
/// # Ok(())
/// # }
/// ```
///
/// A structure can have such an enum beside its fields, in the same JSON object:
///
/// ```
/// # use cloudflare_core::runtime::{kinds, object, serde_json};
/// # #[derive(Clone, Debug, Default, PartialEq)]
/// # pub struct Lamp { pub watts: Option<u64> }
/// # object!(received Lamp { watts });
/// # kinds! { /// A thing.
/// #     received pub enum ThingKind by "type" { Lamp(Lamp) = "lamp" } }
/// #[derive(Default, PartialEq)]
/// pub struct Thing {
///     pub name: Option<String>,
///     pub kind: ThingKind,
/// }
/// object!(received Thing { name } of kind);
///
/// # fn main() -> Result<(), serde_json::Error> {
/// let thing: Thing = serde_json::from_str(r#"{"type": "lamp", "name": "L", "watts": 9}"#)?;
/// assert_eq!(thing.name.as_deref(), Some("L"));
/// assert_eq!(thing.kind, ThingKind::Lamp(Lamp { watts: Some(9) }));
/// # Ok(())
/// # }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! generated_kinds {
    (
        $(#[$attribute:meta])* $way:ident $visibility:vis enum $name:ident by key {
            $($variant:ident($ty:ty) $(: $how:ident)? = $value:literal $(=> $shown:literal)?),* $(,)?
        }
    ) => {
        $crate::generated_kinds!(@enum [$(#[$attribute])*] $visibility $name {
            $($variant($ty) = $value $(=> $shown)?),*
        });

        impl $crate::runtime::Kind for $name {
            fn write<M: $crate::runtime::serde::ser::SerializeMap>(
                &self,
                to: &mut M,
            ) -> ::std::result::Result<(), M::Error> {
                match self {
                    $(
                        Self::$variant(value) =>
                            $crate::runtime::write_key($crate::generated_kinds!(@how value $($how)?), $value, to),
                    )*
                    Self::Other(value) => $crate::runtime::write_parts(value, to),
                }
            }

            $crate::generated_kinds!(@other);
        }

        $crate::generated_kinds!(@$way $name by key { $($variant = $value),* });
    };
    (
        $(#[$attribute:meta])* $way:ident $visibility:vis enum $name:ident by $tag:literal {
            $($variant:ident($ty:ty) = $value:literal $(=> $shown:literal)?),* $(,)?
        }
    ) => {
        $crate::generated_kinds!(@enum [$(#[$attribute])*] $visibility $name {
            $($variant($ty) = $value $(=> $shown)?),*
        });

        impl $name {
            /// What tells it from others, in the words of the API, also where that is new.
            #[must_use]
            $visibility fn tag(&self) -> ::std::option::Option<&str> {
                match self {
                    $(Self::$variant(_) => ::std::option::Option::Some($value),)*
                    Self::Other(value) => $crate::runtime::tag_of(value, $tag),
                }
            }
        }

        $(
            impl ::std::convert::From<$ty> for $name {
                fn from(value: $ty) -> Self {
                    Self::$variant(value)
                }
            }
        )*

        impl $crate::runtime::Kind for $name {
            fn write<M: $crate::runtime::serde::ser::SerializeMap>(
                &self,
                to: &mut M,
            ) -> ::std::result::Result<(), M::Error> {
                match self {
                    $(Self::$variant(value) => $crate::runtime::write_tagged(value, $tag, $value, to),)*
                    Self::Other(value) => $crate::runtime::write_parts(value, to),
                }
            }

            $crate::generated_kinds!(@other);
        }

        $crate::generated_kinds!(@$way $name by $tag { $($variant = $value),* });
    };
    (@enum [$($attributes:tt)*] $visibility:vis $name:ident {
        $($variant:ident($ty:ty) = $value:literal $(=> $shown:literal)?),*
    }) => {
        $($attributes)*
        #[derive(Clone, PartialEq)]
        #[allow(clippy::large_enum_variant)]
        #[non_exhaustive]
        $visibility enum $name {
            $(
                #[doc = $crate::generated_kinds!(@doc $value $($shown)?)]
                $variant($ty),
            )*
            /// Anything else, as it came: what is new, and what isn't as the document says. It is
            /// written as it is, and its values don't show in `Debug`.
            Other($crate::runtime::serde_json::Value),
        }

        impl ::std::default::Default for $name {
            fn default() -> Self {
                Self::Other($crate::runtime::serde_json::Value::Object(::std::default::Default::default()))
            }
        }

        impl ::std::cmp::Eq for $name {}

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                #[allow(unused_imports)]
                use $crate::runtime::ShowField as _;
                match self {
                    $(Self::$variant(value) => $crate::runtime::show_variant(
                        f,
                        ::std::stringify!($variant),
                        &$crate::runtime::Shown(value).shown(),
                    ),)*
                    Self::Other(value) => {
                        $crate::runtime::show_variant(f, "Other", &$crate::runtime::Veiled(value))
                    }
                }
            }
        }

        impl $crate::runtime::serde::Serialize for $name {
            fn serialize<S: $crate::runtime::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::runtime::serialize_kind(self, serializer)
            }
        }
    };
    (@other) => {
        fn other(value: $crate::runtime::serde_json::Value) -> Self {
            Self::Other(value)
        }

        fn as_other(&self) -> ::std::option::Option<&$crate::runtime::serde_json::Value> {
            match self {
                Self::Other(value) => ::std::option::Option::Some(value),
                _ => ::std::option::Option::None,
            }
        }

        fn as_other_mut(&mut self) -> ::std::option::Option<&mut $crate::runtime::serde_json::Value> {
            match self {
                Self::Other(value) => ::std::option::Option::Some(value),
                _ => ::std::option::Option::None,
            }
        }
    };
    (@sent $name:ident by $by:tt { $($variants:tt)* }) => {};
    (@received $name:ident by key { $($variant:ident = $value:literal),* }) => {
        impl $crate::runtime::ReadKind for $name {
            fn of(
                object: $crate::runtime::serde_json::Map<
                    ::std::string::String,
                    $crate::runtime::serde_json::Value,
                >,
            ) -> Self {
                let found = match $crate::runtime::only_key(&object, &[$($value),*]) {
                    $(::std::option::Option::Some((key, value)) if key == $value =>
                        $crate::runtime::read_part(value).map(Self::$variant),)*
                    _ => ::std::option::Option::None,
                };
                found.unwrap_or_else(|| Self::Other($crate::runtime::serde_json::Value::Object(object)))
            }
        }

        $crate::generated_kinds!(@deserialize $name);
    };
    (@received $name:ident by $tag:literal { $($variant:ident = $value:literal),* }) => {
        impl $crate::runtime::ReadKind for $name {
            fn of(
                object: $crate::runtime::serde_json::Map<
                    ::std::string::String,
                    $crate::runtime::serde_json::Value,
                >,
            ) -> Self {
                let (tag, object) = $crate::runtime::without_tag(object, $tag);
                let found = match tag.as_ref().and_then($crate::runtime::serde_json::Value::as_str) {
                    $(::std::option::Option::Some($value) =>
                        $crate::runtime::read_part(&object).map(Self::$variant),)*
                    _ => ::std::option::Option::None,
                };
                found.unwrap_or_else(|| Self::Other($crate::runtime::with_tag(object, $tag, tag)))
            }
        }

        $crate::generated_kinds!(@deserialize $name);
    };
    (@deserialize $name:ident) => {
        impl<'de> $crate::runtime::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::runtime::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::deserialize_kind(deserializer)
            }
        }
    };
    (@how $value:ident) => { $crate::runtime::Written($value) };
    (@how $value:ident $how:ident) => { $crate::runtime::Written($value).$how() };
    (@doc $value:literal) => { concat!("`", $value, "`.") };
    (@doc $value:literal $shown:literal) => { concat!($shown, ".") };
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::{Value, from_value, json, to_value};

    use crate::runtime::{Nullable, Secret, kinds, object};

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Basic {
        user: Option<String>,
        password: Option<Secret>,
    }
    object!(received Basic { user, password: hidden });

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Bearer {
        note: Nullable<String>,
        others: std::collections::BTreeMap<String, u64>,
    }
    object!(received Bearer { note } and others: u64);

    kinds! {
        /// How to sign in.
        received enum SignIn by "scheme" { Basic(Basic) = "basic", Bearer(Bearer) = "be`arer" => "another" }
    }

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Account {
        name: Option<String>,
        kind: SignIn,
    }
    object!(received Account { name } of kind);

    kinds! {
        /// Where.
        received enum Place by key { Before(String) = "before", Index(u64) = "index", Token(Secret): hidden = "token" }
    }

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Given {
        name: Option<String>,
        kind: Place,
    }
    object!(received Given { name } of kind);

    kinds! {
        /// What is sent.
        sent enum Sent by "is" { Given(Given) = "given" }
    }

    fn account(value: Value) -> Account {
        from_value(value).unwrap()
    }

    #[test]
    fn what_is_known_is_typed_and_keeps_its_tag() {
        let whole = json!({"scheme": "basic", "name": "n", "user": "u"});
        let read = account(whole.clone());
        assert_eq!(read.name.as_deref(), Some("n"));
        assert!(matches!(&read.kind, SignIn::Basic(Basic { user: Some(user), .. }) if user == "u"));
        assert_eq!(read.kind.tag(), Some("basic"));
        assert_eq!(to_value(&read).unwrap(), whole);
        // Fields that nobody knows are passed over, or kept where the variant keeps them; never the tag.
        let read = account(json!({"scheme": "basic", "new": 1}));
        assert_eq!(to_value(&read).unwrap(), json!({"scheme": "basic"}));
        let whole = json!({"scheme": "be`arer", "note": null, "more": 2, "name": "n"});
        assert_eq!(to_value(account(whole.clone())).unwrap(), whole);
    }

    #[test]
    fn what_is_unknown_or_does_not_fit_is_kept_as_it_came() {
        for whole in [
            json!({"scheme": "other", "name": "n", "user": {"deep": [1, null]}}),
            json!({"scheme": "basic", "name": "n", "user": 7, "extra": true}),
            json!({"scheme": 3, "user": "u"}),
            json!({"scheme": null}),
            json!({"user": "u"}),
            json!({}),
        ] {
            let read = account(whole.clone());
            assert!(matches!(read.kind, SignIn::Other(_)), "{whole}");
            assert_eq!(to_value(&read).unwrap(), whole);
            let alone: SignIn = from_value(whole.clone()).unwrap();
            assert_eq!(to_value(&alone).unwrap(), whole);
        }
        for whole in [json!("a"), json!(null), json!([1]), json!(7), json!(true)] {
            let alone: SignIn = from_value(whole.clone()).unwrap();
            assert_eq!((to_value(&alone).unwrap(), alone.tag()), (whole, None));
        }
        assert_eq!(account(json!({"scheme": "other"})).kind.tag(), Some("other"));
    }

    #[test]
    fn a_key_tells_as_a_tag_does() {
        for (whole, place) in [
            (json!({"before": "a"}), Place::Before("a".to_owned())),
            (json!({"index": 3}), Place::Index(3)),
            (json!({"index": "a"}), Place::Other(json!({"index": "a"}))),
            (json!({"index": 3, "before": "a"}), Place::Other(json!({"index": 3, "before": "a"}))),
            (json!({"index": null}), Place::Other(json!({"index": null}))),
            (json!({"after": 1}), Place::Other(json!({"after": 1}))),
        ] {
            let read: Place = from_value(whole.clone()).unwrap();
            assert_eq!(read, place);
            assert_eq!(to_value(read).unwrap(), whole);
        }
        let read: Place = from_value(json!({"index": 3, "before": null, "new": 1})).unwrap();
        assert_eq!(read, Place::Index(3));
        let given: Given = from_value(json!({"index": 3, "name": "n"})).unwrap();
        assert_eq!(to_value(&given).unwrap(), json!({"index": 3, "name": "n"}));
        let sent = Sent::from(given);
        assert_eq!(sent.tag(), Some("given"));
        assert_eq!(to_value(sent).unwrap(), json!({"is": "given", "index": 3, "name": "n"}));
    }

    #[test]
    fn secrets_do_not_show_and_are_not_written() {
        for whole in [
            json!({"scheme": "basic", "password": "canary"}),
            json!({"scheme": "basic", "password": "canary", "user": 7}),
            json!({"scheme": "other", "password": "canary", "deep": [{"password": "canary"}]}),
            json!({"password": "canary"}),
        ] {
            let read = account(whole.clone());
            assert!(!format!("{read:?} {read:#?}").contains("canary"), "{read:?}");
            let alone: SignIn = from_value(whole).unwrap();
            assert!(!format!("{alone:?}").contains("canary"), "{alone:?}");
        }
        let read = account(json!({"scheme": "basic", "password": "canary"}));
        assert_eq!(to_value(read).unwrap(), json!({"scheme": "basic"}));
        let place: Place = from_value(json!({"token": "canary"})).unwrap();
        assert_eq!(to_value(&place).unwrap(), json!({}));
        assert!(!format!("{place:?}").contains("canary"), "{place:?}");
        assert_eq!(format!("{:?}", SignIn::Other(json!({"a": 1, "b": 2}))), r#"Other({"a", "b"})"#);
    }

    #[test]
    fn what_does_not_fit_a_common_field_is_refused_as_in_any_structure() {
        let error = from_value::<Account>(json!({"scheme": "basic", "name": 7})).unwrap_err();
        assert_eq!(error.to_string(), "invalid type: integer `7`, expected a string");
    }
}
