//! The zone's switch for authenticated origin pulls.

use cloudflare_mtls::{Method, prelude::*};
use serde_json::json;

use crate::kit::{ID, Kit, pointers, refused};
use crate::origin_pulls::Kind;
use crate::pairs::leaf;

#[tokio::test]
async fn the_zones_switch_is_off_until_it_is_put_on() {
    let kit = Kit::start().await;
    let settings = kit.client.zone_settings(ID);
    let certificates = kit.client.zone_certificates(ID);
    let id = kit.upload(Kind::Zone, &leaf()).await.unwrap().id;
    assert_eq!(settings.get().result().await.unwrap().enabled, Some(false));
    assert_eq!(certificates.get(&id).result().await.unwrap().enabled, Some(false));
    for enabled in [true, false] {
        assert_eq!(settings.update(enabled).result().await.unwrap().enabled, Some(enabled));
        assert_eq!(settings.get().result().await.unwrap().enabled, Some(enabled));
        assert_eq!(certificates.list().result().await.unwrap()[0].enabled, Some(enabled));
    }
}

#[tokio::test]
async fn the_switch_takes_a_boolean_and_nothing_else() {
    let kit = Kit::start().await;
    kit.client.zone_settings(ID).update(true).result().await.unwrap();
    for body in [json!({}), json!({"enabled": "false"}), json!({"enabled": null}), json!({"enabled": 0})] {
        // The typed client can't send these.
        let put = kit
            .client
            .request(Method::PUT, "/zones/{zone_id}/origin_tls_client_auth/settings")
            .path("zone_id", ID)
            .json(&body);
        assert_eq!(pointers(&refused(put.result().await, 400, 1001, &[])), ["/enabled"], "{body}");
    }
    assert_eq!(kit.client.zone_settings(ID).get().result().await.unwrap().enabled, Some(true));
}
