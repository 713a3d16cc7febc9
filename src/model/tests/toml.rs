use super::*;
use crate::model::Status;

#[test]
fn every_field_and_what_holds_for_the_file() {
    let collection = sound(
        "links/a.toml",
        r#"
tags = ["Rust"]
added = 2026-11-01

[[link]]
url = " https://doc.rust-lang.org/book/#ch16 "
id = "the-book"
title = "  The Rust\n Programming Language "
description = "Learn it."
notes = """

Chapters 16 and 17.

    code
"""
tags = ["book", "Lang/Rust", "RUST"]
added = 2026-11-20T09:30:00+08:00
updated = "2026-11-21"
published = 2019-01-01 10:00:00
author = "Steve"
language = "en"
via = "a friend"
starred = true
status = "unread"
visibility = "unlisted"
archive = false
aliases = ["https://doc.rust-lang.org/stable/book/"]

[[link]]
href = "https://example.org/"
labels = "c#, #C++ , machine  learning"
toread = 0
shared = "yes"
"#,
    );
    let [book, other] = &collection.links[..] else { panic!("two links") };
    assert_eq!(book.url, "https://doc.rust-lang.org/book/#ch16");
    assert_eq!(book.id, "the-book");
    assert_eq!(book.title.as_deref(), Some("The Rust Programming Language"));
    assert_eq!(book.notes.as_deref(), Some("Chapters 16 and 17.\n\n    code"));
    assert_eq!(book.tags, ["rust", "book", "lang/rust"]);
    assert_eq!(book.added.as_ref().unwrap().instant.to_string(), "2026-11-20T01:30:00Z");
    assert_eq!(book.published.as_ref().unwrap().instant.to_string(), "2019-01-01T10:00:00Z");
    assert!(book.updated.is_some() && book.starred && !book.archive);
    assert_eq!((book.status, book.visibility), (Status::Unread, Visibility::Unlisted));
    assert_eq!(book.aliases.len(), 1);
    assert_eq!(book.source.to_string(), "links/a.toml:5:1");
    assert_eq!(other.tags, ["rust", "c#", "c++", "machine learning"]);
    assert_eq!(other.added.as_ref().unwrap().date.to_string(), "2026-11-01");
    assert_eq!((other.status, other.visibility), (Status::Read, Visibility::Public));
    assert!(other.archive && other.id.starts_with("example-org-"));
}

#[test]
fn line_endings_and_a_byte_order_mark_change_nothing() {
    let collection = sound(
        "links/a.toml",
        "\u{feff}tags = ['a']\r\n[[link]]\r\nurl = 'https://a.example'\r\nnotes = '''\r\na\r\nb\r\n'''\r\n",
    );
    assert_eq!(collection.links[0].notes.as_deref(), Some("a\nb"));
    assert_eq!(collection.links[0].source.line, 2);
}

#[test]
fn a_bad_field_loses_itself() {
    let (collection, sources) = read_files(&[(
        "links/a.toml",
        "[[link]]\nurl = 'https://a.example'\nadded = 2026-13-45\ntitle = 7\nstatus = 'maybe'\nid = 'No Id'\ntitel = 'x'\n\
         tags = ['ok', true]\nlanguage = 'english please'\npublished = 14:00:00\n",
    )]);
    assert_eq!(urls(&collection), ["https://a.example"]);
    assert_eq!(collection.links[0].tags, ["ok"]);
    assert_eq!(
        problems(&collection, &sources),
        [
            "links/a.toml:3:9: error[toml-syntax]",
            "links/a.toml:4:9: error[wrong-type]",
            "links/a.toml:5:10: error[bad-value]",
            "links/a.toml:6:6: error[bad-id]",
            "links/a.toml:7:1: warning[unknown-field]",
            "links/a.toml:8:15: error[wrong-type]",
            "links/a.toml:9:12: error[bad-value]",
            "links/a.toml:10:13: error[bad-date]",
        ]
    );
    assert_eq!(collection.diagnostics[4].help.as_deref(), Some("did you mean `title`?"));
}

#[test]
fn what_hides_a_link_fails_closed() {
    let (collection, _) = read_files(&[
        ("links/a.toml", "[[link]]\nurl = 'https://a.example'\nvisibility = 'privat'\n"),
        ("links/b.toml", "[[link]]\nurl = 'https://b.example'\nvisibility = private\n"),
        ("links/c.toml", "visibility = 'private'\n[[link]]\nurl = 'https://c.example'\n"),
        ("links/d.toml", "visibility = private\n[[link]]\nurl = 'https://d.example'\n"),
        ("links/private/e.toml", "[[link]]\nurl = 'https://e.example'\nvisibility = 'public'\n"),
        ("links/f.toml", "[[link]]\nurl = 'https://f.example'\nprivate = true\npublic = true\n"),
        ("links/g.toml", "[[link]]\nurl = 'https://g.example'\nprivat = true\n"),
        ("links/h.md", "---\nvisiblity: private\n---\n- <https://h.example>\n"),
    ]);
    assert_eq!(errors(&collection), 5, "{:#?}", collection.diagnostics);
    assert!(
        collection.links.iter().all(|link| link.visibility == Visibility::Private),
        "{:#?}",
        collection.links
    );
    assert!(!urls(&collection).contains(&"https://d.example"), "the whole file may have been private");
}

#[test]
fn single_brackets_and_other_tables() {
    let (collection, sources) = read_files(&[(
        "links/a.toml",
        "url = 'https://x.example'\n[link]\nurl = 'https://a.example'\n[[lnk]]\nurl = 'https://b.example'\n",
    )]);
    assert_eq!(urls(&collection), ["https://a.example"]);
    assert_eq!(
        problems(&collection, &sources),
        [
            "links/a.toml:1:1: error[missing-header]",
            "links/a.toml:2:2: warning[single-brackets]",
            "links/a.toml:4:3: error[unknown-table]",
        ]
    );
}
