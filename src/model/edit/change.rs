//! Changes of links where they stand. Every byte that no change is about stays as it is, and whether the change was
//! understood is seen by reading the new text as any link file is read.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::tz::TimeZone;

use super::append::Refusal;
use super::fields::Fields;
use super::item::ListItem;
use super::patch::{Page, Patch, apply, line_number, next_line};
use super::segments::{self, Kind};
use super::syntax::Syntax;
use super::tag_list::{Place, add_to_field, hashtag};
use super::verify::{compare, shown};
use crate::model::files::{Content, read_text};
use crate::model::read::{Draft, Written, WrittenTag, tidy_notes};
use crate::model::{Meaning, body_start};
use crate::text::tag_key;

/// What is to become of one link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A field gets this value, given as a person types it. Not for addresses and tags, which have changes of their own.
    Set(Meaning, String),
    /// A field goes.
    Unset(Meaning),
    /// These tags come to those that are there.
    AddTags(Vec<String>),
    /// The tag of this key goes.
    RemoveTag(String),
    /// Notes come below those that are there.
    AddNotes(String),
    /// Another address.
    Url(String),
    /// The link goes.
    Remove,
}

/// The changes of one link.
#[derive(Debug, Clone)]
pub struct Edit {
    /// Line at which the link begins: that of its [`crate::model::Location`].
    pub line: usize,
    /// Column, likewise.
    pub column: usize,
    /// What becomes of it.
    pub changes: Vec<Change>,
    /// Whether changes that have no place here are left out, and the others made; else it is all or nothing.
    pub partly: bool,
}

/// A file after its changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// What it holds now; `None`: nothing is left, and it should go.
    pub bytes: Option<Vec<u8>>,
    /// How many of the edits changed something.
    pub made: usize,
    /// What could not be done: index of the edit, and why. Of these edits nothing was done, or if `partly`, the rest.
    pub refused: Vec<(usize, String)>,
}

/// How often a file is tried again without the edits that failed.
const ATTEMPTS: usize = 12;

/// Ranges without what two of them share: links that go side by side take the gap between them once.
fn joined(text: &str, mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut out: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    // At the end of a file there is nothing for the gap before to divide.
    if let Some(last) = out.last_mut().filter(|last| last.end == text.len()) {
        let kept = text.get(..last.start).unwrap_or("").trim_end().len();
        last.start = if kept == 0 { 0 } else { next_line(text, kept).min(last.start) };
    }
    out
}

/// A time of day would need its zone, for which an item of a list has no place.
fn to_the_day(change: &mut Change) {
    if let Change::Set(Meaning::Added, value) = change
        && let Some(day) = value.get(..10).filter(|day| day.parse::<jiff::civil::Date>().is_ok())
    {
        *value = day.to_owned();
    }
}

/// Changes links of the file `path` (as [`crate::model::SourceFile::path`]).
///
/// # Errors
/// When the file cannot be changed at all. What cannot be done to single links is in the answer.
pub fn change(path: &str, before: &[u8], edits: &[Edit]) -> Result<Edited, Refusal> {
    let page = Page::new(before)
        .ok_or_else(|| Refusal(format!("{path} is not UTF-8, so nothing in it is changed")))?;
    let old = read_text(path, page.text, &TimeZone::UTC);
    if old.diagnostics.iter().any(|problem| problem.code == "git-conflict") {
        return Err(Refusal(format!("{path} has an unresolved git conflict, so nothing in it is changed")));
    }
    let file = File { path, page, content: &old };
    let starts: BTreeMap<(usize, usize), usize> = old
        .drafts
        .iter()
        .enumerate()
        .map(|(index, draft)| ((draft.link.source.line, draft.link.source.column), index))
        .collect();
    let mut refused: BTreeMap<usize, String> = BTreeMap::new();
    let mut partly: BTreeMap<usize, String> = BTreeMap::new();
    let edits: Vec<Edit> = edits
        .iter()
        .enumerate()
        .map(|(nth, edit)| {
            let mut edit = edit.clone();
            if let Some(&index) = starts.get(&(edit.line, edit.column)).filter(|_| edit.partly) {
                if old.drafts.get(index).is_some_and(|draft| matches!(draft.written, Written::Item(_))) {
                    edit.changes.iter_mut().for_each(to_the_day);
                }
                edit.changes.retain(|change| {
                    let alone = Edit { line: 0, column: 0, changes: vec![change.clone()], partly: false };
                    let made = file.patches(index, &alone);
                    if let Err(why) = &made {
                        partly.entry(nth).or_insert_with(|| why.clone());
                    }
                    made.is_ok()
                });
            }
            edit
        })
        .collect();
    for _ in 0..ATTEMPTS {
        let mut patches = Vec::new();
        let mut removed: Vec<Range<usize>> = Vec::new();
        let mut wanted: BTreeMap<usize, &Edit> = BTreeMap::new();
        for (nth, edit) in edits.iter().enumerate() {
            if refused.contains_key(&nth) {
                continue;
            }
            let Some(&index) = starts.get(&(edit.line, edit.column)) else {
                refused.insert(nth, format!("{path}:{}: no link begins here any more", edit.line));
                continue;
            };
            match file.patches(index, edit) {
                Ok(more) if edit.changes.contains(&Change::Remove) => {
                    removed.extend(more.into_iter().map(|patch| patch.range));
                    wanted.insert(index, edit);
                }
                Ok(more) => {
                    patches.extend(more);
                    wanted.insert(index, edit);
                }
                Err(why) => {
                    refused.insert(nth, why);
                }
            }
        }
        patches.extend(joined(page.text, removed).into_iter().map(Patch::delete));
        let Some(text) = apply(page.text, &patches) else {
            return Err(Refusal(format!(
                "{path}: these changes touch each other; make them one after the other"
            )));
        };
        let new = read_text(path, &text, &TimeZone::UTC);
        let failed = compare(&old, &new, &wanted);
        if failed.is_empty() {
            let gone = wanted.values().any(|edit| edit.changes.contains(&Change::Remove));
            let empty = gone && new.drafts.is_empty() && text.trim().is_empty();
            let bytes = (!empty).then(|| page.bytes(&text));
            let made = wanted.values().filter(|edit| !edit.changes.is_empty()).count();
            refused.extend(partly);
            return Ok(Edited { bytes, made, refused: refused.into_iter().collect() });
        }
        let before = refused.len();
        for (nth, edit) in edits.iter().enumerate() {
            let index = starts.get(&(edit.line, edit.column));
            if let Some(why) = index.and_then(|index| failed.get(index)) {
                refused.entry(nth).or_insert_with(|| why.clone());
            }
        }
        if refused.len() == before {
            break;
        }
    }
    Err(Refusal(format!(
        "{path} cannot be changed in this way: it would not be read back as it should be\n  help: edit it by hand; \
         nothing was changed in it"
    )))
}

struct File<'a> {
    path: &'a str,
    page: Page<'a>,
    content: &'a Content,
}

impl File<'_> {
    fn patches(&self, index: usize, edit: &Edit) -> Result<Vec<Patch>, String> {
        let Some(draft) = self.content.drafts.get(index) else { return Err("there is no such link".into()) };
        if edit.changes.contains(&Change::Remove) {
            return self.remove(index);
        }
        let mut patches = Vec::new();
        let mut changes: Vec<&Change> = edit.changes.iter().collect();
        if matches!(draft.written, Written::Item(_)) {
            // What is put at one place stands there in the order in which an item is written.
            changes.sort_by_key(|change| match change {
                Change::Set(Meaning::Status, _) => 0,
                Change::Set(Meaning::Added, _) => 1,
                Change::Set(..) | Change::Unset(_) | Change::Url(_) => 2,
                Change::AddTags(_) | Change::RemoveTag(_) => 3,
                Change::AddNotes(_) | Change::Remove => 4,
            });
        }
        for change in changes {
            let made = match &draft.written {
                Written::Fields { at, fields } => {
                    let syntax = syntax_of(self.path, self.page.text);
                    let entry =
                        Fields { text: self.page.text, newline: self.page.newline, syntax, at, all: fields };
                    self.of_fields(entry, draft, change)
                }
                Written::Item(item) => {
                    let url = (draft.url_at.range.start, draft.url_at.range.end);
                    let address = &draft.link.url;
                    let (text, newline) = (self.page.text, self.page.newline);
                    self.of_item(ListItem { text, newline, item, url, address }, draft, change)
                }
            };
            patches.extend(made?);
        }
        Ok(patches)
    }

    fn of_fields(&self, entry: Fields<'_>, draft: &Draft, change: &Change) -> Result<Vec<Patch>, String> {
        let no_place =
            || "this entry stands on one line with others, where it has no place for that".to_owned();
        let is_file = self.is_front_matter(entry);
        match change {
            Change::Set(Meaning::Notes, notes) if is_file && entry.find(Meaning::Notes).is_none() => {
                Ok(vec![self.body(notes, false)])
            }
            Change::AddNotes(notes) if is_file => Ok(vec![self.body(notes, true)]),
            Change::AddNotes(notes) => {
                let joined = match &draft.link.notes {
                    Some(earlier) => format!("{earlier}\n\n{notes}"),
                    None => notes.clone(),
                };
                Ok(vec![entry.set(Meaning::Notes, &entry.syntax.text(&joined)).ok_or_else(no_place)?])
            }
            Change::Set(meaning, value) => Self::set_field(entry, *meaning, value).ok_or_else(no_place),
            Change::Unset(meaning) => {
                let mut patches = entry.unset(*meaning).ok_or_else(no_place)?;
                if *meaning == Meaning::Notes && is_file {
                    patches.push(self.body("", false));
                }
                if *meaning == Meaning::Status {
                    patches.extend(entry.unset(Meaning::Unread).ok_or_else(no_place)?);
                }
                Ok(patches)
            }
            Change::Url(url) => {
                let field = entry.find(Meaning::Url).ok_or_else(no_place)?;
                let mut patches = vec![Patch::new(entry.value(field), entry.syntax.text(url))];
                // Captures of the former address follow the link.
                let mut aliases = draft.link.aliases.clone();
                aliases.retain(|alias| crate::model::key(alias) != crate::model::key(url));
                if crate::model::key(url) != draft.link.key {
                    aliases.push(draft.link.url.clone());
                }
                if aliases != draft.link.aliases {
                    let list = entry.syntax.list(aliases.iter().map(String::as_str));
                    patches.push(entry.set(Meaning::Aliases, &list).ok_or_else(no_place)?);
                }
                Ok(patches)
            }
            Change::AddTags(names) => {
                let names = missing(draft, names);
                if names.is_empty() {
                    return Ok(Vec::new());
                }
                let field = entry.all.iter().rfind(|field| field.meaning == Meaning::Tags);
                let Some(field) = field else {
                    let list = entry.syntax.list(names.iter().map(String::as_str));
                    return Ok(vec![entry.set(Meaning::Tags, &list).ok_or_else(no_place)?]);
                };
                let last = draft.tags.iter().rfind(|tag| tag.list == field.value_at.start);
                let last = last.map(|tag| tag.span.range.clone());
                add_to_field(self.page.text, field.value_at.clone(), last.as_ref(), entry.syntax, &names)
                    .map(|patch| vec![patch])
                    .ok_or_else(no_place)
            }
            Change::RemoveTag(key) => {
                let lists: Vec<usize> = entry
                    .all
                    .iter()
                    .filter(|field| field.meaning == Meaning::Tags)
                    .map(|field| field.value_at.start)
                    .collect();
                self.remove_tag(draft, key, Some(entry.syntax), |tag| lists.contains(&tag.list))
            }
            Change::Remove => Ok(Vec::new()),
        }
    }

    fn set_field(entry: Fields<'_>, meaning: Meaning, value: &str) -> Option<Vec<Patch>> {
        let mut patches = Vec::new();
        // `unread`, `private` and `public` say what `status` and `visibility` say.
        for other in match meaning {
            Meaning::Status => &[Meaning::Unread][..],
            Meaning::Visibility => &[Meaning::Private, Meaning::Public],
            _ => &[],
        } {
            patches.extend(entry.unset(*other)?);
        }
        let written = match meaning {
            Meaning::Aliases => entry.syntax.list(value.split_whitespace()),
            _ => entry.syntax.value(meaning, value),
        };
        patches.push(entry.set(meaning, &written)?);
        Some(patches)
    }

    fn of_item(&self, entry: ListItem<'_>, draft: &Draft, change: &Change) -> Result<Vec<Patch>, String> {
        let no_place = |meaning: Meaning| {
            format!(
                "an item of a list has no place for `{}`: write the link as a `[[link]]` or a file of its own",
                meaning.name()
            )
        };
        match change {
            Change::Set(meaning, value) => {
                entry.set(*meaning, value).map(|patch| vec![patch]).ok_or_else(|| no_place(*meaning))
            }
            Change::Unset(meaning) => match shown(draft, *meaning) {
                None => Ok(Vec::new()),
                Some(_) => entry.unset(*meaning).map(|patch| vec![patch]).ok_or_else(|| no_place(*meaning)),
            },
            Change::AddNotes(notes) => entry
                .add_notes(notes)
                .map(|patch| vec![patch])
                .ok_or_else(|| "other links stand below this one".into()),
            Change::Url(url) => entry
                .url(url)
                .map(|patch| vec![patch])
                .ok_or_else(|| "its address stands elsewhere, or is written in another way".into()),
            Change::AddTags(names) => {
                let names = missing(draft, names);
                let line = self.page.text.get(..entry.item.line_end).unwrap_or("");
                let end = line.trim_end_matches([' ', '\t', '\r', '\\']).len();
                let added = names.iter().flat_map(|name| [" ".to_owned(), hashtag(name)]).collect::<String>();
                Ok(vec![Patch::insert(end, added)])
            }
            Change::RemoveTag(key) => {
                let line = entry.item.link.end..entry.item.line_end;
                self.remove_tag(draft, key, None, |tag| {
                    tag.span.range.start >= line.start && tag.span.range.end <= line.end
                })
            }
            Change::Remove => Ok(Vec::new()),
        }
    }

    fn remove_tag(
        &self,
        draft: &Draft,
        key: &str,
        syntax: Option<Syntax>,
        is_own: impl Fn(&WrittenTag) -> bool,
    ) -> Result<Vec<Patch>, String> {
        let found: Vec<&WrittenTag> =
            draft.tags.iter().filter(|tag| tag_key(&tag.name).as_deref() == Some(key)).collect();
        if let Some(other) = found.iter().find(|tag| !is_own(tag)) {
            let line = line_number(self.page.text, other.span.range.start);
            return Err(format!("its tag `{key}` stands at {}:{line}, for other links as well", self.path));
        }
        let mut patches = Vec::new();
        for tag in found {
            let place = Place { range: tag.span.range.clone(), syntax };
            // Several tags in one text: it is written anew without the one.
            let whole = syntax.and_then(|syntax| syntax.read(self.page.text.get(place.range.clone())?));
            if whole.is_some_and(|text| {
                text.contains(',') && draft.tags.iter().filter(|other| other.span == tag.span).count() > 1
            }) {
                let none = |name: &str| (tag_key(name).as_deref() == Some(key)).then(String::new);
                patches.extend(place.respell(self.page.text, &none));
                continue;
            }
            let in_sentence = matches!(&draft.written, Written::Item(item)
                if item.tail.start <= tag.span.range.start && tag.span.range.end <= item.tail.end);
            patches.extend(place.remove(self.page.text, in_sentence));
        }
        Ok(patches)
    }

    /// Takes a link out of the file, with the comments above it and one of the gaps beside it.
    fn remove(&self, index: usize) -> Result<Vec<Patch>, String> {
        let segments = segments::cut(self.path, self.page.text, self.content);
        let found = segments
            .iter()
            .position(|segment| matches!(&segment.kind, Kind::Entry(all) if all.contains(&index)));
        let Some(at) = found else { return Err("it cannot be told where this entry ends".into()) };
        let Some(segment) = segments.get(at) else { return Ok(Vec::new()) };
        if matches!(&segment.kind, Kind::Entry(all) if all.len() > 1) {
            return Err("other links stand below this one, and would go with it".into());
        }
        let mut range = segment.range.clone();
        let is_gap = |segment: &&segments::Segment| segment.kind == Kind::Gap;
        let before = at.checked_sub(1).and_then(|at| segments.get(at)).filter(is_gap);
        let after = segments.get(at + 1).filter(is_gap);
        if let Some(gap) = after {
            range.end = gap.range.end;
        } else if let Some(gap) = before.filter(|_| at + 1 == segments.len()) {
            range.start = gap.range.start;
        }
        Ok(vec![Patch::delete(range)])
    }

    fn is_front_matter(&self, entry: Fields<'_>) -> bool {
        !self.path.to_lowercase().ends_with(".toml") && entry.at.start == 0
    }

    /// The notes of a file that is one link: all that stands below the front matter.
    fn body(&self, notes: &str, add: bool) -> Patch {
        let newline = self.page.newline;
        let text = self.page.text;
        let at = body_start(text).unwrap_or(text.len());
        let notes = tidy_notes(notes).map(|notes| notes.replace('\n', newline)).unwrap_or_default();
        let old = text.get(at..).unwrap_or("");
        let start = if add { at + old.trim_end().len() } else { at };
        let lead =
            if add && !old.trim().is_empty() { [newline, newline].concat() } else { newline.to_owned() };
        let lead = if text.get(..start).is_some_and(|t| t.ends_with('\n')) || add && !old.trim().is_empty() {
            lead
        } else {
            [newline, newline].concat()
        };
        if notes.is_empty() {
            return Patch::delete(at..text.len());
        }
        Patch::new(start..text.len(), format!("{lead}{notes}{newline}"))
    }
}

/// How fields are written in a file.
pub(super) fn syntax_of(path: &str, text: &str) -> Syntax {
    if !path.to_lowercase().ends_with(".toml") && text.starts_with("---") {
        Syntax::Yaml
    } else {
        Syntax::Toml
    }
}

/// Those of the tags that the link does not have.
fn missing(draft: &Draft, names: &[String]) -> Vec<String> {
    let mut known: Vec<String> = draft.tags.iter().filter_map(|tag| tag_key(&tag.name)).collect();
    let mut new = Vec::new();
    for name in names {
        let Some(key) = tag_key(name) else { continue };
        if !known.contains(&key) {
            known.push(key);
            new.extend(crate::text::tag_name(name));
        }
    }
    new
}
