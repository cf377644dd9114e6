//! An operation that has been sent, whatever its type, so that tables can hold all of them.

use std::fmt::Debug;
use std::pin::Pin;

use cloudflare_core::runtime::Operation;
use cloudflare_mtls::prelude::*;
use cloudflare_mtls::{Error, Method};
use serde::Serialize;
use serde_json::Value;

/// What a caller of an operation has in hand afterwards.
pub(crate) struct Seen {
    pub(crate) status: u16,
    /// The result, serialized again; `None` when the envelope has none.
    pub(crate) result: Option<Value>,
    /// The envelope's `Debug`.
    pub(crate) debug: String,
    pub(crate) cf_ray: Option<String>,
}

/// A call under way.
pub(crate) type Outcome = Pin<Box<dyn Future<Output = Result<Seen, Error>> + Send>>;

/// What the generated code says an operation is: name, method and path template.
pub(crate) type Facts = (&'static str, Method, &'static str);

/// An operation without its type.
pub(crate) struct Erased {
    pub(crate) facts: Facts,
    /// The unsent operation's `Debug`.
    pub(crate) debug: String,
    pub(crate) outcome: Outcome,
}

/// Takes an operation's type away.
pub(crate) fn erase<O>(operation: O) -> Erased
where
    O: Operation + Debug + 'static,
    O::Result: Serialize + Debug,
{
    Erased {
        facts: (O::INFO.id, O::INFO.method, O::INFO.path),
        debug: format!("{operation:?}"),
        outcome: Box::pin(async move {
            let envelope = operation.send().await?;
            Ok(Seen {
                status: envelope.status().as_u16(),
                result: envelope.result().map(|result| serde_json::to_value(result).unwrap()),
                debug: format!("{envelope:?}"),
                cf_ray: envelope.cf_ray().map(str::to_owned),
            })
        }),
    }
}
