//! No text of a document becomes code, HTML or a trap for the reader in what is generated.
//!
//! The texts are made up, and the doc comments that come out are read back with the parser that
//! rustdoc reads them with. For more of them, and others:
//!
//! ```text
//! CODEGEN_TEXTS=1000000 CODEGEN_SEED=7 cargo test --release -p cloudflare-mtls-codegen --test doc_comments
//! ```

#![allow(clippy::unwrap_used, unreachable_pub)]

mod inputs;

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use cloudflare_mtls_codegen::Mode;
use cloudflare_mtls_codegen::markdown::lines as doc_lines;
use cloudflare_mtls_codegen::skeleton::{Codes, Options, Runtime};
use cloudflare_mtls_codegen::{Output, Source, standalone};
use serde_json::{Value, json};

use inputs::markdown;
use inputs::random::Random;
use inputs::workspace;

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().unwrap())
}

/// Texts that ran code or reached a browser, and their relatives.
const ATTACKS: [&str; 24] = [
    "x\n\n~~~\n\nstd::process::exit(1)\n\n~~~",
    "x\n\n~~~~~ rust\npanic!()\n~~~~~",
    "- item\n\n  ~~~\n  panic!()\n  ~~~",
    "- ~~~\n  panic!()\n  ~~~",
    "1. ```\n   panic!()\n   ```",
    "> ~~~\n> panic!()\n> ~~~",
    "- > ~~~\n  > panic!()\n  > ~~~",
    "a\n\n    panic!()\n\nb",
    "a\n\n\tpanic!()",
    "- a\n\n        panic!()",
    "```\npanic!()",
    "``` rust\npanic!()\n~~~\n```",
    "`a\n~~~\npanic!()\n~~~\n`",
    "``a\n```\npanic!()\n```\n``",
    "<img src=x onerror=alert(1)>",
    "\\<img src=x onerror=alert(1)>",
    "\\\\<img src=x onerror=alert(1)>",
    "\\\\\\<img src=x onerror=alert(1)>",
    "a ` b <img src=x onerror=alert(1)>",
    "a `` b ` <img src=x onerror=alert(1)> ```",
    "[a](javascript:alert(1)) ![b](http://c/d.png)",
    "[a]: javascript:alert(1)\n\n[a]",
    "panic!();\n\npanic!();",
    "such as:\n```\npanic!();\n}\n```",
];

#[test]
fn attacks_are_plain_text() {
    let faults: Vec<String> = ATTACKS
        .iter()
        .filter_map(|text| {
            let comment = doc_lines(text).join("\n");
            markdown::fault(&comment).map(|fault| format!("{fault} is left of {text:?}:\n{comment}\n"))
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_markdown_becomes_code_or_html() {
    let runs = number("CODEGEN_TEXTS", if cfg!(debug_assertions) { 20_000 } else { 200_000 });
    let seed = number("CODEGEN_SEED", 1);
    let mut faults = Vec::new();
    for run in 0..runs {
        let mut random = Random::new(seed.wrapping_mul(0x1_0000_0000).wrapping_add(run));
        let text = markdown::random(&mut random);
        let comment = doc_lines(&text).join("\n");
        if let Some(fault) = markdown::fault(&comment) {
            faults.push(format!("run {run}: {fault} is left of {text:?}:\n{comment}\n"));
        }
        if faults.len() > 10 {
            break;
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Escaped, a text still says what it said.
#[test]
fn no_word_is_lost() {
    let letters =
        |text: &str| -> String { text.chars().filter(|character| character.is_alphabetic()).collect() };
    for run in 0..20_000 {
        let text = markdown::random(&mut Random::new(run));
        // A fence's language goes, and a character by number has letters before it is read.
        if text.contains('&') || text.contains("```") || text.contains("~~~") {
            continue;
        }
        let comment = doc_lines(&text).join("\n");
        assert_eq!(letters(&text), letters(&markdown::text(&comment)), "run {run}, of {text:?}:\n{comment}");
    }
}

/// A document that has a text wherever a document can have one.
fn everywhere(text: &str) -> Value {
    let schema = json!({
        "type": "object", "description": text, "title": text, "required": ["needed"], "properties": {
            "needed": {"type": "string", "description": text},
            "plain": {"type": "string", "description": text, "deprecated": true, "example": text, "default": text},
            text: {"type": "string", "description": text},
            "choice": {"type": "string", "description": text, "enum": ["a", text]},
            "inner": {"type": "object", "description": text, "properties": {text: {"type": "integer"}}},
            "either": {"description": text, "oneOf": [{"type": "string"}, {"type": "integer", "title": text}]},
        },
    });
    let answer = json!({"200": {
        "description": text,
        "headers": {"X-Count": {"description": text, "schema": {"type": "integer"}}},
        "content": {"application/json": {"schema": {"type": "object", "properties": {
            "success": {"type": "boolean"}, "errors": {"type": "array", "items": {}}, "result": schema,
        }}}},
    }});
    let parameter = |place: &str, name: &str, required: bool| {
        json!({"name": name, "in": place, "required": required, "description": text,
               "deprecated": required && place != "path", "schema": {"type": "string", "enum": ["b", text]}})
    };
    json!({
        "openapi": "3.0.3",
        "info": {"title": text, "description": text, "version": text},
        "servers": [{"url": text, "description": text}],
        "tags": [{"name": text, "description": text, "externalDocs": {"url": text}}],
        "paths": {
            // A path that could never be sent would be left out.
            format!("/{}/{{id}}", text.replace(['/', '{', '}', '?', '#', '\\'], "").replace(char::is_control, " ")): {
                "summary": text, "description": text,
                "put": {
                    "operationId": text, "summary": text, "description": text, "tags": [text],
                    "parameters": [
                        parameter("path", "id", true),
                        parameter("query", "q", false), parameter("query", text, true),
                        parameter("header", "X-H", true), parameter("cookie", "c", false),
                    ],
                    "requestBody": {"description": text, "content": {"application/json": {"schema": schema}}},
                    "responses": answer,
                },
                "post": {
                    "operationId": format!("{text} 2"), "tags": [text],
                    "parameters": [parameter("path", "id", true)],
                    "requestBody": {"content": {text: {"schema": {"type": "string", "format": "binary"}}}},
                    "responses": {"200": {"description": text, "content": {text: {}}}},
                },
            },
        },
    })
}

fn generate(document: &Value) -> Output {
    let options = Options {
        name: "hostile".to_owned(),
        runtime: Runtime::Version("0.1.0".to_owned()),
        select: Vec::new(),
        mocks: true,
        mode: Mode::Published,
        codes: Codes::default(),
    };
    let source = Source::new("hostile.json", document.to_string());
    standalone(&[source], &options).unwrap_or_else(|report| panic!("{report}"))
}

/// `cargo test --doc` on what was generated from every attack finds nothing to run.
///
/// All of it stands in one crate, each attack with a client of its own, and without what the manifest
/// of a generated crate says against such tests.
#[test]
fn rustdoc_finds_nothing_to_run() {
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = tmp.join("nothing-to-run");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let mut root = String::from(
        "use cloudflare_core::runtime::Api;\npub static API: Api = Api::new(\"attacked\", \"1.0.0\");\n",
    );
    for (index, text) in ATTACKS.iter().enumerate() {
        root.push_str(&format!(
            "pub mod attack_{index} {{\ncloudflare_core::runtime::client! {{ pub struct Client; api: crate::API; }}\n"
        ));
        for file in generate(&everywhere(text)).files {
            if let Some(name) = ["operations.rs", "types.rs"].iter().find(|name| file.path.ends_with(*name)) {
                let name = name.trim_end_matches(".rs");
                let text = file.text.replace("use crate::Client;", "use super::Client;");
                root.push_str(&format!("pub mod {name} {{\n{text}\n}}\n"));
            }
        }
        root.push_str("}\n");
    }
    fs::write(folder.join("lib.rs"), root).unwrap();
    let manifest = format!(
        "[package]\nname = \"nothing-to-run\"\nedition = \"2024\"\n\n[lib]\npath = \"lib.rs\"\n\n\
         [dependencies]\ncloudflare-core = {{ path = {:?}, default-features = false }}\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\n\n[workspace]\n",
        workspace().join("runtime")
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    // Without it cargo would look for the newest versions, which needs the registry.
    fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let done = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["test", "--doc", "--offline"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", tmp.parent().unwrap())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    let errors = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && said.contains("running 0 tests"), "{said}{errors}");
}

#[test]
fn a_generated_manifest_turns_doc_tests_off() {
    let output = generate(&everywhere("text"));
    let manifest = output.files.iter().find(|file| file.path == "Cargo.toml").unwrap();
    let manifest: toml::Table = manifest.text.parse().unwrap();
    assert_eq!(manifest["lib"]["doctest"].as_bool(), Some(false));
}

/// What is wrong with the comments of an output, and with its pages.
fn faults(output: &Output) -> Vec<String> {
    let mut faults = Vec::new();
    for file in &output.files {
        let invisible = |character: &char| {
            (character.is_control() && *character != '\n')
                || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        if let Some(found) = file.text.chars().find(invisible) {
            faults.push(format!("{found:?} is in {}", file.path));
        }
        let lines: Vec<&str> = file.text.lines().map(str::trim_start).collect();
        if let Some(pair) = lines.windows(2).find(|pair| pair[0].starts_with("///") && pair[1].is_empty()) {
            faults.push(format!("a comment is torn behind {:?} in {}", pair[0], file.path));
        }
        let comments = match file.path.rsplit('.').next() {
            Some("rs") => match syn::parse_file(&file.text) {
                Ok(parsed) => markdown::comments(&parsed),
                Err(error) => {
                    faults.push(format!("{} isn't Rust: {error}", file.path));
                    continue;
                }
            },
            Some("md") => vec![file.text.clone()],
            _ => continue,
        };
        for comment in comments {
            if let Some(fault) = markdown::fault(&comment) {
                faults.push(format!("{fault} is in {}:\n{comment}\n", file.path));
            }
        }
    }
    faults
}

#[test]
fn texts_of_a_document_are_harmless_wherever_they_stand() {
    for text in ATTACKS {
        let faults = faults(&generate(&everywhere(text)));
        assert!(faults.is_empty(), "of {text:?}:\n{}", faults.join("\n"));
    }
    let runs = number("CODEGEN_TEXTS", 2_000) / 50;
    let seed = number("CODEGEN_SEED", 1);
    for run in 0..runs {
        let mut random = Random::new(seed.wrapping_mul(0x2_0000_0000).wrapping_add(run));
        let text = markdown::random(&mut random);
        let faults = faults(&generate(&everywhere(&text)));
        assert!(faults.is_empty(), "run {run}, of {text:?}:\n{}", faults.join("\n"));
    }
}
