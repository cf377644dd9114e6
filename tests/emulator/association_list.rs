//! The list of a zone's associations: the active ones unless others are asked for, page by page.

use cloudflare_mtls::operations::HostnameAssociationsList;
use cloudflare_mtls::prelude::*;
use cloudflare_mtls::types::{Association, CertificateStatus, HostnameAssociationFilter};
use futures_util::TryStreamExt;

use crate::kit::{ID, Kit, SECOND};
use crate::origin_pulls::Kind;
use crate::pairs::leaf;

use HostnameAssociationFilter::{All, PendingDeletion, PendingDeployment};

fn hostname(number: usize) -> String {
    format!("h{number:02}.example.com")
}

/// Associates as many hostnames with a certificate of their own.
async fn associated(kit: &Kit, count: usize) -> String {
    let id = kit.upload(Kind::Hostname, &leaf()).await.unwrap().id;
    kit.step(60 * SECOND);
    let all: Vec<_> = (0..count).map(|number| Association::enable(hostname(number), &*id)).collect();
    kit.client.hostname_associations(ID).update(all).result().await.unwrap();
    id
}

async fn names(list: HostnameAssociationsList) -> Vec<String> {
    let items: Vec<_> = list.items().try_collect().await.unwrap();
    items.into_iter().map(|item| item.hostname.unwrap()).collect()
}

#[tokio::test]
async fn only_active_ones_are_listed_unless_asked_for() {
    let kit = Kit::start().await;
    let id = associated(&kit, 3).await;
    let associations = kit.client.hostname_associations(ID);
    let all = [hostname(0), hostname(1), hostname(2)];
    assert_eq!(names(associations.list()).await, [""; 0]);
    assert_eq!(names(associations.list().status([All])).await, all);
    kit.step(SECOND);
    assert_eq!(names(associations.list()).await, [""; 0]);
    assert_eq!(names(associations.list().status([PendingDeployment])).await, all);
    kit.step(60 * SECOND);
    assert_eq!(names(associations.list()).await, all);

    let off = [Association::void(hostname(1)), Association::disable(hostname(2), &*id)];
    associations.update(off).result().await.unwrap();
    assert_eq!(names(associations.list().status([PendingDeletion])).await, [hostname(1)]);
    // Several at once, in the types of the answers as well.
    let several = associations.list().status([CertificateStatus::PendingDeletion, CertificateStatus::Active]);
    assert!(names(several).await.contains(&hostname(1)));
    kit.step(60 * SECOND);
    assert_eq!(names(associations.list()).await, [hostname(0), hostname(2)]);
    assert_eq!(names(associations.list().status([PendingDeletion])).await, [""; 0]);
}

#[tokio::test]
async fn an_entry_says_which_certificate_a_hostname_uses() {
    let kit = Kit::start().await;
    let old = associated(&kit, 1).await;
    let new = kit.upload(Kind::Hostname, &leaf()).await.unwrap().id;
    kit.step(60 * SECOND);
    let associations = kit.client.hostname_associations(ID);
    let [before] = associations.list().result().await.unwrap().try_into().unwrap();
    assert_eq!(before.cert_id.as_ref().unwrap().as_str(), old);
    assert_eq!((before.enabled, &before.status), (Some(true), &Some(CertificateStatus::Active)));
    assert!(before.created_at.is_some() && before.updated_at.is_some());
    assert!(before.certificate.is_none() && before.private_key.is_none());

    // Moved, verified, deleted.
    associations.update([Association::enable(hostname(0), &*new)]).result().await.unwrap();
    kit.step(60 * SECOND);
    let [after] = associations.list().result().await.unwrap().try_into().unwrap();
    assert_eq!(after.cert_id.as_ref().unwrap().as_str(), new);
    kit.delete(Kind::Hostname, &old).await.unwrap();
    let [after] = associations.list().status([All]).result().await.unwrap().try_into().unwrap();
    assert_eq!((after.cert_id.unwrap().as_str(), after.enabled), (new.as_str(), Some(true)));
}

#[tokio::test]
async fn a_voided_hostname_that_was_moved_is_cut_off() {
    let kit = Kit::start().await;
    let _old = associated(&kit, 1).await;
    let new = kit.upload(Kind::Hostname, &leaf()).await.unwrap().id;
    kit.step(60 * SECOND);
    let associations = kit.client.hostname_associations(ID);
    associations.update([Association::enable(hostname(0), &*new)]).result().await.unwrap();
    // What the documentation warns of.
    associations.update([Association::void(hostname(0))]).result().await.unwrap();
    kit.step(60 * SECOND);
    assert_eq!(names(associations.list()).await, [""; 0]);
}

#[tokio::test]
async fn many_come_page_by_page() {
    let kit = Kit::start().await;
    associated(&kit, 60).await;
    kit.step(60 * SECOND);
    let associations = kit.client.hostname_associations(ID);
    let all: Vec<_> = (0..60).map(hostname).collect();
    let before = kit.emulator.requests().len();
    assert_eq!(names(associations.list()).await, all);
    assert_eq!(kit.emulator.requests().len() - before, 2, "50 a page unless asked for others");
    assert_eq!(names(associations.list().per_page(7)).await, all);
    assert_eq!(names(associations.list().per_page(1_000)).await, all);
    let page = associations.list().page(2).per_page(50).send().await.unwrap();
    let info = page.result_info().unwrap();
    assert_eq!(
        (info.page, info.per_page, info.count, info.total_count),
        (Some(2), Some(50), Some(10), Some(60))
    );
    assert!(associations.list().page(9).result().await.unwrap().is_empty());
}
