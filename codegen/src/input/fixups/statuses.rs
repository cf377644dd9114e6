//! `4xx` in lower case: OpenAPI's ranges are written `4XX`.

use serde_json::{Map, Value};

pub(super) fn mend(responses: &mut Map<String, Value>) -> bool {
    let wrong: Vec<String> =
        responses.keys().filter(|status| status.len() == 3 && status.ends_with("xx")).cloned().collect();
    for status in &wrong {
        if let Some(response) = responses.remove(status) {
            responses.entry(status.to_uppercase()).or_insert(response);
        }
    }
    !wrong.is_empty()
}
