//! What a mock expects of a call: the part of [`When`](super::When) that doesn't depend on the
//! operation's type.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use httpmock::HttpMockRequest;
use serde::Serialize;

use super::compare::ExpectedBody;
use super::raw::RawBody;
use super::route;
use crate::request::scope::Scope;
use crate::value::redact::Redactor;
use crate::value::secret;
use crate::wire::multipart::Multipart;
use crate::wire::operation::OperationInfo;

/// The longest value of a parameter that is quoted, in characters.
const QUOTED: usize = 120;

/// A condition that a test wrote itself.
type Condition = Box<dyn Fn(&HttpMockRequest) -> bool + Send + Sync>;

/// The operation, and what its calls are to have.
pub(super) struct Expected {
    pub(super) operation: OperationInfo,
    /// All operations, to tell whose a call is.
    pub(super) others: &'static [OperationInfo],
    path: Vec<(&'static str, String)>,
    query: Vec<(Cow<'static, str>, String)>,
    headers: Vec<(String, String)>,
    body: Option<ExpectedBody>,
    /// A body that isn't JSON.
    raw_body: Option<RawBody>,
    conditions: Vec<Condition>,
    /// Knows the secrets of the body.
    redactor: Redactor,
}

/// What a mock makes of a call.
pub(super) enum Verdict {
    /// It is the mock's to answer.
    Fits,
    /// It is a call of the operation, and this is different from what is expected.
    Differs(Vec<String>),
    /// It is a call of something else.
    Other,
}

impl Expected {
    pub(super) fn new(operation: OperationInfo, others: &'static [OperationInfo]) -> Self {
        Self {
            operation,
            others,
            path: Vec::new(),
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            raw_body: None,
            conditions: Vec::new(),
            redactor: Redactor::default(),
        }
    }

    pub(super) fn scope(&mut self, scope: &Scope) {
        self.path("accounts_or_zones", scope.collection().to_owned());
        self.path("account_or_zone_id", scope.id().to_owned());
    }

    pub(super) fn path(&mut self, name: &'static str, value: String) {
        self.path.retain(|(known, _)| *known != name);
        self.path.push((name, value));
    }

    pub(super) fn query(&mut self, name: Cow<'static, str>, value: String) {
        self.query.retain(|(known, _)| *known != name);
        self.query.push((name, value));
    }

    pub(super) fn header(&mut self, name: String, value: String) {
        self.headers.push((name, value));
    }

    pub(super) fn is_true(&mut self, condition: Condition) {
        self.conditions.push(condition);
    }

    /// Expects a body. In a typed one the secrets are known.
    #[track_caller]
    pub(super) fn body<T: Serialize + ?Sized>(&mut self, body: &T, typed: bool) {
        let (value, secrets) = secret::collect(|| serde_json::to_value(body));
        let value = match value {
            Ok(value) => value,
            Err(error) => panic!("{}: the expected body doesn't serialize: {error}", self.operation.id),
        };
        self.redactor = Redactor::default();
        secrets.iter().for_each(|secret| self.redactor.add(secret));
        self.body = Some(ExpectedBody { value, partial: !typed, secrets: typed.then_some(secrets) });
    }

    pub(super) fn bytes(&mut self, body: Bytes) {
        self.raw_body = Some(RawBody::Bytes(body));
    }

    pub(super) fn form(&mut self, form: &Multipart) {
        self.raw_body = Some(RawBody::form(form));
    }

    pub(super) fn part(&mut self, name: String, content: Bytes) {
        let parts = self.raw_body.take().unwrap_or(RawBody::Parts(Vec::new()));
        self.raw_body = Some(parts.and_part(name, content));
    }

    /// Whether a call is as expected, and what isn't.
    pub(super) fn judge(&self, request: &HttpMockRequest) -> Verdict {
        let uri = request.uri();
        if !route::is_of(&self.operation, self.others, request.method_str(), uri.path()) {
            return Verdict::Other;
        }
        let mut differences = Vec::new();
        let parameters = route::parameters(self.operation.path, uri.path()).unwrap_or_default();
        for (name, expected) in &self.path {
            let sent = parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
            self.compare(name, name, sent, expected, &mut differences);
        }
        let query = request.query_params();
        for (name, expected) in &self.query {
            // A list is sent as one value with commas, or as one value for each of its items.
            let sent: Vec<&str> =
                query.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect();
            let sent = (!sent.is_empty()).then(|| sent.join(","));
            let at = format!("query {name}");
            self.compare(&at, name, sent.as_deref(), expected, &mut differences);
        }
        for (name, expected) in &self.headers {
            let mut values =
                request.headers_vec().iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
            // A header may hold credentials: its value is never shown.
            if !values.any(|(_, value)| value == expected) {
                differences.push(format!("header {name}: not the expected value"));
            }
        }
        if let Some(body) = &self.body {
            differences.extend(body.differences(request.body_ref(), &self.redactor));
        }
        if let Some(body) = &self.raw_body {
            differences.extend(body.differences(request));
        }
        for (position, condition) in self.conditions.iter().enumerate() {
            if !condition(request) {
                differences.push(format!("condition {} of the test isn't met", position + 1));
            }
        }
        if differences.is_empty() { Verdict::Fits } else { Verdict::Differs(differences) }
    }

    /// Compares the parameter of a name, which stands at a place.
    fn compare(
        &self,
        at: &str,
        name: &str,
        sent: Option<&str>,
        expected: &str,
        differences: &mut Vec<String>,
    ) {
        if sent == Some(expected) {
            return;
        }
        differences.push(match sent {
            Some(_) if self.is_secret(name) => format!("{at}: another secret than expected"),
            Some(sent) => format!("{at}: {}, expected {}", self.quoted(sent), self.quoted(expected)),
            None => format!("{at}: not set, expected {}", self.told(name, expected)),
        });
    }

    fn is_secret(&self, name: &str) -> bool {
        self.operation.secrets.contains(&name)
    }

    /// The value of a parameter, unless that is a secret.
    fn told(&self, name: &str, value: &str) -> String {
        if self.is_secret(name) { "a secret".to_owned() } else { self.quoted(value) }
    }

    fn quoted(&self, text: &str) -> String {
        format!("{:?}", self.redactor.excerpt(text, QUOTED))
    }

    /// "GET /path?query", for reports. The call may be another operation's, and have secrets of its own.
    pub(super) fn line(&self, request: &HttpMockRequest) -> String {
        let (uri, method) = (request.uri(), request.method_str());
        let mut known = std::iter::once(&self.operation).chain(self.others);
        let whose = known
            .find(|info| !info.secrets.is_empty() && route::is_of(info, self.others, method, uri.path()));
        let target = match whose {
            Some(info) => route::without_secrets(info, uri.path(), uri.query()),
            None => uri.path_and_query().map_or(uri.path(), |target| target.as_str()).to_owned(),
        };
        self.redactor.excerpt(&format!("{method} {target}"), 2 * QUOTED)
    }

    /// What is expected, in one line: "zone_id: "…", body: given".
    pub(super) fn summary(&self) -> String {
        let path = self.path.iter().map(|(name, value)| format!("{name}: {}", self.told(name, value)));
        let query =
            self.query.iter().map(|(name, value)| format!("query {name}: {}", self.told(name, value)));
        let headers = self.headers.iter().map(|(name, _)| format!("header {name}: given"));
        let body = self.body.iter().map(|body| {
            if body.partial { "body: given in part".to_owned() } else { "body: given".to_owned() }
        });
        let raw_body = self.raw_body.iter().map(|body| match body {
            RawBody::Parts(_) => "body: given in part".to_owned(),
            RawBody::Bytes(_) | RawBody::Form(_) => "body: given".to_owned(),
        });
        let conditions = self.conditions.iter().map(|_| "a condition".to_owned());
        path.chain(query)
            .chain(headers)
            .chain(body)
            .chain(raw_body)
            .chain(conditions)
            .collect::<Vec<_>>()
            .join(", ")
    }
}

impl fmt::Debug for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} {})", self.operation.id, self.operation.method(), self.operation.path)?;
        match self.summary().as_str() {
            "" => Ok(()),
            summary => write!(f, " with {summary}"),
        }
    }
}
