//! Looking at a certificate and its key before anything is sent (feature `pem`).
//!
//! The service refuses what it can't use with a code and a line; some mistakes it takes, and they
//! show when an origin refuses the connection. Here all of them are told at once, in words.

mod certificate;
mod key;
mod problem;

use std::fmt;
use std::time::Duration;

use cloudflare_core::Timestamp;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use x509_parser::prelude::{FromDer, X509Certificate};

use self::key::KeyProblem;
use super::error::{WorkflowError, WorkflowErrorKind};
use cloudflare_core::Secret;

pub use self::certificate::CertificateFacts;
pub use self::problem::Problem;

/// Certificates that are valid for a shorter time than this are noted.
const SOON: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// A look at a certificate, and at its key where one goes with it.
///
/// ```
/// # #[path = "../../../examples/support/certificates.rs"] mod certificates;
/// use cloudflare_mtls::workflows::Preflight;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let certificates::Pair { certificate: pem, private_key: key } = certificates::leaf("app.example.com")?;
/// # let other = certificates::leaf("other.example.com")?.private_key;
/// let facts = Preflight::leaf(&pem, key).hostnames(["app.example.com"]).check()?;
/// println!("{} until {}", facts.certificate.key, facts.certificate.not_after);
///
/// let unfit = Preflight::leaf(&pem, other).check().unwrap_err();
/// assert_eq!(unfit.to_string(), "the private key belongs to another certificate");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is looked at before `check`"]
pub struct Preflight {
    certificate: String,
    wanted: Wanted,
    hostnames: Vec<String>,
    valid_for: Duration,
    at: Option<Timestamp>,
}

#[derive(Clone, Debug)]
enum Wanted {
    Leaf(Secret),
    Authority,
}

impl Preflight {
    /// For what takes a leaf certificate with its private key: zone certificates and hostname
    /// certificates. A chain may follow the leaf.
    pub fn leaf(certificate: impl Into<String>, private_key: impl Into<Secret>) -> Self {
        Self::new(certificate.into(), Wanted::Leaf(private_key.into()))
    }

    /// For what takes certificate authorities: Access certificates, an account's own, one or a bundle.
    pub fn authority(certificate: impl Into<String>) -> Self {
        Self::new(certificate.into(), Wanted::Authority)
    }

    fn new(certificate: String, wanted: Wanted) -> Self {
        Self { certificate, wanted, hostnames: Vec::new(), valid_for: Duration::ZERO, at: None }
    }

    /// Hostnames that the certificate has to cover. A client certificate shown to origins needs to
    /// cover none, unless origins look at its names.
    pub fn hostnames(mut self, hostnames: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.hostnames = hostnames.into_iter().map(Into::into).collect();
        self
    }

    /// How long it has to be valid from now on.
    pub fn valid_for(mut self, time: Duration) -> Self {
        self.valid_for = time;
        self
    }

    /// The time to compare with, in place of the machine's.
    pub fn at(mut self, now: Timestamp) -> Self {
        self.at = Some(now);
        self
    }

    /// Looks, and says what is in the certificate.
    ///
    /// # Errors
    /// [`Unfit`], with everything that is wrong.
    pub fn check(&self) -> Result<Facts, Unfit> {
        if self.certificate.contains("PRIVATE KEY-----") {
            return Err(Unfit { problems: vec![Problem::HoldsPrivateKey] });
        }
        let ders: Vec<_> = CertificateDer::pem_slice_iter(self.certificate.as_bytes()).collect();
        if ders.is_empty() {
            return Err(Unfit { problems: vec![Problem::NoCertificate] });
        }
        let mut problems = Vec::new();
        let mut chain = Vec::new();
        for (index, der) in ders.iter().enumerate() {
            let parsed = der.as_ref().ok().and_then(|der| whole(der));
            match parsed {
                Some(parsed) => chain.push(parsed),
                None => problems.push(Problem::Unreadable { position: index + 1 }),
            }
        }
        // Without all of them there is no chain to speak of.
        if !problems.is_empty() {
            return Err(Unfit { problems });
        }
        let facts: Vec<_> = chain.iter().map(CertificateFacts::of).collect();
        let mut facts = facts.into_iter();
        // There is one at least.
        let Some(first) = facts.next() else {
            return Err(Unfit { problems: vec![Problem::NoCertificate] });
        };
        let facts = Facts { certificate: first, chain: facts.collect(), notes: Vec::new() };
        self.look(&chain, facts)
    }

    fn look(&self, chain: &[X509Certificate<'_>], mut facts: Facts) -> Result<Facts, Unfit> {
        let now = self.at.unwrap_or_else(Timestamp::now);
        let mut problems = Vec::new();
        let first = &facts.certificate;
        let name = first.subject.clone();
        match &self.wanted {
            Wanted::Leaf(_) if first.is_authority => {
                problems.push(Problem::NotALeaf { subject: name.clone() })
            }
            Wanted::Authority => {
                let leaves = facts.all().into_iter().filter(|one| !one.is_authority);
                problems.extend(leaves.map(|leaf| Problem::NotAnAuthority { subject: leaf.subject }));
            }
            Wanted::Leaf(_) => {}
        }
        if let (Wanted::Leaf(private_key), Some(leaf)) = (&self.wanted, chain.first()) {
            problems.extend(key::compare(private_key.expose(), leaf.public_key().raw).map(KeyProblem::into));
            // Authorities in one bundle needn't belong together.
            problems.extend(certificate::order(chain));
        }
        for one in facts.all() {
            problems.extend(one.validity(now, self.valid_for));
            problems.extend(one.weakness());
            facts.notes.extend(one.notes(now, SOON));
        }
        let covers = |hostname: &&String| !certificate::covers(&facts.certificate.hostnames, hostname);
        let missing: Vec<_> = self.hostnames.iter().filter(covers).cloned().collect();
        if !missing.is_empty() {
            let covered = facts.certificate.hostnames.clone();
            problems.push(Problem::NotCovered { hostnames: missing, covered });
        }
        if problems.is_empty() { Ok(facts) } else { Err(Unfit { problems }) }
    }
}

/// A certificate with nothing behind it.
fn whole(der: &[u8]) -> Option<X509Certificate<'_>> {
    X509Certificate::from_der(der).ok().filter(|(rest, _)| rest.is_empty()).map(|(_, parsed)| parsed)
}

/// What is in a certificate that can be used.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Facts {
    /// The first certificate.
    pub certificate: CertificateFacts,
    /// Those that follow it, each signed by the next.
    pub chain: Vec<CertificateFacts>,
    /// What a person should know, although nothing is wrong.
    pub notes: Vec<String>,
}

impl Facts {
    fn all(&self) -> Vec<CertificateFacts> {
        std::iter::once(&self.certificate).chain(&self.chain).cloned().collect()
    }
}

/// Everything that is wrong with a certificate or its key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unfit {
    /// One problem at least.
    pub problems: Vec<Problem>,
}

/// All problems in one line.
impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problems: Vec<_> = self.problems.iter().map(ToString::to_string).collect();
        f.write_str(&problems.join("; "))
    }
}

impl std::error::Error for Unfit {}

impl From<Unfit> for WorkflowError {
    fn from(unfit: Unfit) -> Self {
        Self::new(WorkflowErrorKind::Unfit, unfit.to_string())
    }
}
