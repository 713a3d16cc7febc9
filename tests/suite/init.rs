//! New collections, and folders in which none is made.

use crate::support::Run;
use crate::support::collection::program;
use crate::support::git::git;

fn init(folder: &std::path::Path, arguments: &[&str]) -> Run {
    Run::of(program().arg("init").args(arguments).current_dir(folder))
}

#[test]
fn what_is_there_stays() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs_err::create_dir(at("links")).unwrap();
    fs_err::write(at("links/mine.md"), "- <https://mine.example/>\n").unwrap();
    fs_err::write(at(".gitignore"), "/target/\n").unwrap();
    fs_err::write(at("README.md"), "mine").unwrap();
    let run = init(folder.path(), &[]);
    assert!(run.code == 0 && run.stderr.contains("no examples were added"), "{run}");
    assert!(fs_err::read_to_string(at(".gitignore")).unwrap().starts_with("/target/\n\n"));
    assert_eq!(std::fs::read_dir(at("links")).unwrap().count(), 1);
    let lint = Run::of(program().args(["lint", "--strict"]).current_dir(folder.path()));
    assert_eq!(lint.code, 0, "{lint}");

    // One file in the way, and nothing at all is written.
    let other = tempfile::tempdir().unwrap();
    fs_err::create_dir_all(other.path().join(".github/workflows")).unwrap();
    fs_err::write(other.path().join(".github/workflows/linkarium.yml"), "mine").unwrap();
    let run = init(other.path(), &[]);
    assert!(run.code == 2 && run.stderr.contains("linkarium.yml already; nothing was written"), "{run}");
    assert_eq!(std::fs::read_dir(other.path()).unwrap().count(), 1);
}

#[test]
fn nobody_is_promised_what_cannot_be() {
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "--quiet"]);
    let run = init(folder.path(), &["site"]);
    assert!(run.code == 0 && run.stderr.contains("no workflows were written"), "{run}");
    assert!(
        !folder.path().join("site/.github").exists() && !run.stderr.contains("publishes itself"),
        "{run}"
    );
    let inside = init(&folder.path().join("site/links"), &[]);
    assert!(inside.code == 2 && inside.stderr.contains("lies inside the collection"), "{inside}");
    fs_err::write(folder.path().join("file"), "").unwrap();
    let file = init(folder.path(), &["file"]);
    assert!(file.code == 2 && file.stderr.contains("is a file, not a folder"), "{file}");
    let quiet = init(folder.path(), &["--quiet", "quiet"]);
    assert_eq!((quiet.code, quiet.stdout.as_str(), quiet.stderr.as_str()), (0, "", ""), "{quiet}");
}

#[cfg(unix)]
#[test]
fn no_link_leads_it_elsewhere() {
    let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::os::unix::fs::symlink(outside.path(), folder.path().join(".github")).unwrap();
    let run = init(folder.path(), &[]);
    assert!(run.code != 0, "{run}");
    assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);
}
