//! The command line: words, exit codes, and what goes to which stream.

use serde_json::Value;

use crate::support::collection::program;
use crate::support::{Collection, Reply, Run, Web};

#[test]
fn help_names_every_command() {
    let run = Run::of(program().arg("--help"));
    assert_eq!(run.code, 0, "{run}");
    for command in [
        "init",
        "add",
        "build",
        "capture",
        "watch",
        "serve",
        "list",
        "lint",
        "verify",
        "demo",
        "completions",
        "man",
    ] {
        assert!(run.stdout.contains(command), "{command}\n{run}");
        let run = Run::of(program().args([command, "--help"]));
        assert!(run.code == 0 && run.stdout.contains("--root"), "{run}");
    }
    let run = Run::of(program().arg("--version"));
    assert!(run.stdout.contains(env!("CARGO_PKG_VERSION")), "{run}");
}

#[test]
fn wrong_usage_is_2() {
    for arguments in [&["--no-such-flag"][..], &["no-such-command"], &["build", "--report"], &["add"], &[]] {
        let run = Run::of(program().args(arguments));
        assert_eq!(run.code, 2, "{arguments:?}\n{run}");
        assert!(run.stdout.is_empty() && !run.stderr.is_empty(), "{run}");
    }
}

#[test]
fn outside_of_a_collection_it_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let run = Run::of(program().arg("build").current_dir(folder.path()));
    assert_eq!(run.code, 1, "{run}");
    assert!(run.stderr.contains("linkarium.toml") && run.stderr.contains("links/"), "{run}");
    assert_eq!(fs_err::read_dir(folder.path()).unwrap().count(), 0, "it left something behind");
}

#[test]
fn the_nearest_parent_is_the_collection() {
    let web = Web::start();
    let collection = Collection::linking(&web, &["/here"]);
    let deep = collection.path("links/deep/deeper");
    fs_err::create_dir_all(&deep).unwrap();
    let run = Run::of(program().args(["list", "--json"]).current_dir(&deep));
    assert_eq!(run.code, 0, "{run}");
    assert!(run.stdout.contains(&web.url("/here")), "{run}");
}

#[test]
fn list_shows_links_as_read() {
    let collection = Collection::of(&[]);
    collection.write(
        "links/a.md",
        "- [A [b] \"c\"](https://example.org/a) - Words. #one #two/deep\n- <https://example.org/b> #other\n",
    );
    let run = collection.run(&["list", "--json"]);
    assert_eq!(run.code, 0, "{run}");
    let json: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}\n{run}"));
    let text = json.to_string();
    assert!(
        text.contains("https://example.org/a")
            && text.contains("A [b] \\\"c\\\"")
            && text.contains("two/deep"),
        "{run}"
    );
    let run = collection.run(&["list", "--tag", "two"]);
    assert!(
        run.stdout.contains("https://example.org/a") && !run.stdout.contains("https://example.org/b"),
        "{run}"
    );
}

#[test]
fn add_keeps_a_link_once() {
    let collection = Collection::of(&[]);
    let url = "https://example.org/some/Page?b=1&a=%20#part";
    let run = collection.run(&[
        "add",
        "--offline",
        url,
        "--title",
        "Its \"title\"",
        "--tag",
        "one",
        "--tag",
        "协程",
        "--note",
        "A *note*.",
    ]);
    assert_eq!(run.code, 0, "{run}");
    let links = collection.tree("links");
    let [name] = links.names()[..] else { panic!("{:?}", links.names()) };
    assert!(name.ends_with(".md") && run.stdout.contains(name), "{run}");
    let text = collection.read(&format!("links/{name}"));
    assert!(text.starts_with("+++\n") && text.contains(url) && text.contains("A *note*."), "{text}");

    let listed = collection.run(&["list", "--json"]).stdout;
    let listed: Value = serde_json::from_str(&listed).unwrap();
    assert!(
        listed.to_string().contains("协程") && listed.to_string().contains("Its \\\"title\\\""),
        "{listed}"
    );

    let run =
        collection.run(&["add", "--offline", "https://EXAMPLE.org:443/some/Page?b=1&a=%20&utm_source=x"]);
    assert_eq!(run.code, 1, "a duplicate was taken\n{run}");
    assert!(
        run.stderr.contains(&format!("links/{name}")),
        "it does not say where the first one stands\n{run}"
    );
    assert_eq!(collection.tree("links").names().len(), 1);
    assert_eq!(collection.run(&["lint", "--strict"]).code, 0);
}

#[test]
fn add_takes_no_nonsense() {
    let collection = Collection::of(&[]);
    for url in ["not a url", "javascript:alert(1)", ""] {
        let run = collection.run(&["add", "--offline", url]);
        assert!(run.code == 1 || run.code == 2, "{url:?}\n{run}");
    }
    assert!(collection.tree("links").names().is_empty());
}

#[test]
fn lint_tells_problems_in_every_form_and_changes_nothing() {
    let collection = Collection::of(&[]);
    collection.write("links/a.toml", "[[link]]\nurl = \"https://example.org/\"\nstarred = \"very\"\n");
    collection.write("links/b.md", "- <https://example.com/>\n- <https://example.com/>\n");
    let before = collection.tree("");
    let human = collection.run(&["lint"]);
    assert_eq!(human.code, 1, "{human}");
    assert!(format!("{}{}", human.stdout, human.stderr).contains("links/a.toml:3:11"), "{human}");

    let short = collection.run(&["lint", "--format", "short"]);
    let line = short.stdout.lines().find(|line| line.starts_with("links/a.toml:3:11:"));
    assert!(short.code == 1 && line.is_some(), "{short}");

    let json = collection.run(&["lint", "--format", "json"]);
    let value: Value = serde_json::from_str(&json.stdout).unwrap_or_else(|error| panic!("{error}\n{json}"));
    assert!(json.code == 1 && value.to_string().contains("links/a.toml"), "{json}");

    let github = collection.run(&["lint", "--format", "github"]);
    let line = github.stdout.lines().find(|line| line.starts_with("::error file=links/a.toml,line=3"));
    assert!(github.code == 1 && line.is_some(), "{github}");

    assert_eq!(collection.tree("").changed_since(&before), Vec::<&str>::new());
    fs_err::remove_file(collection.path("links/a.toml")).unwrap();
    assert_eq!(collection.run(&["lint"]).code, 0, "a duplicate is a warning");
    assert_eq!(collection.run(&["lint", "--strict"]).code, 1);
}

#[test]
fn results_go_to_stdout_and_progress_to_stderr() {
    let web = Web::start();
    web.on("/", Reply::page("words"));
    let collection = Collection::linking(&web, &["/", "/dead"]);
    let run = collection.run(&["--progress", "plain", "build"]);
    assert_eq!(run.code, 0, "{run}");
    let all = format!("{}{}", run.stdout, run.stderr);
    assert!(
        all.contains("404") && all.contains(&web.url("/dead")),
        "the summary does not say what failed\n{run}"
    );
    assert!(!all.contains('\u{1b}'), "escapes though it is no terminal\n{run}");
    let quiet = collection.run(&["--quiet", "build"]);
    assert_eq!((quiet.code, quiet.stdout.as_str(), quiet.stderr.as_str()), (0, "", ""), "{quiet}");
    let coloured =
        collection.command(&["--color", "always", "lint"]).env_remove("NO_COLOR").output().unwrap();
    assert!(coloured.status.success());
}

#[test]
fn settings_come_from_file_environment_and_flag() {
    let web = Web::start();
    web.on("/", Reply::page("words"));
    let collection = Collection::linking(&web, &["/"]);
    let text = collection.read("linkarium.toml");
    collection.write("linkarium.toml", &format!("[site]\ntitle = \"From the file\"\n{text}"));
    collection.build();
    assert!(collection.read("output/index.html").contains("From the file"));
    let run =
        Run::of(collection.command(&["build", "--offline"]).env("LINKARIUM_SITE_TITLE", "From outside"));
    assert_eq!(run.code, 0, "{run}");
    assert!(collection.read("output/index.html").contains("From outside"));
    let mut command = collection.command(&["build", "--offline", "--base-url", "https://flag.example/"]);
    let run = Run::of(command.env("LINKARIUM_SITE_BASE_URL", "https://environment.example/"));
    assert_eq!(run.code, 0, "{run}");
    let sitemap = collection.read("output/sitemap.xml");
    assert!(sitemap.contains("https://flag.example/") && !sitemap.contains("environment"), "{sitemap}");
}

#[test]
fn a_language_that_the_theme_does_not_speak_is_told() {
    let collection = Collection::of(&[]);
    collection.write("linkarium.toml", "[site]\nlanguage = \"de\"\n");
    let run = collection.run(&["build", "--offline"]);
    assert!(run.stderr.contains("the theme has no words in `de`"), "{run}");
    collection.write("linkarium.toml", "[site]\nlanguage = \"en-GB\"\n");
    let run = collection.run(&["build", "--offline"]);
    assert!(!run.stderr.contains("the theme has no words"), "{run}");
}

#[test]
fn shells_and_man_know_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = Run::of(program().args(["completions", shell]));
        assert!(run.code == 0 && run.stdout.contains("time-budget"), "{shell}\n{run}");
    }
    let run = Run::of(program().arg("man"));
    assert!(run.code == 0 && run.stdout.contains(".TH linkarium 1"), "{run}");
    let folder = tempfile::tempdir().unwrap();
    let run = Run::of(program().arg("man").arg("--dir").arg(folder.path()));
    assert!(run.code == 0 && folder.path().join("linkarium-serve.1").exists(), "{run}");
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_mishap() {
    let collection = Collection::of(&[]);
    let urls: Vec<String> = (0..3000).map(|n| format!("https://example.org/{n}")).collect();
    collection.links(&urls);
    for arguments in ["list", "list --json", "completions bash", "man"] {
        let binary = program().get_program().to_owned();
        let line =
            format!("'{}' --root . {arguments} | head -n 1; exit \"${{PIPESTATUS[0]}}\"", binary.display());
        let run =
            Run::of(std::process::Command::new("bash").arg("-c").arg(line).current_dir(collection.root()));
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{arguments}\n{run}");
    }
}

#[test]
fn a_time_budget_ends_a_run_and_the_next_goes_on() {
    let web = Web::start();
    web.on("/never", Reply::never()).on("/quick", Reply::page("words"));
    for n in 0..4 {
        web.on(&format!("/{n}"), Reply::page("words").after(std::time::Duration::from_millis(400)));
    }
    let mut collection = Collection::linking(&web, &["/never", "/0", "/1", "/2", "/3", "/quick"]);
    collection.setting("per_host = 2");
    let run = collection.report(&["build", "--time-budget", "1s"]);
    let left = run.total("remaining");
    assert!(left >= 1, "{run}");
    assert_eq!(run.outcome(&web.url("/never")), "deferred", "{run}");
    assert!(run.link(&web.url("/never"))["next_attempt"].is_null(), "{run}");
    assert!(run.stderr.contains(&format!("{left} left for the next run")), "{run}");
    assert!(collection.exists("output/index.html"), "what is there is built\n{run}");
    assert_eq!(collection.run(&["verify"]).code, 0);
    // Pages that were given up leave no record: the next run takes them up as if for the first time.
    web.on("/never", Reply::page("here at last"));
    let run = collection.report(&["build", "--time-budget", "1m"]);
    assert_eq!((run.total("remaining"), run.total("failed")), (0, 0), "{run}");
    assert_eq!(run.total("captured") + run.total("present"), 6, "{run}");
    let run = collection.run(&["build", "--time-budget", "soon"]);
    assert!(run.code == 2 && run.stderr.contains("a duration is a number with a unit"), "{run}");
}

#[test]
fn a_log_of_ci_has_annotations_and_a_summary() {
    let web = Web::start();
    let collection = Collection::linking(&web, &["/dead##[error]x"]);
    collection.write("links/bad.toml", "[[link]]\nurl = \"javascript:x\"\n");
    let summary = collection.path("summary.md");
    let arguments = ["build", "--format", "github", "--summary", summary.to_str().unwrap()];
    let run = collection.run(&arguments);
    assert_eq!(run.code, 3, "{run}");
    assert!(run.stderr.contains("::error file=links/bad.toml,line=2,"), "{run}");
    assert!(run.stderr.contains("::warning file=links/links.toml,line=1,title=not captured::"), "{run}");
    assert!(!run.stderr.contains("##["), "an address is taken for a command\n{run}");
    collection.run(&arguments);
    let text = fs_err::read_to_string(&summary).unwrap();
    assert_eq!(text.matches("### Linkarium: 1 link\n").count(), 2, "it adds to what is there\n{text}");
    assert!(text.contains("links/bad.toml:2:7"), "{text}");
}
