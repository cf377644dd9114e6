//! What a workflow is going to do: steps as data, and as a text to say yes to.

use std::fmt::{self, Write};

use serde::{Deserialize, Serialize};

use super::kind::CertificateKind;
use cloudflare_core::runtime::OneLine;

/// How many names a line shows.
const SHOWN: usize = 5;

/// One step of a workflow: one request that changes something, or a wait.
///
/// Identifiers are texts here, because a plan is read by people and programs alike. An `id` that
/// is absent belongs to a certificate that is yet to be uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Step {
    /// Upload the certificate.
    Upload {
        /// What is uploaded.
        kind: CertificateKind,
        /// The SHA-256 of its DER.
        sha256: String,
        /// The identifier of the deleted certificate that comes back by it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        revives: Option<String>,
    },
    /// An upload went out and no answer came: look whether it arrives.
    AwaitUpload {
        /// What was uploaded.
        kind: CertificateKind,
        /// The SHA-256 of its DER.
        sha256: String,
    },
    /// Wait until the certificate is active.
    AwaitActive {
        /// Which certificate.
        kind: CertificateKind,
        /// Its identifier, once there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// The status that it has.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<String>,
    },
    /// Have these hostnames use the certificate.
    Move {
        /// At most 100 of them.
        hostnames: Vec<String>,
        /// The identifier of the certificate, once there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
    },
    /// Wait until these hostnames use the certificate.
    AwaitMoved {
        /// Those that don't yet.
        hostnames: Vec<String>,
        /// The identifier of the certificate, once there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
    },
    /// Let some time pass before anything old is touched.
    Grace {
        /// What is left of it, in seconds.
        seconds: u64,
    },
    /// End the hostnames' associations with the certificate; no other follows.
    Void {
        /// At most 100 of them.
        hostnames: Vec<String>,
        /// The identifier of the certificate.
        certificate: String,
    },
    /// Wait until the associations have ended.
    AwaitVoided {
        /// Those that haven't yet.
        hostnames: Vec<String>,
        /// The identifier of the certificate.
        certificate: String,
    },
    /// Add an authority for Access to trust.
    Add {
        /// The SHA-256 of its DER.
        sha256: String,
        /// The name that people will know it by.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
    /// Have these hostnames trust the authority, beside those that they trust already.
    Attach {
        /// All that don't yet.
        hostnames: Vec<String>,
        /// The identifier of its certificate, once there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        /// The zone that they are in, where that isn't the scope of the whole.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        zone: Option<String>,
    },
    /// Have no hostname trust the authority any more.
    Clear {
        /// Those that do.
        hostnames: Vec<String>,
        /// The identifier of its certificate.
        certificate: String,
        /// The zone that they are in, where that isn't the scope of the whole.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        zone: Option<String>,
    },
    /// Wait until the services that use the certificate have taken it in.
    AwaitServices {
        /// The identifier of the certificate.
        certificate: String,
        /// Those that haven't yet, each with its status.
        services: Vec<String>,
    },
    /// Wait until nothing uses the certificate any more.
    AwaitUnused {
        /// The identifier of the certificate.
        certificate: String,
        /// The services that use it.
        services: Vec<String>,
    },
    /// Write the hostname settings with these changed, and all others as they are.
    MergeSettings {
        /// The hostnames whose settings change.
        hostnames: Vec<String>,
    },
    /// Look whether the settings stay as they were written.
    AwaitSettings {
        /// The hostnames whose settings were changed.
        hostnames: Vec<String>,
    },
    /// Delete the certificate.
    Delete {
        /// Which certificate.
        kind: CertificateKind,
        /// Its identifier.
        id: String,
    },
    /// Wait until the certificate is deleted.
    AwaitDeleted {
        /// Which certificate.
        kind: CertificateKind,
        /// Its identifier.
        id: String,
        /// The status that it has.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<String>,
    },
    /// Wait until something has a status.
    AwaitStatus {
        /// What: "zone certificate 2458…".
        what: String,
        /// The status that is waited for.
        wanted: String,
        /// The status that it has.
        status: String,
    },
}

impl Step {
    /// Whether this step sends nothing and waits for the service.
    pub fn is_wait(&self) -> bool {
        matches!(
            self,
            Self::AwaitUpload { .. }
                | Self::AwaitActive { .. }
                | Self::AwaitMoved { .. }
                | Self::Grace { .. }
                | Self::AwaitVoided { .. }
                | Self::AwaitDeleted { .. }
                | Self::AwaitServices { .. }
                | Self::AwaitUnused { .. }
                | Self::AwaitSettings { .. }
                | Self::AwaitStatus { .. }
        )
    }
}

impl Step {
    /// Whether something is gone afterwards that may be in use.
    pub(super) fn takes_away(&self) -> bool {
        matches!(self, Self::Void { .. } | Self::Clear { .. } | Self::Delete { .. })
    }
}

/// As an order: "upload the zone certificate 5a0c354c…".
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut OneLine(f);
        match self {
            Self::Upload { kind, sha256, revives: None } => {
                write!(f, "upload the {kind} with SHA-256 {}…", short(sha256))
            }
            Self::Upload { kind, sha256, revives: Some(id) } => {
                write!(f, "upload the {kind} with SHA-256 {}…, which revives {id}", short(sha256))
            }
            Self::AwaitUpload { kind, sha256 } => {
                write!(f, "look whether the upload of the {kind} with SHA-256 {}… arrived", short(sha256))
            }
            Self::AwaitActive { kind, id, status } => {
                write!(f, "wait until {} is active{}", named(*kind, id.as_deref()), now(status.as_deref()))
            }
            Self::Move { hostnames, to } => {
                write!(f, "move {} to {}", names(hostnames), new(to.as_deref()))
            }
            Self::AwaitMoved { hostnames, to } => {
                let new = new(to.as_deref());
                write!(f, "wait until {} {} {new}", names(hostnames), uses(hostnames.len()))
            }
            Self::Grace { seconds } => write!(f, "let {seconds} s pass"),
            Self::Void { hostnames, certificate } => {
                write!(f, "release {} from {certificate}", names(hostnames))
            }
            Self::AwaitVoided { hostnames, certificate } => {
                write!(f, "wait until {} released from {certificate}", names_are(hostnames))
            }
            Self::Add { sha256, name } => {
                let name = name.as_ref().map(|name| format!(" as {name:?}")).unwrap_or_default();
                write!(f, "add the Access certificate with SHA-256 {}…{name}", short(sha256))
            }
            Self::Attach { hostnames, to, .. } => {
                write!(f, "have {} trust {}", names(hostnames), new(to.as_deref()))
            }
            Self::Clear { hostnames, certificate, .. } => {
                write!(f, "have {} no longer trust {certificate}", names(hostnames))
            }
            Self::AwaitServices { certificate, services } => {
                write!(f, "wait until {} have taken {certificate} in", services.join(", "))
            }
            Self::AwaitUnused { certificate, services } => {
                write!(f, "wait until {certificate} is no longer used by {}", services.join(", "))
            }
            Self::MergeSettings { hostnames } => write!(f, "change the settings of {}", names(hostnames)),
            Self::AwaitSettings { hostnames } => {
                write!(f, "look whether the settings of {} stay", names(hostnames))
            }
            Self::Delete { kind, id } => write!(f, "delete the {kind} {id}"),
            Self::AwaitDeleted { kind, id, status } => {
                write!(f, "wait until the {kind} {id} is deleted{}", now(status.as_deref()))
            }
            Self::AwaitStatus { what, wanted, status } => {
                write!(f, "wait until {what} is {wanted} (now: {status})")
            }
        }
    }
}

/// As much of a SHA-256 as a person compares.
pub(super) fn short(sha256: &str) -> &str {
    sha256.get(..16).unwrap_or(sha256)
}

fn named(kind: CertificateKind, id: Option<&str>) -> String {
    match id {
        Some(id) => format!("the {kind} {id}"),
        None => "it".to_owned(),
    }
}

fn new(id: Option<&str>) -> &str {
    id.unwrap_or("the new certificate")
}

fn now(status: Option<&str>) -> String {
    status.map(|status| format!(" (now: {status})")).unwrap_or_default()
}

fn uses(count: usize) -> &'static str {
    if count == 1 { "uses" } else { "use" }
}

fn names_are(hostnames: &[String]) -> String {
    format!("{} {}", names(hostnames), if hostnames.len() == 1 { "is" } else { "are" })
}

/// "a, b and 98 more", or "1 hostname (a)".
pub(super) fn names(hostnames: &[String]) -> String {
    match hostnames {
        [] => "no hostname".to_owned(),
        [one] => one.clone(),
        many if many.len() <= SHOWN => many.join(", "),
        many => {
            let shown = many.get(..SHOWN).unwrap_or(many);
            format!("{} hostnames ({} and {} more)", many.len(), shown.join(", "), many.len() - SHOWN)
        }
    }
}

/// What a run would do from here on.
///
/// The steps follow from how things are at the service, so a plan holds for as long as nobody
/// changes anything there. A run doesn't take a plan: it looks again before each step.
///
/// ```
/// use cloudflare_mtls::workflows::Plan;
///
/// # let text = r#"{"of": "rotate", "steps": [{"step": "grace", "seconds": 60}]}"#;
/// let plan: Plan = serde_json::from_str(text)?;
/// assert_eq!(plan.to_string(), "rotate\n  1. let 60 s pass\n");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Plan {
    /// What is to be done, in a phrase.
    pub of: String,
    /// What there is to do, in order; nothing when everything is as wanted.
    pub steps: Vec<Step>,
    /// What a person should know beside the steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl Plan {
    /// Whether everything is as wanted already.
    pub fn is_done(&self) -> bool {
        self.steps.is_empty()
    }
}

/// A line for each step, with numbers.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.of)?;
        if self.is_done() {
            writeln!(f, "  nothing to do")?;
        }
        for (index, step) in self.steps.iter().enumerate() {
            writeln!(f, "  {}. {step}", index + 1)?;
        }
        for note in &self.notes {
            writeln!(f, "  note: {note}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn hostnames(count: usize) -> Vec<String> {
        (0..count).map(|number| format!("{number}.example.com")).collect()
    }

    #[test]
    fn steps_read_like_orders() {
        let kind = CertificateKind::Hostname;
        let sha256 = "0123456789abcdef0123".to_owned();
        let steps = [
            (
                Step::Upload { kind, sha256, revives: None },
                "upload the hostname certificate with SHA-256 0123456789abcdef…",
            ),
            (Step::AwaitActive { kind, id: None, status: None }, "wait until it is active"),
            (
                Step::AwaitActive { kind, id: Some("n".into()), status: Some("initializing".into()) },
                "wait until the hostname certificate n is active (now: initializing)",
            ),
            (Step::Move { hostnames: hostnames(1), to: None }, "move 0.example.com to the new certificate"),
            (
                Step::AwaitMoved { hostnames: hostnames(2), to: Some("n".into()) },
                "wait until 0.example.com, 1.example.com use n",
            ),
            (
                Step::AwaitVoided { hostnames: hostnames(1), certificate: "o".into() },
                "wait until 0.example.com is released from o",
            ),
            (Step::Delete { kind, id: "o".into() }, "delete the hostname certificate o"),
        ];
        for (step, text) in steps {
            assert_eq!(step.to_string(), text);
            let data = serde_json::to_string(&step).unwrap();
            assert_eq!(serde_json::from_str::<Step>(&data).unwrap(), step, "{data}");
        }
        assert!(names(&hostnames(100)).ends_with("4.example.com and 95 more)"));
    }

    #[test]
    fn a_name_of_the_service_forges_no_line() {
        let name = "a\n 7. delete everything\u{1b}[2K\u{202e}".to_owned();
        let moved = Step::Move { hostnames: vec![name.clone()], to: Some(name.clone()) };
        let plan = Plan { of: "rotate".into(), steps: vec![moved], notes: vec![] };
        assert_eq!(plan.to_string().lines().count(), 2);
        assert!(!plan.to_string().contains(['\u{1b}', '\u{202e}']));
    }

    #[test]
    fn a_plan_without_steps_says_so() {
        let plan = Plan { of: "rotate".into(), steps: Vec::new(), notes: vec!["a word".into()] };
        assert!(plan.is_done());
        assert_eq!(plan.to_string(), "rotate\n  nothing to do\n  note: a word\n");
    }
}
