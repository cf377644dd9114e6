//! Planted faults are found, and the crates of this repository have none.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::crate_at;

/// A crate in a folder of its own, which goes when this is dropped.
struct Planted(PathBuf);

impl Planted {
    fn new(files: &[(&str, &str)]) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("floors-{}-{count}", std::process::id()));
        let planted = Self(folder);
        planted.write("Cargo.toml", "[package]\nname = \"a-house\"\n");
        planted.write("floors.txt", "# The house.\nlow\nleft right # beside each other\nhigh\n");
        planted.write("src/lib.rs", "mod low; mod left; mod right; pub mod high;\npub use high::Roof;");
        planted.write("src/low.rs", "pub struct Stone;");
        planted.write("src/left/mod.rs", "mod door;\nmod wall;\npub use self::wall::Wall;");
        planted.write("src/left/wall.rs", "use crate::low::Stone;\npub struct Wall(Stone);");
        planted.write("src/left/door.rs", "use super::Wall;\npub struct Door(Wall);");
        planted.write("src/right.rs", "use crate::low::Stone;");
        planted.write("src/high.rs", "use crate::{left::Wall, right, low};\npub struct Roof;");
        files.iter().for_each(|(path, text)| planted.write(path, text));
        planted
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The faults, without the folder's name.
    fn faults(&self) -> Vec<String> {
        let faults = crate_at(&self.0).unwrap().1;
        faults.iter().map(|fault| fault.replace(&format!("{}/", self.0.display()), "")).collect()
    }
}

impl Drop for Planted {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The faults of the house with these files in the place of its own.
fn with(files: &[(&str, &str)]) -> Vec<String> {
    Planted::new(files).faults()
}

#[test]
fn a_house_in_order_has_no_faults() {
    assert_eq!(with(&[]), [""; 0]);
    let quiet = "//! [`Roof`](crate::high::Roof)\nconst TEXT: &str = \"crate::high\"; // crate::high::Roof\n\
                 #[macro_export] macro_rules! m { () => { $crate::high::Roof } }";
    assert_eq!(with(&[("src/low.rs", quiet)]), [""; 0]);
    assert_eq!(
        with(&[
            ("src/main.rs", "mod cli; use a_house::low;"),
            ("src/cli.rs", "use a_house::high;"),
            ("floors.txt", "low\nleft right\nhigh\ncli")
        ]),
        [""; 0]
    );
}

#[test]
fn a_look_up_is_told_with_both_files_and_the_line() {
    assert_eq!(
        with(&[("src/low.rs", "pub struct Stone;\nuse crate::{high::Roof as R};")]),
        [
            "src/low.rs:2: imports crate::high::Roof from src/high.rs: high (floor 3) stands above low (floor 1)",
            "files import each other in a circle:\n  \
             src/low.rs:2: imports crate::high::Roof from src/high.rs\n  \
             src/high.rs:1: imports crate::low from src/low.rs",
        ]
    );
    let alone = ("src/high.rs", "pub struct Roof;");
    for planted in [
        "fn f() -> crate::high::Roof {}",
        "fn f() { super::high::Roof; }",
        "mod tests { use super::super::high; }",
        "use super::high::*;",
        "pub use crate::Roof;",
        "type T = Vec<crate::Roof>;",
    ] {
        let faults = with(&[("src/low.rs", planted), alone]);
        assert_eq!(faults.len(), 1, "{planted}: {faults:?}");
        assert!(
            faults[0].starts_with("src/low.rs:1: imports ") && faults[0].contains("src/high.rs"),
            "{faults:?}"
        );
    }
}

#[test]
fn neighbours_and_the_root_are_not_imported() {
    let faults = with(&[("src/right.rs", "use crate::left::Wall;")]);
    assert_eq!(
        faults,
        [
            "src/right.rs:1: imports crate::left::Wall from src/left/wall.rs: right and left stand on one floor"
        ]
    );
    let faults = with(&[("src/right.rs", "fn f() { crate::start() }")]);
    assert_eq!(
        faults,
        ["src/right.rs:1: imports crate::start from src/lib.rs: nothing stands above a crate's root"]
    );
}

#[test]
fn circles_inside_a_folder_are_told() {
    let faults = with(&[("src/left/wall.rs", "use super::door::Door;\npub struct Wall;")]);
    assert_eq!(
        faults,
        ["files import each other in a circle:\n  \
          src/left/door.rs:1: imports super::Wall from src/left/wall.rs\n  \
          src/left/wall.rs:1: imports super::door::Door from src/left/door.rs"]
    );
    // A folder's own file that uses what is in the folder, and is used by it.
    let folder = "mod door;\nmod wall;\npub fn build() { wall::raise() }";
    let wall = "pub fn raise() { super::build() }";
    let faults = with(&[
        ("src/left/mod.rs", folder),
        ("src/left/wall.rs", wall),
        ("src/left/door.rs", ""),
        ("src/high.rs", "pub struct Roof;"),
    ]);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].contains("src/left/mod.rs:3: imports wall::raise"), "{faults:?}");
}

#[test]
fn floors_name_all_modules_once_and_no_others() {
    let faults = with(&[("floors.txt", "low\nleft cellar\nleft\nhigh")]);
    assert_eq!(
        faults,
        [
            "floors.txt:2: there is no module cellar",
            "floors.txt:3: left stands on two floors",
            "floors.txt: the module right stands on no floor; give it a line or a place on one",
        ]
    );
    let planted = Planted::new(&[]);
    fs::remove_file(planted.0.join("floors.txt")).unwrap();
    assert!(crate_at(&planted.0).unwrap_err().contains("floors.txt"));
}

/// Wherever there is a `floors.txt`, it is kept; a fault planted in a copy of the runtime is found.
#[test]
fn the_crates_of_this_repository_stand() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for folder in ["runtime", "codegen", "."] {
        let folder = root.join(folder);
        if folder.join("floors.txt").exists() {
            assert_eq!(crate_at(&folder).unwrap().1, [""; 0]);
        }
    }
    let copy = Planted::new(&[]);
    fs::remove_dir_all(&copy.0).unwrap();
    copied(&root.join("runtime/src"), &copy.0.join("src"));
    for file in ["Cargo.toml", "floors.txt"] {
        fs::copy(root.join("runtime").join(file), copy.0.join(file)).unwrap();
    }
    assert_eq!(copy.faults(), [""; 0]);
    let path = copy.0.join("src/wire/safety.rs");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("use reqwest::", "use crate::request::Request;\nuse reqwest::")).unwrap();
    let faults = copy.faults();
    assert!(faults[0].starts_with("src/wire/safety.rs:"), "{faults:?}");
    assert!(faults[0].contains("crate::request::Request from src/request/mod.rs"), "{faults:?}");
    assert!(faults[0].contains("request (floor"), "{faults:?}");
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copied(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}
