//! Reading the body of an answer: all of it, up to a limit, or piece by piece.

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use zeroize::Zeroizing;

use crate::wire::envelope_fields::{FirstLook, first_look};

/// How much of a body is looked at, at most, to see whether it is a failure. A success that is
/// JSON and longer is a success.
const LOOKED_AT: usize = 64 * 1024;

/// Why a body wasn't read.
pub(super) enum Unreadable {
    /// It is larger than this.
    TooLarge(usize),
    /// It broke off, or can't be decompressed.
    Broken(reqwest::Error),
}

/// Bytes of a body, in memory that is overwritten when it is dropped.
pub(super) type Read = Zeroizing<Vec<u8>>;

/// Reads all of the body, decompressed, after what has been `read` of it.
///
/// It arrives in pieces and the first piece over the limit ends it, so a few bytes that
/// decompress to gigabytes take no more memory than the limit.
pub(super) async fn read(
    response: &mut reqwest::Response,
    mut read: Read,
    limit: usize,
) -> Result<Bytes, Unreadable> {
    // What is announced is known too large without reading it; nothing is announced for a
    // compressed body.
    let announced = response.content_length().unwrap_or(0);
    if announced > limit as u64 || read.len() > limit {
        return Err(Unreadable::TooLarge(limit));
    }
    reserve(&mut read, announced as usize);
    while let Some(piece) = response.chunk().await.map_err(Unreadable::Broken)? {
        if piece.len() > limit - read.len() {
            return Err(Unreadable::TooLarge(limit));
        }
        let needed = read.len() + piece.len();
        if read.capacity() < needed {
            reserve(&mut read, needed.saturating_mul(2).min(limit));
        }
        read.extend_from_slice(&piece);
    }
    Ok(Bytes::from_owner(read))
}

/// Makes room for so many bytes in all. Growing in place would leave a copy behind in memory that
/// nobody overwrites.
fn reserve(read: &mut Read, capacity: usize) {
    if read.capacity() < capacity {
        let mut larger = Zeroizing::new(Vec::with_capacity(capacity));
        larger.extend_from_slice(read);
        *read = larger;
    }
}

/// Reads as much of a success as shows whether it is one: the bytes, and whether they say that the
/// call failed. Of a body that is labelled as anything but JSON or plain text, nothing is read.
pub(super) async fn look(
    response: &mut reqwest::Response,
    headers: &HeaderMap,
) -> Result<(Read, bool), Unreadable> {
    let mut read = Read::default();
    if !may_be_json(headers) {
        return Ok((read, false));
    }
    loop {
        match first_look(&read) {
            FirstLook::Failure => return Ok((read, true)),
            FirstLook::Unclear if read.len() < LOOKED_AT => {}
            FirstLook::Unclear | FirstLook::Other => return Ok((read, false)),
        }
        let Some(piece) = response.chunk().await.map_err(Unreadable::Broken)? else {
            return Ok((read, false));
        };
        let needed = read.len() + piece.len();
        reserve(&mut read, needed);
        read.extend_from_slice(&piece);
    }
}

/// Whether an answer with these headers can hold an envelope: the service labels JSON as text at
/// times.
fn may_be_json(headers: &HeaderMap) -> bool {
    let Some(label) = headers.get(CONTENT_TYPE) else { return true };
    let label = label.to_str().unwrap_or_default().to_ascii_lowercase();
    let media = label.split(';').next().unwrap_or_default().trim();
    matches!(media, "" | "application/json" | "text/plain" | "text/html") || media.ends_with("+json")
}
