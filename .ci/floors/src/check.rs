//! What isn't as the floors say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::modules::{Crate, File};

/// An import: from which file, to which, and the line and path that say so.
struct Import {
    from: usize,
    to: usize,
    line: usize,
    path: String,
}

/// Checks the crate in `folder`: how many files it has, and each fault in a line or more.
pub(crate) fn crate_at(folder: &Path) -> Result<(usize, Vec<String>), String> {
    let floors = folder.join("floors.txt");
    let text = fs::read_to_string(&floors).map_err(|error| format!("{}: {error}", floors.display()))?;
    let known = Crate::read(folder)?;
    let mut faults = Vec::new();
    let floor_of = read_floors(&text, &known, &floors.display().to_string(), &mut faults);
    let imports = imports(&known);
    for import in &imports {
        let (from, to) = (&known.files[import.from], &known.files[import.to]);
        faults.extend(looks_up(import, from, to, &floor_of));
    }
    faults.extend(circles(&known, &imports));
    Ok((known.files.len(), faults))
}

/// The floor of each module, counted from 1.
fn read_floors(text: &str, known: &Crate, name: &str, faults: &mut Vec<String>) -> BTreeMap<String, usize> {
    let mut floor_of = BTreeMap::new();
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    let mut floor = 0;
    let modules: BTreeSet<&String> = known.files.iter().filter_map(|file| file.module.first()).collect();
    for (at, line) in lines.enumerate().filter(|(_, line)| !line.is_empty()) {
        floor += 1;
        for module in line.split_whitespace() {
            if !modules.contains(&module.to_owned()) {
                faults.push(format!("{name}:{}: there is no module {module}", at + 1));
            }
            if floor_of.insert(module.to_owned(), floor).is_some() {
                faults.push(format!("{name}:{}: {module} stands on two floors", at + 1));
            }
        }
    }
    for module in modules.into_iter().filter(|module| !floor_of.contains_key(*module)) {
        faults.push(format!(
            "{name}: the module {module} stands on no floor; give it a line or a place on one"
        ));
    }
    floor_of
}

fn imports(known: &Crate) -> Vec<Import> {
    let mut imports = Vec::new();
    for (from, file) in known.files.iter().enumerate() {
        for found in &file.paths {
            for to in known.targets(file, found) {
                // A folder's own file that shows what is in the folder doesn't use it.
                let shows = found.exported && known.files[to].module.starts_with(&file.module);
                if to != from && !shows {
                    imports.push(Import { from, to, line: found.line, path: found.segments.join("::") });
                }
            }
        }
    }
    imports
}

/// The fault of an import that doesn't go down.
fn looks_up(import: &Import, from: &File, to: &File, floor_of: &BTreeMap<String, usize>) -> Option<String> {
    let module = from.module.first()?;
    let told = |why: &str| {
        let (path, line) = (from.path.display(), import.line);
        Some(format!("{path}:{line}: imports {} from {}: {why}", import.path, to.path.display()))
    };
    let Some(target) = to.module.first() else {
        return told("nothing stands above a crate's root");
    };
    if module == target {
        return None;
    }
    // A module that is missing in the file has been told.
    let (mine, its) = (floor_of.get(module)?, floor_of.get(target)?);
    match its.cmp(mine) {
        std::cmp::Ordering::Less => None,
        std::cmp::Ordering::Equal => told(&format!("{module} and {target} stand on one floor")),
        std::cmp::Ordering::Greater => {
            told(&format!("{target} (floor {its}) stands above {module} (floor {mine})"))
        }
    }
}

/// The circles of files, one for each group that can reach each other.
fn circles(known: &Crate, imports: &[Import]) -> Vec<String> {
    let mut next: BTreeMap<usize, BTreeMap<usize, &Import>> = BTreeMap::new();
    for import in imports {
        next.entry(import.from).or_default().entry(import.to).or_insert(import);
    }
    let (mut told, mut faults) = (BTreeSet::new(), Vec::new());
    for start in 0..known.files.len() {
        if told.contains(&start) {
            continue;
        }
        let Some(circle) = shortest_circle(start, &next) else { continue };
        let further = reached(start, &next);
        told.extend(further.into_iter().filter(|file| reached(*file, &next).contains(&start)));
        let mut text = "files import each other in a circle:".to_owned();
        for import in &circle {
            let (from, to) = (known.files[import.from].path.display(), known.files[import.to].path.display());
            text.push_str(&format!("\n  {from}:{}: imports {} from {to}", import.line, import.path));
        }
        faults.push(text);
    }
    faults
}

/// The files that one imports, and those that they import, and so on.
fn reached(start: usize, next: &BTreeMap<usize, BTreeMap<usize, &Import>>) -> BTreeSet<usize> {
    let (mut reached, mut open) = (BTreeSet::new(), vec![start]);
    while let Some(file) = open.pop() {
        open.extend(
            next.get(&file).into_iter().flatten().map(|(to, _)| *to).filter(|to| reached.insert(*to)),
        );
    }
    reached
}

/// The shortest way from a file back to it.
fn shortest_circle<'a>(
    start: usize,
    next: &BTreeMap<usize, BTreeMap<usize, &'a Import>>,
) -> Option<Vec<&'a Import>> {
    let mut came_by: BTreeMap<usize, &Import> = BTreeMap::new();
    let mut wave = vec![start];
    while !wave.is_empty() {
        let mut further = Vec::new();
        for file in wave {
            for (&to, import) in next.get(&file).into_iter().flatten() {
                if to == start {
                    let mut circle = vec![*import];
                    while circle[0].from != start {
                        circle.insert(0, came_by[&circle[0].from]);
                    }
                    return Some(circle);
                }
                came_by.entry(to).or_insert_with(|| {
                    further.push(to);
                    import
                });
            }
        }
        wave = further;
    }
    None
}

#[cfg(test)]
mod tests;
