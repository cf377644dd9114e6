//! Reading the body of an answer, up to a limit.

use bytes::Bytes;
use zeroize::Zeroizing;

/// Why a body wasn't read.
pub(super) enum Unread {
    /// It is larger than this.
    TooLarge(usize),
    /// It broke off, or can't be decompressed.
    Broken(reqwest::Error),
}

/// Reads all of the body, decompressed, into memory that is overwritten when it is dropped.
///
/// It arrives in pieces and the first piece over the limit ends it, so a few bytes that
/// decompress to gigabytes take no more memory than the limit.
pub(super) async fn read(response: &mut reqwest::Response, limit: usize) -> Result<Bytes, Unread> {
    // What is announced is known too large without reading it; nothing is announced for a
    // compressed body.
    let announced = response.content_length().unwrap_or(0);
    if announced > limit as u64 {
        return Err(Unread::TooLarge(limit));
    }
    let mut body = Zeroizing::new(Vec::with_capacity(announced as usize));
    while let Some(piece) = response.chunk().await.map_err(Unread::Broken)? {
        if piece.len() > limit - body.len() {
            return Err(Unread::TooLarge(limit));
        }
        if body.capacity() - body.len() < piece.len() {
            // Growing in place would leave a copy behind in memory that nobody overwrites.
            let room = (body.len() + piece.len()).saturating_mul(2).min(limit);
            let mut larger = Zeroizing::new(Vec::with_capacity(room));
            larger.extend_from_slice(&body);
            body = larger;
        }
        body.extend_from_slice(&piece);
    }
    Ok(Bytes::from_owner(body))
}
