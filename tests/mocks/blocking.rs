//! Calls without async are mocked by the same mocks.

use cloudflare_mtls::Scope;
use cloudflare_mtls::blocking::prelude::*;
use cloudflare_mtls::mock::{self, MockServer, MockServerExt, json};

use crate::{ACCOUNT, ZONE};

#[test]
fn blocking_calls_are_mocked() {
    let server = MockServer::start();
    let settings = server.zone_settings_get(|when, then| {
        when.zone_id(ZONE);
        then.result(json!({"enabled": true}));
    });
    let list = server.access_certificates_list(|_, then| {
        then.pages((0..5).map(|n| json!({"name": n.to_string()})), 2);
    });
    let client = mock::client(&server);
    assert_eq!(client.zone_settings(ZONE).get().result().unwrap().enabled, Some(true));
    let scope = Scope::account(ACCOUNT).unwrap();
    assert_eq!(client.access_certificates(&scope).list().items().count(), 5);
    settings.assert();
    list.assert_calls(3);
}
