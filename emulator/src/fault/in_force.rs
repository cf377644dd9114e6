//! The faults in force, and which of them strike a request.

use fastrand::Rng;

use super::{Fault, FaultKind, InvalidFault};
use crate::{handlers::Scope, operation::Named};

/// How many faults can be in force at a time: each request looks at all of them.
const MOST: usize = 10_000;

/// The faults in force.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    list: Vec<InForce>,
    issued: u64,
}

#[derive(Debug)]
struct InForce {
    number: u64,
    fault: Fault,
    /// What the fault's operation stands for; any request without it.
    named: Option<Named>,
}

/// A fault that struck a request.
#[derive(Clone, Debug)]
pub(crate) struct Strike {
    pub(crate) kind: FaultKind,
    pub(crate) takes_effect: bool,
}

impl Faults {
    /// Adds a fault and returns the number that it is removed by.
    pub(crate) fn add(&mut self, fault: Fault) -> Result<u64, InvalidFault> {
        let named = fault.named()?;
        if self.list.len() >= MOST {
            return Err(InvalidFault(format!("there are {MOST} faults in force already")));
        }
        self.issued += 1;
        self.list.push(InForce { number: self.issued, fault, named });
        Ok(self.issued)
    }

    pub(crate) fn remove(&mut self, number: u64) -> bool {
        let before = self.list.len();
        self.list.retain(|known| known.number != number);
        self.list.len() != before
    }

    pub(crate) fn clear(&mut self) {
        self.list.clear();
    }

    pub(crate) fn list(&self) -> Vec<(u64, Fault)> {
        self.list.iter().map(|known| (known.number, known.fault.clone())).collect()
    }

    /// Draws the faults that strike a request, in the order they were added.
    pub(crate) fn strike(&mut self, request: Option<(&str, &Scope)>, rng: &mut Rng) -> Vec<Strike> {
        let mut strikes = Vec::new();
        for InForce { fault, named, .. } in &mut self.list {
            let is_for = match (&named, request) {
                (None, _) => true,
                (Some(named), Some((operation, scope))) => named.is_for(operation, scope),
                (Some(_), None) => false,
            };
            if !is_for {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            if fault.probability.is_some_and(|probability| rng.f64() >= probability) {
                continue;
            }
            if let Some(times) = &mut fault.times {
                if *times == 0 {
                    continue;
                }
                *times -= 1;
            }
            strikes.push(Strike { kind: fault.kind.clone(), takes_effect: fault.takes_effect });
        }
        self.list.retain(|known| known.fault.times != Some(0));
        strikes
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_fault_strikes_where_and_as_often_as_it_says() {
        let mut faults = Faults::default();
        let mut rng = Rng::with_seed(1);
        faults.add(Fault::new(FaultKind::Reset).on("zone_certificates").after(1).times(2)).unwrap();
        let scope = Scope::Zone(String::new());
        let mut hits = |operation| faults.strike(Some((operation, &scope)), &mut rng).len();
        assert_eq!(hits("access_certificates.list"), 0);
        let seen: Vec<_> = (0..4).map(|_| hits("zone_certificates.list")).collect();
        assert_eq!(seen, [0, 1, 1, 0]);
        assert!(faults.list().is_empty());
    }

    #[test]
    fn what_can_not_be_is_refused_with_what_can() {
        let mut faults = Faults::default();
        let mut refusal = |fault: Fault| faults.add(fault).unwrap_err().to_string();
        let reset = || Fault::new(FaultKind::Reset);
        let made = refusal(reset().on("zone_certificates.make"));
        assert!(
            made.contains("zone_certificates.make") && made.contains("zone_certificates.create"),
            "{made}"
        );
        let spelled = refusal(reset().on("zone_certificate"));
        assert!(spelled.contains("the resources are access_settings, access_certificates"), "{spelled}");
        assert!(refusal(Fault::new(FaultKind::ServerError { status: 42 })).contains("42"));
        assert!(refusal(reset().with_probability(f64::NAN)).contains("NaN"));
        for _ in 0..MOST {
            faults.add(reset()).unwrap();
        }
        assert!(faults.add(reset()).unwrap_err().to_string().contains("10000"));
    }

    #[test]
    fn chances_repeat_with_the_seed() {
        let run = || {
            let mut faults = Faults::default();
            faults.add(Fault::new(FaultKind::Reset).with_probability(0.5)).unwrap();
            let mut rng = Rng::with_seed(7);
            (0..64).map(|_| faults.strike(None, &mut rng).len()).collect::<Vec<_>>()
        };
        let hits: usize = run().iter().sum();
        assert_eq!(run(), run());
        assert!((16..=48).contains(&hits), "{hits}");
    }
}
