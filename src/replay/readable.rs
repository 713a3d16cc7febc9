//! JSON, XML and feeds for people: indented, and inert. The bytes stay in the store as they came.

use std::fmt::Write as _;

use crate::web::dom::{Budget, Dom, NodeId};

/// Bytes after which the rest is left out: no more than this is shown of any text.
const LONG: usize = super::derive::TEXT;
/// Deeper levels are not indented further.
const DEEP: usize = 40;

/// JSON with one value a line. Nothing but white space between values is changed, so that what is no sound JSON comes
/// out as it is.
pub(super) fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut depth = 0_usize;
    let mut chars = text.trim_start_matches('\u{feff}').chars().peekable();
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.push_str(&"  ".repeat(depth.min(DEEP)));
    };
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                out.push('"');
                let mut escaped = false;
                for c in chars.by_ref() {
                    out.push(c);
                    if c == '"' && !escaped {
                        break;
                    }
                    escaped = c == '\\' && !escaped;
                }
            }
            _ if out.len() > LONG => break,
            '{' | '[' => {
                out.push(c);
                let close = if c == '{' { '}' } else { ']' };
                while chars.next_if(|c| c.is_whitespace()).is_some() {}
                if let Some(close) = chars.next_if_eq(&close) {
                    out.push(close);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(',');
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

/// XML with one element a line where elements stand alone, and text as it is. `None` when it is not well-formed.
pub(super) fn xml(text: &str, budget: &Budget) -> Option<String> {
    let dom = Dom::parse_xml(text, budget).ok()?;
    let root = dom.root()?;
    let mut out = String::new();
    // What is still to be written, last first: an element, or the end of one.
    let mut open: Vec<(NodeId, usize, bool)> = vec![(root, 0, false)];
    while let Some((id, depth, end)) = open.pop() {
        let indent = "  ".repeat(depth.min(DEEP));
        let Some(element) = dom.element(id) else { continue };
        let name = element.name.prefix.as_ref().filter(|p| !p.is_empty());
        let name =
            name.map_or_else(|| element.local().to_owned(), |prefix| format!("{prefix}:{}", element.local()));
        if end {
            let _ = writeln!(out, "{indent}</{name}>");
            continue;
        }
        let _ = write!(out, "{indent}<{name}");
        for attr in &element.attrs {
            let _ = write!(out, " {}=\"{}\"", attr.written_name(), attr.value);
        }
        let children: Vec<NodeId> = dom.children(id).filter(|child| dom.element(*child).is_some()).collect();
        if out.len() > LONG {
            break;
        }
        if children.is_empty() {
            let words = dom.text_content(id);
            let words = words.trim();
            let _ = writeln!(
                out,
                "{}",
                if words.is_empty() { "/>".to_owned() } else { format!(">{words}</{name}>") }
            );
            continue;
        }
        out.push_str(">\n");
        let own: Vec<&str> = dom
            .children(id)
            .filter_map(|child| dom.text(child))
            .map(str::trim)
            .filter(|t| !t.is_empty())
            .collect();
        for text in own {
            if out.len() > LONG {
                break;
            }
            let _ = writeln!(out, "{indent}  {text}");
        }
        open.push((id, depth, true));
        open.extend(children.into_iter().rev().map(|child| (child, depth + 1, false)));
    }
    Some(out)
}

/// A feed, for people.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Feed {
    /// Its own title.
    pub(super) title: String,
    /// Its entries, in their order.
    pub(super) entries: Vec<Entry>,
}

impl Feed {
    /// All that it says, a line each.
    pub(super) fn words(&self) -> String {
        let entries = self.entries.iter().flat_map(|entry| [&entry.title, &entry.summary]);
        std::iter::once(&self.title).chain(entries).map(String::as_str).collect::<Vec<_>>().join("\n")
    }
}

/// One entry of a feed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its title, or nothing.
    pub(super) title: String,
    /// When, as the feed says it.
    pub(super) date: String,
    /// Its address.
    pub(super) url: String,
    /// Its first words.
    pub(super) summary: String,
}

/// Entries that are shown.
const ENTRIES: usize = 500;
/// Characters of a summary.
const SUMMARY: usize = 600;

/// Reads RSS 0.9 to 2.0 and Atom (RFC 4287). `None` for what is none.
pub(super) fn feed(text: &str, budget: &Budget) -> Option<Feed> {
    let dom = Dom::parse_xml(text, budget).ok()?;
    let root = dom.root()?;
    let named = |id: NodeId, names: &[&str]| dom.element(id).is_some_and(|e| names.contains(&e.local()));
    let child = |id: NodeId, names: &[&str]| dom.children(id).find(|child| named(*child, names));
    let words = |id: NodeId, names: &[&str]| {
        let text = names.iter().find_map(|name| child(id, &[name])).map(|id| dom.text_content(id));
        text.map(|text| squeeze(&text)).unwrap_or_default()
    };
    let head = match dom.element(root)?.local() {
        "feed" => root,
        "rss" | "RDF" => child(root, &["channel"])?,
        _ => return None,
    };
    let items = dom.descendants(root).filter(|id| named(*id, &["item", "entry"]));
    let entries = items.take(ENTRIES).map(|id| {
        let url = child(id, &["link"]).map(|link| {
            let href = dom.element(link).and_then(|e| e.attr("href")).map(str::to_owned);
            href.unwrap_or_else(|| squeeze(&dom.text_content(link)))
        });
        let summary = words(id, &["summary", "description", "encoded", "content"]);
        Entry {
            title: without_markup(&words(id, &["title"]), budget),
            date: words(id, &["published", "updated", "pubDate", "date"]),
            url: url.unwrap_or_default(),
            summary: without_markup(&summary, budget).chars().take(SUMMARY).collect(),
        }
    });
    Some(Feed { title: words(head, &["title"]), entries: entries.collect() })
}

fn without_markup(text: &str, budget: &Budget) -> String {
    if !text.contains(['<', '&']) {
        return text.to_owned();
    }
    Dom::parse(text, budget).map_or_else(|_| String::new(), |dom| squeeze(&dom.text_content(Dom::DOCUMENT)))
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn json_is_indented_and_nothing_else() {
        let text = "{\"a\":[1, 2.50,{}],\"b\" : \"x, {\\\"y\\\"}\",\"c\":[]}";
        let wanted =
            "{\n  \"a\": [\n    1,\n    2.50,\n    {}\n  ],\n  \"b\": \"x, {\\\"y\\\"}\",\n  \"c\": []\n}";
        assert_eq!(json(text), wanted);
        assert_eq!(json("not json"), "notjson");
    }

    #[test]
    fn xml_is_indented_and_its_text_stays() {
        let budget = Budget::default();
        let text = "<?xml version='1.0'?><a x='1'><b>words</b><c/>more<d><e>f</e></d></a>";
        let wanted = "<a x=\"1\">\n  more\n  <b>words</b>\n  <c/>\n  <d>\n    <e>f</e>\n  </d>\n</a>\n";
        assert_eq!(xml(text, &budget).as_deref(), Some(wanted));
        assert_eq!(xml("<a><b></a>", &budget), None);
    }

    #[test]
    fn what_grows_is_cut() {
        let budget = Budget::default();
        assert!(json(&"[".repeat(4_000_000)).len() < LONG + 1_000);
        let deep = format!("{}{}{}", "<a>".repeat(400), "x<b/>".repeat(100_000), "</a>".repeat(400));
        assert!(xml(&deep, &budget).is_some_and(|text| text.len() < LONG + 1_000_000));
    }

    #[test]
    fn feeds_of_every_kind_are_read() {
        let budget = Budget::default();
        let rss = "<rss version='2.0'><channel><title>T</title><item><title>One &amp;amp; two</title><link>https://e/1</link>\
                   <pubDate>Mon</pubDate><description>&lt;p&gt;Some &lt;b&gt;words&lt;/b&gt;&lt;/p&gt;</description></item></channel></rss>";
        let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><title>One &amp;amp; two</title>\
                    <link href='https://e/1'/><updated>Mon</updated><summary>Some words</summary></entry></feed>";
        for text in [rss, atom] {
            let Feed { title, entries } = feed(text, &budget).unwrap();
            let [entry] = &entries[..] else { panic!("{text}") };
            let said = [&title, &entry.title, &entry.date, &entry.url, &entry.summary];
            assert_eq!(said, ["T", "One & two", "Mon", "https://e/1", "Some words"], "{text}");
        }
        assert_eq!(feed("<html/>", &budget), None);
    }

    proptest! {
        #[test]
        fn json_loses_no_word(text in "[\\[\\]{},:a-z0-9\" \\\\\n]{0,80}") {
            let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(bare(&json(&text)), bare(&text));
        }
    }
}
