//! The query language: `words "exact words" -not tag:rust -tag:video host:github.com is:unread lang:zh added:2026-11`.
//! The same words mean the same as on the site's search page, whose reader of them is `search-text.js`; here words without
//! a field are looked for in what the link files say. docs/keeping.md has the table.

mod filter;

use jiff::civil::Date;

use self::filter::{Field, Filter};
use super::{Collection, Link, TagSet};
use crate::kind::ContentKind;
use crate::text::fold;

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

/// What the store knows of a link, as far as a query needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// How its capture stands: `captured`, `partial`, `failed`, `waiting` or `off`.
    pub state: Option<&'static str>,
    /// What the snapshot that is shown is.
    pub kind: Option<ContentKind>,
    /// The language that it says it is in.
    pub language: Option<String>,
    /// The day of the first attempt at it.
    pub first_seen: Option<Date>,
}

/// Which facts a query needs. Those of a snapshot take reading it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Needs {
    /// When and how the link was captured.
    pub attempts: bool,
    /// [`Facts::kind`].
    pub kind: bool,
    /// [`Facts::language`], of links that do not say theirs.
    pub language: bool,
}

impl Needs {
    /// Whether the link files tell everything.
    pub fn nothing(self) -> bool {
        self == Self::default()
    }
}

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
                Some(field) => query.filters.push(Filter::read(field, value.trim(), not)?),
                None if value.is_empty() && !quoted => {}
                None => query.words.push(Word { text: fold(value), not }),
            }
        }
        Ok(query)
    }

    /// What must be known of a link beside what its file says.
    pub fn needs(&self) -> Needs {
        let asks = |field| self.filters.iter().any(|filter| filter.field == field);
        Needs {
            attempts: asks(Field::State) || asks(Field::Added),
            kind: asks(Field::Kind),
            language: asks(Field::Language),
        }
    }

    /// Whether a link is meant. Several tags must all hold; of several values of another field, one.
    pub fn matches(&self, link: &Link, tags: &TagSet, facts: &Facts) -> bool {
        self.judge(link, tags, Some(facts))
    }

    /// Whether a link could be meant, by what its file says alone.
    pub fn may_match(&self, link: &Link, tags: &TagSet) -> bool {
        self.judge(link, tags, None)
    }

    /// The links of a collection that could be meant, by what the files say alone: their places.
    pub fn candidates(&self, collection: &Collection) -> Vec<usize> {
        let links = collection.links.iter().enumerate();
        links.filter(|(_, link)| self.may_match(link, &collection.tags)).map(|(index, _)| index).collect()
    }

    fn judge(&self, link: &Link, tags: &TagSet, facts: Option<&Facts>) -> bool {
        let (alone, grouped): (Vec<&Filter>, Vec<&Filter>) =
            self.filters.iter().partition(|filter| filter.not || filter.field.adds_up());
        if !alone.iter().all(|filter| filter.holds(link, tags, facts).is_none_or(|holds| holds != filter.not))
        {
            return false;
        }
        let holds = |filter: &&Filter| filter.holds(link, tags, facts).unwrap_or(true);
        let of_field = |field: Field| grouped.iter().filter(move |filter| filter.field == field);
        if !grouped.iter().all(|filter| of_field(filter.field).copied().any(|other| holds(&other))) {
            return false;
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
    Field::named(name).map_or((None, part), |field| (Some(field), value))
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
        let facts = |at: &usize| match at {
            0 => Facts { state: Some("captured"), kind: Some(ContentKind::Page), ..Facts::default() },
            1 => Facts { state: Some("partial"), kind: Some(ContentKind::Video), ..Facts::default() },
            _ => Facts {
                state: Some("failed"),
                language: Some("zh-Hans".into()),
                first_seen: Some(jiff::civil::date(2026, 3, 4)),
                ..Facts::default()
            },
        };
        let means = |at: &usize| query.matches(&collection.links[*at], &collection.tags, &facts(at));
        let candidates = query.candidates(&collection);
        let all: Vec<usize> = (0..3).filter(means).collect();
        assert!(all.iter().all(|at| candidates.contains(at)), "{query:?}");
        assert!(!query.needs().nothing() || all == candidates, "{query:?}");
        all.iter().map(|at| collection.links[*at].url[8..].trim_end_matches('/').to_owned()).collect()
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
        assert_eq!(found("-added:2026"), [b]);
        assert_eq!(found("in:x/"), [a, b, c]);
        assert_eq!(found("https://b.example/"), [b]);
    }

    #[test]
    fn what_the_store_knows() {
        let (a, b, c) = ("www.github.com/a", "b.example", "c.example");
        assert_eq!(found("is:captured"), [a]);
        assert_eq!(found("is:captured is:partial"), [a, b], "of several states, any");
        assert_eq!(found("-is:captured tag:lang"), [b]);
        assert_eq!(found("type:video"), [b]);
        assert_eq!(found("is:VIDEO kind:page"), [a, b]);
        assert_eq!(found("-type:page"), [b, c]);
        assert_eq!(found("lang:zh_TW"), [c]);
        assert_eq!(found("added:2026-03"), [c]);
        assert_eq!(found("is:public is:private is:untagged"), [c]);
        assert_eq!(found("host:WWW.GitHub.com."), [a]);
        assert_eq!(found("file:links/x/a.toml host:example"), [b, c]);
        assert!(!Query::read("type:pdf").unwrap().needs().nothing());
        assert!(Query::read("rust is:unread in:x").unwrap().needs().nothing());
    }

    #[test]
    fn what_is_not_understood_is_said() {
        assert!(Query::read("type:pfd").unwrap_err().contains("type:pdf"));
        assert!(Query::read("is:unred").unwrap_err().contains("is:unread"));
        assert!(Query::read("tag:").is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_judged(text in "[-a-z:\" tagish“”]{0,40}|\\PC{0,30}") {
            let _ = Query::read(&text);
        }
    }
}
