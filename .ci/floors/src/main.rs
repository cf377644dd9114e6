//! Proves that a crate's modules import one way.
//!
//! ```text
//! cargo run --package floors -- runtime codegen .
//! ```
//!
//! Each folder named is a crate with a `floors.txt`: a floor in a line, the lowest first, with the
//! modules of the crate's root that stand on it. A module imports from the floors below its own and
//! from inside itself, and no files import each other in a circle. All `use` items and all paths that
//! begin with `crate`, `self`, `super` or a module's name are read, tests included. What isn't so is
//! told with file and line, and the exit code is 1.

mod check;
mod modules;
mod paths;
mod tokens;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let folders: Vec<String> = std::env::args().skip(1).collect();
    if folders.is_empty() {
        eprintln!("usage: floors FOLDER…");
        return ExitCode::from(2);
    }
    let mut faults = 0;
    for folder in &folders {
        match check::crate_at(Path::new(folder)) {
            Ok((files, found)) => {
                faults += found.len();
                found.iter().for_each(|fault| eprintln!("{fault}"));
                println!("{folder}: {files} files, {} faults", found.len());
            }
            Err(error) => {
                faults += 1;
                eprintln!("{error}");
            }
        }
    }
    ExitCode::from(u8::from(faults > 0))
}
