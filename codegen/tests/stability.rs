//! The same API gives the same bytes, whatever its components are called and in whatever order
//! its objects are written.

#![allow(clippy::unwrap_used, unreachable_pub)]

mod inputs;

use cloudflare_mtls_codegen::diff::{Options, compare};
use inputs::random::Random;
use inputs::shapes::{rename_components, rename_path_parameters, reorder, reword, trees, with_trees};
use inputs::{Input, bytes_of, fragments, golden_cases, published};
use serde_json::Value;

fn bytes(input: &Input) -> String {
    match input.generate() {
        Ok(output) => bytes_of(&output),
        Err(report) => panic!("{} isn't generated:\n{report}", input.name),
    }
}

/// Generates an input in other words and compares.
fn assert_stable(input: &Input, rounds: u64) {
    let trees = trees(input);
    let expected = bytes(&with_trees(input, &trees));
    for seed in 0..rounds {
        let mut random = Random::new(seed);
        let mut other = trees.clone();
        rename_components(&mut other, &mut random);
        for (_, tree) in &mut other {
            reorder(tree, &mut random);
        }
        let found = bytes(&with_trees(input, &other));
        if let Some((line, (old, new))) =
            expected.lines().zip(found.lines()).enumerate().find(|(_, (old, new))| old != new)
        {
            panic!("{}, seed {seed}: line {line} is\n  {old}\nand with other names\n  {new}", input.name);
        }
        assert_eq!(expected.len(), found.len(), "{}, seed {seed}", input.name);
    }
}

/// Changes what no name may come from, and looks for changes of names.
fn assert_names_stable(input: &Input) {
    assert_same_to_users(input, "wording", |tree| reword(tree, &mut Random::new(1)));
    assert_same_to_users(input, "names of path parameters", rename_path_parameters);
}

fn assert_same_to_users(input: &Input, what: &str, change: impl Fn(&mut Value)) {
    let mut trees = trees(input);
    trees.truncate(1);
    let old = with_trees(input, &trees);
    change(&mut trees[0].1);
    let new = with_trees(input, &trees);
    assert_ne!(old.sources[0].text, new.sources[0].text, "{}", input.name);
    let found = compare(&old.sources[0], &new.sources[0], &Options::default())
        .unwrap_or_else(|report| panic!("{report}"));
    let first = found.changes.first();
    assert!(first.is_none(), "{}: other {what} changed\n{first:#?}", input.name);
}

#[test]
fn two_runs_give_the_same_bytes() {
    let input = fragments();
    let (first, second) = (input.generate().unwrap(), input.generate().unwrap());
    assert_eq!(first.files, second.files);
    assert_eq!(first.report, second.report);
}

#[test]
fn files_may_come_in_any_order() {
    let input = fragments();
    let mut other = input.clone();
    other.sources.reverse();
    assert_eq!(bytes(&input), bytes(&other));
    assert_eq!(input.generate().unwrap().files, other.generate().unwrap().files, "the hash, too");
}

#[test]
fn names_and_order_change_nothing_in_our_fragments() {
    assert_stable(&fragments(), 5);
}

#[test]
fn names_and_order_change_nothing_in_golden_cases() {
    // One has files beside it, which know its components by their names.
    for (_, input) in golden_cases().iter().filter(|(_, input)| input.name != "files_beside") {
        assert_stable(input, 3);
    }
}

#[test]
fn names_and_order_change_nothing_in_published_documents() {
    for path in ["slices/mtls-2024-08-06.json", "slices/mtls-family-2024-08-06.json"] {
        for input in published(path).unwrap_or_default() {
            assert_stable(&input, 1);
        }
    }
    for input in published("history").unwrap_or_default().iter().step_by(33) {
        assert_stable(input, 1);
    }
}

#[test]
fn wording_and_path_parameters_name_nothing() {
    for path in ["slices/mtls-2024-08-06.json", "slices/mtls-family-2024-08-06.json"] {
        published(path).unwrap_or_default().iter().for_each(assert_names_stable);
    }
    published("history").unwrap_or_default().iter().step_by(33).for_each(assert_names_stable);
}

#[test]
#[ignore = "takes a minute without optimisation: cargo test --release -- --ignored"]
fn wording_and_path_parameters_name_nothing_in_full_documents() {
    published("full").unwrap_or_default().iter().for_each(assert_names_stable);
}

#[test]
#[ignore = "takes minutes without optimisation: cargo test --release -- --ignored"]
fn names_and_order_change_nothing_in_full_documents() {
    for input in published("full").unwrap_or_default() {
        assert_stable(&input, 1);
    }
}
