//! A list of ours, with headings for folders.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::super::Entry;
use super::super::format::Ground;
use super::read;
use crate::model::Status;
use crate::model::edit::{NewLink, escape_markdown, list_item};
use crate::text::squeeze;

pub(in crate::exchange) fn write(entries: &[Entry], ground: Ground<'_>) -> String {
    let mut groups: Vec<(String, Vec<&Entry>)> = vec![(String::new(), Vec::new())];
    let mut known: HashMap<String, usize> = HashMap::from([(String::new(), 0)]);
    for entry in entries {
        let names: Vec<String> = entry.folders.iter().filter_map(|name| Entry::line_of(name)).collect();
        let index = *known.entry(names.join(" / ")).or_insert_with_key(|name| {
            groups.push((name.clone(), Vec::new()));
            groups.len() - 1
        });
        if let Some((_, members)) = groups.get_mut(index) {
            members.push(entry);
        }
    }
    let mut out = format!("# {}\n", heading(&squeeze(ground.title)));
    for (name, members) in groups {
        if !name.is_empty() {
            let _ = write!(out, "\n## {}\n", heading(&name));
        }
        if !members.is_empty() {
            out.push('\n');
        }
        for entry in members {
            out.push_str(&settled(entry, ground).0);
        }
    }
    out
}

/// Text of a heading. An address in it is no link of the list.
fn heading(text: &str) -> String {
    escape_markdown(text).replace("://", ":\\//")
}

pub(in crate::exchange) fn holds(entry: &Entry, ground: Ground<'_>) -> Entry {
    settled(entry, ground).1
}

/// The text of an item, and what is read from it. Notes that would not be read as they are (a list of links in them
/// would be links) are quoted, and else stand as code.
fn settled(entry: &Entry, ground: Ground<'_>) -> (String, Entry) {
    let notes = entry.notes.as_deref().filter(|notes| !notes.trim().is_empty());
    let forms: [fn(&str) -> String; 3] = [str::to_owned, quoted, fenced];
    for form in forms.iter().take(if notes.is_some() { forms.len() } else { 0 }) {
        let notes = notes.map(form);
        let text = item(entry, notes.as_deref(), ground);
        if let Some(found) = read_back(&text, &entry.url)
            && same(found.notes.as_deref().unwrap_or(""), notes.as_deref().unwrap_or(""))
        {
            return (text, found);
        }
    }
    let text = item(entry, None, ground);
    let found = read_back(&text, &entry.url).unwrap_or_else(|| Entry::new(&entry.url));
    (text, found)
}

/// What is read from an item, when it is one link and nothing else.
fn read_back(item: &str, url: &str) -> Option<Entry> {
    let mut parsed = read(format!("# x\n\n{item}").as_bytes()).ok()?;
    let entry = parsed.entries.pop().filter(|entry| entry.url == url.trim())?;
    (parsed.entries.is_empty() && parsed.dropped.is_empty()).then_some(Entry { line: None, ..entry })
}

/// Whether texts differ in nothing but the white space at both ends of their lines.
fn same(one: &str, other: &str) -> bool {
    let lines = |text: &str| -> Vec<String> {
        text.split(['\n', '\r']).map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
    };
    lines(one) == lines(other)
}

fn item(entry: &Entry, notes: Option<&str>, ground: Ground<'_>) -> String {
    let url = entry.url.trim();
    // `<…>` has no way to write its own brackets; as a title, the address is not shown twice.
    let as_title = url.contains(['<', '>', '\\']).then(|| url.to_owned());
    let day = entry.added.and_then(|when| when.instant(ground.timezone));
    let day = day.map(|instant| instant.to_zoned(ground.timezone.clone()).date().to_string());
    let new = NewLink {
        url: url.to_owned(),
        title: entry.title.as_deref().and_then(Entry::line_of).or(as_title),
        description: entry.description.clone(),
        tags: entry.tags.iter().flat_map(|tag| tag.split(',')).map(str::to_owned).collect(),
        // A time of day would need its zone, for which a list has no place.
        added: day.filter(|day| day.len() == 10),
        notes: notes.map(str::to_owned),
        ..NewLink::default()
    };
    let text = list_item(&new, "-");
    let task = match entry.status {
        Status::None => return text,
        Status::Unread => "- [ ] ",
        Status::Read => "- [x] ",
    };
    format!("{task}{}", text.strip_prefix("- ").unwrap_or(&text))
}

fn quoted(notes: &str) -> String {
    notes.lines().map(|line| format!("> {line}").trim_end().to_owned() + "\n").collect()
}

fn fenced(notes: &str) -> String {
    let longest = notes.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{}\n{fence}", notes.trim_end())
}
