//! Stopping in the middle: quickly, and without losing what is finished.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Collection, Reply, Web};

/// Starts a capture of two quick pages and one that never ends, stops it, and looks at what is left.
fn stop_with(signal: &str) {
    let web = Web::start();
    web.on("/1", Reply::page("<img src=/p.png>")).on("/2", Reply::page("two")).on("/p.png", Reply::png());
    web.on("/never", Reply::never());
    let mut collection = Collection::linking(&web, &["/1", "/2", "/never"]);
    collection.setting("resource_timeout = \"10m\"");
    collection.setting("timeout = \"10m\"");
    let mut command = collection.command(&["build"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();

    let patience = Instant::now() + Duration::from_mins(1);
    while collection.records().len() < 2 || web.hits("/never") == 0 {
        assert!(Instant::now() < patience, "the quick pages were not kept while the slow one was waited for");
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::sleep(Duration::from_millis(20));
    }
    let told = Instant::now();
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let status = child.wait().unwrap();
    // Two seconds are promised; a busy machine gets some more. The page itself would have taken an hour.
    assert!(told.elapsed() < Duration::from_secs(15), "it took {:?}", told.elapsed());
    assert!(!status.success(), "a stopped build is not a done one");

    assert_eq!(collection.run(&["verify"]).code, 0);
    web.on("/never", Reply::page("here at last"));
    let run = collection.report(&["build", "--retry"]);
    assert_eq!(run.outcome(&web.url("/1")), "present", "{run}");
    assert_eq!(run.outcome(&web.url("/2")), "present", "{run}");
    assert_eq!(run.outcome(&web.url("/never")), "captured", "{run}");
}

#[test]
fn sigterm_keeps_what_is_finished() {
    stop_with("-TERM");
}

#[test]
fn ctrl_c_keeps_what_is_finished() {
    stop_with("-INT");
}

#[test]
fn a_kill_leaves_a_whole_store() {
    let web = Web::start();
    let paths: Vec<String> = (0..30).map(|n| format!("/{n}")).collect();
    for path in &paths {
        web.on(
            path,
            Reply::page(&format!("<p>{path}</p><img src=/p{path}.png>")).after(Duration::from_millis(10)),
        );
        web.on(&format!("/p{path}.png"), Reply::png());
    }
    let names: Vec<&str> = paths.iter().map(String::as_str).collect();
    let mut collection = Collection::linking(&web, &names);
    collection.setting("per_host = 1");
    let mut child =
        collection.command(&["build"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while collection.records().len() < 5 && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(5));
    }
    // It may just have ended by itself.
    drop(child.kill());
    child.wait().unwrap();
    let run = collection.run(&["verify"]);
    assert_eq!(run.code, 0, "{run}");
    let run = collection.build();
    assert_eq!(run.total("captured") + run.total("present"), 30, "{run}");
}
