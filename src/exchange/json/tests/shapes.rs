//! What is of no program that is known, and how files are made.

use super::trial::{assert_reads, show_all};
use super::*;

#[test]
fn any_list_of_objects_with_addresses() {
    let text = r#"{"source":"me","entries":[
      {"Link":"https://example.org/a","Name":"A","Keywords":"x; y","dateAdded":1600322788,"colour":"red","rank":0},
      {"Link":"","Name":"Nothing"}, "https://example.org/b", 7]}"#;
    assert_reads(
        &read_text(text),
        "https://example.org/a
         title: A
         tags: x + y
         added: 2020-09-17T06:06:28Z
         https://example.org/b
         ! Nothing: has no address
         ! 7: is no link
         - 1 `colour`
         - 1 `source`",
    );
}

#[test]
fn one_object_is_one_link_unless_it_holds_a_list() {
    assert_reads(
        &read_text(r#"{"url":"https://example.org/a","title":"A"}"#),
        "https://example.org/a\ntitle: A",
    );
    let feed = r#"{"version":"https://jsonfeed.org/version/1.1","title":"F","home_page_url":"https://example.org/",
      "url":"https://example.org/feed","items":[{"id":"1","url":"https://example.org/a","content_text":"long",
      "date_published":"2024-01-02T03:04:05Z","authors":[{"name":"Ada"}],"language":"en"}]}"#;
    assert_reads(
        &read_text(feed),
        "https://example.org/a
         author: Ada
         language: en
         published: 2024-01-02T03:04:05Z
         - 1 `home_page_url`
         - 1 `title`
         - 1 `url`
         - 1 ids
         - 1 texts of articles",
    );
}

#[test]
fn a_list_of_addresses() {
    assert_reads(
        &read_text(r#"["https://example.org/a", "https://example.org/b", ""]"#),
        "https://example.org/a\nhttps://example.org/b",
    );
}

#[test]
fn an_object_a_line() {
    let text = "{\"url\":\"https://example.org/a\"}\r\n\r\n{\"url\":\"https://exa\n{\"url\":\"https://example.org/b\"}\n";
    let parsed = read_text(text);
    assert_reads(
        &parsed,
        "https://example.org/a
         https://example.org/b
         ! {\"url\":\"https://exa: a line that is not sound JSON (line 3)",
    );
    assert_eq!(parsed.entries.iter().map(|entry| entry.line).collect::<Vec<_>>(), [Some(1), Some(4)]);
}

#[test]
fn nothing_is_guessed() {
    for (text, why) in [
        ("7", "holds no list of links"),
        ("{}", "holds no list of links"),
        (r#"{"name":"x","dependencies":{"a":"1"}}"#, "holds no list of links"),
        (r#"[{"a":1}]"#, "its list holds no links"),
        (r#"["a","b"]"#, "its list holds no links"),
        (
            r#"{"a":[{"url":"https://a.org"}],"b":[{"url":"https://b.org"}]}"#,
            "several lists of links (`a`, `b`)",
        ),
        ("{\n\"a\":", "is not sound JSON"),
        ("", "is not sound JSON"),
    ] {
        let error = read(text.as_bytes()).map(|parsed| show_all(&parsed)).unwrap_err();
        assert!(error.contains(why) || (text.is_empty() && error == "is empty"), "{text}: {error}");
    }
}

#[test]
fn detection_looks_at_the_beginning() {
    let is = |name, text: &str| detect(Read { name, bytes: text.as_bytes() }).is_some();
    assert!(is("", "\u{feff} [ {\"a\": 1"));
    assert!(is("", "{\n  \"roots\": {"));
    assert!(is("", "[]\n"));
    assert!(is("", "[\"https://example.org\""));
    assert!(is("", "{\"a\":1}\n{\"a\":2}\n"));
    assert!(is("a.json", "{\"a\" oops"));
    for text in [
        "[Title](https://example.org)",
        "[ ] todo",
        "[]: x",
        "[[link]]\nurl = \"x\"",
        "{a",
        "{\"a\" oops",
        "# x",
        "",
        "[1]: http",
    ] {
        assert!(!is("", text), "{text}");
    }
    let wide: Vec<u8> =
        "[{\"url\":\"https://example.org/é\"}]".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert!(detect(Read { name: "", bytes: &wide }).is_some());
    assert_reads(&read(&wide).unwrap(), "https://example.org/é");
}

#[test]
fn our_list_and_our_site() {
    let list = r#"{"version":1,"links":[{"id":"a","url":"https://example.org/a","title":null,"description":null,
      "notes":"N","tags":["Rust"],"added":"2026-11-20","updated":null,"published":null,"author":null,"language":null,
      "via":null,"starred":false,"status":"unread","visibility":"unlisted","archive":false,"aliases":[],
      "source":"links/a.toml:1:1"}]}"#;
    assert_reads(
        &read_text(list),
        "https://example.org/a
         id: a
         notes: N
         tags: Rust
         added: 2026-11-20
         unarchived
         status: unread
         visibility: Unlisted
         - 1 places in files",
    );
    let site = r#"{"$schema":"links.schema.json","version":1,"site":{"title":"S","language":"en"},"links":[
      {"id":"b","url":"https://example.org/b","title":"https://example.org/b","description":null,"notes":null,
       "tags":["lang/rust"],"folder":"in/side","host":"example.org","starred":true,"status":"none","state":"captured",
       "kind":"page","words":9,"page":"links/b/index.html","picture":null,"snapshots":[{"path":"x"}]}],
      "tags":[{"key":"lang/rust","name":"Lang/Rust","title":"Rust","parents":[],"count":1,"page":"tags/rust/"}]}"#;
    assert_reads(
        &read_text(site),
        "https://example.org/b
         id: b
         tags: Lang/Rust
         folders: in + side
         starred
         - 1 results of captures",
    );
}

#[test]
fn what_is_written_leaves_empty_fields_out() {
    let entry = Entry { title: Some("A".into()), unarchived: true, ..Entry::new("https://example.org/a") };
    let text = trial::on_ground(|ground| write(&[entry], ground));
    assert_eq!(
        text,
        "{\n  \"version\": 1,\n  \"links\": [\n    {\n      \"url\": \"https://example.org/a\",\n      \"title\": \"A\",\n      \
         \"archive\": false\n    }\n  ]\n}\n"
    );
}

#[test]
fn pinboard_is_written_as_it_exports() {
    let entry = Entry {
        title: Some("A".into()),
        description: Some("D".into()),
        tags: vec!["two words, more".into(), "b".into()],
        added: Some(crate::exchange::When::Day("2026-11-20".parse().unwrap())),
        visibility: crate::model::Visibility::Unlisted,
        ..Entry::new("https://example.org/a")
    };
    let text = trial::on_ground(|ground| write_pinboard(&[entry], ground));
    assert!(detect(Read { name: "", bytes: text.as_bytes() }).is_some());
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        value,
        serde_json::json!([{"href": "https://example.org/a", "description": "A", "extended": "D",
            "time": "2026-11-19T16:00:00Z", "shared": "no", "toread": "no", "tags": "two_words_more b"}])
    );
}
