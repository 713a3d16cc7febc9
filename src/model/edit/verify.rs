//! Whether a changed file is read as it should be: what was to change has changed, and nothing else.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::change::{Change, Edit};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::files::Content;
use crate::model::read::{Draft, tidy_notes};
use crate::model::{Meaning, Status, moment};
use crate::text::{squeeze, tag_key};

/// What a link says in a field, comparable; `None`: nothing.
pub(super) fn shown(draft: &Draft, meaning: Meaning) -> Option<String> {
    let link = &draft.link;
    let date =
        |moment: &Option<crate::model::Moment>| moment.as_ref().map(|moment| moment.instant.to_string());
    match meaning {
        Meaning::Url => Some(link.url.clone()),
        Meaning::Id => Some(link.id.clone()).filter(|id| !id.is_empty()),
        Meaning::Title => link.title.clone(),
        Meaning::Description => link.description.clone(),
        Meaning::Notes => link.notes.clone(),
        Meaning::Added => date(&link.added),
        Meaning::Updated => date(&link.updated),
        Meaning::Published => date(&link.published),
        Meaning::Author => link.author.clone(),
        Meaning::Language => link.language.clone(),
        Meaning::Via => link.via.clone(),
        Meaning::Starred => link.starred.then(|| "true".to_owned()),
        Meaning::Status | Meaning::Unread => {
            (link.status != Status::None).then(|| link.status.name().to_owned())
        }
        Meaning::Visibility | Meaning::Private | Meaning::Public => Some(link.visibility.name().to_owned()),
        Meaning::Archive => (!link.archive).then(|| "false".to_owned()),
        Meaning::Aliases => Some(link.aliases.join(" ")).filter(|all| !all.is_empty()),
        Meaning::Tags => Some(tags(draft).join(",")),
    }
}

/// All that a link says, comparable.
pub(super) fn all_shown(draft: &Draft) -> Vec<Option<String>> {
    COMPARED.into_iter().map(|meaning| shown(draft, meaning)).collect()
}

/// The tags of a link, each once.
fn tags(draft: &Draft) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for key in draft.tags.iter().filter_map(|tag| tag_key(&tag.name)) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// Fields that are compared.
const COMPARED: [Meaning; 17] = [
    Meaning::Url,
    Meaning::Id,
    Meaning::Title,
    Meaning::Description,
    Meaning::Notes,
    Meaning::Tags,
    Meaning::Added,
    Meaning::Updated,
    Meaning::Published,
    Meaning::Author,
    Meaning::Language,
    Meaning::Via,
    Meaning::Starred,
    Meaning::Status,
    Meaning::Visibility,
    Meaning::Archive,
    Meaning::Aliases,
];

/// What did not become what it should: index of the old draft, and why. Every draft is looked at.
pub(super) fn compare(
    old: &Content,
    new: &Content,
    wanted: &BTreeMap<usize, &Edit>,
) -> BTreeMap<usize, String> {
    let mut failed = BTreeMap::new();
    let mut after = new.drafts.iter();
    let mut whole = true;
    for (index, draft) in old.drafts.iter().enumerate() {
        let edit = wanted.get(&index);
        if edit.is_some_and(|edit| edit.changes.contains(&Change::Remove)) {
            continue;
        }
        let Some(now) = after.next() else {
            whole = false;
            break;
        };
        let changes: &[Change] = edit.map_or(&[], |edit| &edit.changes);
        if let Some(why) = difference(draft, now, changes) {
            if edit.is_none() {
                whole = false;
                break;
            }
            failed.insert(index, why);
        }
    }
    whole &= after.next().is_none();
    if new.errors() > old.errors() || !whole {
        let said = |problem: &&Diagnostic| {
            problem.severity == Severity::Error
                && !old.diagnostics.iter().any(|known| known.message == problem.message)
        };
        let why = new.diagnostics.iter().find(said).map_or_else(
            || "it would not be read back as it should be".to_owned(),
            |problem| problem.message.clone(),
        );
        // One of the edits is to blame; which, only those that failed by themselves tell.
        if failed.is_empty() {
            failed.extend(wanted.keys().map(|index| (*index, why.clone())));
        }
    }
    failed
}

fn difference(old: &Draft, new: &Draft, changes: &[Change]) -> Option<String> {
    let touched = |meaning: Meaning| {
        changes.iter().any(|change| match change {
            Change::Set(other, _) | Change::Unset(other) => *other == meaning,
            Change::AddTags(_) | Change::RemoveTag(_) => meaning == Meaning::Tags,
            Change::AddNotes(_) => meaning == Meaning::Notes,
            Change::Url(_) => matches!(meaning, Meaning::Url | Meaning::Aliases),
            Change::Remove => true,
        })
    };
    for meaning in COMPARED {
        if !touched(meaning) && shown(old, meaning) != shown(new, meaning) {
            return Some(format!("`{}` would be read differently", meaning.name()));
        }
    }
    let is = |meaning: Meaning, wanted: Option<String>| {
        (shown(new, meaning) != wanted).then(|| match &wanted {
            Some(value) => format!(
                "`{}` would not be read back as `{}`",
                meaning.name(),
                crate::text::shorten(value, 60)
            ),
            None => format!("`{}` holds for it in another way", meaning.name()),
        })
    };
    changes.iter().find_map(|change| match change {
        Change::Set(meaning, value) => match wanted(*meaning, value) {
            Ok(value) => is(*meaning, value),
            Err(why) => Some(why),
        },
        Change::Unset(meaning) if *meaning != Meaning::Visibility => is(*meaning, None),
        Change::AddTags(names) => {
            let has = tags(new);
            let kept = tags(old)
                .iter()
                .all(|key| has.contains(key) || changes.contains(&Change::RemoveTag(key.clone())));
            let all = names.iter().filter_map(|name| tag_key(name)).all(|key| has.contains(&key));
            (!kept || !all).then(|| "the tags would not be read back".to_owned())
        }
        Change::RemoveTag(key) => {
            tags(new).contains(key).then(|| format!("the tag `{key}` would still be there"))
        }
        Change::AddNotes(notes) => {
            let last = tidy_notes(notes)?;
            (!new.link.notes.as_deref().is_some_and(|all| all.ends_with(&last)))
                .then(|| "the notes would not be read back".to_owned())
        }
        Change::Url(url) => is(Meaning::Url, Some(url.clone())),
        Change::Unset(_) | Change::Remove => None,
    })
}

/// What a field should say once it has a value.
fn wanted(meaning: Meaning, value: &str) -> Result<Option<String>, String> {
    let line = || Some(squeeze(value)).filter(|line| !line.is_empty());
    Ok(match meaning {
        Meaning::Notes => tidy_notes(value),
        Meaning::Added | Meaning::Updated | Meaning::Published => {
            let moment = moment::read(value, &TimeZone::UTC);
            let moment = moment.map_err(|why| format!("`{}`: {why}", meaning.name()))?;
            Some(moment.instant.to_string())
        }
        Meaning::Starred => (value == "true").then(|| value.to_owned()),
        Meaning::Archive => (value == "false").then(|| value.to_owned()),
        Meaning::Aliases => {
            Some(value.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|all| !all.is_empty())
        }
        Meaning::Status | Meaning::Visibility => Some(value.to_owned()),
        _ => line(),
    })
}
