//! What a mock answers: the part of [`Then`](super::Then) that doesn't depend on the operation's
//! type, and how it becomes HTTP.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use httpmock::{HttpMockRequest, HttpMockResponse};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::api::paging::Paging;

/// An answer in the making.
#[derive(Clone, Default)]
pub(super) struct MockAnswer {
    pub(super) status: Option<StatusCode>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) messages: Vec<(i64, String)>,
    pub(super) content: Option<Content>,
    /// Results come without an envelope, as the document shows them.
    pub(super) bare: bool,
    pub(super) delay: Duration,
    pub(super) limit: Option<usize>,
}

/// What an answer says.
#[derive(Clone)]
pub(super) enum Content {
    /// A success with a result, which may be null.
    Result(Value),
    /// A success with one page of a list.
    Page { items: Vec<Value>, info: PageInfo, list: Option<&'static str> },
    /// The page that is asked for, of a whole list.
    Pages { items: Vec<Value>, per_page: u64, paging: Paging, list: Option<&'static str> },
    /// A failure, with these errors.
    Failure(Vec<(i64, String)>),
    /// A page of a gateway, and no envelope.
    Html,
    /// Bytes of a media type, and no envelope.
    Raw { media_type: String, content: Bytes },
}

/// Where a page stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PageInfo {
    pub(super) page: u64,
    pub(super) per_page: u64,
    pub(super) total: u64,
    /// Where the next page begins, in a list that goes by cursors.
    pub(super) cursor: Option<usize>,
}

impl MockAnswer {
    /// The answer to a request.
    pub(super) fn response(&self, request: &HttpMockRequest) -> HttpMockResponse {
        let mut headers = self.headers.clone();
        let given = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let (kind, body) = match &self.content {
            Some(Content::Html) => ("text/html; charset=UTF-8", html(self.status()).into()),
            Some(Content::Raw { media_type, content }) => (&**media_type, content.clone()),
            content => {
                let mut answer = self.envelope(content.as_ref(), request);
                if self.bare && !matches!(content, Some(Content::Failure(_))) {
                    let info = answer["result_info"].take();
                    answer = answer["result"].take();
                    // What a list inside an object says of itself stands beside it.
                    if let (Value::Object(answer), Value::Object(info)) = (&mut answer, info) {
                        answer.insert("result_info".to_owned(), Value::Object(info));
                    }
                }
                ("application/json", Bytes::from(answer.to_string()))
            }
        };
        if !given {
            headers.push(("content-type".to_owned(), kind.to_owned()));
        }
        HttpMockResponse::builder().status(self.status().as_u16()).headers(headers).body(body).build()
    }

    fn status(&self) -> StatusCode {
        self.status.unwrap_or(StatusCode::OK)
    }

    fn envelope(&self, content: Option<&Content>, request: &HttpMockRequest) -> Value {
        let (errors, result, info) = match content {
            None | Some(Content::Html | Content::Raw { .. }) => (&[][..], Value::Null, None),
            Some(Content::Result(result)) => (&[][..], result.clone(), None),
            Some(Content::Failure(errors)) => (errors.as_slice(), Value::Null, None),
            Some(Content::Page { items, info, list }) => {
                (&[][..], placed(items, *list), Some(info.json(items.len())))
            }
            Some(Content::Pages { items, per_page, paging, list }) => {
                let (items, info) = page(items, *per_page, *paging, request);
                (&[][..], placed(items, *list), Some(info.json(items.len())))
            }
        };
        let mut envelope = json!({
            "success": !matches!(content, Some(Content::Failure(_))),
            "errors": said(errors),
            "messages": said(&self.messages),
            "result": result,
        });
        if let Some(info) = info {
            envelope["result_info"] = info;
        }
        envelope
    }
}

impl PageInfo {
    fn json(self, count: usize) -> Value {
        let mut info = json!({
            "page": self.page,
            "per_page": self.per_page,
            "count": count,
            "total_count": self.total,
            "total_pages": self.total.div_ceil(self.per_page.max(1)),
        });
        if let Some(cursor) = self.cursor {
            info["cursor"] = json!(cursor.to_string());
        }
        info
    }
}

/// Items as an operation's result has them, whose field `list` they are in; none where they are the
/// result.
pub(super) fn placed(items: &[Value], list: Option<&str>) -> Value {
    match list {
        Some(list) => json!({list: items}),
        None => json!(items),
    }
}

/// The page of a list that a request asks for; the first, when it doesn't say. A page past the
/// last one is empty. No page is larger than `most`.
fn page<'a>(
    items: &'a [Value],
    most: u64,
    paging: Paging,
    request: &HttpMockRequest,
) -> (&'a [Value], PageInfo) {
    let asked = |name: &str| -> Option<u64> {
        let query = request.query_params();
        query.iter().find(|(known, _)| known == name)?.1.parse().ok().filter(|number| *number > 0)
    };
    let per_page =
        asked("per_page").or_else(|| asked("limit")).or_else(|| asked("count")).unwrap_or(most).min(most);
    let before = match paging {
        Paging::Page => (asked("page").unwrap_or(1) - 1).saturating_mul(per_page),
        Paging::Numbered(parameter) => (asked(parameter).unwrap_or(1) - 1).saturating_mul(per_page),
        // A cursor of this service is the number of items before it.
        Paging::Cursor(parameter) | Paging::Offset(parameter) => asked(parameter).unwrap_or(0),
        Paging::StartIndex(parameter) => asked(parameter).unwrap_or(1) - 1,
    };
    let index = |number: u64| usize::try_from(number).unwrap_or(usize::MAX).min(items.len());
    let (start, end) = (index(before), index(before.saturating_add(per_page)));
    let cursor = Some(end).filter(|end| matches!(paging, Paging::Cursor(_)) && *end < items.len());
    let page = before / per_page.max(1) + 1;
    (&items[start..end], PageInfo { page, per_page, total: items.len() as u64, cursor })
}

/// Errors or messages as the service writes them.
fn said(items: &[(i64, String)]) -> Value {
    items.iter().map(|(code, text)| json!({"code": code, "message": text})).collect()
}

fn html(status: StatusCode) -> String {
    let words = status.canonical_reason().unwrap_or("Error");
    let title = format!("{} {words}", status.as_u16());
    format!("<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n")
}

impl fmt::Debug for MockAnswer {
    /// What kind of answer it is. Nothing of a result is shown: it may hold a private key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.status().as_u16())?;
        match &self.content {
            None => f.write_str("nothing"),
            Some(Content::Html) => f.write_str("a page in HTML"),
            Some(Content::Raw { media_type, content }) => {
                write!(f, "{} bytes of {media_type}", content.len())
            }
            Some(Content::Result(Value::Null)) => f.write_str("no result"),
            Some(Content::Result(_)) => f.write_str("a result"),
            Some(Content::Page { items, info, .. }) => {
                write!(f, "page {} with {} items", info.page, items.len())
            }
            Some(Content::Pages { items, per_page, .. }) => {
                write!(f, "{} items on pages of {per_page}", items.len())
            }
            Some(Content::Failure(errors)) => {
                let codes: Vec<i64> = errors.iter().map(|(code, _)| *code).collect();
                write!(f, "a failure {codes:?}")
            }
        }
    }
}
