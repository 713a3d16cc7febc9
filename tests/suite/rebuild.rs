//! A second build does what is due and nothing else.

use crate::support::{Collection, Reply, Web};

/// Two pages that share a style sheet and link to each other, and a dead link.
fn web() -> Web {
    let web = Web::start();
    web.on("/a/", Reply::page("<link rel=stylesheet href=/s.css><a href=/b/>b</a><a href=/later/>later</a>"));
    web.on("/b/", Reply::page("<link rel=stylesheet href=/s.css><a href=/a/>a</a><img src=b.png>"));
    web.on("/later/", Reply::page("<p>kept later</p>"));
    web.on("/s.css", Reply::css("body { background: url(s.png) }"));
    web.on("/s.png", Reply::png()).on("/b/b.png", Reply::png());
    web
}

#[test]
fn a_second_build_sends_nothing_and_writes_nothing() {
    let web = web();
    let collection = Collection::linking(&web, &["/a/", "/b/", "/dead"]);
    let run = collection.build();
    assert!(run.total("pages_written") > 0, "{run}");
    let (requests, before) = (web.total(), collection.tree(""));
    assert!(before.names().contains(&"output/index.html"), "{:?}", before.names());

    let run = collection.build();
    assert_eq!(web.total(), requests, "requests were sent");
    assert_eq!(run.outcome(&web.url("/a/")), "present", "{run}");
    assert_eq!(run.outcome(&web.url("/dead")), "deferred", "{run}");
    assert_eq!((run.total("requests"), run.total("pages_written")), (0, 0), "{run}");
    assert!(run.page(&web.url("/a/")).ends_with("/page.html"), "{run}");
    let after = collection.tree("");
    assert_eq!(after.changed_since(&before), Vec::<&str>::new());
    assert_eq!(after.written_since(&before), Vec::<&str>::new(), "files were written again");
}

#[test]
fn the_caches_hold_nothing_that_is_not_elsewhere() {
    let web = web();
    let collection = Collection::linking(&web, &["/a/", "/b/"]);
    collection.build();
    let (requests, before) = (web.total(), collection.tree("output"));
    fs_err::remove_dir_all(collection.path(".linkarium")).unwrap();
    collection.build();
    assert_eq!(web.total(), requests);
    assert_eq!(collection.tree("output").changed_since(&before), Vec::<&str>::new());
}

#[test]
fn a_record_that_is_gone_is_captured_again_alone() {
    let web = web();
    let collection = Collection::linking(&web, &["/a/", "/b/", "/dead"]);
    collection.build();
    let (name, _) =
        collection.records().into_iter().find(|(_, record)| record["url"] == web.url("/b/")).unwrap();
    fs_err::remove_file(collection.path(&format!("snapshots/{name}"))).unwrap();
    let run = collection.build();
    assert_eq!(run.outcome(&web.url("/b/")), "captured", "{run}");
    assert_eq!(run.outcome(&web.url("/a/")), "present", "{run}");
    assert_eq!((web.hits("/a/"), web.hits("/b/"), web.hits("/dead")), (1, 2, 1));
}

#[test]
fn one_more_link_touches_no_page_that_does_not_name_it() {
    let web = web();
    let collection = Collection::linking(&web, &["/a/", "/b/"]);
    let first = collection.build();
    let before = collection.tree("");
    collection.write("links/more.toml", &format!("[[link]]\nurl = \"{}\"\n", web.url("/later/")));
    let run = collection.report(&["build", "--verbose"]);
    assert_eq!(run.outcome(&web.url("/later/")), "captured", "{run}");
    assert!(run.stderr.contains("3 snapshots: 1 derived, 2 from the cache"), "{run}");
    assert_eq!((web.hits("/a/"), web.hits("/b/"), web.hits("/s.css")), (1, 1, 1));

    let after = collection.tree("");
    let written = after.written_since(&before);
    let other = format!("output/{}", first.page(&web.url("/b/")));
    assert!(!written.contains(&other.as_str()), "{other} was written again");
    assert!(!written.iter().any(|name| name.starts_with("output/assets/") && before.names().contains(name)));
    // The page that names the new link leads to its snapshot now.
    let names_it = format!("output/{}", first.page(&web.url("/a/")));
    assert!(written.contains(&names_it.as_str()), "{written:?}");
}

#[test]
fn a_link_that_is_gone_takes_its_pages_along_and_leaves_its_captures() {
    let web = web();
    let collection = Collection::linking(&web, &["/a/", "/b/"]);
    let run = collection.build();
    let page = format!("output/{}", run.page(&web.url("/b/")));
    collection.links(&[web.url("/a/")]);
    collection.build();
    assert!(!collection.exists(&page), "the page is still there");
    assert_eq!(collection.records().len(), 2, "the store is append-only");
    assert!(collection.tree("output").holding(&web.url("/b/")).iter().all(|name| name.contains("archive/")));
}
