//! The first line of a list item: hashtags, separators, dates, bare addresses.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

/// Hashtags in `text`, as ranges from `#` to the tag's end. A `#` counts after white space alone; a tag is made of
/// letters and digits of any script and `-_/+.#`; what ends in `.` gives that to the sentence; a number is no tag.
pub(super) fn hashtags(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut before = '\0';
    let mut end_of_last = 0;
    for (at, c) in text.char_indices() {
        if c == '#' && before.is_whitespace() && at >= end_of_last {
            let body = text.get(at + 1..).unwrap_or("");
            let length = body.find(|c| !is_tag_char(c)).unwrap_or(body.len());
            let tag = body.get(..length).unwrap_or("").trim_end_matches(['.', '/', '-', '_']);
            if tag.chars().any(char::is_alphabetic) {
                found.push(at..at + 1 + tag.len());
                end_of_last = at + 1 + tag.len();
            }
        }
        before = c;
    }
    found
}

fn is_tag_char(c: char) -> bool {
    c.is_alphanumeric()
        || is_combining_mark(c)
        || matches!(c, '-' | '_' | '/' | '+' | '.' | '#' | '\u{200c}' | '\u{200d}')
}

/// Without the separator between a link and its description: `-`, `–`, `—` or `:`.
pub(super) fn without_separator(text: &str) -> &str {
    let text = text.trim_start();
    let mut chars = text.chars();
    let first = chars.next();
    let rest = chars.as_str();
    match first {
        Some('–' | '—' | '：') => rest.trim_start(),
        Some('-' | ':') if rest.is_empty() || rest.starts_with(char::is_whitespace) => rest.trim_start(),
        Some('-') if rest.starts_with("- ") || rest.starts_with("-- ") => {
            rest.trim_start_matches('-').trim_start()
        }
        _ => text,
    }
}

/// Without a separator that was left at the end when the tags behind it were cut.
pub(super) fn without_dangling(text: &str) -> &str {
    let text = text.trim_end();
    let bare = text.trim_end_matches(['-', '–', '—', ',', ';', '|']);
    if bare.is_empty() || bare.ends_with(char::is_whitespace) { bare.trim_end() } else { text }
}

/// A leading date, or date and time: its length in bytes.
pub(super) fn leading_date(text: &str) -> Option<usize> {
    let digits =
        |range: Range<usize>| text.get(range).is_some_and(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let is = |at: usize, set: &[u8]| text.as_bytes().get(at).is_some_and(|b| set.contains(b));
    if !(digits(0..4) && is(4, b"-") && digits(5..7) && is(7, b"-") && digits(8..10)) {
        return None;
    }
    let ends = |at: usize| text.get(at..).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    if is(10, b" T") && digits(11..13) && is(13, b":") && digits(14..16) {
        if is(16, b":") && digits(17..19) && ends(19) {
            return Some(19);
        }
        if ends(16) && !is(16, b":") {
            return Some(16);
        }
    }
    ends(10).then_some(10)
}

/// A bare `http://…` or `https://…` at the start of `text`: its length in bytes, final punctuation left out.
pub(super) fn bare_address(text: &str) -> Option<usize> {
    let head: String = text.chars().take(8).flat_map(char::to_lowercase).collect();
    if !(head.starts_with("http://") || head.starts_with("https://")) {
        return None;
    }
    let stops = |c: char| c.is_whitespace() || c.is_control() || "<>，。；：！？、）》」】".contains(c);
    let mut address = text.get(..text.find(stops).unwrap_or(text.len()))?;
    let opened = address.matches('(').count();
    let mut closed = address.matches(')').count();
    loop {
        if address.ends_with(')') && closed > opened {
            closed -= 1;
        } else if !address.ends_with(['.', ',', ';', ':', '!', '?', '"', '\'', '*', '_', '~']) {
            return Some(address.len());
        }
        address = address.get(..address.len() - 1)?;
    }
}

/// Whether an http(s) address stands anywhere in `text`.
pub(super) fn holds_address(text: &str) -> bool {
    text.match_indices("://").any(|(at, mark)| {
        let (before, behind) = (text.as_bytes().get(..at).unwrap_or_default(), text.get(at + mark.len()..));
        let ends = |scheme: &[u8]| {
            before
                .len()
                .checked_sub(scheme.len())
                .and_then(|from| before.get(from..))
                .is_some_and(|end| end.eq_ignore_ascii_case(scheme))
        };
        (ends(b"http") || ends(b"https"))
            && behind.is_some_and(|rest| rest.starts_with(char::is_alphanumeric) || rest.starts_with('['))
    })
}

/// Whether `at` begins an address that is all of its line, in `<>` or not.
pub(super) fn is_address_line(source: &str, at: usize) -> bool {
    let before = source.get(..at).unwrap_or("").trim_end_matches([' ', '<']);
    if !(before.is_empty() || before.ends_with('\n')) {
        return false;
    }
    let line = source.get(at..).unwrap_or("").lines().next().unwrap_or("");
    let address = line.trim_start_matches('<').trim_end().trim_end_matches('>');
    bare_address(address).is_some() && !address.contains(char::is_whitespace)
}

/// Width of `text` in columns, from column 0, a tab reaching to the next multiple of 4.
pub(super) fn width(text: &str) -> usize {
    text.chars().fold(0, |column, c| if c == '\t' { column + 4 - column % 4 } else { column + 1 })
}

/// A line without up to `columns` columns of its leading white space; a tab that reaches beyond becomes spaces.
pub(super) fn dedented(line: &str, columns: usize) -> String {
    let mut column = 0;
    for (at, c) in line.char_indices() {
        if column >= columns || !matches!(c, ' ' | '\t') {
            let surplus = column.saturating_sub(columns);
            return " ".repeat(surplus) + line.get(at..).unwrap_or("");
        }
        column = if c == '\t' { column + 4 - column % 4 } else { column + 1 };
    }
    String::new()
}

/// The line that holds `at`, without its line feed.
pub(super) fn line_of(source: &str, at: usize) -> Range<usize> {
    let bytes = source.as_bytes();
    let at = at.min(bytes.len());
    let start = bytes
        .get(..at)
        .and_then(|before| before.iter().rposition(|b| *b == b'\n'))
        .map_or(0, |found| found + 1);
    let end = bytes
        .get(at..)
        .and_then(|after| after.iter().position(|b| *b == b'\n'))
        .map_or(bytes.len(), |found| at + found);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tags(text: &str) -> Vec<&str> {
        hashtags(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn hashtags_of_every_kind() {
        assert_eq!(
            tags(" #c++ #c# #协程 #lang/rust #हिन्दी"),
            ["#c++", "#c#", "#协程", "#lang/rust", "#हिन्दी"]
        );
        assert_eq!(tags("#no See #web. And #b, (#no) a#no \\#no #"), ["#web", "#b"]);
        assert_eq!(tags("issue #123 and #2026-11 but #3d"), ["#3d"]);
        assert_eq!(tags("## #a#b"), ["#a#b"]);
    }

    #[test]
    fn separators() {
        for text in [" - Half.", " – Half.", "— Half.", ": Half.", " -- Half.", "Half."] {
            assert_eq!(without_separator(text), "Half.", "{text}");
        }
        assert_eq!(without_separator("-5 degrees"), "-5 degrees");
        assert_eq!(without_dangling("Half -"), "Half");
        assert_eq!(without_dangling("pre-"), "pre-");
    }

    #[test]
    fn dates() {
        assert_eq!(leading_date("2026-11-20 [a](b)"), Some(10));
        assert_eq!(leading_date("2026-11-20 14:23 x"), Some(16));
        assert_eq!(leading_date("2026-11-20T14:23:09: x"), Some(19));
        assert_eq!(leading_date("2026-11-200"), None);
        assert_eq!(leading_date("2026"), None);
    }

    #[test]
    fn bare_addresses_leave_the_sentence_its_punctuation() {
        let cases = [
            ("https://example.org/a. More", "https://example.org/a"),
            ("https://example.org/Foo_(bar)", "https://example.org/Foo_(bar)"),
            ("https://example.org/a), x", "https://example.org/a"),
            ("HTTP://example.org/说明，不是", "HTTP://example.org/说明"),
        ];
        for (text, address) in cases {
            assert_eq!(bare_address(text).map(|length| &text[..length]), Some(address));
        }
        assert_eq!(bare_address("ftp://example.org"), None);
    }

    #[test]
    fn tabs_are_four_columns() {
        assert_eq!(width("\t- "), 6);
        assert_eq!(dedented("\tcode", 2), "  code");
        assert_eq!(dedented("      code", 2), "    code");
        assert_eq!(dedented("  ", 4), "");
    }

    proptest! {
        #[test]
        fn any_line(text in "[# \\PC]{0,80}") {
            for range in hashtags(&text) {
                prop_assert!(text.get(range).is_some());
            }
            let _ = (leading_date(&text), bare_address(&text), without_separator(&text), without_dangling(&text));
        }
    }
}
