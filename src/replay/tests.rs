//! Whole captures, each a few answers made by hand.

use std::collections::HashMap;

use super::*;
use crate::proof::what_asks;
use crate::store::record::{Exchange, Record, Role};
use crate::web::dom::{Budget, Dom, QuirksMode};

/// A capture in the making: the page is the first answer.
#[derive(Default)]
pub(super) struct Capture {
    exchanges: Vec<Exchange>,
    blobs: HashMap<String, Vec<u8>>,
}

impl Blobs for Capture {
    fn read(&self, digest: &str) -> Option<Vec<u8>> {
        self.blobs.get(digest).cloned()
    }
}

const HOME: &str = "https://example.org/a/page.html";

impl Capture {
    pub(super) fn new(html: &str) -> Self {
        Self::default().with("/a/page.html", "text/html; charset=utf-8", html.as_bytes())
    }

    /// Adds an answer at a path of the page's host.
    pub(super) fn with(mut self, path: &str, media_type: &str, body: &[u8]) -> Self {
        let sha256 = crate::store::layout::sha256_hex(body);
        let mut exchange = exchange(path, (!self.exchanges.is_empty()).then_some(0));
        exchange.status = Some(200);
        exchange.headers = vec![("Content-Type".to_owned(), media_type.to_owned())];
        exchange.blob = Some(sha256.clone());
        self.blobs.insert(sha256, body.to_vec());
        self.exchanges.push(exchange);
        self
    }

    /// Adds an answer without a body.
    fn with_status(mut self, path: &str, status: u16, redirect: Option<&str>) -> Self {
        let mut exchange = exchange(path, (!self.exchanges.is_empty()).then_some(0));
        exchange.status = Some(status);
        exchange.redirect = redirect.map(|to| format!("https://example.org{to}"));
        self.exchanges.push(exchange);
        self
    }

    fn record(&self) -> Record {
        let mut record: Record = serde_json::from_value(serde_json::json!({
            "version": 1, "url": HOME, "outcome": "captured", "engine": "http", "program": "test",
            "started": "2026-01-01T00:00:00Z", "finished": "2026-01-01T00:00:01Z", "exchanges": [],
            "resources": { "found": 0, "captured": 0, "failed": 0, "skipped": 0, "bytes": 0 },
        }))
        .expect("a record");
        record.exchanges.clone_from(&self.exchanges);
        record
    }

    pub(super) fn derive(&self) -> Derived {
        self.derive_with(&Edits::default(), &Budget::default())
    }

    fn derive_with(&self, edits: &Edits, budget: &Budget) -> Derived {
        let record = self.record();
        let derived = derive(&record, self, edits, budget);
        // What is seen without deriving is the same, unless the page was beyond the budget.
        let over = derived.notices.iter().any(|notice| notice.starts_with("shown as text"));
        if let Some(glance) = Glance::of(&record, self).filter(|_| !over) {
            assert_eq!(glance.kind(), derived.kind);
            assert_eq!(glance.language(), derived.meta.language);
        }
        derived
    }
}

fn exchange(path: &str, by: Option<usize>) -> Exchange {
    serde_json::from_value(serde_json::json!({
        "by": by, "role": Role::Image, "url": format!("https://example.org{path}"), "method": "GET",
        "started": "2026-01-01T00:00:00Z", "millis": 1,
    }))
    .expect("an exchange")
}

/// A picture of this size, with something to be seen on it.
pub(super) fn picture(width: u32, height: u32) -> Vec<u8> {
    let pixels =
        image::RgbImage::from_fn(width, height, |x, y| image::Rgb([(x % 256) as u8, (y % 256) as u8, 90]));
    let mut out = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut out, image::ImageFormat::Png).expect("a picture");
    out.into_inner()
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0";
const WOFF: &[u8] = b"wOF2\0\x01\0\0\0\0\0\0\0\0\0\0";
const SVG: &[u8] =
    b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>x()</script><path id=\"p\" d=\"M0 0\"/></svg>";

fn page(derived: &Derived) -> &str {
    &derived.documents[0].html
}

/// The derived text of the only asset with this extension.
fn asset(derived: &Derived, extension: &str) -> String {
    let mut found = derived.assets.iter().filter(|a| a.path.ends_with(extension));
    let asset = found.next().expect("an asset");
    assert!(found.next().is_none(), "one asset");
    match &asset.content {
        AssetContent::Bytes(bytes) => String::from_utf8(bytes.clone()).expect("text"),
        AssetContent::Blob(_) => panic!("derived bytes"),
    }
}

#[test]
fn a_page_with_everything() {
    let derived = Capture::new(
        "<!doctype html><title>T</title><link rel=stylesheet href=/s.css><link rel=icon href=/p.png>\
         <img src=/p.png srcset='/p.png 2x, /none.png 3x'><svg><use href='/s.svg#p'/></svg>\
         <p style=\"background:url('/p.png')\"><a href=/b#c>b</a><a href=#d>d</a>",
    )
    .with("/s.css", "text/css", b"@font-face{src:url(f.woff2)}\na{background:url(p.png)}")
    .with("/f.woff2", "application/octet-stream", WOFF)
    .with("/p.png", "image/png", PNG)
    .with("/s.svg", "image/svg+xml", SVG)
    .derive();
    assert_eq!(derived.kind, ContentKind::Page);
    assert_eq!(derived.assets.len(), 3);
    for extension in ["css", "png", "woff2"] {
        let asset = derived.assets.iter().find(|a| a.path.ends_with(extension)).expect(extension);
        let used = page(&derived).contains(&format!("../../../../{}", asset.path));
        assert!(used || extension == "woff2", "{extension}");
    }
    let css = asset(&derived, "css");
    assert!(css.starts_with("@font-face{src:url(") && css.contains("../"), "{css}");
    assert!(!page(&derived).contains("script>") && page(&derived).contains("d=\"M0 0\""));
    let missing: Vec<_> =
        derived.missing.iter().map(|m| (m.url.as_str(), m.role, m.reason.as_str())).collect();
    assert_eq!(missing, [("https://example.org/none.png", Role::Image, "not captured")]);
    assert!(!page(&derived).contains("example.org"));
    assert_eq!(derived.documents[0].slots.len(), 1);
    assert_eq!(derived.documents[0].slots[0].url, "https://example.org/b#c");
    assert!(page(&derived).contains("<a href=\"#d\">d</a>"));
    let whole = resolve(&derived.documents[0], &|_| None, &Words { inward: "" });
    assert!(
        whole.contains(
            "<a href=\"https://example.org/b#c\" target=\"_blank\" rel=\"noopener noreferrer\">b</a>"
        )
    );
    assert_eq!(
        derived.meta.icon.as_deref(),
        derived.assets.iter().find(|a| a.path.ends_with("png")).map(|a| a.path.as_str())
    );
}

#[test]
fn parts_of_a_message_are_found_by_their_content_ids() {
    let html = "<img src='cid:p@x'><img src='cid:none@x'><link rel=stylesheet href='cid:s@x'><iframe src='CID:f@x'></iframe>\
                <iframe src='cid:none@x'></iframe>";
    let mut capture = Capture::new(html)
        .with("/p.png", "image/png", PNG)
        .with("/s.css", "text/css", b"a{background:url(cid:p@x)}")
        .with("/f", "text/html", b"<a href=g>g</a>");
    let plain = capture.derive();
    assert_eq!(
        (plain.missing.len(), plain.documents.len()),
        (0, 1),
        "in a page of the web, they are nothing"
    );
    for (at, id) in [(1, "p@x"), (2, "s@x"), (3, "f@x")] {
        let exchange = &mut capture.exchanges[at];
        (exchange.content_id, exchange.status) = (Some(id.to_owned()), None);
    }
    let derived = capture.derive();
    assert_eq!(derived.documents.len(), 2);
    assert_eq!(derived.documents[1].slots[0].url, "https://example.org/g");
    let css = asset(&derived, "css");
    assert!(css.starts_with("a{background:url(") && css.contains(".png"), "{css}");
    assert_eq!(page(&derived).matches("/assets/").count(), 2, "{}", page(&derived));
    assert!(!page(&derived).contains("cid:") && derived.missing.is_empty(), "{:?}", derived.missing);
}

/// A file with `style`, a gradient, a picture within a picture, and things that must not come along.
const SIGNS: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink'>\
    <style>.k{fill:blue}</style><linearGradient id='g'/>\
    <symbol id='a' viewBox='0 0 9 9' onload='x()' linkarium-slot='0'><path class='k' fill='URL( \"#g\" )'/><use x:href='#b c'/>\
    <a href='#a'><script>x()</script></a><foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>no</p></foreignObject></symbol>\
    <g id='b c'><text>inner</text></g><g id='big'>BIG</g></svg>";

#[test]
fn pictures_out_of_another_file_are_set_into_the_page() {
    let html = "<p id=a><a href=/x>x</a><svg><use href='/s.svg#a'/><use xlink:href='s.svg#a'/></svg>\
                <svg><use href='page.html#a'/><use href='/s.svg#none'/></svg><svg><use href='/gone.svg#a'/></svg>";
    let derived = Capture::new(html)
        .with("/s.svg", "image/svg+xml", SIGNS)
        .with("/a/s.svg", "image/svg+xml", SIGNS)
        .derive();
    let html = page(&derived);
    let at = html.find("<svg aria-hidden=\"true\" width=\"0\"").expect("the copies");
    let (before, copies) = html.split_at(at);
    let prefix = copies.split("<defs id=\"").nth(1).and_then(|p| p.split('"').next()).expect("a prefix");
    assert_eq!(before.matches(&format!("href=\"#{prefix}a\"")).count(), 2, "{before}");
    assert!(before.contains("<use href=\"#a\"></use>") && before.contains("#none"), "{before}");
    for piece in [
        format!("<style>.{prefix}k{{fill:blue}}</style>"),
        format!(
            "<symbol id=\"{prefix}a\" viewBox=\"0 0 9 9\"><path class=\"{prefix}k\" fill=\"URL(#{prefix}g)\">"
        ),
        format!("<use xlink:href=\"#{prefix}.2\"></use>"),
        format!("<linearGradient id=\"{prefix}g\">"),
        format!("<g id=\"{prefix}.2\"><text>inner</text></g>"),
    ] {
        assert!(copies.contains(&piece), "{piece} in {copies}");
    }
    for bad in ["BIG", "script", "onload", "<p>", "no</", "slot"] {
        assert!(!copies.contains(bad), "{bad} in {copies}");
    }
    assert_eq!(derived.documents[0].slots.len(), 1);
    assert_eq!(
        derived.missing.iter().map(|m| m.url.as_str()).collect::<Vec<_>>(),
        ["https://example.org/gone.svg"]
    );
}

#[test]
fn too_many_pictures_stay_in_their_file() {
    let big = format!(
        "<svg xmlns='http://www.w3.org/2000/svg'><g id='big'>{}</g><g id='small'/><use id='loop' href='#loop'/></svg>",
        "<path/>".repeat(20_000)
    );
    let uses = "<svg><use href='/s.svg#small'/><use href='/s.svg#big'/><use href='/s.svg#loop'/></svg>";
    let derived = Capture::new(uses).with("/s.svg", "image/svg+xml", big.as_bytes()).derive();
    let html = page(&derived);
    assert_eq!(html.matches("href=\"#s").count(), 3, "{html}");
    assert_eq!(html.matches(".svg#big").count(), 1, "{html}");
    assert!(!html.contains("<path"));
}

#[test]
fn the_policy_is_the_first_thing_in_every_document() {
    let derived = Capture::new(
        "<html><head><meta charset=x></head><iframe srcdoc='<p>x'></iframe><iframe src=/t></iframe>",
    )
    .with("/t", "text/plain", b"t")
    .derive();
    assert_eq!(derived.documents.len(), 3);
    for document in &derived.documents {
        let head = document.html.split("<head>").nth(1).expect("a head");
        assert!(
            head.starts_with("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';")
        );
        assert!(document.html.find("charset=\"utf-8\"").is_some_and(|at| at < 1_000));
        assert!(!document.html.contains("charset=\"x\""));
    }
}

#[test]
fn the_rendering_mode_survives() {
    let transitional = "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">";
    for (doctype, mode) in [
        ("<!doctype html>", QuirksMode::NoQuirks),
        ("", QuirksMode::Quirks),
        (transitional, QuirksMode::LimitedQuirks),
        ("<!DOCTYPE HTML PUBLIC '-//W3C//DTD HTML 3.2//EN'>", QuirksMode::Quirks),
    ] {
        let derived = Capture::new(&format!("{doctype}<p>x")).derive();
        let dom = Dom::parse(page(&derived), &Budget::default()).expect("small");
        assert_eq!(dom.quirks(), mode, "{doctype}");
    }
    let framed = Capture::new("<iframe srcdoc='<p>x'></iframe>").derive();
    assert!(framed.documents[1].html.starts_with("<!DOCTYPE html>"));
}

#[test]
fn sheets_resolve_where_their_redirects_ended() {
    let mut capture = Capture::new("<link rel=stylesheet href=/s.css>")
        .with_status("/s.css", 302, Some("/deep/er/t.css"))
        .with("/deep/er/t.css", "text/css", b"a{background:url(i.png)}")
        .with("/deep/er/i.png", "image/png", PNG);
    capture.exchanges[2].by = Some(1);
    let derived = capture.derive();
    assert!(derived.missing.is_empty(), "{:?}", derived.missing);
    assert!(asset(&derived, "css").contains(".png"));
}

#[test]
fn import_cycles_end() {
    let derived = Capture::new("<link rel=stylesheet href=/a.css>")
        .with("/a.css", "text/css", b"@import 'b.css';a{}")
        .with("/b.css", "text/css", b"@import 'c.css';b{}")
        .with("/c.css", "text/css", b"@import 'a.css';@import 'c.css';c{}")
        .derive();
    assert_eq!(derived.assets.len(), 3);
    assert!(derived.missing.is_empty());
    assert_eq!(
        derived
            .assets
            .iter()
            .filter(|a| matches!(&a.content, AssetContent::Bytes(b) if b.starts_with(b"c{}")))
            .count(),
        1
    );
}

#[test]
fn a_web_of_imports_is_bounded() {
    let all = (0..40).fold(String::new(), |all, n| all + &format!("@import '/{n}.css';"));
    let mut capture = Capture::new("<link rel=stylesheet href=/0.css>");
    for n in 0..40 {
        capture = capture.with(&format!("/{n}.css"), "text/css", format!("{all}a{n}{{}}").as_bytes());
    }
    let derived = capture.derive();
    assert!(derived.notices.iter().any(|n| n.contains("too many imports")));
}

#[test]
fn sheets_keep_their_characters() {
    let derived = Capture::new("<link rel=stylesheet href=/s.css>")
        .with("/s.css", "text/css; charset=windows-1252", b"a::after{content:'\xe9'}")
        .derive();
    assert!(asset(&derived, "css").contains("content:'é'"));
}

#[test]
fn frames_are_documents_beside_the_page() {
    let derived = Capture::new(
        "<iframe src=/f.html name=x></iframe><iframe src=/none.html></iframe><iframe src=page.html></iframe>",
    )
    .with("/f.html", "text/html", b"<a href=/x>x</a><script>y</script><iframe src=/f.html></iframe>")
    .derive();
    let names: Vec<_> = derived.documents.iter().map(|d| d.name.as_str()).collect();
    assert_eq!(names, ["page.html", "page-frame-1.html", "page-frame-2.html"]);
    assert!(page(&derived).contains("<iframe src=\"page-frame-1.html\" sandbox=\"allow-same-origin"));
    assert!(derived.documents[1].html.contains(">x</a>") && !derived.documents[1].html.contains("script>"));
    assert_eq!(derived.documents[1].slots.len(), 1);
    assert!(derived.documents[2].html.contains("Not captured: example.org"));
}

#[test]
fn frames_within_frames_end() {
    let mut nested = "<p>deep".to_owned();
    for _ in 0..9 {
        nested =
            format!("<iframe srcdoc=\"{}\"></iframe>", nested.replace('&', "&amp;").replace('"', "&quot;"));
    }
    assert_eq!(Capture::new(&nested).derive().documents.len(), 5);
    let many = "<iframe srcdoc=x></iframe>".repeat(300);
    assert_eq!(Capture::new(&many).derive().documents.len(), 101);
}

#[test]
fn lazy_pictures_are_shown_and_their_noscript_copies_are_not() {
    let derived = Capture::new(
        "<body><img src=/placeholder.gif data-src=/p.png class=lazy><noscript><img src=/p.png></noscript>\
         <img data-srcset='/p.png 2x'><img src=/real.png data-src=/p.png><noscript><p>text</p></noscript>\
         <img src=/kept.gif data-src=/none.png>",
    )
    .with("/p.png", "image/png", PNG)
    .with("/real.png", "image/png", &[PNG, &[0; 200]].concat())
    .with("/kept.gif", "image/gif", b"GIF89a")
    .derive();
    let html = page(&derived);
    let picture = |n: usize| {
        html.split("<img")
            .nth(n)
            .map(|p| p.split('>').next().unwrap_or_default().to_owned())
            .unwrap_or_default()
    };
    assert_eq!(html.matches("<img").count(), 4, "{html}");
    assert!(
        picture(1).contains("src=\"../../../../assets/")
            && picture(1).contains("class=\"lazy entered loaded\"")
    );
    assert!(picture(2).contains("srcset=\"../../../../assets/"));
    assert!(picture(3).contains("data-src=\"/p.png\""));
    assert!(picture(4).contains("data-src=\"/none.png\""));
    assert!(html.contains("<linkarium-noscript><p>text</p></linkarium-noscript>"));
}

#[test]
fn missing_pictures_keep_their_place() {
    let derived = Capture::new(
        "<img src=/x.png alt=words width=5><input type=image src=/y.png><video poster=/z.png></video>",
    )
    .with_status("/x.png", 404, None)
    .derive();
    assert!(page(&derived).contains("<img src=\"data:,\" alt=\"words\" width=\"5\" linkarium-missing=\"\">"));
    assert!(page(&derived).contains("<video></video>"));
    assert_eq!(derived.missing[0].reason, "HTTP status 404");
    assert_eq!(derived.missing.len(), 3);
}

#[test]
fn the_base_is_resolved_and_anchors_stay() {
    let derived = Capture::new("<base href=/z/><img src=p.png><a href=#here>1</a><a href=#gone>2</a><p id=here><a href=/a/page.html>3</a>")
        .with("/z/p.png", "image/png", PNG)
        .derive();
    assert!(derived.missing.is_empty());
    assert!(!page(&derived).contains("<base"));
    assert!(page(&derived).contains("<a href=\"#here\">1</a>"));
    assert!(page(&derived).contains("<a href=\"#\">3</a>"));
    assert_eq!(derived.documents[0].slots[0].url, "https://example.org/z/#gone");
}

#[test]
fn dead_links_still_look_like_links() {
    let derived = Capture::new("<a href='javascript:x'>1</a><a href='data:text/html,x'>2</a><a>3</a><a href='mailto:a@b.example'>4</a>").derive();
    assert!(page(&derived).contains("<a href=\"#!\">1</a><a href=\"#!\">2</a><a>3</a>"));
    assert_eq!(derived.documents[0].slots[0].url, "mailto:a@b.example");
}

#[test]
fn a_page_cannot_make_slots() {
    let derived = Capture::new("<a linkarium-slot=0>1</a><p linkarium-slot=0>2</p><a href=/x>3</a>").derive();
    assert_eq!(derived.documents[0].slots.len(), 1);
    assert!(
        resolve(&derived.documents[0], &|_| None, &Words { inward: "" }).contains("<a>1</a><p>2</p><a href=")
    );
}

#[test]
fn rules_remove_elements() {
    let remove = vec!["#banner, .ad > p".to_owned(), "a:hover".to_owned()];
    let edits = Edits { remove, ..Edits::default() };
    let derived = Capture::new("<div id=banner>x</div><div class=ad><p>y</p>z</div>")
        .derive_with(&edits, &Budget::default());
    assert!(page(&derived).contains("<body><div class=\"ad\">z</div></body>"));
    assert!(derived.notices[0].contains("a:hover"));
}

#[test]
fn rules_keep_json_ld_as_data() {
    let capture = Capture::new(
        "<script type=application/ld+json>{\"a\": \"</p>\"}</script><script type=application/ld+json>{broken</script>\
         <p>x</p><script type=application/ld+json>[1]</script>",
    );
    let kept = capture.derive_with(&Edits { json_ld: true, ..Edits::default() }, &Budget::default());
    let path = kept.meta.json_ld.clone().expect("kept");
    let value: serde_json::Value = serde_json::from_str(&asset(&kept, ".json")).expect("JSON");
    assert_eq!(value, serde_json::json!([{ "a": "</p>" }, [1]]));
    assert_eq!(kept.assets[0].path, path);
    assert!(!page(&kept).contains("script>"));
    assert_eq!(capture.derive().meta.json_ld, None);
}

#[test]
fn plugins_become_what_they_show() {
    let derived = Capture::new(
        "<object data=/p.png class=c onclick=x><p>f</p></object><embed src=/t.html><object data=/none><p>g</p></object>",
    )
    .with("/p.png", "image/png", PNG)
    .with("/t.html", "text/html", b"<p>t")
    .derive();
    assert!(page(&derived).contains("<img class=\"c\" src=\"../../../../assets/"));
    assert!(page(&derived).contains("<iframe src=\"page-frame-1.html\""));
    assert!(page(&derived).contains("<p>g</p>") && !page(&derived).contains("<p>f</p>"));
}

#[test]
fn other_kinds_are_shown_as_what_they_are() {
    let of = |media_type: &str, body: &[u8]| {
        Capture::default().with("/a/some%20file.x", media_type, body).derive()
    };
    let text = of("text/plain; charset=shift_jis", b"\n<b>\x82\xa0");
    assert_eq!(text.kind, ContentKind::Text);
    assert!(page(&text).contains("<pre>\n\n&lt;b&gt;あ</pre>"));
    assert_eq!(text.meta.title.as_deref(), Some("some file.x"));
    let json = of("application/json", b"{\"a\":\"</pre><script>\"}");
    assert!(page(&json).contains("&lt;/pre&gt;&lt;script&gt;"));
    for (media_type, body, kind) in [
        ("image/png", PNG, ContentKind::Image),
        ("image/svg+xml", SVG, ContentKind::Image),
        ("application/pdf", b"%PDF-1.4".as_slice(), ContentKind::Pdf),
        ("application/zip", b"PK\x03\x04".as_slice(), ContentKind::File),
        ("audio/mpeg", b"ID3\x03".as_slice(), ContentKind::Audio),
    ] {
        let derived = of(media_type, body);
        assert_eq!(derived.kind, kind, "{media_type}");
        let path = derived.main_asset.clone().expect("an asset");
        assert!(page(&derived).contains(&format!("\"../../../../{path}\"")), "{media_type}");
        assert_eq!(derived.assets.len(), 1);
    }
    assert!(of("application/zip", b"PK\x03\x04").main_asset.is_some_and(|p| p.ends_with(".bin")));
}

#[test]
fn too_much_is_shown_as_text() {
    let derived = Capture::new(&"<div>".repeat(60_000)).derive();
    assert_eq!(derived.kind, ContentKind::Text);
    assert!(derived.notices[0].starts_with("shown as text: "));
    assert!(page(&derived).contains("<pre>\n&lt;div&gt;"));
}

#[test]
fn a_record_cannot_name_a_path() {
    let mut capture = Capture::new("<img src=/p.png>").with("/p.png", "image/png", PNG);
    let body = capture.blobs.values().find(|b| b.starts_with(PNG)).cloned().expect("the picture");
    capture.exchanges[1].blob = Some("../../../evil".to_owned());
    capture.blobs.insert("../../../evil".to_owned(), body);
    let derived = capture.derive();
    assert!(derived.assets.is_empty());
    assert_eq!(derived.missing[0].reason, "its record names no proper blob");
}

#[test]
fn an_empty_record_is_said_to_be_empty() {
    let derived = Capture::default().derive();
    assert!(page(&derived).contains("This capture holds no page."));
}

/// Counts what is read.
struct Counted<'c>(&'c Capture, std::cell::Cell<usize>);

impl Blobs for Counted<'_> {
    fn read(&self, digest: &str) -> Option<Vec<u8>> {
        self.1.set(self.1.get() + 1);
        self.0.read(digest)
    }
}

#[test]
fn what_a_page_names_often_is_read_seldom() {
    let page = "<link rel=stylesheet href=/s.css integrity=sha256-x><object data=/s.svg></object><embed src=/s.svg><img src=/p.png>"
        .repeat(300);
    let capture = Capture::new(&page)
        .with("/s.css", "text/css", b"a{}")
        .with("/s.svg", "image/svg+xml", SVG)
        .with("/p.png", "image/png", PNG);
    let counted = Counted(&capture, std::cell::Cell::new(0));
    let derived = derive(&capture.record(), &counted, &Edits::default(), &Budget::default());
    // Each frame of a page is a document of its own, of which there is a limit.
    assert!(counted.1.get() < 20 + derived.documents.len(), "{}", counted.1.get());
}

#[test]
fn circles_of_sheets_end_by_their_bytes() {
    let names: Vec<String> = (0..12).map(|n| format!("@import '/{n}.css';")).collect();
    let sheet = names.concat() + &format!("/*{}*/", "x".repeat(1 << 20));
    let mut capture = Capture::new("<link rel=stylesheet href=/0.css>");
    for n in 0..12 {
        capture = capture.with(&format!("/{n}.css"), "text/css", sheet.as_bytes());
    }
    let counted = Counted(&capture, std::cell::Cell::new(0));
    derive(&capture.record(), &counted, &Edits::default(), &Budget::default());
    assert!(counted.1.get() < 1_000, "{}", counted.1.get());
}

#[test]
fn redirects_of_a_made_up_record_end() {
    let mut capture = Capture::new("<img src=/0>");
    for n in 0..3_000 {
        let mut hop = exchange("/0", Some(n));
        hop.redirect = Some("https://example.org/0".to_owned());
        capture.exchanges.push(hop);
    }
    assert_eq!(capture.derive().missing[0].reason, "its redirects lead nowhere");
}

#[test]
fn pictures_in_plugins_are_documents() {
    let svg =
        b"<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'><script>x()</script><a href='/x'>\
        <text>words</text></a><image href='p.png'/></svg>";
    let derived = Capture::new(
        "<object data=/s.svg style='height:9px' class=c></object><embed src=/v.svg><iframe src=/s.svg>",
    )
    .with("/s.svg", "image/svg+xml", svg)
    .with("/v.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 4'/>")
    .with("/p.png", "image/png", PNG)
    .derive();
    let natural = "contain:size;contain-intrinsic-size:40px 20px;aspect-ratio:40/20;height:9px";
    let frames = [
        format!(
            "<iframe style=\"{natural}\" class=\"c\" src=\"page-frame-1.html\" frameborder=\"0\" scrolling=\"no\""
        ),
        "<iframe src=\"page-frame-2.html\" frameborder=\"0\" width=\"100%\" style=\"aspect-ratio:8/4\""
            .to_owned(),
    ];
    for frame in frames {
        assert!(page(&derived).contains(&frame), "{frame} in {}", page(&derived));
    }
    let document = &derived.documents[1];
    assert!(document.html.contains("<text>words</text>") && !document.html.contains("script>"));
    assert!(document.html.contains("<image href=\"../../../../assets/"), "{}", document.html);
    assert!(document.html.contains("100%!important") && !derived.documents[3].html.contains("!important"));
    assert_eq!(document.slots[0].url, "https://example.org/x");
}

#[test]
fn xhtml_is_read_as_xml() {
    let text = b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title/><style><![CDATA[a>b{}]]></style>\
        </head><body><div class='a'/><script src='x'/><p>a&nbsp;b</p></body></html>";
    for media_type in ["application/xhtml+xml", "application/xml"] {
        let derived = Capture::default().with("/a/page.html", media_type, text).derive();
        assert_eq!(derived.kind, ContentKind::Page, "{media_type}");
        let html = page(&derived);
        assert!(html.starts_with("<!DOCTYPE html>"), "{html}");
        assert!(html.contains("<style>a>b{}</style></head>"), "{html}");
        assert!(html.contains("<body><div class=\"a\"></div><p>a&nbsp;b</p></body>"), "{html}");
    }
    let broken = |media_type| Capture::default().with("/a/page.html", media_type, b"<html><p>x<p>y").derive();
    assert!(page(&broken("application/xhtml+xml")).contains("<p>x</p><p>y</p>"));
    assert_eq!(broken("application/xml").kind, ContentKind::Text);
}

#[test]
fn text_in_a_style_attribute_is_no_url() {
    let html =
        "<svg data=\"//evil.example href=\"//evil.example style=\"//evil.example><a href=\"//evil.example>";
    let derived = Capture::new(html).derive();
    assert_eq!(what_asks(&derived), None);
    assert!(page(&derived).contains("style=\"\""), "{}", page(&derived));
}

#[test]
fn what_asks_is_noticed() {
    for html in [
        "<img src=//evil.example>",
        "<style>@import '//evil.example'</style>",
        "<p style='a:url(//evil.example)'>",
        "<svg fill='url(//evil.example)'>",
        "<img srcset='//evil.example 2x'>",
        "<p data=x>",
        "<base>",
    ] {
        let document = Document { name: "page.html".to_owned(), html: html.to_owned(), slots: Vec::new() };
        let mut derived = Capture::new("").derive();
        derived.documents = vec![document];
        assert!(what_asks(&derived).is_some(), "{html}");
    }
}

proptest::proptest! {
    #[test]
    fn any_page_is_derived_and_asks_for_nothing(html in "(<(a|p|b|table|td|svg|style|math|img|iframe|template|noscript|select|object|link|base|form|/p|/table|/svg|/a)( (href|src|style|data|rel|action|srcset|srcdoc)=['\"]?(//evil\\.example|javascript:x|stylesheet|<img src=//evil\\.example>|/p\\.png 2x|url\\(//evil\\.example\\)))*['\"]?>|x|&lt;| ){0,25}") {
        let derived = Capture::new(&html).with("/p.png", "image/png", PNG).derive();
        proptest::prop_assert_eq!(what_asks(&derived), None, "{}", html);
        crate::proof::page(html.as_bytes());
    }
}
