//! Writes what a crate says of its API: its name, its version, and its table of codes.

use crate::plan::codes::{Codes, Line};

impl Codes {
    /// The item `API` of a crate.
    pub(super) fn api(&self) -> String {
        let new = "Api = Api::new(env!(\"CARGO_PKG_NAME\"), env!(\"CARGO_PKG_VERSION\"))";
        let doc = "/// What this crate is called, and what the codes of its API mean.\n";
        if self.lines().is_empty() {
            return format!("{doc}pub static API: {new};\n");
        }
        let lines: String = self.lines().iter().map(|line| format!("    {},\n", written(line))).collect();
        format!("{doc}pub static API: {new}.codes(&[\n{lines}]);\n")
    }
}

fn written(line: &Line) -> String {
    let meaning = format!("Meaning::{}", line.meaning);
    match (line.code, &line.says) {
        (Some(code), Some(says)) => format!("Code::saying({code}, {says:?}, {meaning})"),
        (Some(code), None) => format!("Code::new({code}, {meaning})"),
        (None, says) => format!("Code::any_saying({:?}, {meaning})", says.as_deref().unwrap_or_default()),
    }
}
