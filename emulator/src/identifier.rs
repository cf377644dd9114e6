//! Identifiers, drawn from the emulator's seed.

use fastrand::Rng;

/// A UUID of version 4, drawn from the emulator's seed.
pub(crate) fn uuid(rng: &mut Rng) -> String {
    uuid_of(rng.u128(..))
}

/// A UUID of version 4 with these bits, but for those that say so.
pub(crate) fn uuid_of(bits: u128) -> String {
    let bits = (bits & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
    let digits = format!("{bits:032x}");
    let part = |range: std::ops::Range<usize>| digits.get(range).unwrap_or_default().to_owned();
    [part(0..8), part(8..12), part(12..16), part(16..20), part(20..32)].join("-")
}

/// The 32 digits of a new account's or zone's identifier.
pub(crate) fn identifier(rng: &mut Rng) -> String {
    format!("{:032x}", rng.u128(..))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_uuids_of_version_4_and_repeat_with_the_seed() {
        let mut rng = Rng::with_seed(3);
        let first = uuid(&mut rng);
        assert!(crate::validate::is_certificate_id(&first), "{first}");
        assert_eq!(first.as_bytes()[14], b'4');
        assert!(b"89ab".contains(&first.as_bytes()[19]), "{first}");
        assert_eq!(first, uuid(&mut Rng::with_seed(3)));
        assert_ne!(first, uuid(&mut rng));
    }
}
