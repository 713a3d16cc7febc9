//! The workflow that turns an issue into a commit, step by step: real clones, a bare repository as their origin, and a `gh`
//! that writes down what it is asked for.

use std::path::Path;

use serde_json::json;

use crate::publish::Forge;
use crate::support::collection::program;
use crate::support::git::git;
use crate::support::workflow::Workflow;
use crate::support::{Collection, Reply, Run, Web};

const KEEP: &str = "Keep the link";
const ANSWER: &str = "Answer in the issue";

fn body(url: &str, title: &str, tags: &str, notes: &str) -> String {
    format!(
        "### Address\r\n\r\n{url}\r\n\r\n### Title\r\n\r\n{title}\r\n\r\n### Tags\r\n\r\n{tags}\r\n\r\n### Notes\r\n\r\n{notes}\r\n"
    )
}

/// The workflow as a runner has it for issue 7.
fn workflow(clone: &Path, body: &str) -> Workflow {
    let mut workflow = Workflow::read(&clone.join(".github/workflows/linkarium-add.yml"));
    let sum = Run::of(std::process::Command::new("sha256sum").arg(program().get_program())).stdout;
    workflow.set("PROGRAM_SHA256", sum.split(' ').next().unwrap());
    let event = json!({ "action": "opened", "issue": { "number": 7, "title": "$(touch title)", "body": body, "state": "open" } });
    fs_err::write(workflow.place("event.json"), event.to_string()).unwrap();
    for (name, value) in [
        ("GITHUB_EVENT_PATH", workflow.place("event.json").display().to_string()),
        ("GITHUB_OUTPUT", workflow.place("output").display().to_string()),
        ("GITHUB_REPOSITORY", "me/links".to_owned()),
        ("BRANCH", "main".to_owned()),
        ("ISSUE", "7".to_owned()),
    ] {
        workflow.set(name, &value);
    }
    fs_err::write(workflow.place("output"), "").unwrap();
    workflow.tool("gh", "#!/bin/sh\necho \"$@\" >> \"$RUNNER_TEMP/gh\"\n");
    workflow.done("Install linkarium", clone);
    workflow
}

fn answer(workflow: &Workflow) -> String {
    fs_err::read_to_string(workflow.place("temp/answer.md")).unwrap()
}

fn kept(workflow: &Workflow) -> bool {
    fs_err::read_to_string(workflow.place("output")).unwrap() == "kept=true\n"
}

fn commits(forge: &Forge) -> usize {
    git(&forge.path("origin.git"), &["rev-list", "--count", "main"]).trim().parse().unwrap()
}

fn web() -> Web {
    let web = Web::start();
    web.on(
        "/new",
        Reply::html("<title>Its own title</title><meta name=author content='$(touch author)'>words"),
    );
    web
}

#[test]
fn an_issue_becomes_a_commit_and_no_word_of_it_a_command() {
    let web = web();
    let forge = Forge::with_links(&web, &["/a"]);
    let clone = forge.clone("runner");
    let hostile = "$(touch ran) `touch ran` ${{ github.token }} ::set-output name=kept::x\n+++\n\"\"\" ''' \u{0}\n### Address\nhttps://evil.example/\n\
                   ```\n@everyone\n::add-mask::x";
    let issue = body(
        &web.url("/new?a=$(touch${IFS}ran)&b=`id`;touch"),
        "$(touch ran); touch ran #",
        "$(touch ran), ../../x, b",
        hostile,
    );
    let mut workflow = workflow(&clone, &issue);
    let run = workflow.done(KEEP, &clone);
    assert!(kept(&workflow), "{run}\n{}", answer(&workflow));
    assert_eq!(commits(&forge), 2, "{run}");
    let log = git(&forge.path("origin.git"), &["log", "-1", "--format=%s", "--name-status", "main"]);
    let (message, files) = log.split_once("\n\n").unwrap();
    assert_eq!(message, "Add a link (issue 7)");
    let file = files.trim().strip_prefix("A\tlinks/127-0-0-1-").unwrap_or_else(|| panic!("{files}"));
    let text = git(&forge.path("origin.git"), &["show", &format!("main:links/127-0-0-1-{file}")]);
    assert!(
        text.contains("title = \"$(touch ran); touch ran #\"")
            && text.contains("tags = [\"$(touch ran)\", \"../../x\", \"b\"]"),
        "{text}"
    );
    assert!(text.contains("https://evil.example/") && !text.contains('\0'), "{text}");
    for place in [&clone, &workflow.place("temp"), &forge.path("")] {
        for name in ["ran", "author", "title"] {
            assert!(!place.join(name).exists(), "{name} was run");
        }
    }
    // What is there now is a collection without fault, with that link and its words.
    let other = forge.clone("other");
    let list = Run::of(program().arg("--root").arg(&other).args(["lint", "--strict"]));
    assert_eq!(list.code, 0, "{list}");

    workflow.set("KEPT", "true");
    let run = workflow.done(ANSWER, &clone);
    let asked = fs_err::read_to_string(workflow.place("temp/gh")).unwrap();
    let asked: Vec<&str> = asked.lines().collect();
    assert!(asked[0].starts_with("issue comment 7 --repo me/links --body-file "), "{run}");
    assert_eq!(asked[1], "issue close 7 --repo me/links --reason completed");
    // Every line that the program says stands in a block of its own.
    let answer = answer(&workflow);
    assert!(answer.starts_with("Kept, in commit ") && answer.contains("\n    links/127-0-0-1-"), "{answer}");
    assert!(answer.lines().skip(1).all(|line| line.is_empty() || line.starts_with("    ")), "{answer}");
}

#[test]
fn the_title_is_the_pages_own_where_none_is_given() {
    let web = web();
    let forge = Forge::with_links(&web, &[]);
    let clone = forge.clone("runner");
    let workflow =
        workflow(&clone, &body(&web.url("/new"), "_No response_", "_No response_", "_No response_"));
    workflow.done(KEEP, &clone);
    let files = forge.files("main");
    let file = files.iter().find(|name| name.starts_with("links/")).unwrap();
    let text = git(&forge.path("origin.git"), &["show", &format!("main:{file}")]);
    assert!(
        text.contains("title = \"Its own title\"\nauthor = \"$(touch author)\"\n") && text.ends_with("+++\n"),
        "{text}"
    );
    assert!(!text.contains("tags"), "{text}");
}

#[test]
fn what_cannot_be_kept_is_answered_and_nothing_is_committed() {
    let web = web();
    let forge = Forge::with_links(&web, &["/new"]);
    let clone = forge.clone("runner");
    let place = forge.files("main").into_iter().find(|name| name.starts_with("links/")).unwrap();
    for (issue, part) in [
        (body(&web.url("/new#same"), "t", "", ""), format!("is kept already: {place}:1:1")),
        (body("javascript:alert(1)", "t", "", ""), "never kept".to_owned()),
        ("### Address\n\nhttps://a.example/ @everyone".to_owned(), "white space".to_owned()),
        ("### Address".to_owned(), "names no address".to_owned()),
        ("free words".to_owned(), "not made with the form".to_owned()),
    ] {
        let workflow = workflow(&clone, &issue);
        let run = workflow.done(KEEP, &clone);
        assert!(!kept(&workflow) && answer(&workflow).contains(&part), "{run}\n{}", answer(&workflow));
        workflow.done(ANSWER, &clone);
        let asked = fs_err::read_to_string(workflow.place("temp/gh")).unwrap();
        assert!(asked.contains("issue comment") && !asked.contains("issue close"), "{asked}");
    }
    assert_eq!(commits(&forge), 1);
}

#[test]
fn two_issues_meet() {
    let web = web();
    let forge = Forge::with_links(&web, &[]);
    let (first, second, third) = (forge.clone("first"), forge.clone("second"), forge.clone("third"));
    let issue = body(&web.url("/new"), "first", "", "");
    let one = workflow(&first, &issue);
    let two = workflow(&second, &body(&web.url("/other"), "second", "", ""));
    let three = workflow(&third, &body(&web.url("/new"), "third", "", ""));
    one.done(KEEP, &first);
    // Another link goes on top, the same link does not replace the first.
    two.done(KEEP, &second);
    let run = three.done(KEEP, &third);
    assert!(kept(&two) && !kept(&three) && answer(&three).contains("somebody else"), "{run}");
    let links: Vec<String> =
        forge.files("main").into_iter().filter(|name| name.starts_with("links/")).collect();
    assert_eq!((links.len(), commits(&forge)), (2, 3), "{links:?}");
    let text = git(&forge.path("origin.git"), &["grep", "-h", "title", "main", "--", "links"]);
    assert!(text.contains("first") && text.contains("second") && !text.contains("third"), "{text}");
}

#[test]
fn a_protected_branch_is_said() {
    let web = web();
    let forge = Forge::with_links(&web, &[]);
    forge.protect("main");
    let clone = forge.clone("runner");
    let workflow = workflow(&clone, &body(&web.url("/new"), "t", "", ""));
    let run = workflow.run(KEEP, &clone);
    assert!(run.code == 1 && run.stdout.contains("GH006") && !kept(&workflow), "{run}");
    workflow.done(ANSWER, &clone);
    assert!(answer(&workflow).contains("could not be pushed to main"));
}

#[test]
fn a_file_that_tells_of_no_issue_is_refused() {
    let collection = Collection::of(&[]);
    for (text, part) in [
        ("", "no JSON"),
        ("{\"issue\": {\"body\": null}}", "the issue is empty"),
        ("{\"issue\": {\"body\": [1]}}", "no `issue.body`"),
        ("[[[[", "no JSON"),
    ] {
        collection.write("event.json", text);
        let run = collection.run(&["add", "--from-issue", "event.json", "--offline"]);
        assert!(run.code == 1 && run.stderr.contains(part), "{run}");
    }
    let run = collection.run(&["add", "--from-issue", "gone.json"]);
    assert!(run.code == 1 && run.stderr.contains("gone.json"), "{run}");
    let run = collection.run(&["add", "--from-issue", "event.json", "https://a.example/"]);
    assert_eq!(run.code, 2, "{run}");
    // With a file that is named, the link goes there.
    let issue = json!({ "issue": { "body": body("https://a.example/", "T", "x", "n") } });
    collection.write("event.json", &issue.to_string());
    let run = collection.run(&["add", "--from-issue", "event.json", "--offline", "--to", "list.md"]);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (0, "links/list.md:1: keeps https://a.example/  T\n"),
        "{run}"
    );
}
