//! What every request of the API goes through, in order: route, faults,
//! address limit, authentication, limit of the credential, permissions,
//! validation, the operation, faults again, headers, log.

use std::{future::poll_fn, net::SocketAddr, pin::Pin, time::Duration};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Request, StatusCode, header, request::Parts},
    response::Response,
};
use futures_core::Stream as _;
use serde_json::Value;

use crate::{
    core::{Core, State},
    envelope::Failure,
    fault::{FaultKind, Strike},
    handlers::{Call, zones},
    limits::Standing,
    log::LoggedRequest,
    operation::{Route, route},
    redact,
    reply::{Ending, Reply, fault_reply},
    settings::RateLimit,
    validate::{Query, is_identifier},
};

/// The most that is read of a request's body, in bytes.
const BODY_LIMIT: usize = 4 << 20;

/// Bodies past this length are not kept in the log, in bytes.
const LOGGED_BODY_LIMIT: usize = 256 << 10;

/// Answers one request.
pub(crate) async fn answer(core: &Core, client: SocketAddr, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let sender = core.state().credentials.authenticate(&parts.headers).map(|_| ());
    let body = Received::from(body, sender.is_ok()).await;
    let (reply, delay, changed) = {
        let mut state = core.state();
        let mut exchange = Exchange::new(&mut state, client, &parts, sender, &body);
        let reply = exchange.run();
        exchange.log(&reply);
        let Exchange { delay, changed, .. } = exchange;
        (reply, delay, changed)
    };
    drop((parts, body));
    if changed {
        core.saved().await;
    }
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    if reply.ending == Ending::Silence {
        // Until then, or until the client leaves, which drops this future.
        core.stopping().await;
    }
    reply.into_response()
}

/// A request's body, read to its end or to the limit.
struct Received {
    /// What there was, as far as it was read.
    length: usize,
    /// `None` if it was too long or broke off.
    content: Option<Vec<u8>>,
}

impl Received {
    /// Reads the body. Unless its content is wanted it is counted alone, so that
    /// nobody fills the memory without a credential.
    async fn from(body: Body, wanted: bool) -> Self {
        let mut stream = body.into_data_stream();
        let mut received = Self { length: 0, content: Some(Vec::new()) };
        while let Some(piece) = poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await {
            let Ok(piece) = piece else {
                received.content = None;
                break;
            };
            received.length += piece.len();
            if received.length > BODY_LIMIT {
                return Self { length: BODY_LIMIT, content: None };
            }
            if let Some(content) = received.content.as_mut().filter(|_| wanted) {
                content.extend_from_slice(&piece);
            }
        }
        received
    }
}

/// One request while it is handled.
struct Exchange<'a> {
    state: &'a mut State,
    client: SocketAddr,
    parts: &'a Parts,
    /// Whether the sender was recognised when the body came: without that its
    /// content wasn't kept.
    sender: Result<(), Failure>,
    body: &'a Received,
    operation: Option<&'static str>,
    caller: Option<String>,
    strikes: Vec<Strike>,
    standing: Option<(Standing, RateLimit)>,
    delay: Duration,
    changed: bool,
}

impl<'a> Exchange<'a> {
    fn new(
        state: &'a mut State,
        client: SocketAddr,
        parts: &'a Parts,
        sender: Result<(), Failure>,
        body: &'a Received,
    ) -> Self {
        Self {
            state,
            client,
            parts,
            sender,
            body,
            operation: None,
            caller: None,
            strikes: Vec::new(),
            standing: None,
            delay: Duration::ZERO,
            changed: false,
        }
    }

    fn run(&mut self) -> Reply {
        let routed = route(&self.parts.method, self.parts.uri.path());
        self.operation = routed.as_ref().ok().map(|route| route.operation.name);
        self.strikes = {
            let State { faults, chances, .. } = &mut *self.state;
            let request = routed.as_ref().ok().map(|route| (route.operation.name, &route.scope));
            faults.strike(request, chances)
        };
        for strike in &self.strikes {
            if let FaultKind::Latency { millis } = strike.kind {
                self.delay = self.delay.saturating_add(Duration::from_millis(millis));
            }
        }
        let replacing = self.strikes.iter().find(|strike| strike.kind.replaces_the_answer()).cloned();
        let mut reply = match &replacing {
            Some(strike) if !strike.takes_effect => self.fault(&strike.kind),
            _ => {
                let reply = self.respond(routed);
                match &replacing {
                    Some(strike) => self.fault(&strike.kind),
                    None => reply,
                }
            }
        };
        for strike in &self.strikes {
            reply.suffer(&strike.kind);
        }
        self.add_headers(&mut reply);
        reply
    }

    fn fault(&self, kind: &FaultKind) -> Reply {
        fault_reply(kind, self.state.settings.behaviour.failure_result)
    }

    fn respond(&mut self, routed: Result<Route, Failure>) -> Reply {
        match self.handle(routed) {
            Ok(reply) => reply,
            Err(failure) => Reply::failure(failure, self.state.settings.behaviour.failure_result),
        }
    }

    fn handle(&mut self, routed: Result<Route, Failure>) -> Result<Reply, Failure> {
        self.count_address()?;
        if zones::is_list(&self.parts.method, self.parts.uri.path()) {
            return self.list_zones();
        }
        let route = routed?;
        self.admit(route.operation.writes())?;
        self.check_reach(&route)?;
        let body = self.checked_body(&route)?;
        let query = Query::parse(self.parts.uri.query());
        let now = self.state.clock.now();
        let mut notes = Vec::new();
        let State { world, settings, identifiers, .. } = &mut *self.state;
        let call = Call {
            world,
            settings,
            identifiers,
            now,
            scope: &route.scope,
            parameter: &route.parameter,
            query: &query,
            body: &body,
            notes: &mut notes,
        };
        call.check_scope()?;
        let answer = (route.operation.handler)(call)?;
        let number = self.state.log.next_number();
        self.state.note(notes, Some(number));
        self.changed = route.operation.writes();
        Ok(Reply::success(answer))
    }

    fn count_address(&mut self) -> Result<(), Failure> {
        let Some(limit) = &self.state.settings.address_limit else {
            return Ok(());
        };
        let now = self.state.clock.now();
        let client = self.client.ip().to_string();
        let standing = self.state.address_limiter.count(&client, limit, now);
        self.refuse_past_limit(standing)
    }

    /// The one list beside the operations.
    fn list_zones(&mut self) -> Result<Reply, Failure> {
        self.admit(false)?;
        let State { credentials, world, settings, .. } = &*self.state;
        let caller = credentials.authenticate(&self.parts.headers)?;
        let query = Query::parse(self.parts.uri.query());
        zones::list(world, &caller, &query, &settings.pagination).map(Reply::success)
    }

    /// Who is it, is there room in the limit, and may they do this?
    fn admit(&mut self, writes: bool) -> Result<(), Failure> {
        self.sender.clone()?;
        let now = self.state.clock.now();
        let State { credentials, limiter, settings, .. } = &mut *self.state;
        let caller = credentials.authenticate(&self.parts.headers)?;
        self.caller = Some(caller.label.clone());
        let standing = settings
            .rate_limit
            .as_ref()
            .map(|limit| (limiter.count(&caller.label, limit, now), limit.clone()));
        let may = caller.authorize(writes);
        if let Some((standing, limit)) = standing {
            self.standing = Some((standing, limit));
            self.refuse_past_limit(standing)?;
        }
        may
    }

    /// May they do it here?
    fn check_reach(&self, route: &Route) -> Result<(), Failure> {
        if !is_identifier(route.scope.id()) {
            let pointer = format!("/path/{}", route.scope.parameter());
            let message = "The identifier is not one of 32 hexadecimal digits";
            return Err(Failure::invalid_at(pointer, message));
        }
        let caller = self.state.credentials.authenticate(&self.parts.headers)?;
        caller.authorize_resource(route.scope.id())
    }

    fn refuse_past_limit(&self, standing: Standing) -> Result<(), Failure> {
        if standing.refused {
            let wait = self.state.clock.real_seconds(standing.resets_in);
            return Err(Failure::too_many_requests(wait));
        }
        Ok(())
    }

    /// The JSON that the operation asks for, or null where it asks for none.
    fn checked_body(&self, route: &Route) -> Result<Value, Failure> {
        let body = self.body.content.as_deref().ok_or_else(|| {
            Failure::new(StatusCode::PAYLOAD_TOO_LARGE, 1001, "The request's body is too long")
        })?;
        if !route.operation.takes_a_body() {
            return Ok(Value::Null);
        }
        if body.is_empty() {
            return Err(Failure::invalid_at("", "The request has no body, and a JSON object is required"));
        }
        if !is_json(&self.parts.headers) {
            let message = "The request's content-type is not application/json";
            return Err(Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, 1001, message));
        }
        serde_json::from_slice(body).map_err(|error| {
            // Line and column alone: serde's own text can quote the body.
            let place = format!("line {} column {}", error.line(), error.column());
            Failure::invalid_at("", format!("The request's body is not JSON: {place}"))
        })
    }

    fn add_headers(&mut self, reply: &mut Reply) {
        let ray = format!("{:016x}-EMU", self.state.rays.u64(..));
        // Hexadecimal digits are a valid header value.
        if let Ok(ray) = HeaderValue::from_str(&ray) {
            reply.headers.insert("cf-ray", ray);
        }
        if let Some((standing, limit)) = &self.standing {
            let reset = self.state.clock.real_seconds(standing.resets_in);
            let remaining = standing.remaining;
            let (quota, window) = (limit.requests, limit.window_seconds);
            let pairs = [
                ("ratelimit", format!("\"default\";r={remaining};t={reset}")),
                ("ratelimit-policy", format!("\"burst\";q={quota};w={window}")),
            ];
            for (name, text) in pairs {
                if let Ok(value) = HeaderValue::from_str(&text) {
                    reply.headers.insert(name, value);
                }
            }
        }
    }

    fn log(&mut self, reply: &Reply) {
        let secrets: Vec<String> = self.state.credentials.secrets().map(str::to_owned).collect();
        let headers = self.parts.headers.iter().map(|(name, value)| {
            let text = String::from_utf8_lossy(value.as_bytes());
            let shown = if redact::is_secret_header(name.as_str()) {
                redact::REDACTED.to_owned()
            } else {
                redact::text(&text, &secrets)
            };
            (name.as_str().to_owned(), shown)
        });
        let request = LoggedRequest {
            number: 0,
            at: self.state.clock.now(),
            method: self.parts.method.to_string(),
            path: redact::text(self.parts.uri.path(), &secrets),
            query: self.parts.uri.query().map(|query| redact::query(query, &secrets)),
            headers: headers.collect(),
            body: self.logged_body(&secrets),
            body_length: self.body.length,
            operation: self.operation,
            caller: self.caller.take(),
            status: (reply.ending == Ending::Answer).then(|| reply.status.as_u16()),
            codes: reply.codes(),
            cf_ray: reply
                .headers
                .get("cf-ray")
                .and_then(|ray| ray.to_str().ok())
                .unwrap_or_default()
                .to_owned(),
            faults: self.strikes.iter().map(|strike| strike.kind.name()).collect(),
        };
        let State { log, settings, .. } = &mut *self.state;
        log.push(request, &settings.log);
    }

    /// The JSON of somebody known, as text.
    fn logged_body(&self, secrets: &[String]) -> Option<String> {
        let content = self.body.content.as_deref()?;
        if self.sender.is_err() || content.len() > LOGGED_BODY_LIMIT {
            return None;
        }
        let body: Value = serde_json::from_slice(content).ok()?;
        Some(redact::json(body, secrets).to_string())
    }
}

/// JSON by name. A body without a content type is taken for it.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE) else {
        return true;
    };
    let essence = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}
