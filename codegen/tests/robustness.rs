//! No input makes the generator panic, hang, overflow its stack or write what isn't Rust.
//!
//! The mutations of the default run are the same every time. For others, and for more of them:
//!
//! ```text
//! CODEGEN_MUTATIONS=1000000 CODEGEN_SEED=7 cargo test --release -p cloudflare-mtls-codegen --test robustness
//! ```

#![allow(clippy::unwrap_used, unreachable_pub)]

mod inputs;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use cloudflare_mtls_codegen::Mode;
use cloudflare_mtls_codegen::{Report, Source};
use serde_json::{Value, json};

use inputs::effort::Effort;
use inputs::mutation::mutate;
use inputs::random::Random;
use inputs::shapes::trees;
use inputs::{Input, fragments, golden_cases, published, soundness, words};

/// How long one document may take; ordinary ones take a hundredth of it, without optimisation.
const LIMIT: Duration = Duration::from_secs(60);

/// The stack of a thread of Rust's own test harness, and of many a build server.
const STACK: usize = 2 * 1024 * 1024;

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().unwrap())
}

/// Generates on a small stack and in bounded time; a panic is an error here.
fn generate(input: &Input) -> Result<Result<usize, Report>, String> {
    catch_unwind(AssertUnwindSafe(|| match input.generate() {
        Ok(output) => soundness::check(&output).map(|()| Ok(output.coverage.operations)),
        Err(report) if report.has_errors() => Ok(Err(report)),
        Err(report) => Err(format!("refused without an error:\n{report}")),
    }))
    .unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        Err(format!(
            "panic: {}",
            text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
        ))
    })
}

/// Runs work on a small stack; fails if it takes longer than `LIMIT` between two signs of life, other work
/// of the machine left out, or ten times as long at all.
fn watched<T: Send + 'static>(work: impl FnOnce(&dyn Fn(String)) -> T + Send + 'static) -> T {
    let (alive, signs) = channel();
    let worker = thread::Builder::new().stack_size(STACK).spawn(move || {
        let done = work(&|what| drop(alive.send(what)));
        drop(alive);
        done
    });
    let worker = worker.unwrap();
    let mut last = String::from("the start");
    let (mut effort, mut waits) = (Effort::start(), 0);
    loop {
        match signs.recv_timeout(LIMIT) {
            Ok(what) => (last, effort, waits) = (what, Effort::start(), 0),
            Err(RecvTimeoutError::Disconnected) => return worker.join().unwrap(),
            Err(RecvTimeoutError::Timeout) if effort.spent() < LIMIT && waits < 9 => waits += 1,
            Err(RecvTimeoutError::Timeout) => panic!("no answer for {LIMIT:?} after {last}"),
        }
    }
}

/// A document as trees and as it is taken.
type Case = (Vec<(String, Value)>, Input);

fn cases(inputs: impl IntoIterator<Item = Input>) -> Vec<Case> {
    inputs.into_iter().map(|input| (trees(&input), input)).collect()
}

/// Generates mutations of documents, one in fifty of them of a large one.
fn assert_survived(small: Vec<Case>, large: Vec<Case>, runs: u64) {
    let seed = number("CODEGEN_SEED", 1);
    let (done, refused, failures) = watched(move |alive| {
        let (mut done, mut refused, mut failures) = (0, 0, Vec::new());
        for run in 0..runs {
            let mut random = Random::new(seed.wrapping_mul(0x1_0000_0000).wrapping_add(run));
            let (trees, input) = random.pick(if random.clone().chance(50) { &large } else { &small });
            let mut input = mutate(input, trees, &mut random);
            match random.below(4) {
                0 => input.table = None,
                1 if input.table.is_some() => input.mode = Mode::Published,
                _ => {}
            }
            let what = format!("run {run} of seed {seed}, from {}", input.name);
            alive(what.clone());
            match generate(&input) {
                Ok(Ok(_)) => done += 1,
                Ok(Err(_)) => refused += 1,
                Err(failure) => failures.push(format!("{what}: {failure}")),
            }
            if failures.len() > 20 {
                break;
            }
        }
        (done, refused, failures)
    });
    println!("{runs} documents: {done} generated, {refused} refused, {} failed", failures.len());
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
    assert!(
        done * 10 > runs && refused * 10 > runs,
        "of {runs} documents {done} were generated and {refused} refused: these mutations test little"
    );
}

#[test]
fn mutated_documents() {
    let runs = number("CODEGEN_MUTATIONS", if cfg!(debug_assertions) { 1_000 } else { 20_000 });
    let small = cases(golden_cases().into_iter().map(|(_, input)| input));
    assert_survived(small, cases([fragments()]), runs);
}

#[test]
#[ignore = "real documents take their time: cargo test --release -- --ignored"]
fn mutated_published_documents() {
    let Some(mut inputs) = published("history") else { return };
    inputs.extend(published("slices").unwrap_or_default());
    let cases = cases(inputs);
    assert_survived(cases.clone(), cases, number("CODEGEN_MUTATIONS", 5_000));
}

/// Generates a document that is hard, within the time and stack of everyone else.
#[track_caller]
fn survives(name: &str, text: String) -> Result<usize, Report> {
    let started = Instant::now();
    let input = Input::document(name, text);
    let found = watched(move |_| generate(&input));
    println!("{name}: {:?}", started.elapsed());
    found.unwrap_or_else(|failure| panic!("{name}: {failure}"))
}

/// The report on a document of which nothing may be left out or mended.
#[track_caller]
fn refused(name: &str, text: String) -> Report {
    let started = Instant::now();
    let input = Input { mode: Mode::Whole, ..Input::document(name, text) };
    let found = watched(move |_| generate(&input));
    println!("{name}: {:?}", started.elapsed());
    found.unwrap_or_else(|failure| panic!("{name}: {failure}")).unwrap_err()
}

/// A document with one operation that answers a schema.
fn answering(schema: &Value, schemas: &Value) -> String {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Hard", "version": "1"},
        "paths": {"/things": {"get": {
            "operationId": "things-get",
            "responses": {"200": {"description": "A thing.", "content": {"application/json": {"schema": {
                "type": "object",
                "properties": {
                    "success": {"type": "boolean"},
                    "errors": {"type": "array", "items": {}},
                    "result": schema,
                },
            }}}}},
        }}},
        "components": {"schemas": schemas},
    })
    .to_string()
}

fn refer(name: impl std::fmt::Display) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

#[test]
fn deep_nesting_is_an_error() {
    for (open, middle, close) in [("[", "", "]"), ("{\"a\":", "1", "}"), ("{\"allOf\":[", "{}", "]}")] {
        let deep = format!("{}{middle}{}", open.repeat(10_000), close.repeat(10_000));
        for (kind, text) in [
            ("JSON", format!("{{\"openapi\": \"3.0.3\", \"x\": {deep}}}")),
            ("YAML", format!("openapi: 3.0.3\nx: {deep}\n")),
        ] {
            let report = survives(&format!("{kind} of {open}"), text).unwrap_err();
            let codes: Vec<_> = report.errors().map(|error| error.code).collect();
            assert_eq!(codes, [if kind == "JSON" { "invalid-json" } else { "invalid-yaml" }], "{report}");
        }
    }
    let mut block = String::from("openapi: 3.0.3\n");
    for depth in 0..10_000 {
        block.push_str(&format!("{}a:\n", " ".repeat(depth % 10_000)));
    }
    survives("YAML in blocks", block).unwrap_err();
    survives("a list in lists", format!("openapi: 3.0.3\nx:\n{}1", "- ".repeat(10_000))).unwrap_err();
}

#[test]
fn deep_schemas_are_noted() {
    let mut schema = json!({"type": "string"});
    for depth in 0..38 {
        schema = if depth % 2 == 0 {
            json!({"type": "object", "properties": {"a": schema}})
        } else {
            json!({"type": "array", "items": schema})
        };
    }
    survives("inline schemas", answering(&schema, &json!({}))).unwrap();

    let mut schemas = json!({});
    for depth in 0..10_000 {
        schemas[format!("S{depth}")] =
            json!({"type": "object", "properties": {"next": refer(format!("S{}", depth + 1))}});
    }
    schemas["S10000"] = json!({"type": "string"});
    survives("a chain of 10,000 properties", answering(&refer("S0"), &schemas)).unwrap();
}

#[test]
fn long_chains_of_references() {
    let mut schemas = json!({});
    for depth in 0..10_000 {
        schemas[format!("S{depth}")] = refer(format!("S{}", depth + 1));
    }
    schemas["S10000"] = json!({"type": "string"});
    // In a document that is taken as it is, such a place is untyped.
    survives("10,000 references", answering(&refer("S0"), &schemas)).unwrap();
    let report = refused("10,000 references, all wanted", answering(&refer("S0"), &schemas));
    assert!(report.errors().all(|error| error.code == "endless-reference"), "{report}");
    let (brief, left_out) = report.brief_errors();
    assert!(left_out && brief.lines().count() < 20, "{brief}");

    schemas["S10000"] = refer("S0");
    survives("10,000 references in a circle", answering(&refer("S0"), &schemas)).unwrap();
    let report = refused("10,000 references in a circle, all wanted", answering(&refer("S0"), &schemas));
    assert!(report.errors().any(|error| error.code == "allof-cycle"), "{report}");
}

#[test]
fn long_chains_of_all_of() {
    let mut schemas = json!({});
    for depth in 0..2_000 {
        let property = format!("p{depth}");
        schemas[format!("S{depth}")] = json!({
            "allOf": [refer(format!("S{}", depth + 1)), {"properties": {property: {"type": "string"}}}],
        });
    }
    schemas["S2000"] = json!({"type": "object"});
    survives("allOf of allOf, 2,000 times", answering(&refer("S0"), &schemas)).unwrap();

    schemas["S2000"] = refer("S0");
    survives("allOf in a circle of 2,000", answering(&refer("S0"), &schemas)).unwrap();
    let report = refused("allOf in a circle of 2,000, all wanted", answering(&refer("S0"), &schemas));
    let error = report.errors().find(|error| error.code == "allof-cycle").unwrap();
    assert!(error.message.len() < 2_000, "a message that can be read: {}", error.message.len());

    let members: Vec<Value> =
        (0..5_000).map(|number| json!({"properties": {format!("p{number}"): {}}})).collect();
    survives("5,000 members", answering(&json!({"allOf": members}), &json!({}))).unwrap();
}

/// Every schema refers to every other: there are more ways through them than can be gone.
#[test]
fn schemas_that_all_contain_each_other() {
    for (name, wrap) in [
        ("references", (|reference| reference) as fn(Value) -> Value),
        ("allOf", |reference| json!({"allOf": [reference], "description": "One."})),
        ("anyOf", |reference| json!({"anyOf": [reference, {"type": "string"}]})),
        (
            "oneOf in lists",
            |reference| json!({"type": "array", "items": {"oneOf": [reference, {"type": "integer"}]}}),
        ),
    ] {
        let count = 40;
        let mut schemas = json!({});
        for from in 0..count {
            let mut properties = json!({});
            for to in 0..count {
                properties[format!("p{to}")] = wrap(refer(format!("S{to}")));
            }
            schemas[format!("S{from}")] = json!({"type": "object", "properties": properties});
        }
        survives(&format!("{count} schemas by {name}"), answering(&refer("S0"), &schemas)).unwrap();
    }
}

/// What contains itself by way of thousands of others has a type for each, whatever the step from one
/// to the next is.
#[test]
fn long_circles() {
    for (name, wrap) in [
        ("properties", (|next| json!({"type": "object", "properties": {"a": next}})) as fn(Value) -> Value),
        ("lists", |next| json!({"type": "array", "items": next})),
        ("maps", |next| json!({"type": "object", "additionalProperties": next})),
        ("alternatives", |next| json!({"oneOf": [next, {"type": "string"}]})),
        ("conditions", |next| json!({"type": "object", "properties": {"a": {}}, "if": {}, "then": next})),
        (
            "properties that are alternatives",
            |next| json!({"type": "object", "properties": {"a": {"oneOf": [next, {"type": "integer"}]}}}),
        ),
        (
            "lists in properties",
            |next| json!({"properties": {"a": {"type": "array", "items": {"type": "array", "items": next}}}}),
        ),
    ] {
        let count = 2_000;
        let mut schemas = json!({});
        for number in 0..count {
            schemas[format!("S{number}")] = wrap(refer(format!("S{}", (number + 1) % count)));
        }
        survives(&format!("a circle of {count} {name}"), answering(&refer("S0"), &schemas)).unwrap();
    }
}

/// Each level has two ways to the next, so that there are 2^60 ways to the bottom.
#[test]
fn schemas_with_many_ways_to_the_bottom() {
    for (name, wrap) in [
        ("references", (|reference| reference) as fn(Value) -> Value),
        ("allOf", |reference| json!({"allOf": [reference], "description": "One."})),
        ("anyOf", |reference| json!({"anyOf": [reference, {"type": "string"}]})),
        ("lists", |reference| json!({"type": "array", "items": {"allOf": [reference]}})),
    ] {
        let mut schemas = json!({});
        for depth in 0..60 {
            let next = format!("S{}", depth + 1);
            schemas[format!("S{depth}")] = json!({"type": "object", "properties": {
                "left": wrap(refer(&next)), "right": wrap(refer(&next)),
                format!("own{depth}"): {"type": "string"},
            }});
        }
        schemas["S60"] = json!({"type": "string"});
        survives(&format!("60 levels by {name}"), answering(&refer("S0"), &schemas)).unwrap();
    }
}

/// Two such sets of levels, joined by a union, an allOf, or a table that calls both by one name.
#[test]
fn many_ways_to_the_bottom_twice() {
    let mut schemas = json!({});
    for chain in ["S", "T"] {
        for depth in 0..60 {
            let next = format!("{chain}{}", depth + 1);
            schemas[format!("{chain}{depth}")] = json!({"type": "object", "properties": {
                "left": refer(&next), "right": refer(&next), chain: {"type": "string"},
            }});
        }
        schemas[format!("{chain}60")] = json!({"type": "string"});
    }
    for keyword in ["anyOf", "allOf"] {
        let both = json!({keyword: [refer("S0"), refer("T0")]});
        survives(&format!("60 levels twice by {keyword}"), answering(&both, &schemas)).unwrap();
    }

    let mut document: Value = serde_json::from_str(&answering(&refer("S0"), &schemas)).unwrap();
    let other: Value = serde_json::from_str(&answering(&refer("T0"), &schemas)).unwrap();
    document["paths"]["/things"]["put"] = other["paths"]["/things"]["get"].clone();
    document["paths"]["/things"]["put"]["operationId"] = json!("things-put");
    let table = "[groups.things]\nresource = \"Thing\"\n\n[[operations]]\nhttp = \"GET /things\"\n\
                 group = \"things\"\nname = \"get\"\nresult = \"Thing\"\nsecrets = [\"S\"]\n\n\
                 [[operations]]\nhttp = \"PUT /things\"\ngroup = \"things\"\nname = \"put\"\n\
                 result = \"Thing\"\n\n[identifiers]\nThingId = [\"Thing.T\"]\n\n\
                 [types]\n\"Thing.left\" = \"Left\"\n";
    let input = Input {
        table: Some(Source::new("operations.toml", table)),
        ..Input::document("60 levels twice by a table", document.to_string())
    };
    watched(move |_| generate(&input)).unwrap().unwrap();
}

/// allOf over unions, which multiplies out when every choice is combined with every other.
#[test]
fn all_of_over_unions() {
    let union = |prefix: &str| {
        let members: Vec<Value> = (0..30)
            .map(|number| {
                let property = format!("{prefix}{number}");
                json!({"type": "object", "required": [property], "properties": {property: {"type": "string"}}})
            })
            .collect();
        json!({"oneOf": members})
    };
    let members: Vec<Value> = (0..30).map(|number| union(&format!("u{number}_"))).collect();
    survives("30 unions of 30", answering(&json!({"allOf": members}), &json!({}))).unwrap();

    // Unions in unions.
    let mut schemas = json!({});
    for depth in 0..40 {
        let next = format!("S{}", depth + 1);
        schemas[format!("S{depth}")] = json!({"anyOf": [
            {"allOf": [refer(&next), {"properties": {format!("a{depth}"): {"type": "string"}}}]},
            {"allOf": [refer(&next), {"properties": {format!("b{depth}"): {"type": "integer"}}}]},
        ]});
    }
    schemas["S40"] = json!({"type": "object", "properties": {"end": {"type": "string"}}});
    survives("40 levels of unions", answering(&refer("S0"), &schemas)).unwrap();
}

/// Sets of members that are different at every level and every way through it.
#[test]
fn conjunctions_that_multiply() {
    let width = 12;
    let mut schemas = json!({});
    for from in 0..width {
        let mut properties = json!({});
        for field in 0..width {
            let members: Vec<Value> = (0..width)
                .filter(|to| (from * 7 + field * 5 + to * 3) % 4 == 0)
                .map(|to| refer(format!("S{to}")))
                .collect();
            properties[format!("f{field}")] = json!({"allOf": members});
        }
        schemas[format!("S{from}")] = json!({"type": "object", "properties": properties});
    }
    survives("sets of members", answering(&refer("S0"), &schemas)).unwrap();

    // The same by levels, so that nothing contains itself.
    let mut schemas = json!({});
    for level in 0..30 {
        for from in 0..8 {
            let mut properties = json!({format!("own{level}_{from}"): {"type": "string"}});
            for field in 0..3 {
                let members: Vec<Value> = (0..8)
                    .filter(|to| (from * 5 + field * 3 + to) % 3 == 0)
                    .map(|to| refer(format!("L{}S{to}", level + 1)))
                    .collect();
                properties[format!("f{field}")] = json!({"allOf": members});
            }
            schemas[format!("L{level}S{from}")] = json!({"type": "object", "properties": properties});
        }
    }
    for from in 0..8 {
        schemas[format!("L30S{from}")] = json!({"type": "object", "properties": {format!("end{from}"): {}}});
    }
    survives("sets of members by levels", answering(&refer("L0S0"), &schemas)).unwrap();
}

#[test]
fn texts_that_are_long_and_strange() {
    let long = "word ".repeat(100_000);
    let description = format!("{long}\n{}\n{}", "`".repeat(9_999), "<b>[".repeat(10_000));
    let values: Vec<String> = (0..5_000).map(|number| format!("value {number}")).collect();
    survives(
        "long texts",
        answering(
            &json!({"type": "object", "description": description, "properties": {
                "x".repeat(50_000): {"type": "string"},
                "values": {"type": "string", "enum": values},
                "\u{0}\u{7f}\u{feff}": {"type": "string", "description": "\u{0}\r\u{2028}"},
            }}),
            &json!({}),
        ),
    )
    .unwrap();
}

/// Names that are somebody else's, or nearly the same, don't meet.
#[test]
fn words_that_have_a_meaning() {
    survives("words", words::document().to_string()).unwrap();
}

/// A path parameter is called after what stands before it, which may be a number.
#[test]
fn paths_of_numbers() {
    let mut document: Value =
        serde_json::from_str(&answering(&json!({"type": "object"}), &json!({}))).unwrap();
    let mut item = document["paths"]["/things"].take();
    item["get"]["parameters"] =
        json!([{"name": "identifier", "in": "path", "required": true, "schema": {"type": "string"}}]);
    document["paths"] = json!({"/1/{identifier}": item});
    survives("a path of numbers", document.to_string()).unwrap();
}

#[test]
fn yaml_that_unfolds() {
    let mut bomb = String::from("openapi: 3.0.3\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let many = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{many}]\n"));
    }
    let report = survives("aliases of aliases", bomb).unwrap_err();
    assert!(report.errors().any(|error| error.code == "invalid-yaml"), "{report}");
}
