//! Client certificates that the service's own authority issues.

use super::{Call, upload};
use crate::{
    authority::Terms,
    certificate,
    envelope::{Answer, Failure},
    history::{Change, notes},
    identifier::uuid,
    pagination::{self, Bounds},
    request,
    state::client_certificates::{ClientCertificate, Stage},
    validate::Fields,
};

/// How many days a certificate can be good for. No document says.
const MOST_DAYS: u64 = 3_650;

const BOUNDS: Bounds = Bounds { default: 20, least: 5, most: 50 };

const STATUSES: [&str; 4] = ["active", "pending_reactivation", "pending_revocation", "revoked"];

/// Those of one status or all, page by page, or so many from somewhere on.
pub(crate) fn list(mut call: Call<'_>) -> Result<Answer, Failure> {
    let (now, query, settings) = (call.now, call.query, call.settings);
    let wanted = query.text("status").filter(|status| *status != "all");
    if wanted.is_some_and(|status| !STATUSES.contains(&status)) {
        let message = format!("status is all, or one of {}", STATUSES.join(", "));
        return Err(Failure::invalid_at("/query/status", message));
    }
    let all = call.zone()?.client_certificates.list.iter().map(|certificate| certificate.view(now));
    let items = all.filter(|view| wanted.is_none_or(|status| view["status"] == status)).collect();
    pagination::limited(items, query, BOUNDS, &settings.pagination)
}

pub(crate) fn create(mut call: Call<'_>) -> Result<Answer, Failure> {
    let mut fields = Fields::of(call.body, "")?;
    let csr = fields.string("csr");
    let validity_days = fields.whole_number("validity_days", 1..=MOST_DAYS);
    fields.finish()?;
    let request = request::parse(csr).map_err(|message| Failure::invalid_at("/csr", message))?;
    let (now, quota) = (call.now, call.settings.quotas.client_certificates);
    let zone = call.zone()?;
    zone.client_certificates.check_room(now, quota)?;
    let account_id = zone.account_id.clone();

    let mut serial_number = [0; 20];
    call.identifiers.fill(&mut serial_number);
    // Positive, and of no fewer bytes.
    serial_number[0] = serial_number[0] & 0x7f | 0x40;
    let terms = Terms {
        serial_number,
        issued_on: now,
        // Within the bounds.
        validity_days: u32::try_from(validity_days).unwrap_or(u32::MAX),
    };
    let unsigned = |error: crate::authority::SigningError| {
        // A clock at a time that no certificate can have, in the main.
        Failure::invalid_at("/csr", format!("The certificate can't be issued: {error}"))
    };
    let authority = call.world.authority(&account_id).map_err(unsigned)?;
    let issued = authority.issue(&request, &terms).map_err(unsigned)?;
    let parsed = certificate::parse(&issued.pem).map_err(upload::refused_certificate)?;
    let certificate = ClientCertificate {
        id: uuid(call.identifiers),
        certificate: issued.pem,
        csr: csr.to_owned(),
        subject: request.subject,
        authority: (authority.id, authority.name),
        fingerprint: issued.fingerprint,
        ski: issued.ski,
        serial_number: serial_number.iter().map(|byte| format!("{byte:02x}")).collect(),
        signature: parsed.facts.signature,
        issued_on: issued.issued_on,
        expires_on: issued.expires_on,
        validity_days: terms.validity_days,
        stage: Stage::Active,
    };
    let view = certificate.view(now);
    let note = notes::client_certificate(call.scope.place(), &certificate, Change::Created);
    call.zone()?.client_certificates.list.push(certificate);
    call.notes.push(note);
    Ok(Answer::ok(view))
}

pub(crate) fn get(mut call: Call<'_>) -> Result<Answer, Failure> {
    let (now, id) = (call.now, call.parameter);
    Ok(Answer::ok(call.zone()?.client_certificates.find(id)?.view(now)))
}

/// `{"reactivate": true}` takes a revocation back that isn't through. Anything
/// else changes nothing.
pub(crate) fn reactivate(mut call: Call<'_>) -> Result<Answer, Failure> {
    let mut fields = Fields::of(call.body, "")?;
    let reactivate = fields.optional_boolean("reactivate");
    fields.finish()?;
    let (now, id, settings, place) = (call.now, call.parameter, call.settings, call.scope.place());
    let certificates = &mut call.zone()?.client_certificates;
    if reactivate != Some(true) {
        return Ok(Answer::ok(certificates.find(id)?.view(now)));
    }
    let certificate = certificates.reactivate(id, now, settings)?;
    let (view, note) =
        (certificate.view(now), notes::client_certificate(place, certificate, Change::Updated));
    call.notes.push(note);
    Ok(Answer::ok(view))
}

pub(crate) fn revoke(mut call: Call<'_>) -> Result<Answer, Failure> {
    let (now, id, settings, place) = (call.now, call.parameter, call.settings, call.scope.place());
    let certificate = call.zone()?.client_certificates.revoke(id, now, settings)?;
    let (view, note) =
        (certificate.view(now), notes::client_certificate(place, certificate, Change::Deleted));
    call.notes.push(note);
    Ok(Answer::ok(view))
}
