//! Which of a collection's own tags a new page would get, by what its keeper did with pages like it. Nothing outside
//! the collection is asked.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::fold::fold;
use super::words::{Term, Words, cut};
use crate::model::{Collection, Tag, TagSet, Visibility};

/// What is known of a page before it is kept.
#[derive(Debug, Clone, Copy, Default)]
pub struct Page<'a> {
    /// Its address.
    pub url: &'a str,
    /// Its title.
    pub title: Option<&'a str>,
    /// What it says of itself.
    pub description: Option<&'a str>,
}

/// Suggestions are few, or nobody reads them.
const MOST: usize = 5;
/// What the evidence must add up to. A tag whose name stands in the title has it by that alone.
const ENOUGH: f64 = 0.5;
/// What a tag's own name in the page's words is worth.
const NAMED: f64 = 1.0;
/// What it is worth that all other pages of the site have a tag.
const SAME_SITE: f64 = 0.8;

/// The tags that would suit a page, best first, by their names: those whose names stand in its words, those that links
/// with the same words have, and those that links of the same site have. Private links tell nothing, since what they
/// are about is nobody's business. None that stands above another of them.
pub fn suggest(collection: &Collection, page: Page<'_>) -> Vec<String> {
    let words = Words::default();
    let path = page.url.split_once("://").map_or("", |(_, rest)| rest.split_once('/').map_or("", |(_, p)| p));
    let mut own = terms(&words, [path]);
    own.retain(|word| !FILES.contains(&word.as_str()));
    own.append(&mut terms(&words, [page.title.unwrap_or(""), page.description.unwrap_or("")]));
    let site = site(page.url);
    let mut by_word: HashMap<&str, Counts<'_>> = HashMap::new();
    let mut by_site = Counts::default();
    let mut links = 0_usize;
    for link in collection.links.iter().filter(|link| link.visibility != Visibility::Private) {
        links += 1;
        let tags = link.tags.iter().map(String::as_str);
        if site.is_some() && self::site(&link.url) == site {
            by_site.add(tags.clone());
        }
        let its = [link.title.as_deref().unwrap_or(""), link.description.as_deref().unwrap_or("")];
        for word in terms(&words, its) {
            if let Some(word) = own.get(&word) {
                by_word.entry(word).or_default().add(tags.clone());
            }
        }
    }
    let mut scores: BTreeMap<&str, f64> = BTreeMap::new();
    for counts in by_word.values() {
        // A word that every other link has tells nothing; one that few have tells much.
        let rare = 1.0 - ratio(counts.links, links + 1).sqrt();
        counts.each(|tag, share| *scores.entry(tag).or_default() += share * rare);
    }
    by_site.each(|tag, share| *scores.entry(tag).or_default() += share * SAME_SITE);
    let used: BTreeSet<&str> = collection
        .links
        .iter()
        .filter(|l| l.visibility != Visibility::Private)
        .flat_map(|l| &l.tags)
        .map(String::as_str)
        .collect();
    for tag in collection.tags.tags.values().filter(|tag| used.contains(tag.key.as_str()) || tag.declared) {
        if is_named(&words, tag, &own) {
            *scores.entry(&tag.key).or_default() += NAMED;
        }
    }
    let mut best: Vec<(&str, f64)> = scores.into_iter().filter(|(_, score)| *score >= ENOUGH).collect();
    best.sort_by(|one, other| other.1.total_cmp(&one.1));
    best.truncate(MOST);
    lowest(&collection.tags, &best.into_iter().map(|(key, _)| key).collect::<Vec<_>>())
}

/// On how many links each tag stands together with a word, or on a site.
#[derive(Debug, Default)]
struct Counts<'a> {
    links: usize,
    tags: HashMap<&'a str, usize>,
}

impl<'a> Counts<'a> {
    fn add(&mut self, tags: impl Iterator<Item = &'a str>) {
        self.links += 1;
        for tag in tags {
            *self.tags.entry(tag).or_default() += 1;
        }
    }

    /// Each tag with the share of links that have it, lower where there are few. What happened once is chance.
    fn each(&self, mut take: impl FnMut(&'a str, f64)) {
        for (tag, count) in self.tags.iter().filter(|(_, count)| **count > 1) {
            take(tag, ratio(*count, self.links + 1));
        }
    }
}

/// Quotient of two counts. Rounding is below anything that matters here.
#[expect(clippy::cast_precision_loss, reason = "counts of links are far below 2^52")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

/// The words of some texts, each once. One letter alone is no word, unless it is a script's own.
fn terms<'a>(words: &Words, texts: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for text in texts {
        let mut folded = String::new();
        fold(text, &mut folded);
        cut(&folded, |term| match term {
            Term::Word(word) if word.len() < 2 || COMMON.contains(&word) => {}
            Term::Word(word) => drop(out.insert(words.stem(word).into_owned())),
            Term::Exact(exact) => drop(out.insert(exact.to_owned())),
        });
    }
    out
}

/// What stands at the end of addresses and says nothing.
const FILES: [&str; 5] = ["html", "htm", "php", "aspx", "index"];

/// English words that stand in any title.
const COMMON: [&str; 39] = [
    "an", "and", "are", "as", "at", "be", "by", "can", "do", "for", "from", "has", "have", "how", "in", "is",
    "it", "its", "not", "of", "on", "or", "that", "the", "their", "this", "to", "was", "we", "what", "when",
    "why", "will", "with", "you", "your", "about", "all", "into",
];

/// Whether a tag's last level, its title or another spelling stands in the words.
fn is_named(words: &Words, tag: &Tag, own: &BTreeSet<String>) -> bool {
    let level = |key: &str| key.rsplit('/').next().unwrap_or_default().to_owned();
    let names =
        [level(&tag.key), tag.title.clone()].into_iter().chain(tag.aliases.iter().map(|key| level(key)));
    names.into_iter().any(|name| {
        let name = terms(words, [name.as_str()]);
        !name.is_empty() && name.is_subset(own)
    })
}

/// The host, without `www.`.
fn site(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?;
    Some(host.strip_prefix("www.").unwrap_or(host))
}

/// Names of the tags, without those above another of them.
fn lowest(tags: &TagSet, keys: &[&str]) -> Vec<String> {
    let above = |key: &&str| keys.iter().any(|other| other != key && tags.is_within(other, key));
    let kept: Vec<String> = keys.iter().filter(|key| !above(key)).map(|key| (*key).to_owned()).collect();
    tags.names(&kept)
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::model::{SourceFile, read};

    fn collection() -> Collection {
        let text = r#"
[[link]]
url = "https://blog.example/borrow"
title = "The borrow checker explained"
tags = ["Lang/Rust"]
[[link]]
url = "https://a.example/lifetimes"
title = "Lifetimes and the borrow checker"
tags = ["Lang/Rust", "deep"]
[[link]]
url = "https://videos.example/1"
title = "A talk"
tags = ["video"]
[[link]]
url = "https://www.videos.example/2"
title = "Another talk"
tags = ["video", "deep"]
[[link]]
url = "https://b.example/bread"
title = "Bread for beginners"
tags = ["cooking"]
[[link]]
url = "https://c.example/zh"
title = "协程入门"
tags = ["协程", "c++"]
[[link]]
url = "https://d.example/zh"
title = "Secret plans"
tags = ["secrets"]
visibility = "private"
"#;
        let file = SourceFile { path: "links/a.toml".into(), bytes: text.as_bytes().to_vec() };
        read(&[file], &TimeZone::UTC).0
    }

    fn of(url: &str, title: &str) -> Vec<String> {
        suggest(&collection(), Page { url, title: Some(title), description: None })
    }

    #[test]
    fn tags_follow_names_words_and_sites() {
        assert_eq!(of("https://x.example/", "Rust in a nutshell"), ["Lang/Rust"]);
        assert_eq!(of("https://x.example/cooking/soup", "Soup"), ["cooking"]);
        assert_eq!(of("https://x.example/", "A borrow checker for C"), ["Lang/Rust"]);
        assert_eq!(of("https://videos.example/3", "Three"), ["video"]);
        assert_eq!(of("https://x.example/", "C++ 的协程"), ["c++", "协程"]);
        let php = b"[[link]]\nurl = 'https://a.example/'\ntags = ['PHP']\n".to_vec();
        let (php, _) = read(&[SourceFile { path: "links/a.toml".into(), bytes: php }], &TimeZone::UTC);
        let of = |url, title| suggest(&php, Page { url, title, description: None });
        assert_eq!(of("https://b.example/", Some("Learning PHP")), ["PHP"]);
        assert_eq!(of("https://b.example/index.php", None), [] as [&str; 0]);
    }

    #[test]
    fn what_is_unknown_or_secret_suggests_nothing() {
        assert_eq!(of("https://x.example/", "A tree of the north"), [] as [&str; 0]);
        assert_eq!(of("https://x.example/", "Secrets and secret plans"), [] as [&str; 0]);
        assert_eq!(suggest(&Collection::default(), Page::default()), [] as [&str; 0]);
    }
}
