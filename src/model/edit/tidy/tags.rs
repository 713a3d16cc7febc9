//! Tags that a list names twice.

use std::collections::{HashMap, HashSet};

use super::super::change::syntax_of;
use super::super::patch::{Patch, apply};
use super::super::retag::field_range;
use super::super::tag_list::Place;
use crate::model::files::Content;
use crate::model::read::{Written, WrittenTag};
use crate::text::tag_key;

/// The text without tags that stand in one list, or behind one link, a second time. What has a comment beside it stays, and so does
/// a word of a sentence.
pub(super) fn without_doubles(path: &str, text: &str, content: &Content) -> Option<String> {
    let fields = field_range(path, text);
    let mut sentences: Vec<_> = content
        .drafts
        .iter()
        .filter_map(|draft| match &draft.written {
            Written::Item(item) => Some(item.tail.clone()),
            Written::Fields { .. } => None,
        })
        .collect();
    sentences.sort_by_key(|range| range.start);
    let in_sentence = |at: usize| {
        let next = sentences.partition_point(|range| range.end <= at);
        sentences.get(next).is_some_and(|range| range.contains(&at))
    };
    // Tags of one text, divided at commas, have one place.
    let mut groups: Vec<Vec<&WrittenTag>> = Vec::new();
    for tag in &content.tags {
        match groups.last_mut() {
            Some(group) if group.last().is_some_and(|last| last.span == tag.span) => group.push(tag),
            _ => groups.push(vec![tag]),
        }
    }
    let mut seen: HashMap<usize, HashSet<String>> = HashMap::new();
    let mut patches: Vec<Patch> = Vec::new();
    for group in groups {
        let Some(first) = group.first() else { continue };
        let range = first.span.range.clone();
        let known = seen.entry(first.list).or_default();
        let fresh =
            group.iter().filter_map(|tag| tag_key(&tag.name)).filter(|key| known.insert(key.clone())).count();
        if fresh == group.len() || in_sentence(range.start) {
            continue;
        }
        let in_fields = fields.as_ref().is_some_and(|fields| fields.contains(&range.start));
        let place = Place { range: range.clone(), syntax: in_fields.then(|| syntax_of(path, text)) };
        let patch = if group.len() == 1 {
            // A name in tags.toml is no list.
            let named = content.declared.iter().any(|declared| declared.tag.span == first.span);
            place.remove(text, false).filter(|_| !named)
        } else {
            place.respell(text, &|_| None)
        };
        let Some(patch) = patch else { continue };
        let around = [patch.range.start..range.start, range.end..patch.range.end];
        if group.len() == 1
            && around.into_iter().any(|part| text.get(part).is_some_and(|part| part.contains('#')))
        {
            continue;
        }
        // Neighbours that go together would each take the comma between them.
        if patches.last().is_none_or(|last| last.range.end <= patch.range.start) {
            patches.push(patch);
        }
    }
    apply(text, &patches)
}
