//! Filling in where links lead, once it is known what is archived.

use url::Url;

use super::derived::Document;
use crate::web::dom::escape_attribute;

/// From a page up to `output/`.
const UP: &str = "../../../../";

/// The document with its links: to the archive's own copy where `archived` knows one, else outwards.
///
/// `archived` is given an absolute http(s) URL without its fragment, and returns the path below `output/` of the page
/// that shows it, such as `archive/HOST/SLUG/index.html`.
pub fn resolve(document: &Document, archived: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(document.html.len() + document.slots.len() * 80);
    let mut done = 0;
    for slot in &document.slots {
        let Some(piece) = document.html.get(done..slot.at) else { continue };
        out.push_str(piece);
        done = slot.at;
        fill(&slot.url, slot.xlink, archived, &mut out);
    }
    out.push_str(document.html.get(done..).unwrap_or_default());
    out
}

fn fill(url: &str, xlink: bool, archived: &dyn Fn(&str) -> Option<String>, out: &mut String) {
    let Ok(parsed) = Url::parse(url) else { return };
    let (target, inward) = match parsed.scheme() {
        "http" | "https" => {
            let mut whole = parsed.clone();
            whole.set_fragment(None);
            match archived(whole.as_str()) {
                Some(path) => {
                    let fragment = parsed.fragment().map(|f| format!("#{f}")).unwrap_or_default();
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
    out.push_str(if xlink { " xlink:href=\"" } else { " href=\"" });
    escape_attribute(&target, out);
    out.push_str(if inward {
        "\" target=\"_top\""
    } else {
        "\" target=\"_blank\" rel=\"noopener noreferrer\""
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replay::Slot;

    fn filled(url: &str) -> String {
        let html = "<a>x</a>".to_owned();
        let slots = vec![Slot { at: 2, url: url.to_owned(), xlink: false }];
        let document = Document { name: "page.html".to_owned(), html, slots };
        resolve(&document, &|url| {
            (url == "https://in.example/a").then(|| "archive/in.example/a-1/index.html".to_owned())
        })
    }

    #[test]
    fn inward_links_stay_in_the_archive() {
        assert_eq!(
            filled("https://in.example/a#s"),
            "<a href=\"../../../../archive/in.example/a-1/index.html#s\" target=\"_top\">x</a>"
        );
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
    fn anything_else_leads_nowhere() {
        for url in ["javascript:alert(1)", "data:text/html,x", "blob:x", "file:///etc/passwd", "x"] {
            assert_eq!(filled(url), "<a>x</a>");
        }
    }
}
