//! An emulated account for examples of what operators do: a zone with a certificate, hostnames with
//! theirs, an authority that Access trusts.

// Each example takes of it what it needs.
#![allow(dead_code)]

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use cloudflare_mtls::{Client, Clock, Scope, prelude::*, types::*};
use cloudflare_mtls_emulator::{ClockMode, Emulator, Handle};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair};

/// What there is.
pub(crate) struct Stage {
    /// Keeps the emulator running.
    pub(crate) emulator: Emulator,
    pub(crate) client: Client,
    pub(crate) account: String,
    pub(crate) zone: String,
    /// The account, for Access.
    pub(crate) scope: Scope,
    /// The certificate that hostnames use.
    pub(crate) old: HostnameCertificateId,
    /// The authority that Access trusts.
    pub(crate) old_authority: AccessCertificateId,
    /// The authority of the account's own.
    pub(crate) own_authority: MtlsCertificateId,
    /// The next certificate, and its key.
    pub(crate) pem: String,
    pub(crate) key: String,
    /// The next authority.
    pub(crate) authority: String,
}

/// Starts an emulator in which waiting takes no time, and puts something into it.
pub(crate) async fn stage() -> Result<Stage, Box<dyn Error>> {
    let emulator = Emulator::builder().clock(ClockMode::Stepped).start().await?;
    let time = Together { emulator: emulator.handle(), began: Instant::now(), waited: Arc::default() };
    let client =
        Client::builder().base_url(emulator.base_url()).token(emulator.token()).clock(time).build()?;
    set(emulator, client).await
}

/// The same in real time: a certificate takes two seconds to become active.
pub(crate) async fn in_real_time() -> Result<Stage, Box<dyn Error>> {
    let emulator = Emulator::start().await?;
    let client = Client::builder().base_url(emulator.base_url()).token(emulator.token()).build()?;
    set(emulator, client).await
}

async fn set(emulator: Emulator, client: Client) -> Result<Stage, Box<dyn Error>> {
    let (account, zone) = (emulator.account_id().to_owned(), emulator.zone_id().to_owned());
    let scope = Scope::account(account.as_str())?;

    let (present, key) = leaf("present.example.com", 2027)?;
    client.zone_certificates(&zone).create(CreateZoneCertificate::new(&present, key)).result().await?;
    client.zone_settings(&zone).update(true).result().await?;
    let (present, key) = leaf("hostnames.example.com", 2028)?;
    let body = CreateHostnameCertificate::new(&present, key);
    let old = client.hostname_certificates(&zone).create(body).result().await?.id.unwrap_or("none".into());
    emulator.advance(Duration::from_secs(5));
    let config = ["app.example.com", "api.example.com"].map(|hostname| Association::enable(hostname, &old));
    client.hostname_associations(&zone).update(config).result().await?;
    let body = CreateAccessCertificate::new("devices", authority("devices")?);
    let body = body.associated_hostnames(["admin.example.com"]);
    let old_authority =
        client.access_certificates(&scope).create(body).result().await?.id.unwrap_or("none".into());
    let body = CreateMtlsCertificate::authority(authority("own")?).name("own");
    let own_authority =
        client.mtls_certificates(&account).create(body).result().await?.id.unwrap_or("none".into());
    let body = UpdateCertificateAuthorityHostnames::for_authority(&own_authority, ["shield.example.com"]);
    client.certificate_authority_hostnames(&zone).update(body).result().await?;
    emulator.advance(Duration::from_secs(5));

    let (pem, key) = leaf("next.example.com", 2036)?;
    let authority = authority("next")?;
    Ok(Stage {
        emulator,
        client,
        account,
        zone,
        scope,
        old,
        old_authority,
        own_authority,
        pem,
        key,
        authority,
    })
}

/// A leaf certificate that is valid until the end of a year, and its key.
fn leaf(name: &str, until: i32) -> Result<(String, String), rcgen::Error> {
    let mut params = CertificateParams::new(vec![name.to_owned()])?;
    params.not_after = rcgen::date_time_ymd(until, 12, 31);
    self_signed(params, name)
}

/// A certificate authority.
fn authority(name: &str) -> Result<String, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    Ok(self_signed(params, name)?.0)
}

fn self_signed(mut params: CertificateParams, name: &str) -> Result<(String, String), rcgen::Error> {
    params.distinguished_name.push(DnType::CommonName, name);
    let key = KeyPair::generate()?;
    Ok((params.self_signed(&key)?.pem(), key.serialize_pem()))
}

/// A clock whose waits are over at once, and move the emulator's clock on.
struct Together {
    emulator: Handle,
    began: Instant,
    waited: Arc<AtomicU64>,
}

impl Clock for Together {
    fn now(&self) -> Instant {
        self.began + Duration::from_millis(self.waited.load(Ordering::Relaxed))
    }

    fn wall(&self) -> SystemTime {
        SystemTime::from(self.emulator.now())
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        self.waited.fetch_add(millis, Ordering::Relaxed);
        self.emulator.advance(duration);
        Box::pin(tokio::task::yield_now())
    }
}
