//! The layout of a TOML file: its own keys, then its tables, one blank line apart.

use super::super::order::Key;
use super::fields::{Rank, in_place, line, sorted};
use super::toml::{Kind, Piece};

/// What the tables of a file are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tables {
    /// Their names; the first is the proper one.
    pub(super) names: [&'static str; 2],
    pub(super) rank: Rank,
}

/// Something between two blank lines.
struct Block {
    text: String,
    /// For a table that can be moved: the place of its link in the order.
    key: Option<Key>,
}

/// Lays a file out. `key_of` knows the place of the link that stands in a range, for tables that are put in order;
/// `None` for one that stays where it is.
pub(super) fn lay_out(
    text: &str,
    pieces: &[Piece],
    newline: &str,
    tables: Tables,
    key_of: &dyn Fn(std::ops::Range<usize>) -> Option<Key>,
) -> String {
    let mut blocks: Vec<Block> = Vec::new();
    // Comments right above the next header.
    let mut lead = String::new();
    let sections = sections(text, pieces, tables.names);
    let count = sections.len();
    for (nth, section) in sections.into_iter().enumerate() {
        let solid = section
            .iter()
            .rposition(|piece| matches!(piece.kind, Kind::Header | Kind::Pair(_)))
            .map_or(0, |at| at + 1);
        let (body, trail) = section.split_at(solid);
        let is_table = is_table(text, section, tables.names);
        let mut body_text = std::mem::take(&mut lead);
        body_text.push_str(&lay_out_section(text, body, newline, is_table.then_some(tables.rank)));
        let mut standing = paragraphs(text, trail, newline);
        if nth + 1 < count && trail.last().is_some_and(|piece| piece.kind == Kind::Comment) {
            lead = standing.pop().unwrap_or_default();
        }
        // Comments right below the last field belong to the table.
        if trail.first().is_some_and(|piece| piece.kind == Kind::Comment) && !standing.is_empty() {
            body_text.push_str(&standing.remove(0));
        }
        if !body_text.is_empty() {
            let range = section.first().map_or(0, |piece| piece.range.start)
                ..section.last().map_or(0, |piece| piece.range.end);
            blocks.push(Block { text: body_text, key: if is_table { key_of(range) } else { None } });
        }
        blocks.extend(standing.into_iter().map(|text| Block { text, key: None }));
    }
    in_order(blocks).into_iter().map(|block| block.text).collect::<Vec<_>>().join(newline)
}

/// Puts tables in order that stand below each other, with nothing else between them.
fn in_order(blocks: Vec<Block>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut run: Vec<(Key, Block)> = Vec::new();
    let flush = |run: &mut Vec<(Key, Block)>, out: &mut Vec<Block>| {
        run.sort_by(|(one, _), (other, _)| one.cmp(other));
        out.extend(run.drain(..).map(|(_, block)| block));
    };
    for mut block in blocks {
        if let Some(key) = block.key.take() {
            run.push((key, block));
        } else {
            flush(&mut run, &mut out);
            out.push(block);
        }
    }
    flush(&mut run, &mut out);
    out
}

/// What stands before the first header; then each header with all up to the next. Tables within a table are its own.
fn sections<'p>(text: &str, pieces: &'p [Piece], names: [&str; 2]) -> Vec<&'p [Piece]> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, piece) in pieces.iter().enumerate() {
        if piece.kind == Kind::Header && !is_within(text, piece, names) {
            found.push(pieces.get(start..at).unwrap_or_default());
            start = at;
        }
    }
    found.push(pieces.get(start..).unwrap_or_default());
    found
}

fn name<'t>(text: &'t str, piece: &Piece) -> &'t str {
    text.get(piece.code.clone()).unwrap_or("").trim_matches(['[', ']', ' ', '\t'])
}

/// Whether a header is one such as `[link.more]`.
fn is_within(text: &str, piece: &Piece, names: [&str; 2]) -> bool {
    name(text, piece).split_once('.').is_some_and(|(first, _)| names.contains(&first.trim_end()))
}

fn is_table(text: &str, section: &[Piece], names: [&str; 2]) -> bool {
    section.first().is_some_and(|piece| piece.kind == Kind::Header && names.contains(&name(text, piece)))
}

/// One section without what stands below its last field. With `rank`, its fields are put in order.
fn lay_out_section(text: &str, body: &[Piece], newline: &str, rank: Option<Rank>) -> String {
    let (Some(rank), Some((header, rest))) = (rank, body.split_first()) else {
        return in_place(text, body, newline);
    };
    let own = rest.iter().position(|piece| piece.kind == Kind::Header).unwrap_or(rest.len());
    let (own, within) = rest.split_at(own);
    // Comments above the first table within belong to that one.
    let solid = own.iter().rposition(|piece| matches!(piece.kind, Kind::Pair(_))).map_or(0, |at| at + 1);
    let (own, above) = if within.is_empty() { (own, &[][..]) } else { own.split_at(solid) };
    let mut out = line(text, header, newline);
    out.push_str(&sorted(text, own, newline, rank));
    let within = in_place(text, [above, within].concat().as_slice(), newline);
    if above.first().is_some_and(|piece| piece.kind == Kind::Blank) && !within.is_empty() {
        out.push_str(newline);
    }
    out.push_str(&within);
    out
}

/// Comments, each block of lines by itself.
fn paragraphs(text: &str, trail: &[Piece], newline: &str) -> Vec<String> {
    trail
        .split(|piece| piece.kind == Kind::Blank)
        .filter(|block| !block.is_empty())
        .map(|block| in_place(text, block, newline))
        .collect()
}
