//! The list of zones, which is none of the 39 operations.
//!
//! Whoever goes over an account asks for its zones first, by an endpoint of
//! another part of the API. So much of it is here as that takes: identifiers,
//! names and accounts, page by page, of the zones that a credential reaches.

use axum::http::Method;
use serde_json::json;

use crate::{
    credential::Caller,
    envelope::{Answer, Failure},
    operation::BASE_PATH,
    pagination::{self, Bounds},
    settings::Pagination,
    state::World,
    validate::Query,
};

const BOUNDS: Bounds = Bounds { default: 20, least: 5, most: 50 };

/// Whether a request is for the list of zones.
pub(crate) fn is_list(method: &Method, path: &str) -> bool {
    *method == Method::GET && path.strip_prefix(BASE_PATH) == Some("/zones")
}

/// The zones of one account (`account.id`), of one name (`name`), or all.
pub(crate) fn list(
    world: &World,
    caller: &Caller<'_>,
    query: &Query,
    settings: &Pagination,
) -> Result<Answer, Failure> {
    let (account, name) = (query.text("account.id"), query.text("name"));
    let items = world.zones.iter().filter(|(id, zone)| {
        caller.authorize_resource(id).is_ok()
            && account.is_none_or(|account| account == zone.account_id)
            && name.is_none_or(|name| name.eq_ignore_ascii_case(&zone.name))
    });
    let items = items.map(|(id, zone)| {
        let account = world.accounts.get(&zone.account_id).map(|account| account.name.as_str());
        json!({
            "id": id,
            "name": zone.name,
            "status": "active",
            "account": { "id": zone.account_id, "name": account },
        })
    });
    pagination::paged(items.collect(), query, BOUNDS, settings)
}
