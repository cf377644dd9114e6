//! Answers as the service wraps them.

use serde_json::{Value, json};

/// A success with this result.
pub fn success(result: Value) -> Value {
    json!({"success": true, "errors": [], "messages": [], "result": result})
}

/// Two items of a page of a list with so many pages.
pub fn numbered(number: &str, pages: u64) -> Value {
    let items = json!([{"id": format!("{number}a")}, {"id": format!("{number}b")}]);
    page(items, json!({"total_pages": pages}))
}

/// A success with this page of a list.
pub fn page(result: Value, result_info: Value) -> Value {
    let mut envelope = success(result);
    envelope["result_info"] = result_info;
    envelope
}

/// A failure with one error.
pub fn failure(code: i64, message: &str) -> Value {
    json!({"success": false, "errors": [{"code": code, "message": message}], "messages": [], "result": null})
}
