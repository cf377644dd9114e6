//! The workflows that are tried, each with its beginning, its end, and what must never be.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::{
    Association, CreateAccessCertificate, CreateMtlsCertificate, HostnameSettings,
    UpdateCertificateAuthorityHostnames,
};
use cloudflare_mtls::workflows::{Identity, WorkflowError};
use cloudflare_mtls::{Client, Scope};
use cloudflare_mtls_emulator::{Change, Timestamp};

use super::witness::{Past, Present};
use crate::kit::{ID, Kit, SECOND};
use crate::pairs::{Pair, authority, leaf};

type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;
type LaterOn<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a run begins with.
#[derive(Clone)]
pub(super) struct Stage {
    /// The certificate that is wanted.
    pub(super) new: Arc<Pair>,
    /// The certificate that is there.
    pub(super) old: Option<String>,
    /// When everything was set.
    pub(super) since: Timestamp,
}

impl Stage {
    fn old(&self) -> &str {
        self.old.as_deref().unwrap()
    }

    fn sha256(&self) -> String {
        Identity::of_pem(&self.new.certificate).unwrap().sha256().to_owned()
    }
}

pub(super) struct Scenario {
    pub(super) name: &'static str,
    pub(super) set: fn(&Kit) -> LaterOn<'_, Stage>,
    pub(super) run: fn(Client, Stage) -> Later<Result<(), WorkflowError>>,
    /// Whether the service takes the same certificate twice, so that of two writers who cross one
    /// has to take its own away again.
    pub(super) takes_twice: bool,
    /// What was at some moment and must not have been.
    pub(super) wrong: fn(&Past, &Stage) -> Option<String>,
    /// What isn't as wanted in the end.
    pub(super) end: fn(&Kit, &Stage) -> Result<(), String>,
}

impl Scenario {
    /// Everything that was at some moment and must not have been.
    pub(super) fn violation(&self, kit: &Kit, stage: &Stage, second_writer: bool) -> Option<String> {
        let past = Past::of(kit, stage);
        let uploads = past.uploads(&stage.sha256());
        let most = 1 + usize::from(second_writer && self.takes_twice);
        let twice = (uploads > most).then(|| format!("the certificate was uploaded {uploads} times"));
        twice.or_else(|| (self.wrong)(&past, stage))
    }
}

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "ensure a zone certificate",
        set: |kit| Box::pin(async { nothing(kit, leaf()) }),
        run: |client, stage| {
            Box::pin(async move {
                let Pair { certificate, key } = &*stage.new;
                client.zone_certificates(ID).ensure(certificate, key).run().await.map(drop)
            })
        },
        takes_twice: false,
        wrong: |_, _| None,
        end: |kit, _| {
            kit.emulator.advance(SECOND * 2);
            match &Present::of(kit).of_zone()[..] {
                [id] if kit.status(id) == "active" => Ok(()),
                other => Err(format!("certificates: {other:?}")),
            }
        },
    },
    Scenario {
        name: "rotate a zone certificate",
        set: |kit| Box::pin(zone_with_one(kit)),
        run: |client, stage| {
            Box::pin(async move {
                let Pair { certificate, key } = &*stage.new;
                client.zone_certificates(ID).rotate(certificate, key).run().await.map(drop)
            })
        },
        takes_twice: false,
        wrong: |past, _| past.zone_cut_off().map(|at| format!("the zone had no certificate at {at}")),
        end: is_deleted,
    },
    Scenario {
        name: "remove a zone certificate",
        set: |kit| Box::pin(zone_with_one(kit)),
        run: |client, stage| {
            Box::pin(async move { client.zone_certificates(ID).remove(stage.old()).run().await.map(drop) })
        },
        takes_twice: false,
        wrong: |_, _| None,
        end: is_deleted,
    },
    Scenario {
        name: "rotate a hostname certificate",
        set: |kit| Box::pin(hostnames_on_one(kit)),
        run: |client, stage| {
            Box::pin(async move {
                let Pair { certificate, key } = &*stage.new;
                let certificates = client.hostname_certificates(ID);
                certificates.rotate(stage.old(), certificate, key).run().await.map(drop)
            })
        },
        takes_twice: false,
        wrong: never_cut_off,
        end: |kit, stage| {
            is_deleted(kit, stage)?;
            let uses = Present::of(kit).uses();
            let moved = uses.iter().all(|(_, id, _)| *id != stage.old() && kit.status(id) == "active");
            // One was switched off and stays so.
            let on: Vec<_> = uses.iter().map(|(_, _, enabled)| *enabled).collect();
            let as_wanted = moved && on == [Some(true), Some(true), Some(false)];
            if as_wanted { Ok(()) } else { Err(format!("associations: {uses:?}")) }
        },
    },
    Scenario {
        name: "move hostnames",
        set: |kit| Box::pin(hostnames_and_another(kit)),
        run: |client, stage| {
            Box::pin(async move {
                // What the new one got for its identifier is known by its certificate alone.
                let Pair { certificate, key } = &*stage.new;
                let certificates = client.hostname_certificates(ID);
                let new = certificates.ensure(certificate, key).run().await?.id;
                certificates.move_hostnames(PULLS, &new).run().await.map(drop)
            })
        },
        takes_twice: false,
        wrong: never_cut_off,
        end: |kit, stage| {
            let uses = Present::of(kit).uses();
            let moved = uses.iter().all(|(_, id, _)| *id != stage.old());
            let kept = kit.status(stage.old()) == "active";
            if moved && kept { Ok(()) } else { Err(format!("associations: {uses:?}")) }
        },
    },
    Scenario {
        name: "release hostnames",
        set: |kit| Box::pin(hostnames_on_one(kit)),
        run: |client, stage| {
            Box::pin(
                async move { client.hostname_certificates(ID).detach(stage.old()).run().await.map(drop) },
            )
        },
        takes_twice: false,
        wrong: |_, _| None,
        end: |kit, _| {
            let uses = Present::of(kit).uses();
            let left = uses.iter().find(|(_, _, enabled)| enabled.is_some());
            left.map_or(Ok(()), |left| Err(format!("associated: {left:?}")))
        },
    },
    Scenario {
        name: "remove a hostname certificate",
        set: |kit| Box::pin(hostnames_on_one(kit)),
        run: |client, stage| {
            Box::pin(
                async move { client.hostname_certificates(ID).remove(stage.old()).run().await.map(drop) },
            )
        },
        takes_twice: false,
        wrong: |_, _| None,
        end: is_deleted,
    },
    Scenario {
        name: "ensure an Access certificate",
        set: |kit| Box::pin(async { nothing(kit, authority()) }),
        run: |client, stage| {
            Box::pin(async move {
                let certificates = client.access_certificates(&account());
                let ensure = certificates.ensure("devices", &stage.new.certificate);
                ensure.hostnames(["a.example.com"]).run().await.map(drop)
            })
        },
        takes_twice: true,
        wrong: |_, _| None,
        end: |kit, _| match &Present::of(kit).trusted()[..] {
            [(_, hostnames)] if *hostnames == ["a.example.com"] => Ok(()),
            other => Err(format!("trusted: {other:?}")),
        },
    },
    Scenario {
        name: "rotate an Access certificate",
        set: |kit| Box::pin(access_with_one(kit)),
        run: |client, stage| {
            Box::pin(async move {
                let certificates = client.access_certificates(&account());
                certificates.rotate(stage.old(), &stage.new.certificate).run().await.map(drop)
            })
        },
        takes_twice: true,
        wrong: |past, stage| {
            let shut_out = ACCESS.iter().find_map(|hostname| {
                let at = past.shut_out("access_certificates", "accounts", hostname)?;
                Some(format!("{hostname} trusted nobody at {at}"))
            });
            shut_out.or_else(|| settings_of_others(past, stage))
        },
        end: |kit, stage| match &Present::of(kit).trusted()[..] {
            [(sha256, hostnames)] if *hostnames == ACCESS && *sha256 == stage.sha256() => Ok(()),
            other => Err(format!("trusted: {other:?}")),
        },
    },
    Scenario {
        name: "remove an Access certificate",
        set: |kit| Box::pin(access_with_one(kit)),
        run: |client, stage| {
            Box::pin(async move {
                client.access_certificates(&account()).remove(stage.old()).run().await.map(drop)
            })
        },
        takes_twice: false,
        wrong: settings_of_others,
        end: |kit, _| match &Present::of(kit).trusted()[..] {
            [] => Ok(()),
            other => Err(format!("trusted: {other:?}")),
        },
    },
    Scenario {
        name: "ensure an account's authority",
        set: |kit| Box::pin(async { nothing(kit, authority()) }),
        run: |client, stage| {
            Box::pin(async move {
                let body = CreateMtlsCertificate::authority(&stage.new.certificate);
                client.mtls_certificates(ID).ensure(body).run().await.map(drop)
            })
        },
        takes_twice: false,
        wrong: |_, _| None,
        end: |kit, _| match Present::of(kit).authorities().len() {
            1 => Ok(()),
            other => Err(format!("{other} authorities")),
        },
    },
    Scenario {
        name: "rotate an account's authority",
        set: |kit| Box::pin(authority_with_hostnames(kit)),
        run: |client, stage| {
            Box::pin(async move {
                let body = CreateMtlsCertificate::authority(&stage.new.certificate);
                let rotation = client.mtls_certificates(ID).rotate(stage.old(), body);
                rotation.zones([ID]).run().await.map(drop)
            })
        },
        takes_twice: false,
        wrong: |past, _| {
            ACCESS.iter().find_map(|hostname| {
                let at = past.shut_out("certificate_authority_hostnames", "zones", hostname)?;
                Some(format!("{hostname} asked for nobody's certificates at {at}"))
            })
        },
        end: |kit, stage| match &Present::of(kit).authorities()[..] {
            [id] if id != stage.old() => Ok(()),
            other => Err(format!("authorities: {other:?}")),
        },
    },
    Scenario {
        name: "release hostnames of an account's authority",
        set: |kit| Box::pin(authority_with_hostnames(kit)),
        run: |client, stage| {
            Box::pin(async move { client.mtls_certificates(ID).detach(stage.old()).run().await.map(drop) })
        },
        takes_twice: false,
        wrong: |_, _| None,
        end: |kit, stage| match &Present::of(kit).authorities()[..] {
            [id] if id == stage.old() => nobody_asks(kit),
            other => Err(format!("authorities: {other:?}")),
        },
    },
    Scenario {
        name: "remove an account's authority",
        set: |kit| Box::pin(authority_with_hostnames(kit)),
        run: |client, stage| {
            Box::pin(async move { client.mtls_certificates(ID).remove(stage.old()).run().await.map(drop) })
        },
        takes_twice: false,
        wrong: |_, _| None,
        end: |kit, _| match &Present::of(kit).authorities()[..] {
            [] => nobody_asks(kit),
            other => Err(format!("authorities: {other:?}")),
        },
    },
    Scenario {
        name: "merge Access settings",
        set: |kit| Box::pin(access_with_one(kit)),
        run: |client, _| {
            Box::pin(async move {
                let entries = ["a.example.com", "c.example.com"];
                let entries = entries.map(|hostname| HostnameSettings::new(hostname, false, true));
                client.access_settings(&account()).merge(entries).run().await.map(drop)
            })
        },
        takes_twice: false,
        wrong: settings_of_others,
        end: |kit, _| {
            let mut settings = Present::of(kit).settings();
            settings.sort();
            let wanted = [("a.example.com", true), ("c.example.com", true), ("z.example.com", false)];
            let wanted = wanted.map(|(hostname, on)| (hostname.to_owned(), on));
            if settings == wanted { Ok(()) } else { Err(format!("settings: {settings:?}")) }
        },
    },
];

/// The hostnames that trust the old authority.
const ACCESS: [&str; 2] = ["a.example.com", "b.example.com"];
/// The hostnames that use the old certificate. The last one is switched off.
const PULLS: [&str; 3] = ["a.example.com", "b.example.com", "off.example.com"];

fn never_cut_off(past: &Past, _: &Stage) -> Option<String> {
    let on = PULLS.iter().take(2);
    on.copied()
        .find_map(|hostname| Some(format!("{hostname} had no certificate at {}", past.cut_off(hostname)?)))
}

fn settings_of_others(past: &Past, _: &Stage) -> Option<String> {
    let written =
        past.events().filter(|event| event.resource == "access_settings" && event.change != Change::Present);
    let mut lists = written.map(|event| event.details.hostnames.clone().unwrap_or_default());
    let lost = lists.find(|hostnames| !hostnames.contains(&"z.example.com".to_owned()));
    lost.map(|hostnames| format!("another's settings were lost: {hostnames:?} were written"))
}

fn nobody_asks(kit: &Kit) -> Result<(), String> {
    match &Present::of(kit).asking()[..] {
        [] => Ok(()),
        other => Err(format!("hostnames of authorities: {other:?}")),
    }
}

fn is_deleted(kit: &Kit, stage: &Stage) -> Result<(), String> {
    match kit.status(stage.old()).as_str() {
        "deleted" => Ok(()),
        other => Err(format!("the old certificate is {other}")),
    }
}

fn account() -> Scope {
    Scope::account(ID).unwrap()
}

fn nothing(kit: &Kit, new: Pair) -> Stage {
    Stage { new: Arc::new(new), old: None, since: kit.emulator.now() }
}

fn something(kit: &Kit, new: Pair, old: String) -> Stage {
    Stage { old: Some(old), ..nothing(kit, new) }
}

async fn zone_with_one(kit: &Kit) -> Stage {
    let old = kit.active_zone(&leaf()).await;
    kit.client.zone_settings(ID).update(true).result().await.unwrap();
    something(kit, leaf(), old)
}

async fn hostnames_on_one(kit: &Kit) -> Stage {
    let old = kit.active_hostname(&leaf()).await;
    let [one, other, off] = PULLS;
    let config = [
        Association::enable(one, old.as_str()),
        Association::enable(other, old.as_str()),
        Association::disable(off, old.as_str()),
    ];
    kit.client.hostname_associations(ID).update(config).result().await.unwrap();
    kit.emulator.advance(SECOND * 2);
    something(kit, leaf(), old)
}

async fn hostnames_and_another(kit: &Kit) -> Stage {
    let stage = hostnames_on_one(kit).await;
    kit.active_hostname(&stage.new).await;
    Stage { since: kit.emulator.now(), ..stage }
}

async fn authority_with_hostnames(kit: &Kit) -> Stage {
    let body = CreateMtlsCertificate::authority(authority().certificate);
    let old = kit.client.mtls_certificates(ID).create(body).result().await.unwrap().id.unwrap();
    let body = UpdateCertificateAuthorityHostnames::for_authority(&old, ACCESS);
    kit.client.certificate_authority_hostnames(ID).update(body).result().await.unwrap();
    kit.emulator.advance(SECOND * 2);
    something(kit, authority(), old.to_string())
}

async fn access_with_one(kit: &Kit) -> Stage {
    let (scope, pair) = (account(), authority());
    let body = CreateAccessCertificate::new("devices", pair.certificate).associated_hostnames(ACCESS);
    let added = kit.client.access_certificates(&scope).create(body).result().await.unwrap();
    let settings = ["a.example.com", "z.example.com"];
    let settings = settings.map(|hostname| HostnameSettings::new(hostname, false, false));
    kit.client.access_settings(&scope).update(settings).result().await.unwrap();
    something(kit, authority(), added.id.unwrap().to_string())
}
