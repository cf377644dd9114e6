//! How client certificates are handled per hostname, for Access.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{Call, Scope};
use crate::{
    envelope::{Answer, ApiError, Failure},
    history::{Change, notes},
    pagination,
    state::access::HostnameSetting,
    validate::{Fields, belongs_to},
};

pub(crate) fn list(mut call: Call<'_>) -> Result<Answer, Failure> {
    let items = call.access()?.settings.iter().map(|setting| json!(setting)).collect();
    Ok(pagination::unpaged(items, &call.settings.pagination))
}

/// Replaces the whole list.
pub(crate) fn update(mut call: Call<'_>) -> Result<Answer, Failure> {
    let mut fields = Fields::of(call.body, "")?;
    let items = fields.list("settings");
    fields.finish()?;

    let mut settings: Vec<HostnameSetting> = Vec::new();
    let mut errors = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let pointer = format!("/settings/{index}");
        match read(item, &pointer, &call, &settings) {
            Ok(setting) => settings.push(setting),
            Err(mut wrong) => errors.append(&mut wrong),
        }
    }
    if !errors.is_empty() {
        return Err(Failure::invalid(errors));
    }
    refuse_foreign(&settings, &call)?;
    let quota = call.settings.quotas.hostname_settings;
    if settings.len() > quota {
        return Err(Failure::quota(format!("There can be at most {quota} hostname settings here")));
    }

    let place = call.scope.place();
    let access = call.access()?;
    access.settings = settings;
    let note = notes::access_settings(place, access, Change::Updated);
    call.notes.push(note);
    Ok(list(call)?.with_status(StatusCode::ACCEPTED))
}

fn read(
    item: &Value,
    pointer: &str,
    call: &Call<'_>,
    earlier: &[HostnameSetting],
) -> Result<HostnameSetting, Vec<ApiError>> {
    let mut fields = Fields::of(item, pointer).map_err(|failure| failure.errors)?;
    fields.no_other_than(&["china_network", "client_certificate_forwarding", "hostname"]);
    let setting = HostnameSetting {
        china_network: fields.boolean("china_network"),
        client_certificate_forwarding: fields.boolean("client_certificate_forwarding"),
        hostname: fields.hostname("hostname").to_owned(),
    };
    if setting.china_network && !china_network(call, &setting.hostname) {
        fields.fail("china_network", "the zone is not enabled for the China network");
    }
    if earlier.iter().any(|known| known.hostname.eq_ignore_ascii_case(&setting.hostname)) {
        fields.fail("hostname", "the hostname stands in the list twice");
    }
    let errors = fields.into_errors();
    if errors.is_empty() { Ok(setting) } else { Err(errors) }
}

fn china_network(call: &Call<'_>, hostname: &str) -> bool {
    call.world.zones.iter().any(|(id, zone)| {
        let in_scope = match call.scope {
            Scope::Account(account) => zone.account_id == *account,
            Scope::Zone(zone) => id == zone,
        };
        in_scope && zone.china_network && belongs_to(hostname, &zone.name)
    })
}

fn refuse_foreign(settings: &[HostnameSetting], call: &Call<'_>) -> Result<(), Failure> {
    let domains = call.domains();
    let errors: Vec<_> = settings
        .iter()
        .enumerate()
        .filter(|(_, setting)| !domains.iter().any(|domain| belongs_to(&setting.hostname, domain)))
        .map(|(index, setting)| ApiError {
            code: 12036,
            message: format!("{} does not belong here: no zone in reach has it", setting.hostname),
            pointer: Some(format!("/settings/{index}/hostname")),
        })
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(Failure::invalid(errors)) }
}
