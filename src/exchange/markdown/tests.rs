use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::exchange::When;
use crate::exchange::format::Ground;
use crate::model::Status;

fn parsed(text: &str) -> Parsed {
    read(text.as_bytes()).unwrap()
}

fn pairs(text: &str) -> Vec<(String, Option<String>)> {
    parsed(text).entries.into_iter().map(|entry| (entry.url, entry.title)).collect()
}

fn urls(text: &str) -> Vec<String> {
    parsed(text).entries.into_iter().map(|entry| entry.url.replace("https://example.org/", "/")).collect()
}

#[test]
fn every_link_of_a_text() {
    let text = "# A [head](https://example.org/1)\n\nSee [text *em*](https://example.org/2 \"t\"), <https://example.org/3>, \
        [ref][r] and https://example.org/a_b_c. [in](other.md) [#](#x) <x@example.org> ![pic](https://example.org/no.png)\n\
        `https://example.org/no`\n\n    https://example.org/no\n\n> quoted https://example.org/4\n\n\
        | a | b |\n|---|---|\n| https://example.org/5|[t](https://example.org/6) |\n\n\
        <div><a href=\"https://example.org/7?a&amp;b\">H</a> https://example.org/8</div>\n\n\
        In <a href='https://example.org/9'>line *x*</a> **https://example.org/10** [[wiki]]\n\n\
        [r]: https://example.org/11\n[unused]: https://example.org/12\n";
    let found = parsed(text);
    let wanted = [
        ("1", Some("head")),
        ("2", Some("text em")),
        ("3", None),
        ("11", Some("ref")),
        ("a_b_c", None),
        ("4", None),
        ("5", None),
        ("6", Some("t")),
        ("7?a&b", Some("H")),
        ("8", None),
        ("9", Some("line x")),
        ("10", None),
        ("12", None),
    ];
    let wanted: Vec<_> = wanted
        .iter()
        .map(|(path, title)| (format!("https://example.org/{path}"), title.map(str::to_owned)))
        .collect();
    assert_eq!(pairs(text), wanted);
    assert_eq!((found.dropped["links within the folder"], found.dropped["mail addresses"]), (2, 1));
    assert_eq!(found.entries[0].line, Some(1));
}

#[test]
fn our_lists_with_all_they_say() {
    let text = "## Reading <!-- tags: web -->\n\n- [ ] 2026-11-20 [A](https://example.org/a) - Said \
        [there](https://example.org/there) and https://example.org/said. #Rust\n  Notes with [n](https://example.org/n).\n\
        \x20 - sub https://example.org/sub\n  - [B](https://example.org/b)\n- words [c](https://example.org/c)\n\
        - [D](https://example.org/a)\n  [again](https://example.org/again)\n";
    let found = parsed(text);
    assert_eq!(urls(text), ["/a", "/there", "/b", "/c"]);
    let one = &found.entries[0];
    assert_eq!((one.status, &one.tags[..]), (Status::Unread, &["web".to_owned(), "Rust".to_owned()][..]));
    assert_eq!(one.added, Some(When::Day(date(2026, 11, 20))));
    assert_eq!(one.description.as_deref(), Some("Said there and https://example.org/said."));
    let notes = one.notes.as_deref().unwrap();
    assert!(
        notes.contains("[n](https://example.org/n)") && notes.contains("/sub") && notes.contains("/again")
    );
}

#[test]
fn front_matter() {
    let one = parsed(
        "+++\nurl = \"https://example.org/\"\nid = \"mine\"\nauthor = \"Ada\"\n+++\nSee https://example.org/2\n",
    );
    assert_eq!((one.entries.len(), one.entries[0].id.as_deref()), (1, Some("mine")));
    assert_eq!(one.entries[0].notes.as_deref(), Some("See https://example.org/2"));
    let clipping = "---\ntitle: \"T\"\nsource: \"https://example.org/clip\"\ntags:\n  - x\n---\nText https://example.org/2\n";
    assert_eq!(urls(clipping), ["/clip", "/2"]);
    assert!(
        parsed("---\nurl: https://example.org/\nodd: 1\n---\n")
            .dropped
            .contains_key("fields of front matter")
    );
}

#[test]
fn what_may_be_hidden_is() {
    let seen = |front: &str| {
        parsed(&format!("---\n{front}\n---\nText https://example.org/\n")).entries[0].visibility
    };
    assert_eq!(seen("visibility: private"), Visibility::Private);
    assert_eq!(seen("private: {a: b}"), Visibility::Private);
    assert_eq!(seen("title: x"), Visibility::Public);
}

#[test]
fn a_list_is_written() {
    let entry = |url: &str, folders: &[&str]| Entry {
        title: Some("A [b] *c*".into()),
        description: Some("Half - of #all <b>".into()),
        notes: Some("Para\n\n```\n- [x](https://example.org/n)\n```\n> q".into()),
        tags: vec!["lang/rust".into(), "machine learning".into()],
        folders: folders.iter().map(|name| (*name).to_owned()).collect(),
        added: When::read("2026-11-20T23:30:00Z"),
        status: Status::Read,
        starred: true,
        ..Entry::new(url)
    };
    let timezone = TimeZone::fixed(jiff::tz::offset(8));
    let ground = Ground { title: "My *links*", timezone: &timezone };
    let entries = [entry("https://example.org/a", &["A", "B/C"]), entry("https://example.org/(b&c;)", &[])];
    let text = write(&entries, ground);
    assert!(
        text.starts_with(
            "# My \\*links\\*\n\n- [x] 2026-11-21 [A \\[b\\] \\*c\\*](<https://example.org/(b\\&c;)>)"
        ),
        "{text}"
    );
    assert!(text.contains("\n## A / B/C\n\n- [x] "), "{text}");
    let held = holds(&entries[0], ground);
    let wanted = Entry {
        folders: Vec::new(),
        added: Some(When::Day(date(2026, 11, 21))),
        starred: false,
        ..entries[0].clone()
    };
    assert_eq!(held, wanted);
}

#[test]
fn notes_that_would_be_links_are_quoted() {
    let ground = Ground { title: "x", timezone: &TimeZone::UTC };
    let entry = Entry {
        notes: Some("- [x](https://example.org/n)\n- y".into()),
        ..Entry::new("https://example.org/")
    };
    assert_eq!(holds(&entry, ground).notes.as_deref(), Some("> - [x](https://example.org/n)\n> - y"));
}

#[test]
fn hostile_texts_end_quickly() {
    let begun = std::time::Instant::now();
    for piece in [
        "> ",
        "- ",
        "[",
        "[a](",
        "<a href=\"",
        "https://",
        "https://example.org/ ",
        "<!--",
        "[a]: <",
        "*a ",
        "`",
        "| ",
        "(http://a",
        "- https://example.org/\n",
    ] {
        let text = piece.repeat(20_000);
        assert!(parsed(&text).entries.len() <= 20_000);
    }
    assert!(begun.elapsed().as_secs() < 120, "{:?}", begun.elapsed());
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,8}( [a-z]{1,8}){0,3}",
        "\\PC{1,20}",
        "([a-z]|[<>&\"'\\[\\]()#,;:/ \t*_`~|!.-]|https://example.org/x|\\\\|\n){1,25}",
        Just("See https://example.org/q and [t](https://example.org/z) #tag".to_owned()),
        Just("- [ ] <https://example.org/w>\n\n    code\n```\nx".to_owned()),
    ]
}

fn entry() -> impl Strategy<Value = Entry> {
    let status = prop_oneof![Just(Status::None), Just(Status::Unread), Just(Status::Read)];
    let day = (1950_i16..2100, 1_i8..13, 1_i8..29).prop_map(|(y, m, d)| When::Day(date(y, m, d)));
    // Spelled in one way each: a collection has one spelling for a tag.
    let tag = prop_oneof!["[a-z]{1,6}", "[a-z]{1,3}/[a-z]{1,3}", "中[a-z ]{1,4}c\\+\\+", "[0-9]{1,3}"];
    (
        "[a-z0-9?&=;%#(),.*_~!-]{0,12}",
        option::of(text()),
        option::of(text()),
        option::of(text()),
        vec(tag, 0..3),
        vec(text(), 0..2),
        option::of(day),
        status,
    )
        .prop_map(|(path, title, description, notes, tags, folders, added, status)| Entry {
            title,
            description,
            notes,
            tags,
            folders,
            added,
            status,
            ..Entry::new(&path)
        })
}

proptest! {
    #[test]
    fn what_is_written_is_read(entries in vec(entry(), 0..5)) {
        // Links with one key are merged by our reader: each has its own here.
        let entries: Vec<Entry> = entries
            .into_iter()
            .enumerate()
            .map(|(index, entry)| Entry { url: format!("https://example.org/{index}/{}", entry.url), ..entry })
            .collect();
        let ground = Ground { title: "Links [x]", timezone: &TimeZone::UTC };
        let file = write(&entries, ground);
        let found = parsed(&file);
        prop_assert!(found.refused.is_empty() && found.dropped.is_empty(), "{:?}\n{}", found.dropped, file);
        let sorted = |mut entries: Vec<Entry>| {
            entries.sort_by(|one, other| one.url.cmp(&other.url));
            entries
        };
        let read = found.entries.into_iter().map(|entry| Entry { line: None, ..entry }).collect();
        let held = entries.iter().map(|entry| holds(entry, ground)).collect();
        prop_assert_eq!(sorted(read), sorted(held), "{}", file);
    }

    #[test]
    fn any_bytes_are_read(
        bytes in vec(any::<u8>(), 0..200),
        text in "(- |> |\\[|\\]|\\(|\\)|<|>|https://a|---|\\+\\+\\+|url: |\n|`|\\||#|[a-z]|\\PC){0,60}",
    ) {
        for bytes in [bytes.as_slice(), text.as_bytes()] {
            let _ = (detect(Read { name: "a.md", bytes }), read(bytes));
        }
    }
}
