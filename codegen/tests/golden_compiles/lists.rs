//! How lists of operations are walked: by which parameter, and where in an answer they are.

use cloudflare_core::runtime::{Operation, Paged, Paging};
use serde_json::json;

use crate::{client, golden};

#[test]
fn cursors_go_where_the_document_says() {
    let client: golden::paging_cursor::Client = client();
    assert_eq!(client.keys().list().paging(), Paging::Cursor("cursor"));
    assert_eq!(client.keys().list_cursors().paging(), Paging::Cursor("pageToken"));
    assert_eq!(client.keys().list_next().paging(), Paging::Cursor("nextCursor"));
    assert_eq!(client.keys().list_both().paging(), Paging::Page);
}

#[test]
fn offsets_go_where_the_document_says() {
    let client: golden::paging_offset::Client = client();
    assert_eq!(client.keys().list().paging(), Paging::Offset("offset"));
    assert_eq!(client.keys().list_skipped().paging(), Paging::Offset("skip"));
    assert_eq!(client.keys().list_started().paging(), Paging::Offset("start"));
    assert_eq!(client.keys().list_both().paging(), Paging::Page);
    assert_eq!(client.keys().list_numbered().paging(), Paging::Numbered("pageNumber"));
    assert_eq!(client.keys().get_inside().paging(), Paging::Offset("offset"));
}

#[test]
fn lists_inside_objects_are_found_there() {
    use golden::paging_inside::boxes::operations::{BoxesGet, BoxesGetLids, BoxesGetType};

    fn items<P: Paged>(page: serde_json::Value) -> (Option<&'static str>, Vec<P::Item>) {
        let page: P::Result = serde_json::from_value(page).unwrap();
        let count = P::items_of(&page).len();
        let items = P::into_items(page);
        assert_eq!(items.len(), count);
        (P::LIST, items)
    }
    let (list, boxes) = items::<BoxesGet>(json!({"boxes": [{"id": "a"}, {"id": "b"}]}));
    assert_eq!((list, boxes[1].id.as_deref()), (Some("boxes"), Some("b")));
    let lids = items::<BoxesGetLids>(json!({"hinges": ["h"], "lids": ["a", null]}));
    assert_eq!(lids, (Some("lids"), vec![Some("a".to_owned()), None]));
    assert_eq!(items::<BoxesGetType>(json!({"Type": [1, 2], "next": 3})), (Some("Type"), vec![1, 2]));
    for nothing in [json!({"Type": null}), json!({"next": 3}), json!({})] {
        assert_eq!(items::<BoxesGetType>(nothing).1, [0_i64; 0]);
    }
    let client: golden::paging_inside::Client = client();
    assert_eq!(client.boxes().get_type("a").paging(), Paging::Cursor("cursor"));
}

#[test]
fn lists_are_paged_where_they_can_be() {
    fn paged<P: Paged>(_: &P) {}
    let list = client::<golden::paging::Client>().pages().list();
    paged(&list);
    let request = list.page(2).per_page(5).into_request();
    assert_eq!((request.query("page"), request.query("per_page")), (Some("2"), Some("5")));
}
