//! Tags spelled differently, wherever they stand: in link files and in tags.toml.

use jiff::tz::TimeZone;

use super::append::Refusal;
use super::change::syntax_of;
use super::patch::{Page, Patch, apply, line_number};
use super::tag_list::Place;
use crate::model::body_start;
use crate::model::files::{Content, read_text};
use crate::model::read::{Written, WrittenTag};
use crate::text::tag_key;

/// The bytes of a file with its tags spelled as `new_name` says; `None` when none of them changes. Every other byte stays.
/// Where a list would then name a tag twice, it is taken out of it.
///
/// # Errors
/// When the file cannot be changed, or would not be read back as it should be.
pub fn retag(
    path: &str,
    before: &[u8],
    new_name: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<Vec<u8>>, Refusal> {
    let Some(page) = Page::new(before) else {
        return Err(Refusal(format!("{path} is not UTF-8, so nothing in it is changed")));
    };
    let old = read_text(path, page.text, &TimeZone::UTC);
    let changes = |tag: &WrittenTag| new_name(&tag.name).is_some_and(|new| new != tag.name);
    if !old.tags.iter().any(changes) {
        return Ok(None);
    }
    if old.diagnostics.iter().any(|problem| problem.code == "git-conflict") {
        return Err(Refusal(format!("{path} has an unresolved git conflict, so nothing in it is changed")));
    }
    let fields = field_range(path, page.text);
    let mut patches: Vec<Patch> = Vec::new();
    let refuse = |tag: &WrittenTag| {
        let line = line_number(page.text, tag.span.range.start);
        Refusal(format!("{path}:{line}: the tag `{}` cannot be written differently here", tag.name))
    };
    let mut at = 0;
    while let Some(tag) = old.tags.get(at) {
        // Tags of one text, divided at commas, have one place.
        let same = old
            .tags
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|other| other.span == tag.span)
            .count()
            .max(1);
        let group = old.tags.get(at..at + same).unwrap_or_default();
        at += same;
        if !group.iter().any(changes) {
            continue;
        }
        let in_fields = fields.as_ref().is_some_and(|range| range.contains(&tag.span.range.start));
        let syntax = in_fields.then(|| syntax_of(path, page.text));
        let place = Place { range: tag.span.range.clone(), syntax };
        let new = new_name(&tag.name).and_then(|name| tag_key(&name));
        // The same list may have the new name already, before this place or behind it.
        let twice = same == 1 && is_list(&old, tag) && {
            let others = old.tags.iter().filter(|other| other.list == tag.list && other.span != tag.span);
            others.into_iter().any(|other| {
                let theirs = new_name(&other.name).unwrap_or_else(|| other.name.clone());
                tag_key(&theirs) == new && (!changes(other) || other.span.range.start < tag.span.range.start)
            })
        };
        let in_sentence = old.drafts.iter().any(|draft| {
            matches!(&draft.written, Written::Item(item)
                if item.tail.start <= tag.span.range.start && tag.span.range.end <= item.tail.end)
        });
        let patch =
            if twice { place.remove(page.text, in_sentence) } else { place.respell(page.text, new_name) };
        patches.push(patch.ok_or_else(|| refuse(tag))?);
    }
    let text = apply(page.text, &patches)
        .ok_or_else(|| Refusal(format!("{path}: its tags stand in each other's way")))?;
    check(path, &old, &read_text(path, &text, &TimeZone::UTC), new_name)?;
    Ok(Some(page.bytes(&text)))
}

/// Whether the tag is one of a list, from which it can be taken out. The name of a tag in tags.toml is none.
fn is_list(old: &Content, tag: &WrittenTag) -> bool {
    !old.declared.iter().any(|declared| declared.tag.span == tag.span)
}

/// The part of a file in which tags stand in the syntax of fields.
pub(super) fn field_range(path: &str, text: &str) -> Option<std::ops::Range<usize>> {
    if path.to_lowercase().ends_with(".toml") {
        Some(0..text.len())
    } else {
        body_start(text).map(|body| 0..body)
    }
}

/// The links must be what they were, with their tags renamed.
fn check(
    path: &str,
    old: &Content,
    new: &Content,
    new_name: &dyn Fn(&str) -> Option<String>,
) -> Result<(), Refusal> {
    let renamed = |tags: &[WrittenTag]| {
        let mut keys: Vec<String> = Vec::new();
        for tag in tags {
            let name = new_name(&tag.name).unwrap_or_else(|| tag.name.clone());
            keys.extend(tag_key(&name));
        }
        keys.sort();
        keys.dedup();
        keys
    };
    let plain = |tags: &[WrittenTag]| {
        let mut keys: Vec<String> = tags.iter().filter_map(|tag| tag_key(&tag.name)).collect();
        keys.sort();
        keys.dedup();
        keys
    };
    let same = old.drafts.len() == new.drafts.len()
        && old.declared.len() == new.declared.len()
        && new.errors() <= old.errors()
        && plain(&new.tags) == renamed(&old.tags)
        && old.drafts.iter().zip(&new.drafts).all(|(one, other)| {
            one.link.url == other.link.url
                && one.link.title == other.link.title
                && one.link.description.is_some() == other.link.description.is_some()
                && one.link.notes.is_some() == other.link.notes.is_some()
                && one.link.visibility == other.link.visibility
                && plain(&other.tags) == renamed(&one.tags)
        });
    if same {
        return Ok(());
    }
    Err(Refusal(format!(
        "{path}: its tags would not be read back as they should be\n  help: edit it by hand; nothing was changed in it"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed(path: &str, text: &str) -> String {
        let new = |name: &str| match tag_key(name)?.as_str() {
            "old" => Some("new tag".to_owned()),
            "js" => Some("JavaScript".to_owned()),
            _ => None,
        };
        let bytes = retag(path, text.as_bytes(), &new).unwrap().unwrap_or_else(|| text.as_bytes().to_vec());
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn tags_are_respelled_wherever_they_stand() {
        let toml = "\u{feff}# old\r\ntags = ['JS'] # js\r\n\r\n[[link]]\r\nurl   = 'https://a/'  # odd\r\ntags  = [\"x\",\r\n  \"old\", # y\r\n]\r\n";
        assert_eq!(
            renamed("links/a.toml", toml),
            toml.replace("'JS'", "\"JavaScript\"").replace("\"old\"", "\"new tag\"")
        );
        let one = "---\nurl: https://a/\ntags:\n  - old # x\n  - js\n---\nold #js\n";
        let wanted = "---\nurl: https://a/\ntags:\n  - \"new tag\" # x\n  - \"JavaScript\"\n---\nold #js\n";
        assert_eq!(renamed("links/a.md", one), wanted);
        let list = "# H <!-- tags: old, x -->\n- <https://a/> - All of #js here #js #old\n";
        let wanted = "# H <!-- tags: new tag, x -->\n- <https://a/> - All of #JavaScript here <!-- tags: new tag -->\n";
        assert_eq!(renamed("links/a.md", list), wanted);
        let together = "[[link]]\nurl = 'https://a/'\ntags = 'old, js, x'\n";
        assert_eq!(
            renamed("links/a.toml", together),
            together.replace("'old, js, x'", "\"new tag, JavaScript, x\"")
        );
    }

    #[test]
    fn a_sentence_keeps_its_words() {
        let new = |name: &str| (tag_key(name)? == "howto").then(|| "tutorial".to_owned());
        let text = "- [A](https://a/) - Read this #howto about it, and the #tutorial again please.\n";
        let bytes = retag("links/a.md", text.as_bytes(), &new).unwrap().unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), text.replace("#howto", "howto"));
    }

    #[test]
    fn what_a_list_has_already_is_not_named_twice() {
        let text = "[[link]]\nurl = 'https://a/'\ntags = ['JavaScript', 'js', 'old']\n";
        assert_eq!(renamed("links/a.toml", text), text.replace("'js', 'old'", "\"new tag\""));
        let tags = "[[tag]]\nname = 'js'\nrelated = ['old', 'x']\n";
        assert_eq!(
            renamed("links/tags.toml", tags),
            "[[tag]]\nname = \"JavaScript\"\nrelated = [\"new tag\", 'x']\n"
        );
    }
}
