//! The macro by which generated code makes the type round [`When`](super::When) that an operation has.

/// Makes the type of what `when` is for an operation, with a method for everything that its calls can
/// have, besides those of [`When`](crate::mock::When) itself.
///
/// Behind a method's name stands what it expects: its name in the request, and what is given, which is a
/// `plain` value of a type, one `into` it, or an iterator whose `each` item is.
///
/// | written | expects |
/// |---|---|
/// | `scope()` | an account or a zone |
/// | `path("id", into T)` | a parameter of the path |
/// | `query("page", plain T)`, `header(…)`, `cookie(…)` | a parameter of another place |
/// | `query_list("tags", each T)`, `header_list(…)` | a list of values |
/// | `query_joined("tags", ',', each T)` | a list in one value |
/// | `whole_query(into String)` | all of the query |
/// | `json(into T)`, `form(into T)`, `parts(into T)` | a body of a type |
/// | `bytes()`, `pairs()`, `multipart()` | a body of none |
/// | `part()` | a part of a form |
///
/// Names that can't stand in documentation as they are have some of their own behind them: `=> "…"`.
#[doc(hidden)]
#[macro_export]
macro_rules! mock_when {
    (
        $(#[$attribute:meta])*
        $name:ident for $operation:ident {
            $($method:ident: $how:ident($($what:tt)*) $(=> $doc:literal)?),* $(,)?
        }
    ) => {
        $(#[$attribute])*
        #[derive(Debug)]
        pub struct $name($crate::mock::When<$operation>);

        impl $name {
            $($crate::mock_when! { @$how $method ($($what)*) $($doc)? })*

            /// Answers only calls whose body has these fields with these values; see
            /// [`When::body_includes`](cloudflare_core::mock::When::body_includes).
            #[track_caller]
            pub fn body_includes(&mut self, fields: impl $crate::runtime::serde::Serialize) -> &mut Self {
                self.0.body_includes(fields);
                self
            }

            /// Answers only calls with this header. Reports never show its value.
            pub fn header(
                &mut self,
                name: impl ::std::convert::Into<::std::string::String>,
                value: impl ::std::convert::Into<::std::string::String>,
            ) -> &mut Self {
                self.0.header(name, value);
                self
            }

            /// Answers only calls that meet a condition of the test's own; see
            /// [`When::is_true`](cloudflare_core::mock::When::is_true).
            pub fn is_true(
                &mut self,
                condition: impl Fn(&$crate::mock::httpmock::HttpMockRequest) -> bool + Send + Sync + 'static,
            ) -> &mut Self {
                self.0.is_true(condition);
                self
            }
        }

        impl $crate::mock::Named<$operation> for $name {
            fn new(when: $crate::mock::When<$operation>) -> Self {
                Self(when)
            }

            fn when(&mut self) -> &mut $crate::mock::When<$operation> {
                &mut self.0
            }
        }
    };

    (@scope $method:ident ()) => {
        /// Answers only calls for this account or zone.
        pub fn $method(&mut self, $method: &$crate::runtime::Scope) -> &mut Self {
            self.0.expect_scope($method);
            self
        }
    };
    (@path $method:ident ($wire:literal, $($what:tt)*)) => {
        $crate::mock_when! {
            @value expect_path ($wire)
            ::std::concat!("Answers only calls with this `", $wire, "` in their path."),
            $method $($what)*
        }
    };
    (@path $method:ident ($wire:literal, $($what:tt)*) $doc:literal) => {
        $crate::mock_when! { @value expect_path ($wire) $doc, $method $($what)* }
    };
    (@query $method:ident ($wire:literal, $($what:tt)*) $($doc:literal)?) => {
        $crate::mock_when! { @sent expect_query ($wire) "query parameter", $wire [$($doc)?] $method $($what)* }
    };
    (@query_list $method:ident ($wire:literal, $($what:tt)*) $($doc:literal)?) => {
        $crate::mock_when! { @sent expect_query_list ($wire) "query parameter", $wire [$($doc)?] $method $($what)* }
    };
    (@query_joined $method:ident ($wire:literal, $separator:literal, $($what:tt)*) $($doc:literal)?) => {
        $crate::mock_when! {
            @sent expect_query_joined ($wire, $separator) "query parameter", $wire [$($doc)?] $method $($what)*
        }
    };
    (@whole_query $method:ident (into $ty:ty)) => {
        $crate::mock_when! {
            @value expect_whole_query () "Answers only calls with exactly this query.", $method into $ty
        }
    };
    (@header $method:ident ($wire:literal, $($what:tt)*) $($doc:literal)?) => {
        $crate::mock_when! { @sent expect_header ($wire) "header", $wire [$($doc)?] $method $($what)* }
    };
    (@header_list $method:ident ($wire:literal, $($what:tt)*) $($doc:literal)?) => {
        $crate::mock_when! { @sent expect_header_list ($wire) "header", $wire [$($doc)?] $method $($what)* }
    };
    (@cookie $method:ident ($wire:literal, $($what:tt)*) $($doc:literal)?) => {
        $crate::mock_when! { @sent expect_cookie ($wire) "cookie", $wire [$($doc)?] $method $($what)* }
    };
    (@sent $expect:ident $at:tt $place:literal, $wire:literal [] $($what:tt)*) => {
        $crate::mock_when! {
            @value $expect $at
            ::std::concat!("Answers only calls with this value of the ", $place, " `", $wire, "`."),
            $($what)*
        }
    };
    (@sent $expect:ident $at:tt $place:literal, $wire:literal [$doc:literal] $($what:tt)*) => {
        $crate::mock_when! { @value $expect $at $doc, $($what)* }
    };

    (@value $expect:ident ($($at:literal),*) $doc:expr, $method:ident plain $ty:ty) => {
        #[doc = $doc]
        pub fn $method(&mut self, $method: $ty) -> &mut Self {
            self.0.$expect($($at,)* $method);
            self
        }
    };
    (@value $expect:ident ($($at:literal),*) $doc:expr, $method:ident into $ty:ty) => {
        #[doc = $doc]
        pub fn $method(&mut self, $method: impl ::std::convert::Into<$ty>) -> &mut Self {
            self.0.$expect($($at,)* ::std::convert::Into::<$ty>::into($method));
            self
        }
    };
    (@value $expect:ident ($($at:literal),*) $doc:expr, $method:ident each $ty:ty) => {
        #[doc = $doc]
        pub fn $method(
            &mut self,
            $method: impl ::std::iter::IntoIterator<Item = impl ::std::convert::Into<$ty>>,
        ) -> &mut Self {
            let values = ::std::iter::IntoIterator::into_iter($method);
            self.0.$expect($($at,)* ::std::iter::Iterator::map(values, ::std::convert::Into::<$ty>::into));
            self
        }
    };

    (@json $method:ident ($($what:tt)*)) => {
        $crate::mock_when! { @body expect_body $method $($what)* }
    };
    (@form $method:ident ($($what:tt)*)) => {
        $crate::mock_when! { @body expect_fields $method $($what)* }
    };
    (@parts $method:ident ($($what:tt)*)) => {
        $crate::mock_when! { @body expect_parts $method $($what)* }
    };
    (@multipart $method:ident ()) => {
        $crate::mock_when! { @body expect_form $method plain $crate::runtime::Multipart }
    };
    (@body $expect:ident $method:ident plain $ty:ty) => {
        /// Answers only calls with exactly this body.
        #[track_caller]
        pub fn $method(&mut self, $method: $ty) -> &mut Self {
            self.0.$expect(&$method);
            self
        }
    };
    (@body $expect:ident $method:ident into $ty:ty) => {
        /// Answers only calls with exactly this body.
        #[track_caller]
        pub fn $method(&mut self, $method: impl ::std::convert::Into<$ty>) -> &mut Self {
            self.0.$expect(&::std::convert::Into::<$ty>::into($method));
            self
        }
    };
    (@bytes $method:ident ()) => {
        /// Answers only calls with exactly this body.
        pub fn $method(&mut self, $method: impl ::std::convert::Into<$crate::runtime::Bytes>) -> &mut Self {
            self.0.expect_bytes($method);
            self
        }
    };
    (@pairs $method:ident ()) => {
        /// Answers only calls with exactly this body.
        pub fn $method(
            &mut self,
            $method: impl ::std::iter::IntoIterator<
                Item = (
                    impl ::std::convert::Into<::std::string::String>,
                    impl ::std::convert::Into<::std::string::String>,
                ),
            >,
        ) -> &mut Self {
            self.0.expect_pairs($method);
            self
        }
    };
    (@part $method:ident ()) => {
        /// Answers only calls whose form has a part of this name with this in it, whatever else it has.
        pub fn $method(
            &mut self,
            name: impl ::std::convert::Into<::std::string::String>,
            content: impl ::std::convert::Into<$crate::runtime::Bytes>,
        ) -> &mut Self {
            self.0.expect_part(name, content);
            self
        }
    };
}
