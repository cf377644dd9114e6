//! Hostname certificates: what the network shows to the origin of hostnames
//! that are associated with them.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Call, upload};
use crate::{
    envelope::{Answer, Failure},
    history::{Change, notes},
    identifier::uuid,
    pagination,
    settings::HostnameCertificateItems,
    state::{Zone, associations::add_certificate, certificates::Certificate},
};

const RESOURCE: &str = "hostname_certificates";

fn view(certificate: &Certificate, now: Timestamp) -> Value {
    let mut view = certificate.view(now);
    view["serial_number"] = certificate.facts.serial_number.as_str().into();
    view
}

pub(crate) fn list(mut call: Call<'_>) -> Result<Answer, Failure> {
    let (now, settings) = (call.now, call.settings);
    let zone = call.zone()?;
    let listed = zone.hostname_certificates.listed(now, settings);
    let items = match settings.behaviour.hostname_certificate_items {
        HostnameCertificateItems::Certificate => listed.map(|certificate| view(certificate, now)).collect(),
        HostnameCertificateItems::Association => {
            listed.flat_map(|certificate| views_by_hostname(certificate, zone, now)).collect()
        }
    };
    Ok(pagination::unpaged(items, &settings.pagination))
}

/// The certificate in an association's shape, once for each hostname.
fn views_by_hostname(certificate: &Certificate, zone: &Zone, now: Timestamp) -> Vec<Value> {
    let of_certificate = zone.associations.list.iter().filter(|association| {
        association.cert_id == certificate.id && zone.associations.of(&association.hostname, now).is_some()
    });
    let mut views: Vec<Value> = of_certificate
        .map(|association| {
            let mut view = association.view(&zone.hostname_certificates, now);
            view["id"] = association.id.as_str().into();
            view
        })
        .collect();
    if views.is_empty() {
        let mut alone = json!({
            "cert_id": certificate.id,
            "status": certificate.lifecycle.status(now),
            "created_at": certificate.uploaded_on,
            "updated_at": certificate.lifecycle.changed_at(now),
        });
        add_certificate(&mut alone, certificate, now);
        views.push(alone);
    }
    views
}

pub(crate) fn create(mut call: Call<'_>) -> Result<Answer, Failure> {
    let (now, settings) = (call.now, call.settings);
    let upload = upload::leaf(call.body, uuid(call.identifiers), now)?;
    let (place, quota) = (call.scope.place(), settings.quotas.hostname_certificates);
    let certificates = &mut call.zone()?.hostname_certificates;
    let (certificate, revived) = certificates.upload(upload, quota, now, settings)?;
    let change = if revived { Change::Revived } else { Change::Created };
    let note = notes::certificate(place, RESOURCE, certificate, change);
    let answer = Answer::ok(view(certificate, now));
    call.notes.push(note);
    Ok(answer)
}

pub(crate) fn get(mut call: Call<'_>) -> Result<Answer, Failure> {
    let (now, id) = (call.now, call.parameter);
    Ok(Answer::ok(view(call.zone()?.hostname_certificates.find(id)?, now)))
}

/// Refused while hostnames use the certificate: they have to be voided first.
pub(crate) fn delete(mut call: Call<'_>) -> Result<Answer, Failure> {
    let (now, id, settings, place) = (call.now, call.parameter, call.settings, call.scope.place());
    let zone = call.zone()?;
    let hostnames = zone.associations.using(id);
    if hostnames > 0 {
        let message = format!("The certificate is in use; hostnames that use it: {hostnames}");
        return Err(Failure::conflict(1433, message));
    }
    let certificate = zone.hostname_certificates.delete(id, now, settings)?;
    let note = notes::certificate(place, RESOURCE, certificate, Change::Deleted);
    let answer = Answer::ok(view(certificate, now));
    call.notes.push(note);
    Ok(answer)
}
