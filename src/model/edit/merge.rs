//! Three-way merge of link files: what both sides add stands beside each other, and only two different changes of one
//! line conflict.
//!
//! Links that a side has added are taken out of it; what is left is merged line by line, as git does; then they are put
//! in again, each behind the neighbour it had. A link that both have added becomes one.

use std::collections::{HashMap, HashSet};

use jiff::tz::TimeZone;

use super::change::{Change, Edit, Edited, change};
use super::order::{Key, Order};
use super::patch::Page;
use super::segments::{self, Kind, Segment};
use super::union::{Said, additions};
use crate::model::files::{Content, read_text};
use crate::model::read::{Draft, Written};
use crate::model::{Meaning, UrlKey};
use crate::text::tag_key;

/// The outcome of a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The file; with conflict markers where `conflict`.
    pub bytes: Vec<u8>,
    /// Whether a person must decide.
    pub conflict: bool,
}

/// Merges three texts line by line: base, ours, theirs. The flag says whether the answer has conflict markers.
pub type MergeLines<'a> = &'a dyn Fn(&str, &str, &str) -> Option<(String, bool)>;

/// Merges a link file. `None` when it must be left to git: a side is not UTF-8, is no list of links, or the outcome would
/// not hold what the two sides hold.
pub fn merge(path: &str, base: &[u8], ours: &[u8], theirs: &[u8], lines: MergeLines<'_>) -> Option<Merged> {
    let page = Page::new(ours)?;
    let newline = page.newline;
    // One side may have been written on another system.
    let even = |bytes: &[u8]| -> Option<String> {
        let text = Page::new(bytes)?.text.replace("\r\n", "\n");
        Some(text)
    };
    let texts = [even(base)?, even(ours)?, even(theirs)?];
    let [base, ours, theirs] = texts.each_ref().map(|text| Side::read(path, text));
    if [&ours, &theirs].iter().any(|side| side.is_one()) {
        return None;
    }
    let known = base.keys();
    // Links that both have added become one, before all else: so it is whatever the lines of others come to.
    let twice = ours.keys_of(&ours.added(&known));
    let (same, new): (Vec<usize>, Vec<usize>) = theirs
        .added(&known)
        .into_iter()
        .partition(|at| theirs.keys_of(&[*at]).iter().any(|key| twice.contains(key)));
    let united = String::from_utf8(theirs.absorb(path, ours.text.as_bytes().to_vec(), &same)?).ok()?;
    let ours = Side::read(path, &united);
    let added_by_us = ours.added(&known);
    let added_by_them = theirs.added(&known);
    let (our_rest, their_rest) = (ours.without(&added_by_us), theirs.without(&added_by_them));
    let (rest, conflict) = if our_rest == their_rest || their_rest == base.text {
        (our_rest, false)
    } else if our_rest == base.text {
        (their_rest, false)
    } else {
        lines(base.text, &our_rest, &their_rest)?
    };
    let mut text = rest;
    text = ours.insert(path, text, &added_by_us, true);
    text = theirs.insert(path, text, &new, false);
    let merged = if newline == "\r\n" { text.replace('\n', "\r\n") } else { text };
    let bytes = page.bytes(&merged);
    if !conflict && !holds(path, &bytes, &base, &ours, &theirs) {
        return None;
    }
    Some(Merged { bytes, conflict })
}

/// One version of the file.
struct Side<'t> {
    text: &'t str,
    content: Content,
    segments: Vec<Segment>,
}

impl<'t> Side<'t> {
    fn read(path: &str, text: &'t str) -> Self {
        let content = read_text(path, text, &TimeZone::UTC);
        let segments = segments::cut(path, text, &content);
        Self { text, content, segments }
    }

    /// Whether the file is one link with its notes.
    fn is_one(&self) -> bool {
        matches!(&self.segments[..], [Segment { kind: Kind::Entry(_), range }] if range.start == 0 && self.text.starts_with(['+', '-'])
            && !self.text.starts_with("- "))
    }

    fn keys(&self) -> HashSet<&UrlKey> {
        self.content.drafts.iter().map(|draft| &draft.link.key).collect()
    }

    fn drafts_of(&self, at: usize) -> impl Iterator<Item = &Draft> {
        let all: &[usize] = match self.segments.get(at) {
            Some(Segment { kind: Kind::Entry(all), .. }) => all,
            _ => &[],
        };
        all.iter().filter_map(|index| self.content.drafts.get(*index))
    }

    fn keys_of(&self, segments: &[usize]) -> HashSet<&UrlKey> {
        segments.iter().flat_map(|at| self.drafts_of(*at)).map(|draft| &draft.link.key).collect()
    }

    /// The entries all of whose links are new.
    fn added(&self, known: &HashSet<&UrlKey>) -> Vec<usize> {
        let is_new = |at: &usize| {
            let mut drafts = self.drafts_of(*at).peekable();
            drafts.peek().is_some() && drafts.all(|draft| !known.contains(&draft.link.key))
        };
        (0..self.segments.len()).filter(is_new).collect()
    }

    fn piece(&self, at: usize) -> &'t str {
        self.segments.get(at).and_then(|segment| self.text.get(segment.range.clone())).unwrap_or("")
    }

    fn is_gap(&self, at: usize) -> bool {
        self.segments.get(at).is_some_and(|segment| segment.kind == Kind::Gap)
    }

    /// The text without some entries and the gap that came with each: the one before it, or for the first, behind it.
    fn without(&self, out: &[usize]) -> String {
        let gone: HashSet<usize> =
            out.iter().copied().chain(out.iter().filter_map(|at| self.gap_of(*at, out))).collect();
        let mut text: String =
            (0..self.segments.len()).filter(|at| !gone.contains(at)).map(|at| self.piece(at)).collect();
        // The line that was the last may have lost its end to the one that came behind it.
        if !self.text.is_empty() && !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text
    }

    /// The blank lines that came with one of the entries `out`: those that divide it from the entry above, or where all above
    /// it up to the heading came with it, from the one below. Those below a heading are the heading's.
    fn gap_of(&self, at: usize, out: &[usize]) -> Option<usize> {
        let is_entry =
            |at: usize| matches!(self.segments.get(at), Some(Segment { kind: Kind::Entry(_), .. }));
        let above = |at: usize| {
            let before = at.checked_sub(1)?;
            let before = if self.is_gap(before) { before.checked_sub(1)? } else { before };
            is_entry(before).then_some(before)
        };
        let mut top = at;
        while let Some(other) = above(top) {
            if !out.contains(&other) {
                return at.checked_sub(1).filter(|gap| self.is_gap(*gap));
            }
            top = other;
        }
        Some(at + 1).filter(|gap| self.is_gap(*gap) && is_entry(at + 2))
    }

    /// Puts entries of this side into `text`, each behind the neighbour that it has here. `first`: before what another side
    /// put at the same place.
    fn insert(&self, path: &str, text: String, entries: &[usize], first: bool) -> String {
        let mut text = text;
        for &at in entries {
            let there = Side::read(path, &text);
            let (place, before) = self.place(at, &there, first);
            let entry = self.piece(at);
            let gap = self.gap_of(at, entries).map_or("", |gap| self.piece(gap));
            let head = text.get(..place).unwrap_or("");
            let tail = text.get(place..).unwrap_or("");
            let mut out = String::with_capacity(text.len() + entry.len() + gap.len() + 2);
            out.push_str(head);
            if !head.is_empty() && !head.ends_with('\n') {
                out.push('\n');
            }
            // A gap of this side divides it from its neighbours; one that stands there already is enough.
            let divided = head.is_empty() || head.ends_with("\n\n");
            if !before && !divided {
                out.push_str(gap);
            }
            out.push_str(entry);
            if !entry.ends_with('\n') {
                out.push('\n');
            }
            if (before || divided) && !tail.is_empty() && !tail.starts_with('\n') {
                out.push_str(gap);
            }
            out.push_str(tail);
            text = out;
        }
        text
    }

    /// Where an entry of this side goes in another text, and whether that is before its neighbour rather than behind it.
    fn place(&self, at: usize, there: &Side<'_>, first: bool) -> (usize, bool) {
        let by_key: HashMap<&UrlKey, usize> = (0..there.segments.len())
            .flat_map(|segment| there.drafts_of(segment).map(move |draft| (&draft.link.key, segment)))
            .collect();
        let end_of = |segment: usize| {
            there.segments.get(segment).map_or(there.text.len(), |segment| segment.range.end)
        };
        let start_of = |segment: usize| there.segments.get(segment).map_or(0, |segment| segment.range.start);
        let find = |here: usize| match self.segments.get(here).map(|segment| &segment.kind) {
            Some(Kind::Entry(_)) => {
                self.drafts_of(here).find_map(|draft| by_key.get(&draft.link.key).copied())
            }
            Some(Kind::Text) => {
                let words = self.piece(here);
                let mut found = (0..there.segments.len()).filter(|other| there.piece(*other) == words);
                found.next().filter(|_| found.next().is_none())
            }
            _ => None,
        };
        let solid = |other: &usize| !self.is_gap(*other);
        // The neighbours themselves first: behind the one, or before the other.
        let above = (0..at).rev().find(solid).and_then(find);
        if let Some(above) = above {
            // What another side has put behind the same neighbour stays there: ours goes first, theirs behind it.
            let mut last = above;
            if !first {
                while let Some(next) = (last + 1..there.segments.len()).find(|next| !there.is_gap(*next)) {
                    let is_new = there.drafts_of(next).next().is_some()
                        && there.drafts_of(next).all(|draft| !self.keys().contains(&draft.link.key))
                        && self.sorts_behind(at, there, next);
                    if !is_new {
                        break;
                    }
                    last = next;
                }
            }
            // Below a heading, its blank lines stay with it.
            let headed = at.checked_sub(1).is_some_and(|gap| self.is_gap(gap)) && there.is_gap(last + 1);
            let is_text = there.segments.get(last).is_some_and(|segment| segment.kind == Kind::Text);
            return (end_of(if headed && is_text { last + 1 } else { last }), false);
        }
        if let Some(below) = (at + 1..self.segments.len()).find(solid).and_then(find) {
            return (start_of(below), true);
        }
        let above = (0..at).rev().filter(|other| !self.is_gap(*other)).find_map(find);
        if let Some(above) = above {
            return (end_of(above), false);
        }
        let below = (at + 1..self.segments.len()).find_map(find);
        below.map_or((there.text.len(), false), |below| (start_of(below), true))
    }

    /// Whether an entry belongs behind one of another side that stands at the same place: in a file sorted by address or by
    /// title, as the order says; elsewhere always.
    fn sorts_behind(&self, at: usize, there: &Side<'_>, other: usize) -> bool {
        for order in [Order::Url, Order::Title, Order::Added] {
            let all: Option<Vec<Key>> = self.content.drafts.iter().map(|draft| order.key(draft)).collect();
            let Some(all) = all.filter(|all| all.len() > 2) else { continue };
            let (rises, falls) = (all.is_sorted(), all.iter().rev().is_sorted());
            let key = |draft: &Draft| order.key(draft);
            let (mine, theirs) = (self.drafts_of(at).find_map(key), there.drafts_of(other).find_map(key));
            if let (true, Some(mine), Some(theirs)) = (rises || falls, mine, theirs) {
                return if rises { mine >= theirs } else { mine <= theirs };
            }
        }
        true
    }

    /// What this side says of links that both have added goes to the one that is kept, where that says nothing. `None` when it
    /// hides a link, and that cannot be said there.
    fn absorb(&self, path: &str, bytes: Vec<u8>, entries: &[usize]) -> Option<Vec<u8>> {
        if entries.is_empty() {
            return Some(bytes);
        }
        let page = Page::new(&bytes)?;
        let content = read_text(path, page.text, &TimeZone::UTC);
        let mut edits = Vec::new();
        for draft in entries.iter().flat_map(|at| self.drafts_of(*at)) {
            let Some(kept) = content.drafts.iter().find(|kept| kept.link.key == draft.link.key) else {
                continue;
            };
            let has: HashSet<String> = kept.tags.iter().filter_map(|tag| tag_key(&tag.name)).collect();
            for change in additions(&said(kept, page.text), &said(draft, self.text), |key| has.contains(key))
            {
                let (line, column) = (kept.link.source.line, kept.link.source.column);
                edits.push(Edit { line, column, changes: vec![change], partly: false });
            }
        }
        // One after the other, the last one first: what a list has no place for keeps nothing else out.
        edits.sort_by_key(|edit| (edit.line, edit.column));
        let mut bytes = bytes;
        for edit in edits.iter().rev() {
            match change(path, &bytes, std::slice::from_ref(edit)) {
                Ok(Edited { bytes: Some(now), refused, .. }) if refused.is_empty() => bytes = now,
                _ if edit.changes.iter().any(hides) => return None,
                _ => {}
            }
        }
        Some(bytes)
    }
}

fn hides(change: &Change) -> bool {
    matches!(change, Change::Set(Meaning::Visibility | Meaning::Archive, _))
}

/// What a link says in its file.
fn said<'d>(draft: &'d Draft, text: &str) -> Said<'d> {
    let link = &draft.link;
    // As it is written: without an offset it means the site's time zone, which is not known here.
    let date = match &draft.written {
        Written::Fields { fields, .. } => {
            fields.iter().find(|field| field.meaning == Meaning::Added).map(|field| field.value_at.clone())
        }
        Written::Item(item) => item.date.clone(),
    };
    let date = date.and_then(|range| text.get(range)).map(|date| date.trim_matches(['"', '\'']).to_owned());
    Said {
        tags: draft.tags.iter().map(|tag| tag.name.as_str()).collect(),
        title: link.title.as_deref(),
        description: link.description.as_deref(),
        author: link.author.as_deref(),
        language: link.language.as_deref(),
        via: link.via.as_deref(),
        notes: link.notes.as_deref(),
        added: link.added.as_ref().map(|added| added.instant).zip(date),
        starred: link.starred,
        status: link.status,
        visibility: link.visibility,
        unarchived: !link.archive,
    }
}

/// Whether the merged file holds each link that it should, once, and reads no worse than its sides.
fn holds(path: &str, bytes: &[u8], base: &Side<'_>, ours: &Side<'_>, theirs: &Side<'_>) -> bool {
    let Some(page) = Page::new(bytes) else { return false };
    let merged = read_text(path, page.text, &TimeZone::UTC);
    let (known, mine, yours) = (base.keys(), ours.keys(), theirs.keys());
    let gone = |key: &UrlKey| known.contains(key) && !(mine.contains(key) && yours.contains(key));
    let wanted: HashSet<&UrlKey> = mine.union(&yours).copied().filter(|key| !gone(key)).collect();
    let got: HashSet<&UrlKey> = merged.drafts.iter().map(|draft| &draft.link.key).collect();
    let doubled = |content: &Content, keys: usize| content.drafts.len() - keys;
    wanted == got
        && merged.errors() <= ours.content.errors().max(theirs.content.errors())
        && doubled(&merged, got.len())
            <= doubled(&ours.content, mine.len()).max(doubled(&theirs.content, yours.len()))
}

#[cfg(test)]
mod tests;
