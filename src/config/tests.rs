//! Whole settings read.

use proptest::prelude::*;

use super::*;
use crate::diagnostic::{Diagnostic, Severity, Source, Sources, render, short};
use crate::kind::ContentKind;

fn read(text: &str, variables: &[(&str, &str)]) -> (Config, Vec<Diagnostic>, Sources) {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Config::read(Some(("linkarium.toml", text.as_bytes())), variables)
}

fn problems(text: &str) -> Vec<String> {
    let (_, diagnostics, sources) = read(text, &[]);
    diagnostics.iter().map(|diagnostic| short(diagnostic, &sources)).collect()
}

#[test]
fn without_anything_there_are_defaults() {
    let (config, diagnostics, _) = Config::read(None, std::iter::empty());
    assert_eq!(config, Config::default());
    assert!(diagnostics.is_empty());
}

#[test]
fn every_setting() {
    let (config, diagnostics, _) = read(
        r##"
[site]
title = "My links"
description = "All I read."
author = "Ann"
base_url = "https://Example.org/links"
language = "de"
theme = "plain"
timezone = "UTC"
[capture]
concurrency = 64
per_host = 2
delay = "1s"
connect_timeout = "5s"
resource_timeout = "1m"
timeout = "2m30s"
retries = 0
user_agent = "Ann's archive"
max_page_bytes = "5MB"
max_resource_bytes = 1_000
max_snapshot_bytes = "1 GiB"
max_redirects = 5
media = true
allow_private = ["localhost:8080", "10.0.0.0/8"]
[store]
path = "./data/snapshots/"
[build]
output = "public"
page_size = 20
[repository]
url = "https://git.example.org/ann/links.git/"
forge = "forgejo"
branch = "keep/main"
folder = "./notes//links/"
[[rule]]
match = "https://*.example.org/*"
host = ["Example.org", "bücher.example"]
type = "PDF"
tag = "Lang"
tags = ["Example"]
archive = false
remove = ["#banner"]
keep = ["json-ld"]
headers = { Accept-Language = "de" }
"##,
        &[
            ("LINKARIUM_CAPTURE_PER_HOST", "4"),
            ("LINKARIUM_CAPTURE_ALLOW_PRIVATE", "a.lan, [::1]:80"),
            ("HOME", "/x"),
            ("LINKARIUM_CAPTURE_MEDIA", "no"),
            ("LINKARIUM_CAPTURE_DELAY", "0"),
            ("LINKARIUM_BUILD_PAGE_SIZE", "7"),
        ],
    );
    assert_eq!(diagnostics, []);
    assert_eq!(config.rules[0].keep, [Keep::JsonLd]);
    assert_eq!(config.site.base_url.as_deref(), Some("https://example.org/links/"));
    assert_eq!((config.capture.concurrency, config.capture.per_host), (64, 4));
    assert_eq!(config.capture.delay, Duration::ZERO);
    assert_eq!(config.capture.timeout, Duration::from_secs(150));
    assert_eq!((config.capture.max_page_bytes, config.capture.max_resource_bytes), (5_000_000, 1_000));
    assert_eq!(config.capture.max_snapshot_bytes, 1 << 30);
    assert_eq!(config.capture.allow_private, ["a.lan", "[::1]:80"]);
    assert!(!config.capture.media);
    assert_eq!((config.store.path.as_str(), config.build.output.as_str()), ("data/snapshots", "public"));
    assert_eq!(config.build.page_size, 7);
    let repository = RepositorySettings {
        url: Some("https://git.example.org/ann/links".into()),
        forge: Some(Forge::Forgejo),
        branch: "keep/main".into(),
        folder: "notes/links".into(),
    };
    assert_eq!(config.repository, repository);
    let rule = &config.rules[0];
    assert_eq!(
        (&rule.matches[..], &rule.having[..]),
        (&["*.example.org/*".into()][..], &["lang".into()][..])
    );
    assert_eq!(rule.hosts, ["example.org", "xn--bcher-kva.example"]);
    assert_eq!((&rule.kinds[..], rule.line), (&[ContentKind::Pdf][..], 35));
    assert_eq!((&rule.tags[..], rule.archive), (&["Example".to_owned()][..], Some(false)));
    assert_eq!(rule.headers, [("Accept-Language".to_owned(), "de".to_owned())]);
}

#[test]
fn rules_say_which_links_they_are_for() {
    let text = "[[rule]]\nmatch = ['https://a.example/*', 'b']\nhost = '*.Bücher.example'\ntag = ['#Lang', 'x']\ntype = 'pdf'\n\
                tags = ['t']\n\n[[rule]]\nhost = ['a.example']\nengine = 'x'\n";
    let (config, diagnostics, sources) = read(text, &[]);
    let rule = &config.rules[0];
    assert_eq!(
        (&rule.matches[..], &rule.having[..]),
        (&["a.example/*".into(), "b".into()][..], &["lang".into(), "x".into()][..])
    );
    assert_eq!(
        (&rule.hosts[..], &rule.kinds[..]),
        (&["xn--bcher-kva.example".into()][..], &[ContentKind::Pdf][..])
    );
    assert_eq!(rule.line, 1);
    assert_eq!(config.rules.len(), 1);
    assert!(short(&diagnostics[0], &sources).contains("unknown key `engine`"), "{diagnostics:?}");
    assert!(diagnostics[0].help.as_deref().unwrap().contains("one engine"));
}

#[test]
fn what_is_not_known_is_an_error_with_a_suggestion() {
    let text = "titel = 'x'\n[captur]\n[site]\ntitel = 'x'\n[build]\nseach = true\ntimeout = '1s'\n[[rule]]\nmach = 'a'\n[[rule]]\narchive = true\n";
    let (config, diagnostics, sources) = read(text, &[]);
    assert!(config.rules.is_empty());
    let told: Vec<_> =
        diagnostics.iter().map(|d| (short(d, &sources), d.help.clone().unwrap_or_default())).collect();
    let told: Vec<_> = told.iter().map(|(line, help)| (line.as_str(), help.as_str())).collect();
    assert_eq!(
        told,
        [
            ("linkarium.toml:1:1: error[unknown-setting]: `titel` stands in no section", ""),
            (
                "linkarium.toml:2:2: error[unknown-setting]: unknown section `captur`",
                "did you mean `capture`?"
            ),
            (
                "linkarium.toml:4:1: error[unknown-setting]: unknown setting `titel` in [site]",
                "did you mean `title`?"
            ),
            (
                "linkarium.toml:6:1: error[unknown-setting]: unknown setting `seach` in [build]",
                "did you mean `search`?"
            ),
            (
                "linkarium.toml:7:1: error[unknown-setting]: unknown setting `timeout` in [build]",
                "`timeout` stands in `[capture]`"
            ),
            (
                "linkarium.toml:9:1: error[unknown-setting]: unknown key `mach` in a rule",
                "did you mean `match`?"
            ),
            (
                "linkarium.toml:10:1: error[bad-setting]: this rule matches nothing",
                "add `host = \"example.org\"`, `match = \"*.example.org/*\"`, `tag = \"…\"` or `type = \"pdf\"`"
            ),
        ]
    );
}

#[test]
fn values_out_of_range_are_refused_at_their_place() {
    let refused = [
        ("[capture]\nconcurrency = 0", "2:15"),
        ("[capture]\nper_host = -1", "2:12"),
        ("[capture]\nper_host = '6'", "2:12"),
        ("[capture]\ntimeout = 30", "2:11"),
        ("[capture]\ntimeout = '0s'", "2:11"),
        ("[capture]\nmax_page_bytes = '0'", "2:18"),
        ("[capture]\nallow_private = ['ok.lan', 'a b']", "2:28"),
        ("[capture]\nallow_private = 'a'", "2:17"),
        ("[capture]\nuser_agent = 'ä'", "2:14"),
        ("[site]\nbase_url = 'example.org'", "2:12"),
        ("[site]\nbase_url = 'ftp://example.org/'", "2:12"),
        ("[site]\nbase_url = 'https://a/?b'", "2:12"),
        ("[site]\ntimezone = 'Mars/Base'", "2:12"),
        ("[[rule]]\ntag = 'a'\nkeep = ['json-ld', 'json']", "3:20"),
        ("[site]\nlanguage = 'e'", "2:12"),
        ("[site]\ntheme = '../x'", "2:9"),
        ("[site]\ntitle = ''", "2:9"),
        ("[build]\npage_size = 0", "2:13"),
        ("[import]\nfolders = 'path'", "2:11"),
        ("[repository]\nurl = 'git@github.com:me/links.git'", "2:7"),
        ("[repository]\nurl = 'https://github.com/me'", "2:7"),
        ("[repository]\nurl = 'https://me:pw@github.com/me/links'", "2:7"),
        ("[repository]\nurl = 'https://github.com/me/links?x'", "2:7"),
        ("[repository]\nurl = 'javascript://github.com/me/links'", "2:7"),
        ("[repository]\nurl = 'https://git.example.org/me/links'", "2:7"),
        ("[repository]\nforge = 'sourcehut'", "2:9"),
        ("[repository]\nbranch = 'a b'", "2:10"),
        ("[repository]\nbranch = '-x'", "2:10"),
        ("[repository]\nbranch = 'a/../b'", "2:10"),
        ("[repository]\nfolder = '../x'", "2:10"),
        ("[repository]\nfolder = '/x'", "2:10"),
        ("[build]\noutput = '/tmp/x'", "2:10"),
        ("[build]\noutput = '../x'", "2:10"),
        ("[build]\noutput = 'a/../../x'", "2:10"),
        ("[build]\noutput = 'C:\\x'", "2:10"),
        ("[build]\noutput = 'C:x'", "2:10"),
        ("[build]\noutput = '.'", "2:10"),
        ("[build]\noutput = 'links/x'", "2:10"),
        ("[store]\npath = '..\\x'", "2:8"),
        ("[[rule]]\nhost = []", "2:8"),
        ("[[rule]]\nhost = 1", "2:8"),
        ("[[rule]]\nhost = ['a.example', 'https://b.example/']", "2:22"),
        ("[[rule]]\nhost = 'a.example:80'", "2:8"),
        ("[[rule]]\ntype = 'pfd'", "2:8"),
        ("[[rule]]\ntype = ['pdf', 'none']", "2:16"),
        ("[[rule]]\ntag = ['a', '#']", "2:13"),
        ("[[rule]]\nmatch = ['a', '']", "2:15"),
        ("[[rule]]\nmatch = 'a'\nheaders = { Host = 'x' }", "3:13"),
        ("[[rule]]\nmatch = 'a'\nheaders = { A = \"x\\ny\" }", "3:17"),
        ("[rule]\nmatch = 'a'", "1:1"),
        ("[[rule]]\nhost = 'a.example/b'", "2:8"),
        ("[[rule]]\nhost = ['a.example', 'b c']", "2:22"),
        ("[[rule]]\ntype = ['pdf', 'vidoe']", "2:16"),
        ("[[rule]]\ntype = []", "2:8"),
        ("[[rule]]\nmatch = ['a', 1]", "2:15"),
        ("site = 1", "1:1"),
    ];
    for (text, place) in refused {
        let found = problems(text);
        assert_eq!(found.len(), 1, "{text} {found:?}");
        assert!(found[0].starts_with(&format!("linkarium.toml:{place}: error")), "{text} {found:?}");
    }
    let (_, diagnostics, _) = read("[build]\noutput = '/tmp/x'", &[]);
    assert!(diagnostics[0].help.as_deref().unwrap().contains("--output"));
}

#[test]
fn a_rule_says_what_was_meant() {
    let help = |rule: &str| {
        let (_, diagnostics, _) = read(&format!("[[rule]]\n{rule}"), &[]);
        diagnostics[0].help.clone().unwrap_or_default()
    };
    assert!(help("host = 'https://*.Example.org:80/x'").contains("`host = \"example.org\"`"));
    assert!(help("type = 'pfd'").contains("did you mean \"pdf\"?"));
    assert!(help("type = 'movie'").contains("\"video\""));
    assert!(help("hots = 'x'").contains("`host`"));
    assert!(help("engine = 'http'").contains("one engine"));
    let (_, diagnostics, _) = read("[capture]\nengine = 'chromium'", &[]);
    assert!(diagnostics[0].help.as_deref().unwrap().contains("one engine"));
}

#[test]
fn broken_files_and_variables() {
    assert!(problems("[site\ntitle = 1\n")[0].starts_with("linkarium.toml:1:6: error[toml-syntax]"));
    let (_, diagnostics, _) = read("<<<<<<< HEAD\n[site]\n=======\n>>>>>>> x\n", &[]);
    assert!(diagnostics.iter().all(|d| d.help.as_deref().unwrap().contains("git conflict")));
    let (_, diagnostics, sources) = Config::read(Some(("linkarium.toml", b"# \xff\n")), std::iter::empty());
    assert_eq!(
        short(&diagnostics[0], &sources),
        "linkarium.toml:1:3: error[not-utf8]: not UTF-8: the byte at offset 2"
    );
    let (config, diagnostics, _) = read(
        "",
        &[
            ("LINKARIUM_CAPTURE_PERHOST", "1"),
            ("LINKARIUM_CAPTURE_RETRIES", "many"),
            ("LINKARIUM_LOG", "1"),
            ("LINKARIUM_BUILD_OUTPUT", "/x"),
        ],
    );
    let severities: Vec<_> = diagnostics.iter().map(|d| (d.severity, d.code)).collect();
    let error = Severity::Error;
    assert_eq!(
        severities,
        [
            (error, "bad-setting"),
            (error, "unknown-setting"),
            (error, "bad-setting"),
            (Severity::Warning, "unknown-setting")
        ]
    );
    assert_eq!(diagnostics[1].help.as_deref(), Some("did you mean `per_host`?"));
    assert_eq!(config, Config::default());
}

#[test]
fn the_forge_is_told_by_the_host_or_by_the_keeper() {
    let forge = |text: &str| {
        let (config, problems, _) = read(&format!("[repository]\n{text}"), &[]);
        assert_eq!(problems, [], "{text}");
        config.repository.forge()
    };
    assert_eq!(forge("url = 'https://github.com/me/links'"), Some(Forge::GitHub));
    assert_eq!(forge("url = 'https://www.gitlab.com/me/group/links/'"), Some(Forge::GitLab));
    assert_eq!(forge("url = 'https://codeberg.org/me/links'"), Some(Forge::Forgejo));
    assert_eq!(forge("url = 'https://git.example/me/links'\nforge = 'Gitea'"), Some(Forge::Forgejo));
    assert_eq!(forge("branch = 'trunk'\nfolder = ''"), None);
    // The environment counts as well, and what it leaves open is told where the address stands.
    let (config, problems, _) = read(
        "[repository]\nurl = 'https://git.example/me/links'",
        &[("LINKARIUM_REPOSITORY_FORGE", "gitlab"), ("LINKARIUM_REPOSITORY_BRANCH", "trunk")],
    );
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(
        (config.repository.forge(), config.repository.branch.as_str()),
        (Some(Forge::GitLab), "trunk")
    );
    let (_, problems, _) = read("", &[("LINKARIUM_REPOSITORY_URL", "https://git.example/me/links")]);
    assert!(problems[0].message.contains("lacks `forge`") && problems[0].help.is_some(), "{problems:?}");
}

#[test]
fn store_and_output_have_folders_of_their_own() {
    for text in
        ["[store]\npath = 'output/x'", "[build]\noutput = 'Snapshots'", "[build]\noutput = 'snapshots/site'"]
    {
        assert_eq!(
            problems(text),
            ["error[bad-setting]: [store] path and [build] output lie in each other"],
            "{text}"
        );
    }
    assert!(problems("[build]\noutput = 'snapshots2'").is_empty());
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        check(&bytes)?;
    }

    #[test]
    fn any_values_are_read(
        key in 0..settings::SETTINGS.len(),
        value in "[0-9]{1,20}|'[0-9a-z:./* ]{0,30}'|\\[('[0-9a-z:./]{0,12}',?){0,3}\\]|true|2026-11-20|\\{ ?a ?= ?'b' ?\\}",
    ) {
        let setting = &settings::SETTINGS[key];
        check(format!("[{}]\n{} = {value}\n[[rule]]\nmatch = {value}\nhost={value}\ntype={value}\ntag={value}\nheaders={value}\nremove={value}", setting.section, setting.key).as_bytes())?;
    }
}

fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    let (_, diagnostics, sources) = Config::read(Some(("linkarium.toml", bytes)), std::iter::empty());
    for diagnostic in &diagnostics {
        if let Some(span) = &diagnostic.primary {
            let text = sources.get(&span.file).map(Source::text);
            prop_assert!(text.is_some_and(|text| text.get(span.range.clone()).is_some()), "{:?}", diagnostic);
        }
        prop_assert!(!render(diagnostic, &sources, false).contains(|c: char| c.is_control() && c != '\n'));
    }
    Ok(())
}

#[test]
fn what_this_version_cannot_do_is_refused_and_not_ignored() {
    let read = |text: &str| Config::read(Some(("linkarium.toml", text.as_bytes())), std::iter::empty());
    assert!(read("[build]\nsearch = false\nminify = false\n").1.is_empty());
    let problems = read("[build]\nminify = true\n").1;
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].message.contains("cannot do this yet"), "{problems:?}");
}

#[test]
fn pages_menu_and_theme() {
    let text = "[[menu]]\npage = \"about\"\n[[menu]]\ntitle = \"Blog\"\nurl = \"https://b.example\"\n\
        [[page]]\nslug = \"about\"\ntitle = \"About\"\nfile = \"text/about.md\"\n[theme]\nview = \"cards\"\nrows = 3\n";
    let (config, problems, _) = read(text, &[]);
    assert!(problems.is_empty(), "{problems:?}");
    let titles: Vec<&str> = config.menu.iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(titles, ["About", "Blog"], "also when the page stands below");
    assert_eq!(config.pages[0].file, "text/about.md");
    assert_eq!(config.theme.len(), 2);
}

#[test]
fn pages_that_cannot_be_are_errors() {
    let page = |slug: &str, file: &str| {
        problems(&format!("[[page]]\nslug = \"{slug}\"\nfile = \"{file}\"\n")).join("; ")
    };
    assert_eq!(page("about", "about.md"), "");
    for (slug, file, why) in [
        ("tags", "a.md", "has a page `tags` already"),
        ("../x", "a.md", "a slug is made of"),
        ("con", "a.md", "Windows"),
        ("a", ".git/config", "belongs to something else"),
        ("a", "links/private/diary.md", "belongs to something else"),
        ("a", ".secret/notes.md", "not published"),
        ("a", "linkarium.toml", "not published"),
        ("a", "../outside.md", ""),
    ] {
        let told = page(slug, file);
        assert!(!told.is_empty() && told.contains(why), "{slug} {file}: {told}");
    }
    for (text, why) in [
        ("[[menu]]\npage = \"abuot\"\n[[page]]\nslug = \"about\"\nfile = \"a.md\"", "no page `abuot`"),
        ("[[menu]]\ntitle = \"x\"\nurl = \"javascript:alert(1)\"", "http or https"),
        ("[[menu]]\ntitle = \"x\"", "one place"),
        ("[[menu]]\nurl = \"https://x.example\"", "no title"),
        ("[[page]]\nslgu = \"x\"", "unknown key `slgu`"),
        ("[menu]\ntitle = \"x\"", "list of tables"),
        ("theme = \"x\"", "section"),
        ("[theme]\nx = [1]", "a theme's setting"),
    ] {
        let told = problems(text).join("; ");
        assert!(told.contains(why), "{text}: {told}");
    }
}
