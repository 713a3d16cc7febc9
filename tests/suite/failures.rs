//! What fails is classified, recorded, tried again where that helps, and stops nothing else.

use std::time::Duration;

use crate::support::{Collection, Reply, Web};

#[test]
fn every_failure_has_its_class() {
    let web = Web::start();
    web.on("/good", Reply::page("sound"));
    web.on("/broken", Reply::status(500));
    web.on("/empty", Reply::status(204)).on("/part", Reply::status(206));
    web.on("/cut", Reply::page(&"half a page ".repeat(4000)).cut());
    web.on("/garbled", Reply::page("no gzip at all").header("content-encoding", "gzip"));
    web.on("/never", Reply::never());
    web.on("/round", Reply::redirect("/and-round")).on("/and-round", Reply::redirect("/round"));
    let nobody = closed_port();
    let expected = [
        (web.url("/missing"), "http-status"),
        (web.url("/broken"), "http-status"),
        (web.url("/empty"), "http-status"),
        (web.url("/part"), "http-status"),
        (web.url("/cut"), "truncated"),
        (web.url("/garbled"), "decode"),
        (web.url("/never"), "timeout"),
        (web.url("/round"), "too-many-redirects"),
        (format!("http://{nobody}/"), "connect"),
    ];
    let mut collection = Collection::of(&[&web]);
    collection.setting(&format!("allow_private = [\"{}\", \"{nobody}\"]", web.host()));
    collection.setting("resource_timeout = \"1s\"");
    let urls: Vec<String> = expected.iter().map(|(url, _)| url.clone()).chain([web.url("/good")]).collect();
    collection.links(&urls);
    let run = collection.build();
    assert_eq!(run.outcome(&web.url("/good")), "captured", "{run}");
    for (url, kind) in &expected {
        assert_eq!((run.outcome(url), run.error(url)), ("failed", *kind), "{url}\n{run}");
        assert!(run.link(url)["next_attempt"].is_string(), "{url} is never tried again\n{run}");
        assert!(!run.link(url)["error"]["message"].as_str().unwrap().is_empty());
    }
    assert_eq!(run.link(&web.url("/missing"))["status"], 404, "{run}");
    assert_eq!((run.total("captured"), run.total("failed")), (1, 9), "{run}");
    assert_eq!(collection.records().len(), 10, "failed attempts are records too");
    let pages = collection.tree("output/links");
    for (url, _) in &expected {
        assert!(!pages.holding(url).is_empty(), "{url} has no page of its own");
    }
}

#[test]
fn a_stumbling_server_is_asked_again() {
    let web = Web::start();
    web.in_turn("/", vec![Reply::status(503), Reply::status(503), Reply::page("up again")]);
    let mut collection = Collection::linking(&web, &["/"]);
    collection.setting("retries = 2");
    let run = collection.report(&["capture"]);
    assert_eq!(run.outcome(&web.url("/")), "captured", "{run}");
    assert_eq!((web.hits("/"), run.link(&web.url("/"))["attempts"].as_u64()), (3, Some(3)), "{run}");
}

#[test]
fn what_is_gone_is_asked_once() {
    let web = Web::start();
    let mut collection = Collection::linking(&web, &["/gone"]);
    collection.setting("retries = 2");
    let run = collection.report(&["capture"]);
    assert_eq!(run.outcome(&web.url("/gone")), "failed", "{run}");
    assert_eq!(web.hits("/gone"), 1);
}

#[test]
fn dead_links_wait_for_their_time_unless_forced() {
    let web = Web::start();
    web.in_turn("/", vec![Reply::status(404), Reply::page("back")]);
    let collection = Collection::linking(&web, &["/"]);
    assert_eq!(collection.build().outcome(&web.url("/")), "failed");
    let run = collection.build();
    assert_eq!(run.outcome(&web.url("/")), "deferred", "{run}");
    assert_eq!(web.hits("/"), 1);
    let run = collection.report(&["build", "--retry"]);
    assert_eq!(run.outcome(&web.url("/")), "captured", "{run}");
    assert_eq!(web.hits("/"), 2);
}

#[test]
fn trying_before_its_time_makes_the_next_wait_no_longer() {
    let web = Web::start();
    let collection = Collection::linking(&web, &["/"]);
    collection.build();
    collection.report(&["build", "--retry"]);
    collection.report(&["build", "--retry"]);
    let failures: Vec<u64> =
        collection.records().iter().map(|(_, record)| record["failures"].as_u64().unwrap()).collect();
    assert_eq!(failures, [1, 1, 1]);
    assert_eq!(web.hits("/"), 3);
}

#[test]
fn a_page_that_lacks_something_is_partial() {
    let web = Web::start();
    web.on(
        "/",
        Reply::page("<p>all the words</p><img src=here.png><img src=missing.png><img src=never.png>"),
    );
    web.on("/here.png", Reply::png()).on("/never.png", Reply::never());
    let mut collection = Collection::linking(&web, &["/"]);
    collection.setting("resource_timeout = \"1s\"");
    let run = collection.build();
    let link = run.link(&web.url("/"));
    assert_eq!(link["outcome"], "partial", "{run}");
    assert_eq!(link["resources"]["failed"], 2, "{run}");
    let page = collection.read(&format!("output/{}", run.page(&web.url("/"))));
    assert!(page.contains("all the words"));
    assert!(!collection.tree("output").holding("missing.png").is_empty(), "nobody is told what is missing");
}

#[test]
fn one_slow_page_holds_up_no_other() {
    let web = Web::start();
    web.on("/", Reply::page("<img src=never.png>")).on("/never.png", Reply::never());
    web.on("/quick", Reply::page("quick"));
    let mut collection = Collection::linking(&web, &["/", "/quick"]);
    collection.setting("timeout = \"2s\"");
    let run = collection.report(&["capture"]);
    assert_eq!(run.outcome(&web.url("/quick")), "captured", "{run}");
    assert_ne!(run.outcome(&web.url("/")), "captured", "{run}");
    // The page's own limit ended it, not the hour that the picture takes.
    let millis = Duration::from_millis(run.link(&web.url("/"))["millis"].as_u64().unwrap());
    assert!(millis < Duration::from_secs(25), "{run}");
}

/// An address of loopback at which nobody listens.
fn closed_port() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}
