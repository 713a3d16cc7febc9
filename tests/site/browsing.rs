//! Ways of browsing, reader views, the keeper's own pages, and what machines read.

use linkarium::render::Theme;
use linkarium::site::Plan;

use crate::sample::Sample;
use crate::{html, render, render_with, text};

/// Hrefs of a page, in order.
fn hrefs(path: &str, page: &str) -> Vec<String> {
    html::start_tags(path, page)
        .iter()
        .filter(|tag| tag.name == "a")
        .filter_map(|tag| tag.get("href").map(str::to_owned))
        .collect()
}

#[test]
fn every_link_is_reached_by_every_way() {
    let sample = Sample::full();
    let input = sample.input();
    let (files, _) = render(&input);
    let plan = Plan::new(&input, jiff::tz::TimeZone::UTC);
    let ids: Vec<&str> =
        plan.public().iter().filter_map(|&at| plan.link(at)).map(|link| link.id.as_str()).collect();
    for facet in ["hosts", "months", "titles", "types"] {
        let pages: String = files
            .iter()
            .filter(|(path, _)| path.starts_with(&format!("{facet}/")) && path.ends_with(".html"))
            .map(|(_, bytes)| std::str::from_utf8(bytes).unwrap())
            .collect();
        let lost: Vec<&&str> = ids
            .iter()
            .filter(|id| !pages.contains(&format!("/links/{id}/index.html\"")))
            // What has no date stands under no month.
            .filter(|id| facet != "months" || **id != "link-11")
            // And what has no host under none.
            .filter(|id| facet != "hosts" || **id != "link-14")
            .collect();
        assert!(lost.is_empty(), "{facet} loses {lost:?}");
    }
}

#[test]
fn hosts_of_three_have_a_page() {
    let (files, _) = render(&Sample::full().input());
    let page = text(&files, "hosts/harbour.example/index.html");
    assert!(page.contains("<h1><bdi>harbour.example</bdi></h1>"), "{page}");
    assert!(page.contains("href=\"https://harbour.example/\""));
    assert!(!files.contains_key("hosts/doc.example/index.html"));
    assert!(text(&files, "hosts/+few/index.html").contains("<bdi>doc.example</bdi></h2>"));
    assert!(
        hrefs("hosts/index.html", text(&files, "hosts/index.html"))
            .contains(&"../hosts/%2Bfew/index.html".to_owned())
    );
}

#[test]
fn chinese_titles_stand_under_their_pinyin() {
    let (files, _) = render(&Sample::full().input());
    assert!(text(&files, "titles/x/index.html").contains("协程：从生成器到异步"));
    assert!(text(&files, "tags/index.html").contains("<h2 id=\"shelf-"));
}

#[test]
fn marks_and_kinds_are_listed() {
    let (files, _) = render(&Sample::full().input());
    assert!(text(&files, "states/unread/index.html").contains("Crabs, waves"));
    assert!(text(&files, "states/starred/index.html").contains("Fearless concurrency"));
    assert!(text(&files, "types/pdf/index.html").contains("Time, Clocks"));
    assert!(text(&files, "types/none/index.html").contains("Added a minute ago"));
}

#[test]
fn folders_gather_what_stands_below_them_and_have_feeds() {
    let mut sample = Sample::full();
    for (at, file) in [(0, "links/rust/async/a.md"), (1, "links/rust/b.toml"), (2, "links/读书/c.md")] {
        sample.collection.links[at].source.file = file.to_owned();
    }
    let (files, _) = render(&sample.input());
    let rust = text(&files, "folders/rust/index.html");
    assert!(rust.contains("Fearless concurrency") && rust.contains("协程：从生成器"));
    assert!(!text(&files, "folders/rust-async/index.html").contains("协程：从生成器"));
    assert!(text(&files, "folders/rust-async/feed.xml").contains("Fearless concurrency"));
    let json: serde_json::Value = serde_json::from_slice(&files["folders/读书/feed.json"]).unwrap();
    assert_eq!(json["feed_url"], "https://links.example/repo/folders/%E8%AF%BB%E4%B9%A6/feed.json");
    assert!(rust.contains("type=\"application/feed+json\" href=\"../../folders/rust/feed.json\""), "{rust}");
}

#[test]
fn odd_names_are_names() {
    let mut sample = Sample::full();
    let long = format!("https://{}.example/", "a".repeat(300));
    for at in 0..3 {
        sample.collection.links[at].source.file = "links/R&D <x>/a.toml".to_owned();
        sample.collection.links[at].url = format!("{long}{at}");
        if let Some(shot) = sample.entries[at].snapshots.first_mut() {
            shot.resources.bytes = u64::MAX;
        }
    }
    let (files, diagnostics) = render(&sample.input());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let folder = text(&files, "folders/r-d-x/index.html");
    assert!(folder.contains("<title>R&amp;D &lt;x&gt; · The Reading Room</title>"), "{folder}");
    let host = files.keys().find(|path| path.starts_with("hosts/aaaa")).unwrap();
    assert!(host.split('/').nth(1).unwrap().len() <= 60, "{host}");
    assert!(files.contains_key("statistics/index.html"), "a sum that no machine can hold");
}

#[test]
fn a_json_feed_says_what_the_atom_feed_says() {
    let (files, _) = render(&Sample::full().input());
    let json: serde_json::Value = serde_json::from_slice(&files["feed.json"]).unwrap();
    assert_eq!(json["version"], "https://jsonfeed.org/version/1.1");
    let items = json["items"].as_array().unwrap();
    assert_eq!(items.len(), text(&files, "feed.xml").matches("<entry>").count());
    let first = &items[0];
    assert_eq!(first["external_url"], "https://doc.example/book/");
    let content = first["content_html"].as_str().unwrap();
    assert!(
        content.contains("<strong>twice</strong>")
            && content.contains("/archive/doc.example/page-00000000/\">")
    );
    assert_eq!(first["image"], "https://links.example/repo/assets/ee/eeee.jpg");
    assert!(first["tags"].as_array().unwrap().iter().any(|tag| tag == "concurrency"));
}

#[test]
fn related_links_share_something_and_come_from_elsewhere() {
    let (files, _) = render(&Sample::full().input());
    let page = text(&files, "links/link-00/index.html");
    let (_, related) = page.split_once("id=\"related\"").unwrap();
    assert!(related.contains("协程：从生成器到异步"), "they share the tag concurrency");
    let page = text(&files, "links/link-16/index.html");
    let (before, after) = page.split_once("id=\"same-host\"").unwrap();
    assert!(after.contains("Harbour notes, part 2") && after.contains("hosts/harbour.example/index.html"));
    let related = before.split_once("id=\"related\"").map_or("", |(_, related)| related);
    assert!(!related.contains("Harbour notes"), "{related}");
    let unlisted = text(&files, "links/link-12/index.html");
    assert!(!unlisted.contains("id=\"related\"") && !unlisted.contains("id=\"same-host\""));
}

#[test]
fn a_tag_names_its_kin() {
    let (files, _) = render(&Sample::full().input());
    let rust = text(&files, "tags/lang-rust/index.html");
    let kin = rust.split_once("class=\"kin\"").unwrap().1;
    assert!(kin.contains("Beside it") && kin.contains("lang/c++"), "{kin}");
}

#[test]
fn the_reader_view_is_a_page_whose_policy_lets_one_script_run() {
    let mut sample = Sample::full();
    let capture = sample.entries[0].snapshots[0].capture.clone();
    sample.collection.links[0].notes = Some("> The bell buoy rings.".to_owned());
    assert!(sample.texts.0.contains_key(&capture));
    let (files, _) = render(&sample.input());
    let path = format!("{}/reader.html", sample.entries[0].snapshots[0].folder);
    let page = text(&files, &path);
    assert!(page.contains("<p><mark>The bell buoy rings.</mark></p>"), "{page}");
    assert!(page.contains("href=\"#r-b\"") && page.contains("8 minutes"));
    assert!(page.contains("content=\"noindex\""));
    let tags = html::start_tags(&path, page);
    let policy = tags.iter().find_map(|tag| tag.get("content").filter(|_| tag.name == "meta")).unwrap();
    assert!(policy.contains("script-src 'sha256-") && !policy.contains("script-src 'self'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    let link = text(&files, "links/link-00/index.html");
    assert!(link.contains(&format!("href=\"../../{path}\"")), "{link}");
}

#[test]
fn the_keepers_own_pages_stand_in_the_menu() {
    let (files, _) = render(&Sample::full().input());
    let page = text(&files, "about/index.html");
    assert!(page.contains("<em>2019</em>") && page.contains("<h1 dir=\"auto\">About this room</h1>"));
    assert!(page.contains("aria-current=\"page\" dir=\"auto\">About<"), "{page}");
    let home = text(&files, "index.html");
    assert!(home.contains("href=\"about/index.html\" dir=\"auto\">About<"));
    assert!(home.contains("href=\"https://blog.example/\" class=\"outward\" rel=\"noopener noreferrer\""));
    assert!(text(&files, "sitemap.xml").contains("<loc>https://links.example/repo/about/</loc>"));
}

#[test]
fn statistics_count_what_is_public() {
    let (files, _) = render(&Sample::full().input());
    let page = text(&files, "statistics/index.html");
    assert!(page.contains("<dd>58</dd>"), "public links");
    assert!(page.contains("<svg class=\"growth") && page.contains("role=\"img\""));
    assert!(!page.contains("private.example") && !page.contains("unlisted.example"));
}

#[test]
fn a_browsers_address_bar_can_search() {
    let (files, _) = render(&Sample::full().input());
    let xml = text(&files, "opensearch.xml");
    assert!(xml.contains("<ShortName>The Reading Room</ShortName>"), "{xml}");
    assert!(xml.contains("template=\"https://links.example/repo/search/?q={searchTerms}\""));
    assert!(text(&files, "tags/index.html").contains(
        "rel=\"search\" type=\"application/opensearchdescription+xml\" href=\"../opensearch.xml\""
    ));
}

#[test]
fn links_json_keeps_its_schema() {
    let (files, _) = render(&Sample::full().input());
    let schema: serde_json::Value = serde_json::from_slice(&files["links.schema.json"]).unwrap();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("links.schema.json", schema).unwrap();
    let mut schemas = boon::Schemas::new();
    let index = compiler.compile("links.schema.json", &mut schemas).unwrap();
    let mut json: serde_json::Value = serde_json::from_slice(&files["links.json"]).unwrap();
    assert_eq!(json["$schema"], "links.schema.json");
    schemas.validate(&json, index).unwrap_or_else(|problem| panic!("{problem:#}"));
    json["links"][0]["state"] = "lost".into();
    assert!(schemas.validate(&json, index).is_err(), "a schema that nothing fails says nothing");
}

#[test]
fn a_theme_without_search_has_no_index_and_no_search_page() {
    let sample = Sample::full();
    let theme = Theme::load("mine", vec![("theme.toml".to_owned(), b"search = false".to_vec())]).unwrap();
    let mut input = sample.input();
    input.search = theme.offers_search();
    let (files, _) = render_with(&input, &theme).unwrap();
    assert!(
        !files.keys().any(|path| path.starts_with("search/") || path.contains("search")),
        "{:?}",
        files.keys()
    );
    assert!(!text(&files, "index.html").contains("role=\"search\""));
}

#[test]
fn the_plain_theme_runs_no_script_and_publishes_nothing_of_the_default_one() {
    let sample = Sample::full();
    let theme = Theme::load("plain", Vec::new()).unwrap();
    let mut input = sample.input();
    input.search = theme.offers_search();
    let (files, diagnostics) = render_with(&input, &theme).unwrap();
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let tags = html::start_tags(path, std::str::from_utf8(bytes).unwrap());
        assert!(!tags.iter().any(|tag| tag.name == "script"), "{path}");
        let policy = tags[2].get("content").unwrap();
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("script-src"),
            "{path}: {policy}"
        );
        assert_eq!(tags.iter().filter(|tag| tag.name == "h1").count(), 1, "{path}");
    }
    assert!(
        !files.keys().any(|path| path.starts_with("static/") && path.ends_with(".js")),
        "{:?}",
        files.keys()
    );
}
