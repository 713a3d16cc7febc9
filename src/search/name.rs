//! A term as a key: short ones, which are nearly all, lie in the map itself and not on the heap.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

/// Bytes that lie in the key itself.
const INLINE: usize = 22;

/// The bytes of a term.
#[derive(Debug, Clone)]
pub(super) enum Name {
    /// Bytes, and how many count.
    Short([u8; INLINE], u8),
    Long(Box<[u8]>),
}

impl Name {
    /// Takes a copy of a term.
    pub(super) fn new(term: &str) -> Self {
        let mut bytes = [0; INLINE];
        match bytes.get_mut(..term.len()) {
            Some(part) => {
                part.copy_from_slice(term.as_bytes());
                Self::Short(bytes, term.len() as u8)
            }
            None => Self::Long(term.as_bytes().into()),
        }
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Self::Short(bytes, length) => bytes.get(..usize::from(*length)).unwrap_or(bytes),
            Self::Long(bytes) => bytes,
        }
    }

    /// The term.
    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(self.bytes()).unwrap_or_default()
    }
}

impl Borrow<[u8]> for Name {
    fn borrow(&self) -> &[u8] {
        self.bytes()
    }
}

// As of the bytes: a map asked with bytes must find the name.
impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes().hash(state);
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
    }
}

impl Eq for Name {}

/// The order of JavaScript's strings (UTF-16), which is that of bytes but for characters beyond the first plane: they
/// come before U+E000 there.
impl Ord for Name {
    fn cmp(&self, other: &Self) -> Ordering {
        let (a, b) = (self.bytes(), other.bytes());
        match a.iter().zip(b).find(|(x, y)| x != y) {
            Some((0xee..=0xef, 0xf0..)) => Ordering::Greater,
            Some((0xf0.., 0xee..=0xef)) => Ordering::Less,
            Some((x, y)) => x.cmp(y),
            None => a.len().cmp(&b.len()),
        }
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn short_and_long() {
        for term in ["", "a", "协程", "exactly-22-bytes-of-it", "more than twenty-two bytes"] {
            assert_eq!(Name::new(term).as_str(), term);
        }
    }

    proptest! {
        #[test]
        fn names_sort_as_in_a_browser(a: String, b: String) {
            prop_assert_eq!(Name::new(&a).cmp(&Name::new(&b)), a.encode_utf16().cmp(b.encode_utf16()));
        }
    }
}
