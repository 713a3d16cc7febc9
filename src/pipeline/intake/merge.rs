//! What an imported entry adds to a link that is kept already. What the keeper wrote always stays.

use std::collections::HashMap;

use jiff::tz::TimeZone;

use crate::exchange::Entry;
use crate::model::edit::{Change, Edit};
use crate::model::{Link, Meaning, Moment, Status, moment, tidy_notes};
use crate::pipeline::context::Context;
use crate::text::{is_invisible, squeeze, tag_key, tag_name};

/// What the entry says and the link does not.
pub(super) fn additions(context: &Context, link: &Link, entry: &Entry) -> Vec<Change> {
    let mut changes = Vec::new();
    let known = &context.collection.tags;
    let fresh = |tag: &&String| tag_key(tag).is_some_and(|key| !link.tags.contains(&known.resolve(&key)));
    let tags: Vec<String> = entry.tags.iter().filter(fresh).filter_map(|tag| tag_name(tag)).collect();
    if !tags.is_empty() {
        changes.push(Change::AddTags(tags));
    }
    let texts = [
        (Meaning::Title, &link.title, &entry.title),
        (Meaning::Description, &link.description, &entry.description),
        (Meaning::Author, &link.author, &entry.author),
        (Meaning::Language, &link.language, &entry.language),
        (Meaning::Via, &link.via, &entry.via),
    ];
    for (meaning, mine, theirs) in texts {
        let theirs = theirs.as_deref().map(squeeze).filter(|text| !text.is_empty());
        if let (None, Some(text)) = (mine, theirs) {
            changes.push(Change::Set(meaning, text));
        }
    }
    if let Some(notes) = entry.notes.as_deref().and_then(tidy_notes)
        && link.notes.as_ref().is_none_or(|mine| !bare(mine).contains(&bare(&notes)))
    {
        changes.push(Change::AddNotes(notes));
    }
    let zone = context.config.site.zone();
    // A day alone is as much as some places can say: the same day is no earlier one.
    let same_day = |mine: &Moment, theirs: &str| !mine.has_time && theirs.starts_with(&mine.date.to_string());
    if let Some(added) = entry.added
        && let Some(theirs) = added.instant(&zone)
        && link.added.as_ref().is_none_or(|mine| theirs < mine.instant && !same_day(mine, &added.to_string()))
    {
        changes.push(Change::Set(Meaning::Added, added.to_string()));
    }
    if entry.starred && !link.starred {
        changes.push(Change::Set(Meaning::Starred, "true".into()));
    }
    if entry.status != Status::None && link.status == Status::None {
        changes.push(Change::Set(Meaning::Status, entry.status.name().into()));
    }
    changes
}

/// What is seen of a text. Formats differ in what they can carry of the rest: XML has no control characters, and most
/// programs wrap lines in their own way.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control() && !is_invisible(*c)).collect()
}

/// All changes of one link in one edit: a file may tell of it several times.
pub(super) fn joined(edits: Vec<Edit>) -> Vec<Edit> {
    let mut joined: Vec<Edit> = Vec::with_capacity(edits.len());
    let mut places: HashMap<(usize, usize), usize> = HashMap::new();
    for edit in edits {
        if let Some(other) = places.get(&(edit.line, edit.column)).and_then(|at| joined.get_mut(*at)) {
            edit.changes.into_iter().for_each(|change| join(&mut other.changes, change));
        } else {
            places.insert((edit.line, edit.column), joined.len());
            joined.push(edit);
        }
    }
    joined
}

/// Adds a change to others of the same link, so that no two are about one field. What was said first stands, of dates the
/// earlier one; tags and notes come together.
fn join(changes: &mut Vec<Change>, more: Change) {
    let same = changes.iter_mut().find(|known| match (known, &more) {
        (Change::Set(known, _), Change::Set(meaning, _)) => *known == *meaning,
        (Change::AddTags(_), Change::AddTags(_)) | (Change::AddNotes(_), Change::AddNotes(_)) => true,
        (known, more) => **known == *more,
    });
    match (same, more) {
        (Some(Change::Set(Meaning::Added, known)), Change::Set(_, value)) => {
            let instant = |value: &str| moment::read(value, &TimeZone::UTC).map(|moment| moment.instant).ok();
            if instant(&value) < instant(known) {
                *known = value;
            }
        }
        (Some(Change::AddTags(known)), Change::AddTags(tags)) => {
            let keys: Vec<Option<String>> = known.iter().map(|tag| tag_key(tag)).collect();
            known.extend(tags.into_iter().filter(|tag| !keys.contains(&tag_key(tag))));
        }
        (Some(Change::AddNotes(known)), Change::AddNotes(notes)) => {
            if !bare(known).contains(&bare(&notes)) {
                known.push_str("\n\n");
                known.push_str(&notes);
            }
        }
        (Some(_), _) => {}
        (None, more) => changes.push(more),
    }
}
