//! An account's own certificates: authorities and leaves that it brings.

use serde_json::{Value, json};

use super::{Call, upload};
use crate::{
    envelope::{Answer, ApiError, Failure},
    history::{Change, notes},
    identifier::uuid,
    lifecycle::Status,
    pagination,
    private_key::{self, KeyMatch},
    state::{
        World,
        mtls_certificates::{MtlsCertificate, MtlsCertificateType, Service},
    },
    validate::{Fields, is_certificate_id},
};

/// What the associations of a zone's hostnames are called, among the services
/// that use a certificate.
const HOSTNAMES_SERVICE: &str = "api_shield";

/// All certificates, or those of the types that are asked for.
pub(crate) fn list(mut call: Call<'_>) -> Result<Answer, Failure> {
    let mut kinds = Vec::new();
    for name in call.query.words("type") {
        let kind = MtlsCertificateType::named(name).ok_or_else(|| {
            let message = "type is custom, gateway_managed, access_managed, or several with commas";
            Failure::invalid_at("/query/type", message)
        })?;
        kinds.push(kind);
    }
    let settings = call.settings;
    let all = call.account()?.mtls_certificates.list.iter();
    let wanted = all.filter(|certificate| kinds.is_empty() || kinds.contains(&certificate.kind));
    Ok(pagination::unpaged(wanted.map(MtlsCertificate::view).collect(), &settings.pagination))
}

pub(crate) fn create(mut call: Call<'_>) -> Result<Answer, Failure> {
    let mut fields = Fields::of(call.body, "")?;
    let pem = fields.string("certificates");
    let ca = fields.boolean("ca");
    let name = fields.optional_string("name");
    let private_key = fields.optional_string("private_key");
    fields.finish()?;

    let bundle = upload::bundle(pem, call.now)?;
    let Some(first) = bundle.first() else {
        return Err(Failure::bad_request(1408, "There is no certificate in it").at("/certificates"));
    };
    if ca && let Some(leaf) = bundle.iter().position(|certificate| !certificate.is_ca) {
        let message = format!("ca is true, and certificate {} is not an authority's", leaf + 1);
        return Err(Failure::invalid_at("/ca", message));
    }
    if !ca && first.is_ca {
        let message = "The certificate is not a leaf: it belongs to an authority";
        return Err(Failure::bad_request(1411, message).at("/certificates"));
    }
    if let Some(private_key) = private_key {
        let matched = private_key::compare(private_key, &first.public_key);
        if matched != KeyMatch::Matches {
            return Err(upload::refused_key(matched));
        }
    }
    let mut digests: Vec<_> = bundle.iter().map(|certificate| certificate.facts.digest.clone()).collect();
    digests.sort();
    digests.dedup();
    let certificate = MtlsCertificate {
        id: uuid(call.identifiers),
        name: name.map(str::to_owned),
        ca,
        certificates: pem.to_owned(),
        digests,
        issuer: first.issuer_name.clone(),
        serial_number: first.facts.serial_number.clone(),
        signature: first.facts.signature.clone(),
        expires_on: first.facts.expires_on,
        kind: MtlsCertificateType::Custom,
        uploaded_on: call.now,
        services: Vec::new(),
    };
    let quotas = &call.settings.quotas;
    let quota = if ca { quotas.account_authorities } else { quotas.account_leaves };
    let mut view = certificate.view();
    // The document has it in this answer alone.
    view["updated_at"] = json!(certificate.uploaded_on);
    let note = notes::mtls_certificate(call.scope.place(), &certificate, Change::Created);
    call.account()?.mtls_certificates.add(certificate, quota)?;
    call.notes.push(note);
    Ok(Answer::ok(view))
}

pub(crate) fn get(mut call: Call<'_>) -> Result<Answer, Failure> {
    check_id(call.parameter)?;
    let id = call.parameter;
    Ok(Answer::ok(call.account()?.mtls_certificates.find(id)?.view()))
}

/// Refused while anything uses the certificate.
pub(crate) fn delete(mut call: Call<'_>) -> Result<Answer, Failure> {
    check_id(call.parameter)?;
    let id = call.parameter;
    let certificate = call.account()?.mtls_certificates.find(id)?.clone();
    let uses = uses(call.world, &certificate, call.now);
    if !uses.is_empty() {
        let services: Vec<_> = uses.iter().map(|using| using.service.as_str()).collect();
        let message = format!("The certificate is in use by {}", services.join(", "));
        return Err(Failure::conflict(1433, message));
    }
    call.account()?.mtls_certificates.list.retain(|known| known.id != id);
    call.notes.push(notes::mtls_certificate(call.scope.place(), &certificate, Change::Deleted));
    Ok(Answer::ok(certificate.view()))
}

/// The services that use a certificate.
pub(crate) fn associations(mut call: Call<'_>) -> Result<Answer, Failure> {
    check_id(call.parameter)?;
    let (id, settings) = (call.parameter, call.settings);
    let certificate = call.account()?.mtls_certificates.find(id)?.clone();
    let items: Vec<Value> =
        uses(call.world, &certificate, call.now).iter().map(|using| json!(using)).collect();
    Ok(pagination::unpaged(items, &settings.pagination))
}

/// The zones' hostnames are one service, active once those of all zones are.
fn uses(world: &World, certificate: &MtlsCertificate, now: jiff::Timestamp) -> Vec<Service> {
    let of_zones: Vec<_> = world
        .zones
        .values()
        .flat_map(|zone| &zone.authority_hostnames)
        .filter(|hostnames| hostnames.authority.as_ref() == Some(&certificate.id))
        .map(|hostnames| hostnames.lifecycle.status(now))
        .collect();
    let mut uses = certificate.services.clone();
    if !of_zones.is_empty() {
        let active = of_zones.iter().all(|status| *status == Status::Active);
        let status = if active { "active" } else { "pending_deployment" };
        uses.insert(0, Service::new(HOSTNAMES_SERVICE, status));
    }
    uses
}

fn check_id(id: &str) -> Result<(), Failure> {
    if is_certificate_id(id) {
        Ok(())
    } else {
        let error = ApiError {
            code: 1001,
            message: "The certificate identifier is not a UUID".into(),
            pointer: Some("/path/mtls_certificate_id".into()),
        };
        Err(Failure::invalid(vec![error]))
    }
}
