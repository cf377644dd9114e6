//! The checked-in client is what the fragments give.

#![allow(clippy::unwrap_used, unreachable_pub)]

mod inputs;

use std::collections::BTreeSet;
use std::fs;

use inputs::{fragments, workspace};

#[test]
fn the_checked_in_client_is_what_the_fragments_give() {
    let output = fragments().generate().unwrap_or_else(|report| panic!("openapi/ has errors:\n{report}"));
    let folder = workspace().join("src/generated");
    let mut wrong = Vec::new();
    for file in &output.files {
        match fs::read_to_string(folder.join(&file.path)) {
            Ok(text) if text == file.text => {}
            Ok(_) => wrong.push(format!("src/generated/{} differs", file.path)),
            Err(error) => wrong.push(format!("src/generated/{}: {error}", file.path)),
        }
    }
    let wanted: BTreeSet<&str> = output.files.iter().map(|file| file.path.as_str()).collect();
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !wanted.contains(name.as_str()) {
            wrong.push(format!("src/generated/{name} is no longer generated"));
        }
    }
    assert!(wrong.is_empty(), "{}\nmend it with: cargo codegen", wrong.join("\n"));
}

#[test]
fn the_fragments_have_no_faults() {
    let output = fragments().generate().unwrap();
    let notes: Vec<String> = output.report.notes().map(ToString::to_string).collect();
    assert!(notes.is_empty(), "{}", notes.join("\n"));
    assert_eq!(output.coverage.operations, 19, "26 operations, of which 7 are for accounts and for zones");
}
