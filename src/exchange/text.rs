//! Plain text: an address on each line, as people and OneTab write them.

use super::format::Ground;
use super::html::starts_with;
use super::{Entry, Format, Parsed, Read};
use crate::text::squeeze;
use crate::web::charset::{self, Hint};

/// How much of a file is looked at to tell what it is, in bytes.
const HEAD: usize = 1 << 16;

/// Schemes without `//` that programs list among addresses.
const SCHEMES: [&str; 6] = ["javascript:", "data:", "about:", "mailto:", "view-source:", "place:"];

pub(super) fn detect(file: Read<'_>) -> Option<Format> {
    let text = charset::decode(file.bytes.get(..HEAD).unwrap_or(file.bytes), None, Hint::Text).text;
    if text.contains('\0') {
        return None;
    }
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let listed = lines.next().is_some_and(|line| address_at_start(line).is_some());
    let named = file.name.to_lowercase().ends_with(".txt");
    (listed || (named && text.lines().any(|line| find_address(line).is_some()))).then_some(Format::Urls)
}

#[expect(clippy::unnecessary_wraps, reason = "as every reader's")]
pub(super) fn read(bytes: &[u8]) -> Result<Parsed, String> {
    let mut parsed = Parsed::default();
    let decoded = charset::decode(bytes, None, Hint::Text);
    if decoded.replaced {
        parsed.drop_one("characters that cannot be read");
    }
    for (index, line) in decoded.text.lines().enumerate() {
        let line = line.trim();
        let number = Some(index + 1);
        if line.is_empty() {
        } else if line.starts_with('#') {
            parsed.drop_one("comments");
        } else if !read_line(line, number, &mut parsed) {
            parsed.refuse(line, "no address in this line", number);
        }
    }
    Ok(parsed)
}

/// Takes what a line holds: an address with a title, several addresses, or words with an address. False when there is no
/// address.
fn read_line(line: &str, number: Option<usize>, parsed: &mut Parsed) -> bool {
    if line.split_whitespace().all(is_address) {
        for word in line.split_whitespace() {
            parsed.entries.push(Entry { line: number, ..Entry::new(word) });
        }
        return true;
    }
    let first = line.split(char::is_whitespace).next().unwrap_or(line);
    let (url, before, behind) = if is_address(first) {
        (first, "", line.get(first.len()..).unwrap_or(""))
    } else if let Some(range) = find_address(line) {
        let part = |range| line.get(range).unwrap_or("");
        (part(range.clone()), line.get(..range.start).unwrap_or(""), line.get(range.end..).unwrap_or(""))
    } else {
        return false;
    };
    // OneTab puts a bar between them.
    let behind = behind.trim_start();
    let behind = behind.strip_prefix('|').filter(|rest| rest.starts_with(' ')).unwrap_or(behind);
    let words = format!("{} {behind}", before.trim_end().trim_end_matches(['<', '(', '[', '"', '|']));
    let words = words
        .trim_start()
        .trim_start_matches(|c: char| matches!(c, '-' | '*' | '+' | '•') || c.is_whitespace());
    let title = Entry::line_of(words).filter(|title| title.chars().any(char::is_alphanumeric));
    parsed.entries.push(Entry { title, line: number, ..Entry::new(url) });
    true
}

/// Whether a word is an address as a whole, of whichever scheme.
fn is_address(word: &str) -> bool {
    address_at_start(word).is_some() || SCHEMES.iter().any(|scheme| starts_with(word, scheme)) || {
        let scheme = word.split("://").next().unwrap_or("");
        scheme.len() < word.len()
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    }
}

/// What follows `http://` or `https://` at the beginning of a text.
fn address_at_start(text: &str) -> Option<&str> {
    let rest = ["https://", "http://"].iter().find(|scheme| starts_with(text, scheme));
    rest.and_then(|scheme| text.get(scheme.len()..)).filter(|rest| !rest.is_empty())
}

/// Where the first http(s) address in a text stands. Final punctuation belongs to the sentence, and so does a
/// parenthesis that was opened before.
pub(super) fn find_address(text: &str) -> Option<std::ops::Range<usize>> {
    text.match_indices("://").find_map(|(mark, _)| {
        let before = text.get(..mark)?;
        let scheme = ["https", "http"].into_iter().find(|scheme| {
            let start = before.len().checked_sub(scheme.len());
            start.and_then(|start| before.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(scheme))
        })?;
        let start = mark - scheme.len();
        let joined = before.get(..start)?.ends_with(|c: char| c.is_ascii_alphanumeric());
        let length = length_of_address(text.get(start..)?);
        (!joined && length > scheme.len() + 3).then_some(start..start + length)
    })
}

/// How many bytes of a text that begins with an address are the address.
pub(super) fn length_of_address(text: &str) -> usize {
    let stops = |c: char| c.is_whitespace() || c.is_control() || "<>\"`，。；：！？、）》」】".contains(c);
    let mut address = text.get(..text.find(stops).unwrap_or(text.len())).unwrap_or("");
    for (open, close) in [('(', ')'), ('[', ']')] {
        // Behind what closes more than was opened, the address is over.
        let mut depth = 0_usize;
        let end = address.find(|c| {
            depth += usize::from(c == open);
            let over = c == close && depth == 0;
            depth = depth.saturating_sub(usize::from(c == close));
            over
        });
        address = address.get(..end.unwrap_or(address.len())).unwrap_or("");
    }
    address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~', '|']).len()
}

pub(super) fn write(entries: &[Entry], _ground: Ground<'_>) -> String {
    // White space within an address would make it two; no address that can be kept has any.
    entries.iter().map(|entry| squeeze(&entry.url) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    fn pairs(text: &str) -> Vec<(String, Option<String>)> {
        read(text.as_bytes()).unwrap().entries.into_iter().map(|entry| (entry.url, entry.title)).collect()
    }

    fn pair(url: &str, title: &str) -> (String, Option<String>) {
        (url.to_owned(), Some(title.to_owned()).filter(|title| !title.is_empty()))
    }

    #[test]
    fn lines_of_every_kind() {
        let cases = [
            ("https://example.org/a | Title | with pipe", pair("https://example.org/a", "Title | with pipe")),
            ("https://example.org/b", pair("https://example.org/b", "")),
            ("https://example.org/b\tTabbed  title", pair("https://example.org/b", "Tabbed title")),
            ("- https://example.org/c.", pair("https://example.org/c", "")),
            ("* See (https://example.org/d), it is good", pair("https://example.org/d", "See ), it is good")),
            ("<https://example.org/e>", pair("https://example.org/e", "")),
            ("Title: HTTPS://example.org/F_(x)", pair("HTTPS://example.org/F_(x)", "Title:")),
            ("chrome://settings | Settings", pair("chrome://settings", "Settings")),
            ("https://example.org/#a,b;", pair("https://example.org/#a,b;", "")),
        ];
        for (line, wanted) in cases {
            assert_eq!(pairs(line), [wanted], "{line}");
        }
        assert_eq!(pairs("https://example.org/1 https://example.org/2").len(), 2);
    }

    #[test]
    fn nothing_is_lost_in_silence() {
        let parsed =
            read(b"\xEF\xBB\xBF# links\r\n\r\nhttps://example.org/\r\nno link\r\n?x http://\r\n").unwrap();
        assert_eq!((parsed.entries.len(), parsed.entries[0].line), (1, Some(3)));
        let refused: Vec<_> =
            parsed.refused.iter().map(|r| (r.what.as_str(), r.why.as_str(), r.line)).collect();
        assert_eq!(
            refused,
            [
                ("no link", "no address in this line", Some(4)),
                ("?x http://", "no address in this line", Some(5))
            ]
        );
        assert_eq!(parsed.dropped["comments"], 1);
        let utf16: Vec<u8> =
            "\u{feff}https://example.org/".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&utf16).unwrap().entries[0].url, "https://example.org/");
    }

    #[test]
    fn the_sample_of_onetab() {
        let path =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/synthetic/onetab.txt");
        let Ok(bytes) = fs_err::read(path) else { return };
        assert_eq!(detect(Read { name: "onetab.txt", bytes: &bytes }), Some(Format::Urls));
        let parsed = read(&bytes).unwrap();
        assert_eq!((parsed.entries.len(), parsed.refused.len(), parsed.dropped.len()), (3, 0, 0));
        assert_eq!(parsed.entries[0].title.as_deref(), Some("Title | with pipe"));
    }

    #[test]
    fn what_is_a_list() {
        let is = |name, text: &str| detect(Read { name, bytes: text.as_bytes() }).is_some();
        assert!(is("x", "# a\n\nhttps://example.org/ x"));
        assert!(is("a.TXT", "words\nmore https://example.org/"));
        assert!(!is("a.txt", "words"));
        assert!(!is("x", "words\nhttps://example.org/"));
        assert!(!is("x", "https://\0"));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(urls in proptest::collection::vec("(https?|ftp)://[^\\s\\p{C}]{1,20}", 0..9)) {
            let entries: Vec<Entry> = urls.iter().map(|url| Entry::new(url)).collect();
            let file = write(&entries, Ground { title: "", timezone: &TimeZone::UTC });
            let parsed = read(file.as_bytes()).unwrap();
            let read: Vec<Entry> = parsed.entries.into_iter().map(|entry| Entry { line: None, ..entry }).collect();
            prop_assert_eq!(read, entries);
            prop_assert!(parsed.refused.is_empty());
        }

        #[test]
        fn any_bytes_are_read(
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            text in "(http|https|://|:|/|\\(|\\)|\\.| |\n|#|\\||[a-z]|\\PC){0,60}",
        ) {
            for bytes in [bytes.as_slice(), text.as_bytes()] {
                let _ = (detect(Read { name: "a.txt", bytes }), read(bytes));
            }
        }
    }
}
