//! A link file in order: fields as the documentation lists them, `key = value`, no tag twice, no blanks at the ends of
//! lines, one blank line between links; and, where that is asked for, links sorted. What a person wrote in words, comments
//! and notes and the text of Markdown, stays byte for byte.

mod fields;
mod gaps;

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::append::Refusal;
use super::patch::{Page, apply};
use super::verify::{COMPARED, shown};
use crate::diagnostic::Severity;
use crate::model::Meaning;
use crate::model::files::{Content, is_tags_file, read_text};
use crate::model::read::Draft;

/// By what links are sorted. Links that lack it come last, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum SortKey {
    /// When they were kept, the oldest first: new ones go to the end.
    Added,
    /// Title, else address.
    Title,
    /// Address.
    Url,
}

/// The bytes of a link file in order; `None` when it is in order already.
///
/// # Errors
/// When the file has errors, or would be read differently.
pub fn tidy(path: &str, before: &[u8], sort: Option<SortKey>) -> Result<Option<Vec<u8>>, Refusal> {
    let refuse = |why: &str| Err(Refusal(format!("{path} {why}")));
    let Some(page) = Page::new(before) else { return refuse("is not UTF-8, so nothing in it is changed") };
    if is_tags_file(path) {
        return Ok(None);
    }
    let read = |text: &str| read_text(path, text, &TimeZone::UTC);
    let old = read(page.text);
    if let Some(problem) = old.diagnostics.iter().find(|problem| problem.severity == Severity::Error) {
        return refuse(&format!(
            "has errors, so nothing in it is changed: {}\n  help: `linkarium lint` shows where",
            problem.message
        ));
    }
    if is_mixed(page.text) {
        return refuse("has lines that end in two ways, so nothing in it is changed");
    }
    let Some(text) = settled(path, page, sort) else {
        return refuse("cannot be put in order: its parts stand in each other's way");
    };
    if text == page.text {
        return Ok(None);
    }
    if let Some(why) = difference(&old, &read(&text), sort.is_some()) {
        return refuse(&format!(
            "would be read differently in order ({why}), so nothing in it is changed\n  help: order it by hand"
        ));
    }
    Ok(Some(page.bytes(&text)))
}

/// How often a file is gone through: what has moved may have something else beside it now.
const ROUNDS: usize = 6;

/// The text in which nothing is left to be done.
fn settled(path: &str, page: Page<'_>, sort: Option<SortKey>) -> Option<String> {
    let mut text = page.text.to_owned();
    for _ in 0..ROUNDS {
        let next = in_order(path, &text, page.newline, sort)?;
        if next == text {
            break;
        }
        text = next;
    }
    Some(text)
}

/// Each step works on the text that the last has left.
fn in_order(path: &str, before: &str, newline: &str, sort: Option<SortKey>) -> Option<String> {
    let read = |text: &str| read_text(path, text, &TimeZone::UTC);
    let is_toml = path.to_lowercase().ends_with(".toml");
    let mut text = apply(before, &fields::tags_once(path, before, &read(before)))?;
    if is_toml && !text.trim_end().is_empty() && !text.ends_with('\n') {
        text.push_str(newline);
    }
    text = apply(&text, &fields::spacing(path, &text, &read(&text)))?;
    text = apply(&text, &fields::ordered(path, &text, &read(&text)))?;
    if is_toml {
        text = apply(&text, &gaps::between(path, &text, &read(&text), newline))?;
    }
    if let Some(sort) = sort {
        text = apply(&text, &gaps::sorted(path, &text, &read(&text), newline, sort))?;
    }
    Some(text)
}

/// Whether some lines end in CRLF and some in a line feed alone.
fn is_mixed(text: &str) -> bool {
    let feeds = text.matches('\n').count();
    let both = text.matches("\r\n").count();
    both != 0 && both != feeds
}

/// What would not be read as it was; with `moved`, the links may stand in another order.
fn difference(old: &Content, new: &Content, moved: bool) -> Option<String> {
    if new.diagnostics.iter().any(|problem| problem.severity == Severity::Error) {
        return Some("it would have errors".to_owned());
    }
    if new.drafts.len() != old.drafts.len() {
        return Some("it would have another number of links".to_owned());
    }
    let mut all: BTreeMap<usize, &Draft> = new.drafts.iter().enumerate().collect();
    for (at, draft) in old.drafts.iter().enumerate() {
        let place = if moved {
            all.iter().find(|(_, other)| alike(draft, other).is_none()).map(|(place, _)| *place)
        } else {
            Some(at)
        };
        let Some(other) = place.and_then(|place| all.remove(&place)) else {
            return Some(format!("`{}`", crate::text::shorten(&draft.link.url, 80)));
        };
        if let Some(meaning) = alike(draft, other) {
            return Some(format!("`{}` of `{}`", meaning.name(), crate::text::shorten(&draft.link.url, 80)));
        }
    }
    None
}

/// The first field in which two differ.
fn alike(one: &Draft, other: &Draft) -> Option<Meaning> {
    COMPARED.into_iter().find(|meaning| shown(one, *meaning) != shown(other, *meaning))
}

#[cfg(test)]
mod tests;
