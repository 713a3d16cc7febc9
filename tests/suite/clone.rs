//! What a collection that somebody else has made may bring along, and what damage in it may cost.

use crate::support::{Collection, Reply, Web};

/// A built collection: two pages that share a picture, and a third without it.
fn built(web: &Web) -> Collection {
    web.on("/a", Reply::page("<p>words of a</p><img src=/one.png>"));
    web.on("/b", Reply::page("<p>words of b</p><img src=/one.png>"));
    web.on("/c", Reply::page("<p>words of c</p>"));
    web.on("/one.png", Reply::png());
    let collection = Collection::linking(web, &["/a", "/b", "/c"]);
    collection.build();
    collection
}

/// Path below the collection of the blob of the picture.
fn picture(collection: &Collection) -> String {
    let store = collection.tree("snapshots");
    let is_png =
        |(name, bytes): &(&String, &Vec<u8>)| name.starts_with("blobs/") && bytes.starts_with(b"\x89PNG");
    let (name, _) = store.files().iter().find(is_png).unwrap();
    format!("snapshots/{name}")
}

#[test]
fn a_body_that_is_gone_costs_what_it_was_and_nothing_else() {
    let web = Web::start();
    let collection = built(&web);
    let before = collection.tree("output");
    let blob = picture(&collection);
    let bytes = fs_err::read(collection.path(&blob)).unwrap();
    for damage in [None, Some(b"not a picture".as_slice())] {
        fs_err::remove_file(collection.path(&blob)).unwrap();
        if let Some(damage) = damage {
            collection.write_bytes(&blob, damage);
        }
        let run = collection.build();
        for path in ["/a", "/b", "/c"] {
            assert!(collection.exists(&format!("output/{}", run.page(&web.url(path)))), "{run}");
        }
        assert_eq!(run.stderr.matches("missing or damaged").count(), 1, "{run}");
        assert!(run.stderr.contains("verify"), "{run}");
        assert!(
            !collection.tree("output").names().iter().any(|name| name.ends_with(".png")),
            "it is published"
        );
        // Without the cache it is the same.
        fs_err::remove_dir_all(collection.path(".linkarium/derived")).unwrap();
        let again = collection.build();
        assert_eq!(again.total("pages_written"), 0, "{again}");

        collection.write_bytes(&blob, &bytes);
        let run = collection.build();
        assert!(!run.stderr.contains("damaged"), "{run}");
        assert_eq!(collection.tree("output").changed_since(&before), Vec::<&str>::new());
    }
}

#[test]
fn a_damaged_body_is_mended_by_a_refresh() {
    let web = Web::start();
    let collection = built(&web);
    let blob = picture(&collection);
    let good = fs_err::read(collection.path(&blob)).unwrap();
    let mut bad = good.clone();
    bad[20] ^= 1;
    collection.write_bytes(&blob, &bad);
    assert_eq!(collection.run(&["verify"]).code, 1);
    collection.report(&["capture", "--refresh", &web.url("/a")]);
    assert_eq!(collection.run(&["verify"]).code, 0);
    assert_eq!(fs_err::read(collection.path(&blob)).unwrap(), good);
}

#[test]
fn derived_pages_of_others_are_not_published() {
    let web = Web::start();
    let collection = built(&web);
    let mut poisoned = 0;
    for (name, bytes) in collection.tree(".linkarium/derived").files() {
        let words = b"words of";
        let Some(at) = bytes.windows(words.len()).rposition(|window| window == words) else { continue };
        let mut bytes = bytes.clone();
        bytes[at..at + words.len()].copy_from_slice(b"<script>");
        collection.write_bytes(&format!(".linkarium/derived/{name}"), &bytes);
        poisoned += 1;
    }
    assert_eq!(poisoned, 3);
    let run = collection.report(&["build", "--verbose"]);
    assert!(run.stderr.contains("3 derived, 0 from the cache"), "{run}");
    let output = collection.tree("output");
    assert_eq!(output.holding("words of a").iter().filter(|name| name.ends_with("/page.html")).count(), 1);
}

#[test]
fn a_cache_that_cannot_be_written_costs_time_alone() {
    let web = Web::start();
    let collection = built(&web);
    fs_err::remove_dir_all(collection.path(".linkarium/derived")).unwrap();
    fs_err::remove_dir_all(collection.path("output")).unwrap();
    collection.write(".linkarium/derived", "a file in its place");
    let run = collection.build();
    assert_eq!(run.stderr.matches("could not be kept in the cache").count(), 1, "{run}");
    for path in ["/a", "/b", "/c"] {
        assert!(collection.exists(&format!("output/{}", run.page(&web.url(path)))), "{run}");
    }
}

#[test]
fn links_that_share_a_former_address_share_its_snapshots() {
    let web = Web::start();
    let collection = built(&web);
    let table =
        |path: &str| format!("[[link]]\nurl = \"{}\"\naliases = [\"{}\"]\n", web.url(path), web.url("/a"));
    collection.write("links/links.toml", &format!("{}{}", table("/b"), table("/c")));
    let run = collection.report_any(&["build", "--verbose", "--offline"]);
    assert!(run.stderr.contains("3 snapshots: 0 derived, 3 from the cache"), "{run}");
    let pages = collection.tree("output").names().iter().filter(|name| name.ends_with("/page.html")).count();
    assert_eq!(pages, 3, "{run}");
}

#[test]
fn urls_that_differ_in_a_routing_fragment_are_kept_side_by_side() {
    let web = Web::start();
    let collection = Collection::of(&[&web]);
    for arguments in [
        ["add", "https://app.example/#/a", "https://app.example/#/b"].as_slice(),
        &["add", "https://app.example/#/c"],
    ] {
        let run = collection.run(arguments);
        assert_eq!(run.code, 0, "{run}");
    }
    let run = collection.run(&["list"]);
    for route in ["#/a", "#/b", "#/c"] {
        assert!(run.stdout.contains(route), "{run}");
    }
    let run = collection.run(&["add", "https://app.example/#/b"]);
    assert_ne!(run.code, 0, "{run}");
}

#[cfg(unix)]
#[test]
fn symbolic_links_lead_no_write_and_no_removal_out_of_the_collection() {
    use std::os::unix::fs::symlink;
    let web = Web::start();
    for name in
        [".linkarium", ".linkarium/derived", ".linkarium/staging-output", "output", "snapshots", "links"]
    {
        let collection = built(&web);
        let elsewhere = tempfile::tempdir().unwrap();
        let victim = elsewhere.path().join("ab/cd/thesis.doc");
        fs_err::create_dir_all(victim.parent().unwrap()).unwrap();
        fs_err::write(&victim, "years of work").unwrap();
        fs_err::write(elsewhere.path().join(".linkarium-manifest"), "ab/cd/thesis.doc\n").unwrap();
        fs_err::remove_dir_all(collection.path(name)).unwrap();
        symlink(elsewhere.path(), collection.path(name)).unwrap();
        let run = collection.run(&["build"]);
        assert_eq!(run.code, 1, "{name}: {run}");
        assert!(run.stderr.contains("link") && run.stderr.contains("help:"), "{name}: {run}");
        assert_eq!(fs_err::read_to_string(&victim).unwrap(), "years of work", "{name}");
        assert_eq!(fs_err::read_dir(elsewhere.path()).unwrap().count(), 2, "{name}");
    }
    // What the keeper names may be a link.
    let collection = built(&web);
    let elsewhere = tempfile::tempdir().unwrap();
    symlink(elsewhere.path(), collection.path("site")).unwrap();
    let run = collection.run(&["build", "--output", collection.path("site").to_str().unwrap()]);
    assert_eq!(run.code, 0, "{run}");
    assert!(elsewhere.path().join("index.html").exists());
}

#[cfg(unix)]
#[test]
fn symbolic_links_lead_no_reading_out_of_the_collection() {
    use std::os::unix::fs::symlink;
    let web = Web::start();
    let elsewhere = tempfile::tempdir().unwrap();
    fs_err::write(elsewhere.path().join("secret.md"), "- [secret words](https://secret.example/)\n").unwrap();
    fs_err::write(elsewhere.path().join("config"), "[http]\nextraheader = AUTHORIZATION: basic c2VjcmV0\n")
        .unwrap();

    let collection = built(&web);
    symlink(elsewhere.path(), collection.path("links/x")).unwrap();
    let told = collection.run(&["lint"]).to_string();
    assert!(told.contains("links/x") && told.contains("leads out"), "{told}");
    assert!(!told.contains("secret"), "{told}");
    assert!(!collection.run(&["list"]).stdout.contains("secret"));

    let collection = built(&web);
    // The collection's own secrets are as good as others'.
    collection.write(".git/config", "[http]\nextraheader = AUTHORIZATION: basic c2VjcmV0\n");
    for target in [elsewhere.path().join("config"), ".git/config".into()] {
        fs_err::remove_file(collection.path("linkarium.toml")).unwrap();
        symlink(target, collection.path("linkarium.toml")).unwrap();
        let run = collection.run(&["lint"]);
        let told = run.to_string();
        assert!(run.code != 0 && told.contains("symbolic link") && told.contains("help:"), "{told}");
        assert!(!told.contains("AUTHORIZATION"), "{told}");
    }
}
