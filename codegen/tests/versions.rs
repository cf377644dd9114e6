//! The same API gives the same bytes, whichever version of OpenAPI it is written in.

#![allow(clippy::unwrap_used, unreachable_pub)]

mod inputs;

use std::collections::HashSet;

use inputs::dialects::{Newer, modernise};
use inputs::shapes::{trees, with_trees};
use inputs::{Input, bytes_of, fragments, golden_cases, published};

/// What an input gives in its own version and in the newer ones.
fn assert_same(input: &Input) {
    let trees = trees(input);
    // Cases of newer versions are about what 3.0 can't say.
    if !trees
        .iter()
        .all(|(_, tree)| tree["openapi"].as_str().is_some_and(|version| version.starts_with("3.0")))
    {
        return;
    }
    let bytes = |input: &Input| match input.generate() {
        Ok(output) => bytes_of(&output),
        Err(report) => panic!("{} isn't generated:\n{report}", input.name),
    };
    let expected = bytes(&with_trees(input, &trees));
    for newer in [Newer::V3_1, Newer::V3_2] {
        let mut newer_trees = trees.clone();
        for (number, (_, tree)) in newer_trees.iter_mut().enumerate() {
            modernise(tree, newer, &format!("n{number}"));
        }
        let found = bytes(&with_trees(input, &newer_trees));
        if found != expected {
            let only = |some: &str, other: &str| {
                let other: HashSet<&str> = other.lines().collect();
                let lines = some.lines().filter(|line| !other.contains(line)).take(8);
                lines.map(|line| format!("\n  {line}")).collect::<String>()
            };
            panic!(
                "{} as {newer:?}: lines that are only in the old{}\nand only in the new{}",
                input.name,
                only(&expected, &found),
                only(&found, &expected)
            );
        }
    }
}

#[test]
fn our_fragments() {
    assert_same(&fragments());
}

#[test]
fn golden_cases_in_all_versions() {
    // One is about keywords of newer versions where they don't belong.
    for (_, input) in golden_cases().iter().filter(|(_, input)| input.name != "keywords_stray") {
        assert_same(input);
    }
}

#[test]
fn slices_of_published_documents() {
    published("slices").unwrap_or_default().iter().for_each(assert_same);
}

#[test]
fn whole_published_documents() {
    for path in ["full/cloudflare-2023-01-30.json", "full/cloudflare-2024-08-06.json"] {
        published(path).unwrap_or_default().iter().for_each(assert_same);
    }
}
