//! Programs that must not compile, run as documentation tests and in no build.
//!
//! Each is preceded by its twin that does compile and differs in the mistake alone: a program
//! can fail to compile for reasons that have nothing to do with what it is there to show.

/// The identifier of one kind of certificate isn't taken for another's.
///
/// ```no_run
/// use cloudflare_mtls::{Client, types::*};
/// fn f(client: &Client, zone: &ZoneCertificateId, hostname: &HostnameCertificateId) {
///     let _ = client.zone_certificates("z").get(zone);
///     let _ = client.hostname_certificates("z").delete(hostname);
///     let _ = Association::enable("app.example.com", hostname);
/// }
/// ```
/// ```compile_fail,E0277
/// use cloudflare_mtls::{Client, types::*};
/// fn f(client: &Client, zone: &ZoneCertificateId, hostname: &HostnameCertificateId) {
///     let _ = client.zone_certificates("z").get(hostname);
/// }
/// ```
/// ```compile_fail,E0277
/// use cloudflare_mtls::{Client, types::*};
/// fn f(client: &Client, zone: &ZoneCertificateId, hostname: &HostnameCertificateId) {
///     let _ = client.hostname_certificates("z").delete(zone);
/// }
/// ```
/// ```compile_fail,E0277
/// use cloudflare_mtls::{Client, types::*};
/// fn f(client: &Client, zone: &ZoneCertificateId, hostname: &HostnameCertificateId) {
///     let _ = Association::enable("app.example.com", zone);
/// }
/// ```
/// An association's own identifier isn't its certificate's:
/// ```compile_fail,E0277
/// use cloudflare_mtls::{Client, types::*};
/// fn f(client: &Client, association: HostnameAssociation) {
///     let _ = client.hostname_certificates("z").get(association.id.unwrap());
/// }
/// ```
/// ```no_run
/// use cloudflare_mtls::{Client, types::*};
/// fn f(client: &Client, association: HostnameAssociation) {
///     let _ = client.hostname_certificates("z").get(association.cert_id.unwrap());
/// }
/// ```
/// And two identifiers of different kinds can't even be compared:
/// ```compile_fail,E0277
/// use cloudflare_mtls::types::*;
/// fn f(zone: ZoneCertificateId, hostname: HostnameCertificateId) -> bool {
///     zone == hostname
/// }
/// ```
/// ```
/// use cloudflare_mtls::types::*;
/// fn f(zone: ZoneCertificateId, hostname: HostnameCertificateId) -> bool {
///     zone.as_str() == hostname.as_str()
/// }
/// ```
struct IdentifiersDoNotMix;

/// A zone isn't an account, and neither is a certificate.
///
/// ```
/// use cloudflare_mtls::{AccountId, Scope, ZoneId};
/// fn f(account: AccountId, zone: ZoneId) -> cloudflare_mtls::Result<[Scope; 2]> {
///     Ok([Scope::account(account)?, Scope::zone(zone)?])
/// }
/// ```
/// ```compile_fail,E0277
/// use cloudflare_mtls::{AccountId, Scope, ZoneId};
/// fn f(account: AccountId, zone: ZoneId) -> cloudflare_mtls::Result<[Scope; 2]> {
///     Ok([Scope::account(zone)?, Scope::zone(account)?])
/// }
/// ```
/// ```compile_fail,E0277
/// use cloudflare_mtls::{Client, types::ZoneCertificateId};
/// fn f(client: &Client, certificate: ZoneCertificateId) {
///     let _ = client.zone_certificates(certificate).list();
/// }
/// ```
/// ```no_run
/// use cloudflare_mtls::{Client, ZoneId};
/// fn f(client: &Client, zone: ZoneId) {
///     let _ = client.zone_certificates(zone).list();
/// }
/// ```
struct ZonesAreNotAccounts;

/// A scope is an account or a zone: there is no way to write neither, or both.
///
/// ```
/// use cloudflare_mtls::Scope;
/// let scope: Scope = Scope::account("a")?;
/// # Ok::<(), cloudflare_mtls::Error>(())
/// ```
/// ```compile_fail,E0599
/// use cloudflare_mtls::Scope;
/// let scope: Scope = Scope::account("a")?.zone("z")?;
/// # Ok::<(), cloudflare_mtls::Error>(())
/// ```
/// ```compile_fail,E0277
/// use cloudflare_mtls::Scope;
/// let scope: Scope = Default::default();
/// # Ok::<(), cloudflare_mtls::Error>(())
/// ```
/// ```compile_fail
/// use cloudflare_mtls::{Scope, AccountId};
/// let scope: Scope = Scope(AccountId::from("a"));
/// # Ok::<(), cloudflare_mtls::Error>(())
/// ```
/// ```compile_fail,E0061
/// use cloudflare_mtls::Client;
/// fn f(client: &Client) {
///     let _ = client.access_certificates().list();
/// }
/// ```
/// ```no_run
/// use cloudflare_mtls::{Client, Scope};
/// fn f(client: &Client, scope: &Scope) {
///     let _ = client.access_certificates(scope).list();
/// }
/// ```
struct AScopeIsOneOfTwo;

/// Only what the API pages has pages.
///
/// ```no_run
/// use cloudflare_mtls::{Client, Scope, prelude::*};
/// fn f(client: &Client, scope: &Scope) {
///     let _ = client.access_certificates(scope).list().per_page(5).pages();
///     let _ = client.access_certificates(scope).list().page(2).items();
/// }
/// ```
/// ```compile_fail,E0599
/// use cloudflare_mtls::{Client, Scope, prelude::*};
/// fn f(client: &Client, scope: &Scope) {
///     let _ = client.zone_certificates("z").list().pages();
/// }
/// ```
/// ```compile_fail,E0599
/// use cloudflare_mtls::{Client, Scope, prelude::*};
/// fn f(client: &Client, scope: &Scope) {
///     let _ = client.access_settings(scope).list().items();
/// }
/// ```
/// ```compile_fail,E0599
/// use cloudflare_mtls::{Client, Scope, prelude::*};
/// fn f(client: &Client, scope: &Scope) {
///     let _ = client.hostname_certificates("z").list().page(2);
/// }
/// ```
struct OnlyPagedListsHavePages;

/// Bodies are built by their constructors, so that a field the API adds breaks nobody, and what
/// is required can't be forgotten.
///
/// ```
/// use cloudflare_mtls::types::*;
/// let body = CreateZoneCertificate::new("pem", "key");
/// ```
/// ```compile_fail,E0061
/// use cloudflare_mtls::types::*;
/// let body = CreateZoneCertificate::new("pem");
/// ```
/// ```compile_fail,E0639
/// use cloudflare_mtls::types::*;
/// let body = CreateZoneCertificate { certificate: "pem".into(), private_key: "key".into() };
/// ```
/// The key goes in and is never shown:
/// ```compile_fail,E0277
/// use cloudflare_mtls::types::*;
/// let body = CreateZoneCertificate::new("pem", "key");
/// println!("{}", body.private_key);
/// ```
/// A status that is new to this crate has to be thought of, and can't be made up:
/// ```compile_fail,E0004
/// use cloudflare_mtls::types::CertificateStatus;
/// fn f(status: CertificateStatus) -> bool {
///     match status {
///         CertificateStatus::Active => true,
///         CertificateStatus::Unknown(_) => false,
///         CertificateStatus::Initializing | CertificateStatus::PendingDeployment => false,
///         CertificateStatus::PendingDeletion | CertificateStatus::Deleted => false,
///         CertificateStatus::DeploymentTimedOut | CertificateStatus::DeletionTimedOut => false,
///     }
/// }
/// ```
/// ```
/// use cloudflare_mtls::types::CertificateStatus;
/// fn f(status: CertificateStatus) -> bool {
///     match status {
///         CertificateStatus::Active => true,
///         CertificateStatus::Unknown(_) => false,
///         _ => false,
///     }
/// }
/// ```
struct BodiesAndResults;

/// The deprecated names work, and say that they are deprecated.
///
/// ```no_run
/// #![allow(deprecated)]
/// use cloudflare_mtls::Client;
/// fn f(client: &Client) {
///     let _ = client.origin_tls_client_auth("z");
/// }
/// ```
/// ```compile_fail
/// #![deny(deprecated)]
/// use cloudflare_mtls::Client;
/// fn f(client: &Client) {
///     let _ = client.origin_tls_client_auth("z");
/// }
/// ```
/// Each of the four by itself:
/// ```no_run
/// #![deny(deprecated)]
/// use cloudflare_mtls::operations::OriginTlsClientAuthGroup;
/// fn f(group: &OriginTlsClientAuthGroup) {}
/// ```
/// ```compile_fail
/// #![deny(deprecated)]
/// use cloudflare_mtls::operations::OriginTlsClientAuthGroup;
/// fn f(group: &OriginTlsClientAuthGroup) { let _ = group.list(); }
/// ```
/// ```compile_fail
/// #![deny(deprecated)]
/// use cloudflare_mtls::operations::OriginTlsClientAuthGroup;
/// fn f(group: &OriginTlsClientAuthGroup) { let _ = group.get("c"); }
/// ```
/// ```compile_fail
/// #![deny(deprecated)]
/// use cloudflare_mtls::{operations::OriginTlsClientAuthGroup, types::CreateZoneCertificate};
/// fn f(group: &OriginTlsClientAuthGroup) { let _ = group.create(CreateZoneCertificate::new("c", "k")); }
/// ```
/// ```compile_fail
/// #![deny(deprecated)]
/// use cloudflare_mtls::operations::OriginTlsClientAuthGroup;
/// fn f(group: &OriginTlsClientAuthGroup) { let _ = group.delete("c"); }
/// ```
/// ```no_run
/// #![allow(deprecated)]
/// use cloudflare_mtls::{operations::OriginTlsClientAuthGroup, types::CreateZoneCertificate};
/// fn f(group: &OriginTlsClientAuthGroup) {
///     let _ = (group.list(), group.get("c"), group.delete("c"));
///     let _ = group.create(CreateZoneCertificate::new("c", "k"));
/// }
/// ```
struct DeprecatedNames;

/// An operation that isn't sent is a mistake.
///
/// ```no_run
/// #![deny(unused_must_use)]
/// use cloudflare_mtls::{Client, prelude::*};
/// async fn f(client: &Client) -> cloudflare_mtls::Result<()> {
///     client.zone_settings("z").update(true).result().await?;
///     Ok(())
/// }
/// ```
/// ```compile_fail
/// #![deny(unused_must_use)]
/// use cloudflare_mtls::{Client, prelude::*};
/// async fn f(client: &Client) -> cloudflare_mtls::Result<()> {
///     client.zone_settings("z").update(true);
///     Ok(())
/// }
/// ```
struct UnsentOperations;

/// What the account uploaded, what the service issued and who issued it are three things.
///
/// ```no_run
/// use cloudflare_mtls::{Client, types::*};
/// fn f(client: &Client, uploaded: &MtlsCertificateId, issued: &ClientCertificateId) {
///     let _ = client.mtls_certificates("a").associations(uploaded);
///     let _ = client.certificate_authority_hostnames("z").get().mtls_certificate_id(uploaded);
///     let _ = UpdateCertificateAuthorityHostnames::for_authority(uploaded, ["api.example.com"]);
///     let _ = client.client_certificates("z").revoke(issued);
/// }
/// ```
/// ```compile_fail,E0277
/// use cloudflare_mtls::{Client, types::*};
/// fn f(client: &Client, uploaded: &MtlsCertificateId, issued: &ClientCertificateId) {
///     let _ = client.client_certificates("z").revoke(uploaded);
/// }
/// ```
/// ```compile_fail,E0277
/// use cloudflare_mtls::{Client, types::*};
/// fn f(client: &Client, uploaded: &MtlsCertificateId, issued: &ClientCertificateId) {
///     let _ = client.certificate_authority_hostnames("z").get().mtls_certificate_id(issued);
/// }
/// ```
/// ```compile_fail,E0277
/// use cloudflare_mtls::{Client, types::*};
/// fn f(client: &Client, issued: ClientCertificate) {
///     let by = issued.certificate_authority.unwrap_or_default().id.unwrap();
///     let _ = UpdateCertificateAuthorityHostnames::for_authority(by, ["api.example.com"]);
/// }
/// ```
/// A list of hostnames alone isn't enough to replace one: it has to say whose.
/// ```compile_fail,E0277
/// use cloudflare_mtls::Client;
/// fn f(client: &Client) {
///     let _ = client.certificate_authority_hostnames("z").update(vec!["api.example.com".to_owned()]);
/// }
/// ```
/// And a reactivation that reactivates nothing can't be written:
/// ```compile_fail,E0061
/// use cloudflare_mtls::{Client, types::*};
/// fn f(client: &Client, issued: &ClientCertificateId) {
///     let _ = client.client_certificates("z").reactivate(issued, false);
/// }
/// ```
/// ```no_run
/// use cloudflare_mtls::{Client, types::*};
/// fn f(client: &Client, issued: &ClientCertificateId) {
///     let _ = client.client_certificates("z").reactivate(issued);
/// }
/// ```
struct AuthoritiesAreNotCertificates;
