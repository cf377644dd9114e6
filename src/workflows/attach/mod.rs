//! The workflows as methods of the groups that they are about.

mod access;
mod account;
mod hostname;
mod zone;

use std::future::Future;

use super::standing::{Standing, words};
use super::wait::Subject;
use crate::client::Client;
use crate::generated::types::CertificateStatus;
use cloudflare_core::Error;

fn subject<T, F>(
    client: &Client,
    what: String,
    read: impl Fn(&Client) -> F + Send + Sync + 'static,
    standing: fn(&T) -> (Standing, String),
) -> Subject<T>
where
    F: Future<Output = Result<T, Error>> + Send + 'static,
{
    Subject { client: client.clone(), what, read: Box::new(move |client| Box::pin(read(client))), standing }
}

fn judged(status: Option<&CertificateStatus>) -> (Standing, String) {
    (Standing::of(status), words(status))
}

fn same<T>(seen: Option<T>) -> Option<T> {
    seen
}
