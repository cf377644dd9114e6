//! What all generated crates repeat, as macros.

/// Makes a client of a crate's own: the core's client under another name, which can have methods of
/// its own for the crate's resources.
///
/// Clients of several crates share connections, the retry budget and the pacer when they are made
/// from the same core client:
///
/// ```no_run
/// # mod dns { cloudflare_core::runtime::client! { pub struct Client; } }
/// # mod mtls { cloudflare_core::runtime::client! { pub struct Client; } }
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
    ($(#[$attribute:meta])* $visibility:vis struct $name:ident;) => {
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
            /// [`ClientBuilder::from_env`]($crate::ClientBuilder::from_env).
            ///
            /// # Errors
            /// [Configuration]($crate::ErrorKind::Configuration), naming the variables that are
            /// missing or can't be used.
            pub fn from_env() -> $crate::Result<Self> {
                $crate::ClientBuilder::from_env()?.build()
            }

            /// An operation that isn't generated: any method, and a path below the base URL; see
            /// [`Client::request`]($crate::Client::request).
            pub fn request(
                &self,
                method: $crate::Method,
                path: impl ::std::convert::Into<::std::string::String>,
            ) -> $crate::CustomRequest {
                self.core.request(method, path)
            }

            /// Where requests go, without a slash at the end.
            pub fn base_url(&self) -> &str {
                self.core.base_url()
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
