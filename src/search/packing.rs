//! Numbers as printable characters that need no escape in a script.
//!
//! 88 characters of ASCII are left when `"`, `&`, `'`, `<`, `>` and `\` are taken out. The first 56 end a number, the
//! other 32 say that it goes on; each number has one spelling. Small numbers, which are most, take one character, and
//! gzip packs the rest.

/// `!` to `~` without the six that a script or a page might read as something else.
const ALPHABET: &[u8; 88] =
    b"!#$%()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";

/// Characters that end a number.
const LAST: u32 = 56;
/// Characters that say it goes on.
const MORE: u32 = 32;

/// Appends `number`.
pub(super) fn push(number: u32, out: &mut Vec<u8>) {
    let mut rest = number;
    while rest >= LAST {
        rest -= LAST;
        out.push(letter(LAST + rest % MORE));
        rest /= MORE;
    }
    out.push(letter(rest));
}

fn letter(index: u32) -> u8 {
    ALPHABET.get(index as usize).copied().unwrap_or(b'!')
}

/// A number that may be below zero, as one that is not: 0, -1, 1, -2, 2, …
pub(super) fn zigzag(number: i64) -> u32 {
    let shifted = if number < 0 { -2 * number - 1 } else { 2 * number };
    u32::try_from(shifted).unwrap_or(u32::MAX)
}

/// Two characters that stand for some bytes: one change in 7,744 goes unseen.
pub(super) fn mark(bytes: &[u8]) -> String {
    let hash = blake3::hash(bytes);
    let letters = hash.as_bytes().chunks_exact(4).take(2).map(|four| {
        let number = four.iter().fold(0u32, |sum, byte| sum << 8 | u32::from(*byte));
        char::from(letter(number % ALPHABET.len() as u32))
    });
    letters.collect()
}

/// Numbers as one text.
pub(super) fn pack(numbers: impl IntoIterator<Item = u32>) -> String {
    let mut out = Vec::new();
    for number in numbers {
        push(number, &mut out);
    }
    text(out)
}

/// Packed bytes are ASCII.
pub(super) fn text(packed: Vec<u8>) -> String {
    String::from_utf8(packed).unwrap_or_default()
}

/// Reads packed numbers back.
pub(super) fn unpack(packed: &[u8]) -> impl Iterator<Item = u32> + '_ {
    let mut rest = packed.iter();
    std::iter::from_fn(move || {
        let (mut number, mut scale) = (0u32, 1u32);
        loop {
            let digit = value(*rest.next()?);
            if digit < LAST {
                return Some(number.wrapping_add(digit.wrapping_mul(scale)));
            }
            number = number.wrapping_add(digit.wrapping_mul(scale));
            scale = scale.wrapping_mul(MORE);
        }
    })
}

fn value(letter: u8) -> u32 {
    ALPHABET.iter().position(|&known| known == letter).unwrap_or(0) as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_alphabet_is_sorted_and_needs_no_escape() {
        assert!(ALPHABET.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(ALPHABET.iter().all(|c| c.is_ascii_graphic() && !b"\"&'<>\\".contains(c)));
    }

    #[test]
    fn small_numbers_take_one_character() {
        let lengths = [0, 55, 56, 1_847, 1_848, u32::MAX].map(|number| pack([number]).len());
        assert_eq!(lengths, [1, 1, 2, 2, 3, 7]);
    }

    #[test]
    fn signs() {
        assert_eq!([0, -1, 1, -2, 2].map(zigzag), [0, 1, 2, 3, 4]);
    }

    proptest! {
        #[test]
        fn numbers_come_back(numbers: Vec<u32>) {
            let packed = pack(numbers.iter().copied());
            prop_assert_eq!(unpack(packed.as_bytes()).collect::<Vec<_>>(), numbers);
        }
    }
}
