//! Notes and descriptions: Markdown from outside, as HTML that can do no harm.
//!
//! Notes may come from an imported file, so they are as hostile as any page. Nothing in them may run, submit, or load
//! anything: pictures become links to themselves, and only http, https and mailto links keep their address.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use crate::site::text::is_noncharacter;
use crate::web::dom::{Budget, Dom};

/// More Markdown than this is shown as plain text: notes are for people.
const LIMIT: usize = 1_000_000;

static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let tags = [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "cite",
        "code",
        "dd",
        "del",
        "details",
        "dfn",
        "dl",
        "dt",
        "em",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
        "var",
    ];
    let attributes = [("a", vec!["href"]), ("img", vec!["src", "alt"]), ("ol", vec!["start"])];
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(HashSet::from(tags))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(
            attributes
                .into_iter()
                .map(|(tag, names)| (tag, names.into_iter().collect()))
                .collect::<HashMap<_, _>>(),
        )
        .generic_attributes(HashSet::from(["lang", "dir", "title"]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer"));
    builder
});

/// Elements and texts of one note; one with more is shown as plain text.
const NODES: usize = 100_000;

/// Markdown as safe HTML. Headings begin at the third level, under those of the page.
pub fn to_html(source: &str) -> String {
    to_html_below(source, 3)
}

/// The same; the highest headings are of level `top`, 2 to 6.
pub(super) fn to_html_below(source: &str, top: usize) -> String {
    let source = sound(source);
    if source.len() > LIMIT {
        return format!("<pre>{}</pre>\n", ammonia::clean_text(&source));
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut out = String::with_capacity(source.len() * 3 / 2);
    html::push_html(&mut out, Parser::new_ext(&source, options).map(|event| tamed(event, top)));
    // Open tags are opened anew in every paragraph: what a few lines ask for can be without bounds.
    let budget = Budget { nodes: NODES, ..Budget::default() };
    if source.contains('<') && Dom::parse(&out, &budget).is_err() {
        return format!("<pre>{}</pre>\n", ammonia::clean_text(&source));
    }
    // Without these two characters there is neither raw HTML nor any address: nothing is left to clean.
    let out = if source.contains(['<', '[']) { unloaded(&SANITISER.clean(&out).to_string()) } else { out };
    sound(&out).into_owned()
}

/// The words of Markdown, for a search: no markup, no addresses, blocks on lines of their own.
pub(super) fn to_text(source: &str) -> String {
    let source = sound(source);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut out = String::new();
    for event in Parser::new_ext(&source, options) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            // Words between tags are words.
            Event::Html(html) | Event::InlineHtml(html) => {
                for piece in html.split('<') {
                    out.push_str(piece.split_once('>').map_or(piece, |(_, words)| words));
                    out.push(' ');
                }
            }
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::CodeBlock | TagEnd::TableCell,
            ) => out.push('\n'),
            _ => {}
        }
    }
    out
}

/// Events as our pages want them.
fn tamed(event: Event<'_>, top: usize) -> Event<'_> {
    match event {
        Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading {
            level: lower(level, top),
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        }),
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level, top))),
        // The language would become a class, which is none of ours.
        Event::Start(Tag::CodeBlock(_)) => Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)),
        // A box that cannot be ticked is a sign, not a control.
        Event::TaskListMarker(done) => Event::Text(CowStr::Borrowed(if done { "☑ " } else { "☐ " })),
        other => other,
    }
}

fn lower(level: HeadingLevel, top: usize) -> HeadingLevel {
    HeadingLevel::try_from((level as usize + top - 1).min(6)).unwrap_or(HeadingLevel::H6)
}

/// Text without characters that HTML and XML forbid; line breaks and tabs stay.
fn sound(text: &str) -> Cow<'_, str> {
    let bad = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || is_noncharacter(c);
    if text.contains(bad) { Cow::Owned(text.replace(bad, "")) } else { Cow::Borrowed(text) }
}

/// Replaces each `<img>` by a link to the picture, or by its words inside a link. `html` is the sanitiser's own
/// serialisation: attributes are in double quotes, with `"` escaped.
fn unloaded(html: &str) -> String {
    if !html.contains("<img") {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    let mut in_link = false;
    while let Some(at) = rest.find('<') {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let (tag, tail) = tail.split_at(tag_length(tail));
        if tag.starts_with("<img") {
            picture(tag, in_link, &mut out);
        } else {
            if tag.starts_with("<a ") || tag.starts_with("<a>") {
                in_link = true;
            } else if tag.starts_with("</a") {
                in_link = false;
            }
            out.push_str(tag);
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Length of the tag at the beginning of `text`; a `>` between quotes does not end it.
fn tag_length(text: &str) -> usize {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn picture(tag: &str, in_link: bool, out: &mut String) {
    let source = attribute(tag, " src=\"");
    let words = attribute(tag, " alt=\"").filter(|alt| !alt.trim().is_empty());
    let escaped = |text: &str| text.replace('<', "&lt;").replace('>', "&gt;");
    match (source, in_link) {
        (Some(source), false) => {
            let shown = escaped(words.unwrap_or(source));
            let source = escaped(source);
            out.extend(["<a href=\"", &source, "\" rel=\"noopener noreferrer\">", &shown, "</a>"]);
        }
        _ => out.push_str(&escaped(words.unwrap_or_default())),
    }
}

/// An attribute's value, still escaped.
fn attribute<'t>(tag: &'t str, opening: &str) -> Option<&'t str> {
    tag.split_once(opening)?.1.split('"').next()
}

/// Every start tag is one of ours, with attributes of ours and addresses that cannot run. `html` is as serialised:
/// attributes in double quotes.
#[cfg(any(test, fuzzing))]
pub(crate) fn assert_harmless(html: &str) {
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (tag, tail) = rest[at..].split_at(tag_length(&rest[at..]));
        rest = tail;
        let inner = tag.trim_start_matches("</").trim_start_matches('<').trim_end_matches(['>', '/', ' ']);
        let (name, attributes) = inner.split_once(' ').unwrap_or((inner, ""));
        assert!(SANITISER.clone_tags().contains(name) && name != "img", "{tag} in {html}");
        for attribute in attributes.split("\" ").filter(|attribute| !attribute.is_empty()) {
            let (name, value) =
                attribute.split_once("=\"").unwrap_or_else(|| panic!("{attribute} in {html}"));
            assert!(["href", "rel", "title", "start", "lang", "dir"].contains(&name), "{name} in {html}");
            let safe = ["http:", "https:", "mailto:"]
                .iter()
                .any(|scheme| value.to_ascii_lowercase().starts_with(scheme));
            assert!(name != "href" || safe, "{value} in {html}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_markdown() {
        assert_eq!(
            to_html("# A\n\n**b** ~~c~~ <d@e.example>"),
            "<h3>A</h3>\n<p><strong>b</strong> <del>c</del> <a href=\"mailto:d@e.example\" rel=\"noopener noreferrer\">d@e.example</a></p>\n"
        );
        assert_eq!(to_html("- [x] done\n- [ ] not"), "<ul>\n<li>☑ done</li>\n<li>☐ not</li>\n</ul>\n");
        assert_eq!(to_html("a & b \"c\""), "<p>a &amp; b \"c\"</p>\n");
    }

    #[test]
    fn nothing_runs_and_nothing_loads() {
        let attacks = "<script>alert(1)</script><style>@import 'x'</style><img src=x onerror=alert(1)><svg onload=alert(1)>\n\n\
            [a](javascript:alert(1)) [b](data:text/html,x) [c](/etc/passwd) [d](vbscript:x)\n\n\
            <iframe src=//evil.example></iframe><form action=//evil.example><input><button>x</button></form>\n\n\
            <a href=\"https://ok.example\" onclick=alert(1) style=\"position:fixed\" target=_blank id=top class=x>e</a>\n\n\
            <meta http-equiv=refresh content=\"0;url=//evil.example\"><base href=//evil.example><link rel=stylesheet href=//evil.example>\n\n\
            <video src=//evil.example></video><object data=//evil.example></object><math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">";
        let html = to_html(attacks);
        for bad in [
            "<script",
            "<style",
            "<img",
            "<svg",
            "onerror",
            "onload=\"",
            "javascript:",
            "<iframe",
            "<form",
            "<input",
            "<button",
            "<meta",
            "<base",
            "<link",
            "<video",
            "<object",
            "<math",
            "style=",
            "class=",
            "id=",
            "onclick",
            " href=\"data",
            " href=\"/",
            "evil.example\"",
        ] {
            assert!(!html.contains(bad), "{bad} in {html}");
        }
        assert!(html.contains("<a href=\"https://ok.example\" rel=\"noopener noreferrer\">e</a>"), "{html}");
    }

    #[test]
    fn what_grows_without_bounds_is_plain_text() {
        let open: Vec<String> = (0..2_000).map(|n| format!("<b lang=\"{n}\">")).collect();
        let open = open.concat();
        let html = to_html(&format!("<p>{open}</p>{}", "<p>x".repeat(2_000)));
        assert!(html.starts_with("<pre>&lt;p&gt;") && html.len() < 400_000, "{}", html.len());
    }

    #[test]
    fn code_has_no_class() {
        assert_eq!(to_html("~~~rust\nx\n~~~"), "<pre><code>x\n</code></pre>\n");
    }

    #[test]
    fn pictures_become_links() {
        assert_eq!(
            to_html("![A cat](https://a.example/c.png?a=1&b=\"2\")"),
            "<p><a href=\"https://a.example/c.png?a=1&amp;b=%222%22\" rel=\"noopener noreferrer\">A cat</a></p>\n"
        );
        assert_eq!(
            to_html("![](https://a.example/c.png)"),
            "<p><a href=\"https://a.example/c.png\" rel=\"noopener noreferrer\">https://a.example/c.png</a></p>\n"
        );
        assert_eq!(
            to_html("[![badge](https://a.example/b.svg)](https://b.example)"),
            "<p><a href=\"https://b.example\" rel=\"noopener noreferrer\">badge</a></p>\n"
        );
        assert_eq!(to_html("![local](pictures/x.png)"), "<p>local</p>\n");
        let html = to_html("<img alt='a > b <i>\"' src=https://a.example/x.png>");
        assert!(!html.contains("<img") && !html.contains("<i>"), "{html}");
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_written_is_harmless(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..24), noise in ".{0,12}") {
            let text = pieces.concat();
            crate::proof::notes(&text);
            crate::proof::notes(&format!("{text}{noise}{text}"));
        }
    }

    const PIECES: &[&str] = &[
        "<",
        ">",
        "\"",
        "'",
        "=",
        "/",
        " ",
        "\n",
        "\n\n",
        "`",
        "*",
        "#",
        "- ",
        "> ",
        "[",
        "]",
        "(",
        ")",
        "!",
        "![x](",
        "[x](",
        "&lt;",
        "&#x3c;",
        "&quot;",
        "<a href=",
        "<a href=\"https://a.example/\" title=\"",
        "javascript:alert(1)",
        "JaVaScRiPt&colon;",
        "data:text/html,",
        "https://a.example/",
        "<img src=https://a.example/x ",
        "alt=\"",
        "onerror=alert(1)",
        "<script>",
        "</script>",
        "<svg>",
        "<style>",
        "</style>",
        "<math>",
        "<table>",
        "<td>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "<noscript>",
        "<template>",
        "<details>",
        "style=x",
        "|a|b|\n|-|-|\n",
    ];

    #[test]
    fn forbidden_characters_go() {
        assert_eq!(to_html("a\u{0}\u{b}b&#1;&#xFFFE;c\r\nd"), "<p>abc\nd</p>\n");
    }

    #[test]
    fn deep_and_long_texts_end() {
        for text in [
            "> ".repeat(5_000),
            "[".repeat(20_000),
            "<b>".repeat(5_000),
            "*a ".repeat(20_000),
            "- ".repeat(3_000),
        ] {
            assert!(!to_html(&text).is_empty());
        }
        assert!(to_html(&"<".repeat(LIMIT + 1)).starts_with("<pre>&lt;"));
    }
}
