//! The workflows that `init` writes, step by step: real clones, and a bare repository as their origin.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::collection::program;
use crate::support::git::{commit, git};
use crate::support::workflow::Workflow;
use crate::support::{Reply, Run, Tree, Web};

const CAPTURE: &str = "Capture new links, and keep their snapshots";
const TAKE_OVER: &str = "Take over snapshots from the branch beside";

/// A keeper's folder, made by `init` and pushed to a bare repository.
pub(crate) struct Forge {
    folder: TempDir,
}

impl Forge {
    pub(crate) fn with_links(web: &Web, paths: &[&str]) -> Self {
        let forge = Self { folder: tempfile::tempdir().unwrap() };
        let keeper = forge.path("keeper");
        git(forge.folder.path(), &["init", "--quiet", "--bare", "--initial-branch", "main", "origin.git"]);
        let run = Run::of(program().arg("init").arg(&keeper));
        assert_eq!(run.code, 0, "{run}");
        // The examples lead to the real web, which is not there.
        for entry in fs_err::read_dir(keeper.join("links")).unwrap() {
            fs_err::remove_file(entry.unwrap().path()).unwrap();
        }
        let settings = fs_err::read_to_string(keeper.join("linkarium.toml")).unwrap();
        let allowed = format!("[capture]\nallow_private = [\"{}\"]\nretries = 0\n", web.host());
        fs_err::write(keeper.join("linkarium.toml"), settings.replace("[capture]\n", &allowed)).unwrap();
        for path in paths {
            add_link(&keeper, &web.url(path));
        }
        git(&keeper, &["init", "--quiet", "--initial-branch", "main"]);
        commit(&keeper, "My links");
        git(&keeper, &["remote", "add", "origin", forge.path("origin.git").to_str().unwrap()]);
        git(&keeper, &["push", "--quiet", "origin", "main"]);
        forge
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A fresh clone, as shallow as the runner's.
    pub(crate) fn clone(&self, name: &str) -> PathBuf {
        let url = format!("file://{}", self.path("origin.git").display());
        git(self.folder.path(), &["clone", "--quiet", "--depth", "1", &url, name]);
        self.path(name)
    }

    /// Lets a branch be pushed to by nobody, as a rule of a forge does.
    pub(crate) fn protect(&self, branch: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        let hook = self.path("origin.git/hooks/update");
        let script = format!(
            "#!/bin/sh\n[ \"$1\" != refs/heads/{branch} ] || {{ echo 'error: GH006: Protected branch update failed for '$1; exit 1; }}\n"
        );
        fs_err::write(&hook, script).unwrap();
        fs_err::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Names of the files of a branch of the origin.
    pub(crate) fn files(&self, branch: &str) -> Vec<String> {
        let listing = git(&self.path("origin.git"), &["ls-tree", "-r", "--name-only", branch]);
        listing.lines().map(str::to_owned).collect()
    }

    fn records(&self, branch: &str) -> usize {
        self.files(branch).iter().filter(|name| name.contains("captures/") && name.ends_with(".json")).count()
    }
}

fn add_link(clone: &Path, url: &str) {
    let run = Run::of(program().arg("--root").arg(clone).args(["add", "--offline", url]));
    assert_eq!(run.code, 0, "{run}");
}

fn publish(clone: &Path) -> Workflow {
    let mut workflow = Workflow::read(&clone.join(".github/workflows/linkarium.yml"));
    let binary = program().get_program().to_owned();
    let sum = Run::of(std::process::Command::new("sha256sum").arg(binary)).stdout;
    workflow.set("PROGRAM_SHA256", sum.split(' ').next().unwrap());
    workflow.set("PAGES_URL", "https://keeper.example/links");
    workflow.done("Install linkarium", clone);
    workflow
}

fn web() -> Web {
    let web = Web::start();
    for path in ["/a", "/b", "/c"] {
        web.on(path, Reply::page(&format!("<p>words of {path}</p><img src=/p.png>")));
    }
    web.on("/p.png", Reply::png());
    web
}

#[test]
fn a_run_captures_commits_and_builds() {
    let web = web();
    let forge = Forge::with_links(&web, &["/a", "/b", "/dead"]);
    let clone = forge.clone("runner");
    let workflow = publish(&clone);
    workflow.done("Remove a cache that was committed", &clone);
    workflow.done(TAKE_OVER, &clone);
    let run = workflow.done(CAPTURE, &clone);
    assert!(run.stderr.contains("::warning file=links/"), "a page that is gone is an annotation\n{run}");
    assert_eq!(forge.records("main"), 3, "{run}");
    assert!(workflow.summary().contains("404 Not Found"), "{}", workflow.summary());
    assert_eq!(git(&forge.path("origin.git"), &["rev-list", "--count", "main"]).trim(), "2");

    workflow.done("Build the site", &clone);
    let sitemap = fs_err::read_to_string(clone.join("output/sitemap.xml")).unwrap();
    assert!(sitemap.contains("https://keeper.example/links/"), "{sitemap}");

    // What is in git is enough: another clone makes the same site of it, and asks for nothing.
    let requests = web.total();
    let other = forge.clone("other");
    let again = publish(&other);
    again.done(TAKE_OVER, &other);
    let run = again.done(CAPTURE, &other);
    again.done("Build the site", &other);
    assert_eq!(web.total(), requests, "{run}");
    let changed = Tree::of(&other.join("output")).changed_since(&Tree::of(&clone.join("output"))).len();
    assert_eq!(changed, 0);
    assert_eq!(git(&forge.path("origin.git"), &["rev-list", "--count", "main"]).trim(), "2");
}

#[test]
fn somebody_else_pushes_meanwhile() {
    let web = web();
    let forge = Forge::with_links(&web, &["/a"]);
    let clone = forge.clone("runner");
    let workflow = publish(&clone);
    let keeper = forge.path("keeper");
    add_link(&keeper, &web.url("/c"));
    git(&keeper, &["rm", "--quiet", "links/tags.toml", "--ignore-unmatch"]);
    commit(&keeper, "One more");
    git(&keeper, &["push", "--quiet", "origin", "main"]);
    // And once more between the runner's look at the branch and its push.
    let late = forge.path("late");
    git(forge.folder.path(), &["clone", "--quiet", "origin.git", "late"]);
    fs_err::write(late.join("late.txt"), "late").unwrap();
    commit(&late, "Late");
    let real = Run::of(std::process::Command::new("which").arg("git")).stdout;
    workflow.tool(
        "git",
        &format!(
            "#!/bin/sh\nif [ \"$1\" = push ] && [ ! -e \"$RUNNER_TEMP/raced\" ]; then\n  touch \"$RUNNER_TEMP/raced\"\n  \
             '{0}' -C '{1}' push --quiet origin main\nfi\nexec '{0}' \"$@\"\n",
            real.trim(),
            late.display()
        ),
    );
    let run = workflow.done(CAPTURE, &clone);
    assert!(run.stdout.contains("[rejected]"), "the race was not met\n{run}");
    let files = forge.files("main");
    assert_eq!(forge.records("main"), 1, "{run}");
    assert!(files.contains(&"late.txt".to_owned()), "the other's commit is lost\n{run}");
    assert_eq!(files.iter().filter(|name| name.starts_with("links/")).count(), 2, "{files:?}");
}

#[test]
fn a_protected_branch_gets_one_beside_it() {
    let web = web();
    let forge = Forge::with_links(&web, &["/a", "/b"]);
    forge.protect("main");
    let clone = forge.clone("first");
    let workflow = publish(&clone);
    workflow.done(TAKE_OVER, &clone);
    let run = workflow.done(CAPTURE, &clone);
    assert_eq!((forge.records("main"), forge.records("snapshots")), (0, 2), "{run}");
    assert!(forge.files("snapshots").iter().all(|name| name.starts_with("snapshots/")), "{run}");

    let requests = web.total();
    let clone = forge.clone("second");
    let workflow = publish(&clone);
    workflow.done(TAKE_OVER, &clone);
    let run = workflow.done(CAPTURE, &clone);
    assert_eq!(web.total(), requests, "captured again\n{run}");
    workflow.done("Build the site", &clone);
    assert_eq!(fs_err::read_dir(clone.join("output/archive")).unwrap().count(), 1);

    // The rule is gone: what lay beside comes home.
    fs_err::remove_file(forge.path("origin.git/hooks/update")).unwrap();
    let clone = forge.clone("third");
    let workflow = publish(&clone);
    workflow.done(TAKE_OVER, &clone);
    workflow.done(CAPTURE, &clone);
    assert_eq!(forge.records("main"), 2);
}

#[test]
fn what_cannot_be_pushed_is_said_and_costs_no_publishing() {
    let web = web();
    let forge = Forge::with_links(&web, &["/a"]);
    let hook = forge.path("origin.git/hooks/update");
    forge.protect("main");
    let script = "#!/bin/sh\necho 'error: GH013: Push cannot contain secrets'\nexit 1\n";
    fs_err::write(&hook, script).unwrap();
    let clone = forge.clone("runner");
    let workflow = publish(&clone);
    let run = workflow.done(CAPTURE, &clone);
    assert!(run.stdout.contains("::warning title=snapshots were not kept::"), "{run}");
    workflow.done("Build the site", &clone);
    assert!(clone.join("output/index.html").exists());
}

#[test]
fn records_never_come_without_their_bodies() {
    use std::os::unix::fs::PermissionsExt as _;
    let web = web();
    let forge = Forge::with_links(&web, &["/a", "/b"]);
    // Refuses what holds a body, as for one that is too large.
    let hook = forge.path("origin.git/hooks/update");
    let script = "#!/bin/sh\nif git ls-tree -r --name-only \"$3\" | grep -q /blobs/; then echo 'GH001: Large files'; exit 1; fi\n";
    fs_err::write(&hook, script).unwrap();
    fs_err::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).unwrap();
    let clone = forge.clone("runner");
    let mut workflow = publish(&clone);
    workflow.set("COMMIT_BYTES", "1");
    let run = workflow.done(CAPTURE, &clone);
    assert!(run.stdout.contains("snapshots were not kept"), "{run}");
    assert_eq!(forge.records("main"), 0, "a record without its body is on main\n{run}");
    // Without the obstacle, all comes in many commits.
    fs_err::remove_file(&hook).unwrap();
    let clone = forge.clone("second");
    let mut workflow = publish(&clone);
    workflow.set("COMMIT_BYTES", "1");
    let run = workflow.done(CAPTURE, &clone);
    assert_eq!(forge.records("main"), 2, "{run}");
    assert!(
        git(&forge.path("origin.git"), &["rev-list", "--count", "main"]).trim().parse::<u32>().unwrap() > 4
    );
}

#[test]
fn private_links_are_not_asked_for_where_nothing_of_them_is_kept() {
    let web = web();
    let forge = Forge::with_links(&web, &["/a"]);
    let keeper = forge.path("keeper");
    fs_err::write(
        keeper.join("links/p.toml"),
        format!("visibility = \"private\"\n[[link]]\nurl = \"{}\"\n", web.url("/c")),
    )
    .unwrap();
    commit(&keeper, "One for me");
    git(&keeper, &["push", "--quiet", "origin", "main"]);
    let clone = forge.clone("runner");
    let run = publish(&clone).done(CAPTURE, &clone);
    assert_eq!((web.hits("/a"), web.hits("/c")), (1, 0), "{run}");
}

#[test]
fn the_program_is_installed_by_its_checksum_alone() {
    let forge = Forge::with_links(&web(), &[]);
    let clone = forge.clone("runner");
    let mut workflow = Workflow::read(&clone.join(".github/workflows/linkarium.yml"));
    workflow.set("PROGRAM_SHA256", &"0".repeat(64));
    let run = workflow.run("Install linkarium", &clone);
    assert!(run.code != 0 && !workflow.place("home/.local/bin/linkarium").exists(), "{run}");
    // Unpinned, it must be known where it comes from.
    workflow.set("PROGRAM_SHA256", "");
    workflow.tool("gh", "#!/bin/sh\necho \"$@\" > \"$RUNNER_TEMP/gh\"\nexit 1\n");
    let run = workflow.run("Install linkarium", &clone);
    assert!(run.code != 0 && !workflow.place("home/.local/bin/linkarium").exists(), "{run}");
    workflow.tool("gh", "#!/bin/sh\necho \"$@\" > \"$RUNNER_TEMP/gh\"\n");
    let run = workflow.done("Install linkarium", &clone);
    assert!(run.stdout.contains("::warning title=linkarium is not pinned::set PROGRAM_SHA256 to "), "{run}");
    let asked = fs_err::read_to_string(workflow.place("temp/gh")).unwrap();
    assert!(asked.starts_with("attestation verify ") && asked.contains("--repo "), "{asked}");
}

#[test]
fn a_pull_request_is_judged_and_nothing_is_fetched() {
    let web = web();
    let forge = Forge::with_links(&web, &["/a", "/b"]);
    let keeper = forge.path("keeper");
    fs_err::write(keeper.join("links/old.toml"), "[[link]]\nurl = \"https://old.example/\"\ntypo = 1\n")
        .unwrap();
    let hidden = "+++\nurl = \"https://hidden.example/\"\nvisibility = \"private\"\n+++\n";
    fs_err::write(keeper.join("links/hidden.md"), hidden).unwrap();
    commit(&keeper, "What was there before");
    git(&keeper, &["checkout", "--quiet", "-b", "request"]);
    let new = format!(
        "[[link]]\nurl = \"{}\"\ntags = [\"brand-new\"]\n\n[[link]]\nurl = \"{}\"\n",
        web.url("/new"),
        web.url("/a")
    );
    fs_err::write(keeper.join("links/zz-new.toml"), new).unwrap();
    fs_err::write(keeper.join("links/broken.toml"), "[[link]]\nurl = \"javascript:alert(1)\"\n[[link\n")
        .unwrap();
    fs_err::write(keeper.join("links/hidden.md"), hidden.replace("private", "public")).unwrap();
    fs_err::create_dir_all(keeper.join("themes/default/templates")).unwrap();
    fs_err::write(keeper.join("themes/default/templates/404.html"), "x").unwrap();
    let settings = fs_err::read_to_string(keeper.join("linkarium.toml")).unwrap();
    let opened = settings.replace("allow_private = [", "allow_private = [\"169.254.0.0/16\", ");
    fs_err::write(keeper.join("linkarium.toml"), opened).unwrap();
    commit(&keeper, "My request");
    git(&keeper, &["checkout", "--quiet", "main"]);
    git(&keeper, &["merge", "--quiet", "--no-ff", "--message", "Merge the request", "request"]);
    git(&keeper, &["push", "--quiet", "origin", "main"]);

    let url = format!("file://{}", forge.path("origin.git").display());
    git(forge.folder.path(), &["clone", "--quiet", "--depth", "2", &url, "runner"]);
    let clone = forge.path("runner");
    publish(&clone);
    let mut workflow = Workflow::read(&clone.join(".github/workflows/linkarium-pull-request.yml"));
    let sum = Run::of(std::process::Command::new("sha256sum").arg(program().get_program())).stdout;
    workflow.set("PROGRAM_SHA256", sum.split(' ').next().unwrap());
    workflow.done("Install linkarium", &clone);
    let before = web.total();
    let run = workflow.run("What it adds", &clone);
    assert_eq!(run.code, 1, "a broken file is a red cross in a pull request\n{run}");
    let said = |text: &str| assert!(run.stdout.contains(text), "{text}\n{run}");
    said("::error file=links/broken.toml,line=2");
    said("::error file=links/broken.toml,line=3");
    said("::warning file=links/zz-new.toml,line=6");
    said("::warning file=linkarium.toml,");
    said("169.254.0.0/16");
    said("this link was private and would be public");
    assert!(
        !run.stdout.contains("unknown-setting"),
        "a variable of the workflow is taken for a setting\n{run}"
    );
    assert!(!run.stdout.contains("typo"), "what was there before is not judged\n{run}");
    let summary = workflow.summary();
    for text in [
        "/new",
        "`` brand-new ``",
        "https://hidden.example/",
        "themes/default/templates/404.html",
        "Kept already",
    ] {
        let text = text.replace("``", "`");
        assert!(summary.contains(&text), "{text}\n{summary}");
    }
    let built = workflow.done("Whether the site can be built with it", &clone);
    assert!(workflow.place("temp/output/index.html").exists(), "{built}");
    assert_eq!(web.total(), before, "something was fetched");
}

/// The workflow of this repository: the one of keepers, with the program built from source.
fn own_workflow() -> String {
    let template = include_str!("../../src/commands/init/files/publish.yml");
    let (before, rest) = template.split_once("      # install: begin\n").unwrap();
    let (_, after) = rest.split_once("      # install: end\n").unwrap();
    let (head, env) = before.split_once("  # The program, pinned").unwrap();
    let (_, env) = env.split_once("  # [store]").unwrap();
    let head = head.split_once("name: Linkarium\n").unwrap().1;
    format!(
        "# Publishes this repository's own links/, as every keeper does, with the program that stands here.\n\
         # tests/suite/publish.rs makes this file of what `init` writes.\n\
         name: Linkarium\n{head}  PROGRAM_VERSION: source\n  # [store]{env}\
         \x20     # install: begin\n\
         \x20     - name: Build linkarium\n\
         \x20       run: |\n\
         \x20         rustup toolchain install stable --profile minimal && rustup default stable\n\
         \x20         cargo build --release --locked\n\
         \x20         install -D -m 755 target/release/linkarium \"$HOME/.local/bin/linkarium\"\n\
         \x20         echo \"$HOME/.local/bin\" >> \"$GITHUB_PATH\"\n\
         \x20     # install: end\n{after}"
    )
}

#[test]
fn this_repository_publishes_as_its_keepers_do() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/workflows");
    let weekly = include_str!("../../src/commands/init/files/weekly.yml").to_owned();
    for (name, wanted) in [("linkarium.yml", own_workflow()), ("linkarium-weekly.yml", weekly)] {
        let path = folder.join(name);
        if std::env::var_os("UPDATE_SESSIONS").is_some() {
            fs_err::write(&path, &wanted).unwrap();
        }
        assert_eq!(
            fs_err::read_to_string(&path).unwrap(),
            wanted,
            "run with UPDATE_SESSIONS=1 to write it anew"
        );
    }
}

#[test]
fn the_links_of_this_repository_are_without_fault() {
    let root = env!("CARGO_MANIFEST_DIR");
    let run = Run::of(program().args(["--root", root, "lint", "--strict"]));
    assert_eq!(run.code, 0, "{run}");
    let run = Run::of(program().args(["--root", root, "list", "--json"]));
    let list: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let links = list["links"].as_array().unwrap();
    assert!(links.len() >= 40, "{}", links.len());
    let chinese = links.iter().filter(|link| {
        link["language"].as_str().is_some_and(|l| l.starts_with("zh"))
            || link["title"]
                .as_str()
                .is_some_and(|title| title.contains(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)))
    });
    assert!(chinese.count() >= 5);
}

const SAVED: &str = "<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: https://saved.example/page \n \
    saved date: Fri Nov 20 2020 14:23:01 GMT+0000 (UTC)\n--><meta charset=utf-8><title>Saved</title><p>words";

/// What somebody uploads to `inbox/`.
fn upload(forge: &Forge, files: &[(&str, &str)]) {
    let keeper = forge.path("keeper");
    git(&keeper, &["pull", "--quiet", "origin", "main"]);
    fs_err::create_dir_all(keeper.join("inbox")).unwrap();
    for (name, text) in files {
        fs_err::write(keeper.join("inbox").join(name), text).unwrap();
    }
    commit(&keeper, "An upload");
    git(&keeper, &["push", "--quiet", "origin", "main"]);
}

#[test]
fn what_was_uploaded_is_taken_in_and_committed() {
    let forge = Forge::with_links(&web(), &[]);
    let shortcut = "[InternetShortcut]\nURL=https://short.example/\n";
    let private = "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><DT><A HREF=\"http://nas.local/\" ADD_DATE=\"1\">x</A>\n</DL>";
    upload(
        &forge,
        &[("a page ü.html", SAVED), ("x.url", shortcut), ("private.html", private), ("odd.bin", "\0\u{1}")],
    );
    let clone = forge.clone("runner");
    let workflow = publish(&clone);
    let run = workflow.done(CAPTURE, &clone);
    let files = forge.files("main");
    let of = |folder: &str| {
        files.iter().filter(|name| name.trim_matches('"').starts_with(folder)).collect::<Vec<_>>()
    };
    assert_eq!(of("inbox/"), ["inbox/odd.bin", "inbox/private.html"], "{run}");
    assert_eq!((of("links/").len(), forge.records("main")), (2, 2), "{files:?}\n{run}");
    assert!(run.stderr.contains("inbox/private.html holds 1 link of a private look"), "{run}");
    workflow.done("Build the site", &clone);
    assert!(clone.join("output/archive/saved.example").exists());
    assert!(!clone.join("links/private").exists(), "private links were taken in after all");
    // Nothing is left to do for the next run.
    let commits = git(&forge.path("origin.git"), &["rev-list", "--count", "main"]);
    let other = forge.clone("other");
    let run = publish(&other).done(CAPTURE, &other);
    assert_eq!(git(&forge.path("origin.git"), &["rev-list", "--count", "main"]), commits, "{run}");
}

#[test]
fn what_somebody_changes_meanwhile_is_not_overwritten() {
    let forge = Forge::with_links(&web(), &[]);
    let keeper = forge.path("keeper");
    fs_err::write(
        keeper.join("links/imported.toml"),
        "[[link]]\nurl = \"https://saved.example/page\"\narchive = false\n",
    )
    .unwrap();
    let list = "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><DT><A HREF=\"https://new.example/\" ADD_DATE=\"1\">x</A>\n</DL>";
    upload(&forge, &[("saved.html", SAVED), ("list.html", list)]);
    let clone = forge.clone("runner");
    let workflow = publish(&clone);
    // The same file is changed while the runner is at work.
    let mine = "[[link]]\nurl = \"https://saved.example/page\"\ntitle = \"My own words\"\narchive = false\n";
    fs_err::write(keeper.join("links/imported.toml"), mine).unwrap();
    commit(&keeper, "My own words");
    git(&keeper, &["push", "--quiet", "origin", "main"]);
    let run = workflow.run(CAPTURE, &clone);
    assert!(run.stdout.contains("::warning title=the inbox waits::somebody has changed"), "{run}");
    let origin = forge.path("origin.git");
    assert_eq!(git(&origin, &["show", "main:links/imported.toml"]), mine);
    assert_eq!(forge.files("main").iter().filter(|name| name.starts_with("inbox/")).count(), 2);
    // The next run does it, and stores nothing twice.
    let records = forge.records("main");
    let clone = forge.clone("second");
    let run = publish(&clone).run(CAPTURE, &clone);
    let text = git(&origin, &["show", "main:links/imported.toml"]);
    assert!(text.starts_with(mine) && text.contains("https://new.example/"), "{text}\n{run}");
    let saved = |name: &&String| name.contains("captures/saved.example");
    assert_eq!(forge.files("main").iter().filter(saved).count(), 1);
    assert!(forge.records("main") >= records);
    assert_eq!(forge.files("main").iter().filter(|name| name.starts_with("inbox/")).count(), 0, "{run}");
}

#[test]
fn the_inbox_waits_where_the_branch_is_protected() {
    let forge = Forge::with_links(&web(), &[]);
    upload(&forge, &[("saved.html", SAVED)]);
    forge.protect("main");
    let clone = forge.clone("runner");
    let run = publish(&clone).done(CAPTURE, &clone);
    assert!(run.stdout.contains("::warning title=the inbox waits::the branch is protected"), "{run}");
    assert_eq!((forge.records("main"), forge.records("snapshots")), (0, 1), "{run}");
    assert!(forge.files("main").contains(&"inbox/saved.html".to_owned()));
    assert!(!forge.files("snapshots").iter().any(|name| name.starts_with("links/")));
}
