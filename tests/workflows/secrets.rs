//! Nothing that a workflow prints has a private key in it.

use std::sync::{Arc, Mutex};

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::CreateMtlsCertificate;
use cloudflare_mtls_emulator::{Fault, FaultKind};

use crate::kit::{ID, Kit};
use crate::pairs::leaf;

#[tokio::test]
async fn no_text_has_a_key() {
    let kit = Kit::start().await;
    let pair = leaf();
    let body = pair.key.lines().nth(1).unwrap();
    let (zone, hostname) = (kit.client.zone_certificates(ID), kit.client.hostname_certificates(ID));
    let mut texts = vec![
        format!("{:?}", zone.ensure(&pair.certificate, &pair.key)),
        format!("{:?}", zone.rotate(&pair.certificate, &pair.key)),
        format!("{:?}", hostname.rotate(ID, &pair.certificate, &pair.key)),
        format!(
            "{:?}",
            kit.client
                .mtls_certificates(ID)
                .rotate(ID, CreateMtlsCertificate::leaf(&pair.certificate, &pair.key))
        ),
        zone.rotate(&pair.certificate, &pair.key).plan().await.unwrap().to_string(),
    ];
    // The service says everything that it was told.
    let echo = FaultKind::Failure { status: 400, code: 1001, message: pair.key.clone() };
    kit.emulator.inject(Fault::new(echo).on("zone_certificates.create").times(1)).unwrap();
    let said = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&said);
    let rotation = zone.rotate(&pair.certificate, &pair.key);
    let rotation = rotation.observe(move |event| told.lock().unwrap().push(format!("{event} {event:?}")));
    let error = rotation.run().await.unwrap_err();
    texts.extend([error.to_string(), format!("{error:?}")]);
    // And with a key that isn't this certificate's.
    let other = leaf().key;
    let error = zone.ensure(&pair.certificate, &other).run().await.unwrap_err();
    texts.extend([error.to_string(), format!("{error:?}")]);
    texts.extend(said.lock().unwrap().clone());
    let other = other.lines().nth(1).unwrap();
    for text in texts {
        assert!(!text.contains(body) && !text.contains(other), "{text}");
        assert!(!text.contains("PRIVATE KEY"), "{text}");
    }
}
