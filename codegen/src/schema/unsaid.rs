//! What examples show in places of which a schema states no type.
//!
//! `properties` alone say what an object has, if it is one, and nothing of what else may stand there. Mostly
//! it is an object all the same; but where an example shows a text, say, it can be that as well, and a type
//! that can't hold what comes fails the whole call. A stated type is believed against any example here.

use serde_json::Value;

use super::compose::Composer;
use super::conjunction::{Node, alternatives, flatten};
use super::examples::{examples, type_of};
use crate::api::{Type, TypeId, Untyped};

/// How deep examples are followed.
const DEPTH: usize = 16;

impl<'d> Composer<'d, '_> {
    /// The type, or one that also holds what the examples of its schemas show.
    pub(super) fn with_what_is_shown(&mut self, ty: TypeId, leaves: &[Node<'d>]) -> TypeId {
        let is_object = match self.types.get(ty) {
            Type::Object(_) => true,
            Type::Array(_) => false,
            _ => return ty,
        };
        // What stands beside a schema of an object and is none belongs to one of its fields.
        let is_one = |shown: &&Value| if is_object { shown.is_object() } else { shown.is_array() };
        let shown: Vec<&Value> = examples(leaves).into_iter().filter(is_one).collect();
        shown.into_iter().fold(ty, |ty, shown| self.holding(ty, leaves, shown, 0))
    }

    fn holding(&mut self, ty: TypeId, leaves: &[Node<'d>], shown: &Value, depth: usize) -> TypeId {
        if depth > DEPTH {
            return ty;
        }
        let wide = match (self.types.get(ty).clone(), shown) {
            (_, Value::Null) => return ty,
            (Type::Array(item), Value::Array(items)) => {
                let inner = self.below(leaves, None);
                Type::Array(
                    items.iter().fold(item, |item, shown| self.holding(item, &inner, shown, depth + 1)),
                )
            }
            (Type::Object(mut object), Value::Object(entries)) => {
                for field in &mut object.fields {
                    let Some(shown) = entries.get(&field.name) else { continue };
                    let inner = self.below(leaves, Some(&field.name));
                    field.ty = self.holding(field.ty, &inner, shown, depth + 1);
                }
                Type::Object(object)
            }
            (Type::Object(_), Value::String(_) | Value::Bool(_) | Value::Number(_))
                if self.unsaid(leaves) =>
            {
                let Some(shown) = type_of(shown, &mut self.types) else { return ty };
                return self.types.join(ty, shown, Untyped::AllowsAll);
            }
            (Type::Object(_), Value::Array(_)) if self.unsaid(leaves) => Type::Union(vec![ty]),
            _ => return ty,
        };
        self.types.intern(wide)
    }

    /// Whether schemas say nothing of which JSON type a value is.
    fn unsaid(&self, leaves: &[Node<'d>]) -> bool {
        const SAY: [&str; 4] = ["type", "enum", "const", "discriminator"];
        let says = |leaf: &Node<'d>| SAY.iter().any(|keyword| leaf.value.get(keyword).is_some());
        !leaves.is_empty() && !leaves.iter().any(says) && alternatives(leaves, self.document).is_empty()
    }

    /// The schemas of items, or of the property of a name, taken apart.
    fn below(&self, leaves: &[Node<'d>], property: Option<&str>) -> Vec<Node<'d>> {
        let nodes = leaves.iter().filter_map(|leaf| {
            let (keyword, at) = match property {
                None => ("items", leaf.pointer.child("items")),
                Some(name) => ("properties", leaf.pointer.child("properties").child(name)),
            };
            let value = leaf.value.get(keyword)?;
            let value = property.map_or(Some(value), |name| value.get(name))?;
            Some(Node { value, pointer: at })
        });
        flatten(self.document, nodes.collect())
    }
}
