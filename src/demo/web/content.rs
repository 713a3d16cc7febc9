//! What the built-in web answers: files of `sites/`, embedded, and what is said about some of them.
//!
//! Pages are kept as UTF-8 and encoded when the web starts, so that their sources stay readable. In HTML, CSS and
//! SVG, `{{margin}}`, `{{room}}`, `{{station}}` and `{{commons}}` stand for the roots of the sites.

use std::collections::HashMap;
use std::io::Write;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use encoding_rs::Encoding;
use flate2::Compression;
use flate2::write::GzEncoder;
use include_dir::{Dir, File, include_dir};

use super::Site;

/// Names of the sites, which are also their folders in `sites/`.
pub(super) const SITES: [&str; 4] = ["margin", "room", "station", "commons"];

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/demo/web/sites");

/// One answer, ready to be sent.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) body: Bytes,
    pub(super) delay: Duration,
}

/// Answers by path.
pub(super) type Pages = HashMap<String, Answer>;

/// What is special about a file: everything that a plain static server would not do.
struct Special {
    /// `SITE/FILE` below `sites/`.
    file: &'static str,
    /// Encoded as this.
    charset: Option<&'static str>,
    /// What the header says the charset is; without it the header says none.
    declared: Option<&'static str>,
    status: u16,
    gzip: bool,
    delay: Duration,
}

const PLAIN: Special =
    Special { file: "", charset: None, declared: None, status: 200, gzip: false, delay: Duration::ZERO };

/// In each of the sites most files are plain; these are what the tour is about.
const SPECIAL: &[Special] = &[
    Special { file: "margin/essays/link-rot/index.html", gzip: true, declared: Some("utf-8"), ..PLAIN },
    // Neither header nor meta: the bytes alone must tell.
    Special { file: "room/zh/index.html", charset: Some("gb18030"), ..PLAIN },
    Special { file: "room/ja/index.html", charset: Some("shift_jis"), declared: Some("Shift_JIS"), ..PLAIN },
    Special { file: "room/ko/index.html", charset: Some("euc-kr"), ..PLAIN },
    Special { file: "room/ar/index.html", charset: Some("windows-1256"), ..PLAIN },
    Special {
        file: "room/fr/index.html",
        charset: Some("windows-1252"),
        declared: Some("ISO-8859-1"),
        ..PLAIN
    },
    Special { file: "station/slow/index.html", delay: Duration::from_millis(2500), ..PLAIN },
    Special { file: "station/engine-room/index.html", status: 500, ..PLAIN },
    Special { file: "station/stations.json", gzip: true, ..PLAIN },
    Special { file: "station/log.txt", declared: Some("utf-8"), ..PLAIN },
];

/// Old addresses: site, path, and where it leads (within the site).
const MOVED: &[(&str, &str, &str)] = &[("margin", "/2009/06/permanence.html", "/essays/permanence/")];

/// Everything that one site answers, by path.
pub(super) fn pages(site: &str, sites: &[Site]) -> Pages {
    let mut pages = Pages::new();
    let mut folders: Vec<&Dir<'_>> = FILES.get_dir(site).into_iter().collect();
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            let Some(name) = file.path().to_str().map(|path| path.replace('\\', "/")) else { continue };
            let path = &name[site.len()..];
            let path = path.strip_suffix("index.html").unwrap_or(path).to_owned();
            pages.insert(path, of_file(file, &name, sites));
        }
    }
    for (_, from, to) in MOVED.iter().filter(|(of, ..)| *of == site) {
        let answer = Answer {
            status: StatusCode::MOVED_PERMANENTLY,
            headers: vec![(header::LOCATION, HeaderValue::from_static(to))],
            body: Bytes::new(),
            delay: Duration::ZERO,
        };
        pages.insert((*from).to_owned(), answer);
    }
    pages
}

fn of_file(file: &File<'_>, name: &str, sites: &[Site]) -> Answer {
    let special = SPECIAL.iter().find(|special| special.file == name).unwrap_or(&PLAIN);
    let (media_type, is_text) = media_type(name);
    let mut body = file.contents().to_vec();
    if is_text && let Some(text) = file.contents_utf8() {
        let text = with_addresses(text, sites);
        body = match special.charset.and_then(|label| Encoding::for_label(label.as_bytes())) {
            Some(encoding) => encoding.encode(&text).0.into_owned(),
            None => text.into_bytes(),
        };
    }
    let mut headers = vec![(header::CONTENT_TYPE, content_type(media_type, special.declared))];
    if special.gzip {
        body = gzip(&body);
        headers.push((header::CONTENT_ENCODING, HeaderValue::from_static("gzip")));
    }
    let status = StatusCode::from_u16(special.status).unwrap_or(StatusCode::OK);
    Answer { status, headers, body: body.into(), delay: special.delay }
}

/// Media type by the name's end, and whether addresses are filled in.
fn media_type(name: &str) -> (&'static str, bool) {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => ("text/html", true),
        "css" => ("text/css", true),
        "svg" => ("image/svg+xml", true),
        "js" => ("text/javascript", true),
        "txt" => ("text/plain", true),
        "json" => ("application/json", true),
        "png" => ("image/png", false),
        "webp" => ("image/webp", false),
        "woff2" => ("font/woff2", false),
        "pdf" => ("application/pdf", false),
        _ => ("application/octet-stream", false),
    }
}

fn content_type(media_type: &'static str, charset: Option<&'static str>) -> HeaderValue {
    let Some(charset) = charset else { return HeaderValue::from_static(media_type) };
    HeaderValue::try_from(format!("{media_type}; charset={charset}"))
        .unwrap_or_else(|_| HeaderValue::from_static(media_type))
}

fn with_addresses(text: &str, sites: &[Site]) -> String {
    let mut text = text.to_owned();
    for site in sites {
        text = text.replace(&format!("{{{{{}}}}}", site.name), &site.base_url);
    }
    text
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing into a Vec cannot fail; were it to, the body would be empty and the tests say so.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}
