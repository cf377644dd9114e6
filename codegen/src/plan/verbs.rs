//! What methods are called: by their HTTP method and the kind of their path, or as the document
//! says itself.

use std::collections::BTreeSet;

use crate::api::path::is_parameter;
use crate::api::{Operation, Outcome};
use crate::words::snake;

/// Words that begin the name of something that is done, and not of something that is there.
const VERBS: [&str; 100] = [
    "abort",
    "activate",
    "add",
    "allow",
    "analyze",
    "apply",
    "approve",
    "archive",
    "assign",
    "attach",
    "batch",
    "bulk",
    "cancel",
    "check",
    "claim",
    "clear",
    "clone",
    "commit",
    "compile",
    "complete",
    "configure",
    "confirm",
    "connect",
    "convert",
    "copy",
    "count",
    "create",
    "decline",
    "delete",
    "deploy",
    "detach",
    "disable",
    "disconnect",
    "dismiss",
    "download",
    "edit",
    "enable",
    "estimate",
    "execute",
    "export",
    "fetch",
    "find",
    "finish",
    "force",
    "generate",
    "import",
    "increment",
    "insert",
    "invalidate",
    "invite",
    "kick",
    "list",
    "lock",
    "lookup",
    "merge",
    "move",
    "mute",
    "pause",
    "ping",
    "poll",
    "preview",
    "promote",
    "publish",
    "purge",
    "put",
    "query",
    "reactivate",
    "redeploy",
    "refresh",
    "regenerate",
    "reject",
    "remove",
    "rename",
    "renew",
    "reorder",
    "replace",
    "resend",
    "reset",
    "restart",
    "restore",
    "resume",
    "retry",
    "revoke",
    "roll",
    "rollback",
    "rotate",
    "run",
    "scan",
    "search",
    "send",
    "start",
    "stop",
    "submit",
    "subscribe",
    "sync",
    "transfer",
    "trigger",
    "upload",
    "validate",
    "verify",
];

/// Whether a name says what is done.
fn is_verb(name: &str) -> bool {
    let first = name.split('_').next().unwrap_or(name);
    let rest = |start| first.strip_prefix(start).is_some_and(|rest| VERBS.contains(&rest));
    VERBS.contains(&first) || rest("un") || rest("re")
}

/// What is done to a resource by an operation on it, in one word.
pub(super) fn verb(operation: &Operation) -> String {
    let of_one = is_of_one(operation);
    match (operation.method.as_str(), of_one) {
        ("GET", true) => "get",
        ("GET", false) if matches!(operation.result, Outcome::List(_)) => "list",
        ("GET", false) => "get",
        ("POST", false) => "create",
        ("POST", true) => "submit",
        ("PUT", _) => "update",
        ("PATCH", _) => "edit",
        ("DELETE", _) => "delete",
        (other, _) => return other.to_lowercase(),
    }
    .to_owned()
}

/// Whether an operation is on one member of a collection.
pub(super) fn is_of_one(operation: &Operation) -> bool {
    operation.path.rsplit('/').next().is_some_and(is_parameter)
}

/// A method's name that none of `taken` has: as the document wishes, or by what is done.
pub(super) fn method_name(operation: &Operation, taken: &BTreeSet<String>) -> String {
    let named = operation.named.as_ref().and_then(|named| named.method.as_deref()).map(snake);
    if let Some(name) = named.filter(|name| !taken.contains(name)) {
        return name;
    }
    let name = match &operation.suffix {
        Some(suffix) => snake(&format!("{} {}", verb(operation), words_of(suffix))),
        None => verb(operation),
    };
    if !taken.contains(&name) {
        return name;
    }
    // The paths of a group differ in their last parameters only.
    let other = if is_of_one(operation) { format!("{name}_one") } else { format!("{name}_all") };
    let mut unique = other.clone();
    let mut number = 2;
    while taken.contains(&unique) {
        unique = format!("{other}_{number}");
        number += 1;
    }
    unique
}

/// The words of what is written behind a path: of a query, names and the values that are always sent.
fn words_of(suffix: &str) -> String {
    let parts = suffix.split(['?', '&', '=', '#']).filter(|part| !is_parameter(part));
    parts.map(|part| part.replace(|sign: char| !sign.is_alphanumeric(), " ")).collect::<Vec<_>>().join(" ")
}

/// What the only operation of a resource is called by the one that leads there: what the resource is
/// called, if that says what is done (`purge`), else what is done to it (`get_content`). `to` is what
/// stands between the two and leads nowhere itself.
pub(super) fn folded_name(to: &str, resource: &str, operation: &Operation) -> String {
    let words = match says_what_is_done(resource, operation) {
        true => [resource, to, ""],
        false => [&verb(operation), to, resource],
    };
    snake(&words.join("_"))
}

/// Whether a resource's name says what its only operation does.
pub(super) fn says_what_is_done(resource: &str, operation: &Operation) -> bool {
    is_verb(resource) && !is_of_one(operation) && operation.method != "DELETE"
}
