//! Documents of our own, for what is no page: text, pictures, PDF, sound, moving pictures, files, and notes.

use std::fmt::Write as _;

use url::Url;

use super::derived::{Document, Slot};
use super::page::POLICY;
use super::readable::Feed;
use crate::web::dom::{escape_attribute, escape_text};

/// Their style: quiet, legible, in light and dark.
const STYLE: &str = ":root{color-scheme:light dark}body{margin:0;font:16px/1.5 system-ui,sans-serif}\
    pre{margin:0;padding:1rem;white-space:pre-wrap;overflow-wrap:anywhere;font:14px/1.5 ui-monospace,monospace}\
    main{padding:2rem 1rem;max-width:40rem;margin:auto}.show{display:block;max-width:100%;margin:auto}\
    h1{font-size:1.5rem}h2{font-size:1.1rem;margin:1.5rem 0 0}main p{margin:.2rem 0}main p.note{padding:0}\
    .note{padding:.5rem;font-size:.8rem;opacity:.7}";

fn escaped(text: &str) -> String {
    let mut out = String::new();
    escape_text(text, &mut out);
    out
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    escape_attribute(text, &mut out);
    out
}

fn document(name: &str, title: &str, body: &str) -> Document {
    let html = format!(
        "<!DOCTYPE html><html><head><meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\
         <meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">\
         <meta name=\"robots\" content=\"noindex\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{}</title><style>{STYLE}</style></head>\
         <body>{body}</body></html>",
        escaped(title)
    );
    Document { name: name.to_owned(), html, slots: Vec::new() }
}

/// Text as it is.
pub(super) fn text(name: &str, title: &str, text: &str) -> Document {
    // A parser skips the first line feed of a pre.
    document(name, title, &format!("<pre>\n{}</pre>", escaped(text)))
}

/// A feed: its entries with their dates and first words, each with a slot for its link.
pub(super) fn feed(name: &str, title: &str, feed: &Feed, base: &Url) -> Document {
    let title = if feed.title.is_empty() { title } else { &feed.title };
    let mut page = document(name, title, "");
    let end = page.html.len() - "</body></html>".len();
    page.html.truncate(end);
    let _ = write!(page.html, "<main><h1>{}</h1>", escaped(title));
    for entry in &feed.entries {
        let shown = if entry.title.is_empty() { &entry.url } else { &entry.title };
        let url = base.join(&entry.url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        page.html.push_str("<h2>");
        match url.filter(|_| !entry.url.is_empty()) {
            Some(url) => {
                page.html.push_str("<a");
                page.slots.push(Slot { at: page.html.len(), url: url.into(), xlink: false, titled: false });
                let _ = write!(page.html, ">{}</a>", escaped(shown));
            }
            None => page.html.push_str(&escaped(shown)),
        }
        page.html.push_str("</h2>");
        for (class, text) in [("note", &entry.date), ("", &entry.summary)] {
            if !text.is_empty() {
                let _ = write!(page.html, "<p class=\"{class}\">{}</p>", escaped(text));
            }
        }
    }
    page.html.push_str("</main></body></html>");
    page
}

/// A picture by its relative URL.
pub(super) fn image(name: &str, title: &str, url: &str) -> Document {
    document(name, title, &format!("<img class=\"show\" src=\"{}\" alt=\"{}\">", quoted(url), quoted(title)))
}

/// A link that opens a PDF.
pub(super) fn pdf(name: &str, title: &str, url: &str, size: u64) -> Document {
    let link =
        format!("<a href=\"{}\" target=\"_blank\" rel=\"noopener\">{}</a>", quoted(url), escaped(title));
    document(name, title, &format!("<main><p>{link}</p><p>PDF, {}</p></main>", bytes(size)))
}

/// A player for sound or moving pictures.
pub(super) fn player(name: &str, title: &str, url: &str, video: bool) -> Document {
    let kind = if video { "video" } else { "audio" };
    let player =
        format!("<{kind} class=\"show\" controls preload=\"metadata\" src=\"{}\"></{kind}>", quoted(url));
    document(name, title, &format!("<main>{player}<p>{}</p></main>", escaped(title)))
}

/// A file to be saved.
pub(super) fn file(name: &str, title: &str, url: &str, media_type: &str, size: u64) -> Document {
    let link = format!("<a href=\"{}\" download=\"{}\">{}</a>", quoted(url), quoted(title), escaped(title));
    document(
        name,
        title,
        &format!("<main><p>{link}</p><p>{}, {}</p></main>", escaped(media_type), bytes(size)),
    )
}

/// A quiet note.
pub(super) fn note(name: &str, text: &str) -> Document {
    document(name, text, &format!("<p class=\"note\">{}</p>", escaped(text)))
}

/// A size for people.
fn bytes(size: u64) -> String {
    match size {
        0..1_000 => format!("{size} bytes"),
        1_000..1_000_000 => format!("{:.1} kB", size as f64 / 1e3),
        _ => format!("{:.1} MB", size as f64 / 1e6),
    }
}
