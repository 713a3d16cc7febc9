//! A file of its own for each link: what never conflicts in git.

use toml_edit::{Array, DocumentMut, Table, value};

use super::NewLink;
use crate::model::id::id_of_whole;
use crate::model::read::tidy_notes;
use crate::model::{Status, Visibility, id_v1};
use crate::text::{squeeze, tag_name};

/// The file of one link: its name (id-v1 and `.md`, so that two machines that add one URL write one file) and its
/// text, which reads back to the same link.
pub fn new_link_file(link: &NewLink) -> (String, String) {
    let mut front = DocumentMut::new();
    *front.as_table_mut() = fields(link);
    let mut text = format!("+++\n{front}+++\n");
    if let Some(notes) = link.notes.as_deref().and_then(tidy_notes) {
        text.push('\n');
        text.push_str(&notes);
        text.push('\n');
    }
    (format!("{}.md", id_v1(&link.url)), text)
}

/// All fields of a link but its notes, in the order in which people write them.
pub(super) fn fields(link: &NewLink) -> Table {
    let mut fields = Table::new();
    fields["url"] = value(link.url.as_str());
    let more = &link.more;
    if let Some(id) = &more.id {
        fields["id"] = value(id.as_str());
    }
    let texts = [
        ("title", &link.title),
        ("description", &link.description),
        ("author", &link.author),
        ("language", &link.language),
        ("via", &more.via),
    ];
    for (name, text) in texts {
        if let Some(text) = text.as_deref().map(squeeze).filter(|text| !text.is_empty()) {
            fields[name] = value(text);
        }
    }
    let tags: Array = link.tags.iter().filter_map(|tag| tag_name(tag)).collect();
    if !tags.is_empty() {
        fields["tags"] = value(tags);
    }
    for (name, date) in [("published", &link.published), ("added", &link.added), ("updated", &more.updated)] {
        if let Some(date) = date {
            fields[name] = date.parse::<toml_edit::Datetime>().map_or_else(|_| value(date.as_str()), value);
        }
    }
    if more.starred {
        fields["starred"] = value(true);
    }
    if more.status != Status::None {
        fields["status"] = value(more.status.name());
    }
    match link.visibility {
        Visibility::Public => {}
        Visibility::Unlisted => fields["visibility"] = value("unlisted"),
        Visibility::Private => fields["visibility"] = value("private"),
    }
    if more.unarchived {
        fields["archive"] = value(false);
    }
    if !more.aliases.is_empty() {
        fields["aliases"] = value(more.aliases.iter().map(String::as_str).collect::<Array>());
    }
    fields
}

/// The name of the file of a link whose id-v1 names another link's file already, as it does for two URLs that differ in
/// the fragment alone: made of the whole URL, as the later one's id is.
pub fn second_file_name(url: &str) -> String {
    format!("{}.md", id_of_whole(url, 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{SourceFile, read};
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    fn read_back(link: &NewLink) -> crate::model::Collection {
        let (name, text) = new_link_file(link);
        assert!(name.ends_with(".md") && !name.contains('/'));
        read(&[SourceFile { path: format!("links/{name}"), bytes: text.into_bytes() }], &TimeZone::UTC).0
    }

    #[test]
    fn the_file_is_pleasant_to_read() {
        let link = NewLink {
            url: "https://example.org/a?b=\"c\"".into(),
            title: Some("A \"title\"".into()),
            tags: vec!["lang/rust".into(), "协程".into()],
            added: Some("2026-11-20T14:23:01Z".into()),
            notes: Some("\nOne.\n\n    code\n".into()),
            ..NewLink::default()
        };
        insta::assert_snapshot!(new_link_file(&link).1, @r#"
        +++
        url = 'https://example.org/a?b="c"'
        title = 'A "title"'
        tags = ["lang/rust", "协程"]
        added = 2026-11-20T14:23:01Z
        +++

        One.

            code
        "#);
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            path in "[!-~&&[^#]]{0,20}",
            title in proptest::option::of("(?s)[\\PC\n\t\"\\\\'+]{0,40}"),
            description in proptest::option::of("\\PC{0,40}"),
            tags in proptest::collection::vec("\\PC{0,12}", 0..4),
            notes in proptest::option::of("(?s)(\\+\\+\\+\n|---\n|[\\PC\r\n\t]){0,60}"),
            private in any::<bool>(),
        ) {
            let visibility = if private { Visibility::Private } else { Visibility::Public };
            let url = format!("https://example.org/{path}");
            let added = Some("2026-11-20".to_owned());
            let link = NewLink { url, title, description, tags, added, notes, visibility, ..NewLink::default() };
            let collection = read_back(&link);
            // `a` and `a/:` have one slug; that is no matter of writing.
            let others: Vec<_> = collection.diagnostics.iter().filter(|d| d.code != "slug-collision").collect();
            prop_assert!(others.is_empty(), "{:?}", others);
            let back = &collection.links[0];
            prop_assert_eq!(&back.url, &link.url);
            let folded = |text: &Option<String>| text.as_deref().map(squeeze).filter(|text| !text.is_empty());
            prop_assert_eq!(&back.title, &folded(&link.title));
            prop_assert_eq!(&back.description, &folded(&link.description));
            prop_assert_eq!(&back.notes, &link.notes.as_deref().and_then(tidy_notes));
            prop_assert_eq!(back.visibility, link.visibility);
            prop_assert_eq!(back.added.as_ref().map(|m| m.instant.to_string()), Some("2026-11-20T00:00:00Z".to_owned()));
            let mut keys: Vec<String> = link.tags.iter().filter_map(|tag| crate::text::tag_key(tag)).collect();
            let mut seen = std::collections::HashSet::new();
            keys.retain(|key| seen.insert(key.clone()));
            prop_assert_eq!(&back.tags, &keys);
        }
    }
}
