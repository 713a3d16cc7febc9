//! A collection whose every field is an attack: nothing of it may become markup, an address that runs, or a path.

use linkarium::config::{Forge, RepositorySettings};
use linkarium::model::{Tag, TagSet};
use linkarium::replay::{ContentKind, Missing, PageMeta};
use linkarium::site::{Attempt, Entry};
use linkarium::store::record::{Failure, FailureKind, Role};

use crate::sample::{Sample, link, snapshot};
use crate::{html, render};

const ATTACKS: &[&str] = &[
    "\"><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    "</title><img src=x onerror=alert(1)>",
    "{{ page }}{% include \"base.html\" %}",
    "javascript:alert(1)",
    "java\tscript:alert(1)//https://x",
    "data:text/html,<script>alert(1)</script>",
    "https://evil.example/\"onload=\"alert(1)",
    "]]>--><!--<svg/onload=alert(1)>&#x22;&quot;",
    "\u{0}\u{1b}[31m\u{202e}\u{fffe}\u{feff}",
    "![x](https://evil.example/track.gif)<img src=https://evil.example/t.gif><iframe srcdoc=\"<script>alert(1)</script>\">",
    "//evil.example/x",
    "../../../etc/passwd",
    "",
];

/// A collection in which every text is `text`.
fn collection(text: &str) -> Sample {
    let mut sample = Sample::empty();
    let own = || Some(text.to_owned());
    sample.config.site.title = text.to_owned();
    sample.config.site.description = own();
    sample.config.site.author = own();
    sample.config.site.language = text.to_owned();
    sample.config.site.base_url = Some("https://links.example/".to_owned());
    // The address is checked where it is read; the rest may be anything.
    sample.config.site.timezone = text.to_owned();
    sample.config.repository = RepositorySettings {
        url: Some("https://git.example/a/b".to_owned()),
        forge: Some(Forge::Forgejo),
        branch: text.to_owned(),
        folder: text.to_owned(),
    };
    let tag = Tag {
        key: text.to_owned(),
        name: format!("{text} "),
        slug: "tag".to_owned(),
        title: text.to_owned(),
        description: own(),
        aliases: vec![text.to_owned(), "other".to_owned()],
        parents: vec![text.to_owned()],
        children: vec![text.to_owned()],
        related: vec![text.to_owned()],
        declared: true,
    };
    sample.collection.tags = TagSet { tags: [(text.to_owned(), tag)].into_iter().collect() };
    let mut bare = link("bare", text);
    bare.tags = vec![text.to_owned()];
    let mut full = link("full", text);
    full.title = own();
    full.description = own();
    full.notes = own();
    full.author = own();
    full.language = own();
    full.via = own();
    full.aliases = vec![text.to_owned()];
    full.tags = vec![text.to_owned(), format!("unknown{text}")];
    sample.collection.links = vec![bare, full];
    let mut shot = snapshot("host.example/page-12345678", text, "2026-11-20T14:23:01Z");
    shot.final_url = format!("{text}!");
    shot.whole = false;
    shot.suspect = vec![text.to_owned()];
    shot.media_type = text.to_owned();
    shot.kind = ContentKind::File;
    shot.main_asset = own();
    shot.notices = vec![text.to_owned()];
    shot.missing = vec![Missing { url: text.to_owned(), role: Role::Other, reason: text.to_owned() }];
    shot.meta = PageMeta {
        title: own(),
        description: own(),
        language: own(),
        author: own(),
        published: own(),
        site_name: own(),
        icon: own(),
        json_ld: own(),
        canonical: own(),
        words: 1,
    };
    let at = shot.captured;
    let failure = Failure { kind: FailureKind::Timeout, message: text.to_owned() };
    let failed = Attempt { at, failure, next: Some(at), failures: 1 };
    let with_shot =
        Entry { snapshots: vec![shot], best: Some(0), failure: Some(failed.clone()), first_seen: Some(at) };
    let without = Entry { failure: Some(failed), ..Entry::default() };
    sample.entries = vec![with_shot, without];
    sample
}

#[test]
fn no_field_becomes_markup() {
    for text in ATTACKS {
        let sample = collection(text);
        let (files, _) = render(&sample.input());
        for (path, bytes) in files.iter().filter(|(path, _)| !path.ends_with(".png")) {
            let page = std::str::from_utf8(bytes).unwrap();
            if path.ends_with(".html") {
                check(path, page);
            } else if path.ends_with(".xml") {
                assert!(!page.contains("<script") && !page.contains("<svg"), "{path}: {page}");
                let bad = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || c == '\u{fffe}';
                assert!(!page.contains(bad), "{path}");
            }
        }
        for file in ["links.json", "manifest.webmanifest"] {
            serde_json::from_slice::<serde_json::Value>(&files[file]).unwrap();
        }
    }
}

fn check(path: &str, page: &str) {
    assert!(!page.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')), "{path}");
    let tags = html::start_tags(path, page);
    let inline = tags.iter().filter(|tag| tag.name == "script" && tag.get("src").is_none()).count();
    assert!(inline <= 1, "{path}: {inline} scripts");
    for tag in tags {
        let acts = ["script", "svg", "img", "object", "embed", "form", "base"].contains(&tag.name.as_str());
        assert!(!acts || html::is_the_themes(path, &tag), "{path}: <{}>", tag.name);
        for (name, value) in &tag.attributes {
            assert!(
                !name.starts_with("on") && !["style", "srcdoc"].contains(&name.as_str()),
                "{path}: {name}={value}"
            );
            if ["href", "src"].contains(&name.as_str()) {
                let ours = !value.starts_with('/') && !value.contains(':') && value.is_ascii();
                let outward =
                    tag.name == "a" && (value.starts_with("https://") || value.starts_with("http://"));
                let canonical = tag.name == "link" && value.starts_with("https://links.example/");
                // The bookmarklets of the page for adding links: a text of the keeper's is a text in them.
                let bookmark = path == "add/index.html"
                    && tag.name == "a"
                    && tag.get("class").is_some_and(|class| class.ends_with("bookmarklet"))
                    && value.starts_with("javascript:(function")
                    && !value.contains(|c: char| !c.is_ascii_graphic() || "\"'<>&#`".contains(c));
                let of_404 = path == "404.html" && !value.starts_with("//");
                assert!(ours || outward || canonical || of_404 || bookmark, "{path}: {name}={value}");
            }
        }
    }
}

#[test]
fn no_field_becomes_a_path() {
    for bad in ["../up", "a/../../b", "/etc", "", "c:\\x", "a\u{0}b"] {
        let mut sample = collection("x");
        sample.collection.links[0].id = bad.to_owned();
        sample.collection.tags.tags[0].slug = bad.to_owned();
        sample.entries[0].snapshots[0].folder = format!("archive/{bad}/x");
        let (files, diagnostics) = render(&sample.input());
        assert!(diagnostics.iter().any(|d| d.code == "unsafe-path"), "{bad:?}");
        for path in files.keys() {
            assert!(
                path.split('/').all(|part| !part.is_empty() && part != ".." && !part.contains(['\\', '\0'])),
                "{path:?}"
            );
        }
    }
}
