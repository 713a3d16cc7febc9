//! Fields of a `[[link]]` or of front matter.

use std::collections::HashSet;
use std::ops::Range;

use crate::model::body_start;
use crate::model::edit::change::syntax_of;
use crate::model::edit::fields::rank;
use crate::model::edit::patch::{Patch, line_end, line_start, next_line};
use crate::model::edit::segments::{self, Kind};
use crate::model::edit::syntax::Syntax;
use crate::model::edit::tag_list::Place;
use crate::model::files::Content;
use crate::model::read::{Written, WrittenField};
use crate::text::tag_key;

/// Takes tags out of the lists that name them before.
pub(super) fn tags_once(path: &str, text: &str, content: &Content) -> Vec<Patch> {
    let syntax = syntax_of(path, text);
    let mut patches: Vec<Patch> = Vec::new();
    for draft in content.drafts.iter().filter(|draft| matches!(draft.written, Written::Fields { .. })) {
        let mut seen = HashSet::new();
        for tag in &draft.tags {
            let key = tag_key(&tag.name).unwrap_or_default();
            // Tags of one text, divided at commas, have one place; those of other lists are above this one.
            let alone = draft.tags.iter().filter(|other| other.span == tag.span).count() == 1;
            if seen.insert((tag.list, key)) || !alone || !within(&draft.written, tag.span.range.start) {
                continue;
            }
            let place = Place { range: tag.span.range.clone(), syntax: Some(syntax) };
            patches.extend(place.remove(text, false));
        }
    }
    // Two that stand side by side would take the same comma: the next time finds the other.
    patches.dedup_by(|next, one| next.range.start < one.range.end);
    patches
}

fn within(written: &Written, at: usize) -> bool {
    let Written::Fields { fields, .. } = written else { return false };
    fields.iter().any(|field| field.value_at.contains(&at))
}

/// `key = value`, from the first column, without blanks at the end of a line.
pub(super) fn spacing(path: &str, text: &str, content: &Content) -> Vec<Patch> {
    let syntax = syntax_of(path, text);
    let region = region(path, text);
    let mut patches = Vec::new();
    let mut values: Vec<Range<usize>> = Vec::new();
    for draft in &content.drafts {
        let Written::Fields { fields, .. } = &draft.written else { continue };
        for field in fields {
            values.push(field.value_at.clone());
            patches.extend(spaced(text, field, syntax));
        }
    }
    let is_value =
        |range: &Range<usize>| values.iter().any(|value| value.start < range.end && range.start < value.end);
    let mut at = region.start;
    let mut after_blank = false;
    while at < region.end {
        let (end, next) = (line_end(text, at), next_line(text, at));
        let blank = text.get(at..end).is_some_and(|line| line.trim().is_empty()) && !is_value(&(at..next));
        if blank && after_blank {
            patches.push(Patch::delete(at..next));
            at = next;
            continue;
        }
        after_blank = blank;
        let kept = text.get(at..end).map_or(0, |line| line.trim_end_matches([' ', '\t']).len());
        let blanks = at + kept..end;
        if !blanks.is_empty() && !is_value(&blanks) {
            patches.push(Patch::delete(blanks));
        }
        at = next;
    }
    patches
}

fn spaced(text: &str, field: &WrittenField, syntax: Syntax) -> Option<Patch> {
    let start = line_start(text, field.at.start);
    let alone = text.get(start..field.at.start).is_some_and(|before| before.trim().is_empty());
    let between = text.get(field.at.end..field.value_at.start)?;
    let sign = syntax.sign();
    if !alone
        || between.trim() != sign.trim()
        || between.contains('\n')
        || !text.get(field.value_at.clone())?.starts_with(|c: char| !c.is_whitespace())
    {
        return None;
    }
    // What is indented in YAML belongs to what is above it.
    let from = if syntax == Syntax::Yaml { field.at.start } else { start };
    let name = text.get(field.at.clone())?;
    let wanted = format!("{name}{sign}");
    (text.get(from..field.value_at.start)? != wanted).then(|| Patch::new(from..field.value_at.start, wanted))
}

/// The part of a file that has fields: all of a TOML file, the front matter of others.
fn region(path: &str, text: &str) -> Range<usize> {
    if path.to_lowercase().ends_with(".toml") { 0..text.len() } else { 0..body_start(text).unwrap_or(0) }
}

/// Fields in the documented order, each with the comments above it.
pub(super) fn ordered(path: &str, text: &str, content: &Content) -> Vec<Patch> {
    let is_toml = path.to_lowercase().ends_with(".toml");
    let mut patches = Vec::new();
    for segment in segments::cut(path, text, content) {
        let Kind::Entry(places) = &segment.kind else { continue };
        let [place] = places[..] else { continue };
        let Some(draft) = content.drafts.get(place) else { continue };
        let Written::Fields { at, fields } = &draft.written else { continue };
        let start = next_line(text, at.start);
        let end = if is_toml { segment.range.end } else { closing_fence(text) };
        patches.extend(in_rank(text, start..end, fields));
    }
    patches
}

/// The beginning of the line that ends front matter.
fn closing_fence(text: &str) -> usize {
    let body = body_start(text).unwrap_or(0);
    text.get(..body).map_or(0, |front| line_start(front, front.trim_end().len()))
}

/// The lines of a block with its fields in their ranks. `None` when they are, or when something in it is no field.
fn in_rank(text: &str, block: Range<usize>, fields: &[WrittenField]) -> Option<Patch> {
    let mut groups: Vec<(usize, Range<usize>)> = Vec::with_capacity(fields.len());
    let mut at = block.start;
    for field in fields {
        let lines = line_start(text, field.at.start)
            ..next_line(text, field.value_at.end.max(field.at.end).checked_sub(1)?);
        let above = text.get(at..lines.start)?;
        let only_remarks =
            above.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
        if !only_remarks || lines.end > block.end {
            return None;
        }
        groups.push((rank(field.meaning), at..lines.end));
        at = lines.end;
    }
    let rest = text.get(at..block.end)?;
    let only_remarks = rest.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
    if !only_remarks || groups.is_sorted_by_key(|(rank, _)| *rank) {
        return None;
    }
    let whole = text.get(block.start..at)?;
    if !whole.ends_with('\n') {
        return None;
    }
    groups.sort_by_key(|(rank, _)| *rank);
    let sorted: String = groups.iter().filter_map(|(_, lines)| text.get(lines.clone())).collect();
    Some(Patch::new(block.start..at, sorted))
}
