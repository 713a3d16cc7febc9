//! Whether a tidied file says what it said.

use std::collections::BTreeMap;

use super::super::segments::{Kind, cut};
use super::super::verify::all_shown;
use crate::model::body_start;
use crate::model::files::Content;

/// A text with what is read from it.
pub(super) struct Version<'t> {
    pub(super) text: &'t str,
    pub(super) content: Content,
}

/// What would be read differently, in words; `None` when all is as it was. With `moved`, links may stand in another order.
pub(super) fn difference(old: &Version<'_>, new: &Version<'_>, moved: bool) -> Option<String> {
    let links = |version: &Version<'_>| {
        let mut all: Vec<_> = version.content.drafts.iter().map(all_shown).collect();
        if moved {
            all.sort();
        }
        all
    };
    let described = |version: &Version<'_>| {
        let all = version.content.declared.iter().map(|declared| format!("{:?}", declared.tag.name));
        all.collect::<Vec<_>>()
    };
    if links(old) != links(new) || described(old) != described(new) {
        return Some("its links would not be read as they are now".into());
    }
    let (before, after) = (problems(&old.content), problems(&new.content));
    let worse = after.iter().find(|(problem, count)| before.get(*problem) < Some(*count));
    worse.map(|((_, message), _)| format!("it would have a problem that it has not now: {message}"))
}

/// Whether the prose of a Markdown file is the same: what is neither a link nor a blank line.
pub(super) fn same_prose(path: &str, old: &Version<'_>, new: &Version<'_>) -> bool {
    prose(path, old) == prose(path, new)
}

/// Whether two texts are made of the same letters and signs: nothing but blanks came or went.
pub(super) fn same_letters(one: &str, other: &str) -> bool {
    let count = |text: &str| {
        let mut counts = [0_usize; 256];
        for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
            if let Some(count) = counts.get_mut(usize::from(byte)) {
                *count += 1;
            }
        }
        counts
    };
    count(one) == count(other)
}

fn problems(content: &Content) -> BTreeMap<(&'static str, &str), usize> {
    let mut counts = BTreeMap::new();
    for problem in &content.diagnostics {
        *counts.entry((problem.code, problem.message.as_str())).or_default() += 1;
    }
    counts
}

fn prose<'t>(path: &str, version: &Version<'t>) -> Vec<&'t str> {
    let segments = cut(path, version.text, &version.content);
    let body = body_start(version.text).unwrap_or(0);
    let texts = segments.iter().filter(|segment| segment.kind == Kind::Text);
    texts
        .filter_map(|segment| version.text.get(segment.range.start.max(body)..segment.range.end))
        .map(str::trim_end)
        .collect()
}
