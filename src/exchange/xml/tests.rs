use super::*;
use crate::exchange::When;
use crate::exchange::fields::trial::{self, assert_reads};
use proptest::prelude::*;

type Reader = fn(&[u8]) -> Result<Parsed, String>;

#[track_caller]
fn read_text(text: &str, format: Format) -> Parsed {
    assert_eq!(detect(Read { name: "", bytes: text.as_bytes() }), Some(format), "{text}");
    format.read(Read { name: "", bytes: text.as_bytes() }).unwrap()
}

#[test]
fn posts_of_pinboard_and_delicious() {
    let text = r#"<?xml version="1.0" encoding="UTF-8"?>
<posts user="u" update="2024-01-01T00:00:00Z">
  <post href="https://example.org/?a=1&amp;b=2" time="2016-10-31T15:57:56Z" description="A &quot;title&quot;"
        extended="Says&#10;more" tag="x y" hash="h" meta="m" shared="no" toread="yes" />
  <post href="" description="Nothing" private="yes" mood="good"/>
</posts>"#;
    assert_reads(
        &read_text(text, Format::Posts),
        "https://example.org/?a=1&b=2
         title: A \"title\"
         notes: Says⏎more
         tags: x + y
         added: 2016-10-31T15:57:56Z
         status: unread
         visibility: Private
         ! Nothing: has no address (line 5)
         - 1 `mood`
         - 2 checksums",
    );
}

#[test]
fn xbel_of_other_programs() {
    let text = r#"<?xml version="1.0"?><!DOCTYPE xbel>
<xbel version="1.0"><title>Mine</title>
  <folder id="f1" folded="yes" added="2020-01-01"><title>Top</title><desc>About</desc>
    <info><metadata owner="http://www.kde.org"><ID>7</ID></metadata></info>
    <bookmark href="https://example.org/a" added="2020-09-17T06:06:28Z" modified="2020-09-18" visited="2020-09-19" id="b1">
      <title>A <![CDATA[& B]]></title>
      <info><metadata owner="http://freedesktop.org"><mime:mime-type type="text/html"/></metadata></info>
      <desc>Says &mdash; this</desc>
    </bookmark>
    <separator/>
    <folder><title>Inner</title><bookmark href="https://example.org/b"/></folder>
    <alias ref="b1"/>
  </folder>
  <bookmark href="https://example.org/c"><title>C</title></bookmark>
  <bookmark><title>Nothing</title></bookmark>
</xbel>"#;
    assert_reads(
        &read_text(text, Format::Xbel),
        "https://example.org/a
         title: A & B
         description: Says &mdash; this
         folders: Top
         added: 2020-09-17T06:06:28Z
         updated: 2020-09-18
         https://example.org/b
         folders: Top + Inner
         https://example.org/c
         title: C
         ! Nothing: has no address (line 15)
         - 1 dates of folders
         - 1 descriptions of folders
         - 1 ids
         - 1 last visits
         - 2 metadata of other programs
         - 1 references to other bookmarks",
    );
}

#[test]
fn opml() {
    let text = r#"<opml version="2.0"><head><title>T</title></head><body>
  <outline text="Feeds">
    <outline type="rss" text="Blog" title="Blog" xmlUrl="https://example.org/feed" htmlUrl="https://example.org/"
             description="D" language="en" category="/lang/rust,two words"/>
    <outline text="Only a feed" xmlUrl="https://example.net/feed"/>
    <outline text="Inner"><outline type="link" text="L" url="https://example.org/l" created="Thu, 17 Sep 2020 06:06:28 GMT"
             _note="N&#10;2" mood="good"/></outline>
  </outline>
  <outline text="Parent" url="https://example.org/p"><outline text="Child" url="https://example.org/q"/></outline>
  <outline text="Just words"/>
</body></opml>"#;
    assert_reads(
        &read_text(text, Format::Opml),
        "https://example.org/
         title: Blog
         description: D
         language: en
         tags: lang/rust + two words
         folders: Feeds
         https://example.net/feed
         title: Only a feed
         folders: Feeds
         https://example.org/l
         title: L
         notes: N⏎2
         folders: Feeds + Inner
         added: 2020-09-17T06:06:28Z
         https://example.org/p
         title: Parent
         https://example.org/q
         title: Child
         folders: Parent
         - 1 `mood`
         - 1 feed addresses
         - 1 outlines without an address",
    );
}

#[test]
fn atom() {
    let text = r#"<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><id>f</id>
  <link href="https://example.org/"/><updated>2024-01-01T00:00:00Z</updated>
  <entry><title type="html">A &amp;amp; &lt;b&gt;B&lt;/b&gt;</title><link rel="self" href="https://example.org/self"/>
    <link rel="alternate" href="https://example.org/a"/><link rel="via" href="https://example.net/"/>
    <id>tag:example.org,2024:1</id><published>2024-01-02T03:04:05+01:00</published><updated>2024-01-03T00:00:00Z</updated>
    <author><name>Ada</name><email>a@example.org</email></author><author><name>Grace</name></author>
    <category term="x"/><category label="two words"/>
    <summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One</p> <p>two</p></div></summary>
    <content type="html">&lt;p&gt;The whole</content></entry>
  <entry><title>No link</title><id>https://example.org/b</id><updated>2024-01-03T00:00:00Z</updated></entry>
  <entry><title>Nothing</title><id>urn:x</id></entry>
</feed>"#;
    assert_reads(
        &read_text(text, Format::Feed),
        "https://example.org/a
         title: A & B
         notes: One⏎two
         author: Ada, Grace
         via: https://example.net/
         tags: x + two words
         updated: 2024-01-03T00:00:00Z
         published: 2024-01-02T02:04:05Z
         https://example.org/b
         title: No link
         published: 2024-01-03T00:00:00Z
         ! Nothing: has no address (line 11)
         - 1 addresses of entries
         - 2 ids
         - 1 texts of entries",
    );
}

#[test]
fn atom_with_a_prefix() {
    let text = r#"<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>A</a:title>
      <a:link href="https://example.org/a"/></a:entry></a:feed>"#;
    assert_reads(&read_text(text, Format::Feed), "https://example.org/a\ntitle: A");
}

#[test]
fn rss_2() {
    let long = "word ".repeat(300);
    let text = format!(
        r#"<rss version="2.0" xmlns:dc="d" xmlns:content="c" xmlns:atom="a"><channel><title>F</title><link>https://example.org/</link>
  <item><title>A &amp; B</title><link>https://example.org/a?x&y</link><guid isPermaLink="false">7</guid>
    <description><![CDATA[<p>It&rsquo;s short</p>]]></description><pubDate>Thu, 17 Sep 2020 06:06:28 GMT</pubDate>
    <author>a@example.org (Ada)</author><category domain="d">x</category><comments>https://example.org/c</comments>
    <enclosure url="https://example.org/e.mp3" length="1" type="audio/mpeg"/><content:encoded>whole</content:encoded>
    <media:thumbnail xmlns:media="m" url="t"/></item>
  <item><guid>https://example.org/b</guid><description>{long}</description><dc:creator>Grace</dc:creator></item>
</channel></rss>"#
    );
    assert_reads(
        &read_text(&text, Format::Feed),
        "https://example.org/a?x&y
         title: A & B
         description: It’s short
         author: Ada
         tags: x
         published: 2020-09-17T06:06:28Z
         https://example.org/b
         author: Grace
         - 1 `media:thumbnail`
         - 1 addresses of comments
         - 1 enclosures
         - 1 ids
         - 2 texts of entries",
    );
}

#[test]
fn rss_1() {
    let text = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel rdf:about="https://example.org/rss"><title>F</title><link>https://example.org/</link></channel>
  <item rdf:about="https://example.org/a"><title>A</title><link>https://example.org/a</link><description>D</description>
    <dc:date>2020-09-17T06:06:28+00:00</dc:date><dc:creator>Ada</dc:creator><dc:subject>x</dc:subject></item>
  <item rdf:about="https://example.org/b"><title>B</title></item>
</rdf:RDF>"#;
    assert_reads(
        &read_text(text, Format::Feed),
        "https://example.org/a
         title: A
         description: D
         author: Ada
         tags: x
         published: 2020-09-17T06:06:28Z
         https://example.org/b
         title: B",
    );
}

#[test]
fn other_encodings() {
    let text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><posts><post href=\"https://example.org/\" description=\"caf\u{e9}\"/></posts>";
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_reads(&read_posts(&latin).unwrap(), "https://example.org/\ntitle: café");
    let wide: Vec<u8> =
        [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    assert_eq!(detect(Read { name: "", bytes: &wide }), Some(Format::Posts));
    assert_reads(&read_posts(&wide).unwrap(), "https://example.org/\ntitle: café");
}

#[test]
fn entities_are_not_expanded_and_depth_is_bounded() {
    let bomb = "<!DOCTYPE posts [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>\
                <posts><post href=\"https://example.org/&b;\" description=\"&f;\"/></posts>";
    assert_reads(&read_posts(bomb.as_bytes()).unwrap(), "https://example.org/&b;\ntitle: &f;");
    let deep = format!("<opml><body>{}", "<outline text=\"a\">".repeat(100_000));
    assert!(read_opml(deep.as_bytes()).unwrap_err().contains("nested too deeply"));
}

#[test]
fn what_is_broken_is_refused_with_its_line() {
    for read in [read_posts, read_xbel, read_opml, read_feed] as [Reader; 4] {
        assert!(read(b"<html><p>x</p></html>").unwrap_err().starts_with("is XML, but no"));
    }
    let error = read_xbel(b"<xbel>\n<folder>\n</xbel>").unwrap_err();
    assert!(error.contains("in line 3"), "{error}");
    assert_eq!(read_opml(b"<opml><body>").unwrap_err(), "ends within an element");
}

#[test]
fn detection() {
    let of = |text: &str| detect(Read { name: "", bytes: text.as_bytes() });
    assert_eq!(of("\u{feff}<?xml version=\"1.0\"?>\n<!-- c --><xbel>"), Some(Format::Xbel));
    assert_eq!(of("<atom:feed xmlns:atom=\"x\">"), Some(Format::Feed));
    for text in [
        "",
        "text",
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<META>",
        "<html>",
        "<?xml version=\"1.0\"?><plist>",
        "<",
    ] {
        assert_eq!(of(text), None, "{text}");
    }
}

#[test]
fn folders_that_neighbours_share_stay_open() {
    let entry = |url: &str, folders: &[&str]| Entry {
        folders: folders.iter().map(|name| (*name).to_owned()).collect(),
        ..Entry::new(url)
    };
    let entries =
        [entry("https://a.org/", &["A", "B"]), entry("https://b.org/", &["A"]), entry("https://c.org/", &[])];
    let text = trial::on_ground(|ground| write_xbel(&entries, ground));
    assert_eq!(text.matches("<folder>").count(), 2);
    assert_eq!(text.matches("<title>A</title>").count(), 1);
}

#[test]
fn what_is_written_is_detected() {
    for format in [Format::Xbel, Format::Opml, Format::Feed] {
        let text = trial::on_ground(|ground| format.write(&[Entry::new("https://example.org/")], ground));
        assert_eq!(detect(Read { name: "", bytes: text.as_bytes() }), Some(format));
    }
}

#[test]
fn a_feed_has_what_atom_wants() {
    let entries = [
        Entry {
            added: Some(When::Day("2026-11-20".parse().unwrap())),
            ..Entry::new("https://example.org/a")
        },
        Entry::new("https://example.org/b c"),
    ];
    let text = trial::on_ground(|ground| write_feed(&entries, ground));
    let feed: atom_syndication::Feed = text.parse().unwrap();
    assert_eq!(feed.title().as_str(), "Links & <more>");
    assert_eq!(feed.authors().len(), 1);
    assert_eq!(feed.updated().to_rfc3339(), "2026-11-19T16:00:00+00:00");
    assert_eq!(
        feed.entries().iter().map(atom_syndication::Entry::id).collect::<Vec<_>>(),
        ["https://example.org/a", "urn:x-linkarium:link:https%3A%2F%2Fexample%2Eorg%2Fb%20c"]
    );
}

proptest! {
    #[test]
    fn xbel_holds_what_it_says(entries in prop::collection::vec(trial::entry(), 0..4)) {
        trial::holds_what_it_says(&entries, write_xbel, read_xbel, holds_xbel)?;
    }

    #[test]
    fn opml_holds_what_it_says(entries in prop::collection::vec(trial::entry(), 0..4)) {
        trial::holds_what_it_says(&entries, write_opml, read_opml, holds_opml)?;
    }

    #[test]
    fn a_feed_holds_what_it_says(entries in prop::collection::vec(trial::entry(), 0..4)) {
        trial::holds_what_it_says(&entries, write_feed, read_feed, holds_feed)?;
    }

    #[test]
    fn any_bytes_are_read_or_refused(
        bytes in prop::collection::vec(any::<u8>(), 0..60),
        text in "(<|>|/|posts|xbel|opml|feed|rss|entry|item|folder|title|link|[ =\"'&;a]|<!\\[CDATA\\[|\\]\\]>|<!--|<\\?){0,30}",
    ) {
        for bytes in [bytes.as_slice(), text.as_bytes()] {
            let _ = detect(Read { name: "", bytes });
            for read in [read_posts, read_xbel, read_opml, read_feed] as [Reader; 4] {
                let _ = read(bytes);
            }
        }
    }
}
