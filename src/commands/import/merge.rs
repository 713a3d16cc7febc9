//! What an imported entry adds to a link that is kept already. What the keeper wrote always stays.

use std::collections::HashMap;

use crate::exchange::Entry;
use crate::model::edit::{Change, Edit};
use crate::model::{Link, Meaning, Status, tidy_notes};
use crate::pipeline::context::Context;
use crate::text::{squeeze, tag_key, tag_name};

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
        && link.notes.as_ref().is_none_or(|mine| !mine.contains(&notes))
    {
        changes.push(Change::AddNotes(notes));
    }
    let zone = context.config.site.zone();
    if let Some(added) = entry.added
        && added
            .instant(&zone)
            .is_some_and(|theirs| link.added.as_ref().is_none_or(|mine| theirs < mine.instant))
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

/// All changes of one link in one edit.
pub(super) fn joined(edits: Vec<Edit>) -> Vec<Edit> {
    let mut joined: Vec<Edit> = Vec::with_capacity(edits.len());
    let mut places: HashMap<(usize, usize), usize> = HashMap::new();
    for edit in edits {
        if let Some(other) = places.get(&(edit.line, edit.column)).and_then(|at| joined.get_mut(*at)) {
            let known = other.changes.clone();
            other.changes.extend(edit.changes.into_iter().filter(|change| !known.contains(change)));
        } else {
            places.insert((edit.line, edit.column), joined.len());
            joined.push(edit);
        }
    }
    joined
}
