//! The zone's switch for authenticated origin pulls.

use cloudflare_mtls::prelude::*;

use crate::kit::{ID, Kit};
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
