//! What is wrong with a certificate or its key is said before anything is sent, in words.

use std::time::Duration;

use cloudflare_mtls::prelude::*;
use cloudflare_mtls::workflows::{Preflight, Problem, WorkflowErrorKind};
use cloudflare_mtls::{Scope, Timestamp};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, SanType};

use crate::kit::{ID, Kit};
use crate::pairs::{Pair, authority, leaf, made};

fn now() -> Timestamp {
    "2030-01-01T00:00:00Z".parse().unwrap()
}

/// The problems of a leaf.
fn problems(pair: &Pair) -> Vec<Problem> {
    Preflight::leaf(&pair.certificate, &pair.key)
        .at(now())
        .check()
        .map(drop)
        .map_err(|unfit| unfit.problems)
        .err()
        .unwrap_or_default()
}

fn between(from: i32, to: i32) -> Pair {
    made(|params| {
        params.not_before = rcgen::date_time_ymd(from, 1, 1);
        params.not_after = rcgen::date_time_ymd(to, 1, 1);
    })
}

#[test]
fn a_good_one_is_described() {
    let pair = made(|params| {
        params.distinguished_name.push(DnType::CommonName, "pulls \u{1b}[31m");
        params.not_after = rcgen::date_time_ymd(2030, 1, 20);
    });
    let facts = Preflight::leaf(&pair.certificate, &pair.key).at(now()).check().unwrap();
    let certificate = &facts.certificate;
    assert_eq!(
        (certificate.key.as_str(), certificate.signature.as_str()),
        ("ECDSA P-256", "ECDSAWithSHA256")
    );
    assert_eq!(certificate.hostnames, ["app.example.com"]);
    assert!(!certificate.is_authority && facts.chain.is_empty());
    // A terminal doesn't obey a certificate.
    assert_eq!(certificate.subject, "pulls \\u{1b}[31m");
    assert_eq!(facts.notes, [format!("the certificate ({}) expires in 19 days", certificate.subject)]);
}

#[test]
fn each_problem_has_its_words() {
    let good = leaf();
    let with_key = |key: &str| Pair { certificate: good.certificate.clone(), key: key.to_owned() };
    let encrypted = good.key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    let damaged = good.key.replacen("MI", "AA", 1);
    let garbage = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let unreadable = Pair { certificate: format!("{}{garbage}", good.certificate), key: good.key.clone() };
    let both = Pair { certificate: format!("{}{}", good.certificate, good.key), key: good.key.clone() };
    let nothing = Pair { certificate: "no certificate".into(), key: good.key.clone() };
    for (pair, says) in [
        (between(2020, 2029), "expired on 2029-01-01"),
        (between(2031, 2039), "isn't valid before 2031-01-01"),
        (with_key(&leaf().key), "belongs to another certificate"),
        (with_key(""), "no private key"),
        (with_key(&encrypted), "encrypted with a passphrase"),
        (with_key(&damaged), "can't be read"),
        (authority(), "is an authority's"),
        (unreadable, "certificate 2 of the text can't be read"),
        (both, "holds a private key"),
        (nothing, "there is no certificate"),
    ] {
        let problems = problems(&pair);
        let text = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        assert!(problems.len() == 1 && text.contains(says), "{says}: {text}");
        let body = pair.key.lines().nth(1).unwrap_or("nothing of the kind");
        assert!(!text.contains(body), "{text}");
    }
    let facts = Preflight::authority(&good.certificate).at(now()).check().unwrap_err();
    assert!(facts.to_string().contains("is no authority's"), "{facts}");
    Preflight::authority(authority().certificate).at(now()).check().unwrap();
}

#[test]
fn all_problems_are_told_at_once() {
    let pair = Pair { key: leaf().key, ..between(2020, 2029) };
    let preflight = Preflight::leaf(&pair.certificate, &pair.key).hostnames(["www.example.com"]).at(now());
    let problems = preflight.check().unwrap_err().problems;
    assert!(
        matches!(problems[..], [Problem::KeyOfAnother, Problem::Expired { .. }, Problem::NotCovered { .. }]),
        "{problems:?}"
    );
}

#[test]
fn hostnames_and_time_are_compared_where_asked_for() {
    let pair = made(|params| {
        params.subject_alt_names =
            ["*.example.com", "example.org"].map(|name| SanType::DnsName(name.try_into().unwrap())).to_vec();
        params.not_after = rcgen::date_time_ymd(2030, 3, 1);
    });
    let check = |hostname: &str| {
        Preflight::leaf(&pair.certificate, &pair.key).hostnames([hostname]).at(now()).check().is_ok()
    };
    for covered in ["a.example.com", "A.EXAMPLE.com.", "example.org"] {
        assert!(check(covered), "{covered}");
    }
    for other in ["example.com", "a.b.example.com", ".example.com", "a.example.org", ""] {
        assert!(!check(other), "{other}");
    }
    let valid_for = |days: u64| {
        let time = Duration::from_secs(days * 86_400);
        Preflight::leaf(&pair.certificate, &pair.key).valid_for(time).at(now()).check()
    };
    valid_for(58).unwrap();
    assert!(valid_for(60).unwrap_err().to_string().contains("has to be valid for 60 days"));
    Preflight::leaf(&pair.certificate, &pair.key).valid_for(Duration::MAX).at(now()).check().unwrap_err();
}

#[test]
fn a_chain_has_to_be_in_order() {
    let certificate = |name: &str, is_ca: bool| {
        let mut params =
            CertificateParams::new(vec![format!("{}.example.com", name.to_lowercase())]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        if is_ca {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        }
        (params, KeyPair::generate().unwrap())
    };
    let (root, root_key) = certificate("Root", true);
    let (between, between_key) = certificate("Between", true);
    let (leaf, leaf_key) = certificate("Leaf", false);
    let root_pem = root.self_signed(&root_key).unwrap().pem();
    let root_issuer = Issuer::from_params(&root, &root_key);
    let between_pem = between.signed_by(&between_key, &root_issuer).unwrap().pem();
    let between_issuer = Issuer::from_params(&between, &between_key);
    let leaf_pem = leaf.signed_by(&leaf_key, &between_issuer).unwrap().pem();
    let key = leaf_key.serialize_pem();
    let check = |chain: &[&String]| {
        let text: String = chain.iter().map(|pem| pem.as_str()).collect();
        Preflight::leaf(text, &key).at(now()).check()
    };
    let facts = check(&[&leaf_pem, &between_pem, &root_pem]).unwrap();
    assert_eq!(facts.chain.iter().map(|one| one.subject.as_str()).collect::<Vec<_>>(), ["Between", "Root"]);
    assert_eq!(facts.certificate.issuer, "Between");
    check(&[&leaf_pem]).unwrap();
    let error = check(&[&leaf_pem, &root_pem, &between_pem]).unwrap_err().to_string();
    assert!(
        error.contains("certificate 2 (Root) didn't sign the one before it, which Between signed"),
        "{error}"
    );
    // The right name, and another key.
    let (impostor, impostor_key) = certificate("Between", true);
    let impostor = impostor.signed_by(&impostor_key, &root_issuer).unwrap().pem();
    check(&[&leaf_pem, &impostor, &root_pem]).unwrap_err();
    check(&[&between_pem, &leaf_pem]).unwrap_err();
}

#[tokio::test]
async fn ensuring_and_rotating_look_before_they_send() {
    let kit = Kit::start().await;
    let (good, other) = (leaf(), leaf());
    let zone = kit.client.zone_certificates(ID);
    let hostname = kit.client.hostname_certificates(ID);
    let access = kit.client.access_certificates(&Scope::account(ID).unwrap());
    // The client's clock counts.
    let expired = between(2020, 2029);
    let errors = [
        zone.ensure(&good.certificate, &other.key).run().await.unwrap_err(),
        zone.rotate(&expired.certificate, &expired.key).run().await.unwrap_err(),
        zone.rotate(&good.certificate, &other.key).plan().await.unwrap_err(),
        hostname.rotate(ID, &good.certificate, &other.key).run().await.unwrap_err(),
        access.ensure("devices", &good.certificate).run().await.unwrap_err(),
        access.rotate(ID, &good.certificate).run().await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), WorkflowErrorKind::Unfit, "{error}");
    }
    assert_eq!(kit.emulator.received(), 0);
    // Who knows better can send it all the same.
    let error = zone.ensure(&good.certificate, &other.key).skip_preflight().run().await.unwrap_err();
    assert!(error.last_call().unwrap().has_code(2200), "{error}");
}

#[test]
fn damage_is_never_a_panic() {
    let Pair { certificate, key } = leaf();
    for text in [&certificate, &key] {
        for at in 0..text.len() {
            for other in ["A", "-", ""] {
                let mut damaged = text.clone();
                damaged.replace_range(at..=at, other);
                let _ = Preflight::leaf(&damaged, &key).check();
                let _ = Preflight::leaf(&certificate, &damaged).check();
            }
        }
    }
}
