//! Two branches that add links to one file, merged by a real git with our driver.

use std::path::Path;
use std::process::Command;

const TRIALS: usize = 30;

fn git(folder: &Path, arguments: &[&str]) -> bool {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=a", "-c", "user.email=a@example.org"]).args(arguments);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    command.output().is_ok_and(|output| output.status.success())
}

fn entry(markdown: bool, name: &str) -> String {
    if markdown {
        format!("- [{name}](https://{name}.example/) - Words. #t\n")
    } else {
        format!("[[link]]\nurl = \"https://{name}.example/\"\ntitle = \"{name}\"\ntags = [\"t\"]\n")
    }
}

/// The file with these links; TOML tables stand apart.
fn file(markdown: bool, names: &[String]) -> String {
    let head = if markdown { "# Reading\n\n" } else { "# mine\n\n" };
    let entries: Vec<String> = names.iter().map(|name| entry(markdown, name)).collect();
    format!("{head}{}", entries.join(if markdown { "" } else { "\n" }))
}

#[derive(Clone, Copy, Debug)]
enum Place {
    End,
    Top,
    Sorted,
}

fn with(base: &[String], more: &[String], place: Place) -> Vec<String> {
    let mut all = match place {
        Place::Top => [more, base].concat(),
        Place::End | Place::Sorted => [base, more].concat(),
    };
    if matches!(place, Place::Sorted) {
        all.sort();
    }
    all
}

/// Without a library for chance: the trials are the same each time.
fn number(seed: &mut u64, below: u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % below
}

fn trial(markdown: bool, place: Place, seed: &mut u64) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let path = root.join(if markdown { "links/a.md" } else { "links/a.toml" });
    fs_err::create_dir(root.join("links")).unwrap();
    fs_err::write(root.join(".gitattributes"), "/links/** merge=linkarium\n").unwrap();
    assert!(git(root, &["init", "-q", "-b", "main"]));
    let setup =
        assert_cmd::cargo::cargo_bin_cmd!("linkarium").current_dir(root).arg("setup-git").output().unwrap();
    assert!(setup.status.success(), "{}", String::from_utf8_lossy(&setup.stderr));
    let mut names = |prefix: &str, count: u64| -> Vec<String> {
        let mut names: Vec<String> =
            (0..count).map(|n| format!("{}{prefix}{n}", char::from(b'a' + number(seed, 26) as u8))).collect();
        names.sort();
        names
    };
    let (base, ours, theirs) = (names("base", 6), names("ours", 3), names("theirs", 3));
    let ours = &ours[..=number(seed, 3) as usize];
    let theirs = &theirs[..=number(seed, 3) as usize];
    let commit = |names: &[String]| {
        fs_err::write(&path, file(markdown, names)).unwrap();
        assert!(git(root, &["add", "-A"]) && git(root, &["commit", "-q", "-m", "x"]));
    };
    commit(&base);
    assert!(git(root, &["checkout", "-q", "-b", "other"]));
    commit(&with(&base, theirs, place));
    assert!(git(root, &["checkout", "-q", "main"]));
    commit(&with(&base, ours, place));
    let merged = git(root, &["merge", "-q", "--no-edit", "other"]);
    let text = fs_err::read_to_string(&path).unwrap();
    assert!(merged, "a conflict: {place:?} {markdown}\n{text}");
    let listed =
        assert_cmd::cargo::cargo_bin_cmd!("linkarium").current_dir(root).arg("list").output().unwrap();
    assert_eq!(listed.status.code(), Some(0), "{}\n{text}", String::from_utf8_lossy(&listed.stderr));
    for name in base.iter().chain(ours).chain(theirs) {
        assert_eq!(text.matches(&format!("https://{name}.example/")).count(), 1, "{name}\n{text}");
    }
    assert_eq!(
        String::from_utf8_lossy(&listed.stdout).lines().count(),
        base.len() + ours.len() + theirs.len()
    );
    if matches!(place, Place::Sorted) {
        assert_eq!(text, file(markdown, &with(&with(&base, ours, place), theirs, place)));
    }
}

#[test]
fn two_branches_that_add_to_one_toml_file_never_conflict() {
    let mut seed = 7;
    for place in [Place::End, Place::Top, Place::Sorted] {
        for _ in 0..TRIALS {
            trial(false, place, &mut seed);
        }
    }
}

#[test]
fn two_branches_that_add_to_one_list_never_conflict() {
    let mut seed = 11;
    for place in [Place::End, Place::Top, Place::Sorted] {
        for _ in 0..TRIALS {
            trial(true, place, &mut seed);
        }
    }
}
