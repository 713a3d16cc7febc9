//! Export files from other programs' tests, where they are at hand.

use super::*;

/// How many entries each has; nothing in them is refused.
#[test]
fn samples() {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples");
    if !samples.is_dir() {
        return;
    }
    let shaarli = "shaarli-netscape-bookmark-parser/input";
    let cases = [
        ("linkding/simple_valid_import_file.html", Format::Netscape, 3),
        (&format!("{shaarli}/chromium_flat.htm"), Format::Netscape, 9),
        (&format!("{shaarli}/chromium_nested.htm"), Format::Netscape, 18),
        (&format!("{shaarli}/delicious.htm"), Format::Netscape, 5),
        (&format!("{shaarli}/delicious_sanitize.htm"), Format::Netscape, 2),
        (&format!("{shaarli}/empty.htm"), Format::Html, 0),
        (&format!("{shaarli}/firefox_flat.htm"), Format::Netscape, 24),
        (&format!("{shaarli}/firefox_nested.htm"), Format::Netscape, 24),
        (&format!("{shaarli}/google_bookmarks_nested.htm"), Format::Netscape, 6),
        (&format!("{shaarli}/internet_explorer_11_flat.htm"), Format::Netscape, 18),
        (&format!("{shaarli}/internet_explorer_11_nested.htm"), Format::Netscape, 27),
        (&format!("{shaarli}/netscape_basic.htm"), Format::Netscape, 2),
        (&format!("{shaarli}/netscape_extended.htm"), Format::Netscape, 1),
        (&format!("{shaarli}/netscape_multiline.htm"), Format::Netscape, 3),
        (&format!("{shaarli}/netscape_nested.htm"), Format::Netscape, 8),
        (&format!("{shaarli}/safari_folded.htm"), Format::Netscape, 3),
        (&format!("{shaarli}/scuttle.htm"), Format::Netscape, 4),
        (&format!("{shaarli}/scuttle_new_line.htm"), Format::Netscape, 1),
        (&format!("{shaarli}/shaarli.htm"), Format::Netscape, 6),
        (&format!("{shaarli}/shaarli_legacy.htm"), Format::Netscape, 2),
        (&format!("{shaarli}/shaarli_markdown.htm"), Format::Netscape, 3),
        (&format!("{shaarli}/shaarli_with_tabs_and_spaces.htm"), Format::Netscape, 1),
        (&format!("{shaarli}/shaarli_with_whitespace_tags.htm"), Format::Netscape, 1),
        ("shaarli/empty.htm", Format::Html, 0),
        ("shaarli/internet_explorer_encoding.htm", Format::Netscape, 1),
        ("shaarli/lowercase_doctype.htm", Format::Netscape, 2),
        ("shaarli/netscape_basic.htm", Format::Netscape, 2),
        ("shaarli/netscape_nested.htm", Format::Netscape, 8),
        ("shaarli/netscape_nodate.htm", Format::Netscape, 1),
        ("shaarli/no_doctype.htm", Format::Netscape, 2),
        ("shaarli/same_date.htm", Format::Netscape, 3),
        ("synthetic/diigo-export.html", Format::Netscape, 2),
        ("synthetic/instapaper-export.html", Format::Html, 2),
        ("synthetic/linkding-export.html", Format::Netscape, 3),
        ("synthetic/raindrop-export.html", Format::Netscape, 2),
        ("synthetic/shiori-export.html", Format::Netscape, 2),
        ("wallabag/ril_export.html", Format::Html, 2),
        ("wallabag/shaarli-bookmarks.html", Format::Netscape, 2),
    ];
    for (name, format, entries) in cases {
        let bytes = fs_err::read(samples.join(name)).unwrap();
        assert_eq!(detected(name, &bytes), Some(format), "{name}");
        let parsed = format.read(Read { name, bytes: &bytes }).unwrap();
        assert_eq!((parsed.entries.len(), parsed.refused.len()), (entries, 0), "{name}");
    }
    for name in ["shaarli_with_tabs_and_spaces", "shaarli_with_whitespace_tags"] {
        let bytes = fs_err::read(samples.join(shaarli).join(format!("{name}.htm"))).unwrap();
        let wanted =
            fs_err::read_to_string(samples.join(shaarli).join(format!("../output/{name}.txt"))).unwrap();
        assert_eq!(
            read_netscape(&bytes).unwrap().entries[0].notes.as_deref(),
            Some(wanted.trim_end()),
            "{name}"
        );
    }
}
