//! The client that was written by hand, to be measured: see `benches::peer`.

use benches::hand::Certificates;
use benches::peer::{ACCOUNT, CERTIFICATE, Outcome, PAGE, Peer, TOKEN, measure};

struct ByHand(Certificates);

impl Peer for ByHand {
    fn new(base: &str) -> Outcome<Self> {
        Ok(Self(Certificates::new(base, ACCOUNT, TOKEN)?))
    }

    async fn get(&self) -> Outcome<()> {
        self.0.get(CERTIFICATE).await?;
        Ok(())
    }

    async fn page(&self, number: u64) -> Outcome<(usize, u64)> {
        let (items, pages) = self.0.page(number.try_into()?, PAGE.try_into()?).await?;
        Ok((items.len(), pages.try_into()?))
    }
}

fn main() -> Outcome<()> {
    measure::<ByHand>()
}
