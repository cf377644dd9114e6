//! What is a secret by the looks of it, whoever's it is: PEM blocks and bearer tokens.

use std::ops::Range;

/// What a text has in it, and so what it has to be searched for. Most have little, and each answer has
/// several that are looked through.
pub(super) struct Marks(u8);

impl Marks {
    pub(super) const DASH: u8 = 1;
    /// The first letter of "Bearer".
    pub(super) const B: u8 = 2;
    pub(super) const ENCODED: u8 = 4;
    pub(super) const TAG: u8 = 8;

    const OF_BYTE: [u8; 256] = {
        let mut of_byte = [0; 256];
        of_byte[b'-' as usize] = Self::DASH;
        of_byte[b'b' as usize] = Self::B;
        of_byte[b'B' as usize] = Self::B;
        of_byte[b'%' as usize] = Self::ENCODED;
        of_byte[b'\\' as usize] = Self::ENCODED;
        of_byte[b'&' as usize] = Self::ENCODED;
        of_byte[b'<' as usize] = Self::TAG;
        of_byte
    };

    pub(super) fn of(text: &str) -> Self {
        Self(text.bytes().fold(0, |marks, byte| marks | Self::OF_BYTE[usize::from(byte)]))
    }

    pub(super) fn has(&self, mark: u8) -> bool {
        self.0 & mark != 0
    }
}

/// PEM blocks; one that doesn't end takes the rest of the text with it.
pub(super) fn pem_blocks(text: &str) -> Vec<Range<usize>> {
    let (mut blocks, mut from) = (Vec::new(), 0);
    // Two dashes in a row are rare, and a search for more costs much to begin.
    if !text.as_bytes().windows(2).any(|pair| pair == b"--") {
        return blocks;
    }
    while let Some(found) = text[from..].find("-----BEGIN") {
        let begin = from + found;
        // The label may be cut off too; then what follows the dashes is all there is.
        let end = text[begin..].find("-----END").and_then(|end| {
            let label = begin + end + "-----END".len();
            Some(label + text[label..].find("-----")? + 5)
        });
        from = end.unwrap_or(text.len());
        blocks.push(begin..from);
    }
    blocks
}

/// The words that follow "Bearer", in any case.
pub(super) fn bearer_tokens(text: &str) -> Vec<Range<usize>> {
    const BEARER: &[u8] = b"bearer";
    let (mut tokens, mut from) = (Vec::new(), 0);
    let bytes = text.as_bytes();
    // There is a b in most texts, and seldom an e behind it.
    if !bytes.windows(2).any(|pair| pair[0] | 0x20 == b'b' && pair[1] | 0x20 == b'e') {
        return tokens;
    }
    while let Some(found) = bytes[from..].iter().position(|byte| byte.eq_ignore_ascii_case(&BEARER[0])) {
        from += found;
        if !bytes.get(from..from + BEARER.len()).is_some_and(|word| word.eq_ignore_ascii_case(BEARER)) {
            from += 1;
            continue;
        }
        from += BEARER.len();
        let rest = &text[from..];
        let Some(gap) = ["%20", "+", " ", "\t", "\n", "\r"].into_iter().find(|gap| rest.starts_with(gap))
        else {
            continue;
        };
        let token = rest[gap.len()..].trim_start();
        let start = text.len() - token.len();
        let length = token.find(|c: char| c.is_whitespace() || "<>\"',;".contains(c)).unwrap_or(token.len());
        if length > 0 {
            tokens.push(start..start + length);
        }
        from = start + length;
    }
    tokens
}
