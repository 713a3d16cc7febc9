//! `lint --changed`: what a branch adds, and nothing else.

use crate::support::git::{commit, git};
use crate::support::{Collection, Run};

/// A collection in a repository, with a first commit.
fn committed() -> Collection {
    let collection = Collection::of(&[]);
    collection.write(".gitignore", "/links/private/\n/output/\n");
    collection.write("linkarium.toml", "[site]\ntitle = \"Mine\"\n");
    collection.write("links/a.md", "- <https://a.example/> #one\n");
    git(collection.root(), &["init", "--quiet", "--initial-branch", "main"]);
    commit(collection.root(), "first");
    collection
}

fn changed(collection: &Collection) -> Run {
    collection.run(&["lint", "--changed", "main", "--format", "short"])
}

#[test]
fn what_git_ignores_is_part_of_no_change() {
    let collection = committed();
    collection.write("links/private/p.md", "- <https://secret.example/> #hidden\n- javascript:x\n");
    let run = changed(&collection);
    assert_eq!((run.code, run.stdout.as_str()), (0, "this change adds nothing\n"), "{run}");
    collection.write("links/b.md", "- <https://b.example/> #two\n");
    let run = changed(&collection);
    assert!(run.stdout.contains("added      https://b.example/ (links/b.md:1:1)\nnew tag    two\n"), "{run}");
    assert!(run.stdout.ends_with("this change adds 1 link, brings 1 tag of its own\n"), "{run}");
}

#[test]
fn old_mistakes_are_not_held_against_it() {
    let collection = committed();
    collection.write("linkarium.toml", "[site]\ntitel = \"Mine\"\n");
    collection.write("links/old.toml", "[[link]]\nurl = \"javascript:old\"\n");
    commit(collection.root(), "mistakes");
    git(collection.root(), &["checkout", "--quiet", "-b", "topic"]);
    collection.write("links/old.toml", "# a line above\n[[link]]\nurl = \"javascript:old\"\n");
    let run = changed(&collection);
    assert_eq!(run.code, 0, "{run}");
    collection
        .write("links/old.toml", "[[link]]\nurl = \"javascript:old\"\n[[link]]\nurl = \"javascript:old\"\n");
    let run = changed(&collection);
    assert!(run.code == 1 && run.stdout.contains("links/old.toml:4:7"), "{run}");
    // What others have merged since the branch began is not its own either.
    git(collection.root(), &["checkout", "--quiet", "--", "links/old.toml"]);
    git(collection.root(), &["checkout", "--quiet", "main"]);
    collection.write("links/theirs.md", "- <https://theirs.example/>\n");
    commit(collection.root(), "theirs");
    git(collection.root(), &["checkout", "--quiet", "topic"]);
    let run = changed(&collection);
    assert!(run.code == 0 && !run.stdout.contains("removed"), "{run}");
}

#[test]
fn tags_that_a_branch_brings_are_judged_and_no_others() {
    let collection = committed();
    collection.write(
        "links/tags.toml",
        "[[tag]]\nname = \"one\"\n[[tag]]\nname = \"idle\"\n[[tag]]\nname = \"tutorial\"\n",
    );
    collection.write("links/t.md", "- <https://t.example/> #tutorial #undescribed\n");
    commit(collection.root(), "tags");
    git(collection.root(), &["checkout", "--quiet", "-b", "topic"]);
    let strict = || collection.run(&["lint", "--strict", "--changed", "main", "--format", "short"]);
    // Its line changes, but the tags on it were there.
    collection.write(
        "links/t.md",
        "- [T](https://t.example/) #tutorial #undescribed\n- <https://u.example/> #one\n",
    );
    let run = strict();
    assert!(run.code == 0 && !run.stdout.contains("warning"), "{run}");
    collection.write("links/new.md", "- <https://n.example/> #tutorials\n");
    let run = strict();
    assert!(run.code == 1 && run.stdout.contains("links/new.md:1:24: warning[similar-tags]"), "{run}");
    assert!(!run.stdout.contains("unused-tag") && !run.stdout.contains("`undescribed`"), "{run}");
    assert_eq!(changed(&collection).code, 0);
}

#[test]
fn a_store_that_is_not_only_added_to_is_told() {
    let collection = committed();
    collection.write("snapshots/blobs/ab/abcd", "bytes");
    commit(collection.root(), "a body");
    git(collection.root(), &["checkout", "--quiet", "-b", "topic"]);
    collection.write("snapshots/blobs/cd/cdef", "more");
    let run = changed(&collection);
    assert!(
        run.stdout.contains("adds 1 file to the snapshot store") && !run.stdout.contains("warning"),
        "{run}"
    );
    collection.write("snapshots/blobs/ab/abcd", "forged");
    collection.write(".gitignore", "");
    let run = changed(&collection);
    assert!(run.stdout.contains("store      changed: snapshots/blobs/ab/abcd"), "{run}");
    assert!(
        run.stdout.contains("warning[store-changed]") && run.stdout.contains("look at    .gitignore"),
        "{run}"
    );
}

#[test]
fn what_cannot_be_compared_is_said() {
    let collection = Collection::of(&[]);
    let run = changed(&collection);
    assert!(run.code == 2 && run.stderr.contains("no git repository"), "{run}");
    let collection = committed();
    for revision in ["nowhere", "--help", "main^^^", ""] {
        let run = collection.run(&["lint", &format!("--changed={revision}")]);
        assert!(run.code == 2 && run.stderr.contains("there is no commit"), "{revision}\n{run}");
    }
    let run = collection.run(&["lint", "--changed", "main", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["changes"]["added"], serde_json::json!([]), "{run}");
}

#[test]
fn a_collection_in_a_sub_folder_is_compared_with_itself() {
    let outer = tempfile::tempdir().unwrap();
    let root = outer.path().join("site");
    fs_err::create_dir_all(root.join("links")).unwrap();
    fs_err::write(root.join("links/a.md"), "- <https://a.example/>\n").unwrap();
    git(outer.path(), &["init", "--quiet", "--initial-branch", "main"]);
    commit(outer.path(), "first");
    fs_err::write(root.join("links/b.md"), "- <https://b.example/>\n").unwrap();
    let mut command = crate::support::collection::program();
    let run = Run::of(command.arg("--root").arg(&root).args(["lint", "--changed", "main"]));
    assert_eq!(
        run.stdout, "added      https://b.example/ (links/b.md:1:1)\nthis change adds 1 link\n",
        "{run}"
    );
}

#[test]
fn a_file_that_moves_brings_no_old_problem_and_links_are_looked_through() {
    let collection = committed();
    collection.write("links/old.md", "- <https://a.example/>\n- ftp://old.example/\n");
    commit(collection.root(), "old problems");
    git(collection.root(), &["checkout", "--quiet", "-b", "topic"]);
    git(collection.root(), &["mv", "links/old.md", "links/moved.md"]);
    let run = changed(&collection);
    assert_eq!((run.code, run.stdout.as_str()), (0, "this change adds nothing\n"), "{run}");
    // Names that only look like those of themes and of the store.
    collection.write("links/snapshots/s.md", "- <https://s.example/>\n");
    collection.write("links/themes/t.md", "- <https://t.example/>\n");
    let run = changed(&collection);
    assert!(run.stdout.ends_with("this change adds 2 links\n"), "{run}");
}

#[test]
fn a_link_that_more_can_see_than_before_is_told() {
    let collection = committed();
    let link =
        |visibility: &str| format!("[[link]]\nurl = \"https://p.example/\"\nvisibility = \"{visibility}\"\n");
    collection.write("links/p.toml", &link("private"));
    commit(collection.root(), "private");
    git(collection.root(), &["checkout", "--quiet", "-b", "topic"]);
    collection.write("links/p.toml", &link("unlisted"));
    let run = changed(&collection);
    assert!(run.stdout.contains("was private and would be unlisted"), "{run}");
    // What is public in a file that git knows is public, whatever an ignored file says.
    collection.write("links/p.toml", &link("private"));
    collection.write("links/private/s.toml", "[[link]]\nurl = \"https://new.example/\"\n");
    collection.write("links/z.toml", "[[link]]\nurl = \"https://new.example/\"\n");
    let run = changed(&collection);
    assert!(run.stdout.ends_with("this change adds 1 link\n"), "{run}");
}

#[cfg(unix)]
#[test]
fn a_folder_of_links_that_is_a_link_is_compared() {
    let collection = Collection::of(&[]);
    collection.write("kept/a.md", "- <https://a.example/>\n");
    fs_err::remove_dir(collection.path("links")).unwrap();
    std::os::unix::fs::symlink("kept", collection.path("links")).unwrap();
    git(collection.root(), &["init", "--quiet", "--initial-branch", "main"]);
    commit(collection.root(), "first");
    let run = changed(&collection);
    assert_eq!(run.stdout, "this change adds nothing\n", "{run}");
}
