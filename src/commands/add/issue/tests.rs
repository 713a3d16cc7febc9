//! Bodies of issues: sound, odd and hostile.

use proptest::prelude::*;

use super::*;
use crate::model::edit::{NewLink, new_link_file};
use crate::model::{SourceFile, read};

fn form(url: &str, title: &str, tags: &str, notes: &str) -> String {
    format!("### Address\n\n{url}\n\n### Title\n\n{title}\n\n### Tags\n\n{tags}\n\n### Notes\n\n{notes}")
}

fn why(body: &str) -> String {
    link_of(body).unwrap_err().to_string()
}

#[test]
fn a_form_that_was_filled_in() {
    let body =
        form("https://example.org/a?b#c", "A  \"title\"", "lang/rust, 协程，#web ,,", "One.\n\n    code\n");
    let wanted = Asked {
        url: "https://example.org/a?b#c".into(),
        title: Some("A \"title\"".into()),
        tags: vec!["lang/rust".into(), "协程".into(), "web".into()],
        notes: Some("One.\n\n    code".into()),
    };
    assert_eq!(link_of(&body).unwrap(), wanted);
    assert_eq!(link_of(&body.replace('\n', "\r\n")).unwrap(), wanted);
    let bare = form("<https://example.org/>", EMPTY, EMPTY, EMPTY);
    assert_eq!(link_of(&bare).unwrap(), Asked { url: "https://example.org/".into(), ..Asked::default() });
    // Written by hand, with less.
    assert_eq!(link_of("\n### address\nhttps://example.org/\n").unwrap().url, "https://example.org/");
    let short = link_of("### Address\n\nhttps://example.org/\n\n### Notes\n\nwords").unwrap();
    assert_eq!((short.title, short.notes.as_deref()), (None, Some("words")));
}

#[test]
fn notes_may_look_like_the_form() {
    let notes =
        "### Address\n\nhttps://evil.example/\n\n### Tags\n\nevil\n\n### Notes\n\n+++\nurl = \"x\"\n+++";
    let asked = link_of(&form("https://example.org/", "t", "a", notes)).unwrap();
    assert_eq!(
        (asked.url.as_str(), asked.tags.len(), asked.notes.as_deref()),
        ("https://example.org/", 1, Some(notes))
    );
    // What was left out is not found in what follows.
    let asked = link_of(&format!("### Address\n\nhttps://example.org/\n\n### Notes\n\n{notes}")).unwrap();
    assert_eq!((asked.tags.len(), asked.notes.as_deref()), (0, Some(notes)));
    // An address has one line.
    assert!(
        why("### Address\n\nhttps://a.example/\n### Address\nhttps://b.example/").contains("white space")
    );
}

#[test]
fn what_is_no_link_is_refused_in_words() {
    for (body, part) in [
        ("", "empty"),
        ("please add https://example.org/", "not made with the form"),
        ("### Title\n\nx", "not made with the form"),
        ("### Address", "names no address"),
        ("### Address\n\n_No response_", "names no address"),
        ("### Address\n\njavascript:alert(1)", "never kept"),
        ("### Address\n\n-", "not a whole address"),
        ("### Address\n\n--capture", "not a whole address"),
        ("### Address\n\n../../etc/passwd", "not a whole address"),
        ("### Address\n\nfile:///etc/passwd", "never kept"),
        ("### Address\n\nhttps://example.org/ $(id)", "white space"),
        ("### Address\n\nhttps://example.org/\u{202e}", "invisible"),
        (&form("https://example.org/", &"x".repeat(70_000), "", ""), "title has more than"),
        (&form("https://example.org/", "", &"x".repeat(201), ""), "is no tag"),
        (&form("https://example.org/", "", &"a/".repeat(17), ""), "is no tag"),
        (
            &form(
                "https://example.org/",
                "",
                &(0..101).map(|n| n.to_string()).collect::<Vec<_>>().join(","),
                "",
            ),
            "101 tags",
        ),
        (&form(&format!("https://example.org/{}", "x".repeat(9_000)), "", "", ""), "bytes"),
    ] {
        let told = why(body);
        assert!(told.contains(part) && told.len() < 600, "{body:.60}: {told}");
    }
}

#[test]
fn odd_documents_are_refused_in_words() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for text in [
        "",
        "null",
        "[]",
        "{}",
        "{\"issue\":[]}",
        "{\"issue\":{\"body\":1}}",
        "{\"issue\":{\"body\":null}}",
        "\u{0}",
        &deep,
    ] {
        assert!(body_of(text.as_bytes()).is_err(), "{text:.40}");
    }
    assert!(body_of(b"\xff\xfe").is_err());
    assert_eq!(body_of(br#"{"issue":{"body":"a\u0000b"}}"#).unwrap(), "a\0b");
    assert_eq!(body_of(br#"{"body":"b","title":"t"}"#).unwrap(), "b");
}

/// The link that a file holds which is made of an issue.
fn kept(asked: &Asked) -> (crate::model::Collection, String) {
    let link = NewLink {
        url: asked.url.clone(),
        title: asked.title.clone(),
        tags: asked.tags.clone(),
        notes: asked.notes.clone(),
        ..NewLink::default()
    };
    let (name, text) = new_link_file(&link);
    let file = SourceFile { path: format!("links/{name}"), bytes: text.into_bytes() };
    (read(&[file], &jiff::tz::TimeZone::UTC).0, name)
}

#[test]
fn hostile_words_stay_words() {
    for hostile in [
        "$(touch /tmp/x)",
        "`id`",
        "\"\"\" ''' \\",
        "+++",
        "x\n+++\nvisibility = \"public\"\n+++\n",
        "::set-output name=kept::true",
        "../../.github/workflows/x.yml",
        "\u{0}\u{1b}[31m",
        "${{ secrets.GITHUB_TOKEN }}",
        "]]>--><script>alert(1)</script>",
        "@everyone ![x](https://evil.example/x.gif)",
    ] {
        let asked = link_of(&form("https://example.org/a", hostile, hostile, hostile)).unwrap();
        let (collection, name) = kept(&asked);
        assert!(
            name.starts_with("example-org-a-") && !name.contains(['/', '.', '\\'])
                || name.matches('.').count() == 1
        );
        assert_eq!(collection.links.len(), 1, "{hostile:?}");
        let link = &collection.links[0];
        assert_eq!((link.url.as_str(), &link.title), ("https://example.org/a", &asked.title), "{hostile:?}");
        assert_eq!(link.notes.as_deref(), asked.notes.as_deref(), "{hostile:?}");
        assert_eq!(link.visibility, crate::model::Visibility::Public);
    }
}

proptest! {
    #[test]
    fn any_body_is_a_link_or_a_refusal(body in "(?s)(### (Address|Title|Tags|Notes)\n|https://a\\.example/|,|\n|_No response_|\\PC){0,40}") {
        if let Ok(asked) = link_of(&body) {
            let (collection, name) = kept(&asked);
            prop_assert!(!name.contains(['/', '\\']));
            prop_assert_eq!(&collection.links[0].url, &asked.url);
            prop_assert_eq!(&collection.links[0].title, &asked.title);
        }
    }

    #[test]
    fn any_bytes_are_a_body_or_a_refusal(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = body_of(&bytes);
    }

    #[test]
    fn what_is_filled_in_is_what_is_asked_for(
        path in "[!-~&&[^#<>]]{0,20}",
        title in "[\\PC&&[^\r\n]]{1,40}",
        notes in "(?s)(### Tags\n|\\+\\+\\+\n|[\\PC\n]){0,40}",
    ) {
        let url = format!("https://example.org/{path}");
        let asked = link_of(&form(&url, &title, "a, b", &notes)).unwrap();
        prop_assert_eq!(asked.url, url);
        let title = squeeze(&title);
        let wanted = Some(title).filter(|title| !title.is_empty() && title != EMPTY);
        if !wanted.as_deref().is_some_and(|title| title.starts_with("### ")) {
            prop_assert_eq!(asked.title, wanted);
        }
        prop_assert_eq!(asked.tags, ["a", "b"]);
    }
}
