//! Zone certificates: what the network shows to a zone's origin.

use jiff::Timestamp;
use serde_json::Value;

use super::{Call, upload};
use crate::{
    envelope::{Answer, Failure},
    history::{Change, notes},
    identifier::uuid,
    pagination,
    state::certificates::Certificate,
};

const RESOURCE: &str = "zone_certificates";

fn view(certificate: &Certificate, enabled: bool, now: Timestamp) -> Value {
    let mut view = certificate.view(now);
    view["enabled"] = enabled.into();
    view
}

pub(crate) fn list(mut call: Call<'_>) -> Result<Answer, Failure> {
    let (now, settings) = (call.now, call.settings);
    let zone = call.zone()?;
    let items = zone
        .zone_certificates
        .listed(now, settings)
        .map(|certificate| view(certificate, zone.enabled, now))
        .collect();
    Ok(pagination::unpaged(items, &settings.pagination))
}

pub(crate) fn create(mut call: Call<'_>) -> Result<Answer, Failure> {
    let (now, settings) = (call.now, call.settings);
    let upload = upload::leaf(call.body, uuid(call.identifiers), now)?;
    let (place, quota) = (call.scope.place(), settings.quotas.zone_certificates);
    let zone = call.zone()?;
    let enabled = zone.enabled;
    let (certificate, revived) = zone.zone_certificates.upload(upload, quota, now, settings)?;
    let change = if revived { Change::Revived } else { Change::Created };
    let note = notes::certificate(place, RESOURCE, certificate, change);
    let answer = Answer::ok(view(certificate, enabled, now));
    call.notes.push(note);
    Ok(answer)
}

pub(crate) fn get(mut call: Call<'_>) -> Result<Answer, Failure> {
    let (now, id) = (call.now, call.parameter);
    let zone = call.zone()?;
    Ok(Answer::ok(view(zone.zone_certificates.find(id)?, zone.enabled, now)))
}

pub(crate) fn delete(mut call: Call<'_>) -> Result<Answer, Failure> {
    let (now, id, settings) = (call.now, call.parameter, call.settings);
    let place = call.scope.place();
    let zone = call.zone()?;
    let enabled = zone.enabled;
    let certificate = zone.zone_certificates.delete(id, now, settings)?;
    let note = notes::certificate(place, RESOURCE, certificate, Change::Deleted);
    let answer = Answer::ok(view(certificate, enabled, now));
    call.notes.push(note);
    Ok(answer)
}
