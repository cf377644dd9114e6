//! What progenitor makes of the plain document, to be measured: see `peer`.

mod peer;

use generated::{Client, types::AccessCertificateId};
use peer::{ACCOUNT, CERTIFICATE, Outcome, PAGE, Peer, TOKEN, measure};
use reqwest::header::{AUTHORIZATION, HeaderMap};

struct Progenitor(Client);

impl Peer for Progenitor {
    fn new(base: &str) -> Outcome<Self> {
        // The token is its user's business, as a header of every request.
        let headers = HeaderMap::from_iter([(AUTHORIZATION, format!("Bearer {TOKEN}").parse()?)]);
        let http = reqwest::Client::builder().no_proxy().default_headers(headers).build()?;
        Ok(Self(Client::new_with_client(base, http)))
    }

    async fn get(&self) -> Outcome<()> {
        let id = AccessCertificateId(CERTIFICATE.to_owned());
        let answer = self.0.access_certificates_get_for_account(ACCOUNT, &id).await?.into_inner();
        answer.result.filter(|_| answer.success).ok_or("no result")?;
        Ok(())
    }

    async fn page(&self, number: u64) -> Outcome<(usize, u64)> {
        let page = (Some(i64::try_from(number)?), Some(i64::try_from(PAGE)?));
        let answer = self.0.access_certificates_list_for_account(ACCOUNT, page.0, page.1).await?.into_inner();
        let items = answer.result.filter(|_| answer.success).ok_or("no result")?;
        let pages = answer.result_info.get("total_pages").and_then(|pages| pages.as_u64()).unwrap_or(1);
        Ok((items.len(), pages))
    }
}

fn main() -> Outcome<()> {
    measure::<Progenitor>()
}
