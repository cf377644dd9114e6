//! Who may use the control endpoints: programs, and no web page.
//!
//! A browser lets any page send requests to the loopback address. Three things
//! tell such a request from a program's, and each alone would be too little: it
//! comes under a name that its author chose (`Host`; a name that leads to
//! 127.0.0.1 makes a page and an emulator one origin), it says which page sent
//! it (`Origin`, `Sec-Fetch-Site`), and without asking first it can't declare
//! its body as JSON.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use super::Refusal;
use crate::handle::Handle;

/// Lets a request through, and answers it once what it changed is written.
pub(super) async fn admit(State(handle): State<Handle>, request: Request, next: Next) -> Response {
    let core = handle.core();
    if let Err(refusal) = check(request.method(), request.headers(), core.address, &core.control_hosts) {
        return refusal.into_response();
    }
    let reads = request.method() == Method::GET;
    let response = next.run(request).await;
    if !reads {
        core.saved().await;
    }
    response
}

fn check(
    method: &Method,
    headers: &HeaderMap,
    address: SocketAddr,
    control_hosts: &[String],
) -> Result<(), Refusal> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let forbidden = |message: String| Err(Refusal(StatusCode::FORBIDDEN, message));

    let host = text("host").unwrap_or_default();
    if !is_own(host, address.ip(), control_hosts) {
        let message = "the control endpoints aren't reached under this Host; \
                       --control-host NAME lets them be reached under NAME";
        return forbidden(message.into());
    }
    let own_origin = format!("http://{host}");
    if text("origin").is_some_and(|origin| !origin.eq_ignore_ascii_case(&own_origin)) {
        return forbidden("the control endpoints take nothing from a page of another Origin".into());
    }
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return forbidden("the control endpoints take nothing from a page of another Origin".into());
    }
    let has_body = [Method::POST, Method::PUT, Method::PATCH].contains(method);
    if has_body && !is_json(text(header::CONTENT_TYPE.as_str()).unwrap_or_default()) {
        let message = "the content-type has to be application/json".into();
        return Err(Refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
    }
    Ok(())
}

/// True for loopback's names and addresses, the address that is listened on,
/// and what was given.
fn is_own(host: &str, address: IpAddr, control_hosts: &[String]) -> bool {
    let name = without_port(host);
    let lower = name.to_ascii_lowercase();
    if lower == "localhost" || lower.ends_with(".localhost") {
        return true;
    }
    if control_hosts.iter().any(|own| without_port(own).eq_ignore_ascii_case(name)) {
        return true;
    }
    let ip = name.parse::<IpAddr>().ok().map(|ip| ip.to_canonical());
    ip.is_some_and(|ip| ip.is_loopback() || (ip == address.to_canonical() && !ip.is_unspecified()))
}

/// The name or address of a `Host`; an IPv6 address comes without its brackets.
fn without_port(host: &str) -> &str {
    if let Some((address, _)) = host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return address;
    }
    match host.rsplit_once(':') {
        // An IPv6 address that came without brackets.
        Some((before, _)) if before.contains(':') => host,
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_told_apart() {
        let bound = IpAddr::from([192, 0, 2, 7]);
        let given = ["emulator.test".to_owned(), "2001:db8::1".to_owned()];
        for own in [
            "localhost:1",
            "x.localhost",
            "127.0.0.1",
            "127.1.2.3:9",
            "[::1]:9",
            "[::ffff:127.0.0.1]",
            "192.0.2.7:80",
            "emulator.test:80",
            "[2001:db8::1]:80",
        ] {
            assert!(is_own(own, bound, &given), "{own}");
        }
        for foreign in [
            "",
            ":80",
            "example.com",
            "localhost.example",
            "notlocalhost",
            "192.0.2.8",
            "0.0.0.0",
            "127.0.0.1.example",
        ] {
            assert!(!is_own(foreign, bound, &given), "{foreign}");
        }
        assert!(!is_own("0.0.0.0", IpAddr::from([0, 0, 0, 0]), &[]));
    }
}
