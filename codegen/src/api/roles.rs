//! Which types a client sends and which it receives, and what that makes of their fields.

use std::collections::BTreeSet;

use super::operation::{Body, Operation};
use super::types::{Field, Object, TypeId, Types};

/// The types that are reachable from what a client sends, and from what it receives.
#[derive(Clone, Debug, Default)]
pub struct Roles {
    /// Sent.
    pub request: BTreeSet<TypeId>,
    /// Received.
    pub response: BTreeSet<TypeId>,
}

impl Roles {
    /// Finds the roles of the types that these operations use.
    pub fn of<'o>(operations: impl IntoIterator<Item = &'o Operation>, types: &Types) -> Self {
        let mut roles = Self::default();
        for operation in operations {
            let parameters = operation.parameters().map(|parameter| parameter.ty);
            let body = operation.body.as_ref().and_then(Body::typed);
            for id in parameters.chain(body) {
                types.visit(id, &mut |id| roles.request.insert(id));
            }
            if let Some(item) = operation.result.item() {
                types.visit(item, &mut |id| roles.response.insert(id));
            }
        }
        roles
    }
}

/// What stands round a field's type in Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapper {
    /// The plain type: the field must be given.
    None,
    /// May be left out.
    Option,
    /// Must be given, and may be null.
    OptionRequired,
    /// May be left out, and may be null, which are different things.
    Nullable,
}

impl Wrapper {
    /// What stands round the type of a field of an object that is sent, received or both. Fields
    /// that a server sends are all optional, whatever the document promises.
    pub fn of(object: &Object, field: &Field, sent: bool, received: bool) -> Self {
        Self::where_required(object.required.contains(&field.name), field, sent, received)
    }

    /// The same for who knows whether the field is required: of an object with very many fields that
    /// isn't asked once for each.
    pub fn where_required(required: bool, field: &Field, sent: bool, received: bool) -> Self {
        if required && !received && !field.nullable {
            Self::None
        } else if sent && field.nullable && !required {
            Self::Nullable
        } else if required && sent && !received {
            Self::OptionRequired
        } else {
            Self::Option
        }
    }
}
