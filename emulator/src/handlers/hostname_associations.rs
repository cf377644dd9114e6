//! Associations of hostnames with hostname certificates.
//!
//! `enabled` has three states in a request: true and false associate, an
//! explicit null voids the association. Leaving it out is a fourth thing: it
//! keeps what is there, and means true for a new association.

use fastrand::Rng;
use jiff::Timestamp;
use serde_json::Value;

use super::Call;
use crate::{
    envelope::{Answer, ApiError, Failure},
    history::{Change, notes},
    identifier::uuid,
    pagination::{self, Bounds},
    settings::Settings,
    state::{Zone, associations::Association, certificates::missing},
    validate::{Fields, belongs_to, is_certificate_id},
};

const BOUNDS: Bounds = Bounds { default: 50, least: 1, most: 1_000 };

const STATUSES: [&str; 7] = [
    "initializing",
    "pending_deployment",
    "pending_deletion",
    "active",
    "deleted",
    "deployment_timed_out",
    "deletion_timed_out",
];

/// Those of the statuses that are asked for, page by page; the active ones
/// unless it is said otherwise.
pub(crate) fn list(mut call: Call<'_>) -> Result<Answer, Failure> {
    let (now, query, settings) = (call.now, call.query, call.settings);
    let mut wanted: Vec<&str> = query.words("status").collect();
    if let Some(unknown) = wanted.iter().find(|status| **status != "all" && !STATUSES.contains(status)) {
        let message = format!("{unknown:?} is no status; all is one, and so are {}", STATUSES.join(", "));
        return Err(Failure::invalid_at("/query/status", message));
    }
    if wanted.is_empty() {
        wanted.push("active");
    }
    let views = call.zone()?.associations.list.iter().map(|association| association.item(now));
    let all = wanted.contains(&"all");
    let items = views.filter(|view| all || wanted.iter().any(|status| view["status"] == **status));
    pagination::paged(items.collect(), query, BOUNDS, &settings.pagination)
}

/// One entry of `config`.
struct Entry<'a> {
    hostname: &'a str,
    cert_id: Option<&'a str>,
    enabled: Option<Option<bool>>,
}

pub(crate) fn get(mut call: Call<'_>) -> Result<Answer, Failure> {
    let (now, hostname) = (call.now, call.parameter);
    let zone = call.zone()?;
    let association = zone
        .associations
        .of(hostname, now)
        .ok_or_else(|| Failure::not_found(1552, "There is no setting for that hostname"))?;
    Ok(Answer::ok(association.view(&zone.hostname_certificates, now)))
}

/// Applies all changes or, if one of them is refused, none.
pub(crate) fn update(mut call: Call<'_>) -> Result<Answer, Failure> {
    let changes = read(call.body)?;
    let (now, settings) = (call.now, call.settings);
    let mut identifiers = call.identifiers.clone();
    let place = call.scope.place();
    let zone = call.zone()?;
    let before = zone.associations.clone();
    let mut noted = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        if let Err(failure) = apply(change, index, zone, &mut identifiers, now, settings) {
            zone.associations = before;
            return Err(failure);
        }
        if let Some(present) = zone.associations.latest(change.hostname) {
            let earlier = before.latest(change.hostname);
            let restarts = present.restarted_after(earlier);
            noted.push(notes::association(place, present, what_happened(earlier, present), restarts));
        }
    }
    let items = changes
        .iter()
        .filter_map(|change| zone.associations.latest(change.hostname))
        .map(|association| {
            let mut view = association.view(&zone.hostname_certificates, now);
            view["id"] = association.id.as_str().into();
            view
        })
        .collect();
    *call.identifiers = identifiers;
    call.notes.append(&mut noted);
    Ok(pagination::unpaged(items, &settings.pagination))
}

fn what_happened(earlier: Option<&Association>, present: &Association) -> Change {
    match earlier {
        _ if present.enabled.is_none() => Change::Deleted,
        Some(earlier) if earlier.enabled.is_some() => Change::Updated,
        _ => Change::Created,
    }
}

fn read(body: &Value) -> Result<Vec<Entry<'_>>, Failure> {
    let mut fields = Fields::of(body, "")?;
    let items = fields.list("config");
    fields.finish()?;
    let mut changes: Vec<Entry<'_>> = Vec::new();
    let mut errors: Vec<ApiError> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let mut fields = match Fields::of(item, format!("/config/{index}")) {
            Ok(fields) => fields,
            Err(mut failure) => {
                errors.append(&mut failure.errors);
                continue;
            }
        };
        let change = Entry {
            hostname: fields.hostname("hostname"),
            cert_id: fields.optional_string("cert_id"),
            enabled: fields.nullable_boolean("enabled"),
        };
        if changes.iter().any(|earlier| earlier.hostname.eq_ignore_ascii_case(change.hostname)) {
            fields.fail("hostname", "the hostname stands in the list twice");
        }
        errors.append(&mut fields.into_errors());
        changes.push(change);
    }
    if errors.is_empty() { Ok(changes) } else { Err(Failure::invalid(errors)) }
}

fn apply(
    change: &Entry<'_>,
    index: usize,
    zone: &mut Zone,
    identifiers: &mut Rng,
    now: Timestamp,
    settings: &Settings,
) -> Result<(), Failure> {
    let at = |name: &str| format!("/config/{index}/{name}");
    if !belongs_to(change.hostname, &zone.name) {
        let message = format!("{} does not belong to the zone", change.hostname);
        return Err(Failure::bad_request(12036, message).at(at("hostname")));
    }
    if change.enabled == Some(None) {
        return if zone.associations.void(change.hostname, now, settings) {
            Ok(())
        } else {
            let message = "There is no association of that hostname to void";
            Err(Failure::not_found(1553, message).at(at("hostname")))
        };
    }

    let known = zone.associations.of(change.hostname, now).filter(|known| known.enabled.is_some());
    let enabled = change.enabled.flatten().or(known.and_then(|known| known.enabled)).unwrap_or(true);
    let cert_id = match change.cert_id.or(known.map(|known| known.cert_id.as_str())) {
        Some(cert_id) => cert_id.to_owned(),
        None => {
            let message = "The certificate identifier is missing";
            return Err(Failure::bad_request(1404, message).at(at("cert_id")));
        }
    };
    if !is_certificate_id(&cert_id) {
        return Err(missing(&cert_id).at(at("cert_id")));
    }
    let moves = known.is_none_or(|known| known.cert_id != cert_id);
    zone.hostname_certificates
        .find(&cert_id)
        .and_then(|certificate| certificate.refuse_unless_usable(now, settings))
        .map_err(|failure| failure.at(at("cert_id")))?;
    let quota = settings.quotas.associations;
    if moves && zone.associations.using(&cert_id) >= quota {
        let message = format!("At most {quota} hostnames can be associated with one certificate");
        return Err(Failure::quota(message).at(at("cert_id")));
    }
    zone.associations.set(uuid(identifiers), change.hostname, &cert_id, enabled, now, settings);
    Ok(())
}
