//! The table of the 39 operations, as the documents have them: the 7 on Access under an account
//! and again under a zone, the 13 on authenticated origin pulls, and the 12 on an account's
//! certificates, on client certificates and on the hostnames that ask for them.

use cloudflare_mtls::types::{
    Association, CreateAccessCertificate, CreateClientCertificate, CreateHostnameCertificate,
    CreateMtlsCertificate, CreateZoneCertificate, HostnameSettings, UpdateAccessCertificate,
    UpdateCertificateAuthorityHostnames,
};
use cloudflare_mtls::{Client, Scope};
use serde_json::{Value, json};

use crate::fixtures::{
    CSR, KEY, PEM, access_certificate, association, authority_hostnames, client_certificate,
    hostname_certificate, hostname_settings, listed_association, mtls_certificate,
    mtls_certificate_association, zone_certificate, zone_settings,
};
use crate::kit::{ACCOUNT, CERTIFICATE, ZONE};
use crate::outcome::{Erased, erase};

/// What a success without a result means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Absent {
    /// There are none.
    EmptyList,
    /// It is done, and there is nothing to tell.
    Done,
    /// A result was promised: an error of its own.
    Error,
}

/// One operation: how it is called, what has to be sent, and what comes back.
pub(crate) struct Case {
    /// As a user writes it, for messages.
    pub(crate) name: String,
    pub(crate) call: Box<dyn Fn(&Client) -> Erased>,
    /// The name in the documents of this project.
    pub(crate) id: &'static str,
    pub(crate) method: &'static str,
    /// Below the base URL.
    pub(crate) path: String,
    pub(crate) body: Option<Value>,
    /// The documented status of a success, and its result.
    pub(crate) status: u16,
    pub(crate) result: Value,
    pub(crate) absent: Absent,
}

/// All of them.
pub(crate) fn cases() -> Vec<Case> {
    let mut cases = access(Scope::account(ACCOUNT).unwrap());
    cases.extend(access(Scope::zone(ZONE).unwrap()));
    cases.extend(zone_certificates());
    cases.extend(hostname_certificates());
    cases.extend(hostname_associations());
    cases.extend(settings());
    cases.extend(mtls_certificates());
    cases.extend(client_certificates());
    cases.extend(certificate_authority_hostnames());
    cases
}

/// One row, without a body and with the result as it is promised most often.
fn row(
    id: &'static str,
    method: &'static str,
    path: impl Into<String>,
    result: Value,
    call: impl Fn(&Client) -> Erased + 'static,
) -> Case {
    let absent = match (&result, method) {
        (Value::Array(_), _) => Absent::EmptyList,
        (_, "DELETE") => Absent::Done,
        _ => Absent::Error,
    };
    let path = path.into();
    let name = format!("{id} ({method} {path})");
    Case { name, call: Box::new(call), id, method, path, body: None, status: 200, result, absent }
}

impl Case {
    fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}

fn access(scope: Scope) -> Vec<Case> {
    let list = format!("/{scope}/access/certificates");
    let one = format!("{list}/{CERTIFICATE}");
    let settings = format!("{list}/settings");
    let on = |call: fn(&Client, &Scope) -> Erased| {
        let scope = scope.clone();
        move |client: &Client| call(client, &scope)
    };
    vec![
        row(
            "access-certificates-list",
            "GET",
            &list,
            json!([access_certificate()]),
            on(|client, scope| erase(client.access_certificates(scope).list())),
        ),
        row(
            "access-certificates-create",
            "POST",
            &list,
            access_certificate(),
            on(|client, scope| {
                let body = CreateAccessCertificate::new("Allow devs", PEM)
                    .associated_hostnames(["admin.example.com"]);
                erase(client.access_certificates(scope).create(body))
            }),
        )
        .status(201)
        .body(json!({
            "name": "Allow devs",
            "certificate": PEM,
            "associated_hostnames": ["admin.example.com"],
        })),
        row(
            "access-certificates-get",
            "GET",
            &one,
            access_certificate(),
            on(|client, scope| erase(client.access_certificates(scope).get(CERTIFICATE))),
        ),
        row(
            "access-certificates-update",
            "PUT",
            &one,
            access_certificate(),
            on(|client, scope| {
                let body = UpdateAccessCertificate::new(["admin.example.com"]).name("Allow devs");
                erase(client.access_certificates(scope).update(CERTIFICATE, body))
            }),
        )
        .body(json!({"name": "Allow devs", "associated_hostnames": ["admin.example.com"]})),
        row(
            "access-certificates-delete",
            "DELETE",
            &one,
            json!({"id": CERTIFICATE}),
            on(|client, scope| erase(client.access_certificates(scope).delete(CERTIFICATE))),
        ),
        row(
            "access-settings-list",
            "GET",
            &settings,
            json!([hostname_settings()]),
            on(|client, scope| erase(client.access_settings(scope).list())),
        ),
        row(
            "access-settings-update",
            "PUT",
            &settings,
            json!([hostname_settings()]),
            on(|client, scope| {
                let body = [HostnameSettings::new("admin.example.com", false, true)];
                erase(client.access_settings(scope).update(body))
            }),
        )
        .status(202)
        .body(json!({"settings": [hostname_settings()]})),
    ]
}

fn zone_certificates() -> Vec<Case> {
    let list = format!("/zones/{ZONE}/origin_tls_client_auth");
    let one = format!("{list}/{CERTIFICATE}");
    vec![
        row("zone-certificates-list", "GET", &list, json!([zone_certificate()]), |client| {
            erase(client.zone_certificates(ZONE).list())
        }),
        row("zone-certificates-create", "POST", &list, zone_certificate(), |client| {
            erase(client.zone_certificates(ZONE).create(CreateZoneCertificate::new(PEM, KEY)))
        })
        .body(json!({"certificate": PEM, "private_key": KEY})),
        row("zone-certificates-get", "GET", &one, zone_certificate(), |client| {
            erase(client.zone_certificates(ZONE).get(CERTIFICATE))
        }),
        row("zone-certificates-delete", "DELETE", &one, zone_certificate(), |client| {
            erase(client.zone_certificates(ZONE).delete(CERTIFICATE))
        }),
    ]
}

fn hostname_certificates() -> Vec<Case> {
    let list = format!("/zones/{ZONE}/origin_tls_client_auth/hostnames/certificates");
    let one = format!("{list}/{CERTIFICATE}");
    vec![
        row("hostname-certificates-list", "GET", &list, json!([hostname_certificate()]), |client| {
            erase(client.hostname_certificates(ZONE).list())
        }),
        row("hostname-certificates-create", "POST", &list, hostname_certificate(), |client| {
            erase(client.hostname_certificates(ZONE).create(CreateHostnameCertificate::new(PEM, KEY)))
        })
        .body(json!({"certificate": PEM, "private_key": KEY})),
        row("hostname-certificates-get", "GET", &one, hostname_certificate(), |client| {
            erase(client.hostname_certificates(ZONE).get(CERTIFICATE))
        }),
        row("hostname-certificates-delete", "DELETE", &one, hostname_certificate(), |client| {
            erase(client.hostname_certificates(ZONE).delete(CERTIFICATE))
        }),
    ]
}

fn hostname_associations() -> Vec<Case> {
    let all = format!("/zones/{ZONE}/origin_tls_client_auth/hostnames");
    vec![
        row("hostname-associations-list", "GET", &all, json!([listed_association()]), |client| {
            erase(client.hostname_associations(ZONE).list())
        }),
        row("hostname-associations-update", "PUT", &all, json!([association()]), |client| {
            let body = [Association::enable("app.example.com", CERTIFICATE)];
            erase(client.hostname_associations(ZONE).update(body))
        })
        .body(json!({"config": [{"hostname": "app.example.com", "cert_id": CERTIFICATE, "enabled": true}]})),
        row("hostname-associations-get", "GET", format!("{all}/app.example.com"), association(), |client| {
            erase(client.hostname_associations(ZONE).get("app.example.com"))
        }),
    ]
}

fn settings() -> Vec<Case> {
    let path = format!("/zones/{ZONE}/origin_tls_client_auth/settings");
    vec![
        row("zone-settings-get", "GET", &path, zone_settings(), |client| {
            erase(client.zone_settings(ZONE).get())
        }),
        row("zone-settings-update", "PUT", &path, zone_settings(), |client| {
            erase(client.zone_settings(ZONE).update(true))
        })
        .body(json!({"enabled": true})),
    ]
}

fn mtls_certificates() -> Vec<Case> {
    let list = format!("/accounts/{ACCOUNT}/mtls_certificates");
    let one = format!("{list}/{CERTIFICATE}");
    let associations = format!("{one}/associations");
    vec![
        row("mtls-certificates-list", "GET", &list, json!([mtls_certificate()]), |client| {
            erase(client.mtls_certificates(ACCOUNT).list())
        }),
        row("mtls-certificates-create", "POST", &list, mtls_certificate(), |client| {
            let body = CreateMtlsCertificate::leaf(PEM, KEY).name("example_ca_cert");
            erase(client.mtls_certificates(ACCOUNT).create(body))
        })
        .body(json!({"ca": false, "certificates": PEM, "name": "example_ca_cert", "private_key": KEY})),
        row("mtls-certificates-get", "GET", &one, mtls_certificate(), |client| {
            erase(client.mtls_certificates(ACCOUNT).get(CERTIFICATE))
        }),
        row("mtls-certificates-delete", "DELETE", &one, mtls_certificate(), |client| {
            erase(client.mtls_certificates(ACCOUNT).delete(CERTIFICATE))
        }),
        row(
            "mtls-certificates-associations",
            "GET",
            &associations,
            json!([mtls_certificate_association()]),
            |client| erase(client.mtls_certificates(ACCOUNT).associations(CERTIFICATE)),
        ),
    ]
}

fn client_certificates() -> Vec<Case> {
    let list = format!("/zones/{ZONE}/client_certificates");
    let one = format!("{list}/{CERTIFICATE}");
    vec![
        row("client-certificates-list", "GET", &list, json!([client_certificate()]), |client| {
            erase(client.client_certificates(ZONE).list())
        }),
        row("client-certificates-create", "POST", &list, client_certificate(), |client| {
            erase(client.client_certificates(ZONE).create(CreateClientCertificate::new(CSR, 3650)))
        })
        .body(json!({"csr": CSR, "validity_days": 3650})),
        row("client-certificates-get", "GET", &one, client_certificate(), |client| {
            erase(client.client_certificates(ZONE).get(CERTIFICATE))
        }),
        row("client-certificates-revoke", "DELETE", &one, client_certificate(), |client| {
            erase(client.client_certificates(ZONE).revoke(CERTIFICATE))
        }),
        row("client-certificates-reactivate", "PATCH", &one, client_certificate(), |client| {
            erase(client.client_certificates(ZONE).reactivate(CERTIFICATE))
        })
        .body(json!({"reactivate": true})),
    ]
}

fn certificate_authority_hostnames() -> Vec<Case> {
    let path = format!("/zones/{ZONE}/certificate_authorities/hostname_associations");
    vec![
        row("certificate-authority-hostnames-get", "GET", &path, authority_hostnames(), |client| {
            erase(client.certificate_authority_hostnames(ZONE).get())
        }),
        row("certificate-authority-hostnames-update", "PUT", &path, authority_hostnames(), |client| {
            let body = UpdateCertificateAuthorityHostnames::for_authority(CERTIFICATE, ["api.example.com"]);
            erase(client.certificate_authority_hostnames(ZONE).update(body))
        })
        .body(json!({"hostnames": ["api.example.com"], "mtls_certificate_id": CERTIFICATE})),
    ]
}
