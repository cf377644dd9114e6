//! What a plain document says of itself.

use std::fmt::Write;

use super::envelopes::Envelopes;
use crate::api::LeftOut;
use crate::markdown::{code, inline};

/// The description of a whole document.
pub(super) fn described(envelopes: Envelopes, left_out: &[LeftOut], looser: &[LeftOut]) -> String {
    let mut text =
        String::from("Written by `cargo codegen plain`; run it again rather than editing this file.\n\n");
    text.push_str(match envelopes {
        Envelopes::Without => {
            "An answer is described without the envelope that it comes in: what is described is its `result`, \
             and the service sends `{\"success\", \"errors\", \"messages\", \"result\", \"result_info\"}`. With \
             `--envelopes` the document says so itself."
        }
        Envelopes::With => "An answer is described with the envelope that it comes in.",
    });
    text.push_str(
        "\n\nNot said here: that an enumeration can have values, and a `oneOf` forms, that aren't known yet; \
         that what the service sends may lack any field; what is said about a field whose schema is a \
         reference; and failures, which all are an envelope without a `result`.",
    );
    list(&mut text, "Operations left out", left_out);
    list(&mut text, "Said more loosely than it is known", looser);
    text
}

fn list(text: &mut String, title: &str, operations: &[LeftOut]) {
    if operations.is_empty() {
        return;
    }
    // Writing to a text never fails.
    let _ = write!(text, "\n\n## {title}: {}\n", operations.len());
    for LeftOut { operation, why } in operations {
        let _ = write!(text, "\n- {}: {}", code(operation), inline(why));
    }
}
