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
