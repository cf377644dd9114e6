//! Hostname certificates: what the network shows to the origin of hostnames
//! that are associated with them.

use serde_json::Value;

use super::{Call, upload};
use crate::{
    envelope::{Answer, Failure},
    pagination,
    state::{certificates::Certificate, uuid},
};
use jiff::Timestamp;

fn view(certificate: &Certificate, now: Timestamp) -> Value {
    let mut view = certificate.view(now);
    view["serial_number"] = certificate.facts.serial_number.as_str().into();
    view
}

pub(crate) fn list(mut call: Call<'_>) -> Result<Answer, Failure> {
    let (now, settings) = (call.now, call.settings);
    let certificates = &call.zone()?.hostname_certificates;
    let items = certificates.listed(now, settings).map(|certificate| view(certificate, now)).collect();
    Ok(pagination::unpaged(items, &settings.pagination))
}

pub(crate) fn create(mut call: Call<'_>) -> Result<Answer, Failure> {
    let (now, settings) = (call.now, call.settings);
    let upload = upload::leaf(call.body, uuid(call.identifiers), now)?;
    let quota = settings.quotas.hostname_certificates;
    let certificates = &mut call.zone()?.hostname_certificates;
    Ok(Answer::ok(view(certificates.upload(upload, quota, now, settings)?, now)))
}

pub(crate) fn get(mut call: Call<'_>) -> Result<Answer, Failure> {
    let (now, id) = (call.now, call.parameter);
    Ok(Answer::ok(view(call.zone()?.hostname_certificates.find(id)?, now)))
}

/// Refused while hostnames use the certificate: they have to be voided first.
pub(crate) fn delete(mut call: Call<'_>) -> Result<Answer, Failure> {
    let (now, id, settings) = (call.now, call.parameter, call.settings);
    let zone = call.zone()?;
    let hostnames = zone.associations.using(id);
    if hostnames > 0 {
        let message = format!("The certificate is in use; hostnames that use it: {hostnames}");
        return Err(Failure::conflict(1433, message));
    }
    Ok(Answer::ok(view(zone.hostname_certificates.delete(id, now, settings)?, now)))
}
