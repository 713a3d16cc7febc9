//! What the keeper quotes in the notes, marked where it stands in the article.
//!
//! The article is HTML as our own writer makes it: tags whose attributes are in double quotes, text with a handful of
//! character references. It is read as a stream of tags and texts, never as a tree, and only texts are touched.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Quotations of one note that are looked for.
const QUOTES: usize = 60;
/// Characters that a quotation has at least: fewer would be found where nobody meant them.
const LEAST: usize = 8;
/// Bytes of an article that is looked through.
const ARTICLE: usize = 2_000_000;

/// The article with `<mark>` around what block quotes of `notes` (Markdown) repeat, each where it stands first.
pub(super) fn mark(article: &str, notes: &str) -> String {
    let quotes = quotes(notes);
    if quotes.is_empty() || article.len() > ARTICLE {
        return article.to_owned();
    }
    let text = Text::of(article);
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for quote in &quotes {
        if let Some(at) = text.folded.find(quote.as_str()) {
            let start = text.folded[..at].chars().count();
            ranges.push((start, start + quote.chars().count()));
        }
    }
    ranges.sort_unstable();
    // By character of the article: whether it is in a quotation.
    let mut marked = vec![false; text.places.len()];
    for (from, to) in ranges {
        for place in marked.get_mut(from..to).unwrap_or_default() {
            *place = true;
        }
    }
    let mut out = String::with_capacity(article.len() + quotes.len() * 32);
    let mut done = 0;
    let mut open: Option<usize> = None; // the text in which a mark was opened
    for (place, wanted) in text.places.iter().zip(&marked) {
        let Some((segment, from, to)) = *place else { continue };
        if open.is_some_and(|own| own != segment || !wanted) {
            out.push_str("</mark>");
            open = None;
        }
        if *wanted && open.is_none() {
            out.push_str(article.get(done..from).unwrap_or_default());
            done = from;
            out.push_str("<mark>");
            open = Some(segment);
        }
        if open.is_some() {
            out.push_str(article.get(done..to).unwrap_or_default());
            done = to;
        }
    }
    if open.is_some() {
        out.push_str("</mark>");
    }
    out.push_str(article.get(done..).unwrap_or_default());
    out
}

/// The block quotes of some Markdown, folded.
fn quotes(notes: &str) -> Vec<String> {
    let mut quotes = Vec::new();
    let (mut depth, mut text) = (0usize, String::new());
    let mut end = |text: &mut String| {
        let folded: String = Folding::default().fold(text.chars()).map(|(c, _)| c).collect();
        let folded = folded.trim().to_owned();
        text.clear();
        // Ideographs say more than letters.
        let weight: usize = folded.chars().map(|c| if u32::from(c) >= 0x2e80 { 3 } else { 1 }).sum();
        if weight >= LEAST && quotes.len() < QUOTES {
            quotes.push(folded);
        }
    };
    for event in Parser::new_ext(notes, Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::BlockQuote(_)) => depth += 1,
            Event::End(TagEnd::BlockQuote(_)) => {
                depth = depth.saturating_sub(1);
                end(&mut text);
            }
            // A quotation of several paragraphs is several: the article may have something between them.
            Event::End(TagEnd::Paragraph) if depth > 0 => end(&mut text),
            Event::Text(words) | Event::Code(words) if depth > 0 => text.push_str(&words),
            Event::SoftBreak | Event::HardBreak if depth > 0 => text.push(' '),
            _ => {}
        }
    }
    quotes
}

/// White space is one space, and typographic quotation marks are plain ones: keepers type what their keyboards have.
#[derive(Default)]
struct Folding {
    space: bool,
}

impl Folding {
    /// Folds characters; each comes with how many were read before it.
    fn fold<'c>(
        mut self,
        chars: impl Iterator<Item = char> + 'c,
    ) -> impl Iterator<Item = (char, usize)> + 'c {
        chars.enumerate().filter_map(move |(at, c)| Some((self.next(c)?, at)))
    }

    fn next(&mut self, c: char) -> Option<char> {
        let c = match c {
            '“' | '”' | '„' | '‟' => '"',
            '‘' | '’' | '‚' => '\'',
            '\u{ad}' | '\u{200b}' => return None,
            c if c.is_whitespace() => ' ',
            c => c,
        };
        let again = c == ' ' && self.space;
        self.space = c == ' ';
        (!again).then_some(c)
    }
}

/// An article's words as one folded text.
struct Text {
    folded: String,
    /// For each character of `folded`: the text it stands in, and its bytes in the article; `None` for a space that
    /// stands for a tag.
    places: Vec<Option<(usize, usize, usize)>>,
}

impl Text {
    fn of(article: &str) -> Self {
        let mut found = Self { folded: String::new(), places: Vec::new() };
        let mut folding = Folding::default();
        let mut at = 0;
        let mut segment = 0;
        let mut foreign = 0usize;
        while let Some(rest) = article.get(at..).filter(|rest| !rest.is_empty()) {
            if rest.starts_with('<') {
                let end = tag_end(rest);
                let tag = rest.get(..end).unwrap_or(rest);
                let closing = tag.starts_with("</");
                let name: String = tag
                    .trim_start_matches(['<', '/'])
                    .chars()
                    .take_while(char::is_ascii_alphanumeric)
                    .collect();
                if matches!(name.as_str(), "svg" | "math" | "audio" | "video") {
                    foreign = if closing { foreign.saturating_sub(1) } else { foreign + 1 };
                }
                if !INLINE.contains(&name.as_str())
                    && let Some(space) = folding.next(' ')
                {
                    found.folded.push(space);
                    found.places.push(None);
                }
                segment += 1;
                at += tag.len();
                continue;
            }
            let end = rest.find('<').unwrap_or(rest.len());
            let text = rest.get(..end).unwrap_or_default();
            if foreign == 0 && !text.trim().is_empty() {
                for (from, to, c) in characters(text) {
                    if let Some(c) = folding.next(c) {
                        found.folded.push(c);
                        found.places.push(Some((segment, at + from, at + to)));
                    }
                }
            }
            at += end;
        }
        found
    }
}

/// Elements that do not part words.
const INLINE: [&str; 26] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "dfn", "em", "i", "ins", "kbd", "mark", "q", "rp", "rt",
    "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "u", "var",
];

/// Length of the tag that a text begins with, its `>` included; a `>` in a quoted value ends nothing.
fn tag_end(text: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The characters of a text with their bytes; the references that our writer uses are read.
fn characters(text: &str) -> impl Iterator<Item = (usize, usize, char)> + '_ {
    const REFERENCES: [(&str, char); 5] =
        [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&nbsp;", '\u{a0}')];
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let c = rest.chars().next()?;
        let known = REFERENCES.iter().find(|(name, _)| c == '&' && rest.starts_with(name));
        let (length, c) = known.map_or((c.len_utf8(), c), |(name, c)| (name.len(), *c));
        let from = at;
        at += length;
        Some((from, at, c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_quoted_is_marked() {
        let article = "<p title=\"a > b\">Half of all <a href=\"#x\">links &amp; pages</a>\n die within “ten” years.</p><p>灯塔在远处。</p>";
        let marked = mark(
            article,
            "Note.\n\n> links & pages die\n> within \"ten\" years.\n\n> 灯塔在\n\n> no such words here",
        );
        assert_eq!(
            marked,
            "<p title=\"a > b\">Half of all <a href=\"#x\"><mark>links &amp; pages</mark></a><mark>\n die within “ten” years.</mark></p><p><mark>灯塔在</mark>远处。</p>"
        );
    }

    #[test]
    fn a_quotation_may_run_over_paragraphs_of_the_article() {
        let marked = mark("<p>One and</p>\n<p>two and three</p>", "> One and two and");
        assert_eq!(marked, "<p><mark>One and</mark></p>\n<p><mark>two and</mark> three</p>");
    }

    #[test]
    fn without_quotes_nothing_changes() {
        assert_eq!(mark("<p>text</p>", "text, *not* quoted"), "<p>text</p>");
        assert_eq!(mark("<p>a b</p>", "> a b"), "<p>a b</p>", "too short");
    }

    proptest! {
        #[test]
        fn nothing_but_marks_is_added(article in "(<p>|</p>|<a href=\"x>y\">|&amp;|[a-c“” \\n灯]){0,40}", notes in "(> [a-c 灯]{6,20}\n\n){0,3}") {
            let marked = mark(&article, &notes);
            prop_assert_eq!(marked.replace("<mark>", "").replace("</mark>", ""), article);
            prop_assert_eq!(marked.matches("<mark>").count(), marked.matches("</mark>").count());
        }
    }
}
