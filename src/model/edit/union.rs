//! What one entry adds to another of the same link. What the kept one says always stays, but for what hides a link.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::change::Change;
use crate::model::{Meaning, Status, Visibility, moment, tidy_notes};
use crate::text::{is_invisible, squeeze, tag_key, tag_name};

/// What an entry says, whatever it stands in.
#[derive(Debug, Clone, Default)]
pub struct Said<'a> {
    /// Tags as spelled.
    pub tags: Vec<&'a str>,
    /// Title; white space is folded.
    pub title: Option<&'a str>,
    /// Description; white space is folded.
    pub description: Option<&'a str>,
    /// Who wrote the page.
    pub author: Option<&'a str>,
    /// Language of the page.
    pub language: Option<&'a str>,
    /// Where it was found.
    pub via: Option<&'a str>,
    /// Notes in Markdown.
    pub notes: Option<&'a str>,
    /// When it was kept: the instant, and how that is written.
    pub added: Option<(Timestamp, String)>,
    /// A favourite.
    pub starred: bool,
    /// Read or not.
    pub status: Status,
    /// Who sees it.
    pub visibility: Visibility,
    /// It is never captured.
    pub unarchived: bool,
}

/// What `other` says of a link and `kept` does not. `has_tag` knows whether the kept one has the tag of a key, by whatever
/// name.
pub fn additions(kept: &Said<'_>, other: &Said<'_>, has_tag: impl Fn(&str) -> bool) -> Vec<Change> {
    let mut changes = Vec::new();
    let fresh = |tag: &&&str| tag_key(tag).is_some_and(|key| !has_tag(&key));
    let tags: Vec<String> = other.tags.iter().filter(fresh).filter_map(|tag| tag_name(tag)).collect();
    if !tags.is_empty() {
        changes.push(Change::AddTags(tags));
    }
    let texts = [
        (Meaning::Title, kept.title, other.title),
        (Meaning::Description, kept.description, other.description),
        (Meaning::Author, kept.author, other.author),
        (Meaning::Language, kept.language, other.language),
        (Meaning::Via, kept.via, other.via),
    ];
    for (meaning, mine, theirs) in texts {
        let theirs = theirs.map(squeeze).filter(|text| !text.is_empty());
        if let (None, Some(text)) = (mine, theirs) {
            changes.push(Change::Set(meaning, text));
        }
    }
    if let Some(notes) = other.notes.and_then(tidy_notes)
        && kept.notes.is_none_or(|mine| !bare(mine).contains(&bare(&notes)))
    {
        changes.push(Change::AddNotes(notes));
    }
    if let Some((theirs, written)) = &other.added
        && kept.added.as_ref().is_none_or(|(mine, _)| theirs < mine)
    {
        changes.push(Change::Set(Meaning::Added, written.clone()));
    }
    if other.starred && !kept.starred {
        changes.push(Change::Set(Meaning::Starred, "true".into()));
    }
    if other.status != Status::None && kept.status == Status::None {
        changes.push(Change::Set(Meaning::Status, other.status.name().into()));
    }
    // The stricter one counts.
    if other.visibility > kept.visibility {
        changes.push(Change::Set(Meaning::Visibility, other.visibility.name().into()));
    }
    if other.unarchived && !kept.unarchived {
        changes.push(Change::Set(Meaning::Archive, "false".into()));
    }
    changes
}

/// What is seen of a text. Formats differ in what they can carry of the rest: XML has no control characters, and most
/// programs wrap lines in their own way.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control() && !is_invisible(*c)).collect()
}

/// Adds a change to others of the same link, so that no two are about one field. What was said first stands, of dates the
/// earlier one; tags and notes come together.
pub fn join(changes: &mut Vec<Change>, more: Change) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn said() -> Said<'static> {
        Said {
            tags: vec!["Rust", "new"],
            title: Some(" A  title "),
            notes: Some("\nwords\n"),
            added: Some((Timestamp::UNIX_EPOCH, "1970-01-01".into())),
            starred: true,
            status: Status::Read,
            visibility: Visibility::Unlisted,
            unarchived: true,
            ..Said::default()
        }
    }

    #[test]
    fn what_is_missing_is_added() {
        let changes = additions(&Said::default(), &said(), |key| key == "rust");
        let set = |meaning, value: &str| Change::Set(meaning, value.to_owned());
        let wanted = [
            Change::AddTags(vec!["new".into()]),
            set(Meaning::Title, "A title"),
            Change::AddNotes("words".into()),
            set(Meaning::Added, "1970-01-01"),
            set(Meaning::Starred, "true"),
            set(Meaning::Status, "read"),
            set(Meaning::Visibility, "unlisted"),
            set(Meaning::Archive, "false"),
        ];
        assert_eq!(changes, wanted);
    }

    #[test]
    fn what_is_said_stays() {
        let kept = Said {
            title: Some("Mine"),
            notes: Some("my words"),
            added: Some((Timestamp::MIN, "long ago".into())),
            status: Status::Unread,
            visibility: Visibility::Private,
            ..said()
        };
        assert_eq!(additions(&kept, &said(), |_| true), []);
    }
}
