//! Markdown files: one link with its notes below front matter, or a list whose items start with a link.

mod headings;
mod item;
mod line;
mod lists;
mod nesting;

use super::read::{
    Defaults, Draft, EntryKind, Meaning, Reading, read_defaults, read_entry, read_fields, yaml,
};
use crate::diagnostic::Diagnostic;

/// Reads a Markdown file.
pub(super) fn read_markdown(text: &str, reading: &mut Reading<'_>) -> Vec<Draft> {
    let Some(front) = front_matter(text) else {
        let Some(fence) = text.lines().next().filter(|line| line.trim_end() == "+++") else {
            return lists::read_lists(text, 0, &Defaults::default(), reading);
        };
        let diagnostic = Diagnostic::error("front-matter", "this front matter is never closed");
        let help = "end it with another line `+++`";
        reading.report(0..fence.trim_end().len(), diagnostic.label("begins here").help(help));
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

/// Where front matter stands in a text.
struct Front {
    /// Between the fences.
    inner: std::ops::Range<usize>,
    /// Where the body begins.
    body: usize,
    /// Between `---` rather than `+++`.
    yaml: bool,
}

/// Finds front matter: the first line is `+++` or `---`, and a later one is the same (or `...` for YAML).
fn front_matter(text: &str) -> Option<Front> {
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
