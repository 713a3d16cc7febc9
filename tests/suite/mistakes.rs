//! Mistakes in link files: each told at its place, none taking anything sound along.

use crate::support::{Collection, Reply, Web};

/// A collection with one sound link in every file, and every kind of mistake.
fn collection(web: &Web) -> Collection {
    let collection = Collection::of(&[web]);
    let url = |path: &str| web.url(path);
    let entries = [
        format!("[[link]]\nurl = \"{}\"\ntitle = \"Sound\"\n", url("/sound")),
        // Line 6: no url.
        "[[link]]\ntitle = \"No address\"\n".to_owned(),
        // Line 10: not a date.
        format!("[[link]]\nurl = \"{}\"\nadded = \"the day before\"\n", url("/date")),
        // Line 14: not a boolean.
        format!("[[link]]\nurl = \"{}\"\nstarred = \"very\"\n", url("/starred")),
        // Line 17: no URL at all.
        "[[link]]\nurl = \"not an address\"\n".to_owned(),
        format!("[[link]]\nurl = \"{}\"\n", url("/last")),
    ];
    collection.write("links/entries.toml", &entries.join("\n"));
    collection.write("links/syntax.toml", "[[link]]\nurl = \"http://unterminated.example/\ntitle = 1\n");
    let conflict = format!(
        "- [ours](<{}>)\n<<<<<<< HEAD\n- [a](<{}>)\n=======\n- [b](<{}>)\n>>>>>>> theirs\n",
        url("/ours"),
        url("/a"),
        url("/b")
    );
    collection.write("links/conflict.md", &conflict);
    collection.write_bytes("links/latin.md", b"- [caf\xe9](http://latin.example/)\n");
    collection.write(
        "links/twice.md",
        &format!("- [Sound, once more](<{}?utm_source=letter#part>)\n", url("/sound")),
    );
    collection
        .write("links/front.md", &format!("+++\nurl = \"{}\"\ntags = [\"x\"\n+++\nnotes\n", url("/front")));
    for path in ["/sound", "/last", "/date", "/starred", "/ours", "/a", "/b", "/front"] {
        web.on(path, Reply::page(path));
    }
    collection
}

#[test]
fn everything_sound_is_built_and_every_mistake_is_told() {
    let web = Web::start();
    let collection = collection(&web);
    let run = collection.report_any(&["build"]);
    assert_eq!(run.code, 3, "{run}");
    for path in ["/sound", "/last"] {
        assert_eq!(run.outcome(&web.url(path)), "captured", "{run}");
        assert!(collection.exists(&format!("output/{}", run.page(&web.url(path)))));
    }
    assert!(collection.read("output/index.html").contains("Sound"));
    // File and line of each mistake, whatever the words.
    for place in [
        "links/entries.toml:5:",
        "links/entries.toml:10:",
        "links/entries.toml:14:",
        "links/entries.toml:17:",
        "links/syntax.toml:2:",
        "links/conflict.md:2:",
        "links/latin.md",
        "links/twice.md:1:",
        "links/front.md:",
    ] {
        assert!(run.stderr.contains(place), "{place} is not told\n{run}");
    }
    // The line itself, and a caret under it.
    assert!(run.stderr.contains("starred = \"very\"") && run.stderr.contains('^'), "{run}");
    let told = run.stderr.to_lowercase();
    assert!(told.contains("conflict"), "git's conflict markers are not named\n{run}");
    assert!(told.contains("utf-8"), "{run}");
    // A duplicate names the place of the first one too.
    assert!(
        run.stderr.contains("links/entries.toml:2:") || run.stderr.contains("links/entries.toml:1:"),
        "{run}"
    );
    assert_eq!(web.hits("/sound"), 1, "the duplicate was captured as well");
}

#[test]
fn strict_makes_it_a_failure() {
    let web = Web::start();
    let collection = collection(&web);
    assert_eq!(collection.run(&["build", "--strict"]).code, 1);
}

#[test]
fn strict_is_about_pages_too() {
    let web = Web::start();
    let collection = Collection::linking(&web, &["/dead"]);
    assert_eq!(collection.run(&["build", "--strict"]).code, 1);
    assert_eq!(collection.run(&["build"]).code, 0);
}

#[test]
fn tags_that_clash_name_both_places() {
    let web = Web::start();
    web.on("/", Reply::page("page"));
    let collection = Collection::of(&[&web]);
    collection.write("links/a.md", &format!("- [A](<{}>) #one\n", web.url("/")));
    let fields = [
        ("one", "aliases", "same"),
        ("two", "aliases", "same"),
        ("three", "parents", "four"),
        ("four", "parents", "three"),
    ];
    // Four lines each: the table, its name, the field, an empty one.
    let tags =
        fields.map(|(name, field, other)| format!("[[tag]]\nname = \"{name}\"\n{field} = [\"{other}\"]\n\n"));
    collection.write("links/tags.toml", &tags.concat());
    let run = collection.report_any(&["build"]);
    assert_eq!(run.code, 3, "{run}");
    assert!(run.stderr.contains("links/tags.toml:3:") && run.stderr.contains("links/tags.toml:7:"), "{run}");
    let circle = run.stderr.contains("links/tags.toml:11:") || run.stderr.contains("links/tags.toml:15:");
    assert!(circle, "the circle of parents is not told\n{run}");
    assert_eq!(run.outcome(&web.url("/")), "captured", "{run}");
}

#[test]
fn unknown_settings_are_errors_with_a_suggestion() {
    let web = Web::start();
    web.on("/", Reply::page("page"));
    let collection = Collection::linking(&web, &["/"]);
    collection.write("linkarium.toml", "[capture]\nconcurency = 3\n");
    let run = collection.run(&["build"]);
    assert_eq!(run.code, 1, "{run}");
    assert!(run.stderr.contains("linkarium.toml:2:1") && run.stderr.contains("concurrency"), "{run}");
    assert_eq!(web.total(), 0);
}
