//! What things are called in a plain document.
//!
//! The plan names the types of each module for themselves; here all are in one place. What two modules
//! call by one name has the module's name in front. Generators write names in their own way, so two
//! that differ in signs or in the case of letters alone are one.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::api::TypeId;
use crate::plan::Plan;
use crate::words::pascal;

/// Names of one place that stay different however a generator writes them.
#[derive(Clone, Debug, Default)]
pub(super) struct Unlike(HashSet<String>);

impl Unlike {
    /// Names of which these are taken.
    pub(super) fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        Self(names.into_iter().map(key).collect())
    }

    /// Takes a name, or the first like it that is free, which has a number behind it.
    pub(super) fn take(&mut self, name: &str) -> String {
        let name = name.trim_end_matches('_');
        let mut number = 1_usize;
        loop {
            let free = if number == 1 { name.to_owned() } else { format!("{name}{number}") };
            if self.0.insert(key(&free)) {
                return free;
            }
            number += 1;
        }
    }
}

/// What generators leave of a name.
fn key(name: &str) -> String {
    name.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether each of these values can have a name of its own. Generators make the names of letters and
/// digits, and put a letter before what begins with a digit.
pub(super) fn are_unlike(values: &[String]) -> bool {
    let mut names = HashSet::new();
    values.iter().all(|value| {
        let mut name: String = value.chars().filter(char::is_ascii_alphanumeric).collect();
        if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            name.insert(0, 'x');
        }
        names.insert(name.to_lowercase())
    })
}

/// The names of all components.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    types: BTreeMap<(usize, TypeId), String>,
    identifiers: BTreeMap<String, (String, String)>,
    pub(super) taken: Unlike,
}

impl Names {
    /// Names the types of all modules, none as what is reserved.
    pub(super) fn of(plan: &Plan, reserved: Option<&str>) -> Self {
        let mut names = Self { taken: Unlike::of(reserved), ..Self::default() };
        for (name, of) in plan.modules.iter().flat_map(|module| &module.identifiers) {
            if !names.identifiers.contains_key(name) {
                let own = names.taken.take(name);
                names.identifiers.insert(name.clone(), (own, of.clone()));
            }
        }
        // One type that several modules call alike is one component.
        let mut meanings: HashMap<String, HashSet<TypeId>> = HashMap::new();
        for module in &plan.modules {
            for (id, name) in &module.names {
                meanings.entry(key(name)).or_default().insert(*id);
            }
        }
        let mut given: HashMap<(String, TypeId), String> = HashMap::new();
        // Names that need nothing in front come first, so that nothing else takes them.
        for alone in [true, false] {
            for (index, module) in plan.modules.iter().enumerate() {
                for (id, name) in &module.names {
                    let meanings = meanings.get(&key(name)).map_or(0, HashSet::len);
                    if (meanings == 1) != alone {
                        continue;
                    }
                    let own = match given.get(&(name.clone(), *id)) {
                        Some(own) => own.clone(),
                        None if alone || module.name.is_empty() => names.taken.take(name),
                        None => names.taken.take(&format!("{}{name}", pascal(&module.name))),
                    };
                    given.insert((name.clone(), *id), own.clone());
                    names.types.insert((index, *id), own);
                }
            }
        }
        names
    }

    /// The component of a type, as a module has it.
    pub(super) fn component(&self, module: usize, id: TypeId) -> Option<&str> {
        self.types.get(&(module, id)).map(String::as_str)
    }

    /// The component of an identifier.
    pub(super) fn identifier(&self, name: &str) -> Option<&str> {
        self.identifiers.get(name).map(|(own, _)| own.as_str())
    }

    /// All named types: the name, the module that has it, the type. A type of several modules comes
    /// once.
    pub(super) fn components(&self) -> BTreeMap<&str, (usize, TypeId)> {
        self.types.iter().rev().map(|((module, id), name)| (name.as_str(), (*module, *id))).collect()
    }

    /// All identifiers: the component's name and what is identified.
    pub(super) fn identifiers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.identifiers.values().map(|(own, of)| (own.as_str(), of.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Unlike, are_unlike};

    #[test]
    fn names_differ_in_more_than_signs() {
        let mut names = Unlike::of(["page"]);
        let taken = ["Page", "a_b", "aB", "a_", "a", "a2"].map(|name| names.take(name));
        assert_eq!(taken, ["Page2", "a_b", "aB2", "a", "a2", "a22"]);
    }

    #[test]
    fn values_have_names_or_are_texts() {
        for (values, unlike) in [
            (&["active", "off"][..], true),
            (&["<1", ">2"], true),
            (&["<", "<="], false),
            (&["low-risk", "low_risk"], false),
            (&["1", "x1"], false),
            (&["", "on"], true),
            (&["A", "a"], false),
        ] {
            let values: Vec<String> = values.iter().map(ToString::to_string).collect();
            assert_eq!(are_unlike(&values), unlike, "{values:?}");
        }
    }
}
