//! Bookmarklets: scripts that a reader keeps as a bookmark and runs on any page.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What makes a link's file, the same as on the page.
const LINK_FILE: &str = include_str!("../../../themes/default/static/js/link-file.js");
const TO_FILE: &str = include_str!("to-file.js");
const TO_PAGE: &str = include_str!("to-page.js");

/// What cannot stand in an address or an attribute as it is, or would end it.
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'\'')
    .add(b'<')
    .add(b'>')
    .add(b'&')
    .add(b'#')
    .add(b'%')
    .add(b'`')
    .add(b'\\');

/// One that opens the page at `address`, and tells it of the page it was run on.
pub(super) fn of_page(address: &str) -> String {
    finish(&TO_PAGE.replace("PAGE", &quoted(address)))
}

/// One that opens the forge's form with the file of the page it was run on.
pub(super) fn of_file(form: &str, between: &str, zone: &str) -> String {
    // The settings last: nothing is replaced in them.
    let script = TO_FILE.replace("LINK_FILE", LINK_FILE);
    let settings = [form, between, zone].map(quoted).join(", ");
    finish(&script.replace("SETTINGS", &settings))
}

/// A text as a script writes it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A script as an address, without its comments and indentation.
fn finish(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    let code = lines.collect::<Vec<_>>().join("\n");
    format!("javascript:{}", utf8_percent_encode(&code, ESCAPED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_addresses_that_hold_their_settings_as_texts() {
        for hostile in
            ["\"+alert(1)+\"", "</script>", "'", "a\u{2028}b\nc", "%22%27", "LINK_FILE SETTINGS PAGE"]
        {
            for href in [of_page(hostile), of_file(hostile, "&value=", hostile)] {
                assert!(href.starts_with("javascript:(function"), "{href}");
                let odd = |c: char| !c.is_ascii_graphic() || "\"'<>&#`".contains(c);
                assert!(!href.contains(odd), "{href}");
                let code = percent_encoding::percent_decode_str(&href).decode_utf8().unwrap();
                assert!(code.contains(&quoted(hostile)), "{code}");
            }
        }
        let small = of_file("https://github.com/me/links/new/main?filename=links/", "&value=", "UTC").len();
        assert!(small < 8_000, "{small} bytes are much for a bookmark");
    }
}
