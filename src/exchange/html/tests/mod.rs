mod law;
mod samples;

use super::*;
use crate::exchange::{Format, Read};
use crate::model::{Status, Visibility};

fn netscape(text: &str) -> Parsed {
    read_netscape(text.as_bytes()).unwrap()
}

fn links(text: &str) -> Parsed {
    read_links(text.as_bytes()).unwrap()
}

fn detected(name: &str, bytes: &[u8]) -> Option<Format> {
    detect(Read { name, bytes })
}

fn dropped(parsed: &Parsed) -> Vec<(&str, usize)> {
    parsed.dropped.iter().map(|(what, count)| (what.as_str(), *count)).collect()
}

const FIREFOX: &str = r#"<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks Menu</H1>
<DL><p>
    <DT><A HREF="place:type=6&sort=14" ADD_DATE="1460294956">Recent tags</A>
    <HR>    <DT><H3 ADD_DATE="1460294955" PERSONAL_TOOLBAR_FOLDER="true">Tool&amp;bar</H3>
    <DD>Shown below the address
    <DL><p>
        <DT><A HREF="https://example.org/?a=1&copy=2" ADD_DATE="1460294956" LAST_MODIFIED="1460294957" ICON_URI="x" ICON="data:," LAST_CHARSET="UTF-8" SHORTCUTURL="ex" TAGS="machine learning">One</A>
        <DD>It&#39;s one
        <DT><A FEEDURL="https://example.org/feed" HREF="https://example.org/">Live</A>
        <DT><A FEEDURL="https://example.org/only-feed">Feed</A>
        <DT><A>Nothing</A>
    </DL><p>
    <DT><A HREF="https://example.org/end">https://example.org/end</A>
</DL>
"#;

#[test]
fn firefox() {
    let parsed = netscape(FIREFOX);
    let urls: Vec<&str> = parsed.entries.iter().map(|entry| entry.url.as_str()).collect();
    assert_eq!(
        urls,
        [
            "place:type=6&sort=14",
            "https://example.org/?a=1&copy=2",
            "https://example.org/",
            "https://example.org/only-feed",
            "https://example.org/end"
        ]
    );
    let one = &parsed.entries[1];
    assert_eq!(one.folders, ["Tool&bar"]);
    assert_eq!(one.tags, ["machine learning"]);
    assert_eq!(one.description.as_deref(), Some("It's one"));
    assert_eq!(one.added.unwrap().to_string(), "2016-04-10T13:29:16Z");
    assert_eq!(one.line, Some(10));
    assert_eq!(parsed.entries[4].title, None);
    assert!(parsed.entries[4].folders.is_empty());
    assert_eq!(parsed.refused[0].what, "Nothing");
    assert_eq!(
        dropped(&parsed),
        [
            ("character sets", 1),
            ("dates of folders", 1),
            ("descriptions of folders", 1),
            ("feeds", 1),
            ("icons", 1),
            ("keywords", 1)
        ]
    );
}

#[test]
fn linkding_has_notes_and_an_archive() {
    let text = "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n\r<DL><p>\n\r\
        <DT><A HREF=\"https://example.org/a\" PRIVATE=\"1\" TOREAD=\"0\" TAGS=\"linkding:bookmarks.archived,x\">A</A>\n\r\
        <DD>Short[linkding-notes]**Bold** &lt;x&gt;\r\n\r\n- item[/linkding-notes]\n\r\
        <DT><A HREF=\"https://example.org/b\" PRIVATE=\"0\" TOREAD=\"1\" TAGS=\"linkding:bookmarks.archived\"></A>\n\r</DL><p>";
    let parsed = netscape(text);
    let [one, two] = &parsed.entries[..] else { panic!("{parsed:?}") };
    assert_eq!(one.description.as_deref(), Some("Short"));
    assert_eq!(one.notes.as_deref(), Some("**Bold** <x>\n\n- item"));
    assert_eq!(
        (one.status, one.visibility, &one.tags[..]),
        (Status::Read, Visibility::Private, &["x".to_owned()][..])
    );
    assert_eq!((two.status, two.visibility, &two.title), (Status::Unread, Visibility::Public, &None));
    assert!(two.tags.is_empty());
    assert_eq!(dropped(&parsed), [("marks of the archive on unread bookmarks", 1)]);
}

#[test]
fn what_nobody_escaped_is_kept() {
    let parsed = netscape(
        "<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><DT><A HREF=\"https://example.org/?q=a&b=c\" TAGS=\"x,y\">R&D \"q\" \
         <b>Vec<String></b> 1 < 2</A><DD>Say <i>hi</i> <a href=\"https://example.org/t?a&amp;b\">there</a><br>and \
         <unknown> a<b <img src=x><DT><A HREF=\"https://example.org/2\">Two</A> words behind</DL>",
    );
    assert_eq!(parsed.entries[0].title.as_deref(), Some("R&D \"q\" Vec<String> 1 < 2"));
    assert_eq!(
        parsed.entries[0].notes.as_deref(),
        Some("Say hi [there](https://example.org/t?a&b)\nand <unknown> a")
    );
    assert_eq!(parsed.entries[1].description.as_deref(), Some("words behind"));
}

#[test]
fn descriptions_keep_their_lines() {
    let parsed = netscape(
        "<DL><DT><A HREF=\"https://example.org/\">A</A>\n<DD>List:\n- one\n    - two\n\n    &lt;?php\n```a => b```</DL><p>",
    );
    assert_eq!(
        parsed.entries[0].notes.as_deref(),
        Some("List:\n- one\n    - two\n\n    <?php\n```a => b```")
    );
}

#[test]
fn tags_are_divided_as_the_file_divides_them() {
    let tags = |all: &[&str]| -> Vec<Vec<String>> {
        let bookmark =
            |tags: &&str| ["<DT><A HREF=\"https://example.org/\" TAGS=\"", tags, "\">A</A>"].concat();
        netscape(&all.iter().map(bookmark).collect::<String>())
            .entries
            .into_iter()
            .map(|entry| entry.tags)
            .collect()
    };
    assert_eq!(
        tags(&["private secret", "a  &quot;b c&quot;\td"]),
        [vec!["private", "secret"], vec!["a", "b c", "d"]]
    );
    assert_eq!(tags(&["dev, php dev, dev", "multi word"]), [vec!["dev", "php dev"], vec!["multi word"]]);
    assert_eq!(tags(&[" spip3 , &quot;x y&quot; ,,"]), [vec!["spip3", "x y"]]);
}

#[test]
fn who_sees_it_fails_closed() {
    let seen =
        |attributes: &str| netscape(&format!("<DT><A HREF=x {attributes}>A</A>")).entries[0].visibility;
    for private in ["PRIVATE=\"1\"", "PRIVATE", "PRIVATE=true", "PRIVATE=maybe", "PUBLIC=\"0\"", "SHARED=no"]
    {
        assert_eq!(seen(private), Visibility::Private, "{private}");
    }
    for public in ["", "PRIVATE=\"0\"", "PRIVATE=\"\"", "PUBLIC=1", "SHARED=yes"] {
        assert_eq!(seen(public), Visibility::Public, "{public}");
    }
}

#[test]
fn safari_raindrop_and_dates() {
    let parsed = netscape(
        "<!DOCTYPE NETSCAPE-Bookmark-file-1><HTML><H1>x</H1><DT><H3 FOLDED id=\"com.apple.ReadingList\">List</H3><DL>\
         <DT><A HREF=\"https://example.org/\" DATA-COVER=\"c\" DATA-IMPORTANT=\"true\" LAST_VISIT=\"1\" \
         ADD_DATE=\"10/Oct/2000:13:55:36 +0300\" X-Y=\"z\">A</A></DL><DT><A HREF=\"https://example.org/b\" \
         ADD_DATE=\"0\" LAST_MODIFIED=\"1616337559000000\" description=\"One\">B</A></HTML>",
    );
    let [one, two] = &parsed.entries[..] else { panic!("{parsed:?}") };
    assert_eq!((one.status, one.starred, &one.folders[..]), (Status::Unread, true, &["List".to_owned()][..]));
    assert_eq!(one.added.unwrap().to_string(), "2000-10-10T10:55:36Z");
    assert_eq!((two.added, two.updated.unwrap().to_string()), (None, "2021-03-21T14:39:19Z".to_owned()));
    assert_eq!(two.description.as_deref(), Some("One"));
    assert_eq!(dropped(&parsed), [("`x-y` attributes", 1), ("covers", 1), ("last visits", 1)]);
}

#[test]
fn any_encoding() {
    let text =
        "<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><DT><A HREF=\"https://example.org/\">Grüße 链接</A></DL>";
    let utf16: Vec<u8> =
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(detected("x", &utf16), Some(Format::Netscape));
    let gbk = encoding_rs::GBK
        .encode(&text.replace("<DL>", "<META CHARSET=gbk><DL>").replace("üß", ""))
        .0
        .into_owned();
    assert_eq!(read_netscape(&utf16).unwrap().entries[0].title.as_deref(), Some("Grüße 链接"));
    assert_eq!(read_netscape(&gbk).unwrap().entries[0].title.as_deref(), Some("Gre 链接"));
    assert!(read_netscape(b"\x89PNG\r\n").is_err());
}

#[test]
fn which_html_it_is() {
    let cases: [(&str, &str, Option<Format>); 10] = [
        ("x", "\u{feff}\n<!doctype netscape-bookmark-file-1>", Some(Format::Netscape)),
        ("x", "<TITLE>B</TITLE><DL><p><DT><A HREF=\"x\">", Some(Format::Netscape)),
        ("x", "<dl><p>\n<dt><a href=\"x\" add_date=\"1\">", Some(Format::Netscape)),
        ("x", "<!doctype html><dl><dt><a href=x>", Some(Format::Html)),
        ("x", "<!-- a -->\n<!-- b --><HTML>", Some(Format::Html)),
        ("a.HTM", "", Some(Format::Html)),
        (
            "x",
            "<html><!--\n Page saved with SingleFile \n url: https://example.org/ \n saved date: x -->",
            None,
        ),
        ("x", "{\"a\": \"<b>\"}", None),
        ("x", "<opml>", None),
        ("x", "<!doctype html><title>About netscape-bookmark-file-1</title>", Some(Format::Html)),
    ];
    for (name, text, wanted) in cases {
        assert_eq!(detected(name, text.as_bytes()), wanted, "{text}");
    }
}

#[test]
fn pocket_and_instapaper() {
    let pocket = links(
        "<!DOCTYPE html><html><head><title>Pocket Export</title></head><h1>Unread</h1><ul><li>\
         <a href=\"https://example.org/a\" time_added=\"1688628695\" tags=\"x,y z\">A &amp; b</a></li></ul>\
         <h1>Read Archive</h1><ul><li><a href=\"chrome://x\" time_added=\"0\" tags=\"\">chrome://x</a></li></ul>",
    );
    let [one, two] = &pocket.entries[..] else { panic!("{pocket:?}") };
    assert_eq!((one.title.as_deref(), one.status, one.tags.len()), (Some("A & b"), Status::Unread, 2));
    assert_eq!((two.title.as_deref(), two.status, two.added), (None, Status::Read, None));
    let instapaper = links(
        "<title>Instapaper: Export</title><h1>Starred</h1><ol><li><a href=\"https://example.org/a\">A</a></ol>\
         <h1>My folder</h1><ol><li><a href=\"https://example.org/b\">B</ol>text",
    );
    let [one, two] = &instapaper.entries[..] else { panic!("{instapaper:?}") };
    assert!(one.starred && one.folders.is_empty());
    assert_eq!((two.title.as_deref(), &two.folders[..]), (Some("B"), &["My folder".to_owned()][..]));
}

#[test]
fn any_page() {
    let parsed = links(
        "<!doctype html><h1>Head</h1><a href=/x>in</a> <a href=\"https://example.org/?a&amp;b\">  A <i>b</i>\nc</a>\
         <a href=mailto:x@example.org>m</a><script>'<a href=\"https://example.org/no\">'</script><a name=x></a>\
         <a href=HTTP://example.org/2><img alt=\"Pic\" src=x></a><a href=javascript:x>j</a>",
    );
    let found: Vec<_> =
        parsed.entries.iter().map(|e| (e.url.as_str(), e.title.as_deref(), e.folders.len())).collect();
    assert_eq!(
        found,
        [("https://example.org/?a&b", Some("A b c"), 0), ("HTTP://example.org/2", Some("Pic"), 0)]
    );
    assert_eq!(
        dropped(&parsed),
        [("addresses outside of the web", 1), ("links within the site", 1), ("mail addresses", 1)]
    );
}

#[test]
fn hostile_files_end_quickly() {
    let begun = std::time::Instant::now();
    for piece in [
        "<h3>a</h3><dl>",
        "<h3>folder</h3><dl><dt><a href=x>y</a>",
        "<dt><a href=x>y</a><dd>text",
        "<dd>[linkding-notes]",
        "<a href=x tags=a,b,c>",
        "<dt><a href=x>y</a><dd><a href=z>",
    ] {
        let text = format!("<dl><dt><a href=x tags=\"{}\">", "a,".repeat(100_000)) + &piece.repeat(30_000);
        let parsed = netscape(&text);
        assert!(parsed.entries.len() <= 30_001);
        links(&text);
    }
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}
