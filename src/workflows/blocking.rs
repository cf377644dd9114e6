//! The same workflows without async.
//!
//! A workflow is async code that is run to its end in one go, on connections that blocking code has
//! to itself. The traits have the names and methods of the async ones; where a structure has the
//! async method itself (streams), the blocking one has a name of its own.

use std::fmt;

use cloudflare_core::runtime::wait_for;

use super::error::{Result, WorkflowError};
use super::inventory::{Inventory, Record, Records as AsyncRecords, Report};
use super::plan::Plan;
use super::wait::{Sighting, Until, Watch as AsyncWatch};
use super::workflow::sealed::Sealed;
use super::workflow::{Planned, Workflow};

/// Runs a workflow. Every [`Workflow`] has this method.
///
/// ```no_run
/// use cloudflare_mtls::Client;
/// use cloudflare_mtls::blocking::prelude::*;
///
/// # fn example(client: Client, zone: &str, pem: String, key: String) -> Result<(), Box<dyn std::error::Error>> {
/// let certificates = client.zone_certificates(zone);
/// let rotation = certificates.rotate(pem, key);
/// println!("{}", rotation.plan()?);
/// let rotated = rotation.run()?;
/// certificates.until_active(&rotated.id).run()?;
/// # Ok(())
/// # }
/// ```
pub trait WorkflowExt: Workflow {
    /// Runs it to its end; see [the async method](super::WorkflowExt::run).
    ///
    /// # Errors
    /// As the async method, and [`Call`](super::WorkflowErrorKind::Call) where blocking is
    /// impossible.
    fn run(self) -> Result<Self::Output> {
        wait_for(self.work()).map_err(WorkflowError::call)?
    }
}

impl<W: Workflow> WorkflowExt for W {}

/// Tells a workflow's steps. Every [`Planned`] workflow has this method.
pub trait PlanExt: Planned {
    /// Looks once and tells; see [the async method](super::PlanExt::plan).
    ///
    /// # Errors
    /// As the async method, and [`Call`](super::WorkflowErrorKind::Call) where blocking is
    /// impossible.
    fn plan(&self) -> Result<Plan> {
        wait_for(self.foresee()).map_err(WorkflowError::call)?
    }
}

impl<W: Planned> PlanExt for W {}

/// Watches a wait.
pub trait WatchExt: Sealed {
    /// What is watched.
    type Item: Send + 'static;

    /// What is seen on the way, look by look; see [the async method](Until::watch).
    fn sightings(self) -> Watch<Self::Item>;
}

impl<T: Send + 'static, O: Send + 'static> WatchExt for Until<T, O> {
    type Item = T;

    fn sightings(self) -> Watch<T> {
        Watch { watch: self.watch(), refused: false }
    }
}

/// A wait under way; the [async `Watch`](AsyncWatch) without async.
#[must_use = "an iterator does nothing until it is advanced"]
pub struct Watch<T: Send + 'static> {
    watch: AsyncWatch<T>,
    /// Blocking was impossible, which ends it like every error.
    refused: bool,
}

impl<T: Send + 'static> Iterator for Watch<T> {
    type Item = Result<Sighting<T>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.refused {
            return None;
        }
        match wait_for(self.watch.try_next()) {
            Ok(seen) => seen.transpose(),
            Err(impossible) => {
                self.refused = true;
                Some(Err(WorkflowError::call(impossible)))
            }
        }
    }
}

impl<T: Send + 'static> fmt::Debug for Watch<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.watch.fmt(f)
    }
}

/// Takes an inventory.
///
/// ```no_run
/// use cloudflare_mtls::Client;
/// use cloudflare_mtls::blocking::prelude::*;
///
/// # fn example(client: Client, account: &str) -> Result<(), Box<dyn std::error::Error>> {
/// print!("{}", client.inventory(account).report()?);
/// for record in client.inventory(account).records() {
///     println!("{:?}", record?);
/// }
/// # Ok(())
/// # }
/// ```
pub trait InventoryExt: Sealed {
    /// The records, one after the other; see [the async method](Inventory::stream).
    fn records(self) -> Records;

    /// All records at once; see [the async method](Inventory::collect).
    ///
    /// # Errors
    /// Only where blocking is impossible.
    fn report(self) -> cloudflare_core::Result<Report>;
}

impl Sealed for Inventory {}

impl InventoryExt for Inventory {
    fn records(self) -> Records {
        Records { records: self.stream(), refused: false }
    }

    fn report(self) -> cloudflare_core::Result<Report> {
        wait_for(self.collect())
    }
}

/// An inventory under way; the [async `Records`](AsyncRecords) without async. An error is given only
/// where blocking is impossible.
#[must_use = "an iterator does nothing until it is advanced"]
pub struct Records {
    records: AsyncRecords,
    refused: bool,
}

impl Iterator for Records {
    type Item = cloudflare_core::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.refused {
            return None;
        }
        match wait_for(self.records.next()) {
            Ok(record) => record.map(Ok),
            Err(impossible) => {
                self.refused = true;
                Some(Err(impossible))
            }
        }
    }
}

impl fmt::Debug for Records {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.records.fmt(f)
    }
}
