//! Rebuilding: each change once, whatever way it came about, and pages only when their lines have rested.

use std::time::{Duration, Instant};

use crate::support::git::{commit, git};
use crate::support::live::Live;
use crate::support::{Collection, Reply, Web};

fn note(url: &str, words: &str) -> String {
    format!("+++\nurl = \"{url}\"\n+++\n{words}\n")
}

#[test]
fn each_change_is_built_once_and_right() {
    let collection = Collection::of(&[]);
    collection.write("links/a/one.md", &note("https://one.example/", "the first words"));
    let watch = Live::watch(&collection, &["--offline"]);
    let page = |words: &str| !collection.tree("output").holding(words).is_empty();
    assert!(page("the first words"));

    // As vim, and many others, save: the old file moves away, the new one gets its name.
    let before = watch.builds();
    fs_err::rename(collection.path("links/a/one.md"), collection.path("links/a/one.md~")).unwrap();
    collection.write("links/a/.one.md.tmp", &note("https://one.example/", "the second words"));
    fs_err::rename(collection.path("links/a/.one.md.tmp"), collection.path("links/a/one.md")).unwrap();
    fs_err::remove_file(collection.path("links/a/one.md~")).unwrap();
    watch.builds_after(before, 1);
    assert!(page("the second words") && !page("the first words"));

    // Windows moves no folder that is being watched.
    if cfg!(unix) {
        folders_move(&collection, &watch);
    }

    // Settings and themes, the folder of which was not there.
    let before = watch.builds();
    collection.write("linkarium.toml", "[site]\ntitle = \"Another name\"\n");
    watch.builds_after(before, 1);
    assert!(page("Another name"));
    collection.write(
        "themes/default/templates/home.html",
        "{% extends \"default/home.html\" %}{% block footer %}my own words{% endblock footer %}",
    );
    watch.builds_after(before, 2);
    assert!(page("my own words"));

    // What changes nothing builds nothing.
    let before = watch.builds();
    let (name, text) =
        collection.tree("links").files().iter().next().map(|(n, b)| (n.clone(), b.clone())).unwrap();
    collection.write_bytes(&format!("links/{name}"), &text);
    collection.write("links/picture.png", "no link file");
    collection.write("README.md", "not ours");
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(watch.builds(), before, "{:#?}", watch.said());
}

fn folders_move(collection: &Collection, watch: &Live) {
    let page = |words: &str| !collection.tree("output").holding(words).is_empty();
    // A folder moves, within links/ and out of it.
    let before = watch.builds();
    fs_err::rename(collection.path("links/a"), collection.path("links/b")).unwrap();
    watch.builds_after(before, 1);
    collection.write("links/b/one.md", &note("https://one.example/", "the third words"));
    watch.builds_after(before, 2);
    assert!(page("the third words"));
    fs_err::rename(collection.path("links/b"), collection.path("elsewhere")).unwrap();
    watch.builds_after(before, 3);
    assert!(!page("the third words"));
    fs_err::rename(collection.path("elsewhere"), collection.path("links/c")).unwrap();
    watch.builds_after(before, 4);
    assert!(page("the third words"));

    // All of links/ at once, as when a folder is put in its place.
    let before = watch.builds();
    fs_err::rename(collection.path("links"), collection.path("old")).unwrap();
    watch.builds_after(before, 1);
    collection.write("links/new.md", &note("https://two.example/", "in a new folder"));
    watch.builds_after(before, 2);
    collection.write("links/new.md", &note("https://two.example/", "and changed there"));
    watch.builds_after(before, 3);
    assert!(page("and changed there"));
}

#[test]
fn a_checkout_of_another_branch_is_built_once() {
    let collection = Collection::of(&[]);
    collection.write(".gitignore", "/output/\n/.linkarium/\n");
    for n in 0..60 {
        collection
            .write(&format!("links/{n}.md"), &note(&format!("https://{n}.example/"), "on the main branch"));
    }
    git(collection.root(), &["init", "--quiet", "--initial-branch", "main"]);
    commit(collection.root(), "main");
    git(collection.root(), &["checkout", "--quiet", "-b", "other"]);
    for n in 0..60 {
        collection
            .write(&format!("links/{n}.md"), &note(&format!("https://{n}.example/"), "on the other branch"));
        collection.write(&format!("links/{n}/more.md"), &note(&format!("https://more{n}.example/"), "more"));
    }
    commit(collection.root(), "other");
    let watch = Live::watch(&collection, &["--offline"]);
    let before = watch.builds();
    git(collection.root(), &["checkout", "--quiet", "main"]);
    watch.builds_after(before, 1);
    let tree = collection.tree("output");
    let pages = tree.holding("on the main branch").into_iter().filter(|name| name.ends_with(".html"));
    assert_eq!(pages.count(), 60);
    assert!(collection.tree("output").holding("on the other branch").is_empty());
    git(collection.root(), &["checkout", "--quiet", "other"]);
    watch.builds_after(before, 2);
    assert!(collection.tree("output").holding("on the main branch").is_empty());
}

#[test]
fn mistakes_are_told_once_and_are_mended() {
    let collection = Collection::of(&[]);
    collection.write("links/a.md", "- <https://one.example/>\n");
    let watch = Live::watch(&collection, &["--offline"]);
    let told = |words: &str| watch.said().iter().filter(|line| line.contains(words)).count();
    collection.write("links/b.toml", "[[link]]\nurl = \"javascript:x\"\n");
    watch.builds_after(0, 1);
    collection.write("links/c.md", "- <https://two.example/>\n");
    watch.builds_after(0, 2);
    assert_eq!(told("links/b.toml:2:7"), 1, "{:#?}", watch.said());
    // Settings that cannot be used leave the site as it is.
    collection.write("linkarium.toml", "[site]\ntitel = \"x\"\n");
    watch.wait(|said| said.iter().any(|line| line.starts_with("not rebuilt")));
    assert_eq!(told("linkarium.toml:2:1"), 1, "{:#?}", watch.said());
    assert!(!collection.tree("output").holding("two.example").is_empty());
    collection.write("linkarium.toml", "[site]\ntitle = \"x\"\n");
    watch.builds_after(0, 3);
}

#[test]
fn an_address_that_is_being_typed_is_not_asked_for() {
    let web = Web::start();
    for path in ["/", "/pa", "/page"] {
        web.on(path, Reply::page(&format!("<p>words of {path}</p>")));
    }
    let collection = Collection::of(&[&web]);
    let watch = Live::watch(&collection, &[]);
    let start = Instant::now();
    for path in ["/", "/pa", "/page"] {
        collection.write("links/a.md", &format!("- <{}>\n", web.url(path)));
        std::thread::sleep(Duration::from_millis(700));
    }
    watch.wait(|said| said.iter().any(|line| line.starts_with("captured ")));
    assert!(start.elapsed() >= Duration::from_secs(4), "it was asked for at once");
    let asked: Vec<String> = web.seen().into_iter().map(|seen| seen.path).collect();
    assert_eq!(asked, ["/page"]);
    watch.wait(|_| !collection.tree("output").holding("words of /page").is_empty());
}

#[test]
fn captures_of_others_are_shown() {
    let web = Web::start();
    web.on("/", Reply::page("<p>words</p>"));
    let collection = Collection::linking(&web, &["/"]);
    let watch = Live::watch(&collection, &["--offline"]);
    let before = watch.builds();
    let run = collection.run(&["capture"]);
    assert_eq!(run.code, 0, "{run}");
    watch.builds_after(before, 1);
    assert!(!collection.tree("output").holding("<p>words</p>").is_empty());
}

#[cfg(unix)]
#[test]
fn it_ends_well_even_while_a_page_hangs() {
    let web = Web::start();
    web.on("/never", Reply::never()).on("/", Reply::page("words"));
    let collection = Collection::linking(&web, &["/never", "/"]);
    let watch = Live::watch(&collection, &[]);
    watch.wait(|said| said.iter().any(|line| line.starts_with("captured ")));
    let told = Instant::now();
    watch.stop();
    assert!(told.elapsed() < Duration::from_secs(15), "it took {:?}", told.elapsed());
    assert_eq!(collection.run(&["verify"]).code, 0);
    assert_eq!(collection.records().len(), 1);
}

#[test]
fn captures_are_shown_as_they_come_though_one_hangs() {
    let web = Web::start();
    web.on("/never", Reply::never()).on("/a", Reply::page("<p>words of a</p>").after(Duration::from_secs(2)));
    // Without any store yet: its folders come while it is watched.
    let mut collection = Collection::linking(&web, &["/never", "/a"]);
    collection.setting("timeout = \"10m\"");
    collection.setting("resource_timeout = \"10m\"");
    let watch = Live::watch(&collection, &[]);
    watch.wait(|_| !collection.tree("output").holding("words of a").is_empty());
    // An edit is seen as well, and what another process is doing hinders neither.
    collection.write("links/b.md", &note("https://b.example/", "archive nothing"));
    watch.wait(|_| !collection.tree("output").holding("archive nothing").is_empty());
}

#[test]
fn another_process_that_captures_holds_up_no_build() {
    let web = Web::start();
    web.on("/never", Reply::never());
    let mut collection = Collection::linking(&web, &["/never"]);
    collection.setting("timeout = \"10m\"");
    collection.setting("resource_timeout = \"10m\"");
    let mut other = collection.command(&["capture"]).stderr(std::process::Stdio::null()).spawn().unwrap();
    while web.total() == 0 {
        std::thread::sleep(Duration::from_millis(10));
    }
    let watch = Live::watch(&collection, &[]);
    collection.write("links/b.md", &note("https://b.example/", "the words"));
    watch.wait(|_| !collection.tree("output").holding("the words").is_empty());
    assert_eq!(web.total(), 1, "two processes captured at once");
    drop(other.kill());
    other.wait().unwrap();
}

#[test]
fn a_slow_checkout_is_built_once_and_a_lock_that_is_left_holds_up_nothing() {
    let collection = Collection::of(&[]);
    collection.write(".git/HEAD", "ref: refs/heads/main\n");
    collection.write("links/0.md", &note("https://0.example/", "the first branch"));
    let watch = Live::watch(&collection, &["--offline"]);
    let before = watch.builds();
    collection.write(".git/index.lock", "");
    for n in 0..16 {
        collection
            .write(&format!("links/{n}.md"), &note(&format!("https://{n}.example/"), "the other branch"));
        std::thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(watch.builds(), before, "half a branch was built");
    fs_err::remove_file(collection.path(".git/index.lock")).unwrap();
    watch.builds_after(before, 1);

    // Somebody writes a commit's message, and edits meanwhile.
    collection.write(".git/index.lock", "");
    let saved = Instant::now();
    collection.write("links/0.md", &note("https://0.example/", "words of a commit"));
    watch.wait(|_| !collection.tree("output").holding("words of a commit").is_empty());
    assert!(saved.elapsed() < Duration::from_secs(15), "it took {:?}", saved.elapsed());
}

#[test]
fn what_was_built_is_built_again_when_it_is_gone() {
    let collection = Collection::of(&[]);
    collection.write("links/a.md", &note("https://a.example/", "the words"));
    let watch = Live::watch(&collection, &["--offline"]);
    fs_err::remove_dir_all(collection.path("output")).unwrap();
    watch.wait(|_| !collection.tree("output").holding("the words").is_empty());
}

#[test]
fn settings_that_break_while_a_line_rests_cost_no_rest() {
    let web = Web::start();
    web.on("/a", Reply::page("words"));
    let collection = Collection::of(&[&web]);
    let settings = collection.read("linkarium.toml");
    let watch = Live::watch(&collection, &[]);
    collection.write("links/a.md", &note(&web.url("/a"), "words"));
    watch.wait(|_| watch.builds() == 1);
    collection.write("linkarium.toml", "[site\n");
    watch.wait(|said| said.iter().any(|line| line.starts_with("not rebuilt")));
    std::thread::sleep(Duration::from_secs(5));
    assert_eq!(web.total(), 0);
    let count = watch.said().len();
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(watch.said().len(), count, "{:#?}", watch.said());
    collection.write("linkarium.toml", &settings);
    watch.wait(|said| said.iter().any(|line| line.starts_with("captured ")));
}

#[cfg(unix)]
#[test]
fn a_store_that_cannot_be_written_is_told_once() {
    let web = Web::start();
    web.on("/a", Reply::page("words"));
    let collection = Collection::linking(&web, &["/a"]);
    collection.write("snapshots/private", "a file in the way");
    let watch = Live::watch(&collection, &[]);
    watch.wait(|said| said.iter().any(|line| line.starts_with("error")));
    std::thread::sleep(Duration::from_secs(6));
    let errors = watch.said().iter().filter(|line| line.starts_with("error")).count();
    assert_eq!(errors, 1, "{:#?}", watch.said());
    fs_err::remove_file(collection.path("snapshots/private")).unwrap();
    collection.write("links/b.md", "- <https://b.example/>\n");
    watch.wait(|said| said.iter().any(|line| line.starts_with("captured ")));
}

#[cfg(unix)]
#[test]
fn a_theme_that_is_a_link_is_watched_where_it_is() {
    let collection = Collection::of(&[]);
    let template = |words: &str| {
        format!("{{% extends \"default/home.html\" %}}{{% block footer %}}{words}{{% endblock %}}")
    };
    collection.write("design/templates/home.html", &template("the first look"));
    fs_err::create_dir(collection.path("themes")).unwrap();
    std::os::unix::fs::symlink("../design", collection.path("themes/mine")).unwrap();
    collection.write("linkarium.toml", "[site]\ntheme = \"mine\"\n");
    let watch = Live::watch(&collection, &["--offline"]);
    collection.write("design/templates/home.html", &template("the second look"));
    watch.wait(|_| !collection.tree("output").holding("the second look").is_empty());
}

#[test]
fn a_page_is_asked_for_once_though_its_line_changes_meanwhile() {
    let web = Web::start();
    web.on("/slow", Reply::page("words").after(Duration::from_secs(9)));
    let collection = Collection::of(&[&web]);
    collection.write("links/a.md", &format!("- <{}>\n", web.url("/slow")));
    let watch = Live::watch(&collection, &[]);
    while web.total() == 0 {
        std::thread::sleep(Duration::from_millis(10));
    }
    collection.write("links/a.md", &format!("- [A title]({})\n", web.url("/slow")));
    watch.wait(|said| said.iter().any(|line| line.starts_with("captured ")));
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!((web.total(), collection.records().len()), (1, 1), "{:#?}", watch.said());
}

#[test]
fn a_build_that_failed_is_tried_again_when_something_happens() {
    let collection = Collection::of(&[]);
    collection.write("links/a.md", &note("https://a.example/", "the words"));
    collection.write("output/thesis.doc", "years of work");
    let watch = Live::watch(&collection, &["--offline"]);
    assert!(watch.said().iter().any(|line| line.contains("is not empty")), "{:#?}", watch.said());
    fs_err::remove_dir_all(collection.path("output")).unwrap();
    watch.wait(|_| !collection.tree("output").holding("the words").is_empty());
}

#[cfg(unix)]
#[test]
fn what_is_put_into_the_inbox_is_taken_in() {
    let collection = Collection::of(&[]);
    collection.write("links/a.md", &note("https://one.example/", "words"));
    let watch = Live::watch(&collection, &["--offline"]);
    let saved = |host: &str| {
        format!(
            "<!DOCTYPE html><html><!--\n Page saved with SingleFile \n url: https://{host}/ \n saved date: Fri Nov 20 2020 14:23:01 GMT+0000 (UTC)\n--><meta charset=utf-8><title>Saved at {host}</title><p>x"
        )
    };
    let before = watch.builds();
    // The folder is made, and then one file after another.
    for (count, host) in ["first.example", "second.example"].iter().enumerate() {
        collection.write("inbox/page.html", &saved(host));
        watch.builds_after(before, count + 1);
        assert!(
            !collection.tree("output/links").holding(&format!("Saved at {host}")).is_empty(),
            "{:#?}",
            watch.said()
        );
        assert!(!collection.exists("inbox/page.html"));
    }
    assert_eq!(collection.records().len(), 2);
    collection.write_bytes("inbox/odd.bin", &[0, 1, 2]);
    watch.builds_after(before, 3);
    let told = watch.said().iter().filter(|line| line.contains("inbox/odd.bin is of no format")).count();
    assert_eq!(told, 1, "{:#?}", watch.said());
}
