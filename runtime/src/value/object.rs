//! Structures as JSON objects.
//!
//! A macro says what fields a structure has; everything else is written once, in
//! [`object_writing`](super::object_writing) and [`object_reading`](super::object_reading). Serde's derives
//! do the same with several times the code, and a client of the whole API has two thousand structures.

/// A structure with fields: what it and they are called in JSON.
#[doc(hidden)]
pub trait Object {
    /// The structure's name.
    const NAME: &'static str;
    /// The names of its fields.
    const FIELDS: &'static [&'static str];
}

/// Writes and reads a generated structure by its fields, and says that it is equal to itself: its fields
/// are, and a derive would ask that of each.
///
/// `sent` structures are written, `received` ones written and read. Behind a field stand, where they
/// aren't what they usually are, how it is written and its name in JSON:
///
/// ```
/// use cloudflare_core::runtime::{Nullable, Secret, object, serde_json};
///
/// #[derive(Default, PartialEq)]
/// pub struct Gadget {
///     pub kind: Option<String>,
///     pub password: Option<Secret>,
///     pub type_: Option<String>,
/// }
/// object!(received Gadget { kind, password: hidden, type_ = "type" });
///
/// #[derive(PartialEq)]
/// pub struct UpdateGadget {
///     pub name: String,
///     pub owner: Option<String>,
///     pub shown: Nullable<bool>,
///     pub size: Option<u64>,
/// }
/// object!(sent UpdateGadget { name, owner: kept, shown, size });
///
/// # fn main() -> Result<(), serde_json::Error> {
/// let gadget: Gadget = serde_json::from_str(r#"{"type": "a", "password": "b", "other": 1}"#)?;
/// assert_eq!(serde_json::to_string(&gadget)?, r#"{"type":"a"}"#);
///
/// let update = UpdateGadget { name: "n".into(), owner: None, shown: Nullable::Absent, size: None };
/// assert_eq!(serde_json::to_string(&update)?, r#"{"name":"n","owner":null}"#);
/// # Ok(())
/// # }
/// ```
///
/// A structure can keep the fields that it has no names for:
///
/// ```
/// use std::collections::BTreeMap;
///
/// use cloudflare_core::runtime::{object, serde_json};
///
/// #[derive(Default, PartialEq)]
/// pub struct Series {
///     pub unit: Option<String>,
///     pub others: BTreeMap<String, Vec<u64>>,
/// }
/// object!(received Series { unit } and others: Vec<u64>);
///
/// # fn main() -> Result<(), serde_json::Error> {
/// let series: Series = serde_json::from_str(r#"{"unit": "s", "http": [1, 2]}"#)?;
/// assert_eq!(series.others["http"], [1, 2]);
/// assert_eq!(serde_json::to_string(&series)?, r#"{"unit":"s","http":[1,2]}"#);
/// # Ok(())
/// # }
/// ```
///
/// What is absent (a `None`, a [`Nullable::Absent`]) is left out, unless the field is `kept`: then
/// `None` is written as null. A field that is `hidden` is read and never written.
///
/// A `veiled` structure has fields that are any JSON, of which nobody knows what is secret. It has no
/// `Debug` but the one that is made here, which shows the forms of these in the place of their values:
///
/// ```
/// use cloudflare_core::runtime::{object, serde_json};
///
/// #[derive(Default, PartialEq)]
/// pub struct Binding {
///     pub name: Option<String>,
///     pub options: Option<serde_json::Value>,
/// }
/// object!(veiled received Binding { name, options });
///
/// # fn main() -> Result<(), serde_json::Error> {
/// let binding: Binding = serde_json::from_str(r#"{"name": "a", "options": {"token": "t0p"}}"#)?;
/// assert_eq!(format!("{binding:?}"), r#"Binding { name: Some("a"), options: Some({"token"}) }"#);
/// # Ok(())
/// # }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! generated_object {
    (veiled $way:ident $name:ident { $($fields:tt)* } $(and $others:ident: $other:ty)?) => {
        $crate::generated_object!($way $name { $($fields)* } $(and $others: $other)?);
        $crate::generated_object!(@shown $name [$($others)?] $($fields)*);
    };
    (veiled $way:ident $name:ident { $($fields:tt)* } of $kind:ident) => {
        $crate::generated_object!($way $name { $($fields)* } of $kind);
        $crate::generated_object!(@shown $name [$kind] $($fields)*);
    };
    (sent $name:ident { $($fields:tt)* }) => {
        $crate::generated_object!(@written $name {} $($fields)*);
    };
    (received $name:ident { $($fields:tt)* }) => {
        $crate::generated_object!(sent $name { $($fields)* });
        $crate::generated_object!(@read $name {} $($fields)*);
    };
    (sent $name:ident { $($fields:tt)* } and $others:ident: $other:ty) => {
        $crate::generated_object!(@written $name {
            const HAS_MORE: bool = true;

            fn write_more<M: $crate::runtime::serde::ser::SerializeMap>(
                &self,
                to: &mut M,
            ) -> ::std::result::Result<(), M::Error> {
                $crate::runtime::write_others::<Self, $other, M>(&self.$others, to)
            }
        } $($fields)*);
    };
    (received $name:ident { $($fields:tt)* } and $others:ident: $other:ty) => {
        $crate::generated_object!(sent $name { $($fields)* } and $others: $other);
        $crate::generated_object!(@read $name {
            const KEEPS_OTHERS: bool = true;

            fn read_other<'de, M: $crate::runtime::serde::de::MapAccess<'de>>(
                &mut self,
                name: ::std::string::String,
                values: &mut M,
            ) -> ::std::result::Result<(), M::Error> {
                $crate::runtime::read_other(&mut self.$others, name, values)
            }
        } $($fields)*);
    };
    (sent $name:ident { $($fields:tt)* } of $kind:ident) => {
        $crate::generated_object!(@written $name {
            const HAS_MORE: bool = true;

            fn write_more<M: $crate::runtime::serde::ser::SerializeMap>(
                &self,
                to: &mut M,
            ) -> ::std::result::Result<(), M::Error> {
                $crate::runtime::Kind::write(&self.$kind, to)
            }
        } $($fields)*);
    };
    (received $name:ident { $($fields:tt)* } of $kind:ident) => {
        $crate::generated_object!(sent $name { $($fields)* } of $kind);
        $crate::generated_object!(@read $name {
            const KEEPS_OTHERS: bool = true;

            fn read_other<'de, M: $crate::runtime::serde::de::MapAccess<'de>>(
                &mut self,
                name: ::std::string::String,
                values: &mut M,
            ) -> ::std::result::Result<(), M::Error> {
                $crate::runtime::collect_kind(&mut self.$kind, name, values)
            }

            fn finish(&mut self) {
                $crate::runtime::settle_kind(&mut self.$kind);
            }
        } $($fields)*);
    };
    (@shown $name:ident [$($more:ident)?] $($field:ident $(: $how:ident)? $(= $wire:literal)?),* $(,)?) => {
        impl ::std::fmt::Debug for $name {
            #[allow(unused_imports, deprecated)]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                use $crate::runtime::ShowField as _;
                f.debug_struct(stringify!($name))
                    $(.field(stringify!($field), &$crate::runtime::Shown(&self.$field).shown()))*
                    $(.field(stringify!($more), &$crate::runtime::Shown(&self.$more).shown()))?
                    .finish()
            }
        }
    };
    (@written $name:ident { $($more:tt)* } $($field:ident $(: $how:ident)? $(= $wire:literal)?),* $(,)?) => {
        impl $crate::runtime::Object for $name {
            const NAME: &'static str = stringify!($name);
            const FIELDS: &'static [&'static str] =
                &[$($crate::runtime::field_name(&[stringify!($field), $($wire)?])),*];
        }

        impl ::std::cmp::Eq for $name {}

        impl $crate::runtime::serde::Serialize for $name {
            fn serialize<S: $crate::runtime::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::runtime::serialize_object(self, serializer)
            }
        }

        impl $crate::runtime::WriteObject for $name {
            $($more)*

            #[allow(unused_imports, unused_variables, deprecated)]
            fn write<S: $crate::runtime::serde::ser::SerializeStruct>(
                &self,
                to: &mut S,
            ) -> ::std::result::Result<(), S::Error> {
                use $crate::runtime::WriteField as _;
                $(
                    $crate::runtime::Written(&self.$field)$(.$how())?.write(
                        $crate::runtime::field_name(&[stringify!($field), $($wire)?]),
                        to,
                    )?;
                )*
                ::std::result::Result::Ok(())
            }
        }
    };
    (@read $name:ident { $($others:tt)* } $($field:ident $(: $how:ident)? $(= $wire:literal)?),* $(,)?) => {
        impl $crate::runtime::ReadObject for $name {
            $($others)*

            #[allow(unused_assignments, unused_imports, unused_mut, unused_variables, deprecated)]
            fn read<'de, M: $crate::runtime::serde::de::MapAccess<'de>>(
                &mut self,
                mut field: usize,
                values: &mut M,
            ) -> ::std::result::Result<(), M::Error> {
                use $crate::runtime::ReadField as _;
                $(
                    if field == 0 {
                        return $crate::runtime::Place(&mut self.$field).read(values);
                    }
                    field -= 1;
                )*
                ::std::result::Result::Ok(())
            }
        }

        impl<'de> $crate::runtime::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::runtime::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::deserialize_object(deserializer)
            }
        }
    };
}

/// A field's name in JSON: its own, or the one that follows.
#[doc(hidden)]
pub const fn field_name(names: &[&'static str]) -> &'static str {
    names[names.len() - 1]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::{Value, from_value, json, to_value};

    use crate::runtime::{Nullable, object};

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Inner {
        on: Nullable<bool>,
    }
    object!(received Inner { on });

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Outer {
        #[deprecated]
        inner: Option<Inner>,
        list: Option<Vec<Inner>>,
        secret: Option<String>,
        type_: Option<u64>,
    }
    object!(received Outer { inner, list, secret: hidden, type_ = "type" });

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Nothing {}
    object!(received Nothing {});

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Tree {
        inner: Option<Box<Tree>>,
        list: Option<Vec<Tree>>,
    }
    object!(received Tree { inner, list });

    #[test]
    fn what_contains_itself_is_read_to_the_depth_of_json() {
        let nested = |depth: usize| format!("{}{{}}{}", r#"{"inner":"#.repeat(depth), "}".repeat(depth));
        let tree: Tree = serde_json::from_str(&nested(100)).unwrap();
        assert_eq!(serde_json::to_string(&tree).unwrap(), nested(100));
        let error = serde_json::from_str::<Tree>(&nested(100_000)).unwrap_err();
        assert!(error.to_string().starts_with("recursion limit exceeded"), "{error}");
        let lists = r#"{"list":[{"list":[{}]},{}]}"#;
        assert_eq!(serde_json::to_string(&serde_json::from_str::<Tree>(lists).unwrap()).unwrap(), lists);
    }

    fn read(value: Value) -> Result<Outer, String> {
        from_value(value).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_read_is_written_but_for_secrets() {
        let whole = json!({"inner": {"on": null}, "list": [{}, {"on": true}], "type": 3});
        assert_eq!(to_value(read(whole.clone()).unwrap()).unwrap(), whole);
        let mut with_more = whole.clone();
        with_more["secret"] = json!("s");
        with_more["other"] = json!({"deep": [1, 2]});
        let read = read(with_more).unwrap();
        assert_eq!(read.secret.as_deref(), Some("s"));
        assert_eq!(to_value(read).unwrap(), whole);
        assert_eq!(to_value(from_value::<Nothing>(json!({"a": 1})).unwrap()).unwrap(), json!({}));
    }

    #[test]
    fn null_is_no_value() {
        assert_eq!(read(json!({"inner": null, "list": null})).unwrap(), Outer::default());
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(read(json!({"type": "a"})).unwrap_err(), "invalid type: string \"a\", expected u64");
        assert_eq!(read(json!([1, 2])).unwrap_err(), "invalid type: sequence, expected struct Outer");
        let twice = serde_json::from_str::<Outer>(r#"{"type": 1, "type": 2}"#).unwrap_err();
        assert!(twice.to_string().starts_with("duplicate field `type`"), "{twice}");
    }
}
