//! The three forms of authentication, and permissions.

use cloudflare_mtls_emulator::{Credential, DEFAULT_EMAIL, DEFAULT_KEY, DEFAULT_SERVICE_KEY, Emulator};
use reqwest::{Method, RequestBuilder};
use serde_json::json;

use crate::kit::{ID, Kit, access, hostname_certificates, hostnames, leaf, pulls};

fn bare(kit: &Kit) -> RequestBuilder {
    kit.http.get(format!("{}{}", kit.emulator.base_url(), pulls()))
}

#[tokio::test]
async fn all_three_forms_are_taken() {
    let kit = Kit::start().await;
    assert_eq!(kit.emulator.token(), "emulator-token");
    for request in [
        bare(&kit).bearer_auth("emulator-token"),
        bare(&kit).header("authorization", "bearer emulator-token"),
        bare(&kit).header("x-auth-email", DEFAULT_EMAIL).header("x-auth-key", DEFAULT_KEY),
        bare(&kit).header("x-auth-user-service-key", DEFAULT_SERVICE_KEY),
    ] {
        kit.send(request).await.result();
    }
}

#[tokio::test]
async fn what_is_missing_or_wrong_has_a_code() {
    let kit = Kit::start().await;
    for (request, code) in [
        (bare(&kit), 9106),
        (bare(&kit).header("x-auth-email", DEFAULT_EMAIL), 9106),
        (bare(&kit).bearer_auth("another"), 9109),
        (bare(&kit).header("authorization", "Basic dXNlcjpw"), 10001),
        (bare(&kit).header("authorization", "Bearer "), 10001),
        (bare(&kit).header("x-auth-email", DEFAULT_EMAIL).header("x-auth-key", "another"), 10001),
        (bare(&kit).header("x-auth-user-service-key", "another"), 10001),
        // A token goes before a key, also a wrong one.
        (bare(&kit).bearer_auth("another").header("x-auth-user-service-key", DEFAULT_SERVICE_KEY), 9109),
    ] {
        kit.send(request).await.fails(403, code);
    }
}

#[tokio::test]
async fn permissions_are_per_credential() {
    let builder = Emulator::builder()
        .credential(Credential::token("full"))
        .credential(Credential::token("reader").read_only())
        .credential(Credential::token("writer").permissions(false, true))
        .credential(Credential::token("elsewhere").only(["0123456789abcdef0123456789abcdef"]));
    let kit = Kit::of(builder).await.with_token("reader");
    let enabled = json!({"enabled": true});
    let settings = format!("{}/settings", pulls());
    kit.get(&settings).await.result();
    kit.put(&settings, enabled.clone()).await.fails(403, 10000);

    let kit = kit.with_token("writer");
    kit.put(&settings, enabled).await.result();
    kit.get(&settings).await.fails(403, 10000);

    let kit = kit.with_token("elsewhere");
    kit.get(&settings).await.fails(403, 9109);
    kit.get(&access("accounts")).await.fails(403, 9109);
    // Where it is for, it is known.
    kit.get("/accounts/0123456789abcdef0123456789abcdef/access/certificates").await.fails(404, 7003);

    // The default token made room for those that were given.
    kit.with_token("emulator-token").get(&settings).await.fails(403, 9109);
}

#[tokio::test]
async fn routes_come_before_credentials() {
    let kit = Kit::start().await;
    let url = |path: &str| format!("{}{path}", kit.emulator.base_url());
    kit.send(kit.http.get(url("/nothing"))).await.fails(404, 7003);
    let wrong = kit.http.request(Method::PATCH, url(&format!("/zones/{ID}/access/certificates")));
    let refused = kit.send(wrong).await;
    refused.fails(405, 7001);
    assert_eq!(refused.header("allow"), Some("GET, POST"));
    kit.get(&format!("/accounts/{ID}/origin_tls_client_auth")).await.fails(404, 7003);
    kit.post(&hostnames(), json!({})).await.fails(405, 7001);
}

#[tokio::test]
async fn zones_are_listed_as_far_as_a_credential_reaches() {
    const OTHER: &str = "0123456789abcdef0123456789abcdef";
    let builder = Emulator::builder().zone(ID, "example.com").zone(OTHER, "example.net");
    let builder =
        builder.credential(Credential::token("all")).credential(Credential::token("one").only([ID, OTHER]));
    let builder = builder.credential(Credential::token("other").only([OTHER]));
    let kit = Kit::of(builder).await;
    let ask = |token: &'static str, query: &str| {
        let url = format!("{}/zones{query}", kit.emulator.base_url());
        kit.send(kit.http.get(url).bearer_auth(token))
    };
    let names = |answer: crate::kit::Answer| -> Vec<String> {
        let zones = answer.result().as_array().unwrap().iter();
        zones.map(|zone| zone["name"].as_str().unwrap().to_owned()).collect()
    };
    let mut all = names(ask("all", "").await);
    all.sort();
    assert_eq!(all, ["example.com", "example.net"]);
    assert_eq!(names(ask("other", "").await), ["example.net"]);
    assert_eq!(names(ask("one", "?name=EXAMPLE.com").await), ["example.com"]);
    assert_eq!(names(ask("all", &format!("?account.id={ID}")).await).len(), 2);
    assert_eq!(names(ask("all", &format!("?account.id={OTHER}")).await).len(), 0);
    assert_eq!(names(ask("all", "?per_page=5&page=2").await).len(), 0);
    ask("nobody", "").await.fails(403, 9109);
}

#[tokio::test]
async fn each_resource_asks_for_the_permission_it_needs() {
    let builder = Emulator::builder()
        .credential(Credential::token("full"))
        .credential(Credential::token("reader").read_only());
    let kit = Kit::of(builder).await.with_token("full");
    let zone = format!("{}/{}", pulls(), kit.post(&pulls(), leaf().body()).await.id());
    let hostname = kit.post(&hostname_certificates(), leaf().body()).await.id();
    let hostname = format!("{}/{hostname}", hostname_certificates());
    let kit = kit.with_token("reader");
    for (list, one) in [(pulls(), &zone), (hostname_certificates(), &hostname)] {
        assert_eq!(kit.get(&list).await.result().as_array().unwrap().len(), 1);
        kit.get(one).await.result();
        kit.post(&list, leaf().body()).await.fails(403, 10000);
        kit.delete(one).await.fails(403, 10000);
    }
    for scope in ["accounts", "zones"] {
        let settings = format!("{}/settings", access(scope));
        kit.get(&settings).await.result();
        kit.put(&settings, json!({"settings": []})).await.fails(403, 10000);
        kit.get(&access(scope)).await.result();
        kit.delete(&format!("{}/{ID}", access(scope))).await.fails(403, 10000);
    }
    kit.put(&hostnames(), json!({"config": []})).await.fails(403, 10000);
}

#[tokio::test]
async fn a_strangers_upload_leaves_nothing_behind() {
    let kit = Kit::start().await.with_token("another");
    for path in [pulls(), hostname_certificates()] {
        kit.post(&path, leaf().body()).await.fails(403, 9109);
    }
    let kit = kit.with_token("emulator-token");
    for path in [pulls(), hostname_certificates()] {
        assert_eq!(*kit.get(&path).await.result(), json!([]));
    }
}
