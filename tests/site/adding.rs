//! The page for adding links: where there is one, what leads to it, and that nothing else on the site is a script's address.

use linkarium::config::{Forge, RepositorySettings};
use linkarium::render::Theme;
use percent_encoding::percent_decode_str;

use crate::sample::Sample;
use crate::{Files, html, render, render_with, text};

const PAGE: &str = "add/index.html";

fn sample(url: &str, forge: Option<Forge>) -> Sample {
    let mut sample = Sample::full();
    sample.config.repository = RepositorySettings { url: Some(url.to_owned()), forge, ..Default::default() };
    sample
}

fn github() -> Sample {
    sample("https://github.com/me/links", None)
}

/// Pages on which an address is a script, each with how many.
fn scripted(files: &Files) -> Vec<(&str, usize)> {
    let pages = files.iter().filter(|(path, _)| path.ends_with(".html"));
    let counts = pages.map(|(path, bytes)| {
        let tags = html::start_tags(path, std::str::from_utf8(bytes).unwrap());
        let values = tags.iter().flat_map(|tag| &tag.attributes).map(|(_, value)| value.trim_start());
        let count = values.filter(|value| value.to_lowercase().starts_with("javascript:")).count();
        (path.as_str(), count)
    });
    counts.filter(|(_, count)| *count > 0).collect()
}

#[test]
fn without_a_repository_there_is_no_such_page() {
    let mut unknown = sample("https://git.example/me/links", None);
    unknown.config.repository.forge = None;
    for sample in [Sample::full(), unknown] {
        let (files, _) = render(&sample.input());
        assert!(!files.contains_key(PAGE) && !files.contains_key("manifest.webmanifest"));
        assert!(!files.keys().any(|path| path.contains("link-file") || path.contains("icon-")));
        for (path, bytes) in &files {
            let page = String::from_utf8_lossy(bytes);
            assert!(!page.contains("add/index.html") && !page.contains("manifest-src"), "{path}");
        }
        assert_eq!(scripted(&files), []);
    }
}

#[test]
fn every_page_leads_there_and_search_engines_do_not() {
    let sample = github();
    let (files, diagnostics) = render(&sample.input());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert!(text(&files, "index.html").contains("href=\"add/index.html\">Add a link</a>"));
    assert!(
        text(&files, "tags/lang-rust/index.html").contains("href=\"../../add/index.html\">Add a link</a>")
    );
    let page = text(&files, PAGE);
    assert!(page.contains("href=\"../add/index.html\" aria-current=\"page\">Add a link</a>"));
    assert!(page.contains("content=\"noindex\"") && !text(&files, "sitemap.xml").contains("/add/"));
    assert!(page.contains("<title>Add a link · The Reading Room</title>"));
    for file in ["js/link-file", "js/add", "css/add", "icon-192", "icon-512"] {
        assert!(files.keys().any(|path| path.starts_with(&format!("static/{file}."))), "{file}");
    }
}

#[test]
fn two_addresses_are_scripts_and_they_are_ours() {
    let (files, _) = render(&github().input());
    assert_eq!(scripted(&files), [(PAGE, 2)]);
    let tags = html::start_tags(PAGE, text(&files, PAGE));
    let policy = tags[2].get("content").unwrap();
    assert_eq!(tags[2].get("http-equiv"), Some("Content-Security-Policy"));
    // A click on one runs nothing here: inline scripts are not allowed, but for the one that is named.
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{policy}");
    assert!(
        policy.contains("script-src 'self' 'sha256-") && policy.contains("manifest-src 'self'"),
        "{policy}"
    );
    for tag in tags.iter().filter(|tag| tag.name == "script" || tag.name == "form") {
        assert!(html::is_the_themes(PAGE, tag), "<{}>", tag.name);
    }
    let marks: Vec<_> =
        tags.iter().filter(|tag| tag.get("class").is_some_and(|c| c.contains("bookmarklet"))).collect();
    let code: Vec<String> = marks
        .iter()
        .filter_map(|tag| tag.get("href"))
        .map(|href| percent_decode_str(href).decode_utf8().unwrap().into_owned())
        .collect();
    assert!(code[0].ends_with("})(\"https://links.example/repo/add/\");"), "{}", code[0]);
    assert!(
        code[1].ends_with(
            "})(\"https://github.com/me/links/new/main?filename=links/\", \"&value=\", \"Europe/Stockholm\");"
        ),
        "{}",
        code[1]
    );
    // Without search, the page still has its own scripts.
    let sample = github();
    let mut input = sample.input();
    input.search = false;
    let (files, _) = render_with(&input, &Theme::load("default", Vec::new()).unwrap()).unwrap();
    let page = text(&files, PAGE);
    assert!(page.contains("script-src 'self' 'sha256-") && page.contains("form-action 'none'"));
}

#[test]
fn each_forge_has_forms_of_its_own() {
    for (url, forge, form, issue) in [
        ("https://github.com/me/links", None, "new/main?filename=links/", "issues/new?template=add-link.yml"),
        ("https://gitlab.com/me/links", None, "-/new/main?file_name=links/", ""),
        (
            "https://git.example/me/links",
            Some(Forge::Forgejo),
            "_new/main/?filename=links/",
            "issues/new?template=.github/ISSUE_TEMPLATE/add-link.yml",
        ),
    ] {
        let (files, _) = render(&sample(url, forge).input());
        let tags = html::start_tags(PAGE, text(&files, PAGE));
        let of = tags.iter().find(|tag| tag.get("id") == Some("add-form")).unwrap();
        assert_eq!(of.get("data-form").unwrap(), format!("{url}/{form}"));
        let known = if issue.is_empty() { String::new() } else { format!("{url}/{issue}") };
        assert_eq!(of.get("data-issue").unwrap(), known);
        assert_eq!(tags.iter().any(|tag| tag.get("id") == Some("add-issue")), !issue.is_empty(), "{url}");
        assert!(text(&files, PAGE).contains(&format!("on {}", url.split('/').nth(2).unwrap())));
    }
    let (files, _) = render(&sample("https://gitlab.com/me/links", None).input());
    assert_eq!(scripted(&files), [(PAGE, 1)], "a forge that takes no text has no bookmark that leads there");
}

#[test]
fn a_site_that_does_not_know_its_address_says_so() {
    let mut sample = github();
    sample.config.site.base_url = None;
    let (files, _) = render(&sample.input());
    assert_eq!(scripted(&files), [(PAGE, 1)]);
    assert!(text(&files, PAGE).contains("base_url in linkarium.toml"));
}

#[test]
fn it_speaks_both_languages_and_both_themes_have_it() {
    let mut sample = github();
    for (language, theme, words) in [
        ("en", "default", ["Add a link", "to your bookmarks bar", "From a phone"]),
        ("zh", "default", ["添加链接", "拖到书签栏", "在手机上"]),
        ("en", "plain", ["Add a link", "to your bookmarks bar", "Write a new file on github.com"]),
        ("zh", "plain", ["添加链接", "拖到书签栏", "在 github.com 上新建文件"]),
    ] {
        sample.config.site.language = language.to_owned();
        let theme_files = Theme::load(theme, Vec::new()).unwrap();
        let mut input = sample.input();
        input.search = theme_files.offers_search();
        let (files, diagnostics) = render_with(&input, &theme_files).unwrap();
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let page = text(&files, PAGE);
        for word in words {
            assert!(page.contains(word), "{language} {theme}: {word}\n{page}");
        }
        let plain = theme == "plain";
        assert_eq!(scripted(&files), [(PAGE, if plain { 1 } else { 2 })]);
        assert_eq!(files.contains_key("manifest.webmanifest"), !plain);
        assert!(
            text(&files, "tags/index.html").contains(&format!("href=\"../add/index.html\">{}</a>", words[0])),
            "{theme}"
        );
        let tags = html::start_tags(PAGE, page);
        assert_eq!(tags.iter().filter(|tag| tag.name == "h1").count(), 1);
        if plain {
            assert!(!tags.iter().any(|tag| tag.name == "script" || tag.name == "form"));
            assert!(tags[2].get("content").unwrap().starts_with("default-src 'none'; style-src 'self'"));
            assert!(
                !files.keys().any(|path| path.ends_with(".js") || path.contains("icon-")),
                "{:?}",
                files.keys()
            );
            // A page that a server shows anywhere leads there from the root.
            assert!(text(&files, "404.html").contains("href=\"/repo/add/index.html\""));
        }
    }
}

#[test]
fn the_manifest_holds_wherever_the_site_stands() {
    let (files, _) = render(&github().input());
    let manifest: serde_json::Value = serde_json::from_slice(&files["manifest.webmanifest"]).unwrap();
    assert_eq!((&manifest["name"], &manifest["lang"]), (&"The Reading Room".into(), &"en".into()));
    assert_eq!(manifest["share_target"]["method"], "GET");
    let mut addresses: Vec<&str> =
        manifest["icons"].as_array().unwrap().iter().filter_map(|icon| icon["src"].as_str()).collect();
    addresses.push(manifest["share_target"]["action"].as_str().unwrap());
    for address in &addresses {
        assert!(files.contains_key(*address), "{address}");
    }
    assert_eq!(addresses.len(), 3);
    // Relative to the site's root; an `id` would be relative to the server's, and be shared with its other sites.
    assert_eq!(
        (&manifest["start_url"], &manifest["scope"], &manifest["id"]),
        (&"./".into(), &"./".into(), &serde_json::Value::Null)
    );
}
