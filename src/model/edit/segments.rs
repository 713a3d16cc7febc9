//! A link file cut into pieces that can be moved, taken out or merged: entries with the comments above them, and what
//! stands between them. Put together again, the pieces are the file, byte for byte.

use std::ops::Range;

use super::patch::{line_start, next_line};
use crate::model::files::Content;
use crate::model::read::{Written, table_starts};

/// What a piece is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Blank lines.
    Gap,
    /// Links: their places in [`Content::drafts`]. An item holds those that stand within it, too.
    Entry(Vec<usize>),
    /// Anything else: what stands before the first entry, headings, comments, entries that could not be read.
    Text,
}

/// A piece of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
}

/// Cuts a file. A file that is one link with its notes is one entry.
pub(super) fn cut(path: &str, text: &str, content: &Content) -> Vec<Segment> {
    let entries =
        if path.to_lowercase().ends_with(".toml") { tables(text, content) } else { items(text, content) };
    let mut segments = Vec::with_capacity(entries.len() * 2 + 1);
    let mut at = 0;
    for (range, drafts) in entries {
        between(text, at..range.start, &mut segments);
        segments.push(Segment { range: range.clone(), kind: Kind::Entry(drafts) });
        at = range.end;
    }
    between(text, at..text.len(), &mut segments);
    segments
}

/// Blank lines are pieces of their own; so is each block of other lines.
fn between(text: &str, range: Range<usize>, segments: &mut Vec<Segment>) {
    let mut at = range.start;
    while at < range.end {
        let end = next_line(text, at).min(range.end);
        let blank = text.get(at..end).is_some_and(|line| line.trim().is_empty());
        let kind = if blank { Kind::Gap } else { Kind::Text };
        match segments.last_mut() {
            Some(last) if last.kind == kind && last.range.end == at => last.range.end = end,
            _ => segments.push(Segment { range: at..end, kind }),
        }
        at = end;
    }
}

/// The tables of a TOML file, each with the comments right above its header. One that holds no sound link is text.
fn tables(text: &str, content: &Content) -> Vec<(Range<usize>, Vec<usize>)> {
    let starts: Vec<usize> =
        table_starts(text, &["link", "links"]).into_iter().map(|at| above(text, at)).collect();
    let mut found = Vec::with_capacity(starts.len());
    let mut drafts = content.drafts.iter().enumerate().peekable();
    for (nth, start) in starts.iter().enumerate() {
        let limit = starts.get(nth + 1).copied().unwrap_or(text.len());
        let body = text.get(*start..limit).unwrap_or("");
        let mut end = start + body.trim_end().len();
        // Comments at the end of the file that a blank line divides from the last table are nobody's.
        if limit == text.len() {
            end = start + without_last_comments(body).len();
        }
        let end = next_line(text, end.max(*start)).min(limit);
        let mut inside = Vec::new();
        while let Some((index, _)) = drafts.next_if(|(_, draft)| draft.url_at.range.start < limit) {
            inside.push(index);
        }
        if !inside.is_empty() {
            found.push((*start..end, inside));
        }
    }
    found
}

/// The beginning of the comments right above a header.
fn above(text: &str, header: usize) -> usize {
    let mut start = line_start(text, header);
    while start > 0 {
        let line = line_start(text, start - 1);
        if !text.get(line..start).is_some_and(|line| line.trim_start().starts_with('#')) {
            break;
        }
        start = line;
    }
    start
}

fn without_last_comments(body: &str) -> &str {
    let mut rest = body.trim_end();
    let whole = rest;
    let mut commented = false;
    loop {
        let line = line_start(rest, rest.len());
        let last = rest.get(line..).unwrap_or("");
        if last.trim_start().starts_with('#') && line > 0 {
            commented = true;
            rest = rest.get(..line - 1).unwrap_or("");
        } else if last.trim().is_empty() && commented {
            return rest.trim_end();
        } else {
            return whole;
        }
    }
}

/// The outermost items of a Markdown file's lists that hold links; or the whole of a file that is one link.
fn items(text: &str, content: &Content) -> Vec<(Range<usize>, Vec<usize>)> {
    let mut found: Vec<(Range<usize>, Vec<usize>)> = Vec::with_capacity(content.drafts.len());
    for (index, draft) in content.drafts.iter().enumerate() {
        let Written::Item(item) = &draft.written else {
            return vec![(0..text.len(), vec![index])];
        };
        if let Some((range, drafts)) = found.last_mut()
            && item.range.start < range.end
        {
            drafts.push(index);
            continue;
        }
        let start = line_start(text, item.range.start);
        let body = text.get(start..item.range.end).unwrap_or("").trim_end();
        found.push((start..next_line(text, start + body.len()), vec![index]));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::files::read_text;
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    fn shown(path: &str, text: &str) -> Vec<String> {
        let content = read_text(path, text, &TimeZone::UTC);
        let segments = cut(path, text, &content);
        assert_eq!(segments.iter().map(|s| &text[s.range.clone()]).collect::<String>(), text);
        let kind = |kind: &Kind| match kind {
            Kind::Gap => "gap".to_owned(),
            Kind::Text => "text".to_owned(),
            Kind::Entry(drafts) => format!("entry {drafts:?}"),
        };
        segments.iter().map(|s| format!("{}: {:?}", kind(&s.kind), &text[s.range.clone()])).collect()
    }

    #[test]
    fn tables_have_the_comments_above_them() {
        let text = "# mine\ntags = ['x']\n\n# first\n[[link]]\nurl = 'https://a/'\n\n\n[[link]]\nurl = 'bad'\n[[link]]\nurl = 'https://b/' # b\n\n# the end\n";
        insta::assert_snapshot!(shown("links/a.toml", text).join("\n"), @r##"
        text: "# mine\ntags = ['x']\n"
        gap: "\n"
        entry [0]: "# first\n[[link]]\nurl = 'https://a/'\n"
        gap: "\n\n"
        text: "[[link]]\nurl = 'bad'\n"
        entry [1]: "[[link]]\nurl = 'https://b/' # b\n"
        gap: "\n"
        text: "# the end\n"
        "##);
    }

    #[test]
    fn items_have_what_belongs_to_them() {
        let text = "+++\ntags = ['x']\n+++\n# Reading\n\n- <https://a/>\n  notes\n\n  more\n  - <https://c/>\n- words\n- <https://b/>\n\n## More\n- <https://d/>";
        insta::assert_snapshot!(shown("links/a.md", text).join("\n"), @r###"
        text: "+++\ntags = ['x']\n+++\n# Reading\n"
        gap: "\n"
        entry [0, 1]: "- <https://a/>\n  notes\n\n  more\n  - <https://c/>\n"
        text: "- words\n"
        entry [2]: "- <https://b/>\n"
        gap: "\n"
        text: "## More\n"
        entry [3]: "- <https://d/>"
        "###);
        assert_eq!(shown("links/a.md", "+++\nurl = 'https://a/'\n+++\nnotes\n\nmore\n").len(), 1);
    }

    proptest! {
        #[test]
        fn the_pieces_are_the_file(
            parts in proptest::collection::vec(
                "(\\[\\[link\\]\\]\nurl = 'https://a/[a-z]{1,3}'|# [a-z]{0,3}|x = '''|tags = \\[\"a\",|- <https://a/[a-z]{1,3}>|  words|\t- x|## H|\\+\\+\\+|)(\n|\r\n)",
                0..12,
            ),
            markdown in any::<bool>(),
        ) {
            shown(if markdown { "links/a.md" } else { "links/a.toml" }, &parts.concat());
        }
    }
}
