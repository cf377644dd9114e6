//! What goes through a proxy: nothing that is for this machine, whatever says so. The environment is
//! set for a process of its own, which is this program again with one test.

use std::process::Command;
use std::time::Duration;

use cloudflare_core::{Method, RequestOptions, prelude::*, reqwest};
use serde_json::json;

use crate::kit::fault_server::{FaultServer, json as answer};
use crate::kit::{TOKEN, builder, success};

/// The address for the child, and where the proxy is.
const URLS: &str = "CLOUDFLARE_CORE_TEST_URLS";
/// What the child says when it has got its answers.
const DONE: &str = "all answered";

fn service() -> FaultServer {
    FaultServer::answering(|_| answer(200, &success(json!("the service"))))
}

fn proxy() -> FaultServer {
    FaultServer::answering(|_| answer(200, &success(json!("a proxy"))))
}

/// The service under each name that this machine has for it.
fn names(service: &FaultServer) -> Vec<String> {
    let url = service.url();
    let names = ["127.0.0.1", "localhost", "127.1", "[::ffff:127.0.0.1]"];
    let urls: Vec<String> = names.iter().map(|name| url.replacen("127.0.0.1", name, 1)).collect();
    // The last one only where there is IPv6.
    let has_ipv6 = std::net::UdpSocket::bind("[::]:0").is_ok();
    urls.into_iter().filter(|url| has_ipv6 || !url.contains('[')).collect()
}

/// Without the machine's roots of trust, which take long to read.
fn http() -> reqwest::ClientBuilder {
    reqwest::Client::builder().tls_certs_only([])
}

async fn asked(client: &cloudflare_core::Client) -> Result<String, cloudflare_core::Error> {
    client.request(Method::GET, "/x").typed::<String>().result().await
}

#[tokio::test]
async fn no_builder_leads_loopback_through_a_proxy() {
    let (service, proxy) = (service(), proxy());
    let through: [fn(&str) -> reqwest::Proxy; 3] = [
        |url| reqwest::Proxy::all(url).unwrap(),
        |url| reqwest::Proxy::http(url).unwrap(),
        |url| {
            let url: reqwest::Url = url.parse().unwrap();
            reqwest::Proxy::custom(move |_| Some(url.clone()))
        },
    ];
    for through in through {
        for url in names(&service) {
            let http = http().proxy(through(&proxy.url()));
            let client = cloudflare_core::Client::builder().token(TOKEN).base_url(&url);
            let client = client.http_client_builder(http).build().unwrap();
            assert_eq!(asked(&client).await.unwrap(), "the service", "{url}");
        }
    }
    assert_eq!((proxy.requests(), service.requests()), (0, 3 * names(&service).len()));
}

#[tokio::test]
async fn what_is_for_others_goes_through_the_builders_proxy() {
    let proxy = proxy();
    let http = http().proxy(reqwest::Proxy::all(proxy.url()).unwrap());
    let client =
        builder("http://192.0.2.1").allow_insecure_http(true).http_client_builder(http).build().unwrap();
    let answered = client.request(Method::GET, "/x").typed::<String>().result().await.unwrap();
    assert_eq!((answered.as_str(), proxy.requests()), ("a proxy", 1));
}

/// One HTTP client can't do both: a call on the other side is refused, and nobody is asked.
#[tokio::test]
async fn a_call_does_not_cross_from_one_side_to_the_other() {
    let (service, proxy) = (service(), proxy());
    let through = || http().proxy(reqwest::Proxy::all(proxy.url()).unwrap());
    let far = builder("http://192.0.2.1").allow_insecure_http(true).http_client_builder(through());
    let near = builder(&service.url()).http_client_builder(through());
    for (client, elsewhere) in [(far, service.url()), (near, "https://192.0.2.1".to_owned())] {
        let call = client.build().unwrap().request(Method::GET, "/x");
        let options = RequestOptions::new().base_url(elsewhere).total_timeout(Duration::from_secs(5));
        let error = call.with_options(options).result().await.unwrap_err();
        assert!(error.to_string().contains("build another client"), "{error}");
        assert_eq!((error.attempts(), error.is_retryable()), (0, false));
    }
    assert_eq!((proxy.requests(), service.requests()), (0, 0));
}

#[test]
fn the_environment_does_not_lead_loopback_through_a_proxy() {
    let (service, proxy) = (service(), proxy());
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "faults_proxies::in_an_environment_with_proxies", "--ignored", "--nocapture"]);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        child.env(name, proxy.url()).env(name.to_lowercase(), proxy.url());
    }
    child.env("NO_PROXY", "example.com").env("no_proxy", "example.com").env_remove("REQUEST_METHOD");
    child.env(URLS, names(&service).join(" "));
    let output = child.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains(DONE), "{said}");
    // Only what was for another machine, of which the child asks once, went through it.
    let received = proxy.received();
    let targets: Vec<&str> = received.iter().map(|request| request.target.as_str()).collect();
    assert_eq!(targets, ["http://192.0.2.1/x"]);
}

#[tokio::test]
#[ignore = "run by another test, in an environment of its own"]
async fn in_an_environment_with_proxies() {
    let urls = std::env::var(URLS).unwrap();
    for url in urls.split(' ') {
        let client = || cloudflare_core::Client::builder().token(TOKEN).base_url(url);
        for client in [client(), client().http_client_builder(http())] {
            assert_eq!(asked(&client.build().unwrap()).await.unwrap(), "the service", "{url}");
        }
        // A call that comes to this machine from a client of another.
        let client = cloudflare_core::Client::builder().token(TOKEN).build().unwrap();
        let call = client.request(Method::GET, "/x").typed::<String>();
        let here = RequestOptions::new().base_url(url);
        assert_eq!(call.with_options(here).result().await.unwrap(), "the service", "{url}");
    }
    let other = cloudflare_core::Client::builder().token(TOKEN).base_url("http://192.0.2.1");
    assert_eq!(asked(&other.allow_insecure_http(true).build().unwrap()).await.unwrap(), "a proxy");
    println!("{DONE}");
}
