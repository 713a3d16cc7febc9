//! What each imported entry is: new, kept already, or no link at all; and where a new one goes.

use std::collections::{BTreeMap, HashMap};

use super::FolderChoice;
use crate::exchange::{Entry, Parsed, Refused, looks_private};
use crate::model::edit::{More, NewLink};
use crate::model::{self, Status, Visibility, address};
use crate::pipeline::context::Context;
use crate::text::{is_language_tag, tag_name};

/// Levels of folders that become folders; what lies deeper stands in the last of them.
const DEEPEST: usize = 8;
/// The file in each folder that imported links go to.
const FILE: &str = "imported.toml";

/// All entries of an import.
#[derive(Debug)]
pub struct Sorted {
    /// Links that are new, in file order.
    pub new: Vec<Entry>,
    /// Links that are kept already: which, and what the file says of them.
    pub known: Vec<(usize, Entry)>,
    /// Entries that say of a new link what an earlier one has said.
    pub doubled: usize,
    /// What cannot be kept.
    pub refused: Vec<Refused>,
    /// New links that nobody else sees, and why.
    pub hidden: Vec<(String, String)>,
    /// What has no place.
    pub dropped: BTreeMap<String, usize>,
    /// What becomes of folders.
    pub folders: FolderChoice,
}

impl Sorted {
    /// Looks at each entry of an import.
    pub fn new(context: &Context, parsed: Parsed, folders: FolderChoice) -> Self {
        let known = context.collection.by_key();
        let mut sorted = Self {
            new: Vec::new(),
            known: Vec::new(),
            doubled: 0,
            refused: parsed.refused,
            hidden: Vec::new(),
            dropped: parsed.dropped,
            folders,
        };
        let mut places: HashMap<String, usize> = HashMap::new();
        for mut entry in parsed.entries {
            if let Err(refusal) = address::check(&entry.url) {
                let why = if entry.url.starts_with("javascript:") {
                    "a bookmarklet, not a page".into()
                } else {
                    refusal.message
                };
                sorted.refused.push(Refused { what: entry.url, why, line: entry.line });
                continue;
            }
            if entry.language.as_deref().is_some_and(|tag| !is_language_tag(tag)) {
                entry.language = None;
                *sorted.dropped.entry("languages in a form that is not known".into()).or_default() += 1;
            }
            let key = model::key(&entry.url);
            if let Some(&index) = known.get(&key) {
                let link = context.collection.links.get(index);
                let seen = link.is_some_and(|link| link.visibility != Visibility::Private);
                if entry.visibility == Visibility::Private && seen {
                    // What is private there must not come into a link that others see.
                    let why = "private there, and kept here for others to see: nothing of it was added";
                    sorted.refused.push(Refused { what: entry.url, why: why.into(), line: entry.line });
                    continue;
                }
                sorted.known.push((index, entry));
                continue;
            }
            if let Some(first) = places.get(&key).and_then(|at| sorted.new.get_mut(*at)) {
                join(first, entry);
                sorted.doubled += 1;
                continue;
            }
            places.insert(key, sorted.new.len());
            sorted.new.push(entry);
        }
        for entry in &mut sorted.new {
            if let Some(why) = why_private(entry) {
                entry.visibility = Visibility::Private;
                sorted.hidden.push((entry.url.clone(), why));
            }
        }
        sorted
    }
}

/// Why an entry is nobody else's business; `None` when nothing says so.
pub fn why_private(entry: &Entry) -> Option<String> {
    if entry.visibility == Visibility::Private {
        return Some("marked as private there".to_owned());
    }
    looks_private(&entry.url).map(|private| format!("its address {}", private.words()))
}

/// A second entry for one link: lists are united, texts of the first win, the stricter setting wins.
fn join(first: &mut Entry, second: Entry) {
    for tag in &second.tags {
        first.tag(tag);
    }
    if first.folders.is_empty() {
        first.folders = second.folders;
    }
    first.title = first.title.take().or(second.title);
    first.description = first.description.take().or(second.description);
    if let Some(notes) = second.notes {
        first.note(&notes);
    }
    first.author = first.author.take().or(second.author);
    first.language = first.language.take().or(second.language);
    first.via = first.via.take().or(second.via);
    first.published = first.published.or(second.published);
    first.updated = first.updated.or(second.updated);
    let earlier =
        |when: Option<crate::exchange::When>| when.and_then(|when| when.instant(&jiff::tz::TimeZone::UTC));
    if first.added.is_none() || (second.added.is_some() && earlier(second.added) < earlier(first.added)) {
        first.added = second.added;
    }
    first.starred |= second.starred;
    first.visibility = first.visibility.max(second.visibility);
    if first.status == Status::None {
        first.status = second.status;
    }
    first.aliases.extend(second.aliases);
}

/// The file for a new link, relative to the collection.
pub(super) fn target(entry: &Entry, folders: FolderChoice) -> String {
    let mut parts = vec!["links".to_owned()];
    if entry.visibility == Visibility::Private {
        parts.push("private".into());
    }
    if folders != FolderChoice::Tags {
        let names = entry.folders.iter().map(|name| model::folder_name(name)).take(DEEPEST);
        parts.extend(names);
        // A folder of this name would hide what is in it.
        if entry.visibility != Visibility::Private
            && let Some(first) = parts.get_mut(1).filter(|first| *first == "private")
        {
            "private-folder".clone_into(first);
        }
    }
    parts.push(FILE.into());
    parts.join("/")
}

/// A new link as it is written.
pub(super) fn new_link(entry: &Entry, folders: FolderChoice) -> NewLink {
    let mut tags = entry.tags.clone();
    if folders != FolderChoice::Paths && !entry.folders.is_empty() {
        let levels = entry.folders.iter().map(|name| name.replace('/', " "));
        tags.extend(tag_name(&levels.collect::<Vec<_>>().join("/")));
    }
    let date = |when: &Option<crate::exchange::When>| when.as_ref().map(ToString::to_string);
    NewLink {
        url: entry.url.clone(),
        title: entry.title.clone(),
        description: entry.description.clone(),
        author: entry.author.clone(),
        language: entry.language.clone(),
        published: date(&entry.published),
        tags,
        added: date(&entry.added),
        notes: entry.notes.clone(),
        // The folder hides it.
        visibility: match entry.visibility {
            Visibility::Private => Visibility::Public,
            other => other,
        },
        more: More {
            id: entry.id.clone().filter(|id| model::id::check_id(id).is_ok()),
            via: entry.via.clone(),
            updated: date(&entry.updated),
            starred: entry.starred,
            status: entry.status,
            unarchived: entry.unarchived,
            aliases: entry.aliases.iter().filter(|alias| address::check(alias).is_ok()).cloned().collect(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_become_paths_that_hide_nothing_by_accident() {
        let entry = |folders: &[&str], visibility| Entry {
            url: "https://a.example/".into(),
            folders: folders.iter().map(|name| (*name).to_owned()).collect(),
            visibility,
            ..Entry::default()
        };
        let paths = FolderChoice::Paths;
        assert_eq!(
            target(&entry(&["Bookmarks Bar", "C++ / 协程"], Visibility::Public), paths),
            "links/bookmarks-bar/c-plus-plus-协程/imported.toml"
        );
        assert_eq!(
            target(&entry(&["Private"], Visibility::Public), paths),
            "links/private-folder/imported.toml"
        );
        assert_eq!(
            target(&entry(&["Private"], Visibility::Private), paths),
            "links/private/private/imported.toml"
        );
        assert_eq!(target(&entry(&["x"], Visibility::Public), FolderChoice::Tags), "links/imported.toml");
        assert_eq!(new_link(&entry(&["A/B", "c"], Visibility::Public), FolderChoice::Both).tags, ["A B/c"]);
    }
}
