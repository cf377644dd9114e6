//! The three forms of authentication, what each refusal looks like, and permissions.

use cloudflare_mtls::{Attempt, Client, Credentials, Error, Hook, HookError, OutgoingRequest, prelude::*};
use cloudflare_mtls_emulator::{Credential, Emulator};

use crate::kit::{ID, Kit, refused};

const AUTHENTICATION: &[&str] = &["authentication"];

async fn reads(client: &Client) -> Result<(), Error> {
    client.zone_settings(ID).get().result().await.map(drop)
}

async fn writes(client: &Client) -> Result<(), Error> {
    client.zone_settings(ID).update(true).result().await.map(drop)
}

#[tokio::test]
async fn all_three_forms_are_taken() {
    let kit = Kit::start().await;
    let (email, key) = kit.emulator.key().unwrap();
    let service_key = kit.emulator.service_key().unwrap();
    for (builder, caller) in [
        (kit.builder().token(kit.emulator.token()), "token 1"),
        (kit.builder().api_key(&*email, &*key), "key of user@example.com"),
        (kit.builder().user_service_key(&*service_key), "service key 3"),
        // The last one wins.
        (kit.builder().token("wrong").api_key(&*email, &*key), "key of user@example.com"),
    ] {
        let client = builder.build().unwrap();
        reads(&client).await.unwrap();
        writes(&client).await.unwrap();
        assert_eq!(kit.emulator.requests().last().unwrap().caller.as_deref(), Some(caller));
    }
}

#[tokio::test]
async fn one_call_may_have_credentials_of_its_own() {
    let kit = Kit::of(Emulator::builder().credential(Credential::token("reader").read_only())).await;
    let client = kit.with_token("reader");
    refused(writes(&client).await, 403, 10000, AUTHENTICATION);
    let service_key = kit.emulator.service_key().unwrap();
    let options =
        cloudflare_mtls::RequestOptions::new().credentials(Credentials::user_service_key(&*service_key));
    client.zone_settings(ID).update(true).with_options(options).result().await.unwrap();
}

/// Takes the credentials away.
struct Anonymous;

impl Hook for Anonymous {
    fn before_send(&self, _: &Attempt<'_>, request: &mut OutgoingRequest) -> Result<(), HookError> {
        request.headers_mut().remove("authorization");
        Ok(())
    }
}

#[tokio::test]
async fn what_is_missing_or_wrong_has_a_code() {
    let kit = Kit::start().await;
    let (email, key) = kit.emulator.key().unwrap();
    for (builder, code) in [
        (kit.builder().token(kit.emulator.token()).hook(Anonymous), 9106),
        (kit.builder().token("another"), 9109),
        (kit.builder().api_key(&*email, "another"), 10001),
        (kit.builder().api_key("other@example.com", &*key), 10001),
        (kit.builder().user_service_key("another"), 10001),
    ] {
        let client = builder.build().unwrap();
        refused(reads(&client).await, 403, code, AUTHENTICATION);
        refused(writes(&client).await, 403, code, AUTHENTICATION);
    }
    assert!(kit.emulator.requests().iter().all(|request| request.caller.is_none()));
}

#[tokio::test]
async fn reading_and_writing_are_permitted_apart() {
    let builder = Emulator::builder()
        .credential(Credential::token("writer").permissions(false, true))
        .credential(Credential::token("reader").read_only())
        .credential(Credential::token("neither").permissions(false, false));
    let kit = Kit::of(builder).await;
    for (token, may_read, may_write) in
        [("writer", false, true), ("reader", true, false), ("neither", false, false)]
    {
        let client = kit.with_token(token);
        for (outcome, permission, allowed) in
            [(reads(&client).await, "read", may_read), (writes(&client).await, "write", may_write)]
        {
            if allowed {
                outcome.unwrap();
            } else {
                let error = refused(outcome, 403, 10000, AUTHENTICATION);
                let line = error.to_string();
                assert!(line.contains(&format!("the {permission} permission")), "{line}");
                // The client says which permissions those are, by the names that they have there.
                let needed = error.permissions();
                let read = needed.contains(&"SSL and Certificates Read");
                assert!(
                    needed.contains(&"SSL and Certificates Write") && read == (permission == "read"),
                    "{line}"
                );
                assert!(line.contains("; a token for this needs ") && line.contains(needed[0]), "{line}");
            }
        }
    }
}
