//! The deprecated names of the zone certificates' operations: the same requests under another
//! group.

#![allow(deprecated)]

use cloudflare_mtls::Client;
use cloudflare_mtls::types::CreateZoneCertificate;
use serde_json::json;

use crate::fixtures::{KEY, PEM};
use crate::kit::{Answer, Api, CERTIFICATE, Sent, ZONE};
use crate::outcome::{Erased, erase};

type Call = fn(&Client) -> Erased;

#[tokio::test]
async fn each_alias_sends_what_its_new_name_sends() {
    let api = Api::always(Answer::success(200, json!(null))).await;
    let client = api.client();
    let pairs: [(&str, Call, Call); 4] = [
        (
            "list",
            |client| erase(client.origin_tls_client_auth(ZONE).list()),
            |client| erase(client.zone_certificates(ZONE).list()),
        ),
        (
            "create",
            |client| erase(client.origin_tls_client_auth(ZONE).create(CreateZoneCertificate::new(PEM, KEY))),
            |client| erase(client.zone_certificates(ZONE).create(CreateZoneCertificate::new(PEM, KEY))),
        ),
        (
            "get",
            |client| erase(client.origin_tls_client_auth(ZONE).get(CERTIFICATE)),
            |client| erase(client.zone_certificates(ZONE).get(CERTIFICATE)),
        ),
        (
            "delete",
            |client| erase(client.origin_tls_client_auth(ZONE).delete(CERTIFICATE)),
            |client| erase(client.zone_certificates(ZONE).delete(CERTIFICATE)),
        ),
    ];
    for (name, alias, new) in pairs {
        for call in [alias, new] {
            call(&client).outcome.await.unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        let sent = api.sent();
        let [.., alias, new] = &sent[..] else { panic!("two were sent") };
        assert_eq!(alias.line(), new.line(), "{name}");
        assert!(alias.headers == new.headers && alias.body == new.body, "{name}: headers or body differ");
    }
    let lines: Vec<_> = api.sent().iter().step_by(2).map(Sent::line).collect();
    let path = format!("/client/v4/zones/{ZONE}/origin_tls_client_auth");
    let one = format!("{path}/{CERTIFICATE}");
    assert_eq!(
        lines,
        [format!("GET {path}"), format!("POST {path}"), format!("GET {one}"), format!("DELETE {one}")]
    );
}
