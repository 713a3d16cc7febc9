//! The lists of a Markdown file: blanks at the ends of links' lines, and the order of items. Prose stays as it is.

use super::super::order::Order;
use super::super::patch::{Patch, apply, line_end, next_line};
use super::super::segments::{Kind, Segment, cut};
use super::fields::ending;
use crate::model::files::Content;
use crate::model::read::Written;

/// The text with no blanks behind its links, no blank lines at its end, and the end of its last line.
pub(super) fn without_blanks(text: &str, content: &Content, newline: &str) -> Option<String> {
    let mut patches: Vec<Patch> = Vec::new();
    for draft in &content.drafts {
        let Written::Item(item) = &draft.written else { continue };
        let end = line_end(text, item.line_end);
        let line = text.get(..end)?;
        let bare = line.trim_end_matches([' ', '\t']).len();
        // Before more words of the same paragraph, blanks break the line.
        let next = next_line(text, end);
        let follows = text.get(next..next_line(text, next)).is_some_and(|line| !line.trim().is_empty());
        if bare < end && (!follows || next >= item.range.end) {
            patches.push(Patch::delete(bare..end));
        }
    }
    let text = apply(text, &patches)?;
    if text.trim().is_empty() {
        return Some(text);
    }
    let last = text.trim_end().len();
    let end = next_line(&text, last);
    let mut out = text.get(..end)?.to_owned();
    if !out.ends_with('\n') {
        out.push_str(newline);
    }
    Some(out)
}

/// The text with the items of each list in order, each with all that belongs to it. What stands between them stays.
pub(super) fn sorted(
    path: &str,
    text: &str,
    content: &Content,
    order: Order,
    newline: &str,
) -> Option<String> {
    let segments = cut(path, text, content);
    let mut out: Vec<String> = segments
        .iter()
        .map(|segment| text.get(segment.range.clone()).map(str::to_owned))
        .collect::<Option<_>>()?;
    let mut run: Vec<usize> = Vec::new();
    for at in 0..=segments.len() {
        let segment = segments.get(at);
        if segment.is_some_and(|segment| segment.kind == Kind::Gap) {
            continue;
        }
        let marker = segment.and_then(|segment| marker_of(text, segment));
        let same = run.last().and_then(|last| segments.get(*last)).is_some_and(|last| {
            let last = marker_of(text, last);
            last.zip(marker).is_some_and(|(last, marker)| last.is_like(marker))
        });
        if !same {
            sort_run(&std::mem::take(&mut run), text, &segments, content, order, newline, &mut out);
        }
        if marker.is_some() {
            run.push(at);
        }
    }
    Some(out.concat())
}

/// What begins an item.
#[derive(Debug, Clone, Copy)]
struct Marker<'t> {
    indent: &'t str,
    /// Of a numbered list.
    number: &'t str,
    /// `-`, `*`, `+`, `.` or `)`.
    sign: &'t str,
}

impl Marker<'_> {
    /// Whether two items below each other are of one list (CommonMark 0.31, section 5.3).
    fn is_like(self, other: Self) -> bool {
        self.indent == other.indent
            && self.sign == other.sign
            && self.number.is_empty() == other.number.is_empty()
    }
}

fn marker_of<'t>(text: &'t str, segment: &Segment) -> Option<Marker<'t>> {
    if !matches!(segment.kind, Kind::Entry(_)) {
        return None;
    }
    let line = text.get(segment.range.clone())?;
    let rest = line.trim_start_matches([' ', '\t']);
    let indent = line.get(..line.len() - rest.len())?;
    let signs = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = rest.get(..rest.len() - signs.len())?;
    let sign = signs.get(..1).filter(|sign| {
        matches!(*sign, "-" | "*" | "+") || matches!(*sign, "." | ")") && !number.is_empty()
    })?;
    Some(Marker { indent, number, sign })
}

fn sort_run(
    run: &[usize],
    text: &str,
    segments: &[Segment],
    content: &Content,
    order: Order,
    newline: &str,
    out: &mut [String],
) {
    if run.len() < 2 {
        return;
    }
    let key = |at: usize| match &segments.get(at)?.kind {
        Kind::Entry(all) => Some(order.place(content.drafts.get(*all.first()?)?)),
        _ => None,
    };
    let mut items: Vec<_> = run.iter().map(|at| (key(*at), *at)).collect();
    items.sort_by(|(one, _), (other, _)| one.cmp(other));
    for (place, (_, from)) in run.iter().zip(items) {
        let numbers = [*place, from].map(|at| segments.get(at).and_then(|segment| marker_of(text, segment)));
        let [Some(there), Some(here)] = numbers else { continue };
        let item = segments.get(from).and_then(|segment| text.get(segment.range.clone())).unwrap_or("");
        if let Some(slot) = out.get_mut(*place) {
            *slot = renumbered(item, here, there);
            if !slot.ends_with('\n') {
                slot.push_str(ending(slot.clone().as_str(), newline));
            }
        }
    }
}

/// An item with the number of another place; what stands below its first line keeps its distance to it.
fn renumbered(item: &str, here: Marker<'_>, there: Marker<'_>) -> String {
    let start = here.indent.len();
    let Some(rest) = item.get(start + here.number.len()..) else { return item.to_owned() };
    let (old, new) = (here.number.len(), there.number.len());
    let mut out = [here.indent, there.number].concat();
    for (nth, line) in rest.split_inclusive('\n').enumerate() {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        if nth == 0 || spaces == 0 || line.trim().is_empty() {
            out.push_str(line);
        } else if new >= old {
            out.push_str(&" ".repeat(new - old));
            out.push_str(line);
        } else {
            out.push_str(line.get((old - new).min(spaces)..).unwrap_or(line));
        }
    }
    out
}
