//! One text of a binary property list: the address of a `.webloc`.
//!
//! A list may hold an object any number of times, so that a small file unfolds without end: only the dictionary at its
//! root is looked at, and nothing is unfolded.

/// The text that the dictionary at the root has as `URL`.
pub(super) fn url(bytes: &[u8]) -> Option<String> {
    let list = List::new(bytes)?;
    let (kind, count, content) = list.object(list.root)?;
    // The values stand behind the keys.
    if kind != 0xd || count > list.objects {
        return None;
    }
    let reference = |index: usize| list.number(content + index * list.reference, list.reference);
    let key = (0..count)
        .find(|index| reference(*index).and_then(|key| list.text(key)).as_deref() == Some("URL"))?;
    list.text(reference(count + key)?)
}

/// The parts of a property list.
struct List<'b> {
    bytes: &'b [u8],
    /// Bytes of an offset, and of a reference to an object.
    offset: usize,
    reference: usize,
    objects: usize,
    root: usize,
    offsets: usize,
}

impl<'b> List<'b> {
    fn new(bytes: &'b [u8]) -> Option<Self> {
        let trailer = bytes.len().checked_sub(32).filter(|at| *at >= 8)?;
        let mut list = Self { bytes, offset: 0, reference: 0, objects: 0, root: 0, offsets: 0 };
        list.offset = list.number(trailer + 6, 1)?;
        list.reference = list.number(trailer + 7, 1)?;
        list.objects = list.number(trailer + 8, 8)?;
        list.root = list.number(trailer + 16, 8)?;
        list.offsets = list.number(trailer + 24, 8)?;
        let sound = |width| (1..=8).contains(&width);
        (sound(list.offset) && sound(list.reference) && list.objects <= bytes.len()).then_some(list)
    }

    /// An unsigned number, the highest byte first.
    fn number(&self, at: usize, width: usize) -> Option<usize> {
        let bytes = self.bytes.get(at..at.checked_add(width)?)?;
        let number = bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        usize::try_from(number).ok().filter(|number| *number <= isize::MAX as usize / 16)
    }

    /// Kind, length and place of the content of an object.
    fn object(&self, index: usize) -> Option<(usize, usize, usize)> {
        let at = self.number(self.offsets + index * self.offset, self.offset)?;
        let marker = self.number(at, 1)?;
        let (kind, length) = (marker >> 4, marker & 0xf);
        if length != 0xf {
            return Some((kind, length, at + 1));
        }
        // The length is a number that follows.
        let width = 1_usize.checked_shl(u32::try_from(self.number(at + 1, 1)? & 0xf).ok()?)?;
        Some((kind, self.number(at + 2, width.min(9))?, at + 2 + width))
    }

    /// A text in ASCII or UTF-16.
    fn text(&self, index: usize) -> Option<String> {
        let (kind, length, at) = self.object(index)?;
        match kind {
            5 => Some(String::from_utf8_lossy(self.bytes.get(at..at.checked_add(length)?)?).into_owned()),
            6 => {
                let bytes = self.bytes.get(at..at.checked_add(length.checked_mul(2)?)?)?;
                Some(encoding_rs::UTF_16BE.decode_without_bom_handling(bytes).0.into_owned())
            }
            _ => None,
        }
    }
}
