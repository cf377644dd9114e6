//! This crate's client, to be measured: see `benches::peer`.

use benches::peer::{ACCOUNT, CERTIFICATE, Outcome, PAGE, Peer, TOKEN, measure};
use cloudflare_mtls::{Client, Items, Paged, Scope, prelude::*};

struct Ours {
    client: Client,
    scope: Scope,
}

impl Peer for Ours {
    fn new(base: &str) -> Outcome<Self> {
        let client = Client::builder().base_url(base).token(TOKEN).build()?;
        Ok(Self { client, scope: Scope::account(ACCOUNT)? })
    }

    async fn get(&self) -> Outcome<()> {
        self.client.access_certificates(&self.scope).get(CERTIFICATE).result().await?;
        Ok(())
    }

    async fn page(&self, number: u64) -> Outcome<(usize, u64)> {
        let list = self.client.access_certificates(&self.scope).list();
        let answer = list.page(number).per_page(PAGE).send().await?;
        let pages = answer.result_info().and_then(|info| info.total_pages).unwrap_or(1);
        Ok((answer.result().map_or(0, Vec::len), pages))
    }

    async fn items(&self) -> Outcome<usize> {
        count(self.client.access_certificates(&self.scope).list().per_page(PAGE).items()).await
    }

    async fn ahead(&self) -> Outcome<usize> {
        count(self.client.access_certificates(&self.scope).list().per_page(PAGE).items().read_ahead()).await
    }
}

async fn count<O: Paged>(mut items: Items<O>) -> Outcome<usize> {
    let mut came = 0;
    while items.try_next().await?.is_some() {
        came += 1;
    }
    Ok(came)
}

fn main() -> Outcome<()> {
    measure::<Ours>()
}
