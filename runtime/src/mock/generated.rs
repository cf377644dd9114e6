//! The macro by which generated code makes its mocks: a method for each operation, and the type of its
//! `when`.

/// Makes the mocks of a module: the list of its operations, a trait with a method for each that mounts a
/// mock of it, and for each the type of what its `when` is, round [`Common`](crate::mock::Common).
///
/// An operation has the method's name, the type's, and its own; then `as Download` where it answers with
/// bytes, the status of a success, where that isn't 200, and the query that its path is written with.
/// Behind them stands what its calls can have: a method's name and what it expects, which is its name in
/// the request, unless that is the method's, and what is given, a `plain` value of a type, one `into` it,
/// or an iterator whose `each` item is.
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
///
/// ```
/// use cloudflare_core::mock::{MockServer, json, mocks};
/// use cloudflare_core::runtime::{Api, operation};
///
/// static API: Api = Api::new("gadgets", "1.0.0");
///
/// operation! {
///     /// Gets a gadget.
///     GadgetsGet = "gadgets-get",
///     GET "/gadgets/{id}" => Vec<u64>
/// }
///
/// mocks! {
///     pub trait GadgetsMockExt;
///
///     /// `GET /gadgets/{id}`
///     gadgets_get: WhenGadgetsGet for GadgetsGet, status(203) {
///         id: path(into String), page: query("page_number", plain u64),
///     }
/// }
///
/// # fn main() {
/// let server = MockServer::start();
/// server.gadgets_get(|when, then| {
///     when.header("accept", "application/json").id("a").is_true(|_| true).page(3);
///     then.result(json!([1]));
/// });
/// # }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! generated_mocks {
    (
        $visibility:vis trait $server:ident;
        $(
            $(#[$request:meta])*
            $mock:ident: $when:ident for $operation:ident $(as $kind:ident)?
            $(, status($status:literal))? $(, query($key:literal, $value:literal))*
            { $($method:ident: $how:ident($($what:tt)*) $(=> $doc:literal)?),* $(,)? }
        )*
    ) => {
        /// All operations.
        $visibility static OPERATIONS: &[$crate::runtime::OperationInfo] =
            &[$($crate::generated_mocks!(@info $operation $($kind)?)),*];

        /// A method for each operation, which mounts a mock of it on a server.
        ///
        /// `define` is called once, at once, and says which calls are answered and how.
        $visibility trait $server: $crate::mock::Mount {
            $(
                #[doc = ::std::concat!(
                    "Mocks [`", ::std::stringify!($operation), "`].",
                    $crate::generated_mocks!(@has $($method),*),
                    $(" A success has status ", $status, ".",)?
                )]
                #[doc = ""]
                $(#[$request])*
                #[track_caller]
                fn $mock(
                    &self,
                    define: impl FnOnce(&mut $when, &mut $crate::mock::Then<$operation>),
                ) -> $crate::mock::Mock<'_> {
                    $crate::generated_mocks!(@mount $($kind)?)(
                        self, OPERATIONS, $when, (&[$(($key, $value)),*], &[$($status)?]), define,
                    )
                }
            )*
        }

        impl $server for $crate::mock::MockServer {}

        $(
            #[doc = ::std::concat!("What calls of [`", ::std::stringify!($operation), "`] can have.")]
            #[derive(Debug)]
            $visibility struct $when($crate::mock::Common<Self>);

            impl $when {
                $($crate::generated_mocks! { @$how $method ($($what)*) $($doc)? })*
            }

            impl ::std::ops::Deref for $when {
                type Target = $crate::mock::Common<Self>;

                fn deref(&self) -> &Self::Target {
                    &self.0
                }
            }

            impl ::std::ops::DerefMut for $when {
                fn deref_mut(&mut self) -> &mut Self::Target {
                    &mut self.0
                }
            }
        )*
    };
    (@info $operation:ident) => { <$operation as $crate::runtime::Operation>::INFO };
    (@info $operation:ident $kind:ident) => { <$operation as $crate::runtime::$kind>::INFO };
    (@mount) => { $crate::mock::Mount::mount_own };
    (@mount Download) => { $crate::mock::Mount::mount_own_download };
    (@has) => { "" };
    (@has $first:ident $(, $more:ident)*) => {
        ::std::concat!(
            " Its `when` has `", ::std::stringify!($first), "`"
            $(, ", `", ::std::stringify!($more), "`")*, ".",
        )
    };

    (@scope $method:ident ()) => {
        /// Answers only calls for this account or zone.
        pub fn $method(&mut self, $method: &$crate::runtime::Scope) -> &mut Self {
            self.0.expect_scope($method);
            self
        }
    };
    (@path $method:ident ($given:ident $($what:tt)*)) => {
        $crate::generated_mocks! {
            @value expect_path (::std::stringify!($method))
            ::std::concat!("Answers only calls with this `", ::std::stringify!($method), "` in their path."),
            $method $given $($what)*
        }
    };
    (@path $method:ident ($wire:literal, $($what:tt)*)) => {
        $crate::generated_mocks! {
            @value expect_path ($wire)
            ::std::concat!("Answers only calls with this `", $wire, "` in their path."),
            $method $($what)*
        }
    };
    (@path $method:ident ($wire:literal, $($what:tt)*) $doc:literal) => {
        $crate::generated_mocks! { @value expect_path ($wire) $doc, $method $($what)* }
    };
    (@query $method:ident $($given:tt)*) => {
        $crate::generated_mocks! { @named expect_query "query parameter" $method $($given)* }
    };
    (@query_list $method:ident $($given:tt)*) => {
        $crate::generated_mocks! { @named expect_query_list "query parameter" $method $($given)* }
    };
    (@query_joined $method:ident ($wire:literal, $separator:literal, $($what:tt)*) $($doc:literal)?) => {
        $crate::generated_mocks! {
            @sent expect_query_joined ($wire, $separator) "query parameter", $wire, [$($doc)?] $method $($what)*
        }
    };
    (@whole_query $method:ident (into $ty:ty)) => {
        $crate::generated_mocks! {
            @value expect_whole_query () "Answers only calls with exactly this query.", $method into $ty
        }
    };
    (@header $method:ident $($given:tt)*) => {
        $crate::generated_mocks! { @named expect_header "header" $method $($given)* }
    };
    (@header_list $method:ident $($given:tt)*) => {
        $crate::generated_mocks! { @named expect_header_list "header" $method $($given)* }
    };
    (@cookie $method:ident $($given:tt)*) => {
        $crate::generated_mocks! { @named expect_cookie "cookie" $method $($given)* }
    };
    (@named $expect:ident $place:literal $method:ident ($given:ident $($what:tt)*)) => {
        $crate::generated_mocks! {
            @sent $expect (::std::stringify!($method)) $place, ::std::stringify!($method), []
            $method $given $($what)*
        }
    };
    (@named $expect:ident $place:literal $method:ident ($wire:literal, $($what:tt)*) $($doc:literal)?) => {
        $crate::generated_mocks! { @sent $expect ($wire) $place, $wire, [$($doc)?] $method $($what)* }
    };
    (@sent $expect:ident $at:tt $place:literal, $wire:expr, [] $($what:tt)*) => {
        $crate::generated_mocks! {
            @value $expect $at
            ::std::concat!("Answers only calls with this value of the ", $place, " `", $wire, "`."),
            $($what)*
        }
    };
    (@sent $expect:ident $at:tt $place:literal, $wire:expr, [$doc:literal] $($what:tt)*) => {
        $crate::generated_mocks! { @value $expect $at $doc, $($what)* }
    };

    (@value $expect:ident ($($at:expr),*) $doc:expr, $method:ident plain $ty:ty) => {
        #[doc = $doc]
        pub fn $method(&mut self, $method: $ty) -> &mut Self {
            self.0.$expect($($at,)* $method);
            self
        }
    };
    (@value $expect:ident ($($at:expr),*) $doc:expr, $method:ident into $ty:ty) => {
        #[doc = $doc]
        pub fn $method(&mut self, $method: impl ::std::convert::Into<$ty>) -> &mut Self {
            self.0.$expect($($at,)* ::std::convert::Into::<$ty>::into($method));
            self
        }
    };
    (@value $expect:ident ($($at:expr),*) $doc:expr, $method:ident each $ty:ty) => {
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
        $crate::generated_mocks! { @body expect_body $method $($what)* }
    };
    (@form $method:ident ($($what:tt)*)) => {
        $crate::generated_mocks! { @body expect_fields $method $($what)* }
    };
    (@parts $method:ident ($($what:tt)*)) => {
        $crate::generated_mocks! { @body expect_parts $method $($what)* }
    };
    (@multipart $method:ident ()) => {
        $crate::generated_mocks! { @body expect_form $method plain $crate::runtime::Multipart }
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
