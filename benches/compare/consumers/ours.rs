//! A program that lists an account's certificates, with the client.

use cloudflare_mtls::{Client, Scope, prelude::*};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::from_env()?;
    let scope = Scope::account(std::env::var("CLOUDFLARE_ACCOUNT_ID")?)?;
    let mut certificates = client.access_certificates(&scope).list().items();
    while let Some(certificate) = certificates.try_next().await? {
        println!("{:?} {:?}", certificate.id, certificate.expires_on);
    }
    Ok(())
}
