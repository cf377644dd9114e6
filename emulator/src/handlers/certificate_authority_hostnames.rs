//! Which hostnames ask visitors for client certificates of an authority: of one
//! that the account brought, or of the one that the service manages.

use serde_json::json;

use super::Call;
use crate::{
    envelope::{Answer, ApiError, Failure},
    history::{Change, notes},
    lifecycle::Lifecycle,
    state::authority_hostnames::{hostnames_of, replace},
    validate::{Fields, belongs_to, is_certificate_id},
};

pub(crate) fn get(mut call: Call<'_>) -> Result<Answer, Failure> {
    let authority = call.query.text("mtls_certificate_id");
    check_authority(&mut call, authority, "/query/mtls_certificate_id")?;
    let hostnames = hostnames_of(&call.zone()?.authority_hostnames, authority);
    Ok(Answer::ok(json!({ "hostnames": hostnames })))
}

/// Replaces all hostnames of the authority.
pub(crate) fn update(mut call: Call<'_>) -> Result<Answer, Failure> {
    let mut fields = Fields::of(call.body, "")?;
    // No document requires it. Leaving it out by mistake would remove all.
    let hostnames = fields.hostnames("hostnames", true);
    let authority = fields.optional_string("mtls_certificate_id");
    fields.finish()?;
    check_authority(&mut call, authority, "/mtls_certificate_id")?;

    let zone = call.zone()?;
    let mut errors = Vec::new();
    for (index, hostname) in hostnames.iter().enumerate() {
        let mut refuse = |code, message| {
            errors.push(ApiError { code, message, pointer: Some(format!("/hostnames/{index}")) });
        };
        if !belongs_to(hostname, &zone.name) {
            refuse(12036, format!("{hostname} does not belong to the zone"));
        } else if hostnames.iter().take(index).any(|earlier| earlier.eq_ignore_ascii_case(hostname)) {
            refuse(1001, "the hostname stands in the list twice".into());
        }
    }
    if !errors.is_empty() {
        return Err(Failure::invalid(errors));
    }
    let hostnames: Vec<_> = hostnames.iter().map(|hostname| hostname.to_ascii_lowercase()).collect();
    let lifecycle = Lifecycle::deploy(call.now, call.settings);
    let note = notes::authority_hostnames(call.scope.place(), authority, &hostnames, Change::Updated);
    replace(&mut call.zone()?.authority_hostnames, authority, hostnames.clone(), lifecycle);
    call.notes.push(note);
    Ok(Answer::ok(json!({ "hostnames": hostnames })))
}

/// An error unless the account of the zone has such an authority; none is the
/// managed one, which is always there.
fn check_authority(call: &mut Call<'_>, id: Option<&str>, pointer: &str) -> Result<(), Failure> {
    let Some(id) = id else {
        return Ok(());
    };
    if !is_certificate_id(id) {
        return Err(Failure::invalid_at(pointer, "The certificate identifier is not a UUID"));
    }
    let account_id = call.zone()?.account_id.clone();
    let Some(account) = call.world.accounts.get(&account_id) else {
        return Err(Failure::unknown_scope("accounts", &account_id));
    };
    if account.mtls_certificates.find(id).map_err(|failure| failure.at(pointer))?.ca {
        Ok(())
    } else {
        Err(Failure::invalid_at(pointer, "The certificate is a leaf, and not an authority's"))
    }
}
