//! Zones, accounts and emulators don't know of each other.

use cloudflare_mtls_emulator::Emulator;
use serde_json::json;

use crate::kit::{ID, Kit, access, authority, hostname_certificates, hostnames, leaf};

const OTHER_ZONE: &str = "0123456789abcdef0123456789abcdef";
const OTHER_ACCOUNT: &str = "fedcba9876543210fedcba9876543210";

async fn with_two_zones() -> Kit {
    let builder = Emulator::builder()
        .account(ID, "first")
        .account(OTHER_ACCOUNT, "second")
        .zone(ID, "example.com")
        .zone_of(OTHER_ACCOUNT, OTHER_ZONE, "example.org");
    Kit::of(builder).await
}

#[tokio::test]
async fn certificates_belong_to_one_zone() {
    let kit = with_two_zones().await;
    let pair = leaf();
    for below in ["origin_tls_client_auth", "origin_tls_client_auth/hostnames/certificates"] {
        let created = kit.post(&format!("/zones/{ID}/{below}"), pair.body()).await;
        let elsewhere = format!("/zones/{OTHER_ZONE}/{below}");
        assert_eq!(*kit.get(&elsewhere).await.result(), json!([]));
        kit.get(&format!("{elsewhere}/{}", created.id())).await.fails(404, 1551);
        kit.delete(&format!("{elsewhere}/{}", created.id())).await.fails(404, 1551);
        // Nor is it the same certificate there.
        assert_ne!(kit.post(&elsewhere, pair.body()).await.id(), created.id());
    }
    // A hostname can't use another zone's certificate.
    let foreign = kit.get(&hostname_certificates()).await.result()[0]["id"].clone();
    let config = json!({"config": [{"hostname": "app.example.org", "cert_id": foreign}]});
    let refused = kit.put(&hostnames().replace(ID, OTHER_ZONE), config).await;
    assert_eq!(refused.fails(404, 1551).pointer(0), "/config/0/cert_id");

    kit.put(&format!("/zones/{ID}/origin_tls_client_auth/settings"), json!({"enabled": true})).await.result();
    let other = kit.get(&format!("/zones/{OTHER_ZONE}/origin_tls_client_auth/settings")).await;
    assert_eq!(other.result()["enabled"], false);
}

#[tokio::test]
async fn what_access_knows_belongs_to_one_account_or_zone() {
    for scope in ["accounts", "zones"] {
        let kit = with_two_zones().await;
        let body = json!({"name": "any", "certificate": authority().certificate});
        let id = kit.post(&access(scope), body).await.id();
        let setting =
            json!({"hostname": "example.com", "china_network": false, "client_certificate_forwarding": true});
        let settings = format!("{}/settings", access(scope));
        kit.put(&settings, json!({"settings": [setting]})).await.result();
        let all = [
            access("accounts"),
            access("zones"),
            format!("/accounts/{OTHER_ACCOUNT}/access/certificates"),
            format!("/zones/{OTHER_ZONE}/access/certificates"),
        ];
        for path in all.iter().filter(|path| **path != access(scope)) {
            assert_eq!(*kit.get(path).await.result(), json!([]), "{path}");
            kit.get(&format!("{path}/{id}")).await.fails(404, 12135);
            kit.delete(&format!("{path}/{id}")).await.fails(404, 12135);
            assert_eq!(*kit.get(&format!("{path}/settings")).await.result(), json!([]), "{path}");
        }
        kit.delete(&format!("{}/{id}", access(scope))).await.result();
    }
}

#[tokio::test]
async fn an_account_speaks_for_all_its_zones_and_no_others() {
    let kit = with_two_zones().await;
    kit.emulator.add_zone("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "example.net", ID);
    let settings = |hostname| json!({"settings": [{"hostname": hostname, "china_network": false, "client_certificate_forwarding": false}]});
    let path = format!("{}/settings", access("accounts"));
    for own in ["www.example.com", "www.example.net"] {
        kit.put(&path, settings(own)).await.result();
    }
    kit.put(&path, settings("www.example.org")).await.fails(400, 12036);
    let zone = format!("{}/settings", access("zones"));
    kit.put(&zone, settings("www.example.net")).await.fails(400, 12036);
}

#[tokio::test]
async fn emulators_run_side_by_side() {
    let mut kits = Vec::new();
    for _ in 0..20 {
        kits.push(Kit::start().await);
    }
    let path = format!("/zones/{ID}/origin_tls_client_auth");
    kits[7].post(&path, leaf().body()).await.result();
    for (index, kit) in kits.iter().enumerate() {
        let count = kit.get(&path).await.result().as_array().unwrap().len();
        assert_eq!(count, usize::from(index == 7));
    }
}

#[tokio::test]
async fn dropping_an_emulator_frees_its_port() {
    let kit = Kit::start().await;
    let address = kit.emulator.address();
    kit.get("/nothing").await.fails(404, 7003);
    drop(kit);
    let mut attempts = 0;
    while tokio::net::TcpStream::connect(address).await.is_ok() {
        attempts += 1;
        assert!(attempts < 100, "it still listens");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn stopping_lets_requests_under_way_finish() {
    use cloudflare_mtls_emulator::Fault;
    let fault = Fault::latency(std::time::Duration::from_millis(200));
    let kit = Kit::of(Emulator::builder().fault(fault)).await;
    let request = kit.request(reqwest::Method::GET, &format!("/zones/{ID}/origin_tls_client_auth"));
    let under_way = tokio::spawn(request.send());
    while kit.emulator.received() == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let address = kit.emulator.address();
    kit.emulator.stop().await;
    assert_eq!(under_way.await.unwrap().unwrap().status(), 200);
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
