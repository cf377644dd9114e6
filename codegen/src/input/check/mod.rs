//! Says what is wrong with a document before anything is made of it.
//!
//! Whatever would make the generated client wrong is found here, all of it in one go. How a fault is
//! taken depends on whose document it is (see [`Mode`](crate::report::Mode)): our own fragments are
//! held to the letter; in a published document, what is wrong with one operation is read in the one
//! plain way that there is, or the operation is left out, and the rest of the document is as good as
//! before.

mod content;
mod findings;
mod operations;
mod parameters;
mod references;

use serde_json::Value;

use self::findings::Findings;
use crate::input::document::Document;
use crate::report::Report;

/// Checks operations and references. Operations that have to be left out are taken out.
pub fn check(document: &mut Document, report: &mut Report) {
    let mut findings = Findings::default();
    references::check(document, &mut findings, report);
    references::check_circles(document, report);
    operations::check(document, &mut findings, report);
    let Findings { lacks, left_out } = findings;
    for (pointer, left_out) in left_out {
        remove(&mut document.root, &pointer);
        document.left_out.push(left_out);
    }
    document.left_out.sort();
    document.lacks = lacks;
}

/// Takes an operation, or a path, out of the document.
fn remove(root: &mut Value, pointer: &str) {
    let Some((parent, name)) = pointer.rsplit_once('/') else { return };
    if let Some(fields) = root.pointer_mut(parent).and_then(Value::as_object_mut) {
        fields.remove(&name.replace("~1", "/").replace("~0", "~"));
    }
}
