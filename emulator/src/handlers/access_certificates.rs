//! Access certificates: the root certificates that client certificates are
//! checked against, of an account or a zone.

use axum::http::StatusCode;
use serde_json::json;

use super::{Call, check_access_id, upload};
use crate::{
    envelope::{Answer, Failure},
    history::{Change, notes},
    identifier::uuid,
    pagination::{self, Bounds},
    state::access::AccessCertificate,
    validate::Fields,
};

pub(crate) fn list(mut call: Call<'_>) -> Result<Answer, Failure> {
    let items = call.access()?.certificates.iter().map(AccessCertificate::view).collect();
    let settings = &call.settings.pagination;
    pagination::paged(items, call.query, Bounds::of(settings), settings)
}

pub(crate) fn create(mut call: Call<'_>) -> Result<Answer, Failure> {
    let mut fields = Fields::of(call.body, "")?;
    let name = fields.string("name");
    let pem = fields.string("certificate");
    let associated_hostnames = fields.hostnames("associated_hostnames", false);
    fields.finish()?;
    let parsed = upload::certificate(pem, call.now)?;

    let quota = call.settings.quotas.access_certificates;
    if call.access()?.certificates.len() >= quota {
        return Err(Failure::quota(format!("There can be at most {quota} certificates here")));
    }
    let certificate = AccessCertificate {
        id: uuid(call.identifiers),
        name: name.to_owned(),
        facts: parsed.facts,
        associated_hostnames,
        created_at: call.now,
        updated_at: call.now,
        settled_at: None,
    };
    let view = certificate.view();
    call.notes.push(notes::access_certificate(call.scope.place(), &certificate, Change::Created));
    call.access()?.certificates.push(certificate);
    Ok(Answer::ok(view).with_status(StatusCode::CREATED))
}

pub(crate) fn get(mut call: Call<'_>) -> Result<Answer, Failure> {
    check_access_id(call.parameter)?;
    let id = call.parameter;
    Ok(Answer::ok(call.access()?.find(id)?.view()))
}

pub(crate) fn update(mut call: Call<'_>) -> Result<Answer, Failure> {
    check_access_id(call.parameter)?;
    let mut fields = Fields::of(call.body, "")?;
    let hostnames = fields.hostnames("associated_hostnames", true);
    let name = fields.optional_string("name");
    fields.finish()?;
    let (id, now, settings, place) = (call.parameter, call.now, call.settings, call.scope.place());
    let certificate = call.access()?.find_mut(id)?;
    certificate.update(hostnames, name, now, settings);
    let note = notes::access_certificate(place, certificate, Change::Updated);
    let answer = Answer::ok(certificate.view());
    call.notes.push(note);
    Ok(answer)
}

pub(crate) fn delete(mut call: Call<'_>) -> Result<Answer, Failure> {
    check_access_id(call.parameter)?;
    let (id, now, place) = (call.parameter, call.now, call.scope.place());
    let deleted = call.access()?.delete(id, now)?;
    call.notes.push(notes::access_certificate(place, &deleted, Change::Deleted));
    Ok(Answer::ok(json!({ "id": id })))
}
