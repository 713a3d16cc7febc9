//! Outlines in YAML, as Static Marks keeps them: names of folders, below them `- Label: ADDRESS`, or `- Label:` with its
//! address and remarks in lines of their own. One thing a line, and its depth is how far it is indented; what goes beyond
//! that is listed as text.

use super::text::find_address;
use super::{Entry, Format, Parsed, Read};
use crate::web::charset::{self, Hint};

pub(super) fn detect(file: Read<'_>) -> Option<Format> {
    let name = file.name.to_lowercase();
    let ending = [".yml", ".yaml"].iter().any(|end| name.ends_with(end));
    (ending && String::from_utf8_lossy(file.bytes).contains("://")).then_some(Format::Yaml)
}

/// A line that others stand below.
struct Level {
    indent: usize,
    label: String,
    /// The link that it names, once its address has come.
    entry: Option<usize>,
}

#[expect(clippy::unnecessary_wraps, reason = "as every reader's")]
pub(super) fn read(bytes: &[u8]) -> Result<Parsed, String> {
    let mut parsed = Parsed::default();
    let decoded = charset::decode(bytes, None, Hint::Text);
    if decoded.replaced {
        parsed.drop_one("characters that cannot be read");
    }
    let mut levels: Vec<Level> = Vec::new();
    for (index, line) in decoded.text.lines().enumerate() {
        let mut body = line.trim();
        let mut indent = line.len() - line.trim_start().len();
        while let Some(rest) = body.strip_prefix("- ") {
            indent += body.len() - rest.trim_start().len();
            body = rest.trim_start();
        }
        if body.is_empty() || body.starts_with('#') || ["-", "---", "..."].contains(&body) {
            continue;
        }
        while levels.last().is_some_and(|level| level.indent >= indent) {
            levels.pop();
        }
        let at = parsed.entries.len();
        if let Some((label, address)) = labelled(body) {
            let mut entry = Entry { line: Some(index + 1), ..Entry::new(address) };
            entry.title = Entry::line_of(label);
            match levels.last_mut() {
                // The address of the line above, which is a link and no folder.
                Some(above) if label.is_empty() && above.entry.is_none() => {
                    above.entry = Some(at);
                    entry.title = Entry::line_of(&above.label);
                }
                _ => {}
            }
            let folders = levels.iter().filter(|level| level.entry.is_none());
            entry.folders = folders.filter_map(|level| Entry::line_of(&level.label)).collect();
            parsed.entries.push(entry);
        } else if let Some(label) = body.strip_suffix(':') {
            levels.push(Level { indent, label: bare(label).to_owned(), entry: None });
        } else {
            let of = levels.last().and_then(|level| level.entry);
            match of.and_then(|of| parsed.entries.get_mut(of)) {
                Some(entry) => entry.note(bare(body)),
                None => parsed.drop_one("texts beside links"),
            }
        }
    }
    Ok(parsed)
}

/// The label, which may be empty, and the address of a line that ends with one.
fn labelled(body: &str) -> Option<(&str, &str)> {
    let body = body.split_once(" #").map_or(body, |(before, _)| before).trim_end();
    let (label, value) = match find_address(body)? {
        range if body.get(..range.start)?.trim_matches(['"', '\'']).is_empty() => ("", body),
        range => {
            let before = body.get(..range.start)?.trim_end_matches(['"', '\'']);
            (before.trim_end().strip_suffix(':')?, body.get(before.len()..)?)
        }
    };
    let address = bare(value);
    (!address.contains(char::is_whitespace)).then_some((bare(label), address))
}

/// A text without the quotes around it.
fn bare(text: &str) -> &str {
    let text = text.trim();
    ['"', '\''].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_outline_becomes_links_in_folders() {
        let text = "# mine\n---\nTools:\n  - Editors:\n      - \"Ed: the one\": https://ed.example/  # old\n      - Vi:\n          - 'https://vi.example/a b'\n          \
                    - https://vi.example/\n          - Modes, they say\n          - Manual: http://vi.example/manual\n      - Just words\n\nOther:\n  - https://other.example/x:y\n";
        let parsed = read(text.as_bytes()).unwrap();
        let seen: Vec<_> = parsed
            .entries
            .iter()
            .map(|e| {
                (
                    e.title.as_deref().unwrap_or(""),
                    e.url.as_str(),
                    e.folders.join(" > "),
                    e.notes.as_deref().unwrap_or(""),
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("Ed: the one", "https://ed.example/", "Tools > Editors".to_owned(), ""),
                ("Vi", "https://vi.example/", "Tools > Editors".to_owned(), "Modes, they say"),
                ("Manual", "http://vi.example/manual", "Tools > Editors".to_owned(), ""),
                ("Other", "https://other.example/x:y", String::new(), ""),
            ]
        );
        // An address with a blank in it is none; that and the words are counted.
        assert_eq!(parsed.dropped.get("texts beside links"), Some(&2));
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "([ -]{0,6}(a|https://x.example/|\"|'|:| #|協){0,4}\n){0,12}") {
            let parsed = read(text.as_bytes()).unwrap();
            prop_assert!(parsed.entries.iter().all(|entry| entry.url.contains("://")));
        }
    }
}
