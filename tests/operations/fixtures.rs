//! Results as the documents describe them, with every field that they name.
//!
//! The PEM texts are no certificates and no keys: nothing here looks inside.

use serde_json::{Value, json};

use crate::kit::CERTIFICATE;

/// Stands where a certificate's PEM text would.
pub(crate) const PEM: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
/// Stands where a signing request's PEM text would.
pub(crate) const CSR: &str = "-----BEGIN CERTIFICATE REQUEST-----\nMIIC\n-----END CERTIFICATE REQUEST-----\n";
/// Stands where a private key's PEM text would; no test output may show it.
pub(crate) const KEY: &str =
    "-----BEGIN PRIVATE KEY-----\ncanary-key-0123456789\n-----END PRIVATE KEY-----\n";
/// What must not be seen of [`KEY`].
pub(crate) const KEY_CANARY: &str = "canary-key";

pub(crate) fn access_certificate() -> Value {
    json!({
        "id": CERTIFICATE,
        "name": "Allow devs",
        "associated_hostnames": ["admin.example.com"],
        "fingerprint": "MD5 Fingerprint=1E:80:0F:7A:FD:31:55:96:DE:D5:CB:E2:F0:91:F6:91",
        "created_at": "2014-01-01T05:20:00.12345Z",
        "expires_on": "2034-01-01T05:20:00Z",
        "updated_at": "2014-02-01T05:20:00.123456Z",
    })
}

pub(crate) fn hostname_settings() -> Value {
    json!({"hostname": "admin.example.com", "china_network": false, "client_certificate_forwarding": true})
}

pub(crate) fn zone_certificate() -> Value {
    json!({
        "id": CERTIFICATE,
        "certificate": PEM,
        "private_key": KEY,
        "enabled": true,
        "issuer": "GlobalSign",
        "signature": "SHA256WithRSA",
        "status": "active",
        "expires_on": "2100-01-01T05:20:00Z",
        "uploaded_on": "2014-01-01T05:20:00.1Z",
    })
}

pub(crate) fn hostname_certificate() -> Value {
    json!({
        "id": CERTIFICATE,
        "certificate": PEM,
        "issuer": "GlobalSign",
        "serial_number": "6743787633689793699141714808227354901",
        "signature": "SHA256WithRSA",
        "status": "pending_deployment",
        "expires_on": "2100-01-01T05:20:00Z",
        "uploaded_on": "2019-10-28T18:11:23.37411Z",
    })
}

pub(crate) fn association() -> Value {
    json!({
        "hostname": "app.example.com",
        "cert_id": CERTIFICATE,
        "cert_status": "active",
        "cert_updated_at": "2100-01-01T05:20:00Z",
        "cert_uploaded_on": "2019-10-28T18:11:23.37411Z",
        "certificate": PEM,
        "created_at": "2100-01-02T05:20:00Z",
        "enabled": true,
        "expires_on": "2100-01-03T05:20:00Z",
        "id": "023e105f4ecef8ad9ca31a8372d0c353",
        "issuer": "GlobalSign",
        "private_key": KEY,
        "serial_number": "6743787633689793699141714808227354901",
        "signature": "SHA256WithRSA",
        "status": "pending_deployment",
        "updated_at": "2100-01-04T05:20:00Z",
    })
}

/// An association as it is listed: without what is known of the certificate.
pub(crate) fn listed_association() -> Value {
    json!({
        "hostname": "app.example.com",
        "cert_id": CERTIFICATE,
        "created_at": "2100-01-02T05:20:00Z",
        "enabled": false,
        "status": "active",
        "updated_at": "2100-01-04T05:20:00Z",
    })
}

/// A bundle of two, with the time of the last change that only an upload's answer has.
pub(crate) fn mtls_certificate() -> Value {
    json!({
        "id": CERTIFICATE,
        "name": "example_ca_cert",
        "ca": true,
        "certificates": format!("{PEM}{PEM}"),
        "type": "custom",
        "issuer": "O=Example Inc.,L=California,ST=San Francisco,C=US",
        "serial_number": "235217144297995885180570755458463043449861756659",
        "signature": "SHA256WithRSA",
        "expires_on": "2122-10-29T16:59:47Z",
        "uploaded_on": "2022-11-22T17:32:30.467938Z",
        "updated_at": "2022-11-23T17:32:30.467938Z",
    })
}

pub(crate) fn mtls_certificate_association() -> Value {
    json!({"service": "gateway", "status": "pending_deployment"})
}

pub(crate) fn client_certificate() -> Value {
    json!({
        "id": CERTIFICATE,
        "certificate": PEM,
        "certificate_authority": {
            "id": "568b6b74-7b0c-4755-8840-4e3b8c24adeb",
            "name": "Cloudflare Managed CA for account",
        },
        "csr": CSR,
        "status": "active",
        "common_name": "Cloudflare",
        "organization": "Organization",
        "organizational_unit": "Organizational Unit",
        "country": "US",
        "state": "CA",
        "location": "Somewhere",
        "fingerprint_sha256": "256c24690243359fb8cf139a125bd05ebf1d968b71e4caf330718e9f5c8a89ea",
        "serial_number": "3bb94ff144ac567b9f75ad664b6c55f8d5e48182",
        "ski": "8e375af1389a069a0f921f8cc8e1eb12d784b949",
        "signature": "SHA256WithRSA",
        "issued_on": "2023-02-23T23:18:00Z",
        "expires_on": "2033-02-20T23:18:00Z",
        "validity_days": 3650,
    })
}

pub(crate) fn authority_hostnames() -> Value {
    json!({"hostnames": ["api.example.com", "*.example.com"]})
}

pub(crate) fn zone_settings() -> Value {
    json!({"enabled": true})
}

/// What is left of a result when it is serialized: everything but the private keys.
pub(crate) fn without_keys(mut result: Value) -> Value {
    match &mut result {
        Value::Object(fields) => {
            fields.remove("private_key");
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = without_keys(item.take())),
        _ => {}
    }
    result
}
