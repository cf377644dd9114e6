//! Reading the body of an answer: all of it, up to a limit, or piece by piece.

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderMap};

use crate::wire::envelope_fields::{FirstLook, Looker};

/// How much of a body is looked at, at most, to see whether it is a failure. A success that is
/// JSON and longer is a success.
const LOOKED_AT: usize = 64 * 1024;

/// Room for this much is made at once, when so much is announced.
const FIRST_ROOM: usize = 1024 * 1024;

/// Why a body wasn't read.
pub(super) enum Unreadable {
    /// It is larger than this.
    TooLarge(usize),
    /// It broke off, or can't be decompressed.
    Broken(reqwest::Error),
}

/// Bytes of a body, in memory that is overwritten when it is dropped.
///
/// Room is made as bytes come, whatever was announced, and never for more than the limit.
#[derive(Default)]
pub(super) struct Gathered {
    bytes: Wiped,
    /// How many bytes were moved to make room.
    #[cfg(test)]
    moved: usize,
}

impl Gathered {
    /// Adds a piece, if there is room for it within the limit.
    fn add(&mut self, piece: &[u8], limit: usize) -> Result<(), TooLarge> {
        let needed = self.bytes.0.len().saturating_add(piece.len());
        if needed > limit {
            return Err(TooLarge);
        }
        if self.bytes.0.capacity() < needed {
            self.make_room(needed.saturating_mul(2).min(limit));
        }
        self.bytes.0.extend_from_slice(piece);
        Ok(())
    }

    /// Makes room for so many bytes in all. Growing in place would leave a copy behind in memory
    /// that nobody overwrites.
    fn make_room(&mut self, capacity: usize) {
        if self.bytes.0.capacity() < capacity {
            #[cfg(test)]
            {
                self.moved += self.bytes.0.len();
            }
            let mut larger = Wiped(Vec::with_capacity(capacity));
            larger.0.extend_from_slice(&self.bytes.0);
            self.bytes = larger;
        }
    }

    pub(super) fn into_bytes(self) -> Bytes {
        Bytes::from_owner(self.bytes)
    }
}

/// Bytes that are overwritten when they are dropped: all at once, where `Zeroizing` goes through them one
/// by one. What was never written to has nothing to hide.
#[derive(Default)]
struct Wiped(Vec<u8>);

impl Drop for Wiped {
    fn drop(&mut self) {
        self.0.fill(0);
        // What nobody reads any more would not be written otherwise.
        zeroize::optimization_barrier(self.0.as_slice());
    }
}

impl AsRef<[u8]> for Wiped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// There is no room for a piece within the limit.
struct TooLarge;

/// Reads all of the body, decompressed, after what has been `gathered` of it.
///
/// It arrives in pieces and the first piece over the limit ends it, so a few bytes that
/// decompress to gigabytes take no more memory than the limit.
pub(super) async fn read(
    response: &mut reqwest::Response,
    mut gathered: Gathered,
    limit: usize,
) -> Result<Bytes, Unreadable> {
    // What is announced is known too large without reading it; nothing is announced for a
    // compressed body.
    let announced = response.content_length().unwrap_or(0);
    if announced > limit as u64 || gathered.bytes.0.len() > limit {
        return Err(Unreadable::TooLarge(limit));
    }
    // It may never come.
    gathered.make_room(usize::try_from(announced).unwrap_or(usize::MAX).min(FIRST_ROOM));
    while let Some(piece) = response.chunk().await.map_err(Unreadable::Broken)? {
        gathered.add(&piece, limit).map_err(|TooLarge| Unreadable::TooLarge(limit))?;
    }
    Ok(gathered.into_bytes())
}

/// Reads as much of a success as shows whether it is one: the bytes, and whether they say that the
/// call failed. Of a body that is labelled as anything but JSON or plain text, nothing is read.
pub(super) async fn look(
    response: &mut reqwest::Response,
    headers: &HeaderMap,
) -> Result<(Gathered, bool), Unreadable> {
    let mut gathered = Gathered::default();
    if !may_be_json(headers) {
        return Ok((gathered, false));
    }
    let mut looker = Looker::default();
    loop {
        match looker.look(&gathered.bytes.0) {
            FirstLook::Failure => return Ok((gathered, true)),
            FirstLook::Unclear if gathered.bytes.0.len() < LOOKED_AT => {}
            FirstLook::Unclear | FirstLook::Other => return Ok((gathered, false)),
        }
        let Some(piece) = response.chunk().await.map_err(Unreadable::Broken)? else {
            return Ok((gathered, false));
        };
        gathered.add(&piece, usize::MAX).map_err(|TooLarge| Unreadable::TooLarge(usize::MAX))?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_grows_with_what_has_come() {
        for (pieces, size) in [(100_000, 1), (3_000, 1_000), (50, 100_000)] {
            let mut gathered = Gathered::default();
            for _ in 0..pieces {
                assert!(gathered.add(&vec![1; size], usize::MAX).is_ok());
                assert!(gathered.bytes.0.capacity() <= 2 * gathered.bytes.0.len());
            }
            assert_eq!(gathered.bytes.0.len(), pieces * size);
            assert!(gathered.moved <= 2 * pieces * size, "{} of {}", gathered.moved, pieces * size);
        }
        let mut gathered = Gathered::default();
        assert!(gathered.add(&[0; 600], 1_000).is_ok() && gathered.bytes.0.capacity() == 1_000);
        assert!(gathered.add(&[0; 400], 1_000).is_ok() && gathered.add(&[0], 1_000).is_err());
    }
}
