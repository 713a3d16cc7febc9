//! The site: whole, relative, the same wherever it is built.

use std::path::Path;
use std::process::Command;

use url::Url;

use crate::support::{Collection, Reply, Tree, Web};

/// A small web whose pages link to each other, and links to it.
fn collection(web: &Web) -> Collection {
    web.on("/one/", Reply::page("<link rel=stylesheet href=/s.css><p id=top>one</p><a href='../two/#part'>two</a><a href=/not-kept/>x</a>"));
    web.on("/two/", Reply::page("<link rel=stylesheet href=/s.css><p id=part>two</p><a href=/one/>one</a><iframe src=/frame/></iframe>"));
    web.on("/frame/", Reply::page("<p>framed</p><img src=/p.png>"));
    web.on("/s.css", Reply::css("body { background: url(/p.png) }")).on("/p.png", Reply::png());
    web.on("/paper.pdf", Reply::of("application/pdf", "%PDF-1.4 small"));
    let collection = Collection::of(&[web]);
    let text = format!(
        "tags = [\"reading\"]\n[[link]]\nurl = \"{}\"\ntitle = \"Number <one>\"\ntags = [\"lang/c++\"]\nadded = 2024-05-06\n\
         [[link]]\nurl = \"{}\"\ntags = [\"lang/c#\"]\nadded = 2024-05-07\n[[link]]\nurl = \"{}\"\n[[link]]\nurl = \"{}\"\n",
        web.url("/one/"),
        web.url("/two/"),
        web.url("/paper.pdf"),
        web.url("/dead")
    );
    collection.write("links/a.toml", &text);
    collection.write(
        "links/tags.toml",
        "[[tag]]\nname = \"reading\"\ndescription = \"For evenings.\"\naliases = [\"books\"]\n",
    );
    collection
}

#[test]
fn every_relative_link_leads_to_a_file() {
    let web = Web::start();
    let collection = collection(&web);
    collection.build();
    let output = collection.tree("output");
    let mut checked = 0;
    for (name, bytes) in
        output.files().iter().filter(|(name, _)| Path::new(name).extension().is_some_and(|e| e == "html"))
    {
        if name == "404.html" {
            continue; // Shown at any depth, so its links cannot be relative.
        }
        let base = Url::parse(&format!("http://site.test/{name}")).unwrap();
        let html = String::from_utf8(bytes.clone()).unwrap();
        for target in targets(&html) {
            let Ok(url) = base.join(&target) else { panic!("{name}: `{target}` is no address") };
            if url.host_str() != Some("site.test") {
                continue;
            }
            assert!(!target.starts_with('/'), "{name}: `{target}` is not relative");
            let path = percent_encoding::percent_decode_str(url.path()).decode_utf8().unwrap().into_owned();
            assert!(output.names().contains(&&path[1..]), "{name}: `{target}` leads nowhere");
            checked += 1;
        }
    }
    assert!(checked > 50, "only {checked} links were found at all");
}

/// Values of href and src that stand in quotes, the five references undone.
fn targets(html: &str) -> Vec<String> {
    let parts = [" href=\"", " src=\""]
        .into_iter()
        .flat_map(|open| html.split(open).skip(1).map(|rest| rest.split('"').next()));
    let undone = |value: &str| {
        value
            .replace("&#x2F;", "/")
            .replace("&#39;", "'")
            .replace("&#x27;", "'")
            .replace("&quot;", "\"")
            .replace("&amp;", "&")
    };
    parts.flatten().map(undone).filter(|value| !value.starts_with('#')).collect()
}

#[test]
fn inward_links_lead_to_snapshots_and_outward_ones_away() {
    let web = Web::start();
    let collection = collection(&web);
    let run = collection.build();
    let one = collection.read(&format!("output/{}", run.page(&web.url("/one/"))));
    let inward =
        targets(&one).into_iter().find(|target| target.ends_with("#part")).unwrap_or_else(|| panic!("{one}"));
    assert!(inward.starts_with("../") && inward.contains("index.html"), "{inward}");
    assert!(one.contains(&web.url("/not-kept/")), "the outward link is gone\n{one}");
    assert!(one.contains("noreferrer"), "{one}");
}

#[test]
fn the_promised_files_are_there() {
    let web = Web::start();
    let collection = collection(&web);
    collection.report(&["build", "--base-url", "https://links.example/archive/"]);
    for name in [
        "index.html",
        "tags/index.html",
        "tags/reading/index.html",
        "tags/reading/feed.xml",
        "feed.xml",
        "sitemap.xml",
        "404.html",
        ".nojekyll",
        "links.json",
    ] {
        assert!(collection.exists(&format!("output/{name}")), "{name}");
    }
    let home = collection.read("output/index.html");
    assert!(home.contains("Number &lt;one&gt;"), "{home}");
    let sitemap = collection.read("output/sitemap.xml");
    assert!(
        sitemap.contains("https://links.example/archive/") && !sitemap.contains("index.html"),
        "{sitemap}"
    );
    let json: serde_json::Value = serde_json::from_str(&collection.read("output/links.json")).unwrap();
    assert!(json.to_string().contains(&web.url("/one/")));
    let tags = collection.read("output/tags/index.html");
    assert!(tags.contains("c++") && tags.contains("c#"), "{tags}");
    let lang: Vec<String> = collection.tree("output/tags").names().into_iter().map(str::to_owned).collect();
    assert!(lang.iter().any(|name| name.starts_with("lang/")), "an ancestor has its page too: {lang:?}");
}

#[test]
fn without_an_address_nothing_absolute_is_written() {
    let web = Web::start();
    let collection = collection(&web);
    let run = collection.build();
    assert!(!collection.exists("output/sitemap.xml"));
    assert!(format!("{}{}", run.stdout, run.stderr).contains("base_url"), "nobody is told\n{run}");
}

#[test]
fn a_clone_builds_to_the_same_bytes_without_a_request() {
    let web = Web::start();
    let collection = collection(&web);
    collection.write(".gitignore", "/output/*\n/.linkarium/\n");
    collection.report(&["build", "--base-url", "https://links.example/"]);
    git(collection.root(), &["init", "-q"]);
    git(collection.root(), &["add", "-A"]);
    git(collection.root(), &["commit", "-q", "-m", "all of it"]);
    let elsewhere = tempfile::tempdir().unwrap();
    let clone = elsewhere.path().join("a clone, elsewhere");
    git(elsewhere.path(), &["clone", "-q", collection.root().to_str().unwrap(), clone.to_str().unwrap()]);

    let requests = web.total();
    let mut command = crate::support::collection::program();
    command.arg("--root").arg(&clone).args(["build", "--offline", "--base-url", "https://links.example/"]);
    let run = crate::support::Run::of(&mut command);
    assert_eq!(run.code, 0, "{run}");
    assert_eq!(web.total(), requests);
    let (here, there) = (collection.tree("output"), Tree::of(&clone.join("output")));
    assert!(here.names().len() > 10);
    assert_eq!(there.changed_since(&here), Vec::<&str>::new());
}

fn git(folder: &Path, arguments: &[&str]) {
    let identity =
        ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
    let status = Command::new("git").args(identity).args(arguments).current_dir(folder).status().unwrap();
    assert!(status.success(), "git {arguments:?}");
}

#[test]
fn a_folder_of_someone_else_is_left_alone() {
    let web = Web::start();
    let collection = collection(&web);
    collection.write("output/thesis.doc", "years of work");
    let run = collection.run(&["build", "--offline"]);
    assert_eq!(run.code, 1, "{run}");
    assert_eq!(collection.tree("output").names(), ["thesis.doc"]);
}

#[test]
fn the_output_may_lie_elsewhere() {
    let web = Web::start();
    let collection = collection(&web);
    let elsewhere = tempfile::tempdir().unwrap();
    let folder = elsewhere.path().join("site");
    collection.report(&["build", "--output", folder.to_str().unwrap()]);
    assert!(folder.join("index.html").exists() && !collection.exists("output/index.html"));
}
