//! Markdown files: one link with its notes below front matter, or a list whose items start with a link.

mod headings;
mod item;
mod line;
mod lists;
mod missed;
mod nesting;

pub(crate) use nesting::flattened;

use super::read::{
    Defaults, Draft, EntryKind, Meaning, Reading, read_defaults, read_entry, read_fields, yaml,
};
use crate::diagnostic::Diagnostic;

/// Reads a Markdown file.
pub(super) fn read_markdown(text: &str, reading: &mut Reading<'_>) -> Vec<Draft> {
    let Some(front) = front_matter(text) else {
        let Some(fence) = unclosed(text) else {
            return lists::read_lists(text, 0, &Defaults::default(), reading);
        };
        let diagnostic = Diagnostic::error("front-matter", "this front matter is never closed");
        let help = format!("end it with another line `{fence}`");
        reading.report(0..fence.len(), diagnostic.label("begins here").help(help));
        return Vec::new();
    };
    let inner = text.get(front.inner.clone()).unwrap_or("");
    let fields = if front.yaml {
        yaml::read_yaml(inner, front.inner.start, reading)
    } else {
        read_fields(inner, front.inner.start, reading)
    };
    // What could not be read may have said that this is private: nothing of the file is kept.
    let Some(fields) = fields else { return Vec::new() };
    let body = text.get(front.body..).unwrap_or("");
    if fields.iter().any(|field| Meaning::of(&field.name) == Some(Meaning::Url)) {
        let mut draft = read_entry(&fields, 0..3, EntryKind::FrontMatter, &Defaults::default(), reading);
        if let Some(draft) = &mut draft {
            draft.add_notes(body);
        }
        return draft.into_iter().collect();
    }
    let defaults = read_defaults(&fields, EntryKind::FrontMatter, reading);
    lists::read_lists(body, front.body, &defaults, reading)
}

/// Where the body of a Markdown file begins, when it has front matter.
pub(crate) fn body_start(text: &str) -> Option<usize> {
    front_matter(text).map(|front| front.body)
}

/// Where front matter stands in a text.
#[derive(Debug)]
pub(crate) struct Front {
    /// Between the fences.
    pub(crate) inner: std::ops::Range<usize>,
    /// Where the body begins.
    pub(crate) body: usize,
    /// Between `---` rather than `+++`.
    pub(crate) yaml: bool,
}

/// Finds front matter: the first line is `+++` or `---`, and a later one is the same (or `...` for YAML).
pub(crate) fn front_matter(text: &str) -> Option<Front> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next()?;
    let yaml = match first.trim_end() {
        "+++" => false,
        "---" => true,
        _ => return None,
    };
    let mut at = first.len();
    for line in lines {
        let bare = line.trim_end();
        if bare == first.trim_end() || (yaml && bare == "...") {
            return Some(Front { inner: first.len()..at, body: at + line.len(), yaml });
        }
        at += line.len();
    }
    None
}

/// The fence of front matter that begins and never ends. `---` may also be a rule above a list: it is a fence when the
/// lines below it hold a field whose loss could lose or publish a link.
fn unclosed(text: &str) -> Option<&str> {
    let mut lines = text.lines();
    let fence = lines.next()?.trim_end();
    match fence {
        "+++" => Some(fence),
        "---" => {
            let mut gap = false;
            let fields = lines
                // A list below an empty line is the file's own, and so is all that follows.
                .take_while(|line| {
                    let after_gap = std::mem::replace(&mut gap, line.trim().is_empty());
                    !(after_gap && line.starts_with("- "))
                })
                .filter(|line| !line.trim().is_empty() && !line.starts_with([' ', '\t', '#', '-']))
                .map_while(|line| line.split_once([':', '=']))
                .map(|(name, _)| name.trim_end())
                .take_while(|name| name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')));
            let weighty = |name: &str| Meaning::of(name).is_some_and(|meaning| !meaning.is_harmless());
            fields.into_iter().any(weighty).then_some(fence)
        }
        _ => None,
    }
}
