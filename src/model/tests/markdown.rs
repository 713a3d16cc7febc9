use super::*;
use crate::model::{Link, Status};

fn list(text: &str) -> Vec<Link> {
    sound("links/a.md", text).links
}

fn one(text: &str) -> Link {
    let mut links = list(text);
    assert_eq!(links.len(), 1, "{links:#?}");
    links.remove(0)
}

#[test]
fn one_link_with_notes() {
    let link = one(
        "+++\nurl  = \"https://www.gevent.org/\"\ntags = [\"python\", \"协程\"]\n+++\n\nGreenlets switch.\n\n- [not](https://a.example) a link\n",
    );
    assert_eq!(link.tags, ["python", "协程"]);
    assert_eq!(link.notes.as_deref(), Some("Greenlets switch.\n\n- [not](https://a.example) a link"));
    assert_eq!(link.source.to_string(), "links/a.md:1:1");
    let link = one("---\nurl: https://www.gevent.org/\ntags:\n  - python\n---\nNotes.\n");
    assert_eq!((link.tags[0].as_str(), link.notes.as_deref()), ("python", Some("Notes.")));
}

#[test]
fn every_shape_of_an_item() {
    let links = list(
        "- [On link rot](https://a.example/rot) - Half of *all* `citations` die. #archiving #web\n\
         - [Title](https://b.example \"The hint\")\n\
         - <https://c.example>\n\
         * https://d.example/Foo_(bar). Words #d\n\
         + [ ] [Later](https://e.example): Words\n\
         + [x] 2026-11-20 [Done](https://f.example) — Words\n\
         1. 2026-11-20 14:30 - https://g.example #g\n\
         2. **[Bold](https://h.example)** - Words\n\
         3. [Ref][r]\n\
         4. [![badge](x.png)](https://j.example) #j\n\n\
         [r]: https://i.example\n",
    );
    let shown: Vec<String> = links
        .iter()
        .map(|link| {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let date = link.added.as_ref().map(|m| m.instant.to_string()).unwrap_or_default();
            format!(
                "{} | {} | {} | {} | {:?} | {date}",
                link.url,
                text(&link.title),
                text(&link.description),
                link.tags.join(" "),
                link.status
            )
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @"
    https://a.example/rot | On link rot | Half of all citations die. | archiving web | None | 
    https://b.example | Title | The hint |  | None | 
    https://c.example |  |  |  | None | 
    https://d.example/Foo_(bar) |  | Words | d | None | 
    https://e.example | Later | Words |  | Unread | 
    https://f.example | Done | Words |  | Read | 2026-11-20T00:00:00Z
    https://g.example |  |  | g | None | 2026-11-20T14:30:00Z
    https://h.example | Bold | Words |  | None | 
    https://i.example | Ref |  |  | None | 
    https://j.example | badge |  | j | None | 
    ");
}

#[test]
fn indented_lines_are_notes() {
    let links = list(
        "- [A](https://a.example) - Words\n  more words\n\n  A paragraph.\n\n  > quoted [q](https://q.example)\n\n      code\n\
         - [B](https://b.example)\n\t- a point\n\t  - deeper\n\t- [C](https://c.example) - nested\n\t\tnote of C\n\t- last point\n\
         - no link [D](#d)\n  - <https://e.example>\n",
    );
    let shown: Vec<_> = links.iter().map(|link| (link.url.as_str(), link.notes.as_deref())).collect();
    assert_eq!(
        shown,
        [
            (
                "https://a.example",
                Some("more words\n\nA paragraph.\n\n> quoted [q](https://q.example)\n\n    code")
            ),
            ("https://b.example", Some("- a point\n  - deeper\n- last point")),
            ("https://c.example", Some("note of C")),
            ("https://e.example", None),
        ]
    );
}

#[test]
fn what_is_no_item_that_starts_with_a_link_is_not_collected() {
    let (collection, sources) = read_files(&[(
        "links/a.md",
        "See [a](https://a.example).\n\n- see [b](https://b.example)\n- `code` [c](https://c.example)\n\n```\n- [d](https://d.example)\n```\n\n\
         > - [e](https://e.example)\n\n<!--\n- [f](https://f.example)\n-->\n\n- [contents](#part)\n- [note](other.md)\n- ![i](https://i.example/x.png)\n\
         - [[wiki]]\n\n| [t](https://t.example) |\n|---|\n",
    )]);
    assert!(collection.links.is_empty());
    assert_eq!(
        problems(&collection, &sources),
        ["links/a.md:3:1: notice[not-collected]", "links/a.md:4:1: notice[not-collected]"]
    );
}

#[test]
fn hashtags_stay_in_the_sentence_and_leave_its_end() {
    let link = one(
        "- [A](https://a.example) #first - Learn #rust fast, not `#code` nor [x](https://x.example/ \"#y\"). #c++ #c#,\n",
    );
    assert_eq!(link.tags, ["first", "rust", "c++", "c#"]);
    assert_eq!(link.description.as_deref(), Some("Learn #rust fast, not #code nor x."));
    let link = one("- <https://a.example> #协程 #123 #lang/Rust. \\#no a#b\n");
    assert_eq!(link.tags, ["协程", "lang/rust"]);
    assert_eq!(link.description.as_deref(), Some("#123 #lang/Rust. #no a#b"));
}

#[test]
fn headings_and_front_matter_give_tags() {
    let links = list(
        "+++\ntitle = \"My list\"\ntags = [\"all\"]\nadded = 2026-01-01\n+++\n- <https://0.example>\n\n\
         # One <!-- tags: one, b c -->\n- <https://1.example> #own\n\n## Two\n<!-- tags: two -->\n\n- 2026-02-02 <https://2.example>\n\n\
         ### Three\n- <https://3.example> <!-- tags: x, y -->\n\n## Four\n- <https://4.example>\n\n\
         Setext <!-- tags: five -->\n===\n- <https://5.example>\n",
    );
    let shown: Vec<_> = links.iter().map(|link| link.tags.join("|")).collect();
    assert_eq!(
        shown,
        ["all", "all|one|b c|own", "all|one|b c|two", "all|one|b c|two|x|y", "all|one|b c", "all|five"]
    );
    assert_eq!(links[1].added.as_ref().unwrap().date.to_string(), "2026-01-01");
    assert_eq!(links[2].added.as_ref().unwrap().date.to_string(), "2026-02-02");
}

#[test]
fn tags_that_belong_to_nothing_are_said_so() {
    let (collection, sources) = read_files(&[(
        "links/a.md",
        "<!-- tags: a -->\n\n- <https://a.example>\n\nwords <!-- tags: b -->\n",
    )]);
    assert_eq!(collection.links[0].tags.len(), 0);
    assert_eq!(
        problems(&collection, &sources),
        ["links/a.md:1:1: warning[misplaced-tags]", "links/a.md:5:7: warning[misplaced-tags]"]
    );
}

#[test]
fn places_are_those_of_the_item_and_of_the_address() {
    let (collection, sources) = read_files(&[(
        "links/a.md",
        "---\ntags: a\n---\n\n协程\n\n  - [协程](https://a.example)\r\n  - 2026-99-99 <https://b.example>\r\n",
    )]);
    assert_eq!(collection.links[0].source.to_string(), "links/a.md:7:3");
    assert_eq!(collection.links[1].url, "https://b.example");
    assert_eq!(problems(&collection, &sources), ["links/a.md:8:5: error[bad-date]"]);
}

#[test]
fn broken_front_matter_keeps_nothing_that_may_be_private() {
    let (collection, sources) = read_files(&[
        ("links/a.md", "+++\nurl = 'https://a.example'\n"),
        ("links/b.md", "+++\nvisibility = private\n+++\n- <https://b.example>\n"),
        ("links/d.md", "---\nurl: https://d.example\ntitle: D\n\nNotes.\n"),
        ("links/e.md", "---\ntags:\n  - a\nvisibility: private\n\n- <https://e.example>\n"),
        ("links/c.md", "+++\nadded = yesterday\n+++\n- <https://c.example>\n"),
    ]);
    assert_eq!(urls(&collection), ["https://c.example"]);
    assert_eq!(
        problems(&collection, &sources),
        [
            "links/a.md:1:1: error[front-matter]",
            "links/b.md:2:14: error[toml-syntax]",
            "links/c.md:2:9: error[toml-syntax]",
            "links/d.md:1:1: error[front-matter]",
            "links/e.md:1:1: error[front-matter]",
        ]
    );
    assert_eq!(collection.diagnostics[3].help.as_deref(), Some("end it with another line `---`"));
}

#[test]
fn a_rule_above_a_list_is_no_front_matter() {
    assert_eq!(list("---\n\n- [A](https://a.example)\n\nurl: words\n").len(), 1);
    assert_eq!(list("---\n\nSee this: words\nurl: words\n\n- [A](https://a.example)\n").len(), 1);
}

#[test]
fn wrapped_titles_and_their_line() {
    let link = one("- [A long\n  title](https://a.example) - Words. #t\n  notes\n");
    assert_eq!(link.title.as_deref(), Some("A long title"));
    assert_eq!(link.description.as_deref(), Some("Words."));
    assert_eq!(link.notes.as_deref(), Some("notes"));
    assert_eq!(link.status, Status::None);
}
