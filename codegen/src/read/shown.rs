//! Widens the type of an answer where an example of a whole answer shows what its schema doesn't allow:
//! an object where a list is promised, say. Such examples are mostly copied from the service, and a type
//! that can't hold what comes fails the whole call. A single-form union keeps what is of another form.

use serde_json::Value;

use crate::api::{Kind, Type, TypeId, Types};
use crate::schema::examples::is_moment;

/// How deep examples are followed.
const DEPTH: usize = 32;

/// The type, or one that holds this value as well.
pub(super) fn widened(types: &mut Types, ty: TypeId, shown: &Value, depth: usize) -> TypeId {
    if shown.is_null() || depth > DEPTH {
        return ty;
    }
    let wide = match (types.get(ty).clone(), shown) {
        (Type::Any | Type::Union(_) | Type::Circle(_), _) => return ty,
        (Type::Optional(value), _) => {
            let value = widened(types, value, shown, depth + 1);
            return types.optional(value);
        }
        (Type::Array(item), Value::Array(items)) => {
            Type::Array(items.iter().fold(item, |item, shown| widened(types, item, shown, depth + 1)))
        }
        (Type::Map(value), Value::Object(entries)) => {
            Type::Map(entries.values().fold(value, |value, shown| widened(types, value, shown, depth + 1)))
        }
        (Type::Object(mut object), Value::Object(entries)) => {
            for field in &mut object.fields {
                if let Some(shown) = entries.get(&field.name) {
                    field.ty = widened(types, field.ty, shown, depth + 1);
                }
            }
            Type::Object(object)
        }
        (Type::Integer | Type::Unsigned, Value::Number(number)) if !number.is_i64() && !number.is_u64() => {
            Type::Number
        }
        (Type::Unsigned, Value::Number(number)) if number.is_i64() && !number.is_u64() => Type::Integer,
        (Type::Timestamp, Value::String(text)) if !is_moment(text) => Type::String,
        (known, _) if known.kind() == Some(kind(shown)) => return ty,
        _ => Type::Union(vec![ty]),
    };
    let id = types.intern(wide);
    if id != ty {
        let doc = types.doc(ty).to_owned();
        types.describe(id, &doc);
    }
    id
}

fn kind(value: &Value) -> Kind {
    match value {
        // Null was left out before.
        Value::Null | Value::Object(_) => Kind::Object,
        Value::Bool(_) => Kind::Bool,
        Value::Number(_) => Kind::Number,
        Value::String(_) => Kind::Text,
        Value::Array(_) => Kind::List,
    }
}
