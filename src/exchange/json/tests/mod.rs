use super::*;
use crate::exchange::fields::trial;
use proptest::prelude::*;

mod browsers;
mod keepers;
mod readers;
mod samples;
mod shapes;

fn read_text(text: &str) -> Parsed {
    assert_eq!(detect(Read { name: "", bytes: text.as_bytes() }), Some(Format::Json), "{text}");
    read(text.as_bytes()).unwrap()
}

proptest! {
    #[test]
    fn our_json_holds_all(entries in prop::collection::vec(trial::entry(), 0..4)) {
        trial::holds_what_it_says(&entries, write, read, holds)?;
    }

    #[test]
    fn pinboard_holds_what_it_says(entries in prop::collection::vec(trial::entry(), 0..4)) {
        trial::holds_what_it_says(&entries, write_pinboard, read, holds_pinboard)?;
    }
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
    let key = prop::sample::select(vec![
        "url",
        "href",
        "title",
        "tags",
        "links",
        "bookmarks",
        "lists",
        "collections",
        "content",
        "children",
        "roots",
        "type",
        "typeCode",
        "annos",
        "windows",
        "cards",
        "list",
        "given_url",
        "extended",
        "is_archived",
        "is_starred",
        "0",
        "1",
        "2",
        "savedAt",
        "labels",
        "version",
        "highlights",
        "quote",
        "text",
        "id",
        "parentId",
        "name",
        "folder",
        "createdAt",
        "visibility",
        "u",
        "d",
        "timestamp",
        "history",
        "bookmark_id",
        "source_url",
        "location",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,8}|https://[a-z]{1,4}\\.org/|text/x-moz-place-container|smart|private".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(key.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_document_is_read_or_refused(value in value()) {
        let text = value.to_string();
        if let Err(error) = read(text.as_bytes()) {
            prop_assert!(!error.is_empty() && !error.ends_with('.'));
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..60), text in "[\\[\\]{}\":,a-z0-9 \n]{0,60}") {
        for bytes in [bytes.as_slice(), text.as_bytes()] {
            let _ = (detect(Read { name: "x.json", bytes }), read(bytes));
        }
    }
}
