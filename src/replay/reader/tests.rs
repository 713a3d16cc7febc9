use std::sync::LazyLock;

use crate::proof;
use crate::replay::tests::{Capture, picture};
use crate::replay::{Derived, Reader, resolve_reader};

/// Pictures: wide, small, and one of a single pixel.
static PICTURES: LazyLock<[Vec<u8>; 3]> =
    LazyLock::new(|| [picture(1600, 800), picture(400, 200), picture(1, 1)]);

/// A page with the pictures that the fixtures name.
fn of(html: &str) -> Derived {
    let [wide, small, one] = &*PICTURES;
    Capture::new(html)
        .with("/wide.png", "image/png", wide)
        .with("/small.png", "image/png", small)
        .with("/one.png", "image/png", one)
        .with("/p.png", "image/png", small)
        .derive()
}

fn reader(html: &str) -> Reader {
    let derived = of(html);
    proof::reader(&derived);
    derived.reader.expect("an article")
}

/// The fragment with its links, without line ends.
fn shown(reader: &Reader) -> String {
    resolve_reader(&reader.document, &|_| None)
}

#[track_caller]
fn has(html: &str, pieces: &[&str]) {
    for piece in pieces {
        assert!(html.contains(piece), "{piece}\nis not in\n{html}");
    }
}

#[track_caller]
fn lacks(html: &str, pieces: &[&str]) {
    for piece in pieces {
        assert!(!html.contains(piece), "{piece}\nis in\n{html}");
    }
}

#[test]
fn an_article_with_everything() {
    let reader = reader(include_str!("fixtures/article.html"));
    let html = shown(&reader);
    has(
        &html,
        &[
            "<p>A canal lock lifts",
            "below it.<sup id=\"r-fnref1\"><a href=\"#r-fn1\">1</a></sup></p>",
            "<li id=\"r-fn1\">Except at locks with pumps, which are rare. <a href=\"#r-fnref1\">↩</a></li>",
            "<h2 id=\"r-gates\">Gates</h2>",
            "<h3 id=\"r-paddles\">Paddles</h3>",
            "<li><a href=\"#r-gates\">Gates</a></li>",
            "<li>Gone</li>",
            "<dfn title=\"Gates that meet at an angle\">mitre gates</dfn>",
            "<a href=\"https://example.org/people/leonardo\" class=\"outward\" target=\"_blank\" rel=\"noopener noreferrer\">Leonardo</a>",
            "in the fifteenth century.",
            "alt=\"A lock with its gates closed\" width=\"1600\" height=\"800\">",
            "<figcaption>Closed gates at <i>dusk</i>.</figcaption></figure>",
            "<blockquote><p>Never leave",
            "<pre class=\"language-rust\" tabindex=\"0\"><code>fn water(",
            "\n    length * width * fall // cubic metres",
            "<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"Locks by their fall\"><table><caption>Locks by their fall</caption>",
            "<td></td><th>Fall</th><th>Water</th>",
            "<td rowspan=\"2\">2.1 m</td>",
            "<dl><dt>Pound</dt><dd>The water between two locks.</dd>",
            "<ol start=\"3\"><li>Fill the chamber.</li><li value=\"7\">Open the gates.<ul><li>Gently.</li></ul></li></ol>",
            "<details><summary>What if it leaks?</summary><p>All locks leak",
            "alt=\"example.org/large.png\"",
        ],
    );
    lacks(
        &html,
        &["<h1", "¶", "News", "Privacy", "Subscribe", "colspan", "style=", "/empty", "gutter", "cellpadding"],
    );
    assert_eq!((reader.language.as_deref(), reader.rtl), (Some("en-GB"), false));
    let headings: Vec<_> =
        reader.headings.iter().map(|h| (h.level, h.id.as_str(), h.text.as_str())).collect();
    assert_eq!(headings, [(2, "r-gates", "Gates"), (3, "r-paddles", "Paddles")]);
    assert!((200..400).contains(&reader.words), "{}", reader.words);
    assert_eq!(reader.minutes, 1);
    assert_eq!(reader.hero, None);
}

#[test]
fn lines_of_chinese_are_joined_without_spaces() {
    let reader = reader(include_str!("fixtures/chinese.html"));
    let html = shown(&reader);
    has(
        &html,
        &[
            "倒出来的，像有人",
            "<p>每年四月",
            "化成了雨。</p><p>所以夏天",
            "<pre class=\"language-python\"><code>print(\"下雨了\")</code></pre>",
        ],
    );
    lacks(&html, &["<h1", "首页", "版权", "　　"]);
    assert_eq!(reader.language.as_deref(), Some("zh-CN"));
    assert_eq!(reader.headings, []);
}

#[test]
fn what_runs_from_right_to_left_is_said_to() {
    let reader = reader(include_str!("fixtures/arabic.html"));
    assert_eq!((reader.language.as_deref(), reader.rtl), (Some("ar"), true));
    has(&shown(&reader), &["<cite lang=\"en\" dir=\"ltr\">The Wheel", "<bdi>Omar</bdi>"]);
}

#[test]
fn ruby_stays_above_its_words() {
    let reader = reader(include_str!("fixtures/japanese.html"));
    has(
        &shown(&reader),
        &["<ruby>港<rt>みなと</rt></ruby>の朝", "<ruby>漁師<rt>りょうし</rt></ruby>たちは声を"],
    );
}

#[test]
fn lists_of_links_and_short_pages_have_none() {
    let listing = of(include_str!("fixtures/listing.html"));
    assert_eq!(listing.reader, None);
    assert!(listing.text.starts_with("Latest stories\nThe bridge of the week"), "{}", listing.text);
    for html in
        ["<p>Short.", "<form><h1>Log in</h1><label>Name <input></label><button>Go</button></form>", ""]
    {
        assert_eq!(of(html).reader, None);
    }
}

#[test]
fn a_shell_has_the_text_that_its_server_sent() {
    let words =
        "Words of an article that a script would have shown, and that the archive shows too. ".repeat(12);
    let html = format!(
        "<div id=app></div><script>window.__STATE__ = {{ body: '<p>{words}</p><p>{words}</p>' }}</script>"
    );
    assert!(shown(&reader(&html)).contains("Words of an article"));
}

#[test]
fn what_is_hostile_comes_out_valid() {
    let reader = reader(include_str!("fixtures/hostile.html"));
    let html = shown(&reader);
    lacks(
        &html,
        &[
            "onclick",
            "javascript:",
            "alert(1)\"",
            "<svg",
            "<form",
            "<input",
            "<select",
            "style=",
            "sideways",
            "evil",
            "<script",
            "line twox",
        ],
    );
    has(&html, &["<li>bare text</li>", "line one\nline two"]);
}

#[test]
fn a_page_that_is_too_large_has_none() {
    let words = "Some words, and some more, in a paragraph that could be read. ".repeat(20);
    assert!(of(&format!("<p>{words}</p>").repeat(20)).reader.is_some());
    assert_eq!(of(&format!("<p>{words}</p>{}", "<b>x</b>".repeat(51_000))).reader, None);
}

#[test]
fn a_link_of_nothing_leaves_nothing_empty() {
    let words = "Words that make this an article, with commas, and more words still. ".repeat(12);
    for odd in [
        "<a href=/x href=/x><math><ruby><a>",
        "<ruby href=/x><sup><rt>x</rt></sup></ruby>",
        "<figure><p><a href=/x></a></p></figure>",
        "<th><a href=/x> </a>",
    ] {
        proof::reader(&of(&format!("<!doctype html><article><p>{words}</p>{odd}<p>{words}</p></article>")));
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn any_article_comes_out_valid(html in "(<(a|p|b|i|h1|h3|table|tr|td|th|caption|thead|ul|ol|li|dl|dt|dd|pre|figure|figcaption|img|ruby|rt|details|summary|blockquote|br|hr|math|mfrac|mi|sup|/p|/table|/a|/b|/ul|/li|/dl|/pre|/figure|/ruby|/details)( (href|src|id|class|lang|dir|colspan|rowspan|alt|title)=['\"]?(/x|#a|a|/p\\.png|3|0|rtl|zh)['\"]?)*>|x|word, |协程|\n| ){0,60}") {
        let words = "Words that make this an article, with commas, and more words still. ".repeat(12);
        let page = format!("<!doctype html><article><p>{words}</p>{html}<p>{words}</p></article>");
        proof::reader(&of(&page));
    }
}
