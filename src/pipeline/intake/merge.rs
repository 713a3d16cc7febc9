//! What an imported entry adds to a link that is kept already. What the keeper wrote always stays.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::exchange::Entry;
use crate::model::Link;
use crate::model::edit::{self, Change, Edit, Said, join};
use crate::pipeline::context::Context;

/// What the entry says and the link does not. Who sees a link, and whether it is captured, is the keeper's to say.
pub(super) fn additions(context: &Context, link: &Link, entry: &Entry) -> Vec<Change> {
    let zone = context.config.site.zone();
    let kept = Said {
        tags: Vec::new(),
        title: link.title.as_deref(),
        description: link.description.as_deref(),
        author: link.author.as_deref(),
        language: link.language.as_deref(),
        via: link.via.as_deref(),
        notes: link.notes.as_deref(),
        added: link.added.as_ref().map(|moment| (moment.instant, String::new())),
        starred: link.starred,
        status: link.status,
        visibility: link.visibility,
        unarchived: !link.archive,
    };
    // A day alone is as much as some places can say: the same day is no earlier one.
    let day = link.added.as_ref().filter(|mine| !mine.has_time).map(|mine| mine.date.to_string());
    let is_new =
        |(_, written): &(Timestamp, String)| !day.as_ref().is_some_and(|day| written.starts_with(day));
    let said = Said {
        tags: entry.tags.iter().map(String::as_str).collect(),
        title: entry.title.as_deref(),
        description: entry.description.as_deref(),
        author: entry.author.as_deref(),
        language: entry.language.as_deref(),
        via: entry.via.as_deref(),
        notes: entry.notes.as_deref(),
        added: entry.added.and_then(|added| Some((added.instant(&zone)?, added.to_string()))).filter(is_new),
        starred: entry.starred,
        status: entry.status,
        visibility: link.visibility,
        unarchived: !link.archive,
    };
    let known = &context.collection.tags;
    edit::additions(&kept, &said, |key| link.tags.contains(&known.resolve(key)))
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
