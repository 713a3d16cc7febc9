//! `fmt`: one form for all link files.

use super::support::collection::program;
use super::support::{Collection, Run};

const UNTIDY: &str = "\u{feff}# mine\r\ntags=['a', 'A']\r\n[[link]]\r\ntitle='B'   # b\r\nurl='https://b.example/'\r\n\r\n\r\n# of a\r\n[[link]]\r\nurl='https://a.example/'";

#[test]
fn the_difference_is_shown_and_made_when_asked() {
    let collection = Collection::of(&[]);
    collection.write("links/a.toml", UNTIDY);
    collection.write("links/b.md", "- [B](https://c.example/)\n- [A](https://d.example/)\n");
    let check = collection.run(&["fmt", "--check"]);
    assert_eq!((check.code, check.stdout.as_str()), (1, "links/a.toml\n"), "{check}");
    let dry = collection.run(&["fmt", "--dry-run"]);
    assert!(dry.code == 0 && dry.stdout.contains("+url = 'https://b.example/'"), "{dry}");
    // Nobody can be asked here.
    assert_eq!(collection.run(&["fmt"]).code, 2);
    assert_eq!(collection.read("links/a.toml"), UNTIDY);
    let done = collection.run(&["fmt", "--yes"]);
    assert_eq!(done.code, 0, "{done}");
    let tidy = "\u{feff}# mine\r\ntags = ['a']\r\n\r\n[[link]]\r\nurl = 'https://b.example/'\r\ntitle = 'B' # b\r\n\r\n# of a\r\n[[link]]\r\nurl = 'https://a.example/'\r\n";
    assert_eq!(collection.read("links/a.toml"), tidy);
    let check = collection.run(&["fmt", "--check"]);
    assert_eq!((check.code, check.stdout.as_str()), (0, ""), "{check}");
}

#[test]
fn links_are_put_in_order_on_request() {
    let collection = Collection::of(&[]);
    let list = "# H\n\n- [B](https://b.example/)\n  notes\n- 2026-01-02 [A](https://a.example/)\n";
    collection.write("links/sub/b.md", list);
    collection.write("links/c.md", list);
    let sorted = collection.run(&["fmt", "--sort", "added", "--yes", "links/sub"]);
    assert_eq!(sorted.code, 0, "{sorted}");
    assert_eq!(
        collection.read("links/sub/b.md"),
        "# H\n\n- 2026-01-02 [A](https://a.example/)\n- [B](https://b.example/)\n  notes\n"
    );
    assert_eq!(collection.read("links/c.md"), list);
    let other = collection.run(&["fmt", "--yes", "linkarium.toml"]);
    assert!(other.code == 2 && other.stderr.contains("linkarium.toml: this is no link file"), "{other}");
}

#[test]
fn a_file_that_is_not_sound_is_named_and_left_alone() {
    let collection = Collection::of(&[]);
    let broken = "[[link]]\nurl='https://b.example/'\ntitle = 'x\n";
    collection.write("links/a.toml", broken);
    collection.write("links/b.toml", "[[link]]\nurl='https://c.example/'\n");
    let run = collection.run(&["fmt", "--yes"]);
    assert!(run.code == 1 && run.stderr.contains("links/a.toml:3:11: not TOML"), "{run}");
    assert_eq!(collection.read("links/a.toml"), broken);
    assert_eq!(collection.read("links/b.toml"), "[[link]]\nurl = 'https://c.example/'\n");
}

#[test]
fn a_new_collection_is_in_this_form() {
    let folder = tempfile::tempdir().unwrap();
    let made = Run::of(program().arg("init").arg(folder.path()));
    assert_eq!(made.code, 0, "{made}");
    let check = Run::of(program().args(["fmt", "--check", "--root"]).arg(folder.path()));
    assert_eq!((check.code, check.stdout.as_str()), (0, ""), "{check}");
}
