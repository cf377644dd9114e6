//! What the measuring programs share: the answers that the server gives, which are made once and kept in
//! memory.

pub mod hand;
pub mod peer;

/// A page of `items` Access certificates, number `page` of `pages`; beyond the last one they are empty.
pub fn page(items: usize, page: usize, pages: usize) -> String {
    let count = if page > pages { 0 } else { items };
    let certificates: Vec<_> = (0..count).map(|item| certificate(page * items + item)).collect();
    let total = items * pages;
    format!(
        r#"{{"success":true,"errors":[],"messages":[],"result":[{}],"result_info":{{"page":{page},"per_page":{items},"count":{count},"total_count":{total},"total_pages":{pages}}}}}"#,
        certificates.join(",")
    )
}

/// The answer to a question for one Access certificate.
pub fn single() -> String {
    format!(r#"{{"success":true,"errors":[],"messages":[],"result":{}}}"#, certificate(1))
}

fn certificate(number: usize) -> String {
    format!(
        r#"{{"id":"f174e90a-fafe-4643-bbbc-{number:012x}","name":"Allow devs","fingerprint":"MD5 Fingerprint=1E:80:0F:7A:FD:31:55:96:DE:D5:CB:E2:F0:91:F6:91","associated_hostnames":["admin.example.com"],"created_at":"2014-01-01T05:20:00.12345Z","updated_at":"2014-01-01T05:20:00.12345Z","expires_on":"2034-01-01T05:20:00.12345Z"}}"#
    )
}
