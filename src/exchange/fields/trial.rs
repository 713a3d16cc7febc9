//! What tests of JSON, CSV and XML share: entries of all kinds, and entries as text.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::exchange::format::Ground;
use crate::exchange::{Entry, Parsed, When};
use crate::model::{Status, Visibility};

/// Runs a test on ground where a day does not begin at midnight UTC.
pub(in crate::exchange) fn on_ground<T>(test: impl FnOnce(Ground<'_>) -> T) -> T {
    let timezone = TimeZone::get("Asia/Shanghai").unwrap();
    test(Ground { title: "Links & <more>", timezone: &timezone })
}

/// The law: what was written is read as what the format says that it holds, and nothing of it is refused.
pub(in crate::exchange) fn holds_what_it_says(
    entries: &[Entry],
    write: fn(&[Entry], Ground<'_>) -> String,
    read: fn(&[u8]) -> Result<Parsed, String>,
    holds: fn(&Entry, Ground<'_>) -> Entry,
) -> Result<(), TestCaseError> {
    on_ground(|ground| {
        let text = write(entries, ground);
        let read = read(text.as_bytes()).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        let found: Vec<Entry> = read.entries.into_iter().map(|entry| Entry { line: None, ..entry }).collect();
        let wanted: Vec<Entry> = entries.iter().map(|entry| holds(entry, ground)).collect();
        prop_assert_eq!(found, wanted, "{}", text);
        prop_assert!(read.refused.is_empty(), "{:?}", read.refused);
        Ok(())
    })
}

/// Texts with what formats use as marks.
fn text() -> impl Strategy<Value = String> {
    const PIECES: [&str; 30] = [
        "word",
        "two words",
        ",",
        ", ",
        ";",
        "|",
        "/",
        " / ",
        "#tag",
        "[",
        "]",
        "[\"x\"]",
        "['y']",
        "[]",
        "=1+1",
        "-2",
        "\"",
        "'",
        "<b>bold</b>",
        "&amp;",
        "&",
        "]]>",
        "\r\n",
        "\n",
        "\n\n",
        "\t",
        "协程",
        "é\u{301}",
        "\u{feff}",
        "\u{202e}",
    ];
    prop_oneof![
        4 => vec(prop::sample::select(&PIECES[..]), 0..5).prop_map(|pieces| pieces.concat()),
        2 => "\\PC{0,16}",
        1 => any::<String>(),
        1 => vec(prop::sample::select(vec!['\0', '\u{1}', '\u{7f}', '\u{85}', '\u{fffe}', '\u{2028}', 'a', ' ', '\r']), 0..6)
            .prop_map(|chars| chars.into_iter().collect()),
        1 => "[a-z ]{480,1100}",
    ]
}

fn url() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "https?://[a-z]{1,8}\\.(org|test)(/[a-z?&=%#,;|]{0,12})?",
        2 => ("https://[a-z]{1,8}\\.org/", text()).prop_map(|(host, text)| format!("{host}{text}")),
        1 => Just("javascript:void(0)".to_owned()),
        1 => Just("place:sort=8".to_owned()),
    ]
}

fn when() -> impl Strategy<Value = When> {
    prop_oneof![
        (-9999_i16..=9999, 1_i8..=12, 1_i8..=28).prop_map(|(y, m, d)| When::Day(Date::new(y, m, d).unwrap())),
        (1990_i16..=2030, 1_i8..=12, 1_i8..=28).prop_map(|(y, m, d)| When::Day(Date::new(y, m, d).unwrap())),
        (0_i64..2_000_000_000).prop_map(|s| When::Instant(Timestamp::from_second(s).unwrap())),
        (-377_705_000_000_i64..253_402_000_000, 0_i32..1_000_000_000)
            .prop_map(|(s, n)| When::Instant(Timestamp::new(s, n).unwrap())),
    ]
}

/// Any link, in any state of untidiness.
pub(in crate::exchange) fn entry() -> impl Strategy<Value = Entry> {
    let texts = (option::of(text()), option::of(text()), option::of(text()), option::of(text()));
    let more = (option::of(text()), option::of(text()), option::of("[a-z0-9-]{1,10}"));
    let dates = (option::of(when()), option::of(when()), option::of(when()));
    let lists = (vec(text(), 0..4), vec(text(), 0..4), vec(prop_oneof![url(), text()], 0..3));
    let states = (
        any::<bool>(),
        any::<bool>(),
        prop::sample::select(vec![Status::None, Status::Unread, Status::Read]),
        prop::sample::select(vec![Visibility::Public, Visibility::Unlisted, Visibility::Private]),
    );
    (url(), texts, more, dates, lists, states).prop_map(|(url, texts, more, dates, lists, states)| Entry {
        url,
        title: texts.0,
        description: texts.1,
        notes: texts.2,
        author: texts.3,
        language: more.0,
        via: more.1,
        id: more.2,
        added: dates.0,
        updated: dates.1,
        published: dates.2,
        tags: lists.0,
        folders: lists.1,
        aliases: lists.2,
        starred: states.0,
        unarchived: states.1,
        status: states.2,
        visibility: states.3,
        line: Some(7),
    })
}

/// All that an entry says, a line each.
pub(in crate::exchange) fn show(entry: &Entry) -> String {
    let mut out = format!("{}\n", entry.url);
    let texts = [
        ("id", &entry.id),
        ("title", &entry.title),
        ("description", &entry.description),
        ("notes", &entry.notes),
        ("author", &entry.author),
        ("language", &entry.language),
        ("via", &entry.via),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            writeln!(out, "{name}: {}", text.replace('\n', "⏎")).unwrap();
        }
    }
    for (name, list) in [("tags", &entry.tags), ("folders", &entry.folders), ("aliases", &entry.aliases)] {
        if !list.is_empty() {
            writeln!(out, "{name}: {}", list.join(" + ")).unwrap();
        }
    }
    for (name, when) in [("added", entry.added), ("updated", entry.updated), ("published", entry.published)] {
        if let Some(when) = when {
            writeln!(out, "{name}: {when}").unwrap();
        }
    }
    for (name, set) in [("starred", entry.starred), ("unarchived", entry.unarchived)] {
        if set {
            writeln!(out, "{name}").unwrap();
        }
    }
    if entry.status != Status::None {
        writeln!(out, "status: {}", entry.status.name()).unwrap();
    }
    if entry.visibility != Visibility::Public {
        writeln!(out, "visibility: {:?}", entry.visibility).unwrap();
    }
    out
}

/// What was read, as text: entries, `!` what was refused, `-` what was dropped.
pub(in crate::exchange) fn show_all(parsed: &Parsed) -> String {
    let mut out = String::new();
    for entry in &parsed.entries {
        out.push_str(&show(entry));
    }
    for refused in &parsed.refused {
        let line = refused.line.map(|line| format!(" (line {line})")).unwrap_or_default();
        writeln!(out, "! {}: {}{line}", refused.what, refused.why).unwrap();
    }
    for (what, count) in &parsed.dropped {
        writeln!(out, "- {count} {what}").unwrap();
    }
    out
}

/// Compares what was read with what is wanted, whose lines may be indented.
#[track_caller]
pub(in crate::exchange) fn assert_reads(parsed: &Parsed, wanted: &str) {
    let wanted: String = wanted
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .fold(String::new(), |all, line| all + line + "\n");
    assert_eq!(show_all(parsed), wanted);
}
