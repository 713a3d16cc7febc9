//! Character references: `&amp;`, `&#39;`, `&#x4e2d;`.

use markup5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// The longest name of a character reference, in bytes.
const LONGEST: usize = 32;

/// A text with its character references undone, as browsers undo them (HTML standard, 13.2.5.72 and following). In an
/// attribute, a name without `;` before `=`, a letter or a digit is none: `?a=1&copy=2` stays.
pub(in crate::exchange) fn decode(text: &str, in_attribute: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(rest.get(..at).unwrap_or(""));
        let behind = rest.get(at + 1..).unwrap_or("");
        let length = match behind.strip_prefix('#') {
            Some(number) => numeric(number, &mut out).map(|length| length + 1),
            None => named(behind, in_attribute, &mut out),
        };
        if length.is_none() {
            out.push('&');
        }
        rest = behind.get(length.unwrap_or(0)..).unwrap_or("");
    }
    out + rest
}

/// Reads what follows `&#`, writes its character, and returns how long it was.
fn numeric(text: &str, out: &mut String) -> Option<usize> {
    let hex = text.starts_with(['x', 'X']);
    let start = usize::from(hex);
    let digits = text.get(start..)?;
    let radix = if hex { 16 } else { 10 };
    let length = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let number = digits.get(..length).filter(|digits| !digits.is_empty())?;
    let code = u32::from_str_radix(number, radix).unwrap_or(u32::MAX);
    out.push(match code {
        0x80..=0x9f => C1_REPLACEMENTS
            .get(code as usize - 0x80)
            .copied()
            .flatten()
            .or_else(|| char::from_u32(code))
            .unwrap_or(char::REPLACEMENT_CHARACTER),
        0 => char::REPLACEMENT_CHARACTER,
        _ => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
    });
    let end = start + length;
    Some(end + usize::from(text.get(end..).is_some_and(|rest| rest.starts_with(';'))))
}

/// Reads what follows `&` as a name, the longest that there is.
fn named(text: &str, in_attribute: bool, out: &mut String) -> Option<usize> {
    let word = text.bytes().take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
    let longest = word + usize::from(text.get(word..).is_some_and(|rest| rest.starts_with(';')));
    for length in (2..=longest).rev() {
        let name = text.get(..length)?;
        let Some((first, second)) = NAMED_ENTITIES.get(name).filter(|found| **found != (0, 0)) else {
            continue;
        };
        let next = text.as_bytes().get(length);
        if in_attribute
            && !name.ends_with(';')
            && next.is_some_and(|byte| *byte == b'=' || byte.is_ascii_alphanumeric())
        {
            return None;
        }
        out.extend([*first, *second].into_iter().filter(|code| *code != 0).filter_map(char::from_u32));
        return Some(length);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn references_of_every_kind() {
        let cases = [
            ("R&D &amp; &lt;b&gt; &quot;x&quot; &#39;y&#x27;", "R&D & <b> \"x\" 'y'"),
            ("&copy 2026 &notit; &notin;", "© 2026 ¬it; ∉"),
            ("&amp;#8230; &#8230 &#x; &#; &;", "&#8230; … &#x; &#; &;"),
            ("&#150;&#0;&#x110000;&#99999999999;", "–\u{fffd}\u{fffd}\u{fffd}"),
            ("&nbsp;&NotEqualTilde;", "\u{a0}≂\u{338}"),
            ("&", "&"),
        ];
        for (written, wanted) in cases {
            assert_eq!(decode(written, false), wanted, "{written}");
        }
    }

    #[test]
    fn addresses_that_nobody_escaped_stay() {
        assert_eq!(decode("/?a=1&copy=2&amp;lt=3&ampx", true), "/?a=1&copy=2&lt=3&ampx");
        assert_eq!(decode("/?a&lt;&copy", true), "/?a<©");
    }

    proptest! {
        #[test]
        fn what_is_escaped_comes_back(text in "\\PC{0,40}|[&#;a-z0-9<>\"]{0,40}") {
            for attribute in [false, true] {
                let mut escaped = String::new();
                crate::web::dom::escape_attribute(&text, &mut escaped);
                prop_assert_eq!(decode(&escaped, attribute), text.clone());
            }
        }
    }
}
