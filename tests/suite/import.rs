//! Links of other programs in and out, and changes in bulk, by the real program on real files.

use std::path::Path;
use std::process::Output;

use proptest::prelude::*;
use serde_json::{Value, json};

fn run(root: &Path, arguments: &[&str]) -> Output {
    assert_cmd::cargo::cargo_bin_cmd!("linkarium").arg("--root").arg(root).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn texts(root: &Path) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = walkdir(&root.join("links"));
    all.sort();
    all
}

fn walkdir(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs_err::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(walkdir(&path));
        } else {
            found.push((path.display().to_string(), fs_err::read_to_string(&path).unwrap()));
        }
    }
    found
}

const BOOKMARKS: &str = "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n\
    <DT><H3 ADD_DATE=\"1\">Reading list</H3>\n<DL><p>\n\
    <DT><A HREF=\"https://a.example/?x=1&amp;y=2\" ADD_DATE=\"1600322788\" ICON=\"data:x\" TAGS=\"rust,two words\">A &lt;b&gt;</A>\n<DD>Words.\n\
    <DT><A HREF=\"http://192.168.1.1/\" ADD_DATE=\"1600322789\">Router</A>\n\
    <DT><A HREF=\"javascript:alert(1)\">Mark</A>\n</DL><p>\n\
    <DT><A HREF=\"https://kept.example/\" TAGS=\"new\">Kept</A>\n</DL><p>\n";

#[test]
fn importing_twice_changes_nothing_and_nothing_is_lost_without_a_word() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs_err::create_dir(root.join("links")).unwrap();
    fs_err::write(root.join("links/mine.md"), "# Mine\n\n- <https://kept.example/>   #old\n").unwrap();
    let file = root.join("bookmarks.html");
    fs_err::write(&file, BOOKMARKS).unwrap();
    let file = file.to_str().unwrap();

    let before = texts(root);
    let dry = run(root, &["import", "--dry-run", file]);
    assert!(said(&dry).contains("links/reading-list/imported.toml: 1 new link"), "{}", said(&dry));
    assert_eq!(texts(root), before);

    let first = run(root, &["import", file]);
    let words = said(&first);
    assert_eq!(first.status.code(), Some(0), "{words}");
    for wanted in [
        "4 read, 2 new, 1 merged into existing (1 changed), 1 refused",
        "http://192.168.1.1/  its address is of a private network",
        "javascript:alert(1)  a bookmarklet, not a page",
        "icons (1)",
    ] {
        assert!(words.contains(wanted), "{wanted} in\n{words}");
    }
    let list = fs_err::read_to_string(root.join("links/mine.md")).unwrap();
    assert_eq!(list, "# Mine\n\n- [Kept](https://kept.example/)   #old #new\n");
    let new = fs_err::read_to_string(root.join("links/reading-list/imported.toml")).unwrap();
    assert_eq!(
        new,
        "[[link]]\nurl = \"https://a.example/?x=1&y=2\"\ntitle = \"A <b>\"\ndescription = \"Words.\"\ntags = [\"rust\", \"two words\"]\n\
         added = 2020-09-17T06:06:28Z\n"
    );
    let after = texts(root);
    let second = run(root, &["import", file]);
    assert!(
        said(&second).contains("4 read, 0 new, 3 merged into existing (0 changed), 1 refused"),
        "{}",
        said(&second)
    );
    assert_eq!(texts(root), after);
}

#[test]
fn private_words_come_into_no_link_that_others_see() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs_err::create_dir(root.join("links")).unwrap();
    let kept = "[[link]]\nurl = \"https://a.example/\"\n";
    fs_err::write(root.join("links/a.toml"), kept).unwrap();
    let link = json!({ "url": "https://a.example/", "title": "Secret", "tags": ["hidden"], "visibility": "private" });
    let file = root.join("export.json");
    fs_err::write(&file, json!({ "links": [link] }).to_string()).unwrap();
    let import = run(root, &["import", file.to_str().unwrap()]);
    assert!(said(&import).contains("nothing of it was added"), "{}", said(&import));
    assert_eq!(fs_err::read_to_string(root.join("links/a.toml")).unwrap(), kept);
}

#[test]
fn links_side_by_side_are_removed_together() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs_err::create_dir(root.join("links")).unwrap();
    let link = |name: &str| format!("[[link]]\nurl = \"https://{name}.example/\"\n");
    let text = [link("a"), link("b"), link("c")].join("\n");
    fs_err::write(root.join("links/a.toml"), &text).unwrap();
    let removed = run(root, &["rm", "--yes", "https://b.example/", "https://c.example/"]);
    assert_eq!(removed.status.code(), Some(0), "{}", said(&removed));
    assert_eq!(fs_err::read_to_string(root.join("links/a.toml")).unwrap(), link("a"));
    fs_err::write(root.join("links/a.toml"), &text).unwrap();
    assert_eq!(run(root, &["rm", "--yes", "--where", "in:a.toml"]).status.code(), Some(0));
    assert!(!root.join("links/a.toml").exists());
    assert_eq!(run(root, &["rm", "--yes", "--where", " "]).status.code(), Some(2));
}

#[test]
fn a_folder_of_notes_is_harvested() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs_err::create_dir(root.join("links")).unwrap();
    fs_err::write(root.join("linkarium.toml"), "[import]\nfolders = \"both\"\n").unwrap();
    let notes = tempfile::tempdir().unwrap();
    let note = |name: &str, text: &str| {
        let path = notes.path().join(name);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, text).unwrap();
    };
    note(
        "Cooking/Bread.md",
        "# Bread\n\nThe [best rye](https://rye.example/a) I know, also see https://bare.example/x.\n",
    );
    note("Cooking/list.TXT", "https://text.example/\n");
    note("plan.org", "* Plan\nsee [[https://org.example/page][the page]]\n");
    note(".obsidian/app.md", "https://hidden.example/\n");
    note("node_modules/readme.md", "https://foreign.example/\n");
    note("picture.png", "https://png.example/");
    std::os::unix::fs::symlink(root.join("linkarium.toml"), notes.path().join("link.md")).unwrap();
    let harvest = || run(root, &["import", "--harvest", notes.path().to_str().unwrap()]);
    let first = harvest();
    assert!(said(&first).contains("4 read, 4 new"), "{}", said(&first));
    let bread = fs_err::read_to_string(root.join("links/cooking/imported.toml")).unwrap();
    assert!(
        bread.starts_with("[[link]]\nurl = \"https://rye.example/a\"\ntitle = \"best rye\"\n"),
        "{bread}"
    );
    assert!(
        bread.contains("tags = [\"Cooking\"]") && bread.contains("via = \"Cooking/Bread.md\""),
        "{bread}"
    );
    let before = texts(root);
    assert!(said(&harvest()).contains(" 0 new, 4 merged into existing (0 changed)"));
    assert_eq!(texts(root), before);
    // The flag counts more than the setting; a folder without notes is said.
    let empty = tempfile::tempdir().unwrap();
    let none = run(root, &["import", "--harvest", "--folders", "paths", empty.path().to_str().unwrap()]);
    assert!(none.status.code() == Some(1) && said(&none).contains("no note is here"), "{}", said(&none));
}

#[test]
fn a_moment_becomes_a_day_where_a_list_has_no_place_for_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs_err::create_dir(root.join("links")).unwrap();
    fs_err::write(root.join("linkarium.toml"), "[site]\ntimezone = \"America/New_York\"\n").unwrap();
    fs_err::write(root.join("links/mine.md"), "- <https://a.example/>\n- [ ] [B](https://b.example/) #b\n")
        .unwrap();
    let file = root.join("export.json");
    let added = "2020-05-06T02:08:09Z";
    let links = ["https://a.example/", "https://b.example/"].map(|url| json!({ "url": url, "added": added }));
    fs_err::write(&file, json!({ "links": links }).to_string()).unwrap();
    for changed in ["(2 changed)", "(0 changed)"] {
        let run = run(root, &["import", file.to_str().unwrap()]);
        assert_eq!(run.status.code(), Some(0), "{}", said(&run));
        assert!(said(&run).contains(changed), "{}", said(&run));
        let list = fs_err::read_to_string(root.join("links/mine.md")).unwrap();
        assert_eq!(list, "- 2020-05-06 <https://a.example/>\n- [ ] 2020-05-06 [B](https://b.example/) #b\n");
    }
}

#[test]
fn what_is_exported_is_imported_again() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs_err::create_dir(root.join("links")).unwrap();
    fs_err::write(
        root.join("links/a.toml"),
        "[[link]]\nurl = 'https://a.example/'\ntitle = 'A, \"b\"'\ntags = ['x', 'two words', '协程']\nadded = 2026-11-20\nnotes = '''\nOne.\n\n- two\n'''\nstarred = true\n",
    )
    .unwrap();
    let list = |root: &Path| {
        let output = run(root, &["list", "--json"]);
        let mut all: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        all["links"][0]["source"] = serde_json::Value::Null;
        all
    };
    for format in ["json", "csv", "xbel"] {
        let file = root.join("out");
        let file = file.to_str().unwrap();
        assert_eq!(run(root, &["export", "--format", format, file]).status.code(), Some(0));
        let other = tempfile::tempdir().unwrap();
        fs_err::create_dir(other.path().join("links")).unwrap();
        let back = run(other.path(), &["import", "--format", format, file]);
        assert!(said(&back).contains("1 read, 1 new"), "{format}: {}", said(&back));
        assert_eq!(list(other.path()), list(root), "{format}");
    }
    let lossy = run(root, &["export", "--format", "urls"]);
    assert_eq!(String::from_utf8_lossy(&lossy.stdout), "https://a.example/\n");
    assert!(said(&lossy).contains("no place for the notes of 1 link"), "{}", said(&lossy));
}

#[test]
fn links_and_tags_are_changed_in_bulk() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs_err::create_dir(root.join("links")).unwrap();
    let toml = "# mine\ntags = [\"web\"]\n\n[[link]]\nurl   = 'https://old.example/a'  # odd\n\n[[link]]\nurl = 'https://b.example/'\ntags = ['tutorial', 'tutorials']\n";
    fs_err::write(root.join("links/a.toml"), toml).unwrap();
    let read = || fs_err::read_to_string(root.join("links/a.toml")).unwrap();

    let asked =
        run(root, &["edit", "--where", "host:old.example", "--replace-host", "old.example=new.example"]);
    assert_eq!(asked.status.code(), Some(2), "{}", said(&asked));
    assert!(String::from_utf8_lossy(&asked.stdout).contains("+url   = \"https://new.example/a\"  # odd"));
    assert_eq!(read(), toml);

    let done = run(
        root,
        &["edit", "--yes", "--where", "host:old.example", "--replace-host", "old.example=new.example"],
    );
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    let moved = toml.replace(
        "url   = 'https://old.example/a'  # odd\n",
        "url   = \"https://new.example/a\"  # odd\naliases = [\"https://old.example/a\"]\n",
    );
    assert_eq!(read(), moved);

    let similar = run(root, &["tag", "list", "--similar"]);
    assert_eq!(String::from_utf8_lossy(&similar.stdout), "tutorial (1)  tutorials (1)\n");
    let merged = run(root, &["tag", "merge", "--yes", "tutorials", "tutorial"]);
    assert_eq!(merged.status.code(), Some(0), "{}", said(&merged));
    assert_eq!(read(), moved.replace("['tutorial', 'tutorials']", "['tutorial']"));

    let found = run(root, &["list", "--where", "tag:tutorial -host:new.example"]);
    assert_eq!(String::from_utf8_lossy(&found.stdout).lines().count(), 1);
    let gone = run(root, &["rm", "--yes", "https://b.example/"]);
    assert_eq!(gone.status.code(), Some(0), "{}", said(&gone));
    assert!(read().ends_with("aliases = [\"https://old.example/a\"]\n"), "{}", read());
}

/// One entry of an export, as any program might write it.
fn entry() -> impl Strategy<Value = Value> {
    let url = prop_oneof![
        4 => (0..12_u8, prop::sample::select(vec!["", "/", "/a?b=1&utm_source=x", "/a?b=1", "/#part", "/%C3%A9 é"]))
            .prop_map(|(host, tail)| format!("https://site{host}.example{tail}")),
        1 => prop::sample::select(vec![
            "http://192.168.1.1/", "https://user:secret@site1.example/", "javascript:alert(1)", "place:sort=8", "/relative",
            "HTTPS://Site2.Example:443/", "http://site3.example", "mailto:a@b.example", "https://例え.example/道",
        ]).prop_map(str::to_owned),
        1 => ".*",
    ];
    let words = || {
        prop_oneof![
            "[ -~]{0,30}",
            "\\PC{0,12}",
            ".{0,12}",
            Just("# not a heading\n- [x](https://y.example)\n+++".to_owned())
        ]
    };
    let tags = prop::collection::vec(
        prop_oneof!["[a-z]{1,6}", "[a-zA-Z+#., /]{1,12}", "\\PC{1,6}", Just("协程".to_owned())],
        0..4,
    );
    let folders = prop::collection::vec(
        prop_oneof!["[a-z]{1,6}", "\\PC{1,8}", Just("..".to_owned()), Just("con".to_owned())],
        0..3,
    );
    let when = prop::option::of(0_i64..4_000_000_000);
    (url, words(), words(), words(), tags, folders, when, any::<(bool, bool, bool)>()).prop_map(
        |(url, title, description, notes, tags, folders, when, (starred, unread, private))| {
            let added = when.map(|seconds| jiff::Timestamp::from_second(seconds).unwrap().to_string());
            json!({ "url": url, "title": title, "description": description, "notes": notes, "tags": tags, "folders": folders,
                "added": added, "starred": starred, "status": if unread { "unread" } else { "none" },
                "visibility": if private { "private" } else { "public" } })
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// Whatever a file holds, a second import of it changes no byte, nor does that of what is exported then.
    #[test]
    fn imported_twice_is_imported_once(
        entries in prop::collection::vec(entry(), 1..14), folders in prop::sample::select(vec!["paths", "tags", "both"]),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs_err::create_dir(root.join("links")).unwrap();
        let list = "# Mine\n\n- <https://site1.example/>\n- [Kept](https://site2.example/a?b=1) - Words. #old\n";
        fs_err::write(root.join("links/mine.md"), list).unwrap();
        let file = root.join("export.json");
        fs_err::write(&file, json!({ "version": 1, "links": entries }).to_string()).unwrap();
        let import = |file: &Path| run(root, &["import", "--folders", folders, file.to_str().unwrap()]);

        let first = import(&file);
        // What an item of a list cannot take is told, and is no reason to do nothing.
        let told = said(&first).lines().filter(|line| line.starts_with("error")).all(|line| line.contains("something was not added to this link"));
        prop_assert!(told && matches!(first.status.code(), Some(0 | 1)), "{}", said(&first));
        let once = texts(root);
        let second = import(&file);
        prop_assert!(said(&second).contains(" 0 new, "), "{}\n{}", said(&first), said(&second));
        prop_assert!(said(&second).contains("(0 changed)"), "{}\n{}", said(&first), said(&second));
        prop_assert_eq!(&texts(root), &once);

        // Every link that was read is kept, and nothing that was written cannot be read.
        let lint = run(root, &["lint", "--format", "short"]);
        let problems = String::from_utf8(lint.stdout).unwrap();
        for problem in problems.lines().filter(|line| line.contains(": error")) {
            // Two tags of one slug want a keeper's word; both are kept.
            prop_assert!(problem.contains("[slug-collision]"), "{problem}");
        }
        for format in ["json", "csv", "xbel", "netscape"] {
            let out = root.join(format!("out.{format}"));
            let export = run(root, &["export", "--format", format, out.to_str().unwrap()]);
            prop_assert!(matches!(export.status.code(), Some(0 | 3)), "{}", said(&export));
            let again = || run(root, &["import", "--format", format, "--folders", folders, out.to_str().unwrap()]);
            let words = said(&again());
            prop_assert!(words.contains(" 0 new, "), "{format}\n{words}");
            // Some formats have no commas in tags, or no control characters; our own has all.
            if format == "json" {
                prop_assert_eq!(&texts(root), &once);
            }
            let words = said(&again());
            prop_assert!(words.contains(" 0 new, ") && words.contains("(0 changed)"), "{format}\n{words}");
        }
    }
}
