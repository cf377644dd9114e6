//! Pages of lists, and what `result_info` says about them.

use cloudflare_mtls_emulator::ResultInfo;
use serde_json::{Value, json};

use crate::kit::{Kit, access, authority, leaf, pulls};

async fn with_certificates(count: usize) -> Kit {
    let kit = Kit::start().await;
    let certificate = authority().certificate;
    for number in 0..count {
        let body = json!({"name": format!("number {number}"), "certificate": certificate});
        kit.post(&access("accounts"), body).await.result();
    }
    kit
}

async fn page(kit: &Kit, query: &str) -> (Vec<String>, Value) {
    let answer = kit.get(&format!("{}{query}", access("accounts"))).await;
    let names = answer.result().as_array().unwrap().iter();
    let names = names.map(|item| item["name"].as_str().unwrap().to_owned()).collect();
    (names, answer.body["result_info"].clone())
}

fn info(count: u64, page: u64, per_page: u64, total_count: u64, total_pages: u64) -> Value {
    json!({
        "count": count,
        "page": page,
        "per_page": per_page,
        "total_count": total_count,
        "total_pages": total_pages,
    })
}

#[tokio::test]
async fn access_certificates_come_in_pages() {
    let kit = with_certificates(23).await;
    let (names, only) = page(&kit, "").await;
    assert_eq!((names.len(), only), (23, info(23, 1, 50, 23, 1)));
    kit.emulator.change_settings(|settings| settings.pagination.default_per_page = 20);
    let (names, first) = page(&kit, "").await;
    assert_eq!((names.len(), first), (20, info(20, 1, 20, 23, 2)));
    let (names, second) = page(&kit, "?page=2").await;
    assert_eq!(
        (names, second),
        (vec!["number 20".into(), "number 21".into(), "number 22".into()], info(3, 2, 20, 23, 2))
    );
    let (names, third) = page(&kit, "?page=3&per_page=10").await;
    assert_eq!((names.len(), third), (3, info(3, 3, 10, 23, 3)));
    let (names, past) = page(&kit, "?page=18446744073709551615&per_page=50").await;
    assert_eq!((names.len(), past), (0, info(0, u64::MAX, 50, 23, 1)));
}

#[tokio::test]
async fn page_and_per_page_have_bounds() {
    let kit = with_certificates(0).await;
    for (query, pointers) in [
        ("?page=0", vec!["/query/page"]),
        ("?page=-1", vec!["/query/page"]),
        ("?page=two", vec!["/query/page"]),
        ("?per_page=0", vec!["/query/per_page"]),
        ("?page=x&per_page=x", vec!["/query/page", "/query/per_page"]),
    ] {
        let refused = kit.get(&format!("{}{query}", access("accounts"))).await;
        refused.fails(400, 1001);
        for (index, pointer) in pointers.iter().enumerate() {
            assert_eq!(refused.pointer(index), pointer, "{query}");
        }
    }
    kit.get(&format!("{}?per_page=x", access("accounts"))).await.fails(400, 1001);
    kit.get(&format!("{}?per_page=1000&order=name", access("accounts"))).await.result();
    kit.emulator.change_settings(|settings| settings.pagination.min_per_page = 5);
    kit.get(&format!("{}?per_page=4", access("accounts"))).await.fails(400, 1001);
}

#[tokio::test]
async fn result_info_comes_in_several_forms() {
    let kit = with_certificates(2).await;
    kit.emulator.change_settings(|settings| settings.pagination.result_info = ResultInfo::WithoutTotalPages);
    let (_, older) = page(&kit, "").await;
    assert_eq!(older, json!({"count": 2, "page": 1, "per_page": 50, "total_count": 2}));
    kit.emulator.change_settings(|settings| settings.pagination.result_info = ResultInfo::Absent);
    assert_eq!(kit.get(&access("accounts")).await.body.get("result_info"), None);
}

#[tokio::test]
async fn a_list_can_answer_page_one_for_ever() {
    let kit = with_certificates(3).await;
    kit.emulator.change_settings(|settings| settings.pagination.ignore_page = true);
    let (first, info_of_first) = page(&kit, "?page=1&per_page=2").await;
    let (ninth, info_of_ninth) = page(&kit, "?page=9&per_page=2").await;
    assert_eq!((first, info_of_first), (ninth, info_of_ninth));
}

#[tokio::test]
async fn lists_without_documented_pages_are_whole() {
    let kit = Kit::start().await;
    kit.post(&pulls(), leaf().body()).await.result();
    let first = kit.get(&pulls()).await;
    let second = kit.get(&format!("{}?page=2", pulls())).await;
    assert_eq!(first.body, second.body);
    assert_eq!(first.body["result_info"], info(1, 1, 50, 1, 1));
}

#[tokio::test]
async fn a_large_per_page_is_cut_to_the_greatest() {
    let kit = with_certificates(3).await;
    for large in ["1001", "18446744073709551615", "99999999999999999999999999"] {
        let (names, info_of_all) = page(&kit, &format!("?per_page={large}")).await;
        assert_eq!((names.len(), info_of_all), (3, info(3, 1, 1_000, 3, 1)), "{large}");
    }
    kit.emulator.change_settings(|settings| settings.pagination.max_per_page = 2);
    let (names, second) = page(&kit, "?per_page=50&page=2").await;
    assert_eq!((names, second), (vec!["number 2".into()], info(1, 2, 2, 3, 2)));
    // Bounds that contradict each other are no reason to fall over.
    kit.emulator.change_settings(|settings| {
        settings.pagination.max_per_page = 0;
        settings.pagination.min_per_page = 9;
        settings.pagination.default_per_page = 0;
    });
    assert_eq!(page(&kit, "?per_page=50").await.0.len(), 1);
    assert_eq!(page(&kit, "").await.0.len(), 1);
}
