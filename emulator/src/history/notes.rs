//! What is noted about each kind of thing.

use super::{Change, Details, Note, Thing};
use crate::{
    lifecycle::Steps,
    state::{
        World,
        access::{Access, AccessCertificate},
        associations::Association,
        authority_hostnames::AuthorityHostnames,
        certificates::Certificate,
        client_certificates::ClientCertificate,
        mtls_certificates::MtlsCertificate,
    },
};

/// Where a thing is: `accounts` or `zones`, and the identifier.
pub(crate) type Place<'a> = (&'static str, &'a str);

fn note(
    (scope, scope_id): Place<'_>,
    resource: &'static str,
    id: Option<&str>,
    change: Change,
    details: Details,
    steps: Option<Steps>,
) -> Note {
    let id = id.map(str::to_owned);
    Note { change, thing: Thing { resource, scope, scope_id: scope_id.to_owned(), id }, details, steps }
}

/// A zone certificate or a hostname certificate.
pub(crate) fn certificate(
    place: Place<'_>,
    resource: &'static str,
    certificate: &Certificate,
    change: Change,
) -> Note {
    let details = Details { digest: Some(certificate.facts.digest.clone()), ..Details::default() };
    note(place, resource, Some(&certificate.id), change, details, Some(certificate.lifecycle.steps()))
}

/// An association of a hostname. One that is changed and not deployed anew goes
/// on as it was.
pub(crate) fn association(
    place: Place<'_>,
    association: &Association,
    change: Change,
    redeploys: bool,
) -> Note {
    let details = Details {
        hostname: Some(association.hostname.clone()),
        certificate_id: Some(association.cert_id.clone()),
        enabled: association.enabled,
        ..Details::default()
    };
    // By its hostname: what comes after a voided one is another association, and
    // the same thing.
    let steps = redeploys.then(|| association.lifecycle.steps());
    note(place, "hostname_associations", Some(&association.hostname), change, details, steps)
}

pub(crate) fn zone_setting(place: Place<'_>, enabled: bool, change: Change) -> Note {
    let details = Details { enabled: Some(enabled), ..Details::default() };
    note(place, "zone_settings", None, change, details, None)
}

pub(crate) fn access_certificate(place: Place<'_>, certificate: &AccessCertificate, change: Change) -> Note {
    let details = Details {
        digest: Some(certificate.facts.digest.clone()),
        hostnames: Some(certificate.associated_hostnames.clone()),
        ..Details::default()
    };
    note(place, "access_certificates", Some(&certificate.id), change, details, None)
}

pub(crate) fn access_settings(place: Place<'_>, access: &Access, change: Change) -> Note {
    let hostnames = access.settings.iter().map(|setting| setting.hostname.clone()).collect();
    let details = Details { hostnames: Some(hostnames), ..Details::default() };
    note(place, "access_settings", None, change, details, None)
}

pub(crate) fn mtls_certificate(place: Place<'_>, certificate: &MtlsCertificate, change: Change) -> Note {
    let details = Details { digest: Some(certificate.digests.join(",")), ..Details::default() };
    note(place, "mtls_certificates", Some(&certificate.id), change, details, None)
}

pub(crate) fn client_certificate(place: Place<'_>, certificate: &ClientCertificate, change: Change) -> Note {
    let details = Details { digest: Some(certificate.fingerprint.clone()), ..Details::default() };
    note(place, "client_certificates", Some(&certificate.id), change, details, Some(certificate.steps()))
}

/// The hostnames of an authority; none left are an empty list.
pub(crate) fn authority_hostnames(
    place: Place<'_>,
    authority: Option<&str>,
    hostnames: &[String],
    change: Change,
) -> Note {
    let details = Details {
        certificate_id: authority.map(str::to_owned),
        hostnames: Some(hostnames.to_vec()),
        ..Details::default()
    };
    note(place, "certificate_authority_hostnames", authority, change, details, None)
}

/// All that is there, as a history begins with it.
pub(crate) fn present(world: &World) -> Vec<Note> {
    let mut notes = Vec::new();
    for (id, account) in &world.accounts {
        let place = ("accounts", id.as_str());
        access(&mut notes, place, &account.access);
        let own = account.mtls_certificates.list.iter();
        notes.extend(own.map(|certificate| mtls_certificate(place, certificate, Change::Present)));
    }
    for (id, zone) in &world.zones {
        let place = ("zones", id.as_str());
        access(&mut notes, place, &zone.access);
        if zone.enabled {
            notes.push(zone_setting(place, true, Change::Present));
        }
        for (resource, certificates) in [
            ("zone_certificates", &zone.zone_certificates),
            ("hostname_certificates", &zone.hostname_certificates),
        ] {
            let all = certificates.list.iter();
            notes.extend(all.map(|one| certificate(place, resource, one, Change::Present)));
        }
        let associations = zone.associations.list.iter();
        notes.extend(associations.map(|one| association(place, one, Change::Present, true)));
        let clients = zone.client_certificates.list.iter();
        notes.extend(clients.map(|one| client_certificate(place, one, Change::Present)));
        for AuthorityHostnames { authority, hostnames, .. } in &zone.authority_hostnames {
            notes.push(authority_hostnames(place, authority.as_deref(), hostnames, Change::Present));
        }
    }
    notes
}

/// The statuses of what was held at one: the certificates with this identifier,
/// and the associations of this hostname.
pub(crate) fn held(world: &World, id: &str) -> Vec<Note> {
    let is_it = |note: &Note| {
        note.steps.is_some() && note.thing.id.as_deref().is_some_and(|its| its.eq_ignore_ascii_case(id))
    };
    // An association goes by its hostname here, and by its identifier too.
    let by_id = world.zones.values().flat_map(|zone| &zone.associations.list);
    let hostname = by_id.into_iter().find(|one| one.id == id).map(|one| one.hostname.clone());
    let all = present(world).into_iter();
    let held = all.filter(|note| {
        is_it(note)
            || hostname.is_some()
                && note.thing.resource == "hostname_associations"
                && note.thing.id == hostname
    });
    held.map(|note| Note { change: Change::Status, ..note }).collect()
}

fn access(notes: &mut Vec<Note>, place: Place<'_>, access: &Access) {
    let certificates = access.certificates.iter();
    notes.extend(certificates.map(|certificate| access_certificate(place, certificate, Change::Present)));
    if !access.settings.is_empty() {
        notes.push(access_settings(place, access, Change::Present));
    }
}
