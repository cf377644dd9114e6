//! What openapi-to-rust makes of the plain document, to be measured: see `peer`.

#[allow(warnings)] // They are its author's business.
mod generated;
mod peer;

use generated::HttpClient;
use peer::{ACCOUNT, CERTIFICATE, Outcome, PAGE, Peer, TOKEN, measure};

struct OpenapiToRust(HttpClient);

impl Peer for OpenapiToRust {
    fn new(base: &str) -> Outcome<Self> {
        let http = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self(HttpClient::with_client(http).with_base_url(base).with_api_key(TOKEN)))
    }

    async fn get(&self) -> Outcome<()> {
        let answer = self.0.access_certificates_get_for_account(ACCOUNT, CERTIFICATE).await?;
        answer.result.filter(|_| answer.success).ok_or("no result")?;
        Ok(())
    }

    async fn page(&self, number: u64) -> Outcome<(usize, u64)> {
        let page = (Some(i64::try_from(number)?), Some(i64::try_from(PAGE)?));
        let answer = self.0.access_certificates_list_for_account(ACCOUNT, page.0, page.1).await?;
        let items = answer.result.flatten().filter(|_| answer.success).ok_or("no result")?;
        let info = serde_json::to_value(&answer.result_info)?;
        let pages = info.get("total_pages").and_then(|pages| pages.as_u64()).unwrap_or(1);
        Ok((items.len(), pages))
    }
}

fn main() -> Outcome<()> {
    measure::<OpenapiToRust>()
}
