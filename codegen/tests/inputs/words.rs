//! A document whose tags, paths, parameters, fields and values are words that something else has
//! already: cargo, Rust, a generated crate, its runtime, a system's files.

use serde_json::{Value, json};

/// Words that would be modules and features.
const MODULES: &str = "default all httpmock lib bin main prelude core std alloc self Self crate super types \
    operations mocks runtime client blocking tracing rustls native-tls http2 gzip brotli zstd compression serde \
    serde_json cloudflare_mtls cloudflare-mtls cloudflare_core test tests build examples benches target src con nul \
    aux prn com1 lpt9 dep proc_macro macro_rules union type async error scope mock open_enum";

/// Words that would be types, methods, fields, arguments.
const NAMES: &str = "secret result option vec string box value map some none ok err from into into_iterator iterator \
    clone copy debug display partial_eq eq hash ord send sync sized drop fn fn_once as_ref to_string to_owned dyn gen \
    bytes id method nullable operation operation_info paged paging request download multipart timestamp unknown_value \
    unknown unrecognized other account_id zone_id btree_map serialize deserialize body header when then extern static \
    new builder from_env with_options pages items into_request bool i64 u64 f64 str usize u8 option_ext info absent \
    mount server define name content path query paginate_ext envelope_ext get list create delete deref try mod use";

/// Tags that are no words, or nearly the same.
const TAGS: &[&str] = &[
    "",
    " ",
    "!",
    "日本",
    "中国",
    "-",
    "_",
    "__",
    "1",
    "1 2",
    "12",
    "ab",
    "AB",
    "Ab",
    "a b",
    "a-b",
    "A_B",
    "aB",
    "a.b",
    "\u{202e}",
    "\0",
    "../../etc",
    "/",
    "C:\\x",
    "a\nb",
    "~~~",
    "`",
    "\"",
    "#",
    "${x}",
    "%n",
    "'",
    "r#type",
    "x1",
    "x_1",
    "Foo",
    "Foo Ext",
    "Foo Mock",
    "default api",
    "Default",
    "DEFAULT",
    "é",
    "é e",
];

/// All words.
pub fn words() -> Vec<&'static str> {
    MODULES.split_whitespace().chain(NAMES.split_whitespace()).collect()
}

/// None, words, and what is no word.
pub fn tags() -> Vec<Option<String>> {
    let long = ["x".repeat(300), format!("{}y", "x".repeat(299)), "Word ".repeat(100)];
    let texts = MODULES.split_whitespace().chain(TAGS.iter().copied()).map(str::to_owned).chain(long);
    std::iter::once(None).chain(texts.map(Some)).collect()
}

/// A document in which each of them is everything that it can be.
pub fn document() -> Value {
    let words = words();
    let mut paths = serde_json::Map::new();
    for (index, tag) in tags().into_iter().enumerate() {
        let name = tag.clone().unwrap_or_default();
        let own = format!("a{index}");
        let result = object(&[
            ("kind", json!({"type": "string", "enum": ["unknown", "unrecognized", "Unknown", name]})),
            ("ext", object(&[(&own, json!({"type": "string"}))])),
            ("mock_ext", object(&[(&own, json!({"type": "integer"}))])),
        ]);
        let query = json!({"name": name, "in": "query", "schema": {"type": "string", "enum": ["a", name]}});
        let get = operation(&format!("get-{index}"), tag.as_deref(), json!([path("id"), query]), &result);
        // Where it belongs, in the document's own words; the same method twice.
        let mut put = operation(&format!("put-{index}"), None, json!([path("id")]), &result);
        put["x-fern-sdk-group-name"] = json!([name, name]);
        put["x-fern-sdk-method-name"] = json!(name);
        let mut patch = put.clone();
        patch["operationId"] = json!(format!("patch-{index}"));
        paths.insert(format!("/tags/{index}/{{id}}"), json!({"get": get, "put": put, "patch": patch}));
    }
    for word in &words {
        let own = object(&[
            (word, json!({"type": "string"})),
            ("ext", object(&[(word, json!({"type": "integer"}))])),
            ("get", object(&[(word, json!({"type": "boolean"}))])),
        ]);
        let list = json!({"type": "array", "items": own});
        let mut hinted = operation(&format!("hinted-{word}"), None, json!([]), &own);
        hinted["x-fern-sdk-group-name"] = json!(format!("hints.{word}"));
        hinted["x-fern-sdk-method-name"] = json!(word);
        paths.insert(format!("/hints/{word}"), json!({"get": hinted}));
        let mut post = operation(&format!("create-{word}"), Some("words"), json!([]), &own);
        post["requestBody"] = json!({"content": {"application/json": {"schema": own}}});
        let get = operation(&format!("list-{word}"), Some("words"), json!([]), &list);
        paths.insert(format!("/{word}"), json!({"get": get, "post": post}));

        let mut parameters = vec![path(word), path("identifier")];
        for place in ["query", "header", "cookie"] {
            parameters.push(json!({"name": word, "in": place, "schema": {"type": "string"}}));
        }
        let delete = operation(&format!("delete-{word}"), Some("words"), Value::from(parameters), &own);
        paths.insert(format!("/{word}/{{{word}}}/{word}/1/{{identifier}}"), json!({"delete": delete}));
    }
    // Paths that are nearly the same.
    for path in [
        "/x1", "/x/1", "/x_1", "/X1", "/x-1", "/x1/get", "/x1get", "/x/1/2", "/x/12", "/", "//", "/~", "/é/é",
    ] {
        let get = operation(
            &format!("near-{path}"),
            Some("near"),
            json!([]),
            &object(&[(path, json!({"type": "string"}))]),
        );
        paths.insert(path.to_owned(), json!({"get": get.clone(), "put": get, "post": get}));
    }
    let fields: Vec<(&str, Value)> =
        words.iter().map(|name| (*name, object(&[(name, json!({"type": "boolean"}))]))).collect();
    let parameters = words.iter().enumerate().map(|(index, name)| {
        let place = ["query", "header", "cookie"][index % 3];
        json!({"name": name, "in": place, "schema": {"type": "string", "enum": words}})
    });
    let mut put = operation("all", Some("words"), parameters.collect(), &object(&fields));
    put["requestBody"] = json!({"content": {"application/json": {"schema": object(&fields)}}});
    paths.insert("/all_words".to_owned(), json!({"put": put}));
    json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": paths})
}

fn path(name: &str) -> Value {
    json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}})
}

fn object(fields: &[(&str, Value)]) -> Value {
    let properties: serde_json::Map<String, Value> =
        fields.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    json!({"type": "object", "properties": properties})
}

fn operation(id: &str, tag: Option<&str>, parameters: Value, result: &Value) -> Value {
    let answer = object(&[
        ("success", json!({"type": "boolean"})),
        ("errors", json!({"type": "array", "items": {}})),
        ("result", result.clone()),
    ]);
    json!({
        "operationId": id,
        "tags": tag.into_iter().collect::<Vec<_>>(),
        "parameters": parameters,
        "responses": {"200": {"description": "d", "content": {"application/json": {"schema": answer}}}},
    })
}
