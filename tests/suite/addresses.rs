//! Nothing that is not publicly routable is fetched unless it is named, by whatever way it is reached.

use crate::support::{Collection, Reply, Web};

#[test]
fn private_addresses_are_blocked_in_every_spelling() {
    let canary = Web::start();
    let port = canary.host().rsplit_once(':').unwrap().1.to_owned();
    let urls: Vec<String> = [
        "127.0.0.1",
        "127.1",
        "0x7f000001",
        "2130706433",
        "0177.0.0.1",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "[::]",
        "169.254.169.254",
        "10.0.0.1",
        "192.168.0.1",
        "[fe80::1]",
        "[fd00::1]",
    ]
    .iter()
    .map(|host| format!("http://{host}:{port}/{}", host.len()))
    .collect();
    let collection = Collection::of(&[]);
    // A file each: some are the same address to the program, and duplicates in its eyes.
    for (n, url) in urls.iter().enumerate() {
        collection.write(&format!("links/{n}.toml"), &format!("[[link]]\nurl = \"{url}\"\n"));
    }
    let run = collection.report(&["capture"]);
    for link in run.report["links"].as_array().unwrap() {
        assert_eq!(link["outcome"], "failed", "{run}");
        // Whether a system resolves this spelling at all is its own affair.
        let unresolved =
            link["url"].as_str().unwrap().contains("localhost.:") && link["error"]["kind"] == "dns";
        assert!(unresolved || link["error"]["kind"] == "blocked-address", "{run}");
    }
    assert!(run.total("failed") >= 12, "{run}");
    assert_eq!(canary.total(), 0, "{:?}", canary.seen());
}

#[test]
fn a_redirect_does_not_open_the_door() {
    let (web, canary) = (Web::start(), Web::start());
    canary.on("/", Reply::page("the inside"));
    let port = canary.host().rsplit_once(':').unwrap().1.to_owned();
    web.on("/literal", Reply::redirect(&canary.url("/")));
    web.on("/name", Reply::redirect(&format!("http://localhost:{port}/")));
    web.on("/twice", Reply::redirect("/literal"));
    web.on("/file", Reply::redirect("file:///etc/hostname"));
    let collection = Collection::linking(&web, &["/literal", "/name", "/twice", "/file"]);
    let run = collection.report(&["capture"]);
    for path in ["/literal", "/name", "/twice"] {
        assert_eq!(
            (run.outcome(&web.url(path)), run.error(&web.url(path))),
            ("failed", "blocked-address"),
            "{run}"
        );
    }
    assert_eq!(run.error(&web.url("/file")), "unsupported-scheme", "{run}");
    assert_eq!(canary.total(), 0, "{:?}", canary.seen());
}

#[test]
fn nor_does_anything_a_page_needs() {
    let (web, canary) = (Web::start(), Web::start());
    let inside = canary.url("");
    let body = format!(
        "<p>words</p><img src={inside}/i.png srcset='{inside}/s.png 2x'><iframe src={inside}/f></iframe>\
         <script src={inside}/j.js></script><link rel=icon href={inside}/icon.png><link rel=stylesheet href=s.css>\
         <p style='background: url({inside}/b.png)'><img src=moved.png>"
    );
    web.on("/", Reply::page(&body)).on("/moved.png", Reply::redirect(&canary.url("/m.png")));
    web.on(
        "/s.css",
        Reply::css(&format!("@import '{inside}/c.css'; p {{ background: url({inside}/u.png) }}")),
    );
    let collection = Collection::linking(&web, &["/"]);
    let run = collection.build();
    assert_eq!(run.outcome(&web.url("/")), "partial", "{run}");
    assert_eq!(canary.total(), 0, "{:?}", canary.seen());
    let record = collection.record(&web.url("/"));
    let blocked = |exchange: &&serde_json::Value| exchange["error"]["kind"] == "blocked-address";
    let count = record["exchanges"].as_array().unwrap().iter().filter(blocked).count();
    assert!(count >= 9, "{count} of them are recorded as blocked\n{record:#}");
}

#[test]
fn what_is_named_is_allowed_and_nothing_else() {
    let (web, other) = (Web::start(), Web::start());
    web.on("/", Reply::page("allowed"));
    other.on("/", Reply::page("allowed too"));
    let mut collection = Collection::of(&[&web]);
    collection.links(&[web.url("/"), other.url("/")]);
    let run = collection.report(&["capture"]);
    assert_eq!(run.outcome(&web.url("/")), "captured", "{run}");
    assert_eq!(run.error(&other.url("/")), "blocked-address", "{run}");
    assert_eq!(other.total(), 0);

    collection.setting("allow_private = [\"127.0.0.0/8\"]");
    let run = collection.report(&["capture", "--retry"]);
    assert_eq!(run.outcome(&other.url("/")), "captured", "{run}");
}

#[test]
fn what_was_refused_is_tried_as_soon_as_it_is_allowed() {
    let web = Web::start();
    web.on("/", Reply::page("at home"));
    let collection = Collection::of(&[]);
    collection.links(&[web.url("/")]);
    let run = collection.build();
    assert_eq!(
        (run.outcome(&web.url("/")), run.error(&web.url("/"))),
        ("failed", "blocked-address"),
        "{run}"
    );
    assert_eq!(collection.build().outcome(&web.url("/")), "deferred");
    assert_eq!(collection.records().len(), 1);
    collection.write("linkarium.toml", &format!("[capture]\nallow_private = [\"{}\"]\n", web.host()));
    let run = collection.build();
    assert_eq!(run.outcome(&web.url("/")), "captured", "{run}");
}
