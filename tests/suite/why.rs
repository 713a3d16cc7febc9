//! `list --why`: what is for a link, and from where.

use crate::support::{Collection, Reply, Web};

#[test]
fn rules_and_what_comes_next_are_told() {
    let web = Web::start();
    web.on("/a", Reply::html("<title>A</title><p>Words."));
    let collection = Collection::of(&[&web]);
    let host = web.host();
    let settings = "\n[[rule]]\nmatch = \"*/a\"\ntags = [\"ruled\"]\nheaders = { X-Secret = \"hidden\" }\n\n\
                    [[rule]]\ntag = \"ruled\"\nremove = [\"#banner\"]\nkeep = [\"json-ld\"]\n\n\
                    [[rule]]\ntype = \"pdf\"\narchive = false\n\n[[rule]]\nhost = \"other.example\"\ntags = [\"other\"]\n";
    let text =
        fs_err::read_to_string(collection.root().join("linkarium.toml")).unwrap_or_default() + settings;
    collection.write("linkarium.toml", &text);
    let line = |part: &str| text[..text.find(part).unwrap()].lines().count();
    let (first, second) = (line("match = \"*/a\""), line("tag = \"ruled\""));
    let pdf = line("type = \"pdf\"");
    collection.write(
        "links/a.md",
        &format!("- <http://{host}/a> #mine\n- <http://{host}/b.PDF>\n- <http://{host}/gone>\n"),
    );
    let before = collection.run(&["list", "--why", "--where", "tag:mine"]);
    assert!(before.stdout.contains("capture   is captured by the next build\n"), "{before}");
    collection.run(&["capture"]);
    let run = collection.run(&["list", "--why"]);
    for wanted in [
        "    tags      #mine (of its own)\n",
        &format!("    rule      linkarium.toml:{first} adds #ruled; sends X-Secret\n"),
        &format!("    rule      linkarium.toml:{second} leaves out #banner; keeps its JSON-LD\n"),
        "    capture   has a snapshot; `linkarium capture --refresh` makes a new one\n",
        ", of 1 snapshot\n",
        &format!("    rule      linkarium.toml:{pdf} says archive = false\n"),
        &format!("    capture   is not captured: archive = false, says linkarium.toml:{pdf}\n"),
        "    capture   failed (the server answered 404 Not Found), and is tried again from ",
    ] {
        assert!(run.stdout.contains(wanted), "{wanted}{run}");
    }
    assert!(!run.stdout.contains("hidden") && !run.stdout.contains("other"), "{run}");

    // Queries know the store, too.
    for (query, wanted) in [
        ("is:captured", "/a"),
        ("type:page -is:failed", "/a"),
        ("is:failed", "/gone"),
        ("is:off", "/b.PDF"),
        ("is:waiting", ""),
        ("is:failed is:captured -type:page", "/gone"),
    ] {
        let run = collection.run(&["list", "--where", query]);
        let found = run.stdout.lines().next().unwrap_or_default();
        assert!(run.stdout.lines().count() <= 1, "{query}{run}");
        assert!(wanted.is_empty() == found.is_empty() && found.contains(wanted), "{query}{run}");
    }

    let json = collection.run(&["list", "--why", "--json", &format!("http://{host}/a#part")]);
    let document: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let links = document["links"].as_array().unwrap();
    assert_eq!(links.len(), 1, "{json}");
    let why = &links[0]["why"];
    assert_eq!(why["rules"][0]["tags"], serde_json::json!(["ruled"]), "{json}");
    assert_eq!((&why["own_tags"][0], &why["snapshots"]), (&"mine".into(), &1.into()), "{json}");
}

#[test]
fn rules_see_what_rules_before_them_have_added_in_all_that_they_do() {
    let web = Web::start();
    web.on("/a.txt", Reply::of("text/plain", b"Words.".to_vec()));
    let collection = Collection::of(&[&web]);
    let settings = "\n[[rule]]\ntag = \"plain\"\nheaders = { X-Early = \"1\" }\n\n\
                    [[rule]]\ntype = [\"text\", \"pdf\"]\ntags = [\"plain\", \"mine\"]\n\n\
                    [[rule]]\ntag = \"alias\"\nheaders = { X-Late = \"1\" }\n";
    collection.write("linkarium.toml", &(collection.read("linkarium.toml") + settings));
    collection.write("links/tags.toml", "[[tag]]\nname = \"Plain\"\naliases = [\"alias\"]\n");
    collection.write("links/private/a.md", &format!("- <{}> #mine\n", web.url("/a.txt")));
    let run = collection.run(&["capture"]);
    assert_eq!(run.code, 0, "{run}");
    let seen = web.seen();
    let page = seen.iter().find(|seen| seen.path == "/a.txt").unwrap();
    assert_eq!((page.header("x-early"), page.header("x-late")), ("", "1"));

    let run = collection.run(&["list", "--why"]);
    for wanted in [
        "adds #Plain; would add #mine, which it has already\n",
        " sends X-Late\n",
        "and on no page: the link is private\n",
    ] {
        assert!(run.stdout.contains(wanted), "{wanted}{run}");
    }
    assert!(!run.stdout.contains("X-Early"), "{run}");
    let document: serde_json::Value =
        serde_json::from_str(&collection.run(&["list", "--why", "--json"]).stdout).unwrap();
    let why = &document["links"][0]["why"];
    assert_eq!((&why["decision"], &why["page"]), (&"present".into(), &serde_json::Value::Null), "{why}");
}

#[test]
fn queries_know_what_pages_say_and_when_they_were_captured() {
    let web = Web::start();
    web.on("/de", Reply::html("<html lang=de-AT><title>A</title><p>Worte."))
        .on("/en", Reply::html("<html lang=de><title>A</title><p>Words."))
        .on("/feed", Reply::of("application/xml", b"<a><b>Words.</b></a>".to_vec()))
        .on(
            "/page",
            Reply::of(
                "application/xml",
                b"<html xmlns='http://www.w3.org/1999/xhtml'><p>W</p></html>".to_vec(),
            ),
        );
    let collection = Collection::of(&[&web]);
    let host = web.host();
    collection.write(
        "links/a.toml",
        &format!(
            "[[link]]\nurl = 'http://{host}/de'\nadded = 1999-01-02\n[[link]]\nurl = 'http://{host}/en'\nlanguage = 'en'\n\
             [[link]]\nurl = 'http://{host}/feed'\n[[link]]\nurl = 'http://{host}/page'\ntags = ['x']\narchive = true\n"
        ),
    );
    assert_eq!(collection.run(&["capture"]).code, 0);
    let year = collection.records()[0].1["started"].as_str().unwrap()[..4].to_owned();
    for (query, wanted) in [
        ("lang:de", "/de"),
        ("lang:en", "/en"),
        ("added:1999", "/de"),
        (&format!("added:{year}") as &str, "/en /feed /page"),
        ("type:text", "/feed"),
        ("kind:page -is:untagged", "/page"),
        ("is:untagged is:page", "/de /en"),
        ("-type:page", "/feed"),
        (&format!("host:{host} type:text"), "/feed"),
        ("host:127.0.0.1:1", ""),
        ("is:private is:public in:a.toml is:captured", "/de /en /feed /page"),
    ] {
        let run = collection.run(&["list", "--where", query]);
        let found: Vec<&str> = run
            .stdout
            .lines()
            .filter_map(|line| line.split(' ').next()?.strip_prefix(&format!("http://{host}")))
            .collect();
        assert_eq!(found.join(" "), wanted, "{query}{run}");
    }
    for forgotten in ["--yes", "-y"] {
        let run = collection.run(&["rm", "--where", forgotten]);
        assert!(run.code == 2 && run.stderr.contains("a query is missing"), "{run}");
    }
    let run = collection.run(&["edit", "--where", "type:pdff", "--add-tag", "x"]);
    assert!(run.code == 2 && run.stderr.contains("`type:pdf`"), "{run}");
}
