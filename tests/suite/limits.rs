//! Bounds: bytes, depth, circles. Nothing that a server sends makes the program run for ever or eat the disk.

use crate::support::{Collection, Reply, Web};

#[test]
fn a_page_that_is_too_large_fails() {
    let web = Web::start();
    web.on("/", Reply::page(&"x".repeat(200_000)));
    let mut collection = Collection::linking(&web, &["/"]);
    collection.setting("max_page_bytes = \"100KB\"");
    let run = collection.report(&["capture"]);
    assert_eq!((run.outcome(&web.url("/")), run.error(&web.url("/"))), ("failed", "too-large"), "{run}");
}

#[test]
fn bytes_are_counted_after_decoding() {
    let web = Web::start();
    let bomb = Reply::page(&" ".repeat(8_000_000)).gzip();
    web.on("/", bomb);
    let mut collection = Collection::linking(&web, &["/"]);
    collection.setting("max_page_bytes = \"1MB\"");
    let run = collection.report(&["capture"]);
    assert_eq!((run.outcome(&web.url("/")), run.error(&web.url("/"))), ("failed", "too-large"), "{run}");
    let stored = collection.tree("snapshots");
    assert!(stored.files().values().all(|bytes| bytes.len() < 2_000_000), "the bomb went off on disk");
}

#[test]
fn a_resource_that_is_too_large_is_missing_from_the_page() {
    let web = Web::start();
    web.on("/", Reply::page("<img src=small.png><img src=huge.png>"));
    web.on("/small.png", Reply::png()).on("/huge.png", Reply::of("image/png", vec![7; 300_000]));
    let mut collection = Collection::linking(&web, &["/"]);
    collection.setting("max_resource_bytes = \"100KB\"");
    let run = collection.report(&["capture"]);
    assert_eq!(run.outcome(&web.url("/")), "partial", "{run}");
    let record = collection.record(&web.url("/"));
    let exchanges = record["exchanges"].as_array().unwrap();
    let huge = exchanges.iter().find(|exchange| exchange["url"] == web.url("/huge.png")).unwrap();
    assert_eq!(huge["error"]["kind"], "too-large");
}

#[test]
fn a_snapshot_has_a_bound_too() {
    let web = Web::start();
    let names: Vec<String> = (0..10).map(|n| format!("{n}.png")).collect();
    for (name, byte) in names.iter().zip(1..) {
        web.on(&format!("/{name}"), Reply::of("image/png", vec![byte; 50_000]));
    }
    web.on("/", Reply::page(&format!("<img src={}>", names.join("><img src="))));
    let mut collection = Collection::linking(&web, &["/"]);
    collection.setting("max_snapshot_bytes = \"200KB\"");
    collection.setting("per_host = 1");
    let run = collection.report(&["capture"]);
    assert_eq!(run.outcome(&web.url("/")), "partial", "{run}");
    let bytes = run.link(&web.url("/"))["resources"]["bytes"].as_u64().unwrap();
    assert!(bytes <= 250_000, "{bytes} bytes are in the snapshot\n{run}");
}

#[test]
fn circles_end() {
    let web = Web::start();
    web.on("/self/", Reply::page("<p>me</p><iframe src=/self/></iframe>"));
    web.on("/pair/", Reply::page("<iframe src=/riap/></iframe>"));
    web.on("/riap/", Reply::page("<iframe src=/pair/></iframe>"));
    web.on("/style/", Reply::page("<link rel=stylesheet href=a.css>"));
    web.on("/style/a.css", Reply::css("@import 'b.css'; p { color: red }"));
    web.on("/style/b.css", Reply::css("@import 'a.css'; p { color: blue }"));
    let collection = Collection::linking(&web, &["/self/", "/pair/", "/style/"]);
    let run = collection.build();
    assert_eq!(run.total("failed"), 0, "{run}");
    assert_eq!((web.hits("/style/a.css"), web.hits("/style/b.css")), (1, 1));
    // The page as a link, as its own frame, and perhaps once more as a frame of that.
    assert!(web.hits("/self/") <= 3, "{} times", web.hits("/self/"));
}

#[test]
fn a_bottomless_page_has_a_bottom() {
    let web = Web::start();
    web.on("/", Reply::page("<link rel=stylesheet href=/0.css><iframe src=/frame/0></iframe>"));
    for n in 0..200 {
        web.on(&format!("/{n}.css"), Reply::css(&format!("@import '/{}.css';", n + 1)));
        web.on(&format!("/frame/{n}"), Reply::page(&format!("<iframe src=/frame/{}></iframe>", n + 1)));
    }
    let collection = Collection::linking(&web, &["/"]);
    let run = collection.build();
    assert_ne!(run.outcome(&web.url("/")), "failed", "{run}");
    assert!(web.total() < 300, "{} requests for one page", web.total());
}

#[test]
fn deep_nesting_is_no_crash() {
    let web = Web::start();
    web.on("/", Reply::html(&format!("<title>deep</title>{}bottom", "<div><b>".repeat(60_000))));
    web.on("/sound", Reply::page("sound"));
    let collection = Collection::linking(&web, &["/", "/sound"]);
    let run = collection.build();
    assert_ne!(run.outcome(&web.url("/")), "failed", "{run}");
    assert_eq!(run.outcome(&web.url("/sound")), "captured", "{run}");
}
