//! What is inside a call, without a network: `cargo bench --package benches`.
//!
//! Times of this kind depend on the machine and on what else it does, so nothing is checked against them;
//! `benches/instructions` is what a change must pass.

use benches::hand;
use cloudflare_mtls::types::{AccessCertificate, CreateZoneCertificate};
use cloudflare_mtls::workflows::Preflight;
use cloudflare_mtls::{Scope, runtime::serde_json};
use divan::{Bencher, black_box};
use serde::de::DeserializeOwned;

fn main() {
    divan::main();
}

/// The list of a page of 1,000, without its envelope.
fn list() -> String {
    let page: serde_json::Value = serde_json::from_str(&benches::page(1000, 1, 1)).expect("it is JSON");
    page["result"].to_string()
}

/// A page, read as this crate's type and as a derived one.
#[divan::bench(types = [AccessCertificate, hand::Certificate])]
fn page_of_1000<T: DeserializeOwned>(bencher: Bencher<'_, '_>) {
    let list = list();
    bencher.bench(|| serde_json::from_str::<Vec<T>>(black_box(&list)).expect("certificates"));
}

#[divan::bench]
fn scope(bencher: Bencher<'_, '_>) {
    bencher.bench(|| Scope::account(black_box("023e105f4ecef8ad9ca31a8372d0c353")).expect("an identifier"));
}

/// A certificate and its key, as they are uploaded.
fn pair() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(["app.example.com".to_owned()]).expect("a certificate");
    (made.cert.pem(), made.signing_key.serialize_pem())
}

#[divan::bench]
fn body_of_an_upload(bencher: Bencher<'_, '_>) {
    let (certificate, key) = pair();
    let body = CreateZoneCertificate::new(certificate, key);
    bencher.bench(|| serde_json::to_vec(black_box(&body)).expect("JSON"));
}

/// PEM is taken apart, the key is held against the certificate, and what doesn't fit is said.
#[divan::bench]
fn preflight(bencher: Bencher<'_, '_>) {
    let (certificate, key) = pair();
    let preflight = Preflight::leaf(certificate, key);
    bencher.bench(|| black_box(&preflight).check().is_ok());
}
