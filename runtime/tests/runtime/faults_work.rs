//! Answers that are made to cost a client time or memory. What they cost is linear in their bytes:
//! with work that grows faster none of these tests would ever end.

use crate::kit::Client;
use cloudflare_core::prelude::*;
use cloudflare_core::{ErrorKind, Method, RetryPolicy};
use serde_json::Value;

use crate::kit::fault_server::{Fault, FaultServer, response};
use crate::kit::tried::head;

/// A client that takes answers of any size and tries once.
fn client(server: &FaultServer) -> Client {
    crate::kit::builder(&server.url()).body_limit(usize::MAX).retry(RetryPolicy::none()).build().unwrap()
}

async fn answered(fault: Fault) -> Result<cloudflare_core::Envelope<Value>, cloudflare_core::Error> {
    let server = FaultServer::with([fault]);
    client(&server).request(Method::GET, "/x").send().await
}

#[tokio::test]
async fn an_announced_length_takes_no_memory() {
    for length in [1_u64 << 40, (1 << 62) + 1, u64::MAX - 1] {
        let fault = Fault::Close([head(&format!("content-length: {length}")), b"{}".to_vec()].concat());
        let error = answered(fault).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    }
}

#[tokio::test]
async fn a_megabyte_of_errors_is_counted_and_not_kept() {
    for (item, count) in [("{}", 700_000), (r#"{"code":1,"message":"m"}"#, 100_000)] {
        let items = vec![item; count].join(",");
        let body = format!(r#"{{"success":false,"errors":[{items}],"messages":[{items}],"result":null}}"#);
        let error = answered(Fault::Bytes(response(400, &[], body))).await.unwrap_err();
        assert_eq!((error.kind(), error.errors().len(), error.messages().len()), (ErrorKind::Api, 100, 100));
        assert_eq!(error.errors_left_out(), count - 100);
        let line = error.to_string();
        assert!(line.contains(&format!("and {} more", count - 5)) && line.len() < 1_000, "{line}");
    }
    let body = format!(r#"{{"success":true,"messages":[{}],"result":1}}"#, vec!["{}"; 300_000].join(","));
    let envelope = answered(Fault::Bytes(response(200, &[], body))).await.unwrap();
    assert_eq!(envelope.messages().len(), 100);
    // What is said of a page may be long, too.
    let info = format!(r#"{{"page":3,"x":[{}]}}"#, vec!["[]"; 300_000].join(","));
    let body = format!(r#"{{"success":true,"result":1,"result_info":{info}}}"#);
    let envelope = answered(Fault::Bytes(response(200, &[], body))).await.unwrap();
    assert_eq!(envelope.result_info().unwrap().page, Some(3));
}

#[tokio::test]
async fn a_download_in_pieces_of_one_byte() {
    let text = format!("{{\"log\": [{}", "\"line\", ".repeat(9_000));
    for (label, text) in
        [("application/json", text.clone()), ("text/plain", text), ("text/plain", "a".repeat(70_000))]
    {
        let mut bytes = head(&format!("transfer-encoding: chunked\r\ncontent-type: {label}"));
        for byte in text.bytes() {
            bytes.extend_from_slice(b"1\r\n");
            bytes.extend_from_slice(&[byte, b'\r', b'\n']);
        }
        bytes.extend_from_slice(b"0\r\n\r\n");
        let server = FaultServer::with([Fault::Bytes(bytes)]);
        let mut pieces = client(&server).request(Method::GET, "/log").download().stream().await.unwrap();
        let mut came = Vec::new();
        while let Some(piece) = pieces.try_next().await.unwrap() {
            came.extend_from_slice(&piece);
        }
        assert!(came == text.as_bytes(), "{} bytes of {}", came.len(), text.len());
    }
}

#[tokio::test]
async fn a_page_of_nothing_but_tags() {
    for piece in ["<é", "<", "<a href=\"", "<script>", "<!--", "</", "&#", "%", "\\", "-----BEGIN", "bearer "]
    {
        for status in [200, 502] {
            let page = format!("<html>{}<p>words</p>", piece.repeat(400_000 / piece.len()));
            let error = answered(Fault::Bytes(response(status, &[], page))).await.unwrap_err();
            assert!(error.excerpt().is_none_or(|excerpt| excerpt.chars().count() <= 201), "{piece}");
        }
    }
}

#[tokio::test]
async fn words_after_a_script_are_shown() {
    for end in ["</script>", "</SCRIPT>", "</Script >", "</sCRIPT\n>"] {
        let page = format!("<html><SCRIPT>var a = '<p>';{end}<h1>Bad</h1> gateway");
        let error = answered(Fault::Bytes(response(502, &[], page))).await.unwrap_err();
        assert_eq!(error.excerpt(), Some("Bad gateway"), "{end}");
    }
}

#[tokio::test]
async fn a_result_of_another_shape_and_many_megabytes() {
    for item in ["[]", "{\"a\":[]}", "0", "\"\""] {
        let items = vec![item; 2_000_000 / (item.len() + 1)].join(",");
        let body = format!(r#"{{"success":true,"result":{{"id":[{items}],"name":"n"}}}}"#);
        let server = FaultServer::with([Fault::Bytes(response(200, &[], body))]);
        let request = client(&server).request(Method::GET, "/x").typed::<crate::kit::gadgets::Gadget>();
        let error = request.send().await.unwrap_err();
        assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some("result.id")), "{error}");
        assert!(error.excerpt().unwrap().starts_with("{id: ["), "{error}");
    }
}
