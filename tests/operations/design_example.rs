//! The example that the client was designed by, word for word, against a server on this machine.

use cloudflare_mtls::{Client, Scope, ZoneId, prelude::*, types::*};
use serde_json::json;

use crate::kit::{ACCOUNT, Answer, Api, CERTIFICATE, ZONE, page};

#[tokio::test]
async fn using_it_looks_like_this() -> Result<(), cloudflare_mtls::Error> {
    let certificate = json!({"id": CERTIFICATE, "name": "Allow devs"});
    let api = Api::in_turn([
        Answer::success(201, certificate.clone()),
        Answer::json(200, &page(json!([certificate]), json!({"page": 1, "total_pages": 2, "per_page": 50}))),
        Answer::json(200, &page(json!([{"id": "2"}]), json!({"page": 2, "total_pages": 2, "per_page": 50}))),
        Answer::success(200, json!({"id": CERTIFICATE, "status": "active"})),
        Answer::success(200, json!([{"hostname": "app.example.com", "enabled": null}])),
    ])
    .await;
    let (zone, id) = (ZoneId::from(ZONE), ZoneCertificateId::from(CERTIFICATE));
    let pem = "-----BEGIN CERTIFICATE-----…";
    let mut seen = Vec::new();

    let client = api.client();
    let scope = Scope::account("023e105f4ecef8ad9ca31a8372d0c353")?;
    let certificates = client.access_certificates(&scope);

    let ca: AccessCertificate = certificates
        .create(CreateAccessCertificate::new("Allow devs", pem).associated_hostnames(["admin.example.com"]))
        .result()
        .await?;

    let mut all = certificates.list().per_page(50).items();
    while let Some(certificate) = all.try_next().await? {
        seen.extend(certificate.id);
    }

    let answer = client.zone_certificates(&zone).get(&id).send().await?;
    let voided =
        client.hostname_associations(&zone).update([Association::void("app.example.com")]).result().await?;

    assert_eq!(ca.name.as_deref(), Some("Allow devs"));
    assert_eq!(seen, [CERTIFICATE, "2"]);
    assert_eq!((answer.status().as_u16(), answer.cf_ray()), (200, Some("8f00ba4-FRA")));
    assert!(answer.headers().contains_key("cf-ray") && answer.messages().is_empty());
    assert!(answer.result_info().is_none());
    assert_eq!(answer.into_result()?.status, Some(CertificateStatus::Active));
    assert_eq!((voided.len(), voided[0].enabled), (1, None));

    let sent: Vec<_> = api.sent().iter().map(|sent| sent.line()).collect();
    let access = format!("/client/v4/accounts/{ACCOUNT}/access/certificates");
    let pulls = format!("/client/v4/zones/{ZONE}/origin_tls_client_auth");
    assert_eq!(
        sent,
        [
            format!("POST {access}"),
            format!("GET {access}?per_page=50&page=1"),
            format!("GET {access}?per_page=50&page=2"),
            format!("GET {pulls}/{CERTIFICATE}"),
            format!("PUT {pulls}/hostnames"),
        ]
    );
    assert_eq!(
        api.sent()[4].json(),
        Some(json!({"config": [{"hostname": "app.example.com", "enabled": null}]}))
    );
    Ok(())
}

/// The other two ways to a client that the example names.
#[test]
fn a_client_comes_from_a_builder_or_the_environment() {
    let from_builder: Client = Client::builder().token("t0ken").build().unwrap();
    assert_eq!(from_builder.base_url(), "https://api.cloudflare.com/client/v4");
    let _: fn() -> Result<Client, cloudflare_mtls::Error> = Client::from_env;
    assert!(Scope::zone(ZONE).is_ok());
}
