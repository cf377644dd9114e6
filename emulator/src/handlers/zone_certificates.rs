//! Zone certificates: what the network shows to a zone's origin.

use serde_json::Value;

use super::{Call, upload};
use crate::{
    envelope::{Answer, Failure},
    pagination,
    state::{certificates::Certificate, uuid},
};
use jiff::Timestamp;

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
    let zone = call.zone()?;
    let enabled = zone.enabled;
    let quota = settings.quotas.zone_certificates;
    let certificate = zone.zone_certificates.upload(upload, quota, now, settings)?;
    Ok(Answer::ok(view(certificate, enabled, now)))
}

pub(crate) fn get(mut call: Call<'_>) -> Result<Answer, Failure> {
    let (now, id) = (call.now, call.parameter);
    let zone = call.zone()?;
    Ok(Answer::ok(view(zone.zone_certificates.find(id)?, zone.enabled, now)))
}

pub(crate) fn delete(mut call: Call<'_>) -> Result<Answer, Failure> {
    let (now, id, settings) = (call.now, call.parameter, call.settings);
    let zone = call.zone()?;
    let enabled = zone.enabled;
    let certificate = zone.zone_certificates.delete(id, now, settings)?;
    Ok(Answer::ok(view(certificate, enabled, now)))
}
