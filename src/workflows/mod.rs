//! What operators do: waiting, ensuring, moving, rotating, detaching.
//!
//! The operations of the API are single requests; what an operator wants takes several, with waits
//! in between, and things go wrong at every point. A workflow does it as controllers do: it looks at
//! the service, compares with what is wanted, takes the one next step, and looks again. The state
//! is at the service, so a run that was killed is finished by running it again, and nothing has to
//! be undone, because nothing old is touched before the new is in use.
//!
//! Workflows are methods of the groups that they are about, such as
//! [`ZoneCertificatesGroup::rotate`](crate::operations::ZoneCertificatesGroup::rotate). Each is
//! described by its settings and does nothing until it is [`run`](WorkflowExt::run); most can tell
//! their steps beforehand ([`plan`](PlanExt::plan)).

mod access;
mod account;
mod arrival;
mod associations;
mod attach;
#[cfg(feature = "blocking")]
pub(crate) mod blocking;
mod detach;
mod drive;
mod ensure;
mod error;
mod event;
mod fitness;
mod identity;
mod inventory;
mod kind;
mod moving;
mod origin_pulls;
mod plan;
#[cfg(feature = "pem")]
mod preflight;
mod rotate;
mod run;
mod settings;
mod standing;
mod stream;
mod wait;
mod workflow;
mod zones;

pub use self::access::{
    DetachAccessCertificate, EnsureAccessCertificate, RemoveAccessCertificate, RotateAccessCertificate,
};
pub use self::account::{
    DetachAccountAuthority, EnsureAccountCertificate, RemoveAccountCertificate, RotateAccountAuthority,
};
pub use self::detach::{Detach, Detached, Remove, Removed};
pub use self::ensure::{Ensure, Ensured, Origin};
pub use self::error::{Result, WorkflowError, WorkflowErrorKind};
pub use self::event::Event;
pub use self::identity::Identity;
pub use self::inventory::{Check, Entry, Failure, Finding, Inventory, Record, Records, Report};
pub use self::kind::CertificateKind;
pub use self::moving::{MoveHostnames, MoveOutcome, Moved, Moves};
pub use self::origin_pulls::OriginPullCertificates;
pub use self::plan::{Plan, Step};
#[cfg(feature = "pem")]
pub use self::preflight::{CertificateFacts, Facts, Preflight, Problem, Unfit};
pub use self::rotate::{RotateHostnameCertificate, RotateZoneCertificate, Rotated};
pub use self::settings::{MergeSettings, Merged};
pub use self::wait::{Sighting, Until, Watch};
pub use self::workflow::{PlanExt, Planned, Workflow, WorkflowExt};
