//! The zones of an account, by an endpoint that isn't generated.

use serde::Deserialize;

use crate::client::Client;
use cloudflare_core::prelude::*;
use cloudflare_core::{AccountId, CustomList, Error, Method, ZoneId};

/// How many a page of the list holds.
const PAGE: u64 = 50;

/// What is read of an entry of the list.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct ZoneItem {
    pub(super) id: ZoneId,
    pub(super) name: Option<String>,
}

/// The list of an account's zones.
pub(super) fn listed(client: &Client, account: &AccountId) -> CustomList<ZoneItem> {
    let zones = client.request(Method::GET, "/zones");
    zones.query("account.id", account.as_str()).query("per_page", PAGE).list()
}

/// The identifiers of all of an account's zones.
pub(super) async fn all(client: &Client, account: &AccountId) -> Result<Vec<ZoneId>, Error> {
    let mut items = listed(client, account).items();
    let mut zones = Vec::new();
    while let Some(zone) = items.try_next().await? {
        zones.push(zone.id);
    }
    Ok(zones)
}

/// Each zone once, in the order in which they came.
pub(super) fn once(zones: impl IntoIterator<Item = ZoneId>) -> Vec<ZoneId> {
    let mut once = Vec::new();
    for zone in zones {
        if !once.contains(&zone) {
            once.push(zone);
        }
    }
    once
}
