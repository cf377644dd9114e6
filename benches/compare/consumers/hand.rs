//! A program that lists an account's certificates, by hand.

use serde::Deserialize;

#[derive(Deserialize)]
struct Certificate {
    id: Option<String>,
    expires_on: Option<String>,
}

#[derive(Deserialize)]
struct Envelope {
    success: bool,
    result: Option<Vec<Certificate>>,
    result_info: Option<ResultInfo>,
}

#[derive(Deserialize)]
struct ResultInfo {
    total_pages: Option<u64>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let token = std::env::var("CLOUDFLARE_API_TOKEN")?;
    let account = std::env::var("CLOUDFLARE_ACCOUNT_ID")?;
    let address = format!("https://api.cloudflare.com/client/v4/accounts/{account}/access/certificates");
    let client = reqwest::Client::new();
    let mut page = 1;
    loop {
        let request = client.get(&address).bearer_auth(&token).query(&[("page", page)]);
        let answer: Envelope = request.send().await?.error_for_status()?.json().await?;
        if !answer.success {
            return Err("the service says no".into());
        }
        for certificate in answer.result.unwrap_or_default() {
            println!("{:?} {:?}", certificate.id, certificate.expires_on);
        }
        if answer.result_info.and_then(|info| info.total_pages).is_none_or(|pages| page >= pages) {
            return Ok(());
        }
        page += 1;
    }
}
