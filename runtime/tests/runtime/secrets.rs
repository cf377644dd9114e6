//! Nothing prints a secret: canaries in every secret place, of requests and of answers, and
//! then everything printed that a program can print, searched for them.

use crate::kit::Client;
use cloudflare_core::prelude::*;
use cloudflare_core::runtime::Operation;
use cloudflare_core::{Credentials, ErrorKind, Id, Method, Nullable, RequestOptions, Scope, Secret};
use serde_json::json;

use crate::kit::canary::{
    ANSWER_KEY, API_KEY, BODY_KEY, HEADER, PASSWORD, PEM_KEY, Printed, TOKEN, builder, credentials,
    every_call,
};
use crate::kit::gadgets::{CreateGadget, Gadget};

#[test]
fn types_print_no_secret() {
    let printed = Printed::default();
    printed.debug(&credentials());
    printed.debug(&Secret::new(BODY_KEY));
    printed.debug(&Nullable::Value(Secret::new(BODY_KEY)));
    printed.debug(&RequestOptions::new().credentials(Credentials::token(TOKEN)).header("x", HEADER));
    printed.debug(&builder(&format!("https://u:{PASSWORD}@example.com"), &printed));
    printed.error(&builder(&format!("https://u:{PASSWORD}@example.com"), &printed).build().unwrap_err());
    printed.error(&Client::builder().token(format!("{TOKEN}\n\n")).build().unwrap_err());
    printed.error(&Client::builder().api_key("a", format!("{API_KEY}\u{7f}")).build().unwrap_err());
    let client = builder("http://127.0.0.1:1", &printed).build().unwrap();
    printed.debug(&client);
    let gadgets = client.gadgets(&Scope::account("a").unwrap());
    let body = CreateGadget::new("n", BODY_KEY);
    printed.debug(&gadgets);
    printed.debug(&body);
    let create = gadgets.create(body);
    printed.debug(&create);
    printed.debug(&create.clone().with_header("x", HEADER));
    printed.debug(&create.into_request());
    printed.debug(&client.request(Method::POST, "/x").json(&json!({"private_key": BODY_KEY})));
    printed.debug(&gadgets.list().pages());
    printed.debug(&gadgets.list().items());
    let gadget: Gadget = serde_json::from_value(json!({"private_key": ANSWER_KEY})).unwrap();
    assert_eq!(gadget.private_key.as_ref().unwrap().expose(), ANSWER_KEY);
    printed.debug(&gadget);
    // What came as a secret isn't written out again either.
    printed.text(&serde_json::to_string(&gadget).unwrap());
    printed.debug(&Id::<Gadget>::new("g"));
    printed.is_clean();
}

#[tokio::test]
async fn calls_print_no_secret_whatever_the_service_echoes() {
    let printed = Printed::default();
    let kinds = every_call(&printed).await;
    for kind in
        [ErrorKind::Api, ErrorKind::Decode, ErrorKind::Redirect, ErrorKind::Transport, ErrorKind::EmptyResult]
    {
        assert!(kinds.contains(&Some(kind)), "{kind:?} was tried");
    }
    assert!(kinds.contains(&None), "a success was tried");
    printed.is_clean();
}

#[tokio::test]
async fn a_body_that_does_not_serialize_prints_no_secret() {
    struct Unwilling;
    impl serde::Serialize for Unwilling {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("unwilling"))
        }
    }
    let printed = Printed::default();
    let client = builder("http://127.0.0.1:1", &printed).build().unwrap();
    let request = client.request(Method::POST, "/x").json(&(Secret::new(BODY_KEY), Unwilling));
    printed.debug(&request);
    printed.error(&request.result().await.unwrap_err());
    printed.is_clean();
}

#[test]
fn a_panic_prints_no_secret() {
    let printed = Printed::default();
    let client = builder("http://127.0.0.1:1", &printed).build().unwrap();
    let body = CreateGadget::new("n", BODY_KEY);
    let held = (client, body, Credentials::token(TOKEN), Secret::new(PEM_KEY));
    let failed: Result<(), _> = std::hint::black_box(Err(held));
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || failed.unwrap())).unwrap_err();
    printed.text(panic.downcast_ref::<String>().unwrap());
    printed.is_clean();
}
