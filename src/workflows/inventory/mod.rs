//! What certificates there are, in an account and its zones, and what is wrong with them.
//!
//! One stream goes from scope to scope: an account, then zone by zone. Of each it holds no more than
//! one answer to each question, so memory is bounded by the largest zone; nothing is asked for
//! before it is wanted. A scope that can't be read is a record like others, and the stream goes on.

mod entry;
mod finding;
mod prometheus;
mod report;
mod scan;

use std::collections::VecDeque;
use std::fmt::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use serde::{Deserialize, Serialize};

use super::run::clock;
use super::stream::{Flow, Source};
use super::zones::{ZoneItem, listed, once};
use crate::client::Client;
use cloudflare_core::prelude::*;
use cloudflare_core::runtime::OneLine;
use cloudflare_core::{AccountId, CustomList, Items, Scope, Timestamp, ZoneId};

pub use self::entry::Entry;
pub use self::finding::{Check, Finding};
pub use self::report::Report;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// All certificates of an account and its zones.
///
/// Made by [`Client::inventory`]. Zones are those that are [given](Self::zones); without any, those
/// that the service lists for the account.
///
/// ```
/// # #[path = "../../../examples/support/emulated.rs"] mod emulated;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulated::Stage { emulator: _emulator, client, account, .. } = emulated::stage().await?;
/// # let account = account.as_str();
/// use cloudflare_mtls::workflows::Record;
///
/// let mut records = client.inventory(account).stream();
/// while let Some(record) = records.next().await {
///     match record {
///         Record::Entry(entry) => println!("{entry}"),
///         Record::Finding(finding) => println!("! {finding}"),
///         Record::Failure(failure) => eprintln!("{failure}"),
///         _ => {}
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "an inventory does nothing until it is streamed or collected"]
pub struct Inventory {
    client: Client,
    account: AccountId,
    zones: Option<Vec<ZoneId>>,
    options: Options,
}

#[derive(Clone, Copy, Debug)]
struct Options {
    with_account: bool,
    with_gone: bool,
    soon: Duration,
    nearly: u32,
}

impl Inventory {
    fn new(client: &Client, account: AccountId) -> Self {
        let options = Options { with_account: true, with_gone: false, soon: 30 * DAY, nearly: 80 };
        Self { client: client.clone(), account, zones: None, options }
    }

    /// These zones, in this order and each once, in place of those that the service lists.
    pub fn zones(mut self, zones: impl IntoIterator<Item = impl Into<ZoneId>>) -> Self {
        self.zones = Some(once(zones.into_iter().map(Into::into)));
        self
    }

    /// The zones alone, and nothing of the account's own.
    pub fn zones_only(mut self) -> Self {
        self.options.with_account = false;
        self
    }

    /// Also certificates that are deleted or revoked, which the service goes on listing.
    pub fn with_deleted(mut self) -> Self {
        self.options.with_gone = true;
        self
    }

    /// From how many days before its end on a certificate is a finding; 30 without it.
    pub fn expiring_within_days(mut self, days: u32) -> Self {
        self.options.soon = DAY * days;
        self
    }

    /// From how much of a quota on its use is a finding, in percent; 80 without it.
    pub fn quota_percent(mut self, percent: u32) -> Self {
        self.options.nearly = percent;
        self
    }

    /// The records, one after the other.
    pub fn stream(self) -> Records {
        let (mut tasks, mut ready) = (VecDeque::new(), VecDeque::new());
        match Scope::account(self.account.clone()) {
            _ if !self.options.with_account => {}
            Ok(account) => tasks.extend([Task::Access(account.clone(), None), Task::Authorities(account)]),
            Err(error) => ready.push_back(Record::Failure(Failure {
                scope: "accounts".to_owned(),
                what: "account".to_owned(),
                error: error.to_string(),
            })),
        }
        match &self.zones {
            None => tasks.push_back(Task::ListZones(Box::new(listed(&self.client, &self.account).items()))),
            Some(zones) => tasks.extend(zones.iter().flat_map(|zone| of_zone(zone, None))),
        }
        let now = Timestamp::try_from(clock(&self.client).wall()).unwrap_or_else(|_| Timestamp::now());
        let Self { client, account, options, .. } = self;
        Records { flow: Flow::new(Scanning { client, account, options, now, tasks, ready }) }
    }

    /// All records at once, as a report.
    pub async fn collect(self) -> Report {
        let mut records = self.stream();
        let mut report = Report::empty(records.now());
        while let Some(record) = records.next().await {
            report.add(record);
        }
        report
    }
}

impl Client {
    /// All certificates of an account and its zones, with what is wrong with them. Of the feature
    /// `workflows`.
    pub fn inventory(&self, account_id: impl Into<AccountId>) -> Inventory {
        Inventory::new(self, account_id.into())
    }
}

/// What a walk through an account gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Record {
    /// A certificate.
    Entry(Entry),
    /// Something that somebody should look at.
    Finding(Finding),
    /// Something that couldn't be read. The walk goes on with the next.
    Failure(Failure),
}

/// What couldn't be read, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Failure {
    /// The account or the zone: `zones/023e…`.
    pub scope: String,
    /// What was asked for: `zone certificates`.
    pub what: String,
    /// The error in one line.
    pub error: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut OneLine(f);
        write!(f, "{}: the {} can't be read: {}", self.scope, self.what, self.error)
    }
}

/// An inventory under way, as a [`Stream`] and by [`next`](Self::next).
#[must_use = "a stream does nothing until it is polled"]
pub struct Records {
    flow: Flow<Scanning>,
}

impl Records {
    /// The next record; `None` after the last.
    pub async fn next(&mut self) -> Option<Record> {
        std::future::poll_fn(|context| self.flow.poll(context)).await
    }

    /// The time that findings go by.
    fn now(&self) -> Timestamp {
        match &self.flow {
            Flow::Idle(scanning) => scanning.now,
            _ => Timestamp::now(),
        }
    }
}

impl Stream for Records {
    type Item = Record;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Record>> {
        self.get_mut().flow.poll(context)
    }
}

impl fmt::Debug for Records {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records").field("over", &self.flow.is_over()).finish_non_exhaustive()
    }
}

/// The walk between two records.
struct Scanning {
    client: Client,
    account: AccountId,
    options: Options,
    now: Timestamp,
    /// What is yet to be asked.
    tasks: VecDeque<Task>,
    /// What the last answers gave and nobody has taken yet.
    ready: VecDeque<Record>,
}

/// One question, or several that belong together.
enum Task {
    /// The authorities that Access trusts in a scope.
    Access(Scope, Option<String>),
    /// The account's own certificates.
    Authorities(Scope),
    /// The next of the account's zones.
    ListZones(Box<Items<CustomList<ZoneItem>>>),
    /// A zone's origin pulls.
    Pulls(Place),
    /// The client certificates of a zone, a page at a time.
    Clients(Place, Box<Items<crate::generated::operations::ClientCertificatesList>>),
    /// The same, not asked for yet.
    StartClients(Place),
}

/// A zone, and its name where that is known.
#[derive(Clone, Debug)]
struct Place {
    zone: ZoneId,
    name: Option<String>,
}

/// The questions about one zone.
fn of_zone(zone: &ZoneId, name: Option<String>) -> Vec<Task> {
    let place = Place { zone: zone.clone(), name: name.clone() };
    let access = Scope::zone(zone.clone()).map(|scope| Task::Access(scope, name)).ok();
    let mut tasks = vec![Task::Pulls(place.clone())];
    tasks.extend(access);
    tasks.push(Task::StartClients(place));
    tasks
}

impl Source for Scanning {
    type Item = Record;

    async fn next(&mut self) -> Option<Record> {
        loop {
            if let Some(record) = self.ready.pop_front() {
                return Some(record);
            }
            let task = self.tasks.pop_front()?;
            self.answer(task).await;
        }
    }
}
