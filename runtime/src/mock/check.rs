//! Makes sure that a mocked result is one: what the operation's type can't hold, or doesn't know,
//! is a mistake of the test, and would otherwise show as a field that is mysteriously absent.

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_ignored::Path;
use serde_json::{Value, json};

use crate::api::operation::Operation;
use crate::decode;
use crate::decode::answer::{Answer, Said};
use crate::value::redact::Redactor;
use crate::wire::head::Head;
use crate::wire::operation::OperationContext;
use crate::wire::rate_limits::RateLimits;

/// Reads `result` as the client reads an answer's.
///
/// # Errors
/// What is wrong and where, without any value.
pub(super) fn check<O: Operation>(result: &Value) -> Result<(), String> {
    let answer = Box::new(Answer {
        operation: OperationContext::from(&O::INFO),
        status: StatusCode::OK,
        head: Head::new(HeaderMap::new(), Redactor::default()),
        body: Bytes::from(json!({"success": true, "result": result}).to_string()),
        unread: None,
        limits: RateLimits::default(),
        attempts: 1,
        unsure: false,
        gave_up: None,
        said: Said::default(),
    });
    let id = O::INFO.id;
    let envelope = decode::decode::<O::Result>(answer, O::absent).map_err(|error| {
        let mut text = format!("{id}: the mocked result isn't one");
        let parts = error.parts();
        for part in [&parts.json_path, &parts.excerpt].into_iter().flatten() {
            text.push_str(&format!(": {part}"));
        }
        if let Some(source) = &parts.source {
            text.push_str(&format!(": {source}"));
        }
        text
    })?;
    if envelope.result().is_none() {
        return Err(format!("{id}: null is no result of it; for an answer without one, use null_result()"));
    }
    match unknown::<O>(result).as_slice() {
        [] => Ok(()),
        fields => Err(format!(
            "{id}: the mocked result has what its type doesn't know: {}; if that is meant, use raw_result()",
            fields.join(", ")
        )),
    }
}

/// The places in `result` that its type passes over.
fn unknown<O: Operation>(result: &Value) -> Vec<String> {
    let mut fields = Vec::new();
    // It has been read once, so reading doesn't fail.
    let _ = serde_ignored::deserialize::<_, _, O::Result>(result, |path| {
        let mut text = "result".to_owned();
        push(&path, &mut text);
        fields.push(text);
    });
    fields
}

fn push(path: &Path<'_>, text: &mut String) {
    match path {
        Path::Root => {}
        Path::Seq { parent, index } => {
            push(parent, text);
            text.push_str(&format!("[{index}]"));
        }
        Path::Map { parent, key } => {
            push(parent, text);
            text.push_str(&format!(".{key}"));
        }
        Path::Some { parent } | Path::NewtypeStruct { parent } | Path::NewtypeVariant { parent } => {
            push(parent, text);
        }
    }
}
