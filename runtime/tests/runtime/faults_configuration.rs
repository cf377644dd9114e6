//! What the caller set up, and what the environment did: the last word counts, a contradiction is an
//! error, and a line break at the end of a file is none.

use std::env::VarError;
use std::time::Duration;

use cloudflare_core::{Client, ClientBuilder, Credentials, ErrorKind, Method, RequestOptions, RetryPolicy};
use cloudflare_core::{prelude::*, reqwest};
use serde_json::json;

use crate::kit::fault_server::{FaultServer, json as answer};
use crate::kit::success;

const AUTHENTICATING: [&str; 4] = ["authorization", "x-auth-email", "x-auth-key", "x-auth-user-service-key"];

fn server() -> FaultServer {
    FaultServer::answering(|_| answer(200, &success(json!(null))))
}

/// What arrives of the headers that authenticate.
async fn sent(builder: ClientBuilder, server: &FaultServer) -> Vec<String> {
    let client = builder.base_url(server.url()).http_client_builder(bare()).build().unwrap();
    client.request(Method::GET, "/x").typed::<Option<u8>>().result().await.unwrap();
    let received = server.received().pop().unwrap();
    AUTHENTICATING.iter().filter_map(|name| received.header(name).map(str::to_owned)).collect()
}

type Way = (&'static str, fn(ClientBuilder) -> ClientBuilder, &'static [&'static str]);

const WAYS: [Way; 4] = [
    ("token", |b| b.token("a-token"), &["Bearer a-token"]),
    ("api_key", |b| b.api_key("e@example.com", "a-key"), &["e@example.com", "a-key"]),
    ("user_service_key", |b| b.user_service_key("a-service-key"), &["a-service-key"]),
    ("credentials", |b| b.credentials(Credentials::token("other")), &["Bearer other"]),
];

#[tokio::test]
async fn the_last_way_to_authenticate_wins_also_over_the_environment() {
    let server = server();
    for (first, set_first, _) in WAYS {
        for (second, set_second, expected) in WAYS {
            let builder = set_second(set_first(Client::builder()));
            assert_eq!(sent(builder, &server).await, expected, "{first}, then {second}");
        }
    }
    let environments: [&[(&str, &str)]; 3] = [
        &[("CLOUDFLARE_API_TOKEN", "env-token")],
        &[("CLOUDFLARE_API_KEY", "env-key"), ("CLOUDFLARE_EMAIL", "env@example.com")],
        &[("CLOUDFLARE_API_USER_SERVICE_KEY", "env-service-key")],
    ];
    for variables in environments {
        for (name, set, expected) in WAYS {
            let builder = ClientBuilder::from_variables(of(variables)).unwrap();
            assert_eq!(sent(set(builder), &server).await, expected, "{variables:?}, then {name}");
        }
    }
}

fn of(variables: &[(&str, &str)]) -> impl Fn(&str) -> Result<String, VarError> {
    |name: &str| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned()).ok_or(VarError::NotPresent)
    }
}

#[tokio::test]
async fn one_line_break_at_the_end_is_forgiven_everywhere() {
    let server = server();
    for end in ["\n", "\r\n"] {
        let ended = |text: &str| format!("{text}{end}");
        for (builder, expected) in [
            (Client::builder().token(ended("t")), &["Bearer t"][..]),
            (Client::builder().api_key(ended("e"), ended("k")), &["e", "k"]),
            (Client::builder().user_service_key(ended("s")), &["s"]),
            (Client::builder().credentials(Credentials::token(ended("c"))), &["Bearer c"]),
            (
                ClientBuilder::from_variables(|name| match name {
                    "CLOUDFLARE_EMAIL" => Ok(ended("e")),
                    "CLOUDFLARE_API_KEY" => Ok(ended("k")),
                    _ => Err(VarError::NotPresent),
                })
                .unwrap(),
                &["e", "k"],
            ),
        ] {
            assert_eq!(sent(builder, &server).await, expected, "{end:?}");
        }
        let builder = Client::builder().token("t").header("cf-access-client-secret", ended("h"));
        sent(builder, &server).await;
        assert_eq!(server.received().pop().unwrap().header("cf-access-client-secret"), Some("h"));
        // What is forgiven is still a secret.
        let secret = ended("canary0123456789");
        let builder = Client::builder().token(&secret).header("x", &secret).base_url(server.url());
        let shown = format!("{builder:?}");
        assert!(!format!("{shown}{:?}", builder.build().unwrap()).contains("canary"));
    }
}

#[test]
fn any_other_white_space_stays_refused() {
    for wrong in
        ["t\n\n", "t\r\n\r\n", "t\r", "t \n", "t\n ", "\nt", " t", "t ", "t\t", "a\nb", "t\n\r", "\n", ""]
    {
        for builder in [
            Client::builder().token(wrong),
            Client::builder().api_key("e", wrong),
            Client::builder().api_key(wrong, "k"),
            Client::builder().user_service_key(wrong),
        ] {
            let error = builder.build().expect_err(wrong);
            assert_eq!(error.kind(), ErrorKind::Configuration);
        }
    }
    for wrong in ["h\n\n", "a\nb", "\nh", "h\r"] {
        assert!(Client::builder().token("t").header("x", wrong).build().is_err(), "{wrong:?}");
    }
}

type Setter = fn(ClientBuilder) -> ClientBuilder;

/// Two settings that can't both be meant, and what the error says.
const CONTRADICTIONS: [(Setter, Setter, [&str; 3]); 5] = [
    (
        |b| b.attempt_timeout(Duration::from_secs(9)),
        |b| b.total_timeout(Duration::from_secs(5)),
        ["attempt_timeout (9s)", "total_timeout (5s)", "shorten"],
    ),
    (
        |b| b.connect_timeout(Duration::from_secs(9)),
        |b| b.attempt_timeout(Duration::from_secs(5)),
        ["connect_timeout (9s)", "attempt_timeout (5s)", "shorten"],
    ),
    (
        |b| b.connect_timeout(Duration::from_secs(9)),
        |b| b.total_timeout(Duration::from_secs(5)),
        ["connect_timeout (9s)", "total_timeout (5s)", "shorten"],
    ),
    (
        |b| b.user_agent("tool/1"),
        |b| b.header("User-Agent", "x"),
        ["user-agent", "user_agent()", "leave out"],
    ),
    (
        |b| b.retry(RetryPolicy::new().max_retries(5)),
        |b| b.retry_budget(0),
        ["retry() permits 5", "retry_budget(0)", "leave the budget out"],
    ),
];

#[test]
fn settings_that_contradict_each_other_fail_in_either_order() {
    for (one, other, says) in CONTRADICTIONS {
        for builder in [other(one(Client::builder().token("t"))), one(other(Client::builder().token("t")))] {
            let error = builder.build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            for says in says {
                assert!(error.to_string().contains(says), "{error}");
            }
        }
        for alone in [one, other] {
            assert!(alone(Client::builder().token("t")).build().is_ok());
        }
    }
    let insecure = Client::builder().token("t").base_url("http://192.0.2.1").allow_insecure_http(false);
    assert!(insecure.build().unwrap_err().to_string().contains("allow_insecure_http(true)"));
}

#[tokio::test]
async fn what_is_said_for_a_call_contradicts_nothing_of_the_client() {
    let server = server();
    let builder = Client::builder().token("t").base_url(server.url()).user_agent("tool/1");
    let client = builder.attempt_timeout(Duration::from_secs(30)).build().unwrap();
    let call = |options| client.request(Method::GET, "/x").typed::<Option<u8>>().with_options(options);
    let quick = RequestOptions::new().total_timeout(Duration::from_secs(5)).header("user-agent", "mine");
    call(quick).result().await.unwrap();
    assert_eq!(server.received()[0].header("user-agent"), Some("mine"));
    let slow = RequestOptions::new().attempt_timeout(Duration::from_secs(9));
    let error = call(slow.total_timeout(Duration::from_secs(5))).result().await.unwrap_err();
    assert!(error.to_string().contains("attempt_timeout (9s)"), "{error}");
    assert_eq!(server.requests(), 1);
}

/// A builder that doesn't read the machine's roots of trust, which takes long.
fn bare() -> reqwest::ClientBuilder {
    reqwest::Client::builder().tls_certs_only([])
}

/// Every setter that has a value, with two different ones.
fn setters() -> Vec<(&'static str, Setter, Setter)> {
    vec![
        ("credentials", |b| b.token("a"), |b| b.token("b")),
        ("base_url", |b| b.base_url("http://127.0.0.1:1"), |b| b.base_url("http://127.0.0.1:2")),
        ("allow_insecure_http", |b| b.allow_insecure_http(true), |b| b.allow_insecure_http(false)),
        ("user_agent", |b| b.user_agent("a"), |b| b.user_agent("b")),
        ("header", |b| b.header("x-a", "1"), |b| b.header("X-A", "2")),
        (
            "connect",
            |b| b.connect_timeout(Duration::from_secs(1)),
            |b| b.connect_timeout(Duration::from_secs(2)),
        ),
        (
            "attempt",
            |b| b.attempt_timeout(Duration::from_secs(3)),
            |b| b.attempt_timeout(Duration::from_secs(4)),
        ),
        ("total", |b| b.total_timeout(Duration::from_secs(5)), |b| b.total_timeout(Duration::from_secs(6))),
        ("retry", |b| b.retry(RetryPolicy::none()), |b| b.retry(RetryPolicy::new())),
        ("retry_budget", |b| b.retry_budget(7), |b| b.retry_budget(8)),
        ("body_limit", |b| b.body_limit(9), |b| b.body_limit(10)),
        ("pacing", |b| b.pacing(true), |b| b.pacing(false)),
        ("max_in_flight", |b| b.max_in_flight(11), |b| b.max_in_flight(12)),
        (
            "http_client_builder",
            |b| b.http_client_builder(bare()),
            |b| b.http_client_builder(bare().no_proxy()),
        ),
    ]
}

/// All pairs: a setter called twice leaves the last value, and two setters do the same in either order.
#[test]
fn the_last_call_of_a_setter_wins_and_the_order_of_two_makes_no_difference() {
    let shown = |builder: &ClientBuilder| format!("{builder:?}");
    // This one's value isn't shown before it has been checked.
    let addressed =
        Client::builder().token("t").base_url("http://127.0.0.1:1").base_url("http://127.0.0.1:2");
    assert_eq!(addressed.build().unwrap().base_url(), "http://127.0.0.1:2");
    let mut pairs = 0;
    for (name, one, two) in setters() {
        let last = shown(&two(one(Client::builder())));
        if name == "header" {
            // Both are kept, and the last is sent: names aren't compared before they are checked.
            continue;
        }
        assert_eq!(last, shown(&two(Client::builder())), "{name}");
        for (other, set, _) in setters() {
            if other != name {
                pairs += 1;
                let (first, second) = (set(one(Client::builder())), one(set(Client::builder())));
                assert_eq!(shown(&first), shown(&second), "{name} and {other}");
                assert!(first.token("t").http_client_builder(bare()).build().is_ok(), "{name} and {other}");
            }
        }
    }
    assert_eq!(pairs, 13 * 13);
}

#[tokio::test]
async fn of_headers_of_one_name_the_last_is_sent() {
    let server = server();
    sent(Client::builder().token("t").header("x-a", "1").header("X-A", "2"), &server).await;
    let received = server.received().pop().unwrap();
    assert_eq!(received.headers.iter().filter(|(name, _)| name == "x-a").count(), 1);
    assert_eq!(received.header("x-a"), Some("2"));
}
