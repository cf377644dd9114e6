//! Pages of lists: what the emulator cuts, and where the client stops.

use cloudflare_mtls::types::{AccessCertificate, CreateAccessCertificate};
use cloudflare_mtls::{Error, ErrorKind, Method, prelude::*};
use cloudflare_mtls_emulator::{Emulator, ResultInfo};
use serde_json::Value;

use crate::kit::{ID, Kit, account, scopes};
use crate::origin_pulls::Kind;
use crate::pairs::{authority, leaf};

const LIST: &str = "access_certificates.list";

/// So many Access certificates, named by their numbers.
async fn with_certificates(count: usize) -> Kit {
    let kit =
        Kit::of(Emulator::builder().settings(|settings| settings.quotas.access_certificates = 100)).await;
    let certificate = authority().certificate;
    for number in 0..count {
        let body = CreateAccessCertificate::new(number.to_string(), &*certificate);
        kit.access(&account()).create(body).result().await.unwrap();
    }
    kit
}

fn numbers(certificates: &[AccessCertificate]) -> Vec<usize> {
    certificates.iter().map(|one| one.name.as_ref().unwrap().parse().unwrap()).collect()
}

/// The items of all pages of so many each, and the error that ended them if one did.
async fn walk(kit: &Kit, per_page: u64) -> (Vec<usize>, Option<Error>) {
    let mut seen = Vec::new();
    let mut items = kit.access(&account()).list().per_page(per_page).items();
    loop {
        match items.try_next().await {
            Ok(Some(item)) => seen.push(item),
            Ok(None) => return (numbers(&seen), None),
            Err(error) => return (numbers(&seen), Some(error)),
        }
    }
}

#[tokio::test]
async fn both_scopes_have_pages() {
    let kit = Kit::start().await;
    for scope in scopes() {
        for name in ["0", "1", "2"] {
            let body = CreateAccessCertificate::new(name, authority().certificate);
            kit.access(&scope).create(body).result().await.unwrap();
        }
        let mut pages = kit.access(&scope).list().per_page(2).pages();
        let first = pages.try_next().await.unwrap().unwrap().into_result().unwrap();
        let second = pages.try_next().await.unwrap().unwrap().into_result().unwrap();
        assert_eq!((numbers(&first), numbers(&second)), (vec![0, 1], vec![2]));
        assert!(pages.try_next().await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_large_per_page_is_cut_and_the_walk_still_sees_all() {
    let kit = with_certificates(5).await;
    kit.emulator.change_settings(|settings| settings.pagination.max_per_page = 2);
    let list = || kit.access(&account()).list().per_page(1_001);
    assert_eq!(list().result().await.unwrap().len(), 2);
    let mut all = list().items();
    let mut seen = 0;
    while all.try_next().await.unwrap().is_some() {
        seen += 1;
    }
    assert_eq!(seen, 5);
}

#[tokio::test]
async fn every_item_comes_once_and_no_request_is_wasted() {
    let kit = with_certificates(6).await;
    for (form, per_page, requests) in [
        (ResultInfo::Full, 2, 3),
        (ResultInfo::Full, 4, 2),
        (ResultInfo::Full, 6, 1),
        (ResultInfo::WithoutTotalPages, 2, 3),
        (ResultInfo::WithoutTotalPages, 4, 2),
        (ResultInfo::WithoutTotalPages, 6, 1),
        // Without any numbers a full page may have a successor, and an empty one says that it hasn't.
        (ResultInfo::Absent, 2, 4),
        (ResultInfo::Absent, 4, 2),
    ] {
        kit.emulator.change_settings(|settings| settings.pagination.result_info = form);
        kit.emulator.clear_requests();
        let (seen, error) = walk(&kit, per_page).await;
        assert_eq!(seen, (0..6).collect::<Vec<_>>(), "{form:?} {per_page}");
        assert!(error.is_none(), "{form:?} {per_page}: {error:?}");
        assert_eq!(kit.received(LIST), requests, "{form:?} {per_page}");
    }
    let (seen, _) = walk(&with_certificates(0).await, 2).await;
    assert!(seen.is_empty());
}

#[tokio::test]
async fn a_list_that_ignores_page_does_not_hold_the_client_for_ever() {
    let kit = with_certificates(6).await;
    kit.emulator.change_settings(|settings| settings.pagination.ignore_page = true);
    for form in [ResultInfo::Full, ResultInfo::WithoutTotalPages, ResultInfo::Absent] {
        kit.emulator.change_settings(|settings| settings.pagination.result_info = form);
        kit.emulator.clear_requests();
        let (seen, error) = walk(&kit, 4).await;
        assert_eq!(seen, [0, 1, 2, 3], "{form:?}");
        let error = error.unwrap();
        assert_eq!((error.kind(), kit.received(LIST)), (ErrorKind::Pagination, 2), "{error}");
    }
    // With all of it on one page there is nothing wrong, where totals say that it is all of it.
    for (form, fine) in
        [(ResultInfo::Full, true), (ResultInfo::WithoutTotalPages, true), (ResultInfo::Absent, false)]
    {
        kit.emulator.change_settings(|settings| settings.pagination.result_info = form);
        let (seen, error) = walk(&kit, 10).await;
        assert_eq!((seen.len(), error.is_none()), (6, fine), "{form:?}");
    }
}

#[tokio::test]
async fn a_list_without_documented_pages_is_whole() {
    let kit = Kit::start().await;
    for _ in 0..3 {
        kit.upload(Kind::Hostname, &leaf()).await.unwrap();
    }
    let path = format!("/zones/{ID}/origin_tls_client_auth/hostnames/certificates");
    let list = || kit.client.request(Method::GET, &*path).query("per_page", 2).list::<Value>();
    let whole = list().send().await.unwrap();
    let info = whole.result_info().unwrap();
    assert_eq!((info.total_count, info.total_pages, info.page), (Some(3), Some(1), Some(1)));
    assert_eq!(whole.into_result().unwrap().len(), 3);
    // A pager that takes it for a paged list sees each of them once.
    kit.emulator.clear_requests();
    let mut pages = list().pages();
    assert_eq!(pages.try_next().await.unwrap().unwrap().into_result().unwrap().len(), 3);
    assert!(pages.try_next().await.unwrap().is_none());
    assert_eq!(kit.received("hostname_certificates.list"), 1);
}
