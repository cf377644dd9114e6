//! Faults of the operations table, and of documents that don't fit theirs.

use cloudflare_mtls_codegen::{Mode, Source, client};
use serde_json::json;

use super::inputs::soundness;
use super::{FILE, GET, GET_AT, PUT, PUT_AT, TABLE, find, lamps, only, run, with, with_table};

const TABLE_FILE: &str = "openapi/operations.toml";

#[test]
fn tables_that_cannot_be_read() {
    for (table, line) in [
        ("[groups.lamps\n", "line 1"),
        ("\n\n[[operations]]\nhttp = 3\n", "line 4"),
        ("[groups.lamps]\nresource = \"Lamp\"\ncolour = \"red\"\n", "line 3"),
        ("[[operations]]\nhttp = \"GET /a\"\ngroup = \"a\"\nname = \"b\"\npaging = \"never\"\n", "line 5"),
    ] {
        let error = find(&with_table(table), "invalid-table", TABLE_FILE, None, "");
        assert!(error.message.contains(line), "{line} is not in {error}");
    }
}

#[test]
fn identifiers_that_name_no_type() {
    for name in ["\"Bad-1d\"", "lamp_id", "Vec", "\"\""] {
        let table = format!("{TABLE}\n[identifiers]\n{name} = [\"Lamp.id\"]\n");
        find(
            &with_table(&table),
            "invalid-table",
            TABLE_FILE,
            None,
            &format!("/identifiers/{}", name.trim_matches('"')),
        );
    }
}

#[test]
fn groups_that_are_no_methods() {
    for name in ["two words", "1x", "self", "Lamps", "clone", ""] {
        let quoted = serde_json::to_string(name).unwrap();
        let table =
            TABLE.replace("[groups.lamps]", &format!("[groups.{quoted}]")).replace("\"lamps\"", &quoted);
        find(&with_table(&table), "invalid-table", TABLE_FILE, None, &format!("/groups/{name}"));
    }
    let alias = |group: &str| {
        format!(
            "{TABLE}\n[[aliases]]\ngroup = \"{group}\"\nof = \"lamps\"\noperations = [\"get\"]\nnote = \"n\"\n"
        )
    };
    assert!(!with_table(&alias("lights")).has_errors());
    for group in ["1x", "lamps", "lamps_"] {
        find(&with_table(&alias(group)), "invalid-table", TABLE_FILE, None, "/aliases/0");
    }
}

#[test]
fn table_entries_that_fit_nothing() {
    let more = "\n[[operations]]\nhttp = \"DELETE /lamps/{}\"\ngroup = \"lamps\"\nname = \"delete\"\n";
    let error =
        only(&with_table(&format!("{TABLE}{more}")), "unused-table-entry", TABLE_FILE, None, "/operations/2");
    assert!(error.message.contains("DELETE /lamps/{}"), "{error}");

    let report = with_table(&format!("{TABLE}\n[groups.candles]\nresource = \"Candle\"\n"));
    only(&report, "unused-table-entry", TABLE_FILE, None, "/groups/candles");

    let report = with_table(&format!("{TABLE}\n[types]\n\"Lamp.shade\" = \"Shade\"\n"));
    let error = only(&report, "unused-table-entry", TABLE_FILE, None, "/types");
    assert!(error.message.contains("Lamp.shade"), "{error}");
}

#[test]
fn table_entries_that_nothing_is_known_of() {
    let report =
        with_table(&TABLE.replace("group = \"lamps\"\nname = \"get\"", "group = \"x\"\nname = \"get\""));
    find(&report, "unknown-table-entry", TABLE_FILE, None, "/operations/0");
    for (place, what) in [("Lamp.wick", "Lamp.wick"), ("lamps.wick_id", "lamps.wick_id"), ("wick", "wick")] {
        let report = with_table(&format!("{TABLE}\n[identifiers]\nWickId = [\"{place}\"]\n"));
        let error = only(&report, "unknown-table-entry", TABLE_FILE, None, "/identifiers/WickId");
        assert!(error.message.contains(what), "{error}");
    }
    let table = TABLE.replace("name = \"get\"", "name = \"get\"\nsecrets = [\"oil\"]");
    let error = only(&with_table(&table), "unknown-table-entry", TABLE_FILE, None, "/operations");
    assert!(error.message.contains("oil"), "{error}");
    let alias =
        "\n[[aliases]]\ngroup = \"lights\"\nof = \"lamps\"\noperations = [\"douse\"]\nnote = \"no\"\n";
    let error =
        only(&with_table(&format!("{TABLE}{alias}")), "unknown-table-entry", TABLE_FILE, None, "/aliases/0");
    assert!(error.message.contains("douse"), "{error}");
}

#[test]
fn operations_that_the_table_lacks_or_has_twice() {
    let (first, _) = TABLE.split_at(TABLE.rfind("[[operations]]").unwrap());
    let error = only(&with_table(first), "operation-not-in-table", FILE, Some(PUT), PUT_AT);
    assert!(error.help.unwrap().contains("PUT /lamps/{}"));

    let again = "\n[[operations]]\nhttp = \"get /lamps/{lamp}\"\ngroup = \"lamps\"\nname = \"again\"\n";
    let report = with_table(&format!("{TABLE}{again}"));
    find(&report, "duplicate-table-entry", TABLE_FILE, None, "/operations/2");
}

#[test]
fn paging_of_what_is_no_list() {
    let table = TABLE.replacen("name = \"get\"", "name = \"get\"\npaging = \"page\"", 1);
    only(&with_table(&table), "paging-without-list", TABLE_FILE, None, "/operations/0");
}

#[test]
fn names_that_collide_in_rust() {
    // Methods.
    let table = TABLE.replace("name = \"update\"", "name = \"get\"");
    let error = only(&with_table(&table), "name-collision", FILE, Some(PUT), PUT_AT);
    assert!(error.message.contains("lamps.get"), "{error}");

    // Fields.
    let report = with(
        "/components/schemas/Lamp/properties",
        json!({"rate-plan": {"type": "string"}, "rate_plan": {"type": "string"}}),
    );
    let error = only(&report, "name-collision", FILE, Some(GET), GET_AT);
    for name in ["\"rate-plan\"", "\"rate_plan\"", "Lamp"] {
        assert!(error.message.contains(name), "{error}");
    }

    // Enum values.
    let report = with("/components/schemas/Lamp/properties/state/enum", json!(["low-risk", "low_risk"]));
    let error = only(&report, "name-collision", FILE, Some(GET), GET_AT);
    assert!(error.message.contains("LowRisk"), "{error}");

    // Types: two fields whose types would be LampBulb give way to each other.
    let bulbs =
        json!({"type": "array", "items": {"type": "object", "properties": {"lumens": {"type": "integer"}}}});
    let mut document = lamps();
    document["components"]["schemas"]["Lamp"]["properties"]["bulbs"] = bulbs;
    let source = Source::new(FILE, document.to_string());
    let output = client(&[source], &Source::new(TABLE_FILE, TABLE), Mode::Strict).unwrap();
    let types = &output.files.iter().find(|file| file.path == "types.rs").unwrap().text;
    assert!(
        types.contains("pub struct LampBulb {") && types.contains("pub struct LampBulbItem {"),
        "{types}"
    );

    // Types that the table gives one name.
    let mut document = lamps();
    let mut answer = document.pointer(&format!("{GET_AT}/responses/200")).unwrap().clone();
    *answer.pointer_mut("/content/application~1json/schema/properties/result").unwrap() =
        json!({"type": "object", "properties": {"id": {"type": "integer"}}});
    document["paths"]["/lamps/{lamp_id}"]["put"]["responses"]["200"] = answer;
    let report = run(&[Source::new(FILE, document.to_string())], TABLE);
    find(&report, "name-collision", FILE, Some(PUT), PUT_AT);
}

#[test]
fn a_type_called_as_an_identifier_makes_way() {
    let table = TABLE.replace("\"Lamp\"", "\"LampId\"");
    assert_ne!(table, TABLE);
    let table = format!("{table}\n[identifiers]\nLampId = [\"lamps.lamp_id\"]\n");
    let sources = [Source::new(FILE, lamps().to_string())];
    let output = client(&sources, &Source::new(TABLE_FILE, table), Mode::Published).unwrap();
    soundness::check(&output).unwrap();
    let types = &output.files.iter().find(|file| file.path == "types.rs").unwrap().text;
    assert!(types.contains("pub type LampId = ") && types.contains("pub struct LampIdData "), "{types}");
}
