//! What stands on single pages and in the machine-readable files.

use linkarium::render::Theme;

use crate::sample::Sample;
use crate::{render, render_with, text};

/// A page without the style sheet and its name, which change with every touch of it.
fn stable(page: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for line in page.lines().filter(|line| !line.trim().is_empty()) {
        let end = line.ends_with("</style>") || line.ends_with("</script>");
        inside = (inside || line.ends_with("<style>") || line.starts_with("<script>")) && !end;
        let hashed = line.contains("static/") || inside || end || line.contains("'sha256-");
        if !hashed {
            out.push_str(line.trim_end());
            out.push('\n');
        } else if !out.ends_with("…\n") {
            out.push_str("…\n");
        }
    }
    out
}

#[test]
fn pages_as_reviewed() {
    let (files, _) = render(&Sample::full().input());
    for (name, path) in [
        ("link", "links/link-00/index.html"),
        ("link-failed", "links/link-04/index.html"),
        ("viewer-partial", "archive/arabic.example/page-00000002/index.html"),
        ("viewer-pdf", "archive/papers.example/page-00000003/index.html"),
        ("tag-alias", "tags/type/index.html"),
        ("tag", "tags/lang/index.html"),
        ("tags", "tags/index.html"),
        ("not-found", "404.html"),
    ] {
        insta::assert_snapshot!(name, stable(text(&files, path)));
    }
}

#[test]
fn feeds_as_reviewed() {
    let (files, _) = render(&Sample::full().input());
    insta::assert_snapshot!("feed-rust", text(&files, "tags/lang-rust/feed.xml"));
}

#[test]
fn newest_first_and_undated_last() {
    let (files, _) = render(&Sample::full().input());
    let first = text(&files, "index.html");
    let at = |page: &str, words: &str| page.find(words).unwrap_or_else(|| panic!("no {words}"));
    assert!(at(first, "Fearless concurrency") < at(first, "协程：从生成器"));
    assert!(at(first, "November 2026") < at(first, "October 2026"));
    let last = text(&files, "page/2/index.html");
    assert!(at(last, "Nobody knows when") > at(last, "Gull notes, part 4"));
    assert!(last.contains("rel=\"prev\" href=\"../../index.html\""));
}

#[test]
fn hostile_words_in_a_title_are_words() {
    let (files, _) = render(&Sample::full().input());
    let page = text(&files, "index.html");
    assert!(page.contains("&lt;em&gt;markup&lt;/em&gt; in &quot;titles&quot;"));
    assert!(page.contains("lang=\"zh-CN\""));
    assert!(!page.contains("href=\"magnet:"));
}

#[test]
fn links_json_tells_everything_public() {
    let (files, _) = render(&Sample::full().input());
    let json: serde_json::Value = serde_json::from_slice(&files["links.json"]).unwrap();
    assert_eq!(json["version"], 1);
    let links = json["links"].as_array().unwrap();
    assert_eq!(links.len(), 58);
    let first = &links[0];
    assert_eq!(first["id"], "link-00");
    assert_eq!(first["added"], "2026-11-20");
    assert_eq!(first["page"], "links/link-00/index.html");
    assert_eq!(first["tags"][0], "lang/rust");
    assert_eq!(first["snapshots"][0]["whole"], true);
    assert_eq!(
        first["snapshots"][1]["path"],
        "archive/doc.example/page-00000000/20240229T233000Z/index.html"
    );
    let failed = links.iter().find(|link| link["id"] == "link-04").unwrap();
    assert_eq!(failed["error"]["kind"], "http-status");
    let tags = json["tags"].as_array().unwrap();
    assert!(tags.iter().any(|tag| tag["key"] == "lang" && tag["count"] == 3), "{tags:?}");
}

#[test]
fn a_theme_replaces_single_files() {
    let sample = Sample::full();
    let own = |path: &str, text: &str| (path.to_owned(), text.as_bytes().to_vec());
    let theme = Theme::load(
        "mine",
        vec![
            own("templates/home.html", "{% extends \"default/home.html\" %}{% block footer %}<p>{{ t(key=\"mine\") }} {{ asset(path=\"x.png\") }}</p>{% endblock %}"),
            own("strings/en.toml", "mine = \"My own words\"\n[nav]\ntags = \"Subjects\"\n"),
            own("static/x.png", "not a picture"),
        ],
    )
    .unwrap();
    let (files, _) = render_with(&sample.input(), &theme).unwrap();
    let page = text(&files, "page/2/index.html");
    assert!(page.contains("My own words ../../static/x.") && page.contains(">Subjects<"), "{page}");
    assert!(text(&files, "tags/index.html").contains("Kept with Linkarium"));
}

#[test]
fn a_template_that_fails_is_shown_at_its_place() {
    let template = "<p>\n{{ pagination.nonsense }}\n";
    let theme = Theme::load("mine", vec![("templates/home.html".to_owned(), template.into())]).unwrap();
    let problem = render_with(&Sample::full().input(), &theme).unwrap_err();
    let place = problem.primary.unwrap();
    assert_eq!(&*place.file, "themes/mine/templates/home.html");
    assert!(template[place.range].contains("nonsense"), "{}", problem.message);
    assert!(problem.message.contains("first"), "{}", problem.message);
}
