//! Asking the service, and making records of what it answers.

use super::entry::Entry;
use super::finding::{Check, Finding, about, of_entry, of_quota};
use super::{Failure, Place, Record, Scanning, Task, of_zone};
use crate::generated::operations::ClientCertificatesList;
use crate::generated::operations::{HostnameCertificatesGroup, ZoneCertificatesGroup};
use crate::generated::types::{
    AccessCertificate, ClientCertificate, ClientCertificateFilter, HostnameCertificate, MtlsCertificate,
    ZoneCertificate,
};
use crate::workflows::associations::{Use, uses};
use crate::workflows::identity::sha256_of;
use crate::workflows::kind::CertificateKind;
use crate::workflows::origin_pulls::OriginPullCertificates;
use crate::workflows::standing::Standing;
use crate::workflows::zones::ZoneItem;
use cloudflare_core::prelude::*;
use cloudflare_core::{CustomList, Error, Items, Scope, Timestamp};

/// Documented: hostname certificates in a zone, and hostnames on each.
const HOSTNAME_CERTIFICATES: usize = 10;
const ASSOCIATIONS: usize = 100;
/// Reported: authorities that an account uploads.
const AUTHORITIES: usize = 5;
/// How many a page of the list holds.
const PAGE: u64 = 50;

impl Scanning {
    pub(super) async fn answer(&mut self, task: Task) {
        match task {
            Task::Access(scope, zone) => self.access(scope, zone).await,
            Task::Authorities(scope) => self.authorities(scope).await,
            Task::ListZones(zones) => self.next_zone(zones).await,
            Task::Pulls(place) => self.pulls(place).await,
            Task::StartClients(place) => {
                let mut list = self.client.client_certificates(&place.zone).list().per_page(PAGE);
                if self.options.with_gone {
                    list = list.status(ClientCertificateFilter::All);
                }
                self.tasks.push_front(Task::Clients(place, Box::new(list.items())));
            }
            Task::Clients(place, items) => self.next_client(place, items).await,
        }
    }

    fn fail(&mut self, scope: &str, what: &str, error: &Error) {
        let (scope, what, error) = (scope.to_owned(), what.to_owned(), error.to_string());
        self.ready.push_back(Record::Failure(Failure { scope, what, error }));
    }

    fn find(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.ready.extend(findings.into_iter().map(Record::Finding));
    }

    /// An entry with what is to be said about it, unless it is gone and nobody asked for it.
    fn enter(&mut self, entry: Entry, standing: Standing) {
        let is_gone = standing == Standing::Gone;
        if is_gone && !self.options.with_gone {
            return;
        }
        let findings = match is_gone {
            true => Vec::new(),
            false => of_entry(&entry, standing, self.now, &self.options),
        };
        self.ready.push_back(Record::Entry(entry));
        self.find(findings);
    }

    async fn next_zone(&mut self, mut zones: Box<Items<CustomList<ZoneItem>>>) {
        match zones.try_next().await {
            Ok(Some(zone)) => {
                // This zone first, and the next one when somebody wants to know of it.
                self.tasks.extend(of_zone(&zone.id, zone.name));
                self.tasks.push_back(Task::ListZones(zones));
            }
            Ok(None) => {}
            Err(error) => {
                let account = format!("accounts/{}", self.account);
                self.fail(&account, "list of zones", &error);
            }
        }
    }

    async fn access(&mut self, scope: Scope, zone: Option<String>) {
        let mut items = self.client.access_certificates(&scope).list().per_page(PAGE).items();
        loop {
            match items.try_next().await {
                Ok(Some(certificate)) => {
                    let Some(entry) = of_access(certificate, &scope, zone.clone()) else { continue };
                    let unused = entry.hostnames.is_empty().then(|| {
                        let detail = format!("the {} {} is used by no hostname", entry.kind, entry.id);
                        about(&entry, Check::WithoutHostnames, detail)
                    });
                    self.enter(entry, Standing::Active);
                    self.find(unused);
                }
                Ok(None) => return,
                Err(error) => return self.fail(&scope.to_string(), "Access certificates", &error),
            }
        }
    }

    async fn authorities(&mut self, scope: Scope) {
        let certificates = self.client.mtls_certificates(scope.id()).list().result().await;
        match certificates {
            Ok(certificates) => {
                let authorities = certificates.iter().filter(|one| one.ca == Some(true)).count();
                let place = scope.to_string();
                for entry in certificates.into_iter().filter_map(|one| of_account(one, &place)) {
                    self.enter(entry, Standing::Active);
                }
                let what = "certificate authorities of the account's own";
                self.find(of_quota(&place, None, what, authorities, AUTHORITIES, &self.options));
            }
            Err(error) => self.fail(&scope.to_string(), "account's own certificates", &error),
        }
    }

    async fn next_client(&mut self, place: Place, mut items: Box<Items<ClientCertificatesList>>) {
        match items.try_next().await {
            Ok(Some(certificate)) => {
                if let Some((entry, standing)) = of_client(certificate, &place) {
                    self.enter(entry, standing);
                }
                self.tasks.push_front(Task::Clients(place, items));
            }
            Ok(None) => {}
            Err(error) => self.fail(&place.scope(), "client certificates", &error),
        }
    }

    async fn pulls(&mut self, place: Place) {
        self.zone_certificates(&place).await;
        self.hostname_certificates(&place).await;
    }

    async fn zone_certificates(&mut self, place: &Place) {
        let certificates = self.client.zone_certificates(&place.zone).list().result().await;
        let certificates = match certificates {
            Ok(certificates) => certificates,
            Err(error) => return self.fail(&place.scope(), "zone certificates", &error),
        };
        let mut active = Vec::new();
        for certificate in certificates {
            let Some((entry, standing)) = of_zone_certificate(certificate, place) else { continue };
            if standing == Standing::Active {
                active.push(entry.id.clone());
            }
            self.enter(entry, standing);
        }
        if active.is_empty() {
            return;
        }
        let finding = |check, detail: String| Finding {
            check,
            scope: place.scope(),
            zone: place.name.clone(),
            certificates: active.clone(),
            hostnames: Vec::new(),
            detail,
        };
        let several = (active.len() > 1).then(|| {
            let detail = format!("{} zone certificates are active, and one is enough", active.len());
            finding(Check::SeveralActive, detail)
        });
        self.find(several);
        match self.client.zone_settings(&place.zone).get().result().await {
            Ok(settings) if settings.enabled == Some(false) => {
                let detail = "the zone certificate isn't used: authenticated origin pulls are off";
                self.find([finding(Check::NotSwitchedOn, detail.to_owned())]);
            }
            Ok(_) => {}
            Err(error) => self.fail(&place.scope(), "zone's settings", &error),
        }
    }

    async fn hostname_certificates(&mut self, place: &Place) {
        let certificates = self.client.hostname_certificates(&place.zone).list().result().await;
        let certificates = match certificates {
            Ok(certificates) => Some(certificates),
            Err(error) => {
                self.fail(&place.scope(), "hostname certificates", &error);
                None
            }
        };
        let uses = match uses(&self.client.hostname_associations(&place.zone)).await {
            Ok(uses) => Some(uses),
            Err(error) => {
                self.fail(&place.scope(), "hostname associations", &error);
                None
            }
        };
        let mut known = Vec::new();
        for certificate in certificates.iter().flatten().cloned() {
            let Some((mut entry, standing)) = of_hostname_certificate(certificate, place) else { continue };
            // A list of associations names a certificate once for each of them.
            if known.iter().any(|(one, _): &(Entry, Standing)| one.id == entry.id) {
                continue;
            }
            entry.hostnames = hostnames(uses.as_deref().unwrap_or_default(), &entry.id);
            known.push((entry.clone(), standing));
            self.enter(entry, standing);
        }
        // Who uses what can be said only where both are known.
        if let (Some(_), Some(uses)) = (&certificates, &uses) {
            let findings = of_uses(&known, uses, place, self.now);
            self.find(findings);
        }
        let there = known.iter().filter(|(_, standing)| *standing != Standing::Gone);
        let (scope, zone) = (place.scope(), place.name.as_deref());
        let options = self.options;
        let quota = of_quota(
            &scope,
            zone,
            "hostname certificates",
            there.clone().count(),
            HOSTNAME_CERTIFICATES,
            &options,
        );
        let full = there.filter_map(|(entry, _)| {
            let what = format!("hostnames of the hostname certificate {}", entry.id);
            of_quota(&scope, zone, &what, entry.hostnames.len(), ASSOCIATIONS, &options)
        });
        let findings: Vec<_> = quota.into_iter().chain(full).collect();
        self.find(findings);
    }
}

impl Place {
    fn scope(&self) -> String {
        format!("zones/{}", self.zone)
    }
}

/// The hostnames that use a certificate, in order.
fn hostnames(uses: &[Use], id: &str) -> Vec<String> {
    let uses = uses.iter().filter(|one| one.certificate == *id && one.is_live());
    let mut hostnames: Vec<_> = uses.map(|one| one.hostname.clone()).collect();
    hostnames.sort();
    hostnames
}

/// Hostnames that have no certificate to show, and associations that hang.
fn of_uses(known: &[(Entry, Standing)], uses: &[Use], place: &Place, now: Timestamp) -> Vec<Finding> {
    let finding = |check, one: &Use, detail: String| Finding {
        check,
        scope: place.scope(),
        zone: place.name.clone(),
        certificates: vec![one.certificate.to_string()],
        hostnames: vec![one.hostname.clone()],
        detail,
    };
    let mut findings = Vec::new();
    for one in uses {
        if matches!(one.standing, Standing::NotDeployed | Standing::NotDeleted) {
            let detail = format!("the association of {} is {}", one.hostname, one.status);
            findings.push(finding(Check::TimedOut, one, detail));
        }
        if !one.is_live() || one.enabled == Some(false) {
            continue;
        }
        let certificate = known.iter().find(|(entry, _)| one.certificate == *entry.id.as_str());
        let why = match certificate {
            None => "gone".to_owned(),
            Some((entry, _)) if entry.expires_on.is_some_and(|on| on <= now) => "expired".to_owned(),
            Some((_, Standing::Active)) => continue,
            Some((entry, _)) => entry.status.clone().unwrap_or_default(),
        };
        let detail = format!("{} has no certificate: {} is {why}", one.hostname, one.certificate);
        findings.push(finding(Check::HostnameWithoutCertificate, one, detail));
    }
    findings
}

fn of_access(certificate: AccessCertificate, scope: &Scope, zone: Option<String>) -> Option<Entry> {
    Some(Entry {
        kind: CertificateKind::Access,
        scope: scope.to_string(),
        zone,
        id: certificate.id?.to_string(),
        name: certificate.name,
        hostnames: certificate.associated_hostnames.unwrap_or_default(),
        status: None,
        expires_on: certificate.expires_on,
        fingerprint: certificate.fingerprint,
    })
}

fn of_account(certificate: MtlsCertificate, scope: &str) -> Option<Entry> {
    Some(Entry {
        kind: CertificateKind::Account,
        scope: scope.to_owned(),
        zone: None,
        id: certificate.id?.to_string(),
        name: certificate.name,
        hostnames: Vec::new(),
        status: None,
        expires_on: certificate.expires_on,
        fingerprint: certificate.certificates.as_deref().and_then(sha256_of),
    })
}

fn of_client(certificate: ClientCertificate, place: &Place) -> Option<(Entry, Standing)> {
    let standing = Standing::of_client(certificate.status.as_ref());
    let entry = Entry {
        kind: CertificateKind::Client,
        scope: place.scope(),
        zone: place.name.clone(),
        id: certificate.id?.to_string(),
        name: certificate.common_name.filter(|name| !name.is_empty()),
        hostnames: Vec::new(),
        status: certificate.status.map(|status| status.as_str().to_owned()),
        expires_on: certificate.expires_on.and_then(|on| on.parse().ok()),
        fingerprint: certificate.fingerprint_sha256,
    };
    Some((entry, standing))
}

fn of_zone_certificate(certificate: ZoneCertificate, place: &Place) -> Option<(Entry, Standing)> {
    of_origin_pulls::<ZoneCertificatesGroup>(certificate.expires_on, certificate, place)
}

fn of_hostname_certificate(certificate: HostnameCertificate, place: &Place) -> Option<(Entry, Standing)> {
    of_origin_pulls::<HostnameCertificatesGroup>(certificate.expires_on, certificate, place)
}

fn of_origin_pulls<G: OriginPullCertificates>(
    expires_on: Option<Timestamp>,
    certificate: G::Certificate,
    place: &Place,
) -> Option<(Entry, Standing)> {
    let stored = G::stored(certificate)?;
    let entry = Entry {
        kind: G::KIND,
        scope: place.scope(),
        zone: place.name.clone(),
        id: stored.id.to_string(),
        name: None,
        hostnames: Vec::new(),
        status: Some(stored.status),
        expires_on,
        fingerprint: stored.sha256,
    };
    Some((entry, stored.standing))
}
