//! Changes of an entry that is an item of a Markdown list.

use super::list::{destination, escape};
use super::patch::{Patch, line_end};
use crate::model::Meaning;
use crate::model::read::{WrittenItem, tidy_notes};
use crate::text::squeeze;

/// One item.
#[derive(Debug, Clone, Copy)]
pub(super) struct ListItem<'a> {
    pub(super) text: &'a str,
    pub(super) newline: &'a str,
    pub(super) item: &'a WrittenItem,
    /// Where its address stands.
    pub(super) url: (usize, usize),
    pub(super) address: &'a str,
}

impl ListItem<'_> {
    /// Gives a field a value. `None` where an item has no place for it.
    pub(super) fn set(&self, meaning: Meaning, value: &str) -> Option<Patch> {
        match meaning {
            Meaning::Title => self.title(value),
            Meaning::Description => {
                let separator = if value.is_empty() { "" } else { " - " };
                let tail = self.item.tail.clone();
                let gap = self.text.get(self.item.link.end..tail.start)?;
                // Words that stood behind a sign of their own keep it.
                if !value.is_empty() && !tail.is_empty() && !gap.trim().is_empty() {
                    let old = self.text.get(tail.clone())?;
                    let end = tail.start + old.trim_end().len();
                    return Some(Patch::new(tail.start..end, escape(&squeeze(value))));
                }
                let old = self.text.get(tail.clone())?.trim_end().len();
                let start =
                    if value.is_empty() { self.item.link.end.min(tail.start) } else { self.item.link.end };
                let keeps = self.text.get(start..tail.start)?.contains('#');
                if keeps {
                    return Some(Patch::new(
                        tail.start..tail.start + old,
                        format!("{}{}", separator.trim_start(), escape(&squeeze(value))),
                    ));
                }
                Some(Patch::new(start..tail.start + old, format!("{separator}{}", escape(&squeeze(value)))))
            }
            Meaning::Added => {
                if let Some(date) = &self.item.date {
                    return Some(Patch::new(date.clone(), value));
                }
                let at = self.item.task.as_ref().map_or(self.item.content, |task| task.end + 1);
                let separator = if value.is_empty() { "" } else { " " };
                Some(Patch::insert(at, format!("{value}{separator}")))
            }
            Meaning::Status => {
                let mark = match value {
                    "read" => "[x]",
                    "unread" => "[ ]",
                    _ => return None,
                };
                Some(match &self.item.task {
                    Some(task) => Patch::new(task.clone(), mark),
                    None => Patch::insert(self.item.content, format!("{mark} ")),
                })
            }
            Meaning::Notes => self.notes(value),
            _ => None,
        }
    }

    /// Takes a field out. `None` where that cannot be said.
    pub(super) fn unset(&self, meaning: Meaning) -> Option<Patch> {
        match meaning {
            Meaning::Description => self.set(meaning, ""),
            Meaning::Added => self.item.date.as_ref().map(|date| self.with_gap(date.clone())),
            Meaning::Status => self.item.task.as_ref().map(|task| self.with_gap(task.clone())),
            Meaning::Title => {
                let written = self.text.get(self.item.link.clone())?;
                written
                    .starts_with('[')
                    .then(|| Patch::new(self.item.link.clone(), format!("<{}>", self.address)))
            }
            _ => None,
        }
    }

    /// Another address in the place of the old one.
    pub(super) fn url(&self, url: &str) -> Option<Patch> {
        let written = self.text.get(self.url.0..self.url.1)?;
        if written != self.address {
            return None;
        }
        let plain = self.text.get(self.item.link.clone())?.starts_with('[')
            && self.text.get(..self.url.0)?.ends_with('(');
        let new = if plain { destination(url) } else { url.to_owned() };
        Some(Patch::new(self.url.0..self.url.1, new))
    }

    fn with_gap(&self, range: std::ops::Range<usize>) -> Patch {
        let rest = self.text.get(range.end..).unwrap_or("");
        let gap = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        Patch::delete(range.start..range.end + gap)
    }

    fn title(&self, title: &str) -> Option<Patch> {
        let link = self.item.link.clone();
        let written = self.text.get(link.clone())?;
        let title = escape(&squeeze(title));
        if !written.starts_with('[') {
            return Some(Patch::new(link, format!("[{title}]({})", destination(self.address))));
        }
        // `[title](…)`, `[title][reference]`; the address stands in the first alone.
        let before = if self.url.0 > link.start && self.url.1 < link.end {
            self.text.get(link.start..self.url.0)?
        } else {
            written
        };
        let close = before.rfind("](").or_else(|| before.rfind("]["))?;
        Some(Patch::new(link.start + 1..link.start + close, title))
    }

    /// Adds notes below those that are there.
    pub(super) fn add_notes(&self, notes: &str) -> Option<Patch> {
        if self.item.nested {
            return None;
        }
        let item = self.text.get(self.item.range.clone())?;
        let end = self.item.range.start + item.trim_end().len();
        self.notes_at(notes, line_end(self.text, end))
    }

    fn notes(&self, notes: &str) -> Option<Patch> {
        if self.item.nested {
            return None;
        }
        let item = self.text.get(self.item.range.clone())?;
        let end = (self.item.range.start + item.trim_end().len()).max(self.item.line_end);
        let start = line_end(self.text, self.item.line_end.min(end));
        let patch = self.notes_at(notes, start)?;
        Some(Patch::new(start..line_end(self.text, end), patch.text))
    }

    fn notes_at(&self, notes: &str, at: usize) -> Option<Patch> {
        let Some(notes) = tidy_notes(notes) else { return Some(Patch::insert(at, "")) };
        let line = super::patch::line_start(self.text, self.item.content);
        let task =
            self.item.task.as_ref().map_or(self.item.content, |task| task.start.min(self.item.content));
        let indent = " ".repeat(self.text.get(line..task)?.chars().count());
        let mut out = self.newline.to_owned();
        for line in notes.lines() {
            out.push_str(self.newline);
            if !line.trim().is_empty() {
                out.push_str(&indent);
                out.push_str(line);
            }
        }
        Some(Patch::insert(at, out))
    }
}
