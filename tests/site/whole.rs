//! What is true of the whole site.

use std::collections::BTreeSet;
use std::fmt::Write;

use percent_encoding::percent_decode_str;

use crate::sample::Sample;
use crate::{Files, html, render, text};

/// What the pipeline writes beside us: safe pages and assets, as stand-ins.
fn with_archive(sample: &Sample, files: &Files) -> Files {
    let mut files = files.clone();
    let page = "<!doctype html><html lang=en><meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'\">\
        <title>Archived</title><style>body{font:18px/1.6 Georgia;max-width:40em;margin:3em auto;padding:0 1em}</style>\
        <h1>An archived page</h1><p>This stands where the safe page will be.</p>";
    for entry in &sample.entries {
        for snapshot in &entry.snapshots {
            files.insert(format!("{}/page.html", snapshot.folder), page.into());
            if let Some(picture) = &snapshot.picture {
                files.insert(picture.path.clone(), b"\xff\xd8\xff".to_vec());
            }
            if let Some(asset) = &snapshot.main_asset {
                let bytes = if asset.ends_with(".pdf") { pdf() } else { b"\x89PNG\r\n\x1a\n".to_vec() };
                files.insert(asset.clone(), bytes);
            }
        }
    }
    files
}

/// A PDF of one page that says so.
fn pdf() -> Vec<u8> {
    let stream = "BT /F1 48 Tf 80 700 Td (A kept PDF) Tj ET";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{stream}\nendstream", stream.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        writeln!(out, "{} 0 obj{object}endobj", number + 1).unwrap();
    }
    let start = out.len();
    out.push_str("xref\n0 6\n0000000000 65535 f \n");
    for offset in offsets {
        writeln!(out, "{offset:010} 00000 n ").unwrap();
    }
    write!(out, "trailer<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").unwrap();
    out.into_bytes()
}

/// The path that an href leads to, from a page.
fn resolve(from: &str, href: &str) -> Option<String> {
    let path = href.split(['#', '?']).next()?;
    let mut parts: Vec<String> = from.split('/').map(str::to_owned).collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => {
                parts.pop()?;
            }
            "" | "." => {}
            part => parts.push(percent_decode_str(part).decode_utf8().ok()?.into_owned()),
        }
    }
    Some(parts.join("/"))
}

#[test]
fn every_reference_leads_somewhere() {
    let sample = Sample::full();
    let (files, diagnostics) = render(&sample.input());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let files = with_archive(&sample, &files);
    if let Ok(folder) = std::env::var("LINKARIUM_PREVIEW") {
        write_all(&folder, &files);
    }
    let mut seen = BTreeSet::new();
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with("index.html")) {
        let html = std::str::from_utf8(bytes).unwrap();
        for tag in html::start_tags(path, html) {
            for name in ["href", "src"] {
                let Some(reference) = tag.get(name).filter(|_| tag.get("rel") != Some("canonical")) else {
                    continue;
                };
                if reference.starts_with("https://")
                    || reference.starts_with('#')
                    || reference.starts_with("mailto:")
                {
                    assert_ne!(tag.name, "iframe");
                    continue;
                }
                assert!(reference.is_ascii() && !reference.contains(' '), "{path}: {reference}");
                let target =
                    resolve(path, reference).unwrap_or_else(|| panic!("{path}: {reference} leads out"));
                assert!(
                    files.contains_key(&target),
                    "{path}: {reference} leads to {target}, which is not there"
                );
                seen.insert(target);
            }
        }
    }
    let pages = files.keys().filter(|path| path.ends_with("index.html") && !path.starts_with("tags/typ"));
    let lost: Vec<_> = pages.filter(|path| !seen.contains(*path) && !is_unlinked(path)).collect();
    assert!(lost.is_empty(), "no page leads to {lost:?}");
}

/// Pages of the unlisted link are reached only by those who know it.
fn is_unlinked(path: &str) -> bool {
    path == "links/link-12/index.html"
}

fn write_all(folder: &str, files: &Files) {
    for (path, bytes) in files {
        let path = std::path::Path::new(folder).join(path);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, bytes).unwrap();
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let sample = Sample::full();
    assert_eq!(render(&sample.input()).0, render(&sample.input()).0);
}

#[test]
fn private_is_nowhere_and_unlisted_is_in_no_list() {
    let (files, _) = render(&Sample::full().input());
    for (path, bytes) in &files {
        let page = String::from_utf8_lossy(bytes);
        for word in ["private.example", "A private diary", "link-13"] {
            assert!(!page.contains(word) && !path.contains(word), "{word} in {path}");
        }
        let own = path.contains("link-12") || path.contains("unlisted.example");
        assert_eq!(page.contains("An unlisted draft"), own && path.ends_with(".html"), "{path}");
        let hidden =
            own || path == "404.html" || path == "search/index.html" || path.ends_with("/reader.html");
        assert_eq!(page.contains("content=\"noindex\""), hidden, "{path}");
    }
    assert!(!files.keys().any(|path| path.starts_with("tags/hidden")));
    assert!(!text(&files, "tags/index.html").contains(">hidden<"), "a tag that only unlisted links carry");
}

#[test]
fn the_policy_is_first_and_nothing_runs() {
    let (files, _) = render(&Sample::full().input());
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let tags = html::start_tags(path, std::str::from_utf8(bytes).unwrap());
        let names: Vec<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(names[..3], ["html", "head", "meta"], "{path}");
        assert_eq!(tags[2].get("http-equiv"), Some("Content-Security-Policy"), "{path}");
        let scripts = tags.iter().filter(|tag| tag.name == "script");
        assert!(scripts.clone().all(|tag| html::is_the_themes(path, tag)), "{path}");
        assert!(!names.contains(&"base"), "{path}");
        let policy = tags[2].get("content").unwrap();
        let bare = path.ends_with("/reader.html") || scripts.clone().count() == 0;
        assert_eq!(policy.contains("script-src 'self'"), !bare, "{path}: {policy}");
        assert!(!policy.contains("script-src") || policy.contains("'sha256-"), "{path}: {policy}");
        assert_eq!(names.iter().filter(|name| **name == "h1").count(), 1, "{path}");
        for tag in &tags {
            assert!(
                tag.attributes.iter().all(|(name, _)| !name.starts_with("on") && name != "style"),
                "{path}"
            );
        }
    }
}

#[test]
fn paths_are_those_of_the_interface() {
    let (files, _) = render(&Sample::full().input());
    for path in [
        "index.html",
        "page/2/index.html",
        "tags/index.html",
        "tags/typography/index.html",
        "tags/lang-c-plus-plus/index.html",
        "tags/协程/index.html",
        "tags/type/index.html",
        "links/link-00/index.html",
        "archive/doc.example/page-00000000/index.html",
        "archive/doc.example/page-00000000/20240229T233000Z/index.html",
        "feed.xml",
        "tags/协程/feed.xml",
        "sitemap.xml",
        "404.html",
        ".nojekyll",
        "links.json",
    ] {
        assert!(files.contains_key(path), "{path}");
    }
    assert!(!files.contains_key("page/3/index.html") && !files.contains_key("page/1/index.html"));
}

#[test]
fn without_a_base_url_what_must_be_absolute_is_left_out_with_one_notice() {
    let mut sample = Sample::full();
    sample.config.site.base_url = None;
    let (files, diagnostics) = render(&sample.input());
    let codes: Vec<&str> = diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["no-base-url"]);
    assert!(!files.keys().any(|path| path.ends_with(".xml")));
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = std::str::from_utf8(bytes).unwrap();
        assert!(!page.contains("rel=\"canonical\"") && !page.contains("feed.xml"), "{path}");
    }
    let page = text(&files, "404.html");
    let tags = html::start_tags("404.html", page);
    assert!(
        tags.iter().all(|tag| tag.get("src").is_none() && tag.get("href").is_none_or(|href| href == "#main")),
        "{page}"
    );
    assert!(page.contains("<style>"));
}

#[test]
fn an_empty_collection_helps() {
    let (files, _) = render(&Sample::empty().input());
    assert!(text(&files, "index.html").contains("linkarium add https://example.org/"));
    assert!(text(&files, "tags/index.html").contains("No tags yet"));
    let json: serde_json::Value = serde_json::from_slice(&files["links.json"]).unwrap();
    assert_eq!(json["links"].as_array().unwrap().len(), 0);
}

#[test]
fn an_unknown_time_zone_is_told() {
    let mut sample = Sample::empty();
    sample.config.site.timezone = "Mars/Olympus".to_owned();
    let (_, diagnostics) = render(&sample.input());
    assert!(diagnostics.iter().any(|d| d.code == "unknown-timezone"), "{diagnostics:?}");
}
