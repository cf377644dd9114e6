//! A program's own unit tests, with typed mocks in the place of the service.
//!
//! The program uploads a certificate unless the zone has it already. Run it with an API token, or
//! its tests without one:
//!
//! ```text
//! cargo test --example mocked_unit_test --features httpmock
//! ```

use cloudflare_mtls::{Client, Error, ZoneId, prelude::*, types::*};

/// Uploads a certificate; what the zone has already is as good. Gives the certificate's identifier.
async fn ensure(
    client: &Client,
    zone: &ZoneId,
    pem: &str,
    key: &str,
) -> Result<Option<ZoneCertificateId>, Error> {
    let certificates = client.zone_certificates(zone);
    match certificates.create(CreateZoneCertificate::new(pem, key)).result().await {
        Ok(uploaded) => Ok(uploaded.id),
        Err(error) if error.is_already_exists() => {
            let all = certificates.list().result().await?;
            Ok(all
                .into_iter()
                .find(|known| known.certificate.as_deref() == Some(pem))
                .and_then(|known| known.id))
        }
        Err(error) => Err(error),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let [zone, pem, key] = std::env::args().skip(1).collect::<Vec<_>>().try_into().map_err(|_| {
        "give a zone's identifier, the file of a certificate and the file of its key".to_owned()
    })?;
    let (pem, key) = (std::fs::read_to_string(pem)?, std::fs::read_to_string(key)?);
    let id = ensure(&Client::from_env()?, &zone.into(), &pem, &key).await?;
    println!("{}", id.as_ref().map_or("uploaded", ZoneCertificateId::as_str));
    Ok(())
}

#[cfg(test)]
mod tests {
    use cloudflare_mtls::mock::{self, MockServer, MockServerExt, json};

    use super::*;

    const ZONE: ZoneId = ZoneId::from_static("023e105f4ecef8ad9ca31a8372d0c353");

    #[tokio::test]
    async fn a_new_certificate_is_uploaded() -> Result<(), Error> {
        let server = MockServer::start();
        let upload = server.zone_certificates_create(|when, then| {
            when.zone_id(ZONE).body(CreateZoneCertificate::new("pem", "key"));
            then.result(json!({"id": "new", "status": "initializing"}));
        });
        let id = ensure(&mock::client(&server), &ZONE, "pem", "key").await?;
        assert_eq!(id, Some("new".into()));
        upload.assert();
        Ok(())
    }

    #[tokio::test]
    async fn a_certificate_that_is_there_is_found() -> Result<(), Error> {
        let server = MockServer::start();
        server.zone_certificates_create(|_, then| {
            then.failure(400, 1406, "This certificate already exists");
        });
        server.zone_certificates_list(|_, then| {
            then.result(json!([{"id": "a", "certificate": "other"}, {"id": "b", "certificate": "pem"}]));
        });
        let id = ensure(&mock::client(&server), &ZONE, "pem", "key").await?;
        assert_eq!(id, Some("b".into()));
        Ok(())
    }

    #[tokio::test]
    async fn trouble_is_passed_on_and_nothing_is_uploaded_twice() {
        let server = MockServer::start();
        let upload = server.zone_certificates_create(|_, then| {
            then.gateway_error(502);
        });
        let error = ensure(&mock::client(&server), &ZONE, "pem", "key").await.err();
        assert!(error.is_some_and(|error| error.outcome_unknown()));
        upload.assert();
    }
}
