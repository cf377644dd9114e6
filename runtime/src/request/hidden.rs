//! Secrets among the parameters and in the JSON body of a request that is written by hand.
//!
//! They are kept apart from other parameters, so that no text for people is made of them, and the
//! redactor of the call looks for them in what comes back.

use std::borrow::Cow;

use bytes::Bytes;
use serde::ser::Error as _;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::body::Body;
use crate::value::secret::Secret;
use crate::wire::fields::each_field;

/// Names, and what is secret of them.
pub(super) type Named = Vec<(Cow<'static, str>, Secret)>;

/// The secret part of a request.
#[derive(Clone, Default)]
pub(super) struct Hidden {
    pub(super) path: Named,
    pub(super) query: Named,
    /// Members of the body.
    pub(super) members: Named,
    /// The body without them.
    pub(super) base: Option<Body>,
}

impl Hidden {
    /// The values that aren't in the body.
    pub(super) fn values(&self) -> impl Iterator<Item = &Secret> {
        self.path.iter().chain(&self.query).map(|(_, value)| value)
    }

    /// The body with its secret members, in memory that is overwritten when it is dropped.
    pub(super) fn compose(&self) -> serde_json::Result<Body> {
        let base = match &self.base {
            Some(base) => base.clone(),
            None => Body::json(&serde_json::Map::new())?,
        };
        let refused = |why: &str| serde_json::Error::custom(why);
        let whole = || -> Option<&RawValue> { serde_json::from_slice(&base.bytes).ok() };
        let Some(object) = whole().filter(|whole| whole.get().starts_with('{')) else {
            return Err(refused("secret members are of JSON objects, and the body is something else"));
        };
        let mut twice = None;
        let mut empty = true;
        each_field(
            object,
            |name| {
                empty = false;
                self.members.iter().position(|(known, _)| known == name)
            },
            |at, _| twice = Some(at),
        );
        if let Some(at) = twice {
            let name = &self.members[at].0;
            return Err(refused(&format!(
                "the body has the member {name:?}, and it is set as a secret, too"
            )));
        }
        // An escape is six bytes at most: nothing is moved, which would leave copies behind.
        let room: usize =
            self.members.iter().map(|(name, value)| 6 * (name.len() + value.expose().len()) + 6).sum();
        // A raw value has no white space round it, so the last byte closes the object.
        let open = object.get().len() - 1;
        let mut bytes = Zeroizing::new(Vec::with_capacity(open + room + 1));
        bytes.extend_from_slice(&object.get().as_bytes()[..open]);
        for (at, (name, value)) in self.members.iter().enumerate() {
            if at > 0 || !empty {
                bytes.push(b',');
            }
            serde_json::to_writer(&mut *bytes, name)?;
            bytes.push(b':');
            serde_json::to_writer(&mut *bytes, value.expose())?;
        }
        bytes.push(b'}');
        let secrets = base.secrets.iter().cloned().chain(self.members.iter().map(|(_, value)| value.clone()));
        Ok(Body {
            secrets: secrets.collect(),
            bytes: Bytes::from_owner(bytes),
            content_type: base.content_type,
        })
    }
}
