//! What all workflows can do.

use std::future::Future;

use super::error::Result;
use super::plan::Plan;
use crate::client::Client;
use crate::generated::operations::{
    AccessCertificatesGroup, AccessSettingsGroup, HostnameCertificatesGroup, MtlsCertificatesGroup,
    ZoneCertificatesGroup,
};

/// Something that operators do, described and not begun.
///
/// What is done with it is in [`WorkflowExt`] and [`PlanExt`].
#[must_use = "a workflow does nothing until it is run"]
pub trait Workflow: sealed::Sealed + Sized + Send + 'static {
    /// What a run gives in the end.
    type Output: Send + 'static;

    /// Does it.
    #[doc(hidden)]
    fn work(self) -> impl Future<Output = Result<Self::Output>> + Send;
}

/// Nobody else implements the traits of workflows, so they can grow.
pub(in crate::workflows) mod sealed {
    pub trait Sealed {}
}

/// A workflow whose steps can be told beforehand.
pub trait Planned: Workflow {
    /// Looks once, and tells.
    #[doc(hidden)]
    fn foresee(&self) -> impl Future<Output = Result<Plan>> + Send;
}

/// A group, which holds the client that it was made from.
pub trait HoldsClient {
    /// The client.
    fn held(&self) -> &Client;
}

macro_rules! holds_client {
    ($($group:ident),*) => {$(
        impl HoldsClient for $group {
            fn held(&self) -> &Client {
                &self.client
            }
        }
    )*};
}

holds_client!(
    AccessCertificatesGroup,
    AccessSettingsGroup,
    HostnameCertificatesGroup,
    MtlsCertificatesGroup,
    ZoneCertificatesGroup
);

/// Runs a workflow. Every [`Workflow`] has this method.
pub trait WorkflowExt: Workflow {
    /// Looks, takes the next step, and looks again, until everything is as wanted.
    ///
    /// Dropping the future ends it at once; a request under way may still take effect. Whatever
    /// ends it, running it again goes on from there.
    ///
    /// # Errors
    /// A [`WorkflowError`](super::WorkflowError), which says what is wrong and what is left to do.
    fn run(self) -> impl Future<Output = Result<Self::Output>> + Send {
        self.work()
    }
}

impl<W: Workflow> WorkflowExt for W {}

/// Tells a workflow's steps. Every [`Planned`] workflow has this method.
pub trait PlanExt: Planned {
    /// Looks at the service once, changes nothing, and tells what a run would do.
    ///
    /// # Errors
    /// A [`WorkflowError`](super::WorkflowError) when looking failed, or when no step leads to
    /// what is wanted.
    fn plan(&self) -> impl Future<Output = Result<Plan>> + Send {
        self.foresee()
    }
}

impl<W: Planned> PlanExt for W {}

/// The settings that all workflows have.
///
/// They are kept in `run`: of the workflow itself, or of its field that is named.
macro_rules! run_settings {
    ($($field:ident;)? $(#[$default:meta])*) => {
        /// How long it may take. A request under way when the time is over isn't cut off, and none
        /// that changes anything follows it.
        ///
        $(#[$default])*
        pub fn deadline(mut self, deadline: std::time::Duration) -> Self {
            self$(.$field)?.run.set_deadline(deadline);
            self
        }

        /// Tells this function what happens while it runs. It must not block for long.
        pub fn observe(
            mut self,
            observer: impl Fn(&$crate::workflows::event::Event<'_>) + Send + Sync + 'static,
        ) -> Self {
            self$(.$field)?.run.set_observer(observer);
            self
        }

        /// Stops when `signal` completes: after the request under way, or at once during a pause.
        pub fn stop_when(
            mut self,
            signal: impl std::future::Future<Output = ()> + Send + 'static,
        ) -> Self {
            self$(.$field)?.run.set_stop(signal);
            self
        }
    };
}
pub(super) use run_settings;

/// Makes a workflow of a structure with `group`, `run` and `level()`, or with a field that has the
/// first two, or with the settings of a rotation, whose grace period comes on top of the deadline.
macro_rules! driven {
    ($name:ident $(<$group:ident: $bound:path>)?, $output:ty) => {
        $crate::workflows::workflow::driven!(@ $name $(<$group: $bound>)?, $output, [group], [run], |_| {
            std::time::Duration::ZERO
        });
    };
    ($name:ident, $output:ty, rotation) => {
        $crate::workflows::workflow::driven!(
            @ $name, $output, [group], [rotation.run], |workflow: &Self| workflow.rotation.grace()
        );
    };
    ($name:ident, $output:ty, $field:ident) => {
        $crate::workflows::workflow::driven!(@ $name, $output, [$field.group], [$field.run], |_| {
            std::time::Duration::ZERO
        });
    };
    (
        @ $name:ident $(<$group:ident: $bound:path>)?, $output:ty,
        [$($held:ident).+], [$($run:ident).+], $extra:expr
    ) => {
        impl $(<$group: $bound>)? $crate::workflows::workflow::sealed::Sealed for $name $(<$group>)? {}

        impl $(<$group: $bound>)? $crate::workflows::Workflow for $name $(<$group>)? {
            type Output = $output;

            async fn work(self) -> $crate::workflows::Result<$output> {
                let level = self.level()?;
                let client = $crate::workflows::workflow::HoldsClient::held(&self.$($held).+).clone();
                let extra: fn(&Self) -> std::time::Duration = $extra;
                let extra = extra(&self);
                $crate::workflows::drive::drive(level, self.$($run).+.start(&client, extra)).await
            }
        }

        impl $(<$group: $bound>)? $crate::workflows::Planned for $name $(<$group>)? {
            async fn foresee(&self) -> $crate::workflows::Result<$crate::workflows::Plan> {
                let level = self.level()?;
                let client = $crate::workflows::workflow::HoldsClient::held(&self.$($held).+);
                let run = $crate::workflows::run::RunSettings::none();
                let run = run.start(client, std::time::Duration::ZERO);
                $crate::workflows::drive::plan(level, run).await
            }
        }
    };
}
pub(super) use driven;
