//! Names that have been given in one place.

use std::collections::{HashMap, HashSet};

/// Names of one place, each of which stands for one thing.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    names: HashSet<String>,
    /// How often a name has been wished for that was taken.
    wished: HashMap<String, usize>,
}

impl Taken {
    /// A place where these names are taken.
    pub fn of(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { names: names.into_iter().map(Into::into).collect(), wished: HashMap::new() }
    }

    /// Whether a name is taken.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Takes a name, or the first like it that is free: a few have underscores, those after them
    /// numbers, so that thousands of equal names don't grow.
    pub fn take(&mut self, name: &str) -> String {
        if self.names.insert(name.to_owned()) {
            return name.to_owned();
        }
        // Names of types have no underscore inside.
        let between = if name.starts_with(|first: char| first.is_ascii_uppercase()) { "" } else { "_" };
        let wished = self.wished.entry(name.to_owned()).or_default();
        loop {
            *wished += 1;
            let free = match *wished {
                few @ 1..=3 => format!("{name}{}", "_".repeat(few)),
                number => format!("{name}{between}{number}"),
            };
            if self.names.insert(free.clone()) {
                return free;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Taken;

    #[test]
    fn names_are_taken_once() {
        let mut taken = Taken::of(["new"]);
        assert_eq!(taken.take("new"), "new_");
        let names: Vec<String> = (0..6).map(|_| taken.take("a")).collect();
        assert_eq!(names, ["a", "a_", "a__", "a___", "a_4", "a_5"]);
        assert_eq!(taken.take("a_6"), "a_6");
        assert_eq!(taken.take("a"), "a_7");
        let types: Vec<String> = (0..5).map(|_| taken.take("A")).collect();
        assert_eq!(types, ["A", "A_", "A__", "A___", "A4"]);
    }
}
