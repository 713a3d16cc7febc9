//! Private links stand nowhere on the site; unlisted ones are found only by who knows their address.

use crate::support::{Collection, Reply, Web};

fn collection(web: &Web) -> Collection {
    for (path, words) in
        [("/open", "words for all"), ("/marked", "secret words one"), ("/foldered", "secret words two")]
    {
        web.on(path, Reply::page(&format!("<p>{words}</p><img src={path}.png>")))
            .on(&format!("{path}.png"), Reply::png());
    }
    web.on("/unlisted", Reply::page("<p>words for a few</p>"));
    let collection = Collection::of(&[web]);
    let open = format!("url = \"{}\"\ntitle = \"Open\"\ntags = [\"shared\"]", web.url("/open"));
    let hidden = format!(
        "url = \"{}\"\ntitle = \"Hidden One\"\ntags = [\"shared\", \"hush\"]\nvisibility = \"private\"",
        web.url("/marked")
    );
    let quiet = format!(
        "url = \"{}\"\nid = \"quiet-one\"\ntitle = \"Quiet One\"\ntags = [\"shared\"]\nvisibility = \"unlisted\"",
        web.url("/unlisted")
    );
    let text = ["", &open, &hidden, &quiet].join("\n[[link]]\n");
    collection.write("links/a.toml", &text);
    collection
        .write("links/private/b.md", &format!("- [Hidden Two](<{}>) #shared #hush\n", web.url("/foldered")));
    collection
}

#[test]
fn private_links_are_nowhere_in_the_output() {
    let web = Web::start();
    let collection = collection(&web);
    let run = collection.report(&["build", "--base-url", "https://links.example/"]);
    assert_eq!(run.outcome(&web.url("/marked")), "captured", "{run}");
    assert_eq!(run.outcome(&web.url("/foldered")), "captured", "{run}");
    let output = collection.tree("output");
    for word in ["Hidden One", "Hidden Two", "secret words", "/marked", "/foldered", "hush"] {
        assert_eq!(output.holding(word), Vec::<&str>::new(), "{word} is published");
    }
    assert!(
        output
            .names()
            .iter()
            .all(|name| !name.contains("marked") && !name.contains("foldered") && !name.contains("hush"))
    );
}

#[test]
fn their_captures_lie_apart() {
    let web = Web::start();
    let collection = collection(&web);
    collection.build();
    let store = collection.tree("snapshots");
    for word in ["secret words one", "secret words two", "/marked", "/foldered"] {
        let holding = store.holding(word);
        assert!(!holding.is_empty(), "{word} is not kept");
        assert!(holding.iter().all(|name| name.starts_with("private/")), "{word} lies in {holding:?}");
    }
    assert!(!store.holding("words for all").iter().any(|name| name.starts_with("private/")));
    // They are found again where they lie.
    let requests = web.total();
    let run = collection.build();
    assert_eq!((run.outcome(&web.url("/marked")), web.total()), ("present", requests), "{run}");
}

#[test]
fn unlisted_links_have_a_page_and_stand_in_no_list() {
    let web = Web::start();
    let collection = collection(&web);
    let run = collection.report(&["build", "--base-url", "https://links.example/"]);
    assert!(collection.read("output/links/quiet-one/index.html").contains("Quiet One"));
    assert!(
        collection.read(&format!("output/{}", run.page(&web.url("/unlisted")))).contains("words for a few")
    );
    for name in
        ["index.html", "links.json", "feed.xml", "sitemap.xml", "tags/index.html", "tags/shared/index.html"]
    {
        let text = collection.read(&format!("output/{name}"));
        assert!(!text.contains("Quiet One") && !text.contains("quiet-one"), "{name} lists it");
    }
    assert!(collection.read("output/links.json").contains("Open"));
}

#[test]
fn a_link_that_becomes_private_is_warned_about() {
    let web = Web::start();
    web.on("/", Reply::page("mine alone"));
    let collection = Collection::linking(&web, &["/"]);
    let run = collection.build();
    assert!(!run.stderr.contains("private-in-public-store"), "{run}");
    collection
        .write("links/b.toml", &format!("[[link]]\nurl = \"{}\"\nvisibility = \"private\"\n", web.url("/")));
    let run = collection.run(&["build", "--offline"]);
    assert!(run.stderr.contains("private-in-public-store"), "{run}");
    assert!(collection.tree("output").holding("mine alone").is_empty());
}
