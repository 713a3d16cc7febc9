//! From the entries of all files to one collection: duplicates merged, tags resolved, ids assigned.

use std::collections::{HashMap, HashSet};

use super::read::{Draft, WrittenTag};
use super::tags::Registry;
use super::tags_file::Declared;
use super::{Collection, Link, Status, Visibility, address, id};
use crate::diagnostic::{Diagnostic, Span};
use crate::text::shorten;

/// Settles what no file can say alone. The drafts are in file order.
pub(super) fn collect(
    drafts: Vec<Draft>,
    declared: Vec<Declared>,
    diagnostics: Vec<Diagnostic>,
) -> Collection {
    let mut diagnostics = diagnostics;
    let mut drafts = merge_duplicates(drafts, &mut diagnostics);
    let mut registry = Registry::new(declared);
    for draft in &mut drafts {
        let private = draft.link.visibility == Visibility::Private;
        let mut seen = HashSet::new();
        draft.link.tags = draft
            .tags
            .iter()
            .map(|tag: &WrittenTag| registry.mention(tag, private))
            .filter(|key| seen.insert(key.clone()))
            .collect();
    }
    let (tags, problems) = registry.finish();
    diagnostics.extend(problems);
    assign_ids(&mut drafts, &mut diagnostics);
    check_aliases(&drafts, &mut diagnostics);
    let place = |span: &Option<Span>| span.as_ref().map(|span| (span.file.clone(), span.range.start));
    diagnostics.sort_by_cached_key(|diagnostic| place(&diagnostic.primary));
    Collection { links: drafts.into_iter().map(|draft| draft.link).collect(), tags, diagnostics }
}

/// Links with one key become one, in the place of the first.
fn merge_duplicates(drafts: Vec<Draft>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Draft> {
    let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
    let mut by_key: HashMap<String, usize> = HashMap::with_capacity(drafts.len());
    for draft in drafts {
        let known = by_key.get(&draft.link.key).copied();
        if let Some(first) = known.and_then(|index| kept.get_mut(index)) {
            let same = first.link.url == draft.link.url;
            let message =
                if same { "this link is kept twice" } else { "this link is kept twice, written differently" };
            diagnostics.push(
                Diagnostic::warning("duplicate-link", message)
                    .at(draft.url_at.clone())
                    .label("merged into the first")
                    .related(first.url_at.clone(), "first kept here")
                    .help("move what is worth keeping to one of the two, and delete the other"),
            );
            merge(first, draft);
        } else {
            by_key.insert(draft.link.key.clone(), kept.len());
            kept.push(draft);
        }
    }
    kept
}

/// Takes over what the second says: lists are united, texts of the first win, the stricter setting wins.
fn merge(first: &mut Draft, second: Draft) {
    let Draft { link: other, tags, id_at, aliases_at, .. } = second;
    first.tags.extend(tags);
    first.aliases_at.extend(aliases_at);
    if let (None, Some(at)) = (&first.id_at, id_at) {
        first.id_at = Some(at);
        first.link.id = other.id;
    }
    let repeated = first.link.notes == other.notes;
    if let Some(notes) = other.notes.filter(|_| !repeated) {
        first.add_notes(&notes);
    }
    let link: &mut Link = &mut first.link;
    link.title = link.title.take().or(other.title);
    link.description = link.description.take().or(other.description);
    link.author = link.author.take().or(other.author);
    link.language = link.language.take().or(other.language);
    link.via = link.via.take().or(other.via);
    link.published = link.published.take().or(other.published);
    link.added = [link.added.take(), other.added].into_iter().flatten().min_by_key(|moment| moment.instant);
    link.updated =
        [link.updated.take(), other.updated].into_iter().flatten().max_by_key(|moment| moment.instant);
    link.starred |= other.starred;
    link.archive &= other.archive;
    link.visibility = link.visibility.max(other.visibility);
    if link.status == Status::None {
        link.status = other.status;
    }
    link.aliases.extend(other.aliases);
}

/// Chosen ids first; each other link gets its id-v1, or the id of its whole URL when that is taken.
fn assign_ids(drafts: &mut [Draft], diagnostics: &mut Vec<Diagnostic>) {
    let mut taken: HashMap<String, Option<Span>> = HashMap::with_capacity(drafts.len());
    for draft in drafts.iter_mut() {
        let Some(at) = draft.id_at.clone() else { continue };
        if let Some(first) = taken.get(&draft.link.id) {
            let message = format!("two links have the id `{}`", draft.link.id);
            let mut diagnostic = Diagnostic::error("duplicate-id", message).at(at).label("not used");
            if let Some(first) = first {
                diagnostic = diagnostic.related(first.clone(), "the first stands here");
            }
            let automatic = id::id_v1(&draft.link.url);
            diagnostics.push(diagnostic.help(format!("choose another; until then, it is `{automatic}`")));
            draft.link.id.clear();
        } else {
            taken.insert(draft.link.id.clone(), Some(at));
        }
    }
    for draft in drafts.iter_mut().filter(|draft| draft.link.id.is_empty()) {
        let mut id = id::id_v1(&draft.link.url);
        let mut attempt = 0;
        while taken.contains_key(&id) {
            id = id::id_of_whole(&draft.link.url, attempt);
            attempt += 1;
        }
        taken.insert(id.clone(), None);
        draft.link.id = id;
    }
}

/// An alias that is a link of its own belongs to both: said, since captures would follow either.
fn check_aliases(drafts: &[Draft], diagnostics: &mut Vec<Diagnostic>) {
    let by_key: HashMap<&str, &Draft> = drafts.iter().map(|draft| (draft.link.key.as_str(), draft)).collect();
    for draft in drafts {
        for (alias, at) in draft.link.aliases.iter().zip(&draft.aliases_at) {
            let key = address::key(alias);
            let Some(other) = by_key.get(key.as_str()) else { continue };
            let own = other.link.key == draft.link.key;
            let message = if own {
                format!("`{}` is this link's own address", shorten(alias, 80))
            } else {
                format!("`{}` is a link of its own", shorten(alias, 80))
            };
            let words = if own { "the address stands here" } else { "that link stands here" };
            diagnostics.push(
                Diagnostic::warning("alias-is-link", message)
                    .at(at.clone())
                    .related(other.url_at.clone(), words)
                    .help("remove the alias, or the other link"),
            );
        }
    }
}
