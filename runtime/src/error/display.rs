//! How an error is printed: one line for a person, and the same parts by name for `Debug`.

use std::fmt::{self, Write};

use super::{Error, ErrorKind};
use crate::value::one_line::OneLine;

/// More errors than this are counted, not printed; they are in [`Error::errors`].
const PRINTED_ERRORS: usize = 5;

impl fmt::Display for Error {
    /// One line: operation, what went wrong, status, codes and messages, what to do about it,
    /// cf-ray, attempts. Whatever the service or the caller wrote, it stays one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = OneLine(f);
        let parts = self.parts();
        if let Some(operation) = &parts.operation {
            let path = parts.path.as_deref().unwrap_or(&operation.template);
            write!(f, "{} ({} {path}): ", operation.id, operation.method)?;
        }
        f.write_str(&parts.detail)?;
        for (at, error) in parts.errors.iter().take(PRINTED_ERRORS).enumerate() {
            write!(f, "{}{error}", if at == 0 { ": " } else { "; " })?;
        }
        let not_printed = parts.errors.len().saturating_sub(PRINTED_ERRORS) + parts.errors_left_out;
        if not_printed > 0 {
            write!(f, " and {not_printed} more")?;
        }
        if let Some(path) = &parts.json_path {
            write!(f, ", at {path}")?;
        }
        if let Some(excerpt) = &parts.excerpt {
            write!(f, ": `{excerpt}`")?;
        }
        match self.permissions() {
            [] => {}
            [only] => write!(f, "; a token for this needs {only}")?,
            several => write!(f, "; a token for this needs one of: {}", several.join(", "))?,
        }
        if parts.outcome_unknown {
            f.write_str("; it may have been processed all the same")?;
        }
        if let Some(gave_up) = &parts.gave_up {
            write!(f, "; not tried again: {gave_up}")?;
        }
        let mut notes = Vec::new();
        if let Some(ray) = &parts.cf_ray {
            notes.push(format!("cf-ray {ray}"));
        }
        if parts.attempts > 1 {
            notes.push(format!("{} attempts", parts.attempts));
        }
        if let Some(wait) = parts.wait {
            notes.push(format!("retry after {wait:?}"));
        }
        if !notes.is_empty() {
            write!(f, " [{}]", notes.join(", "))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.parts();
        let mut shown = f.debug_struct("Error");
        shown.field("kind", &parts.kind).field("detail", &parts.detail);
        if let Some(operation) = &parts.operation {
            shown.field("operation", &operation.id);
            shown.field("method", &operation.method);
            shown.field("path_template", &operation.template);
        }
        if let Some(status) = parts.status {
            shown.field("status", &status.as_u16());
        }
        if parts.kind == ErrorKind::Api {
            shown.field("errors", &parts.errors).field("messages", &parts.messages);
        }
        for (name, value) in [
            ("path", &parts.path),
            ("cf_ray", &parts.cf_ray),
            ("json_path", &parts.json_path),
            ("excerpt", &parts.excerpt),
            ("gave_up", &parts.gave_up),
        ] {
            if let Some(value) = value {
                shown.field(name, value);
            }
        }
        if !self.permissions().is_empty() {
            shown.field("permissions", &self.permissions());
        }
        if let Some(wait) = parts.wait {
            shown.field("retry_after", &wait);
        }
        shown.field("attempts", &parts.attempts);
        shown.field("outcome_unknown", &parts.outcome_unknown);
        if let Some(source) = &parts.source {
            shown.field("source", source);
        }
        shown.finish()
    }
}
