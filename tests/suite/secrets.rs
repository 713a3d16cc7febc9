//! What only the keeper may know reaches no record of the public store, no page, and no other server.

use crate::support::{Collection, Reply, Web};

#[test]
fn a_private_address_is_named_in_no_public_record() {
    let web = Web::start();
    for path in ["/hidden?token=SESAME", "/open"] {
        web.on(path, Reply::html("<link rel=stylesheet href=/s.css><p>page</p>"));
    }
    web.on("/s.css", Reply::css("p { color: red }"));
    let collection = Collection::of(&[&web]);
    collection
        .write("links/private/a.toml", &format!("[[link]]\nurl = \"{}\"\n", web.url("/hidden?token=SESAME")));
    collection.write("links/b.toml", &format!("[[link]]\nurl = \"{}\"\n", web.url("/open")));
    let run = collection.build();
    assert_eq!(run.total("captured"), 2, "{run}");
    for (name, bytes) in collection.tree("snapshots").files() {
        let told = String::from_utf8_lossy(bytes).contains("SESAME");
        assert_eq!(told, name.contains("private/captures/"), "{name}");
    }
}

#[test]
fn passwords_in_addresses_are_published_nowhere() {
    let web = Web::start();
    web.on("/", Reply::html("<p>a page</p><video src=/film.mp4></video>"));
    web.on("/round", Reply::redirect("/round"));
    let collection = Collection::of(&[&web]);
    let with_password = |path: &str| web.url(path).replace("http://", "http://ann:hunter2@");
    collection.links(&[with_password("/"), with_password("/round")]);
    collection.report_any(&["build"]);
    for folder in ["snapshots", "output"] {
        let tree = collection.tree(folder);
        assert!(!tree.files().is_empty());
        assert_eq!(tree.holding("hunter2"), Vec::<&str>::new(), "{folder}");
    }
}

#[test]
fn headers_of_a_rule_stay_with_the_site_they_are_meant_for() {
    let (site, other) = (Web::start(), Web::start());
    site.on("/", Reply::redirect("/in")).on("/in", Reply::redirect(&other.url("/out")));
    other.on("/out", Reply::page("elsewhere"));
    let collection = Collection::of(&[&site, &other]);
    collection.links(&[site.url("/")]);
    let settings = collection.read("linkarium.toml");
    let rule = "\n[[rule]]\nmatch = \"127.0.0.1*\"\nheaders = { x-token = \"SESAME\" }\n";
    collection.write("linkarium.toml", &(settings + rule));
    let run = collection.report(&["capture"]);
    assert_eq!(run.total("captured"), 1, "{run}");
    assert!(site.seen().iter().all(|seen| seen.header("x-token") == "SESAME"));
    assert_eq!(other.seen()[0].header("x-token"), "");
    assert!(collection.tree("snapshots").holding("SESAME").is_empty());
}
