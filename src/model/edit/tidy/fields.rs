//! The fields of one link, each with the comments above it, put in their order.

use super::toml::{Kind, Piece, without_blanks};
use crate::model::Meaning;

/// How keys are told apart and ranked: those of links, or those of tags.
pub(super) type Rank = fn(&str) -> usize;

/// One field and what goes with it; each line with its ending.
#[derive(Debug, Clone, Default)]
pub(super) struct Field {
    /// Comments above it.
    pub(super) lead: String,
    pub(super) rank: usize,
    pub(super) text: String,
}

/// The place of a link's key; names that are not known come last, and keep their order.
pub(super) fn of_link(key: &str) -> usize {
    match Meaning::of(key.trim_matches(['"', '\''])) {
        // Of the two, the last one counts: their order says something.
        Some(Meaning::Unread) => super::super::fields::rank(Meaning::Status),
        Some(meaning) => super::super::fields::rank(meaning),
        None => usize::MAX,
    }
}

/// The place of a key of `links/tags.toml`.
pub(super) fn of_tag(key: &str) -> usize {
    const ORDER: [&[&str]; 7] = [
        &["name"],
        &["title"],
        &["description"],
        &["aliases", "alias"],
        &["parents", "parent"],
        &["related"],
        &["slug"],
    ];
    let key = key.trim_matches(['"', '\'']).to_ascii_lowercase();
    ORDER.iter().position(|names| names.contains(&key.as_str())).unwrap_or(usize::MAX)
}

/// All fields in their order.
pub(super) fn in_order(mut fields: Vec<Field>) -> String {
    fields.sort_by_key(|field| field.rank);
    fields.into_iter().flat_map(|field| [field.lead, field.text]).collect()
}

/// The fields of a table, in their order; blank lines between them go. `pieces` holds no header.
pub(super) fn sorted(text: &str, pieces: &[Piece], newline: &str, rank: Rank) -> String {
    let mut head = String::new();
    let mut lead = String::new();
    let mut fields: Vec<Field> = Vec::new();
    for piece in pieces {
        match &piece.kind {
            // What a blank line divides from the first field is said of all of them.
            Kind::Blank if fields.is_empty() => head.push_str(&std::mem::take(&mut lead)),
            Kind::Blank => {}
            Kind::Comment | Kind::Header => lead.push_str(&line(text, piece, newline)),
            Kind::Pair(key) => fields.push(Field {
                lead: std::mem::take(&mut lead),
                rank: rank(text.get(key.clone()).unwrap_or("")),
                text: line(text, piece, newline),
            }),
        }
    }
    [head, in_order(fields), lead].concat()
}

/// Lines in the order in which they stand; of blank ones, one at a time stays.
pub(super) fn in_place(text: &str, pieces: &[Piece], newline: &str) -> String {
    let mut out = String::new();
    let mut blank = false;
    for piece in pieces {
        if piece.kind != Kind::Blank {
            out.push_str(if blank && !out.is_empty() { newline } else { "" });
            out.push_str(&line(text, piece, newline));
        }
        blank = piece.kind == Kind::Blank;
    }
    out
}

/// One piece in the spelling that all have, with the line ending that it had.
pub(super) fn line(text: &str, piece: &Piece, newline: &str) -> String {
    let part = |range: &std::ops::Range<usize>| text.get(range.clone()).unwrap_or("");
    let code = part(&piece.code);
    let mut out = match &piece.kind {
        Kind::Pair(key) => format!("{} = {}", part(key), without_blanks(code)),
        Kind::Header => header(code),
        Kind::Blank | Kind::Comment => String::new(),
    };
    let comment = part(&piece.comment);
    if !comment.is_empty() {
        out.push_str(if out.is_empty() { "" } else { " " });
        out.push_str(comment);
    }
    out.push_str(ending(part(&piece.range), newline));
    out
}

/// How a line ends; the last one may not.
pub(super) fn ending<'t>(line: &'t str, newline: &'t str) -> &'t str {
    if line.ends_with("\r\n") {
        "\r\n"
    } else if line.ends_with('\n') {
        "\n"
    } else {
        newline
    }
}

/// `[[name]]` without blanks inside.
fn header(code: &str) -> String {
    for (open, close) in [("[[", "]]"), ("[", "]")] {
        if let Some(name) = code.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
            return [open, name.trim_matches([' ', '\t']), close].concat();
        }
    }
    code.to_owned()
}
