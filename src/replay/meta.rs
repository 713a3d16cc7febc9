//! What a page says about itself.

use url::Url;

use super::PageMeta;
use crate::web::dom::{Dom, Element, NodeId};
use crate::web::references::is_inert;

/// Characters kept of a title or a name.
const SHORT: usize = 300;
/// Characters kept of a description.
const LONG: usize = 1_000;

/// Elements that are looked at for a title.
const TITLES: usize = 20;

/// Reads a page's metadata, before anything is taken out of it.
pub(super) fn read(dom: &Dom, base: &Url) -> PageMeta {
    let metas = Metas::of(dom);
    let json = json_ld(dom);
    PageMeta {
        title: metas.first(&["og:title", "twitter:title"], SHORT).or_else(|| title(dom)),
        description: metas.first(&["og:description", "description", "twitter:description"], LONG),
        language: language(dom),
        author: metas
            .first(&["author", "article:author", "dc.creator"], SHORT)
            .filter(|author| !author.starts_with("http"))
            .or(json.author),
        published: metas
            .first(&["article:published_time", "datepublished", "date", "dc.date", "pubdate"], SHORT)
            .or(json.published)
            .filter(|date| is_date(date)),
        site_name: metas.first(&["og:site_name", "application-name"], SHORT),
        icon: None,
        json_ld: None,
        canonical: canonical(dom, base),
        words: words(dom),
    }
}

/// The asset of the best icon: one for home screens before one for tabs.
pub(super) fn icon(icons: &[(String, String)]) -> Option<String> {
    let touch = icons.iter().find(|(rel, _)| rel.contains("apple-touch-icon"));
    let (_, url) =
        touch.or_else(|| icons.iter().find(|(rel, _)| rel.contains("icon") && !rel.contains("mask")))?;
    let path = &url[url.find("assets/")?..];
    Some(path.split('#').next().unwrap_or(path).to_owned())
}

/// Preview pictures that are looked for.
const PREVIEWS: usize = 4;

/// The pictures that a page gives for previews of it, its own first word first.
pub(super) fn previews(dom: &Dom, base: &Url) -> Vec<Url> {
    let metas = Metas::of(dom);
    let names = ["og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"];
    let said = names.iter().flat_map(|name| metas.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| *v));
    let mut found: Vec<Url> = Vec::new();
    for url in said.filter_map(|text| base.join(text.trim()).ok()) {
        if found.len() < PREVIEWS && !found.contains(&url) {
            found.push(url);
        }
    }
    found
}

/// White space folded, trimmed, cut to `limit` characters; `None` when nothing is left.
pub(super) fn fold(text: &str, limit: usize) -> Option<String> {
    let mut out = String::new();
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        if out.len() > limit * 4 {
            break;
        }
    }
    let out: String = out.chars().filter(|c| !c.is_control()).take(limit).collect();
    (!out.is_empty()).then_some(out)
}

struct Metas<'d>(Vec<(String, &'d str)>);

impl<'d> Metas<'d> {
    fn of(dom: &'d Dom) -> Self {
        let metas = dom.descendants(Dom::DOCUMENT).filter_map(|id| dom.element(id)).filter(|e| e.is("meta"));
        let pair = |e: &'d Element| {
            let name = e.attr("property").or_else(|| e.attr("name")).or_else(|| e.attr("itemprop"))?;
            Some((name.trim().to_ascii_lowercase(), e.attr("content")?))
        };
        Self(metas.filter_map(pair).collect())
    }

    /// The first of `names`, in their order, that says something.
    fn first(&self, names: &[&str], limit: usize) -> Option<String> {
        names
            .iter()
            .find_map(|name| self.0.iter().filter(|(n, _)| n == name).find_map(|(_, v)| fold(v, limit)))
    }
}

fn title(dom: &Dom) -> Option<String> {
    let named = |name: &str| {
        dom.descendants(Dom::DOCUMENT)
            .filter(|&id| dom.element(id).is_some_and(|e| e.is(name)))
            // Of headings within headings each holds the text of all others.
            .take(TITLES)
            .find_map(|id| fold(&dom.text_content(id), SHORT))
    };
    named("title").or_else(|| named("h1"))
}

fn language(dom: &Dom) -> Option<String> {
    let html = dom.element(dom.html()?)?;
    let tag =
        html.attr("lang").or_else(|| html.attr("xml:lang")).map(str::trim).filter(|tag| !tag.is_empty());
    let declared = || {
        dom.descendants(Dom::DOCUMENT)
            .filter_map(|id| dom.element(id))
            .find(|e| {
                e.is("meta")
                    && e.attr("http-equiv").is_some_and(|h| h.eq_ignore_ascii_case("content-language"))
            })
            .and_then(|e| e.attr("content"))
    };
    let tag = tag.or_else(declared)?.trim();
    let plain = tag.len() <= 35 && tag.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_'));
    (plain && !tag.is_empty()).then(|| tag.replace('_', "-"))
}

fn canonical(dom: &Dom, base: &Url) -> Option<String> {
    let link = dom.descendants(Dom::DOCUMENT).filter_map(|id| dom.element(id)).find(|e| {
        e.is("link") && e.attr("rel").is_some_and(|rel| rel.trim().eq_ignore_ascii_case("canonical"))
    })?;
    let url = base.join(link.attr("href")?.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.as_str().len() <= 2_000).then(|| url.into())
}

/// Whether a date begins as ISO 8601 has it.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 10
        && bytes.len() <= 40
        && bytes
            .iter()
            .take(10)
            .enumerate()
            .all(|(at, c)| if at == 4 || at == 7 { *c == b'-' } else { c.is_ascii_digit() })
}

#[derive(Default)]
struct JsonLd {
    published: Option<String>,
    author: Option<String>,
}

/// Objects of JSON-LD that are looked at.
const OBJECTS: usize = 1_000;

/// Every piece of JSON-LD that can be read, in order.
fn json_ld_values(dom: &Dom) -> impl Iterator<Item = serde_json::Value> + '_ {
    let is_data = |id: &NodeId| {
        dom.element(*id).is_some_and(|e| {
            e.is("script")
                && e.attr("type").is_some_and(|t| t.trim().eq_ignore_ascii_case("application/ld+json"))
        })
    };
    let scripts = dom.descendants(Dom::DOCUMENT).filter(is_data);
    scripts.filter_map(|id| serde_json::from_str(&dom.text_content(id)).ok())
}

/// All of a page's JSON-LD as one array; `None` where there is none.
pub(super) fn all_json_ld(dom: &Dom) -> Option<Vec<u8>> {
    let values: Vec<serde_json::Value> = json_ld_values(dom).collect();
    let mut text = serde_json::to_vec(&values).ok().filter(|_| !values.is_empty())?;
    text.push(b'\n');
    Some(text)
}

fn json_ld(dom: &Dom) -> JsonLd {
    let mut found = JsonLd::default();
    for value in json_ld_values(dom) {
        let mut open = std::collections::VecDeque::from([&value]);
        for _ in 0..OBJECTS {
            let Some(value) = open.pop_front() else { break };
            open.extend(value.as_array().into_iter().flatten());
            open.extend(value.get("@graph"));
            let text = |v: &serde_json::Value| v.as_str().and_then(|s| fold(s, SHORT));
            found.published = found.published.or_else(|| value.get("datePublished").and_then(text));
            let author = value.get("author").map(|a| a.get(0).unwrap_or(a));
            found.author = found
                .author
                .or_else(|| author.and_then(|a| a.get("name").and_then(text).or_else(|| text(a))));
        }
    }
    found
}

/// Counts what people would call words; of scripts without spaces, characters.
fn words(dom: &Dom) -> usize {
    let mut count = 0;
    let mut at = Some(Dom::DOCUMENT);
    while let Some(id) = at {
        let unseen = dom.element(id).is_some_and(|e| {
            matches!(
                e.local(),
                "script" | "style" | "head" | "noscript" | "noframes" | "noembed" | "iframe" | "title"
            ) || e.is("template") && is_inert(dom, id)
        });
        if unseen {
            at = dom.after(id, Dom::DOCUMENT);
            continue;
        }
        count += dom.text(id).map_or(0, words_of);
        at = dom.following(id, Dom::DOCUMENT);
    }
    count
}

pub(super) fn words_of(text: &str) -> usize {
    count(text).total()
}

/// What a text is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Count {
    /// Words of scripts with spaces between them.
    pub(super) words: usize,
    /// Characters of scripts without.
    pub(super) ideographs: usize,
}

/// Words that people read in a minute.
const A_MINUTE: usize = 230;
/// Ideographs that people read in a minute.
const IDEOGRAPHS_A_MINUTE: usize = 400;

impl Count {
    pub(super) fn total(self) -> usize {
        self.words + self.ideographs
    }

    /// Minutes that reading takes, at least one.
    pub(super) fn minutes(self) -> usize {
        let whole = self.words * IDEOGRAPHS_A_MINUTE + self.ideographs * A_MINUTE;
        let minute = A_MINUTE * IDEOGRAPHS_A_MINUTE;
        ((whole + minute / 2) / minute).max(1)
    }
}

/// Counts words and ideographs.
pub(super) fn count(text: &str) -> Count {
    let mut count = Count::default();
    let mut in_word = false;
    for c in text.chars() {
        let ideograph = matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
            && c.is_alphanumeric();
        if ideograph {
            count.ideographs += 1;
            in_word = false;
        } else if c.is_alphanumeric() {
            count.words += usize::from(!in_word);
            in_word = true;
        } else if c.is_whitespace() {
            in_word = false;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::dom::Budget;

    fn of(html: &str) -> PageMeta {
        let dom = Dom::parse(html, &Budget::default()).expect("small");
        read(&dom, &Url::parse("https://e.example/a/b").expect("url"))
    }

    #[test]
    fn reads_what_the_page_says() {
        let meta = of(r#"<html lang="pt_BR"><title> A
            title </title><meta name=Description content=" d "><meta property=og:site_name content=S>
            <meta property=article:published_time content=2024-05-06T07:08:09Z><meta name=author content=N>
            <link rel=canonical href="/c"><p>Two words. 漢字かな"#);
        assert_eq!(meta.title.as_deref(), Some("A title"));
        assert_eq!(meta.description.as_deref(), Some("d"));
        assert_eq!(meta.language.as_deref(), Some("pt-BR"));
        assert_eq!(meta.published.as_deref(), Some("2024-05-06T07:08:09Z"));
        assert_eq!((meta.author.as_deref(), meta.site_name.as_deref()), (Some("N"), Some("S")));
        assert_eq!(meta.canonical.as_deref(), Some("https://e.example/c"));
        assert_eq!(meta.words, 6);
    }

    #[test]
    fn json_ld_fills_gaps() {
        let meta = of(
            r#"<h1>H</h1><script type="application/ld+json">{"@graph":[{"@type":"X"},{"datePublished":"2020-01-02","author":[{"name":"J"}]}]}</script>"#,
        );
        assert_eq!(meta.title.as_deref(), Some("H"));
        assert_eq!(meta.published.as_deref(), Some("2020-01-02"));
        assert_eq!(meta.author.as_deref(), Some("J"));
    }

    #[test]
    fn hostile_values_are_left_out() {
        let meta = of(
            "<html lang='\"><script>'><meta name=date content=yesterday><link rel=canonical href='javascript:1'>",
        );
        assert_eq!((meta.language, meta.published, meta.canonical), (None, None, None));
    }

    #[test]
    fn prefers_the_home_screen_icon() {
        let icons = [
            ("mask-icon".to_owned(), "../../../../assets/aa/m.svg".to_owned()),
            ("shortcut icon".to_owned(), "../../../../assets/aa/x.ico".to_owned()),
            ("apple-touch-icon".to_owned(), "../../../../assets/aa/y.png".to_owned()),
        ];
        assert_eq!(icon(&icons).as_deref(), Some("assets/aa/y.png"));
        assert_eq!(icon(&icons[..2]).as_deref(), Some("assets/aa/x.ico"));
        assert_eq!(icon(&icons[..1]), None);
    }
}
