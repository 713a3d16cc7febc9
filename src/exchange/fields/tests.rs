use serde_json::{Value, json};

use super::trial::show;
use super::*;
use crate::exchange::{Entry, Parsed};
use proptest::prelude::*;

fn entry_of(fields: &Value) -> (String, Parsed) {
    let mut entry = Entry::default();
    let mut parsed = Parsed::default();
    let mut sorted = Sorted::default();
    for (name, value) in fields.as_object().unwrap() {
        if !sorted.add(&[], name, value) {
            drop_field(&mut parsed, name);
        }
    }
    sorted.apply(&mut entry, &mut parsed);
    (show(&entry), parsed)
}

#[test]
fn names_are_compared_without_case_and_signs() {
    for written in ["createdAt", "Created At", "CREATED-AT", "created_at", " created.at "] {
        assert_eq!(plain_name(written), "created_at", "{written}");
    }
    assert_eq!(plain_name("URL"), "url");
    assert_eq!(plain_name("Date Added"), "date_added");
    assert_eq!(plain_name("日期"), "日期");
}

/// The table of docs/format.md.
#[test]
fn every_synonym_of_a_link_file_is_known() {
    let names = "url href uri link title name description desc excerpt summary notes note comment comments tags tag labels \
                 label keywords added date created date_added created_at added_at updated modified updated_at \
                 date_modified published date_published published_at author authors by language lang via from found_at \
                 starred star favorite favourite status state unread toread to_read visibility private public shared \
                 archive aliases alias former_urls";
    for name in names.split_whitespace() {
        assert!(meaning_of(name).is_some(), "{name}");
    }
}

#[test]
fn values_of_many_spellings_are_understood() {
    let (shown, parsed) = entry_of(&json!({
        "Link": " https://example.org/a ", "Name": "A\n title", "is_favorite": "yes", "toread": 1, "private": "0",
        "authors": [{"name": "Ada"}, "Grace"], "lang": "pt_BR", "Saved At": 1_600_322_788, "label": "one, two words",
        "category": "Top / TCP/IP", "comments": 42, "excerpt": "Short.", "note": "*Long*",
    }));
    assert_eq!(
        shown,
        "https://example.org/a\ntitle: A title\ndescription: Short.\nnotes: *Long*\nauthor: Ada, Grace\n\
         language: pt-BR\ntags: one + two words\nfolders: Top + TCP/IP\nadded: 2020-09-17T06:06:28Z\nstarred\n\
         status: unread\n"
    );
    assert_eq!(parsed.dropped.keys().collect::<Vec<_>>(), ["`comments`"]);
}

#[test]
fn what_is_said_twice_is_kept_once_and_the_other_is_listed() {
    let (shown, parsed) = entry_of(&json!({
        "href": "https://example.org/second", "url": "https://example.org/first", "date": "2020-01-01",
        "added": "2020-01-01", "created": "2021-01-01", "title": "T", "name": "T", "headline": "Other",
    }));
    assert_eq!(shown, "https://example.org/first\ntitle: T\nadded: 2020-01-01\n");
    assert_eq!(parsed.dropped.keys().collect::<Vec<_>>(), ["`created`", "`headline`", "`href`"]);
}

#[test]
fn a_mark_of_privacy_that_cannot_be_read_hides_the_link() {
    for fields in [json!({"private": "perhaps"}), json!({"shared": {}}), json!({"visibility": "friends"})] {
        assert!(entry_of(&fields).0.contains("visibility: Private"), "{fields}");
    }
    for fields in
        [json!({"private": null}), json!({"private": ""}), json!({"public": true}), json!({"shared": "1"})]
    {
        assert!(!entry_of(&fields).0.contains("visibility"), "{fields}");
    }
    // The strictest counts.
    assert!(entry_of(&json!({"visibility": "unlisted", "private": true})).0.contains("Private"));
}

#[test]
fn names_of_unknown_fields_do_not_fill_the_report() {
    let mut parsed = Parsed::default();
    for number in 0..1000 {
        drop_field(&mut parsed, &format!("field {number}"));
    }
    drop_field(&mut parsed, "field 1");
    assert_eq!(parsed.dropped.len(), 101);
    assert_eq!(parsed.dropped.get("other fields"), Some(&900));
    assert_eq!(parsed.dropped.get("`field 1`"), Some(&2));
}

#[test]
fn tags_in_one_text() {
    assert_eq!(Sign::Any.divide("a, b c ,,d"), ["a", "b c", "d"]);
    assert_eq!(Sign::Any.divide("a;b c"), ["a", "b c"]);
    assert_eq!(Sign::Any.divide("a|b"), ["a", "b"]);
    assert_eq!(Sign::Space.divide("a b  [c]"), ["a", "b", "[c]"]);
    assert_eq!(Sign::Any.divide(r#"["a, b", "c"]"#), ["a, b", "c"]);
    assert_eq!(Sign::Any.divide(r#"['it\'s', "two words"]"#), ["it's", "two words"]);
    assert_eq!(Sign::Any.divide("[]"), Vec::<String>::new());
    assert_eq!(Sign::Any.divide("[a, b]"), ["[a", "b]"]);
    assert_eq!(Sign::of_all(["a;b", "c,d", "e;f"].into_iter()), Sign::Semicolon);
}

#[test]
fn quotes_are_markdown() {
    let mut entry = Entry::default();
    quotes::take(
        &mut entry,
        &json!([{"quote": "one\n\ntwo", "text": "said"}, {"text": "three", "note": ""}, "four"]),
    );
    assert_eq!(entry.notes.as_deref(), Some("> one\n>\n> two\n\nsaid\n\n> three\n\n> four"));
    let mut entry = Entry::default();
    quotes::take(&mut entry, &json!("Highlight:one\nand on\nNote:said\nHighlight:two"));
    assert_eq!(entry.notes.as_deref(), Some("> one\n> and on\n\nsaid\n\n> two"));
}

#[test]
fn html_becomes_text() {
    assert_eq!(plain("no markup > here"), "no markup > here");
    assert_eq!(plain("It&#x2019;s so&hellip; <b>bold</b>"), "It’s so… bold");
    assert_eq!(plain("<p>one\n line</p><p>two<br>three</p><script>x</script>"), "one line\ntwo\nthree");
    assert_eq!(plain("<ul><li>a<li>b</ul>c"), "a\nb\nc");
}

#[test]
fn bytes_of_any_encoding_are_text() {
    let wide: Vec<u8> = "{\"é\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(decode(&wide), "{\"é\":1}");
    let marked: Vec<u8> = [0xFF, 0xFE].into_iter().chain(wide).collect();
    assert_eq!(decode(&marked), "{\"é\":1}");
    assert_eq!(decode(b"\xEF\xBB\xBF[]"), "[]");
    assert_eq!(decode("caf\u{e9} et th\u{e9}".as_bytes()), "café et thé");
    assert_eq!(decode(b"caf\xE9 et th\xE9 et bl\xE9"), "café et thé et blé");
}

proptest! {
    #[test]
    fn any_text_is_divided_and_made_plain(text in "\\PC{0,60}|[\\[\\]'\", a\\\\|;]{0,30}|[<>&;a-z/ ]{0,60}") {
        for sign in [Sign::Any, Sign::Comma, Sign::Space] {
            prop_assert!(sign.divide(&text).iter().all(|tag| !tag.is_empty() || text.contains('[')));
        }
        let _ = plain(&text);
    }

    #[test]
    fn tidy_once_is_tidy(entry in trial::entry()) {
        let once = tidy(&entry);
        prop_assert_eq!(tidy(&once), once);
    }

    #[test]
    fn dates_of_our_own_are_exact(entry in trial::entry()) {
        for when in [entry.added, entry.updated].into_iter().flatten() {
            prop_assert_eq!(exact_when(&when.to_string()), Some(when));
        }
    }
}

#[test]
fn tags_and_folders_have_limits() {
    let mut entry = Entry::default();
    let mut parsed = Parsed::default();
    for number in 0..1002 {
        tag(&mut entry, &number.to_string(), &mut parsed);
    }
    assert_eq!((entry.tags.len(), parsed.dropped.values().sum::<usize>()), (1000, 2));
    assert_eq!(tidy(&entry).tags.len(), 1000);

    let mut budget = FolderBudget::of(0);
    let long = ["x".repeat(6 << 20)];
    budget.give(long.iter(), &mut entry, &mut parsed);
    assert_eq!(entry.folders.len(), 1);
    let mut next = Entry::default();
    budget.give(long.iter(), &mut next, &mut parsed);
    assert!(next.folders.is_empty());
    assert_eq!(parsed.dropped.len(), 2);
}
