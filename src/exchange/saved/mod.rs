//! Shortcuts: a file that is one link, as desktops save it when an address is dragged onto them.

mod binary_plist;

use super::html::{Scan, Token, decode, starts_with};
use super::{Entry, Format, Parsed, Read};
use crate::web::charset::{self, Hint};

/// The longest shortcut, in bytes: what is longer is something else.
const LONGEST: usize = 1 << 20;

/// Sections of `.url` and `.desktop` files that hold the address.
const SECTIONS: [&str; 2] = ["internetshortcut", "desktop entry"];

pub(super) fn detect(file: Read<'_>) -> Option<Format> {
    if file.bytes.len() > LONGEST {
        return None;
    }
    let name = file.name.to_lowercase();
    if file.bytes.starts_with(b"bplist00") {
        let holds = name.ends_with(".webloc") || binary_plist::url(file.bytes).is_some();
        return holds.then_some(Format::Webloc);
    }
    let text = charset::decode(file.bytes, None, Hint::Text).text;
    let head = text.trim_start();
    let is_list = ["<?xml", "<!DOCTYPE plist", "<plist"].iter().any(|beginning| starts_with(head, beginning));
    if name.ends_with(".webloc") || name.ends_with(".inetloc") || (is_list && is_webloc(&text)) {
        return Some(Format::Webloc);
    }
    let mut sections = text.lines().filter_map(section);
    // Words about such files hold the name of the section, too, but do not begin with one.
    let begins = head.lines().find(|line| !line.starts_with(['#', ';']) && !line.trim().is_empty());
    let begins = begins.is_some_and(|line| section(line).is_some());
    let holds = begins && sections.any(|name| SECTIONS.contains(&name.as_str()));
    (name.ends_with(".url") || holds).then_some(Format::Shortcut)
}

/// Whether a property list is no more than an address: those of Safari's bookmarks hold lists.
fn is_webloc(text: &str) -> bool {
    text.contains("<plist") && !text.contains("<array") && plist_url(text).is_some()
}

/// `[Name]`, in lower case.
fn section(line: &str) -> Option<String> {
    Some(line.trim().strip_prefix('[')?.strip_suffix(']')?.trim().to_lowercase())
}

pub(super) fn read_shortcut(bytes: &[u8]) -> Result<Parsed, String> {
    let text = charset::decode(bytes, None, Hint::Text).text;
    let mut parsed = Parsed::default();
    let (mut url, mut base, mut title, mut comment) = (None, None, None, None);
    let (mut here, mut known, mut icon) = (false, false, false);
    for (index, line) in text.lines().enumerate() {
        if let Some(name) = section(line) {
            here = SECTIONS.contains(&name.as_str());
            known |= here;
            continue;
        }
        let Some((key, value)) = line.split_once('=') else { continue };
        let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
        if value.is_empty() {
            continue;
        }
        match key.as_str() {
            // What a frame showed; it stands in a section of its own.
            "baseurl" => base = base.or(Some((value, index))),
            "url" if here => url = url.or(Some((value, index))),
            "name" if here => title = title.or(Entry::line_of(value)),
            "comment" if here => comment = comment.or(Some(value)),
            "iconfile" | "icon" if here => icon = true,
            _ => {}
        }
    }
    if !known {
        return Err("there is no shortcut in it".into());
    }
    if icon {
        parsed.drop_one("icons");
    }
    match url.or(base) {
        Some((url, index)) => {
            let mut entry = Entry { title, line: Some(index + 1), ..Entry::new(url) };
            entry.describe(comment.unwrap_or(""));
            parsed.entries.push(entry);
        }
        None => parsed.refuse(title.as_deref().unwrap_or(""), "has no address", None),
    }
    Ok(parsed)
}

pub(super) fn read_webloc(bytes: &[u8]) -> Result<Parsed, String> {
    let url = if bytes.starts_with(b"bplist00") {
        binary_plist::url(bytes)
    } else {
        let text = charset::decode(bytes, None, Hint::Xml).text;
        if !text.contains("<plist") && !text.contains("<dict") {
            return Err("there is no property list in it".into());
        }
        plist_url(&text)
    };
    let mut parsed = Parsed::default();
    match url.as_deref().map(str::trim).filter(|url| !url.is_empty()) {
        Some(url) => parsed.entries.push(Entry::new(url)),
        None => parsed.refuse("", "has no address", None),
    }
    Ok(parsed)
}

/// The text behind `<key>URL</key>`. Tags are enough: a property list has no other way to write it.
fn plist_url(text: &str) -> Option<String> {
    let (mut inside, mut is_url) = (String::new(), false);
    let mut words = String::new();
    for token in Scan::new(text) {
        match token {
            Token::Open(tag) => {
                inside = tag.name;
                words.clear();
            }
            Token::Text(text) => words.push_str(text),
            Token::Close { name, .. } if name == inside && name == "key" => is_url = words.trim() == "URL",
            Token::Close { name, .. } if name == inside && name == "string" && is_url => {
                return Some(decode(words.trim(), false));
            }
            Token::Close { .. } => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shortcut(bytes: &[u8]) -> Parsed {
        assert_eq!(detect(Read { name: "x", bytes }), Some(Format::Shortcut));
        read_shortcut(bytes).unwrap()
    }

    #[test]
    fn windows() {
        let text = "[{000214A0-0000-0000-C000-000000000046}]\r\nProp3=19,2\r\n[DEFAULT]\r\nBASEURL=https://example.org/b\r\n\
            [InternetShortcut]\r\nIDList=\r\nURL=https://example.org/?a=b&c=d\r\nIconIndex=0\r\nIconFile=C:\\x.ico\r\n";
        let parsed = shortcut(text.as_bytes());
        assert_eq!(parsed.entries[0].url, "https://example.org/?a=b&c=d");
        assert_eq!((parsed.entries.len(), parsed.dropped["icons"]), (1, 1));
        let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(shortcut(&utf16), parsed);
        assert_eq!(shortcut(b"\xEF\xBB\xBF[internetshortcut]\nurl = x:\xFC").entries.len(), 1);
        assert_eq!(shortcut(b"[InternetShortcut]\n").refused.len(), 1);
        assert!(read_shortcut(b"URL=https://example.org/").is_err());
    }

    #[test]
    fn linux() {
        let parsed = shortcut(
            "[Desktop Entry]\nType=Link\nName=Ein Titel\nURL=https://example.org/\nComment=Words\nIcon=x\n"
                .as_bytes(),
        );
        assert_eq!(parsed.entries[0].title.as_deref(), Some("Ein Titel"));
        assert_eq!(parsed.entries[0].description.as_deref(), Some("Words"));
    }

    fn written(value: &plist::Value, binary: bool) -> Vec<u8> {
        let mut bytes = Vec::new();
        if binary {
            value.to_writer_binary(&mut bytes).unwrap();
        } else {
            value.to_writer_xml(&mut bytes).unwrap();
        }
        bytes
    }

    #[test]
    fn macos() {
        for url in
            ["https://example.org/?a=1&b=<2>", "https://example.org/链接", &"https://example.org/".repeat(40)]
        {
            let mut dictionary = plist::Dictionary::new();
            dictionary.insert("A".into(), plist::Value::Array(vec![]));
            dictionary.insert("URL".into(), url.into());
            for binary in [true, false] {
                let bytes = written(&plist::Value::Dictionary(dictionary.clone()), binary);
                let name = if binary { "x" } else { "x.webloc" };
                assert_eq!(detect(Read { name, bytes: &bytes }), Some(Format::Webloc));
                assert_eq!(read_webloc(&bytes).unwrap().entries, [Entry::new(url)]);
            }
        }
        let list = written(&plist::Value::Array(vec!["URL".into(), "https://example.org/".into()]), true);
        assert_eq!(detect(Read { name: "x", bytes: &list }), None);
        assert_eq!(read_webloc(&list).unwrap().refused.len(), 1);
        assert!(read_webloc(b"x").is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(
            bytes in proptest::collection::vec(any::<u8>(), 0..120),
            text in "(\\[|\\]|InternetShortcut|URL|=|\n|<key>|</key>|<string>|<plist>|</string>|\\PC){0,40}",
        ) {
            for bytes in [bytes.clone(), text.into_bytes(), [b"bplist00".as_slice(), &bytes].concat()] {
                let _ = (detect(Read { name: "x", bytes: &bytes }), read_shortcut(&bytes), read_webloc(&bytes));
            }
        }

        #[test]
        fn damaged_lists_are_read(at in 0_usize..200, byte in any::<u8>()) {
            let mut dictionary = plist::Dictionary::new();
            dictionary.insert("URL".into(), "https://example.org/".into());
            let mut bytes = written(&plist::Value::Dictionary(dictionary), true);
            let length = bytes.len();
            bytes[at % length] = byte;
            let _ = read_webloc(&bytes);
        }
    }
}
