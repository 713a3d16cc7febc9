//! One filter of a query, `tag:rust` or `-is:unread`: what it may say, and whether it holds for a link.

use super::Facts;
use crate::host;
use crate::kind::ContentKind;
use crate::model::{Link, Status, TagSet, Visibility};
use crate::text::{fold, nearest, tag_key};

/// What a filter looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Tag,
    Host,
    Language,
    Added,
    File,
    Kind,
    /// Any of what `is:` knows, until its value is read.
    Is,
    /// `is:starred` and the like: a link may be several of them.
    Flag,
    Visibility,
    /// How its capture stands.
    State,
}

/// The names of fields, and what they look at.
const NAMES: [(&str, Field); 12] = [
    ("tag", Field::Tag),
    ("host", Field::Host),
    ("site", Field::Host),
    ("lang", Field::Language),
    ("language", Field::Language),
    ("added", Field::Added),
    ("year", Field::Added),
    ("is", Field::Is),
    ("type", Field::Kind),
    ("kind", Field::Kind),
    ("in", Field::File),
    ("file", Field::File),
];
const FLAGS: [&str; 4] = ["starred", "unread", "read", "untagged"];
const VISIBILITIES: [&str; 3] = ["public", "unlisted", "private"];
/// The words in which the site says how a capture stands.
const STATES: [&str; 5] = ["captured", "partial", "failed", "waiting", "off"];

impl Field {
    /// The field of a name.
    pub(super) fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, field)| *field)
    }

    /// Whether of several such filters all must hold; of others, one.
    pub(super) fn adds_up(self) -> bool {
        matches!(self, Self::Tag | Self::Flag)
    }
}

/// A filter that has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) field: Field,
    pub(super) not: bool,
    /// As what it is compared with is written: a tag's key, a host in punycode, a word in lower case.
    value: String,
}

impl Filter {
    /// Reads a value, which is not empty.
    ///
    /// # Errors
    /// What is wrong with it, and a help.
    pub(super) fn read(field: Field, value: &str, not: bool) -> Result<Self, String> {
        let word = value.to_lowercase();
        let new = |field, value: &str| Ok(Self { field, not, value: value.to_owned() });
        match field {
            Field::Tag => {
                let key = tag_key(value).ok_or_else(|| format!("`{value}` is no tag"))?;
                new(field, &key)
            }
            Field::Host => {
                let (name, port) = match word.rsplit_once(':') {
                    Some((name, port)) if !word.ends_with(']') => (name, format!(":{port}")),
                    _ => (word.as_str(), String::new()),
                };
                let host = host::host(name).unwrap_or_else(|| name.to_owned());
                let bare = host.strip_prefix("www.").filter(|rest| rest.contains('.')).unwrap_or(&host);
                new(field, &format!("{bare}{port}"))
            }
            Field::Kind => match ContentKind::named(&word) {
                Some(kind) => new(field, kind.name()),
                None => Err(unknown("type", value, &ContentKind::ALL.map(ContentKind::name))),
            },
            Field::Is => match word.as_str() {
                word if FLAGS.contains(&word) => new(Field::Flag, word),
                word if VISIBILITIES.contains(&word) => new(Field::Visibility, word),
                word if STATES.contains(&word) => new(Field::State, word),
                // As on the site.
                word if ContentKind::named(word).is_some() => new(Field::Kind, word),
                _ => Err(unknown("is", value, &[&FLAGS[..], &VISIBILITIES, &STATES].concat())),
            },
            Field::Language => new(field, primary(&word)),
            Field::File => new(field, value.strip_prefix("links/").unwrap_or(value)),
            _ => new(field, &word),
        }
    }

    /// Whether it holds for a link, `-` left aside; `None` when that takes facts that are not given.
    pub(super) fn holds(&self, link: &Link, tags: &TagSet, facts: Option<&Facts>) -> Option<bool> {
        let value = self.value.as_str();
        let holds = match self.field {
            Field::Tag => self.tag(link, tags),
            Field::Host => self.host(link),
            Field::Language => {
                let language = match &link.language {
                    Some(own) => Some(own),
                    None => facts?.language.as_ref(),
                };
                language.is_some_and(|own| primary(&own.to_lowercase()) == value)
            }
            Field::Added => {
                let day = match &link.added {
                    Some(moment) => Some(moment.date),
                    None => facts?.first_seen,
                };
                day.is_some_and(|day| day.to_string().starts_with(value))
            }
            Field::File => {
                link.source.file.strip_prefix("links/").is_some_and(|file| file.starts_with(value))
            }
            Field::Kind => facts?.kind.is_some_and(|kind| kind.name() == value),
            Field::State => facts?.state == Some(value),
            Field::Is | Field::Flag | Field::Visibility => match value {
                "starred" => link.starred,
                "unread" => link.status == Status::Unread,
                "read" => link.status == Status::Read,
                "untagged" => link.tags.is_empty(),
                "private" => link.visibility == Visibility::Private,
                "unlisted" => link.visibility == Visibility::Unlisted,
                _ => link.visibility == Visibility::Public,
            },
        };
        Some(holds)
    }

    /// A tag is named by its key, by an alias, or by its title.
    fn tag(&self, link: &Link, tags: &TagSet) -> bool {
        let key = tags.resolve(&self.value);
        if tags.tags.contains_key(&key) {
            return link.tags.iter().any(|own| tags.is_within(own, &key));
        }
        let titled = |key: &str| tags.tags.get(key).is_some_and(|tag| fold(&tag.title) == self.value);
        link.tags.iter().any(|own| tags.rises_to(own, titled))
    }

    fn host(&self, link: &Link) -> bool {
        let Ok(url) = url::Url::parse(&link.url) else { return false };
        let Some(host) = url.host_str() else { return false };
        if host::is_within(host, &self.value) {
            return true;
        }
        // With a port, it is that one.
        let port = url.port().and_then(|port| self.value.strip_suffix(&format!(":{port}")));
        port.is_some_and(|wanted| host::is_within(host, wanted))
    }
}

/// The language of a tag such as `zh-Hans` or `zh_CN`.
fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

fn unknown(field: &str, value: &str, known: &[&str]) -> String {
    let meant = nearest(&value.to_lowercase(), known.iter().copied());
    let meant = meant.map(|meant| format!(", did you mean `{field}:{meant}`?")).unwrap_or_default();
    format!("`{field}:{value}` is not known{meant}\n  help: {field}: {}", known.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Query;

    /// Whether a text is one filter and nothing else.
    fn is_filter(text: &str) -> bool {
        let rest = text.split_once(':').filter(|(name, _)| Field::named(name).is_some());
        rest.is_some() && Query::read(text).is_ok()
    }

    #[test]
    fn every_word_of_the_documents_is_known() {
        let documents = [
            (include_str!("../../../docs/keeping.md"), "| in a query |"),
            (include_str!("../../../docs/search.md"), "| query |"),
        ];
        for (document, head) in documents {
            let table = document.split_once(head).and_then(|(_, rest)| rest.split("\n\n").next()).unwrap();
            let ticked = |text: &str| -> Vec<String> {
                text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
            };
            let mut filters = 0;
            for row in table.lines().skip(2) {
                let mut cells = row.split('|').skip(1);
                let (words, meaning) = (cells.next().unwrap(), cells.next().unwrap());
                for word in ticked(words).iter().filter(|word| word.contains(':')) {
                    for part in word.split(' ') {
                        assert!(is_filter(part.trim_start_matches('-')), "{part}");
                        filters += 1;
                    }
                }
                // `is:unread` | also `read`, …
                let field = words.split_once('`').and_then(|(_, word)| word.split_once(':'));
                if let (Some((field, _)), Some(others)) = (field, meaning.trim().strip_prefix("also ")) {
                    for other in ticked(others.split(';').next().unwrap()) {
                        assert!(is_filter(&format!("{field}:{other}")), "{field}:{other}");
                        filters += 1;
                    }
                }
            }
            assert!(filters > 15, "{filters}");
        }
    }

    #[test]
    fn every_word_that_is_known_is_in_the_documents() {
        let document = include_str!("../../../docs/keeping.md");
        for (name, _) in NAMES {
            assert!(document.contains(&format!("`{name}:")), "{name}");
        }
        let kinds = ContentKind::ALL.map(ContentKind::name);
        for word in FLAGS.iter().chain(&VISIBILITIES).chain(&STATES).chain(&kinds) {
            assert!(
                document.contains(&format!("`{word}`")) || document.contains(&format!(":{word}`")),
                "{word}"
            );
        }
    }
}
