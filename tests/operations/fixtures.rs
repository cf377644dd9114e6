//! Results as the documents describe them, with every field that they name.
//!
//! The PEM texts are no certificates and no keys: nothing here looks inside.

use serde_json::{Value, json};

use crate::kit::CERTIFICATE;

/// Stands where a certificate's PEM text would.
pub(crate) const PEM: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
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
