//! The client that a careful person would write for these calls with reqwest and serde: it has time limits
//! and a name, looks at the status and into the envelope, and that is all.

use std::time::Duration;

use serde::Deserialize;

/// An Access certificate.
#[derive(Debug, Deserialize)]
#[allow(missing_docs)] // The API's own names.
pub struct Certificate {
    pub id: Option<String>,
    pub name: Option<String>,
    pub fingerprint: Option<String>,
    pub associated_hostnames: Option<Vec<String>>,
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
    pub expires_on: Option<String>,
}

#[derive(Deserialize)]
struct Envelope<T> {
    success: bool,
    #[serde(default)]
    errors: Vec<Message>,
    result: Option<T>,
    result_info: Option<ResultInfo>,
}

#[derive(Debug, Deserialize)]
struct Message {
    code: i64,
    message: String,
}

#[derive(Deserialize)]
struct ResultInfo {
    total_pages: Option<usize>,
}

/// What went wrong.
pub type Error = Box<dyn std::error::Error>;

/// The certificates of an account.
pub struct Certificates {
    http: reqwest::Client,
    address: String,
    token: String,
}

impl Certificates {
    /// A client for the API at `base`.
    ///
    /// # Errors
    ///
    /// If the HTTP client can't be made.
    pub fn new(base: &str, account: &str, token: &str) -> Result<Self, Error> {
        let http = reqwest::Client::builder()
            .no_proxy()
            .user_agent("certificates/1.0")
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(30))
            .build()?;
        Ok(Self {
            http,
            address: format!("{base}/accounts/{account}/access/certificates"),
            token: token.to_owned(),
        })
    }

    /// One certificate.
    ///
    /// # Errors
    ///
    /// If it doesn't come.
    pub async fn get(&self, id: &str) -> Result<Certificate, Error> {
        let answer = self.http.get(format!("{}/{id}", self.address)).bearer_auth(&self.token).send().await?;
        let envelope: Envelope<Certificate> = answer.error_for_status()?.json().await?;
        if !envelope.success {
            return Err(failure(&envelope.errors));
        }
        envelope.result.ok_or_else(|| "no result".into())
    }

    /// One page, and how many there are.
    ///
    /// # Errors
    ///
    /// If it doesn't come.
    pub async fn page(&self, number: usize, size: usize) -> Result<(Vec<Certificate>, usize), Error> {
        let request = self.http.get(&self.address).query(&[("page", number), ("per_page", size)]);
        let answer = request.bearer_auth(&self.token).send().await?;
        let envelope: Envelope<Vec<Certificate>> = answer.error_for_status()?.json().await?;
        if !envelope.success {
            return Err(failure(&envelope.errors));
        }
        let pages = envelope.result_info.and_then(|info| info.total_pages).unwrap_or(1);
        Ok((envelope.result.unwrap_or_default(), pages))
    }
}

fn failure(errors: &[Message]) -> Error {
    let told: Vec<_> = errors.iter().map(|error| format!("{}: {}", error.code, error.message)).collect();
    told.join("; ").into()
}
