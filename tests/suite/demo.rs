//! The tour, from an empty folder.

use crate::support::collection::program;
use crate::support::{Run, Tree};

#[test]
fn the_tour_ends_with_an_archive() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("tour");
    let run = Run::of(program().arg("demo").arg(&root).arg("--no-serve").current_dir(folder.path()));
    assert_eq!(run.code, 0, "{run}");

    let output = Tree::of(&root.join("output"));
    for title in ["A link is a promise", "Atlas of the Outer Skerries", "You have won!", "The engine room"] {
        assert!(!output.holding(title).is_empty(), "{title}\n{run}");
    }
    let pages: Vec<&str> = output.names().into_iter().filter(|name| name.ends_with("/page.html")).collect();
    assert_eq!(pages.len(), 17, "nineteen links, of which two never answer well: {pages:?}\n{run}");
    // Text of five encodings, in pages that are UTF-8 now.
    for words in ["搬家的时候", "地図に載っていない路地", "헌책방에서 산 시집", "كان جدي بحارا", "À Noël"]
    {
        assert!(output.holding(words).iter().any(|name| name.ends_with("/page.html")), "{words}");
    }
    let fonts =
        output.names().into_iter().filter(|name| name.starts_with("assets/") && name.ends_with(".woff2"));
    assert_eq!(fonts.count(), 1, "one font, shared by all");
    // What the hostile page brought along stays in the store.
    let archived = |word: &str| {
        let names = output.holding(word).into_iter();
        names.filter(|name| name.ends_with("/page.html") || name.starts_with("assets/")).count()
    };
    assert_eq!((archived("setInterval"), archived("localStorage")), (0, 0));
    assert!(!Tree::of(&root.join("snapshots")).holding("setInterval").is_empty());

    let verify = Run::of(program().arg("--root").arg(&root).arg("verify"));
    assert_eq!(verify.code, 0, "{verify}");
    let lint = Run::of(program().arg("--root").arg(&root).args(["lint", "--strict"]));
    assert_eq!(lint.code, 0, "the tour's own links are without fault\n{lint}");
}

#[test]
fn it_leaves_other_peoples_folders_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs_err::write(folder.path().join("linkarium.toml"), "[site]\ntitle = \"Mine\"\n").unwrap();
    let run = Run::of(program().arg("demo").arg(folder.path()).arg("--no-serve"));
    assert_ne!(run.code, 0, "{run}");
    let text = fs_err::read_to_string(folder.path().join("linkarium.toml")).unwrap();
    assert_eq!(text, "[site]\ntitle = \"Mine\"\n");
}
