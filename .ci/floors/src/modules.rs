//! The modules of a crate, and what its paths lead to.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::paths::{self, Found};
use crate::tokens;

/// A module's place in the crate, from its root.
pub(crate) type Place = Vec<String>;

/// A file of the crate.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: PathBuf,
    /// The module that it is; empty for a root.
    pub(crate) module: Place,
    pub(crate) paths: Vec<Found>,
}

/// A crate's files. Library and program are one: a program's modules stand beside the library's.
#[derive(Debug, Default)]
pub(crate) struct Crate {
    pub(crate) files: Vec<File>,
    /// The name by which the program imports the library.
    name: String,
    /// The file of each module, those inside files included.
    modules: BTreeMap<Place, usize>,
    macros: BTreeMap<String, usize>,
}

impl Crate {
    /// Reads the crate in `folder`, from its roots.
    pub(crate) fn read(folder: &Path) -> Result<Self, String> {
        let manifest = folder.join("Cargo.toml");
        let text =
            fs::read_to_string(&manifest).map_err(|error| format!("{}: {error}", manifest.display()))?;
        let package = text.split_once("[package]").map_or("", |(_, package)| package);
        let name = package
            .lines()
            .find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
            .ok_or_else(|| format!("{}: has no package with a name", manifest.display()))?;
        let mut found = Self { name: name.replace('-', "_"), ..Self::default() };
        for root in ["lib.rs", "main.rs"] {
            let path = folder.join("src").join(root);
            if path.exists() {
                found.file(path, Vec::new(), &folder.join("src"))?;
            }
        }
        Ok(found)
    }

    /// Reads a file and those of its children, which are in `below`.
    fn file(&mut self, path: PathBuf, module: Place, below: &Path) -> Result<(), String> {
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let content = paths::read(&tokens::read(&text));
        let index = self.files.len();
        for found in &content.paths {
            for depth in 1..=found.inside.len() {
                let place = [module.as_slice(), &found.inside[..depth]].concat();
                self.modules.entry(place).or_insert(index);
            }
        }
        self.modules.entry(module.clone()).or_insert(index);
        self.macros.extend(content.macros.into_iter().map(|name| (name, index)));
        self.files.push(File { path, module: module.clone(), paths: content.paths });
        for child in content.children {
            let candidates = [below.join(format!("{child}.rs")), below.join(&child).join("mod.rs")];
            let Some(path) = candidates.into_iter().find(|path| path.exists()) else {
                return Err(format!("{}: the module {child} has no file", self.files[index].path.display()));
            };
            let place = [module.as_slice(), std::slice::from_ref(&child)].concat();
            // A module that is declared twice, for different features, is its file.
            self.modules.remove(&place);
            self.file(path, place, &below.join(&child))?;
        }
        Ok(())
    }

    /// The files that a path leads to, seen from the file that it stands in; none when it leads out
    /// of the crate.
    pub(crate) fn targets(&self, file: &File, found: &Found) -> Vec<usize> {
        let here = [file.module.as_slice(), &found.inside].concat();
        self.follow(&here, &found.segments, 0)
    }

    fn follow(&self, here: &[String], segments: &[String], hops: usize) -> Vec<usize> {
        let mut place = here.to_vec();
        let mut rest = segments;
        let mut relative = false;
        while let [first, more @ ..] = rest {
            match first.as_str() {
                "crate" => place.clear(),
                "self" => {}
                "super" => {
                    place.pop();
                }
                _ if !relative && *first == self.name => place.clear(),
                _ => break,
            }
            (rest, relative) = (more, true);
        }
        if !relative && !rest.first().is_some_and(|first| self.is_module(&place, first)) {
            return Vec::new();
        }
        while let [first, more @ ..] = rest
            && self.is_module(&place, first)
        {
            place.push(first.clone());
            rest = more;
        }
        let Some(&file) = self.modules.get(&place) else { return Vec::new() };
        let Some(name) = rest.first() else { return vec![file] };
        if place.is_empty()
            && let Some(&defined) = self.macros.get(name)
        {
            return vec![defined];
        }
        // What a module takes from elsewhere and hands on is imported from elsewhere.
        let mut targets = Vec::new();
        if hops < 8 {
            for found in self.files[file].paths.iter().filter(|found| found.exported) {
                let there = [self.files[file].module.as_slice(), &found.inside].concat();
                if there == place && (found.alias.as_ref() == Some(name)) {
                    targets.extend(self.follow(&there, &found.segments, hops + 1));
                }
            }
        }
        if targets.is_empty() { vec![file] } else { targets }
    }

    fn is_module(&self, place: &[String], name: &str) -> bool {
        self.modules.contains_key(&[place, &[name.to_owned()]].concat())
    }
}
