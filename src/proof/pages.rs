//! Pages and pictures: nothing that runs, asks, submits or goes anywhere is left in what is derived.

use std::collections::HashMap;

use crate::replay::embedded;
use crate::replay::own::{self, BROKEN, Place};
use crate::replay::sanitise::sanitise;
use crate::replay::{AssetContent, Blobs, Derived, Edits, Words, derive, resolve};
use crate::store::record::Record;
use crate::web::css;
use crate::web::dom::{Budget, Dom, NodeId};
use crate::web::references::{Value, uses};
use crate::web::srcset;

/// Sanitises a page: nothing forbidden is left, not even for a browser that reads again what was written, and
/// sanitising twice equals once.
pub fn html(text: &str) {
    let Ok(mut dom) = Dom::parse(text, &small()) else { return };
    sanitise(&mut dom, Place::Page);
    assert_clean(&dom, Place::Page);
    let mut twice = dom.clone();
    sanitise(&mut twice, Place::Page);
    assert_eq!(dom.to_html(), twice.to_html(), "sanitising twice is not once");
    let once = dom.to_html();
    let Ok(again) = Dom::parse(&once, &Budget::default()) else { return };
    assert_clean(&again, Place::Page);
}

/// Sanitises a picture, as [`html`] does a page.
pub fn svg(text: &str) {
    let Ok(mut dom) = Dom::parse_xml(text, &small()) else { return };
    sanitise(&mut dom, Place::Asset);
    assert_clean(&dom, Place::Asset);
    let once = dom.to_xml();
    if dom.root().is_none() {
        return;
    }
    let mut again = Dom::parse_xml(&once, &Budget::default()).expect("what we write is well-formed");
    assert_clean(&again, Place::Asset);
    sanitise(&mut again, Place::Asset);
    assert_eq!(once, again.to_xml(), "sanitising twice is not once");
}

/// Derives a capture in which everything that a page may ask for at these addresses is made of these bytes: the page, a
/// frame (`/f`), a sheet (`/s.css`), a picture (`/i.svg`).
pub fn page(bytes: &[u8]) {
    let sheet = [b"a{b:url(/i.svg)}@import '/s.css'; ", bytes].concat();
    let picture = [b"<svg xmlns='http://www.w3.org/2000/svg'>", bytes, b"</svg>"].concat();
    let parts: [(&str, &str, &[u8]); 4] = [
        ("/", "text/html", bytes),
        ("/f", "text/html", bytes),
        ("/s.css", "text/css", &sheet),
        ("/i.svg", "image/svg+xml", &picture),
    ];
    let mut blobs = Bytes::default();
    let exchanges: Vec<_> = parts
        .iter()
        .enumerate()
        .map(|(index, (path, media_type, body))| {
            let blob = format!("{index:064x}");
            blobs.0.insert(blob.clone(), body.to_vec());
            serde_json::json!({
                "by": (index > 0).then_some(0), "role": "document", "url": format!("https://a.example{path}"),
                "method": "GET", "status": 200, "headers": [["Content-Type", media_type]], "blob": blob,
                "started": "2026-01-01T00:00:00Z", "millis": 1,
            })
        })
        .collect();
    let record: Record = serde_json::from_value(serde_json::json!({
        "version": 1, "url": "https://a.example/", "outcome": "captured", "engine": "http", "program": "proof",
        "started": "2026-01-01T00:00:00Z", "finished": "2026-01-01T00:00:01Z", "exchanges": exchanges,
        "resources": { "found": 0, "captured": 0, "failed": 0, "skipped": 0, "bytes": 0 },
    }))
    .expect("a record");
    let derived = derive(&record, &blobs, &Edits::default(), &small());
    if let Some(found) = what_asks(&derived) {
        panic!("{found}");
    }
    super::reader(&derived);
    for document in &derived.documents {
        let _ = resolve(document, &|_| Some("archive/a/b/index.html".to_owned()), &Words { inward: "x" });
    }
}

/// Derives a page around whose markup there is enough to read for a reader view.
pub fn article(html: &str) {
    let words = "Words that make this an article, with commas, and more of them still to come. ".repeat(10);
    page(format!("<article><h1>Words</h1><p>{words}</p>{html}<p>{words}</p></article>").as_bytes());
}

#[derive(Default)]
struct Bytes(HashMap<String, Vec<u8>>);

impl Blobs for Bytes {
    fn read(&self, digest: &str) -> Option<Vec<u8>> {
        self.0.get(digest).cloned()
    }
}

/// Fuzzing wants many small pages, not a few large ones.
fn small() -> Budget {
    Budget { nodes: 20_000, ..Budget::default() }
}

/// What in a derived capture would make a browser ask for something that is not of our own making, or run something.
pub fn what_asks(derived: &Derived) -> Option<String> {
    let reader = derived.reader.iter().map(|reader| &reader.document);
    for document in derived.documents.iter().chain(reader) {
        let dom = Dom::parse(&document.html, &Budget::default()).expect("what we write can be read");
        if let Some(found) = offence(&dom, Place::Page) {
            return Some(format!("{found} in {}", document.html));
        }
    }
    for asset in &derived.assets {
        let AssetContent::Bytes(bytes) = &asset.content else { continue };
        if !asset.path.ends_with(".css") && !asset.path.ends_with(".svg") {
            continue;
        }
        let text = std::str::from_utf8(bytes).expect("derived text is UTF-8");
        let found = if asset.path.ends_with(".css") {
            foreign(css::urls(text), Place::Asset)
        } else {
            let dom = Dom::parse_xml(text, &Budget::default()).expect("what we write is well-formed");
            offence(&dom, Place::Asset)
        };
        if let Some(found) = found {
            return Some(format!("{found} in {text}"));
        }
    }
    None
}

fn assert_clean(dom: &Dom, place: Place) {
    if let Some(found) = offence(dom, place) {
        let text = if place == Place::Page { dom.to_html() } else { dom.to_xml() };
        panic!("{found} in {text}");
    }
}

/// The first thing in a tree that must never be there. It does not ask the sanitiser's own lists.
pub(super) fn offence(dom: &Dom, place: Place) -> Option<String> {
    dom.descendants(Dom::DOCUMENT).find_map(|id| element_offence(dom, id, place))
}

const ELEMENTS: [&str; 12] = [
    "script",
    "object",
    "embed",
    "applet",
    "portal",
    "fencedframe",
    "base",
    "noscript",
    "plaintext",
    "xmp",
    "noembed",
    "noframes",
];
const ATTRIBUTES: [&str; 12] = [
    "srcdoc",
    "action",
    "formaction",
    "ping",
    "autofocus",
    "nonce",
    "target",
    "attributionsrc",
    "background-image",
    "integrity",
    "manifest",
    "dynsrc",
];
/// Attributes that a browser may load from, or go to, on one element or another.
const ADDRESSES: [&str; 10] =
    ["href", "src", "srcset", "data", "poster", "background", "longdesc", "cite", "icon", "lowsrc"];

fn element_offence(dom: &Dom, id: NodeId, place: Place) -> Option<String> {
    let element = dom.element(id)?;
    let name = element.local().to_ascii_lowercase();
    if ELEMENTS.contains(&name.as_str()) {
        return Some(format!("<{name}>"));
    }
    if name == "meta"
        && element.attr("http-equiv").is_some_and(|v| !v.eq_ignore_ascii_case("content-language"))
    {
        let belt = element.attr("http-equiv") == Some("Content-Security-Policy");
        if !belt {
            return Some("<meta http-equiv>".to_owned());
        }
    }
    if name == "style"
        && let Some(found) = foreign(css::urls(&dom.text_content(id)), place)
    {
        return Some(found);
    }
    if name == "iframe" && element.attr("sandbox").is_none_or(|s| s.contains("allow-scripts")) {
        return Some("a frame without a sandbox".to_owned());
    }
    let known = uses(dom, id);
    for (index, attr) in element.attrs.iter().enumerate() {
        let local = attr.name.local.to_ascii_lowercase();
        if local.starts_with("on") || ATTRIBUTES.contains(&local.as_str()) {
            return Some(format!("{local} on <{name}>"));
        }
        let found =
            match known.iter().find(|found| found.attr == index && !found.lazy).map(|found| found.value) {
                Some(Value::Style) => foreign(css::urls_in_declarations(&attr.value), place),
                Some(Value::Property) => {
                    let text = format!("{}:{}", attr.name.local, attr.value);
                    foreign(css::urls_in_declarations(&text), place)
                }
                Some(Value::Srcset) => {
                    srcset::parse(&attr.value).into_iter().map(|c| c.url).find(|url| !is_ours(url, place))
                }
                Some(_) => Some(attr.value.clone()).filter(|url| !is_ours(url, place)),
                None => Some(attr.value.clone()).filter(|_| ADDRESSES.contains(&local.as_str())),
            };
        if let Some(found) = found {
            return Some(format!("{found:?} at {local} on <{name}>"));
        }
    }
    None
}

fn foreign(urls: Vec<(String, css::UrlKind)>, place: Place) -> Option<String> {
    urls.into_iter().map(|(url, _)| url).find(|url| !is_ours(url, place))
}

/// Whether there is nothing in a picture within a page that must not be there.
fn is_clean_picture(url: &str) -> bool {
    let Some(text) = embedded::read(url).and_then(|data| String::from_utf8(data.body).ok()) else {
        return false;
    };
    Dom::parse_xml(&text, &Budget::default()).is_ok_and(|dom| offence(&dom, Place::Embedded).is_none())
}

fn is_ours(url: &str, place: Place) -> bool {
    let svg = url.get(..18).is_some_and(|start| start.eq_ignore_ascii_case("data:image/svg+xml"));
    url.starts_with('#')
        || url == BROKEN
        || place.owns(url)
        || own::is_frame(url)
        || own::is_embedded_picture(url)
        || place != Place::Embedded && svg && is_clean_picture(url)
}
