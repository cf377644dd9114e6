//! What all generated crates repeat, as macros.

/// Makes a client of a crate's own: the core's client under another name, which can have methods of
/// its own for the crate's resources.
///
/// Clients of several crates share connections, the retry budget and the pacer when they are made
/// from the same core client:
///
/// ```no_run
/// # mod dns {
/// #     use cloudflare_core::runtime::{Api, client};
/// #     static API: Api = Api::new("dns", "1.0.0");
/// #     client! { pub struct Client; api: API; }
/// # }
/// # mod mtls {
/// #     use cloudflare_core::runtime::{Api, client};
/// #     static API: Api = Api::new("mtls", "1.0.0");
/// #     client! { pub struct Client; api: API; }
/// # }
/// # fn main() -> Result<(), cloudflare_core::Error> {
/// let dns = dns::Client::from_env()?;
/// let mtls = mtls::Client::from(dns.core().clone());
/// # let _ = mtls;
/// # Ok(())
/// # }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! generated_client {
    ($(#[$attribute:meta])* $visibility:vis struct $name:ident; api: $api:path;) => {
        $(#[$attribute])*
        #[derive(Clone)]
        $visibility struct $name {
            core: $crate::Client,
        }

        impl $name {
            /// Starts a client.
            pub fn builder() -> $crate::ClientBuilder<Self> {
                $crate::ClientBuilder::default()
            }

            /// A client with the credentials and the base URL that the environment gives; see
            /// [`ClientBuilder::from_env`](cloudflare_core::ClientBuilder::from_env).
            ///
            /// # Errors
            /// [Configuration](cloudflare_core::ErrorKind::Configuration), naming the variables that are
            /// missing or can't be used.
            pub fn from_env() -> $crate::Result<Self> {
                $crate::ClientBuilder::from_env()?.build()
            }

            /// An operation that isn't generated: any method, and a path below the base URL; see
            /// [`Client::request`](cloudflare_core::Client::request).
            pub fn request(
                &self,
                method: $crate::Method,
                path: impl ::std::convert::Into<::std::string::String>,
            ) -> $crate::CustomRequest {
                $crate::CustomRequest::new(&$api, &self.core, method, path)
            }

            /// Where requests go, without a slash at the end.
            pub fn base_url(&self) -> &str {
                self.core.base_url()
            }

            /// The time that it goes by.
            pub fn clock(&self) -> ::std::sync::Arc<dyn $crate::Clock> {
                self.core.clock()
            }

            /// The client that this one stands on. The client of another generated crate that is
            /// made from it shares its connections, its retry budget and its pacer.
            pub fn core(&self) -> &$crate::Client {
                &self.core
            }
        }

        impl ::std::convert::From<$crate::Client> for $name {
            fn from(core: $crate::Client) -> Self {
                Self { core }
            }
        }

        impl ::std::convert::AsRef<$crate::Client> for $name {
            fn as_ref(&self) -> &$crate::Client {
                &self.core
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(&self.core, f)
            }
        }
    };
}

/// Makes an operation: a struct that holds its request, and what the traits ask for.
///
/// After the documentation stand the struct's name, the operation's name in the API document, method
/// and path, and behind the arrow what comes back:
///
/// | written | result | what a success without a result means |
/// |---|---|---|
/// | `T` | `T` | an error: it was promised |
/// | `optional T` | `Option<T>` | `None` |
/// | `nothing` | `Option<Value>` | `None` |
/// | `list T` | `Vec<T>` | an empty list |
/// | `pages T` | `Vec<T>`, [paged](crate::Paged) by numbers | an empty list |
/// | `pages T, "cursor"` | `Vec<T>`, paged by this parameter, which takes a cursor | an empty list |
/// | `pages T, numbered "page_no"` | `Vec<T>`, paged by this parameter, which takes a number | an empty list |
/// | `pages T, offset "skip"` | `Vec<T>`, paged by this parameter, which takes an offset | an empty list |
/// | `pages T, start "startIndex"` | `Vec<T>`, paged by this parameter, which takes the place of a page's first item | an empty list |
/// | `pages T, items "Items" of R` | `R`, whose field `items` has the list; with parameters as above behind it | an error: it was promised |
/// | `bytes` | a [download](crate::Download) | |
///
/// Facts that a constant method of [`OperationInfo`](crate::runtime::OperationInfo) adds stand before
/// the arrow. The crate that it is written in has an [`Api`](crate::Api) called `API` at its root.
///
/// ```
/// use cloudflare_core::runtime::{Api, Client, Operation, Paged, Paging, Request, operation};
///
/// static API: Api = Api::new("gadgets", "1.0.0");
///
/// operation! {
///     /// Lists gadgets.
///     GadgetsList = "gadgets-list",
///     GET "/gadgets" => pages String
/// }
///
/// operation! {
///     /// Lists shelves, inside an object.
///     GadgetsShelves = "gadgets-shelves",
///     GET "/gadgets/shelves" => pages String, shelves "Shelves" of Shelves, offset "skip"
/// }
///
/// #[derive(Default, PartialEq)]
/// pub struct Shelves {
///     pub shelves: Option<Vec<String>>,
/// }
/// # cloudflare_core::runtime::object!(received Shelves { shelves = "Shelves" });
///
/// operation! {
///     /// How many gadgets there are, without an envelope.
///     GadgetsCount = "gadgets-count",
///     GET "/gadgets/count", bare => u64
/// }
///
/// operation! {
///     /// Makes a gadget like another.
///     GadgetsCopy = "gadgets-copy",
///     POST "/gadgets/{id}", sent_as("COPY"), permissions(&["Gadgets Write"]) => nothing
/// }
///
/// fn list(client: &Client) -> GadgetsList {
///     GadgetsList { request: Request::new(client, &GadgetsList::INFO) }
/// }
///
/// # fn main() {
/// assert_eq!(GadgetsList::absent(), Some(Vec::new()));
/// assert_eq!(GadgetsShelves::PAGING, Paging::Offset("skip"));
/// assert_eq!(GadgetsShelves::into_items(Shelves { shelves: None }), Vec::<String>::new());
/// assert!(GadgetsCount::INFO.bare);
/// assert_eq!(GadgetsCopy::INFO.method().as_str(), "COPY");
/// # let _ = list;
/// # }
/// ```
// The crate whose API it is, is the one that the macro is used in.
#[allow(clippy::crate_in_macro_def)]
#[doc(hidden)]
#[macro_export]
macro_rules! generated_operation {
    (
        $(#[$attribute:meta])*
        $name:ident = $id:literal, $method:ident $path:literal
        $(, $fact:ident $(($($argument:expr),*))?)* => $($answer:tt)+
    ) => {
        $(#[$attribute])*
        #[doc = ""]
        #[doc = "```text"]
        #[doc = concat!($crate::generated_operation!(@method $method $(, $fact $(($($argument),*))?)*), " ", $path)]
        #[doc = "```"]
        #[doc = $crate::generated_operation!(@sending $($answer)+)]
        #[derive(Clone, Debug)]
        #[must_use = "an operation does nothing until it is sent"]
        pub struct $name {
            request: $crate::runtime::Request,
        }

        $crate::generated_operation! {
            @$name [
                $crate::runtime::OperationInfo::new(
                    &crate::API, $id, $crate::runtime::Method::$method, $path,
                )$(.$fact($($($argument),*)?))*
            ] $($answer)+
        }
    };
    (@method $method:ident) => { stringify!($method) };
    (@method $method:ident, sent_as($other:expr) $(, $($facts:tt)*)?) => { $other };
    (@method $method:ident, $fact:ident $(($($argument:expr),*))? $(, $($facts:tt)*)?) => {
        $crate::generated_operation!(@method $method $(, $($facts)*)?)
    };
    (@sending bytes) => {
        "[`bytes`](cloudflare_core::DownloadExt::bytes) gives the file, [`stream`](cloudflare_core::DownloadExt::stream) \
         its pieces as they come, and [`send`](cloudflare_core::DownloadExt::send) the file with status and headers."
    };
    (@sending pages $($answer:tt)*) => {
        "[`items`](cloudflare_core::PaginateExt::items) walks the whole list, and \
         [`pages`](cloudflare_core::PaginateExt::pages) goes page by page. Await it, or call \
         [`result`](cloudflare_core::EnvelopeExt::result), for one page; [`send`](cloudflare_core::EnvelopeExt::send) gives \
         that with its envelope."
    };
    (@sending $($answer:tt)*) => {
        "Await it, or call [`result`](cloudflare_core::EnvelopeExt::result), for what comes back; \
         [`send`](cloudflare_core::EnvelopeExt::send) gives that with its envelope."
    };
    (@$name:ident [$($info:tt)*] bytes) => {
        impl $crate::runtime::Download for $name {
            const INFO: $crate::runtime::OperationInfo = $($info)*;

            fn into_request(self) -> $crate::runtime::Request {
                self.request
            }
        }
    };
    (@$name:ident [$($info:tt)*] nothing) => {
        $crate::generated_operation! { @$name [$($info)*] optional $crate::runtime::serde_json::Value }
    };
    (@$name:ident [$($info:tt)*] optional $item:ty) => {
        $crate::generated_operation! {
            @$name [$($info)*] (::std::option::Option<$item>, ::std::option::Option::None)
        }
    };
    (@$name:ident [$($info:tt)*] list $item:ty) => {
        $crate::generated_operation! {
            @$name [$($info)*] (::std::vec::Vec<$item>, ::std::vec::Vec::new())
        }
    };
    (@$name:ident [$($info:tt)*] pages $item:ty $(, $($cursor:literal)? $(offset $offset:literal)? $(start $start:literal)? $(numbered $number:literal)?)?) => {
        $crate::generated_operation! { @$name [$($info)*] list $item }

        impl $crate::runtime::Paged for $name {
            type Item = $item;
            $crate::generated_operation! { @paging $($($cursor)? $(offset $offset)? $(start $start)? $(numbered $number)?)? }

            fn items_of(page: &Self::Result) -> &[$item] {
                page
            }

            fn into_items(page: Self::Result) -> ::std::vec::Vec<$item> {
                page
            }

            fn identifiers(items: &[$item]) -> ::std::option::Option<::std::vec::Vec<u64>> {
                #[allow(unused_imports)]
                use $crate::runtime::NotIdentified as _;
                $crate::runtime::Identified(items).identifiers()
            }
        }
    };
    (
        @$name:ident [$($info:tt)*] pages $item:ty,
        $field:ident $list:literal of $result:ty $(, $($cursor:literal)? $(offset $offset:literal)? $(start $start:literal)? $(numbered $number:literal)?)?
    ) => {
        $crate::generated_operation! { @$name [$($info)*] $result }

        impl $crate::runtime::Paged for $name {
            type Item = $item;
            const LIST: ::std::option::Option<&'static str> = ::std::option::Option::Some($list);
            $crate::generated_operation! { @paging $($($cursor)? $(offset $offset)? $(start $start)? $(numbered $number)?)? }

            #[allow(deprecated)]
            fn items_of(page: &Self::Result) -> &[$item] {
                $crate::runtime::Listed::listed(&page.$field)
            }

            #[allow(deprecated)]
            fn into_items(page: Self::Result) -> ::std::vec::Vec<$item> {
                $crate::runtime::Listed::into_listed(page.$field)
            }

            fn identifiers(items: &[$item]) -> ::std::option::Option<::std::vec::Vec<u64>> {
                #[allow(unused_imports)]
                use $crate::runtime::NotIdentified as _;
                $crate::runtime::Identified(items).identifiers()
            }
        }
    };
    (@paging) => {};
    (@paging $cursor:literal) => {
        const PAGING: $crate::runtime::Paging = $crate::runtime::Paging::Cursor($cursor);
    };
    (@paging numbered $number:literal) => {
        const PAGING: $crate::runtime::Paging = $crate::runtime::Paging::Numbered($number);
    };
    (@paging start $start:literal) => {
        const PAGING: $crate::runtime::Paging = $crate::runtime::Paging::StartIndex($start);
    };
    (@paging offset $offset:literal) => {
        const PAGING: $crate::runtime::Paging = $crate::runtime::Paging::Offset($offset);
    };
    (@$name:ident [$($info:tt)*] ($result:ty, $absent:expr)) => {
        impl $crate::runtime::Operation for $name {
            type Result = $result;
            const INFO: $crate::runtime::OperationInfo = $($info)*;

            fn into_request(self) -> $crate::runtime::Request {
                self.request
            }

            fn absent() -> ::std::option::Option<Self::Result> {
                ::std::option::Option::Some($absent)
            }
        }

        $crate::generated_operation! { @$name awaited }
    };
    (@$name:ident [$($info:tt)*] $result:ty) => {
        impl $crate::runtime::Operation for $name {
            type Result = $result;
            const INFO: $crate::runtime::OperationInfo = $($info)*;

            fn into_request(self) -> $crate::runtime::Request {
                self.request
            }
        }

        $crate::generated_operation! { @$name awaited }
    };
    (@$name:ident awaited) => {
        /// To await an operation is to await its [`result`](cloudflare_core::EnvelopeExt::result).
        impl ::std::future::IntoFuture for $name {
            type Output = $crate::Result<<Self as $crate::runtime::Operation>::Result>;
            type IntoFuture = $crate::runtime::Awaited<<Self as $crate::runtime::Operation>::Result>;

            // Compiled where it is called, so that a program compiles no more types than it asks for.
            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                $crate::runtime::awaited(self)
            }
        }
    };
}
