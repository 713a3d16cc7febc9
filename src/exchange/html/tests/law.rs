//! What is written is read, and anything is read.

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::exchange::format::Ground;
use crate::exchange::{Entry, When};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z ]{1,12}",
        "\\PC{1,20}",
        "[<>&\"'\\[\\]#,;/ \t\r\n\u{0}-\u{1f}\u{80}-\u{a0}中协]{1,20}",
        Just("a[linkding-notes]b[/linkding-notes]</DL><A HREF=x> &amp; </a>".to_owned()),
        Just("x".repeat(600)),
    ]
}

fn when() -> impl Strategy<Value = When> {
    prop_oneof![
        (-1_000_000_000_i64..4_000_000_000, 0..1_000_000_000)
            .prop_map(|(seconds, nanos)| When::Instant(Timestamp::new(seconds, nanos).unwrap())),
        (1950_i16..2100, 1_i8..13, 1_i8..29).prop_map(|(year, month, day)| When::Day(date(year, month, day))),
    ]
}

fn entry() -> impl Strategy<Value = Entry> {
    let url = prop_oneof!["https://example\\.org/[a-z?&=;%#\"'<>()]{0,12}", "[a-z]{1,3}:\\PC{1,10}"];
    let status = prop_oneof![Just(Status::None), Just(Status::Unread), Just(Status::Read)];
    let visibility =
        prop_oneof![Just(Visibility::Public), Just(Visibility::Unlisted), Just(Visibility::Private)];
    (
        (
            url,
            option::of(text()),
            option::of(text()),
            option::of(text()),
            vec(text(), 0..4),
            vec(text(), 0..3),
        ),
        (option::of(when()), option::of(when()), option::of(when())),
        (option::of(text()), option::of(text()), option::of(text()), vec(text(), 0..3), option::of(text())),
        (any::<bool>(), any::<bool>(), status, visibility),
    )
        .prop_map(|(texts, dates, more, marks)| Entry {
            url: texts.0,
            title: texts.1,
            description: texts.2,
            notes: texts.3,
            tags: texts.4,
            folders: texts.5,
            added: dates.0,
            updated: dates.1,
            published: dates.2,
            author: more.0,
            language: more.1,
            via: more.2,
            aliases: more.3,
            id: more.4,
            starred: marks.0,
            unarchived: marks.1,
            status: marks.2,
            visibility: marks.3,
            line: None,
        })
}

proptest! {
    #[test]
    fn what_is_written_is_read(entries in vec(entry(), 0..6), offset in -12_i8..13) {
        let timezone = TimeZone::fixed(jiff::tz::offset(offset));
        let ground = Ground { title: "My <links>", timezone: &timezone };
        let file = write(&entries, ground);
        prop_assert_eq!(detected("x", file.as_bytes()), Some(Format::Netscape));
        let parsed = read_netscape(file.as_bytes()).unwrap();
        prop_assert!(parsed.refused.is_empty() && parsed.dropped.is_empty(), "{:?}", parsed.dropped);
        // Entries of one folder come to stand together: order holds within a folder.
        let by_folder = |entries: Vec<Entry>| {
            let mut entries = entries;
            entries.sort_by(|one, other| one.folders.cmp(&other.folders));
            entries
        };
        let read = parsed.entries.into_iter().map(|entry| Entry { line: None, ..entry }).collect();
        let held = entries.iter().map(|entry| holds(entry, ground)).collect();
        prop_assert_eq!(by_folder(read), by_folder(held), "{}", file);
    }

    #[test]
    fn order_is_kept_without_folders(entries in vec(entry(), 0..6)) {
        let entries: Vec<Entry> = entries.into_iter().map(|entry| Entry { folders: Vec::new(), ..entry }).collect();
        let ground = Ground { title: "x", timezone: &TimeZone::UTC };
        let parsed = read_netscape(write(&entries, ground).as_bytes()).unwrap();
        let read: Vec<Entry> = parsed.entries.into_iter().map(|entry| Entry { line: None, ..entry }).collect();
        let held: Vec<Entry> = entries.iter().map(|entry| holds(entry, ground)).collect();
        prop_assert_eq!(read, held);
    }

    #[test]
    fn any_bytes_are_read(
        bytes in vec(any::<u8>(), 0..200),
        text in "(<|>|/|\"|=| |\n|&|a href|dl|dt|dd|h3|h1|li|tags|x|,|[0-9]|\\PC){0,80}",
    ) {
        for bytes in [bytes.as_slice(), text.as_bytes()] {
            let _ = (detected("x.html", bytes), read_netscape(bytes), read_links(bytes));
        }
    }
}
