//! A hostname's settings by the names of what is switched on.
//!
//! The generated constructor takes two booleans in a row, and nothing but their order tells the
//! China network from forwarding.

use crate::types::HostnameSettings;

impl HostnameSettings {
    /// The settings of a hostname with everything switched off.
    ///
    /// ```
    /// use cloudflare_mtls::types::HostnameSettings;
    ///
    /// let settings = HostnameSettings::off("admin.example.com").client_certificate_forwarding(true);
    /// assert_eq!(settings, HostnameSettings::new("admin.example.com", false, true));
    /// ```
    #[must_use]
    pub fn off(hostname: impl Into<String>) -> Self {
        Self::new(hostname, false, false)
    }

    /// The same settings with forwarding on or off: whether the visitor's
    /// certificate is passed on to the origin.
    #[must_use]
    pub fn client_certificate_forwarding(mut self, on: bool) -> Self {
        self.client_certificate_forwarding = Some(on);
        self
    }

    /// The same settings with the China network on or off: whether visitors who arrive over the China
    /// network are asked for a client certificate too.
    ///
    /// ```
    /// use cloudflare_mtls::types::HostnameSettings;
    ///
    /// let settings = HostnameSettings::off("admin.example.com").china_network(true);
    /// assert_eq!(settings, HostnameSettings::new("admin.example.com", true, false));
    /// ```
    #[must_use]
    pub fn china_network(mut self, on: bool) -> Self {
        self.china_network = Some(on);
        self
    }
}
