//! The names of a link's fields, and the synonyms that other programs and habits use for them.

/// What a field means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// The address.
    Url,
    /// Its name on the site.
    Id,
    /// Its title.
    Title,
    /// One or two sentences.
    Description,
    /// Markdown.
    Notes,
    /// Its tags.
    Tags,
    /// When it was kept.
    Added,
    /// When the entry was last changed.
    Updated,
    /// When the page was published.
    Published,
    /// Who wrote the page.
    Author,
    /// Language of the page.
    Language,
    /// Where it was found.
    Via,
    /// A favourite.
    Starred,
    /// Read or not.
    Status,
    /// Read or not, as yes or no.
    Unread,
    /// Who sees it.
    Visibility,
    /// Who sees it, as yes or no.
    Private,
    /// Who sees it, as yes or no.
    Public,
    /// Whether it is captured.
    Archive,
    /// Former addresses.
    Aliases,
}

/// Every name that is read; the first of each meaning is its own. docs/format.md lists the same.
const SYNONYMS: &[(Meaning, &[&str])] = &[
    (Meaning::Url, &["url", "href", "uri", "link"]),
    (Meaning::Id, &["id"]),
    (Meaning::Title, &["title", "name"]),
    (Meaning::Description, &["description", "desc", "excerpt", "summary"]),
    (Meaning::Notes, &["notes", "note", "comment", "comments"]),
    (Meaning::Tags, &["tags", "tag", "labels", "label", "keywords"]),
    (Meaning::Added, &["added", "date", "created", "date_added", "created_at", "added_at"]),
    (Meaning::Updated, &["updated", "modified", "updated_at", "date_modified"]),
    (Meaning::Published, &["published", "date_published", "published_at"]),
    (Meaning::Author, &["author", "authors", "by"]),
    (Meaning::Language, &["language", "lang"]),
    (Meaning::Via, &["via", "from", "found_at"]),
    (Meaning::Starred, &["starred", "star", "favorite", "favourite"]),
    (Meaning::Status, &["status", "state"]),
    (Meaning::Unread, &["unread", "toread", "to_read"]),
    (Meaning::Visibility, &["visibility"]),
    (Meaning::Private, &["private"]),
    (Meaning::Public, &["public", "shared"]),
    (Meaning::Archive, &["archive"]),
    (Meaning::Aliases, &["aliases", "alias", "former_urls"]),
];

impl Meaning {
    /// The meaning of a name, compared without case and with `-` as `_`.
    pub fn of(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase().replace('-', "_");
        SYNONYMS.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(meaning, _)| *meaning)
    }

    /// The proper name.
    pub fn name(self) -> &'static str {
        let row = SYNONYMS.iter().find(|(meaning, _)| *meaning == self);
        row.and_then(|(_, names)| names.first().copied()).unwrap_or("")
    }

    /// Whether a link can do without this field: its loss can neither lose nor publish the link.
    pub(in crate::model) fn is_harmless(self) -> bool {
        !matches!(self, Self::Url | Self::Visibility | Self::Private | Self::Public | Self::Archive)
    }

    /// All names, for suggestions.
    pub fn all_names() -> impl Iterator<Item = &'static str> {
        SYNONYMS.iter().flat_map(|(_, names)| names.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_has_two_meanings() {
        let mut names: Vec<&str> = Meaning::all_names().collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn the_specification_lists_every_name() {
        let specification = include_str!("../../../docs/format.md");
        for (meaning, names) in SYNONYMS {
            let start = format!("| `{}` |", meaning.name());
            let row = specification.lines().find(|line| line.starts_with(&start)).expect(&start);
            let missing: Vec<_> = names.iter().filter(|name| !row.contains(&format!("`{name}`"))).collect();
            assert!(missing.is_empty(), "{missing:?} in {row}");
        }
    }

    #[test]
    fn names_are_compared_without_case() {
        assert_eq!(Meaning::of("Date-Added"), Some(Meaning::Added));
        assert_eq!(Meaning::of("URL"), Some(Meaning::Url));
        assert_eq!(Meaning::of("urls"), None);
        assert_eq!(Meaning::Unread.name(), "unread");
    }
}
