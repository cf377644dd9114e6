//! The program: its first line, its defaults, its flags and how it stops.
#![allow(clippy::unwrap_used)]

use std::process::{ExitStatus, Stdio};

use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader},
    process::{Child, Command},
};

const ID: &str = "023e105f4ecef8ad9ca31a8372d0c353";

struct Program {
    child: Child,
    base_url: String,
}

fn command(flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cloudflare-mtls-emulator"));
    command.args(flags).stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
    command
}

impl Program {
    async fn start(flags: &[&str]) -> Self {
        let mut child = command(flags).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next_line().await.unwrap().unwrap();
        let base_url = first.strip_prefix("listening on ").unwrap().to_owned();
        Self { child, base_url }
    }

    async fn get(&self, token: &str, path: &str) -> Response {
        let url = format!("{}{path}", self.base_url);
        reqwest::Client::new().get(url).bearer_auth(token).send().await.unwrap()
    }

    /// What a control endpoint says.
    async fn control(&self, path: &str) -> Value {
        let url = format!("{}/__emulator{path}", self.base_url.strip_suffix("/client/v4").unwrap());
        reqwest::get(url).await.unwrap().json().await.unwrap()
    }

    #[cfg(unix)]
    async fn stop(mut self, signal: &str) -> ExitStatus {
        let id = self.child.id().unwrap().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().await.unwrap();
        assert!(sent.success());
        self.child.wait().await.unwrap()
    }
}

#[tokio::test]
async fn it_starts_with_the_documents_identifiers() {
    let program = Program::start(&["--port", "0"]).await;
    let port = program.base_url.strip_prefix("http://127.0.0.1:").unwrap();
    assert!(port.strip_suffix("/client/v4").unwrap().parse::<u16>().unwrap() > 0);
    for path in ["accounts", "zones"] {
        let path = format!("/{path}/{ID}/access/certificates");
        assert_eq!(program.get("emulator-token", &path).await.status(), StatusCode::OK);
        let keyed = reqwest::Client::new()
            .get(format!("{}{path}", program.base_url))
            .header("x-auth-email", "user@example.com")
            .header("x-auth-key", "144c9defac04969c7bfad8efaa8ea194");
        assert_eq!(keyed.send().await.unwrap().status(), StatusCode::OK);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn signals_stop_it_cleanly() {
    for signal in ["-INT", "-TERM"] {
        let program = Program::start(&[]).await;
        program.get("emulator-token", "/nothing").await;
        assert!(program.stop(signal).await.success(), "{signal}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn flags_say_who_and_what_is_there() {
    let directory = std::env::temp_dir().join(format!("emulator-program-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let file = directory.join("state.json");
    let file = file.to_str().unwrap();
    let other = "0123456789abcdef0123456789abcdef";
    let flags = [
        "--account",
        &format!("{other}=Other"),
        "--zone",
        &format!("example.org={other}"),
        "--token",
        "writer",
        "--token",
        &format!("reader=read@{other}"),
        "--activate-after",
        "0",
        "--seed",
        "4",
        "--rate-limit",
        "2/1m",
        "--state",
        file,
        "--fault",
        "server_error:503,operation=zone_settings,times=1",
        "--set",
        "behaviour.failure_result=object",
    ];
    let program = Program::start(&flags).await;
    let settings = format!("/zones/{other}/origin_tls_client_auth/settings");
    assert_eq!(program.get("reader", &settings).await.status(), 503);
    assert_eq!(program.get("reader", &settings).await.status(), 200);
    assert_eq!(program.get("emulator-token", &settings).await.status(), 403);
    let client = reqwest::Client::new();
    let put = |token| {
        let url = format!("{}{settings}", program.base_url);
        client
            .put(url)
            .bearer_auth(token)
            .header("content-type", "application/json")
            .body(r#"{"enabled": true}"#)
    };
    assert_eq!(put("reader").send().await.unwrap().status(), 403);
    assert_eq!(put("writer").send().await.unwrap().status(), 200);
    assert_eq!(program.get("reader", &settings).await.status(), 429);
    let refused: Value = program.get("nobody", &settings).await.json().await.unwrap();
    assert_eq!(refused["result"], json!({}));
    assert!(program.stop("-TERM").await.success());

    let again = Program::start(&["--state", file, "--token", "writer"]).await;
    let kept: Value = again.get("writer", &settings).await.json().await.unwrap();
    assert_eq!(kept["result"]["enabled"], true);
    std::fs::remove_dir_all(&directory).unwrap();
}

#[tokio::test]
async fn flags_say_how_time_goes_on_and_what_is_limited() {
    let program = Program::start(&[
        "--clock",
        "x60",
        "--activate-after",
        "2s",
        "--initialize-after",
        "500ms",
        "--delete-after",
        "1.5m",
        "--settle-after",
        "1h",
        "--revoke-after",
        "3s",
        "--rate-limit",
        "5/1m+5m",
        "--address-limit",
        "200/1s",
        "--set",
        "pagination.ignore_page=true",
        "--fault",
        "latency:10ms,operation=zone_settings,probability=0.5",
    ])
    .await;
    let settings = program.control("/settings").await;
    let timing = json!({
        "initialize_after_millis": 500,
        "activate_after_millis": 2_000,
        "delete_after_millis": 90_000,
        "settle_after_millis": 3_600_000,
        "revoke_after_millis": 3_000,
        "reactivate_after_millis": 3_000,
    });
    assert_eq!(settings["timing"], timing);
    let limit = json!({"requests": 5, "window_seconds": 60, "penalty_seconds": 300});
    assert_eq!(settings["rate_limit"], limit);
    assert_eq!(
        (&settings["address_limit"]["requests"], &settings["pagination"]["ignore_page"]),
        (&json!(200), &json!(true))
    );
    let clock = program.control("/clock").await;
    assert_eq!((&clock["mode"], &clock["factor"]), (&json!("scaled"), &json!(60.0)));
    let faults = program.control("/faults").await;
    assert_eq!((&faults[0]["kind"], &faults[0]["probability"]), (&json!("latency"), &json!(0.5)));

    // Activated sooner, it is initialized sooner too.
    let quick = Program::start(&[
        "--clock",
        "stepped",
        "--start-at",
        "2030-01-01T00:00:00Z",
        "--activate-after",
        "400ms",
    ])
    .await;
    assert_eq!(quick.control("/clock").await, json!({"mode": "stepped", "now": "2030-01-01T00:00:00Z"}));
    assert_eq!(quick.control("/settings").await["timing"]["initialize_after_millis"], 100);
}

#[tokio::test]
async fn flags_give_the_other_forms_of_credentials() {
    let program = Program::start(&["--key", "a@example.com=secret", "--service-key", "service"]).await;
    let get = |headers: &[(&'static str, &'static str)]| {
        let url = format!("{}/zones/{ID}/origin_tls_client_auth", program.base_url);
        let request = reqwest::Client::new().get(url);
        headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).send()
    };
    for headers in [
        &[("x-auth-email", "a@example.com"), ("x-auth-key", "secret")][..],
        &[("x-auth-user-service-key", "service")],
        &[("authorization", "Bearer emulator-token")],
    ] {
        assert_eq!(get(headers).await.unwrap().status(), StatusCode::OK, "{headers:?}");
    }
    let default_key =
        [("x-auth-email", "user@example.com"), ("x-auth-key", "144c9defac04969c7bfad8efaa8ea194")];
    assert_eq!(get(&default_key).await.unwrap().status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_same_seed_gives_the_same_answers() {
    let mut rays = Vec::new();
    for seed in ["4", "4", "5"] {
        let program = Program::start(&["--seed", seed]).await;
        rays.push(program.get("emulator-token", "/nothing").await.headers()["cf-ray"].clone());
    }
    assert!(rays[0] == rays[1] && rays[0] != rays[2], "{rays:?}");
}

// Of the addresses of this machine alone, Linux has more than one without being set up.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn it_listens_where_it_is_told_to() {
    let program = Program::start(&["--host", "127.0.0.2"]).await;
    assert!(program.base_url.starts_with("http://127.0.0.2:"), "{}", program.base_url);
    assert_eq!(program.get("emulator-token", "/nothing").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn it_helps_and_says_what_is_wrong() {
    let help = command(&["--help"]).output().await.unwrap();
    assert!(help.status.success());
    assert!(String::from_utf8(help.stdout).unwrap().contains("--activate-after"));
    for (flags, expected) in [
        (["--activate-after", "soon"], "soon"),
        (["--fault", "earthquake"], "earthquake"),
        (["--account", "short"], "32 hexadecimal digits"),
        (["--colour", "blue"], "colour"),
    ] {
        let mut child = command(&flags).stderr(Stdio::piped()).spawn().unwrap();
        let mut text = String::new();
        child.stderr.take().unwrap().read_to_string(&mut text).await.unwrap();
        assert_eq!(child.wait().await.unwrap().code(), Some(2));
        assert!(text.contains(expected), "{text}");
    }
}
