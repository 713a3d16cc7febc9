//! Keeping links: what the page says of itself, files that people write, several at once.

use std::io::Write as _;
use std::process::Stdio;

use crate::support::{Collection, Reply, Run, Web};

fn piped(collection: &Collection, arguments: &[&str], input: &str) -> Run {
    let mut command = collection.command(arguments);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        report: serde_json::Value::Null,
    }
}

/// What `list --json` says of the only link.
fn only(collection: &Collection) -> serde_json::Value {
    let run = collection.run(&["list", "--json"]);
    let mut list: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(list["links"].as_array().unwrap().len(), 1, "{run}");
    list["links"][0].take()
}

#[test]
fn the_page_says_what_nobody_has_typed() {
    let web = Web::start();
    // GBK, as its header says; the title is 协程.
    let mut page = b"<html lang=zh-CN><head><title>\xd0\xad\xb3\xcc</title>".to_vec();
    page.extend(b"<meta name=description content=x><meta name=author content=Ann><meta name=date content=2024-05-17></head>");
    web.on("/zh", Reply::of("text/html; charset=gbk", page));
    web.on("/moved", Reply::redirect("/zh"));
    let collection = Collection::of(&[&web]);
    let run = collection.run(&["add", &web.url("/moved")]);
    assert_eq!(run.code, 0, "{run}");
    let link = only(&collection);
    assert_eq!(link["url"], web.url("/moved"));
    assert_eq!((&link["title"], &link["description"]), (&"协程".into(), &"x".into()));
    assert_eq!((&link["author"], &link["language"]), (&"Ann".into(), &"zh-CN".into()));
    assert_eq!(link["published"], "2024-05-17");
    assert!(!collection.exists("snapshots"), "a title is no snapshot");

    let again = Collection::of(&[&web]);
    let run = again.run(&["add", &web.url("/zh"), "--title", "My own"]);
    assert_eq!((run.code, only(&again)["title"].as_str()), (0, Some("My own")), "{run}");
}

#[test]
fn a_page_that_cannot_be_asked_is_kept_all_the_same() {
    let web = Web::start();
    web.on("/pdf", Reply::of("application/pdf", "%PDF-1.4"));
    let collection = Collection::of(&[&web]);
    let run = collection.run(&["add", &web.url("/gone"), &web.url("/pdf"), "http://10.0.0.1/router"]);
    assert_eq!(run.code, 0, "{run}");
    assert!(run.stderr.contains("404 Not Found") && run.stderr.contains("10.0.0.1"), "{run}");
    assert_eq!(collection.run(&["list"]).stdout.lines().count(), 3);
    // Offline, nobody is asked.
    let before = web.total();
    let run = collection.run(&["add", "--offline", &web.url("/other")]);
    assert_eq!((run.code, web.total()), (0, before), "{run}");
}

#[test]
fn a_file_that_people_write_gets_the_link_at_its_end() {
    let collection = Collection::of(&[]);
    let before = "# mine\r\ntags = ['x']\r\n\r\n[[link]]\r\nurl   = 'https://a.example/'  # odd\r\n";
    collection.write("links/sub/a.toml", before);
    let add = |to: &str, url: &str| collection.run(&["add", "--offline", "--to", to, url]);
    for (to, url) in [
        ("links/sub/a.toml", "https://b.example/"),
        ("sub/a.toml", "https://c.example/"),
        ("./links/../links/sub/a.toml", "https://d.example/"),
    ] {
        let run = add(to, url);
        assert_eq!(run.code, 0, "{run}");
    }
    let after = collection.read("links/sub/a.toml");
    assert!(after.starts_with(before) && !after.replace("\r\n", "").contains('\n'), "{after:?}");
    assert_eq!(after.matches("[[link]]").count(), 4);
    // A file that is not there is made; one that holds a single link is none.
    assert_eq!(
        add("new/list.md", "https://e.example/").stdout,
        "links/new/list.md:1: keeps https://e.example/\n"
    );
    collection.write("links/single.md", "+++\nurl = 'https://s.example/'\n+++\nwords\n");
    let run = add("single.md", "https://f.example/");
    assert!(run.code == 1 && run.stderr.contains("one link and its notes"), "{run}");
    assert_eq!(collection.read("links/single.md"), "+++\nurl = 'https://s.example/'\n+++\nwords\n");
    let run = collection.run(&["lint", "--strict"]);
    assert_eq!(run.code, 0, "{run}");
}

#[test]
fn no_other_file_is_written_to() {
    let collection = Collection::of(&[]);
    collection.write("links/tags.toml", "");
    for to in [
        "../x.toml",
        "/etc/x.toml",
        "links/tags.toml",
        "links/x.txt",
        "links",
        "linkarium.toml",
        ".hidden.md",
        "links/../../x.md",
    ] {
        let run = collection.run(&["add", "--offline", "--to", to, "https://a.example/"]);
        assert_eq!(run.code, 2, "{to}\n{run}");
    }
    #[cfg(unix)]
    {
        let outside = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(outside.path(), collection.path("links/away")).unwrap();
        let run = collection.run(&["add", "--offline", "--to", "links/away/x.md", "https://a.example/"]);
        assert!(run.code == 1 && std::fs::read_dir(outside.path()).unwrap().next().is_none(), "{run}");
    }
    assert_eq!(collection.run(&["list"]).stdout, "");
}

#[test]
fn a_pipe_brings_many() {
    let collection = Collection::of(&[]);
    let input = "# a comment\n\n  https://a.example/  \nhttps://b.example/\r\nhttps://A.example\n";
    let run = piped(&collection, &["add", "--offline", "--tag", "t"], input);
    assert!(run.code == 0 && run.stderr.contains("given twice"), "{run}");
    assert_eq!(run.stdout.lines().count(), 2, "{run}");
    let run = piped(&collection, &["add", "--offline", "-", "https://c.example/"], "https://d.example/\n");
    assert_eq!((run.code, run.stdout.lines().count()), (0, 2), "{run}");
    let run = piped(&collection, &["add", "--offline"], "\n");
    assert!(run.code == 2 && run.stderr.contains("no URL"), "{run}");
}
