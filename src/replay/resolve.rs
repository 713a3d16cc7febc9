//! Filling in where links lead, once it is known what is archived.

use url::Url;

use super::derived::{Document, Slot};
use crate::web::dom::escape_attribute;

/// From a page up to `output/`.
const UP: &str = "../../../../";

/// Words that links are given.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// The `title` of a link that stays in the archive.
    pub inward: &'a str,
}

/// Who shows the links.
#[derive(Clone, Copy)]
enum View<'a> {
    /// The page itself, in a frame of ours.
    Page(Words<'a>),
    /// The reader view, a page of ours.
    Reader,
}

/// The document with its links: to the archive's own copy where `archived` knows one, else outwards.
///
/// `archived` is given an absolute http(s) URL without its fragment, and returns the path below `output/` of the page
/// that shows it, such as `archive/HOST/SLUG/index.html`.
///
/// A link that stays in the archive says so by its `title`, unless it has one of its own.
pub fn resolve(document: &Document, archived: &dyn Fn(&str) -> Option<String>, words: &Words<'_>) -> String {
    filled(document, archived, View::Page(*words))
}

/// The fragment of a reader view with its links, as [`resolve`] does for a page. A link has the class `inward` and stays
/// in its tab, or `outward` and opens another.
pub fn resolve_reader(document: &Document, archived: &dyn Fn(&str) -> Option<String>) -> String {
    filled(document, archived, View::Reader)
}

fn filled(document: &Document, archived: &dyn Fn(&str) -> Option<String>, view: View<'_>) -> String {
    let mut out = String::with_capacity(document.html.len() + document.slots.len() * 80);
    let mut done = 0;
    for slot in &document.slots {
        let Some(piece) = document.html.get(done..slot.at) else { continue };
        out.push_str(piece);
        done = slot.at;
        fill(slot, archived, view, &mut out);
    }
    out.push_str(document.html.get(done..).unwrap_or_default());
    out
}

fn fill(slot: &Slot, archived: &dyn Fn(&str) -> Option<String>, view: View<'_>, out: &mut String) {
    let Ok(parsed) = Url::parse(&slot.url) else { return };
    let (target, inward) = match parsed.scheme() {
        "http" | "https" => {
            let mut whole = parsed.clone();
            whole.set_fragment(None);
            match archived(whole.as_str()) {
                Some(path) => {
                    // The viewer has none of the page's fragments; from a snapshot, who opens it alone may still see it.
                    let fragment = parsed.fragment().filter(|_| !matches!(view, View::Reader));
                    let fragment = fragment.map(|f| format!("#{f}")).unwrap_or_default();
                    (format!("{UP}{path}{fragment}"), true)
                }
                None => (parsed.to_string(), false),
            }
        }
        "mailto" | "tel" | "sms" | "xmpp" | "irc" | "ircs" | "magnet" | "ftp" | "news" | "geo" => {
            (parsed.to_string(), false)
        }
        _ => return,
    };
    out.push_str(if slot.xlink { " xlink:href=\"" } else { " href=\"" });
    escape_attribute(&target, out);
    out.push_str(match (view, inward) {
        (View::Page(_), true) => "\" target=\"_top\"",
        (View::Reader, true) => "\" class=\"inward\"",
        (View::Page(_), false) => "\" target=\"_blank\" rel=\"noopener noreferrer\"",
        (View::Reader, false) => "\" class=\"outward\" target=\"_blank\" rel=\"noopener noreferrer\"",
    });
    if let View::Page(words) = view
        && inward
        && !slot.titled
        && !slot.xlink
        && !words.inward.is_empty()
    {
        out.push_str(" title=\"");
        escape_attribute(words.inward, out);
        out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(url: &str, titled: bool) -> Document {
        let slots = vec![Slot { at: 2, url: url.to_owned(), xlink: false, titled }];
        Document { name: "page.html".to_owned(), html: "<a>x</a>".to_owned(), slots }
    }

    fn archived(url: &str) -> Option<String> {
        (url == "https://in.example/a").then(|| "archive/in.example/a-1/index.html".to_owned())
    }

    fn filled(url: &str) -> String {
        resolve(&document(url, false), &archived, &Words { inward: "Here & now" })
    }

    #[test]
    fn inward_links_stay_in_the_archive() {
        assert_eq!(
            filled("https://in.example/a#s"),
            "<a href=\"../../../../archive/in.example/a-1/index.html#s\" target=\"_top\" title=\"Here &amp; now\">x</a>"
        );
        let titled = document("https://in.example/a", true);
        assert!(!resolve(&titled, &archived, &Words { inward: "Here" }).contains("Here"));
    }

    #[test]
    fn outward_links_open_a_new_tab_without_a_referrer() {
        assert_eq!(
            filled("https://out.example/?a=\"<&b"),
            "<a href=\"https://out.example/?a=%22%3C&amp;b\" target=\"_blank\" rel=\"noopener noreferrer\">x</a>"
        );
        assert!(filled("mailto:a@b.example").contains("href=\"mailto:a@b.example\""));
    }

    #[test]
    fn links_of_a_reader_view_have_a_class() {
        let reader = |url| resolve_reader(&document(url, false), &archived);
        assert_eq!(
            reader("https://in.example/a"),
            "<a href=\"../../../../archive/in.example/a-1/index.html\" class=\"inward\">x</a>"
        );
        assert_eq!(
            reader("https://out.example/"),
            "<a href=\"https://out.example/\" class=\"outward\" target=\"_blank\" rel=\"noopener noreferrer\">x</a>"
        );
        assert_eq!(reader("javascript:x"), "<a>x</a>");
    }

    #[test]
    fn anything_else_leads_nowhere() {
        for url in ["javascript:alert(1)", "data:text/html,x", "blob:x", "file:///etc/passwd", "x"] {
            assert_eq!(filled(url), "<a>x</a>");
        }
    }
}
