//! Types in words, as a user of the client knows them.

use crate::api::{By, Type, TypeId, Types};
use crate::visible::escaped;

/// How many fields, values or forms are named.
const NAMED: usize = 4;

/// How deep lists, maps and unions are described.
const DEPTH: usize = 3;

/// A type in a few words.
pub(super) fn describe(id: TypeId, types: &Types) -> String {
    within(id, types, DEPTH)
}

fn within(id: TypeId, types: &Types, depth: usize) -> String {
    let inner = |id: TypeId| match depth.checked_sub(1) {
        Some(depth) => within(id, types, depth),
        None => "…".to_owned(),
    };
    match types.get(types.past_circle(id)) {
        Type::Any => "any JSON".to_owned(),
        Type::Bool => "`bool`".to_owned(),
        Type::Integer => "`i64`".to_owned(),
        Type::Unsigned => "`u64`".to_owned(),
        Type::Number => "`Number`".to_owned(),
        Type::String => "`String`".to_owned(),
        Type::Secret => "`Secret`".to_owned(),
        Type::Timestamp => "`Timestamp`".to_owned(),
        Type::File => "`FilePart`".to_owned(),
        Type::Array(item) => format!("a list of {}", inner(*item)),
        Type::Map(item) => format!("a map to {}", inner(*item)),
        Type::Optional(value) => format!("{} or null", inner(*value)),
        Type::Object(object) => {
            let names: Vec<&str> = object.fields.iter().map(|field| field.name.as_str()).collect();
            if names.is_empty() {
                "an object without fields".to_owned()
            } else {
                format!("an object with {}", some(&names))
            }
        }
        Type::Enum(values) => {
            // Their order means nothing.
            let mut values: Vec<&str> = values.iter().map(String::as_str).collect();
            values.sort_unstable();
            format!("an enum of {}", some(&values))
        }
        Type::Choice(choice) => {
            let mut values: Vec<&str> = choice.variants.iter().map(|variant| variant.name.as_str()).collect();
            values.sort_unstable();
            match &choice.by {
                By::Tag(tag) => format!("an object told by {}: {}", code(tag), some(&values)),
                By::Key => format!("an object with one of {}", some(&values)),
            }
        }
        Type::Numbers(values) => {
            let mut values = values.clone();
            values.sort_unstable();
            let values: Vec<String> = values.iter().map(i64::to_string).collect();
            format!("an enum of {}", some(&values.iter().map(String::as_str).collect::<Vec<_>>()))
        }
        Type::Circle(_) => "what contains itself".to_owned(),
        Type::Union(members) => members.iter().map(|member| inner(*member)).collect::<Vec<_>>().join(" or "),
        Type::Identifier(name) => format!("`{name}`"),
    }
}

/// The first few names, and how many more there are.
fn some(names: &[&str]) -> String {
    match names.len().checked_sub(NAMED) {
        Some(more) if more > 1 => format!("{} and {more} more", quoted(&names[..NAMED])),
        _ => quoted(names),
    }
}

/// All names, each in backticks.
pub(super) fn quoted<T: AsRef<str>>(names: &[T]) -> String {
    names.iter().map(|name| code(name.as_ref())).collect::<Vec<_>>().join(", ")
}

/// A name in backticks, on one line, whatever is in it.
pub(super) fn code(name: &str) -> String {
    // Two backticks with nothing between them would begin something else.
    if name.trim().is_empty() {
        format!("`{name:?}`")
    } else {
        format!("`{}`", plain(name).replace('`', "'"))
    }
}

/// A name on one line: nothing in a document moves a terminal's cursor.
pub(super) fn plain(name: &str) -> String {
    escaped(name).into_owned()
}

/// A field as a step of a location.
pub(super) fn step(field: &str) -> String {
    let plain = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-' | '$');
    if !field.is_empty() && field.chars().all(plain) { format!(".{field}") } else { format!("[{field:?}]") }
}
