//! Waiting for what takes the service a while, and not for ever.

use std::time::{Duration, Instant};

use cloudflare_mtls::Error;
use cloudflare_mtls::types::CertificateStatus;

const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Reads a status until it is `active`, in growing intervals, and says each new one.
pub(crate) async fn until_active(
    patience: Duration,
    said: impl Fn(Option<&CertificateStatus>, Duration),
    read: impl AsyncFn() -> Result<Option<CertificateStatus>, Error>,
) -> Result<(), Box<dyn std::error::Error>> {
    let started = Instant::now();
    let mut pause = FIRST_PAUSE;
    let mut last = None;
    loop {
        let status = read().await?;
        if status != last {
            said(status.as_ref(), started.elapsed());
        }
        match &status {
            Some(CertificateStatus::Active) => return Ok(()),
            Some(CertificateStatus::DeploymentTimedOut) => {
                return Err("the service gave up deploying the certificate".into());
            }
            _ if started.elapsed() + pause > patience => {
                return Err(format!("not active after {patience:?} (--wait sets how long to wait)").into());
            }
            _ => tokio::time::sleep(pause).await,
        }
        last = status;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Makes a call again while the service says that an earlier change is still on its way.
pub(crate) async fn patiently<T>(
    patience: Duration,
    call: impl AsyncFn() -> Result<T, Error>,
) -> Result<T, Error> {
    let started = Instant::now();
    let mut pause = FIRST_PAUSE;
    loop {
        match call().await {
            Err(error)
                if (error.is_settling() || error.is_in_use()) && started.elapsed() + pause <= patience =>
            {
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            outcome => return outcome,
        }
    }
}
