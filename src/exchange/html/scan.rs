//! HTML as a row of tags and texts, read as importers of bookmarks read it: no tree, no error, and a `<` that begins no
//! tag is text. Each byte is looked at a bounded number of times, whatever the text.

use std::ops::Range;

/// A piece of HTML. Texts and values are as written: character references are still in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::exchange) enum Token<'t> {
    /// `<name …>`.
    Open(Tag<'t>),
    /// `</name>`.
    Close {
        /// In lower case.
        name: String,
        /// The whole of it.
        raw: &'t str,
    },
    /// What stands between tags.
    Text(&'t str),
}

/// A tag that opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::exchange) struct Tag<'t> {
    /// In lower case.
    pub(in crate::exchange) name: String,
    /// The whole of it.
    pub(in crate::exchange) raw: &'t str,
    /// Where it begins.
    pub(in crate::exchange) at: usize,
    /// Names in lower case, and values; `None` for a name alone. In the order written, doubles included.
    pub(in crate::exchange) attributes: Vec<(String, Option<&'t str>)>,
}

impl<'t> Tag<'t> {
    /// The first attribute of that name; one without a value is empty.
    pub(in crate::exchange) fn get(&self, name: &str) -> Option<&'t str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.unwrap_or(""))
    }
}

/// How many tags may turn out never to end before quotes stop to count.
const ENDLESS: usize = 8;

/// Elements whose text is no HTML.
const RAW: [&str; 2] = ["script", "style"];

/// The tokens of a text.
#[derive(Debug)]
pub(in crate::exchange) struct Scan<'t> {
    text: &'t str,
    at: usize,
    /// The last places of `>`, `"`, `'` and `-->`: what is looked for behind them is not there.
    last: [Option<usize>; 4],
    endless: usize,
    /// The end of this raw element is not in the rest of the text.
    unclosed: [bool; RAW.len()],
}

impl<'t> Scan<'t> {
    pub(in crate::exchange) fn new(text: &'t str) -> Self {
        let last = [text.rfind('>'), text.rfind('"'), text.rfind('\''), text.rfind("-->")];
        Self { text, at: 0, last, endless: 0, unclosed: [false; RAW.len()] }
    }

    fn rest(&self, at: usize) -> &'t str {
        self.text.get(at..).unwrap_or("")
    }

    /// The place behind what begins with `<` at `at` and is no tag: a comment, a doctype, an instruction. `None` when
    /// it never ends.
    fn declaration(&self, at: usize) -> Option<usize> {
        let rest = self.rest(at);
        if rest.starts_with("<!--") && self.last[3].is_some_and(|last| last >= at + 2) {
            // `<!-->` is a whole comment.
            return self.rest(at + 2).find("-->").map(|end| at + 2 + end + 3);
        }
        self.last[0].filter(|last| *last > at).and_then(|_| rest.find('>')).map(|end| at + end + 1)
    }

    /// The tag that begins at `at`, and where it ends.
    fn tag(&mut self, at: usize) -> Option<(Token<'t>, usize)> {
        self.last[0].filter(|last| *last > at)?;
        let closes = self.rest(at + 1).starts_with('/');
        let start = at + 1 + usize::from(closes);
        let name_end = start + name_length(self.rest(start));
        let name = self.text.get(start..name_end)?.to_ascii_lowercase();
        if closes {
            let end = name_end + self.rest(name_end).find('>')? + 1;
            return Some((Token::Close { name, raw: self.text.get(at..end)? }, end));
        }
        let mut read = None;
        if self.endless < ENDLESS {
            read = self.attributes(name_end, true);
            self.endless += usize::from(read.is_none());
        }
        let (attributes, end) = read.or_else(|| self.attributes(name_end, false))?;
        Some((Token::Open(Tag { name, raw: self.text.get(at..end)?, at, attributes }), end))
    }

    /// The attributes from `at` on, and the place behind the tag. Without `quotes`, the first `>` ends the tag.
    fn attributes(&self, mut at: usize, quotes: bool) -> Option<(Attributes<'t>, usize)> {
        let mut found = Vec::new();
        loop {
            at += skip(self.rest(at), |c| c.is_ascii_whitespace() || c == '/');
            let rest = self.rest(at);
            if rest.starts_with('>') {
                return Some((found, at + 1));
            }
            // A `=` at the beginning belongs to the name, as browsers have it.
            let first = rest.chars().next()?.len_utf8();
            let behind = self.rest(at + first);
            let length = first + skip(behind, |c| !c.is_ascii_whitespace() && !matches!(c, '/' | '>' | '='));
            let name = self.text.get(at..at + length)?.to_ascii_lowercase();
            at += length;
            let gap = skip(self.rest(at), |c| c.is_ascii_whitespace());
            if !self.rest(at + gap).starts_with('=') {
                found.push((name, None));
                continue;
            }
            at += gap + 1;
            at += skip(self.rest(at), |c| c.is_ascii_whitespace());
            let value = self
                .quoted(at, quotes)
                .unwrap_or_else(|| at..at + skip(self.rest(at), |c| !c.is_ascii_whitespace() && c != '>'));
            at = value.end + usize::from(value.start > at);
            found.push((name, self.text.get(value)));
        }
    }

    /// The value in quotes that begins at `at`, without them.
    fn quoted(&self, at: usize, quotes: bool) -> Option<Range<usize>> {
        let quote = self.rest(at).chars().next().filter(|c| quotes && matches!(c, '"' | '\''))?;
        let last = self.last.get(if quote == '"' { 1 } else { 2 }).copied().flatten()?;
        let length = (last > at).then(|| self.rest(at + 1).find(quote)).flatten()?;
        let value = self.rest(at + 1).get(..length)?;
        // The quote that should end it is missing when the next bookmark stands in it.
        let runs_on = value.lines().skip(1).any(|line| starts_with(line.trim_start(), "<dt>"));
        (!runs_on).then_some(at + 1..at + 1 + length)
    }

    /// Goes behind the end of a raw element that has just opened.
    fn skip_raw(&mut self, name: &str) {
        let Some(index) = RAW.iter().position(|raw| *raw == name) else { return };
        let Some(unclosed) = self.unclosed.get_mut(index).filter(|unclosed| !**unclosed) else { return };
        let rest = self.text.get(self.at..).unwrap_or("");
        let end = rest
            .match_indices("</")
            .find(|(at, _)| rest.get(at + 2..).is_some_and(|behind| starts_with(behind, name)));
        match end {
            Some((end, _)) => self.at += end,
            None => *unclosed = true,
        }
    }
}

type Attributes<'t> = Vec<(String, Option<&'t str>)>;

impl<'t> Iterator for Scan<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        let start = self.at;
        let mut from = start;
        loop {
            let Some(found) = self.rest(from).find('<') else {
                self.at = self.text.len();
                return self.text.get(start..).filter(|text| !text.is_empty()).map(Token::Text);
            };
            let at = from + found;
            let behind = self.rest(at + 1);
            let is_tag =
                behind.strip_prefix('/').unwrap_or(behind).starts_with(|c: char| c.is_ascii_alphabetic());
            let is_declaration = behind.starts_with(['!', '?']);
            if at > start && (is_tag || is_declaration) {
                self.at = at;
                return self.text.get(start..at).map(Token::Text);
            }
            if is_declaration && let Some(end) = self.declaration(at) {
                self.at = end;
                return self.next_behind();
            }
            if is_tag && let Some((token, end)) = self.tag(at) {
                self.at = end;
                if let Token::Open(tag) = &token {
                    self.skip_raw(&tag.name.clone());
                }
                return Some(token);
            }
            from = at + 1;
        }
    }
}

impl<'t> Scan<'t> {
    /// What follows a comment: one that follows another is passed over without recursion.
    fn next_behind(&mut self) -> Option<Token<'t>> {
        while self.rest(self.at).starts_with("<!") || self.rest(self.at).starts_with("<?") {
            let Some(end) = self.declaration(self.at) else { break };
            self.at = end;
        }
        if self.at >= self.text.len() { None } else { self.next() }
    }
}

fn name_length(text: &str) -> usize {
    skip(text, |c| !c.is_ascii_whitespace() && !matches!(c, '/' | '>'))
}

/// How many bytes of `text` are of this kind.
fn skip(text: &str, mut kind: impl FnMut(char) -> bool) -> usize {
    text.find(|c| !kind(c)).unwrap_or(text.len())
}

/// Whether a text starts with `beginning`, in any case of ASCII letters.
pub(in crate::exchange) fn starts_with(text: &str, beginning: &str) -> bool {
    text.get(..beginning.len()).is_some_and(|head| head.eq_ignore_ascii_case(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> Vec<String> {
        Scan::new(text)
            .map(|token| match token {
                Token::Open(tag) => {
                    let attributes: Vec<String> = tag
                        .attributes
                        .iter()
                        .map(|(name, value)| value.map_or(name.clone(), |value| format!("{name}={value}")))
                        .collect();
                    format!("<{}|{}>", tag.name, attributes.join("|"))
                }
                Token::Close { name, .. } => format!("</{name}>"),
                Token::Text(text) => text.to_owned(),
            })
            .collect()
    }

    #[test]
    fn tags_and_texts() {
        assert_eq!(
            shown(
                "<!DOCTYPE x><DT><A HREF=\"a>b\" FOLDED Tags='x' ADD_DATE=1 >R<5 & <b>x</b></A\n><!-- <A> -->z"
            ),
            ["<dt|>", "<a|href=a>b|folded|tags=x|add_date=1>", "R<5 & ", "<b|>", "x", "</b>", "</a>", "z"]
        );
    }

    #[test]
    fn what_never_ends_is_text() {
        assert_eq!(shown("a <b c=\"d").concat(), "a <b c=\"d");
        assert!(shown("<!-- a <b>").is_empty());
        assert_eq!(shown("<a b=\"c>d"), ["<a|b=\"c>", "d"]);
        assert_eq!(shown("<script>a</b>"), ["<script|>", "a", "</b>"]);
        assert_eq!(shown("<script><a></SCRIPT >z"), ["<script|>", "</script>", "z"]);
    }

    #[test]
    fn a_missing_quote_costs_one_bookmark_at_most() {
        let text = "<DT><A HREF=\"http://a>A</A>\n  <DT><A HREF=\"http://b\">B</A>";
        assert_eq!(
            shown(text),
            ["<dt|>", "<a|href=\"http://a>", "A", "</a>", "\n  ", "<dt|>", "<a|href=http://b>", "B", "</a>"]
        );
    }

    #[test]
    fn hostile_texts_end_quickly() {
        let begun = std::time::Instant::now();
        for piece in
            ["<a \"", "<a '\"", "<a b=\"", "<!--", "<script>", "<", "</a", "<a b=\"\n<dt>", "<!-->", "<!x>"]
        {
            for end in ["", ">", "\">", "'"] {
                let text = piece.repeat(50_000) + end;
                assert!(Scan::new(&text).count() <= text.len());
            }
        }
        assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
    }

    proptest! {
        #[test]
        fn any_text_gives_tokens_in_order(text in "(<|>|/|!|-|\"|'|=| |\n|a|dt|script|\\PC){0,80}") {
            let mut length = 0;
            for token in Scan::new(&text) {
                length += match token {
                    Token::Open(tag) => tag.raw.len(),
                    Token::Close { raw, .. } => raw.len(),
                    Token::Text(text) => text.len(),
                };
            }
            prop_assert!(length <= text.len());
        }
    }
}
