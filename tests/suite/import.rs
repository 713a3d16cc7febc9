//! Links of other programs in and out, and changes in bulk, by the real program on real files.

use std::path::Path;
use std::process::Output;

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
        "1 icons",
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
