//! `4xx` in lower case: OpenAPI's ranges are written `4XX`.

use serde_json::Value;

use crate::input::document::Pointer;

pub(super) fn mend(value: &mut Value, at: &Pointer) -> bool {
    if at.segments().last() != Some(&"responses") {
        return false;
    }
    let Some(responses) = value.as_object_mut() else { return false };
    let wrong: Vec<String> =
        responses.keys().filter(|status| status.len() == 3 && status.ends_with("xx")).cloned().collect();
    for status in &wrong {
        if let Some(response) = responses.remove(status) {
            responses.entry(status.to_uppercase()).or_insert(response);
        }
    }
    !wrong.is_empty()
}
