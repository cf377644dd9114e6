//! A service that repeats secrets in every form and in every place: nothing that is printed has one.
//!
//! What is looked for is looked for in another way than the client does it: no stretch of an echo,
//! and no stretch of a secret's letters, may stand in anything that was printed.

use crate::kit::Client;
use cloudflare_core::prelude::*;
use cloudflare_core::{Attempt, Hook, HookError, IncomingResponse, Method, RetryPolicy, Scope};
use serde_json::{Value, json};

use crate::kit::canary::Printed;
use crate::kit::fault_server::{Fault, FaultServer, json as answer, json_with, response};
use crate::kit::gadgets::CreateGadget;
use crate::kit::success;

const TOKEN: &str = "v1.0-Zq7Kf2Lp9Xw4Tn8Rb3Vc6Ys1-Md5Hg0Jt_QeUaOi";
const API_KEY: &str = "8f3c1d9be27a4056bb1e0d47f59a6c8273de1";
/// Nothing but its place gives it away, and every encoding changes it.
const PASSPHRASE: &str = "Xw/91+Kq=\"Zt\\77<Vb>&Rm%Lp 40_Hs-Jd;Yc";

/// How much of an echo or a secret may be seen: less than this.
const SEEN: usize = 12;

fn base64(bytes: &[u8], alphabet: &[u8; 2]) -> String {
    let digit = |value: u8| match value {
        0..=25 => b'A' + value,
        26..=51 => b'a' + value - 26,
        52..=61 => b'0' + value - 52,
        _ => alphabet[usize::from(value) - 62],
    };
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let three = [group[0], group.get(1).copied().unwrap_or(0), group.get(2).copied().unwrap_or(0)];
        let bits = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        for at in 0..=group.len() {
            text.push(char::from(digit((bits >> (18 - 6 * at) & 63) as u8)));
        }
    }
    text
}

/// Each character in another way.
fn each(secret: &str, write: impl Fn(char) -> String) -> String {
    secret.chars().map(write).collect()
}

fn percent(secret: &str) -> String {
    each(secret, |c| c.to_string().bytes().map(|byte| format!("%{byte:02x}")).collect())
}

fn html(secret: &str) -> String {
    secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn wrapped(secret: &str, width: usize, end: &str) -> String {
    let chars: Vec<char> = secret.chars().collect();
    chars.chunks(width).map(String::from_iter).collect::<Vec<_>>().join(end)
}

/// The ways in which a secret comes back.
fn forms(secret: &str) -> Vec<(&'static str, String)> {
    let json = serde_json::to_string(secret).unwrap();
    let json = json[1..json.len() - 1].to_owned();
    let half = secret.len() / 2;
    let body: String = secret.lines().filter(|line| !line.starts_with('-')).collect();
    let mut forms = vec![
        ("as it is", secret.to_owned()),
        ("upper case", secret.to_uppercase()),
        ("lower case", secret.to_lowercase()),
        (
            "percent-encoded where necessary",
            each(secret, |c| match c.is_ascii_alphanumeric() {
                true => c.to_string(),
                false => percent(&c.to_string()),
            }),
        ),
        ("percent-encoded", percent(secret)),
        ("percent-encoded in upper case", percent(secret).to_uppercase()),
        ("percent-encoded twice", percent(secret).replace('%', "%25")),
        ("a form", secret.replace(' ', "+").replace('\n', "%0A")),
        ("a JSON string", json.clone()),
        ("a JSON string with slashes", json.replace('/', "\\/")),
        ("a JSON string in a JSON string", json.replace('\\', "\\\\").replace('"', "\\\"")),
        ("JSON escapes", each(secret, |c| format!("\\u{:04x}", u32::from(c)))),
        ("JSON escapes in upper case", each(secret, |c| format!("\\u{:04X}", u32::from(c)))),
        ("hexadecimal escapes", each(secret, |c| format!("\\x{:02x}", u32::from(c)))),
        ("entities where necessary", html(secret)),
        ("entities twice", html(&html(secret))),
        ("decimal entities", each(secret, |c| format!("&#{};", u32::from(c)))),
        ("hexadecimal entities", each(secret, |c| format!("&#x{:X};", u32::from(c)))),
        ("entities of entities", each(secret, |c| format!("&amp;#{};", u32::from(c)))),
        (
            "escaped entities",
            each(&html(secret), |c| match c {
                '&' => "\\u0026".to_owned(),
                other => other.to_string(),
            }),
        ),
        ("tags inside", wrapped(secret, 5, "<wbr>")),
        ("tags with values inside", wrapped(secret, 5, "</b><b title='a>b'>")),
        ("a comment inside", wrapped(secret, 7, "<!-- - -->")),
        ("a script inside", wrapped(secret, 7, "<script>var a = 1;</SCRIPT>")),
        ("tags and entities inside", html(&wrapped(secret, 9, "\u{1}")).replace('\u{1}', "<wbr>")),
        ("wrapped", wrapped(&body, 10, "\n")),
        ("wrapped for Windows", wrapped(&body, 20, "\r\n")),
        ("spaced out", wrapped(&body, 1, " ")),
        ("with soft hyphens", wrapped(&body, 4, "\u{ad}")),
        ("one line", body.clone()),
        ("its first half", secret.get(..half.max(20).min(secret.len())).unwrap_or(secret).to_owned()),
        ("its second half", secret.get(secret.len() - half.max(20).min(secret.len())..).unwrap().to_owned()),
        ("twice", format!("{secret}{secret}")),
        ("among others", format!("Basic {secret}:{secret}, x{secret}y")),
    ];
    for shift in ["", "x", "xy"] {
        for (alphabet, what) in [(b"+/", "base64"), (b"-_", "base64 for URLs")] {
            forms.push((what, base64(format!("{shift}{secret}and").as_bytes(), alphabet)));
            forms.push((what, base64(format!("{shift}{json}\"").as_bytes(), alphabet)));
        }
    }
    forms
}

/// The places in which a service can say something.
fn places(echo: &str) -> Vec<(&'static str, Fault)> {
    // What a header can carry.
    let header: String = echo.chars().filter(|c| (' '..='~').contains(c)).collect();
    let name: String = echo.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(200).collect();
    let error = |error: Value| json!({"success": false, "errors": [error], "messages": [], "result": null});
    let page = |words: &str| format!("<html><head><title>{words}</title></head><body>{words}</body></html>");
    let labelled =
        |status, body: String| Fault::Bytes(response(status, &[("content-type", "text/html")], body));
    let long = format!("{}{echo}", "x".repeat(64 * 1024 - 20));
    let failed = || error(json!({"code": 1, "message": "m"}));
    vec![
        ("a message", answer(400, &error(json!({"code": 1, "message": echo})))),
        ("a long message", answer(400, &error(json!({"code": 1, "message": long})))),
        ("a documentation link", answer(400, &error(json!({"code": 1, "documentation_url": echo})))),
        ("a pointer", answer(400, &error(json!({"code": 1, "source": {"pointer": echo}})))),
        ("a cause", answer(400, &error(json!({"code": 1, "error_chain": [{"message": echo}]})))),
        ("a text for an error", answer(400, &error(json!(echo)))),
        ("a list for an error", answer(400, &error(json!([[echo], {echo: echo}])))),
        ("errors that are a text", answer(400, &json!({"success": false, "errors": echo}))),
        (
            "a message beside an error",
            answer(200, &json!({"success": false, "errors": [1], "messages": [echo]})),
        ),
        (
            "a message beside a success",
            answer(200, &json!({"success": true, "messages": [echo], "result": {}})),
        ),
        (
            "an error beside a success",
            answer(200, &json!({"success": true, "errors": [echo], "result": null})),
        ),
        ("a page", labelled(502, page(echo))),
        ("a page that succeeds", labelled(200, page(echo))),
        ("a link in a page", labelled(502, page(&format!("<a href='/?t={echo}'>x</a>")))),
        ("a cut page", labelled(502, format!("<html>{echo}"))),
        ("a text", Fault::Bytes(response(400, &[], echo))),
        ("a text that succeeds", Fault::Bytes(response(200, &[], echo))),
        ("JSON that breaks off", Fault::Bytes(response(200, &[], format!("{{\"a\": \"{echo}")))),
        ("JSON that is no envelope", Fault::Bytes(response(200, &[], format!("[\"{echo}\"")))),
        ("cf-ray", json_with(400, &[("cf-ray", &header)], &failed())),
        ("cf-ray of a success", json_with(200, &[("cf-ray", &header)], &success(json!({})))),
        (
            "cf-ray of what breaks off",
            Fault::Close(
                format!("HTTP/1.1 200 OK\r\ncf-ray: {header}\r\ncontent-length: 9\r\n\r\n{{").into_bytes(),
            ),
        ),
        (
            "another header",
            json_with(200, &[("x-echo", &header), ("set-cookie", &header)], &success(json!({}))),
        ),
        ("the name of a header", json_with(200, &[(&*format!("x{name}"), "a")], &success(json!({})))),
        ("a redirect", Fault::Bytes(response(302, &[("location", &format!("/a/{header}?b#c"))], ""))),
        (
            "a rate limit",
            json_with(429, &[("ratelimit", &format!("\"{header}\";r=1;t=9, a;r=2;t=1"))], &failed()),
        ),
        (
            "a policy",
            json_with(200, &[("ratelimit-policy", &format!("{header};q=1;w=9"))], &success(json!({}))),
        ),
        (
            "the status line",
            Fault::Close(format!("HTTP/1.1 400 {header}\r\nno header: {header}").into_bytes()),
        ),
        ("no HTTP", Fault::Close(echo.as_bytes().to_vec())),
        ("a result", answer(200, &success(json!({"id": echo, "name": echo})))),
        ("a name in a result", answer(200, &success(json!({echo: 1, "name": {echo: {echo: 1}}})))),
        ("a result of another shape", answer(200, &success(json!([echo])))),
        ("a date", answer(200, &success(json!({"id": "g", "expires_on": echo})))),
        ("a cursor", answer(200, &json!({"success": true, "result": {}, "result_info": {"cursor": echo}}))),
    ]
}

/// A string's stretches of so many characters, without those that are in every such echo.
fn stretches(text: &str) -> impl Iterator<Item = String> {
    let chars: Vec<char> = text.to_lowercase().chars().collect();
    (0..chars.len().saturating_sub(SEEN - 1)).map(move |at| chars[at..at + SEEN].iter().collect())
}

fn letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

#[track_caller]
fn is_clean(printed: &Printed, secret: &str, what: &str) {
    let printed = std::mem::take(&mut *printed.0.lock().unwrap());
    assert!(printed.len() > 100, "{what}: nothing was printed");
    let seen = letters(&printed);
    let body: String = secret.lines().filter(|line| !line.starts_with('-')).collect();
    for stretch in stretches(&letters(&body)) {
        if seen.contains(&stretch) {
            let at = printed.to_lowercase().find(&stretch[..6]).unwrap_or(0);
            let from = (0..=at.saturating_sub(100)).rev().find(|at| printed.is_char_boundary(*at)).unwrap();
            panic!(
                "{what}: `{stretch}` was printed: {}",
                &printed[from..].chars().take(400).collect::<String>()
            );
        }
    }
}

/// A real key.
fn key() -> String {
    rcgen::KeyPair::generate().unwrap().serialize_pem()
}

/// Prints the headers of answers, as programs do that look for a fault.
struct Headers(Printed);

impl Hook for Headers {
    fn received(&self, _: &Attempt<'_>, response: &mut IncomingResponse) -> Result<(), HookError> {
        self.0.debug(response.headers());
        Ok(())
    }
}

fn client(server: &FaultServer, printed: &Printed) -> Client {
    crate::kit::builder(&server.url())
        .token(TOKEN)
        .header("x-api-secret", API_KEY)
        .retry(RetryPolicy::none())
        .pacing(false)
        .hook(printed.clone())
        .hook(Headers(printed.clone()))
        .build()
        .unwrap()
}

/// Prints everything that comes of each call whose secrets are echoed.
async fn echoed(secret: &str, body: &str) {
    let printed = Printed::default();
    #[cfg(feature = "tracing")]
    let _guard = {
        use tracing_subscriber::{Layer as _, layer::SubscriberExt as _};
        let layer = tracing_subscriber::fmt::layer().with_writer(Writer(printed.clone()));
        tracing::subscriber::set_default(tracing_subscriber::registry().with(layer.boxed()))
    };
    let mut faults = Vec::new();
    for (form, echo) in forms(secret) {
        for (place, fault) in places(&echo) {
            // Of an encoding the name of a header leaves nothing that could be undone.
            let mangled = place == "the name of a header" && letters(&echo) != letters(secret);
            // These take their time; how it is written makes no difference to where it is cut.
            let again = place == "a long message" && !["as it is", "tags inside"].contains(&form);
            if !mangled && !again {
                faults.push((form, place, fault));
            }
        }
    }
    let script: Vec<_> = faults.iter().map(|(_, _, fault)| fault.clone()).collect();
    let server = FaultServer::with(script);
    let client = client(&server, &printed);
    let gadgets = client.gadgets(&Scope::account("a").unwrap());
    for (form, place, _) in faults {
        match gadgets.create(CreateGadget::new("n", body)).send().await {
            Ok(envelope) => {
                printed.debug(&envelope);
                printed.debug(&(envelope.messages(), envelope.errors(), envelope.result_info()));
                printed.debug(&(envelope.headers(), envelope.cf_ray(), envelope.rate_limits()));
                if let Err(error) = envelope.into_result() {
                    printed.error(&error);
                }
            }
            Err(error) => printed.error(&error),
        }
        is_clean(&printed, secret, &format!("{form}, in {place}"));
    }
}

#[cfg(feature = "tracing")]
#[derive(Clone)]
struct Writer(Printed);

#[cfg(feature = "tracing")]
impl std::io::Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.text(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(feature = "tracing")]
impl<'a> tracing_subscriber::fmt::MakeWriter<'a> for Writer {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn a_token() {
    echoed(TOKEN, "a body without a secret").await;
}

#[tokio::test]
async fn a_secret_header() {
    echoed(API_KEY, "a body without a secret").await;
}

#[tokio::test]
async fn a_passphrase_in_the_body() {
    echoed(PASSPHRASE, PASSPHRASE).await;
}

#[tokio::test]
async fn a_private_key_in_the_body() {
    let key = key();
    echoed(&key, &key).await;
}

#[tokio::test]
async fn what_breaks_off_on_the_way() {
    // The rest of a download, whose error comes from below.
    let printed = Printed::default();
    let cut = format!(
        "HTTP/1.1 200 OK\r\ncf-ray: {TOKEN}\r\ncontent-type: image/png\r\ncontent-length: 99\r\n\r\nabc"
    );
    let server = FaultServer::with([Fault::Close(cut.into_bytes())]);
    let download = client(&server, &printed).request(Method::GET, "/x").download();
    let mut pieces = download.stream().await.unwrap();
    printed.debug(&pieces);
    while let Some(piece) = pieces.try_next().await.transpose() {
        if let Err(error) = piece {
            printed.error(&error);
        }
    }
    is_clean(&printed, TOKEN, "a download");
}
