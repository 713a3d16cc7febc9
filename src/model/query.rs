//! The query language: `words "exact words" -not tag:rust -tag:video host:github.com is:unread lang:zh added:2026-11`.
//! The same as on the site's search page, whose reader of it is `search-text.js`; here words are looked for in what the
//! link files say.

use super::{Link, Status, TagSet, Visibility};
use crate::text::{fold, tag_key};

/// A query that has been read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    words: Vec<Word>,
    filters: Vec<Filter>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    /// Case-folded.
    text: String,
    not: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Filter {
    field: Field,
    value: String,
    not: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Tag,
    Host,
    Language,
    Added,
    Is,
    File,
    Type,
}

/// What the store knows of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Captured {
    /// How its capture stands: one of [`CAPTURE_STATES`].
    pub state: &'static str,
    /// What its snapshot is: one of [`TYPES`], or `none`.
    pub kind: &'static str,
}

/// What `is:` knows of captures.
pub const CAPTURE_STATES: [&str; 5] = ["captured", "partial", "failed", "waiting", "off"];

/// What `type:` knows.
pub const TYPES: [&str; 7] = ["page", "text", "pdf", "image", "audio", "video", "file"];

/// What `is:` knows here.
const STATES: [&str; 12] = [
    "starred", "unread", "read", "private", "unlisted", "public", "untagged", "off", "captured", "partial",
    "failed", "waiting",
];

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// What is wrong with it, one sentence and a help: an unknown `is:`, a filter without a value.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut query = Self::default();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let (not, body) = match rest.strip_prefix(['-', '\u{2212}', '\u{ff0d}']) {
                Some(body) if !body.is_empty() && !body.starts_with(char::is_whitespace) => (true, body),
                _ => (false, rest),
            };
            let (name, value_text) = field(body);
            let (value, quoted, after) = value(value_text);
            rest = after.trim_start();
            match name {
                Some(_) if value.trim().is_empty() => {
                    return Err(format!("`{}` wants a value\n  help: such as `tag:rust`", body.trim_end()));
                }
                Some(field) => query.filters.push(filter(field, value.trim(), not)?),
                None if value.is_empty() && !quoted => {}
                None => query.words.push(Word { text: fold(value), not }),
            }
        }
        Ok(query)
    }

    /// Whether it can be answered only by who knows the store.
    pub fn asks_for_captures(&self) -> bool {
        self.filters.iter().any(Filter::is_of_captures)
    }

    /// Whether it asks what kind of thing a snapshot is.
    pub fn asks_for_kinds(&self) -> bool {
        self.filters.iter().any(|filter| filter.field == Field::Type)
    }

    /// Whether a link is meant. Tags and marks must all hold; of several hosts, languages, dates, files, types or states of
    /// captures, one. Without `captured`, what asks for that is passed over.
    pub fn matches(&self, link: &Link, tags: &TagSet, captured: Option<&Captured>) -> bool {
        let holds = |filter: &Filter| filter.holds(link, tags, captured);
        let filters = || self.filters.iter().filter(|filter| captured.is_some() || !filter.is_of_captures());
        let mut all = filters().filter(|filter| filter.not || filter.must_hold());
        if !all.all(|filter| holds(filter) != filter.not) {
            return false;
        }
        for field in [Field::Host, Field::Language, Field::Added, Field::File, Field::Type, Field::Is] {
            let mut any = filters()
                .filter(|filter| filter.field == field && !filter.not && !filter.must_hold())
                .peekable();
            if any.peek().is_some() && !any.any(holds) {
                return false;
            }
        }
        if self.words.is_empty() {
            return true;
        }
        let names =
            link.tags.iter().filter_map(|key| tags.tags.get(key)).flat_map(|tag| [&tag.name, &tag.title]);
        let own = [&link.title, &link.description, &link.notes, &link.author, &link.via];
        let texts = own.into_iter().flatten().chain(names).chain([&link.url]);
        let haystack = fold(&texts.map(String::as_str).collect::<Vec<_>>().join("\n"));
        self.words.iter().all(|word| haystack.contains(&word.text) != word.not)
    }
}

/// The field that a part begins with, and what follows it.
fn field(part: &str) -> (Option<Field>, &str) {
    let Some((name, value)) = part.split_once([':', '\u{ff1a}']) else { return (None, part) };
    let field = match name.to_ascii_lowercase().as_str() {
        "tag" => Field::Tag,
        "host" | "site" => Field::Host,
        "lang" | "language" => Field::Language,
        "added" | "year" => Field::Added,
        "is" => Field::Is,
        "file" | "in" => Field::File,
        "type" => Field::Type,
        _ => return (None, part),
    };
    (Some(field), value)
}

/// A quoted or bare value, whether it was quoted, and what follows it.
fn value(text: &str) -> (&str, bool, &str) {
    const QUOTES: [char; 5] = ['"', '\u{201c}', '\u{201d}', '\u{ff02}', '\u{300c}'];
    if let Some(inner) = text.strip_prefix(QUOTES) {
        let end = inner.find(|c| QUOTES.contains(&c) || c == '\u{300d}').unwrap_or(inner.len());
        let after = inner.get(end..).unwrap_or("");
        let mut chars = after.chars();
        chars.next();
        return (inner.get(..end).unwrap_or(""), true, chars.as_str());
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (value, after) = text.split_at(end);
    (value, false, after)
}

fn filter(field: Field, value: &str, not: bool) -> Result<Filter, String> {
    let value = match field {
        Field::Tag => tag_key(value).ok_or_else(|| format!("`{value}` is no tag"))?,
        Field::Is => {
            let word = value.to_lowercase();
            if !STATES.contains(&word.as_str()) {
                let meant =
                    crate::text::nearest(&word, STATES).map(|meant| format!(", did you mean `is:{meant}`?"));
                let meant = meant.unwrap_or_default();
                return Err(format!("`is:{value}` is not known{meant}\n  help: is: {}", STATES.join(", ")));
            }
            word
        }
        Field::File => value.to_owned(),
        Field::Type => {
            let word = value.to_lowercase();
            if !TYPES.contains(&word.as_str()) {
                return Err(format!("`type:{value}` is not known\n  help: type: {}", TYPES.join(", ")));
            }
            word
        }
        _ => value.to_lowercase(),
    };
    Ok(Filter { field, value, not })
}

impl Filter {
    /// Whether only the store can tell.
    fn is_of_captures(&self) -> bool {
        match self.field {
            Field::Type => true,
            Field::Is => CAPTURE_STATES.contains(&self.value.as_str()),
            _ => false,
        }
    }

    /// Whether it must hold beside others of its field: a link has many tags and marks, and one state of its capture.
    fn must_hold(&self) -> bool {
        match self.field {
            Field::Tag => true,
            Field::Is => !self.is_of_captures(),
            _ => false,
        }
    }

    fn holds(&self, link: &Link, tags: &TagSet, captured: Option<&Captured>) -> bool {
        let value = self.value.as_str();
        match self.field {
            Field::Tag => {
                let key = tags.resolve(value);
                link.tags.iter().any(|own| tags.is_within(own, &key))
            }
            Field::Host => url::Url::parse(&link.url).is_ok_and(|url| {
                let host = url.host_str().unwrap_or("").trim_end_matches('.');
                let bare = host.strip_prefix("www.").unwrap_or(host);
                let below = |host: &str| host.strip_suffix(value).is_some_and(|rest| rest.ends_with('.'));
                host == value || bare == value || below(host)
            }),
            Field::Language => {
                let first = |tag: &str| tag.split('-').next().unwrap_or("").to_lowercase();
                link.language.as_deref().is_some_and(|own| first(own) == first(value))
            }
            Field::Added => {
                link.added.as_ref().is_some_and(|moment| moment.date.to_string().starts_with(value))
            }
            Field::File => link
                .source
                .file
                .strip_prefix("links/")
                .unwrap_or("")
                .starts_with(value.trim_start_matches("links/")),
            Field::Is => match value {
                "starred" => link.starred,
                "unread" => link.status == Status::Unread,
                "read" => link.status == Status::Read,
                "private" => link.visibility == Visibility::Private,
                "unlisted" => link.visibility == Visibility::Unlisted,
                "public" => link.visibility == Visibility::Public,
                "untagged" => link.tags.is_empty(),
                state => captured.is_some_and(|captured| captured.state == state),
            },
            Field::Type => captured.is_some_and(|captured| captured.kind == value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{SourceFile, read};
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    fn found(query: &str) -> Vec<String> {
        let text = "[[link]]\nurl = 'https://www.github.com/a'\ntitle = 'Rust Book'\ntags = ['lang/rust']\nadded = 2026-11-20\nstatus = 'unread'\n\
            [[link]]\nurl = 'https://b.example/'\ntitle = 'A film about Straße'\ntags = ['video', 'lang/rust']\nadded = 2025-01-02\nlanguage = 'de'\n\
            [[link]]\nurl = 'https://c.example/'\nnotes = 'the rust of iron'\nstarred = true\n";
        let file = SourceFile { path: "links/x/a.toml".into(), bytes: text.as_bytes().to_vec() };
        let (collection, _) = read(&[file], &TimeZone::UTC);
        let query = Query::read(query).unwrap();
        let states = [("captured", "page"), ("partial", "pdf"), ("waiting", "none")];
        let links = collection.links.iter().zip(states.map(|(state, kind)| Captured { state, kind }));
        links
            .filter(|(link, captured)| query.matches(link, &collection.tags, Some(captured)))
            .map(|(link, _)| link.url[8..].trim_end_matches('/').to_owned())
            .collect()
    }

    #[test]
    fn words_and_filters() {
        let (a, b, c) = ("www.github.com/a", "b.example", "c.example");
        assert_eq!(found(""), [a, b, c]);
        assert_eq!(found("tag:lang"), [a, b]);
        assert_eq!(found("tag:rust"), Vec::<String>::new());
        assert_eq!(found("tag:lang/rust -tag:video is:unread host:github.com added:2026 \"rust book\""), [a]);
        assert_eq!(found("rust -iron"), [a, b]);
        assert_eq!(found("STRASSE"), [b]);
        assert_eq!(found("host:b.example host:c.example"), [b, c]);
        assert_eq!(found("is:starred"), [c]);
        assert_eq!(found("lang:de-AT"), [b]);
        assert_eq!(found("-added:2026"), [b, c]);
        assert_eq!(found("is:captured is:partial"), [a, b]);
        assert_eq!(found("is:waiting is:starred"), [c]);
        assert_eq!(found("-is:captured type:pdf"), [b]);
        assert_eq!(found("type:pdf type:page"), [a, b]);
        assert_eq!(found("in:x/"), [a, b, c]);
        assert_eq!(found("https://b.example/"), [b]);
    }

    #[test]
    fn what_is_not_understood_is_said() {
        assert!(Query::read("is:unred").unwrap_err().contains("is:unread"));
        assert!(Query::read("tag:").is_err());
        assert!(Query::read("type:pdff").unwrap_err().contains("image"));
    }

    proptest! {
        #[test]
        fn any_text_is_judged(text in "[-a-z:\" tagish“”]{0,40}|\\PC{0,30}") {
            let _ = Query::read(&text);
        }
    }
}
