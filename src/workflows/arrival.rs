//! Whether an upload has arrived: by what was seen, and by what the service answered.

use cloudflare_core::Error;

/// What a run knows of whether its certificate is there.
#[derive(Default)]
pub(super) struct Arrival {
    /// It was seen, or taken by the service.
    is_there: bool,
    /// Looks that are left before an upload whose answer was lost counts as not arrived.
    unsure: u32,
}

impl Arrival {
    /// Whether it was there, or is on its way. A list that doesn't show it then can't be believed in
    /// anything else either.
    pub(super) fn is_known(&self) -> bool {
        self.is_there || self.unsure > 0
    }

    /// It was seen.
    pub(super) fn seen(&mut self) {
        self.is_there = true;
    }

    /// A look has not shown it.
    pub(super) fn missed(&mut self) {
        self.unsure = self.unsure.saturating_sub(1);
    }

    /// Takes in what the service answered to the upload. An answer that leaves open whether it was taken
    /// is worth so many `looks`.
    pub(super) fn answered<T>(&mut self, answer: Result<T, Error>, looks: u32) -> Result<T, Error> {
        match &answer {
            Ok(_) => *self = Self { is_there: true, unsure: 0 },
            Err(error) if error.outcome_unknown() || error.is_empty_result() || error.is_decode() => {
                self.unsure = looks;
            }
            Err(_) => {}
        }
        answer
    }
}
