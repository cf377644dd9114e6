//! Which hostnames of a zone ask their visitors for a certificate of which
//! authority.

use serde::{Deserialize, Serialize};

use crate::lifecycle::Lifecycle;

/// The hostnames of one authority, in one zone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AuthorityHostnames {
    /// The identifier of an account's own authority; `None` for the managed
    /// one.
    pub(crate) authority: Option<String>,
    pub(crate) hostnames: Vec<String>,
    pub(crate) lifecycle: Lifecycle,
}

/// The hostnames of an authority; none if it has none here.
pub(crate) fn hostnames_of<'a>(all: &'a [AuthorityHostnames], authority: Option<&str>) -> &'a [String] {
    let found = all.iter().find(|known| known.authority.as_deref() == authority);
    found.map(|known| known.hostnames.as_slice()).unwrap_or_default()
}

/// Replaces the hostnames of an authority; of none nothing is kept.
pub(crate) fn replace(
    all: &mut Vec<AuthorityHostnames>,
    authority: Option<&str>,
    hostnames: Vec<String>,
    lifecycle: Lifecycle,
) {
    all.retain(|known| known.authority.as_deref() != authority);
    if !hostnames.is_empty() {
        all.push(AuthorityHostnames { authority: authority.map(str::to_owned), hostnames, lifecycle });
    }
}
