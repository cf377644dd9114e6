//! The table of the 26 operations, as the documents have them: the 7 on Access under an account
//! and again under a zone, and the 12 on authenticated origin pulls.

use cloudflare_mtls::types::{
    Association, CreateAccessCertificate, CreateHostnameCertificate, CreateZoneCertificate, HostnameSettings,
    UpdateAccessCertificate,
};
use cloudflare_mtls::{Client, Scope};
use serde_json::{Value, json};

use crate::fixtures::{
    KEY, PEM, access_certificate, association, hostname_certificate, hostname_settings, zone_certificate,
    zone_settings,
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
        })
        // The documents demand a body here, and one that says nothing.
        .body(json!({})),
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
        })
        // The documents demand a body here, and one that says nothing.
        .body(json!({})),
    ]
}

fn hostname_associations() -> Vec<Case> {
    let all = format!("/zones/{ZONE}/origin_tls_client_auth/hostnames");
    vec![
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
