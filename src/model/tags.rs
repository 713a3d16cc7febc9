//! All tags of a collection: what is declared, what is mentioned, and how they hang together.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use super::read::WrittenTag;
use super::tags_file::Declared;
use super::{Tag, TagSet, slug};
use crate::diagnostic::{Diagnostic, Span};
use crate::text::{fold, shorten};

/// How many tags above one are looked at for a cycle; a hierarchy beyond that is refused.
const MAX_ABOVE: usize = 200;
/// How many tags one tag may hang below.
const MAX_PARENTS: usize = 32;

/// Tags on their way to a [`TagSet`].
#[derive(Debug, Default)]
pub(super) struct Registry {
    tags: IndexMap<String, Known>,
    /// Alias key → key of the tag it means, and where that is said.
    aliases: HashMap<String, (String, Span)>,
    /// Spellings met so far and the keys they mean.
    met: HashMap<String, String>,
    diagnostics: Vec<Diagnostic>,
}

#[derive(Debug)]
struct Known {
    tag: Tag,
    /// Where it was first met.
    span: Option<Span>,
    /// The spelling comes from a private link: replaced by the first that does not.
    private: bool,
    slug: Option<(String, Span)>,
}

impl Registry {
    /// Takes in what tags.toml says.
    pub(super) fn new(declared: Vec<Declared>) -> Self {
        let mut registry = Self::default();
        let mut kept: Vec<(String, Declared)> = Vec::with_capacity(declared.len());
        for declared in declared {
            let key = fold(&declared.tag.name);
            if let Some(first) = registry.tags.get(&key) {
                let message = format!("the tag `{}` is described twice", shorten(&declared.tag.name, 60));
                let mut diagnostic = Diagnostic::error("duplicate-tag", message)
                    .at(declared.tag.span.clone())
                    .label("left out");
                if let Some(span) = &first.span {
                    diagnostic = diagnostic.related(span.clone(), "first described here");
                }
                registry.diagnostics.push(diagnostic);
                continue;
            }
            let name = declared.tag.name.clone();
            let tag = Tag {
                key: key.clone(),
                title: declared.title.clone().unwrap_or_else(|| name.clone()),
                name,
                description: declared.description.clone(),
                declared: true,
                ..Tag::default()
            };
            let span = Some(declared.tag.span.clone());
            registry
                .tags
                .insert(key.clone(), Known { tag, span, private: false, slug: declared.slug.clone() });
            kept.push((key, declared));
        }
        for (key, declared) in &kept {
            registry.take_aliases(key, &declared.aliases);
        }
        registry.take_hierarchy(&kept);
        registry
    }

    fn take_aliases(&mut self, key: &str, aliases: &[WrittenTag]) {
        for alias in aliases {
            let alias_key = fold(&alias.name);
            let clash = if alias_key == key {
                continue;
            } else if let Some(other) = self.tags.get(&alias_key) {
                other.span.clone().map(|span| (span, "it is a tag of its own here"))
            } else {
                let taken = self.aliases.get(&alias_key).filter(|(target, _)| target != key);
                taken.map(|(_, span)| (span.clone(), "it is an alias of another tag here"))
            };
            if let Some((span, words)) = clash {
                let message =
                    format!("`{}` cannot be an alias of `{}`", shorten(&alias.name, 60), shorten(key, 60));
                let diagnostic = Diagnostic::error("alias-clash", message).at(alias.span.clone());
                self.diagnostics
                    .push(diagnostic.label("not used").related(span, words).help("remove one of the two"));
                continue;
            }
            let place = (key.to_owned(), alias.span.clone());
            if self.aliases.insert(alias_key.clone(), place).is_none()
                && let Some(known) = self.tags.get_mut(key)
            {
                known.tag.aliases.push(alias_key);
            }
        }
    }

    /// Parents and related tags, once every alias is known.
    fn take_hierarchy(&mut self, kept: &[(String, Declared)]) {
        for (_, declared) in kept {
            self.climb(&declared.tag.name, Some(&declared.tag.span), false);
        }
        for (key, declared) in kept {
            for parent in &declared.parents {
                let above = self.mention(parent, false);
                self.hang(key, &above, Some(&parent.span));
            }
        }
        for (key, declared) in kept {
            let mut seen = HashSet::from([key.clone()]);
            let related = declared.related.iter().map(|related| self.resolve(&related.name).0);
            let related: Vec<String> = related.filter(|other| seen.insert(other.clone())).collect();
            if let Some(known) = self.tags.get_mut(key) {
                known.tag.related = related;
            }
        }
    }

    /// Key and spelling of what a tag means: aliases are followed, also for the levels above (`js/react`).
    fn resolve(&self, name: &str) -> (String, String) {
        let (mut key, mut name) = (fold(name), name.to_owned());
        for _ in 0..4 {
            if self.tags.get(&key).is_some_and(|known| known.tag.declared) {
                break;
            }
            if self.aliases.is_empty() {
                break;
            }
            let levels = key.matches('/').count() + 1;
            let found = (1..=levels).rev().find_map(|count| {
                let head = first_levels(&key, count);
                self.aliases.get(head).map(|(target, _)| (target.clone(), count))
            });
            let Some((target, count)) = found else { break };
            let below = name.get(first_levels(&name, count).len()..).unwrap_or("").to_owned();
            let shown = self.tags.get(&target).map_or(target.clone(), |known| known.tag.name.clone());
            name = shown + &below;
            key = fold(&name);
        }
        (key, name)
    }

    /// Notes that a tag is used and returns its key. `private`: by a link that nobody else sees.
    pub(super) fn mention(&mut self, written: &WrittenTag, private: bool) -> String {
        if let Some(key) = self.met.get(&written.name)
            && self.tags.get(key).is_some_and(|known| private || !known.private)
        {
            return key.clone();
        }
        let (key, name) = self.resolve(&written.name);
        self.learn(&key, &name, Some(&written.span), private);
        self.climb(&name, Some(&written.span), private);
        self.met.insert(written.name.clone(), key.clone());
        key
    }

    fn learn(&mut self, key: &str, name: &str, span: Option<&Span>, private: bool) {
        match self.tags.get_mut(key) {
            None => {
                let tag = Tag {
                    key: key.to_owned(),
                    name: name.to_owned(),
                    title: name.to_owned(),
                    ..Tag::default()
                };
                self.tags.insert(key.to_owned(), Known { tag, span: span.cloned(), private, slug: None });
            }
            Some(known) if known.private && !private => {
                known.private = false;
                known.span = span.cloned();
                name.clone_into(&mut known.tag.name);
                name.clone_into(&mut known.tag.title);
            }
            Some(_) => {}
        }
    }

    /// Makes the tags above `name` (`lang` of `lang/rust`) and hangs each level below the one above.
    fn climb(&mut self, name: &str, span: Option<&Span>, private: bool) {
        let levels = name.matches('/').count() + 1;
        let mut below = fold(name);
        for count in (1..levels).rev() {
            let (key, shown) = self.resolve(first_levels(name, count));
            self.learn(&key, &shown, span, private);
            self.hang(&below, &key, span);
            below = key;
        }
    }

    /// Puts a tag below another, unless that closes a cycle.
    fn hang(&mut self, key: &str, above: &str, span: Option<&Span>) {
        let Some(known) = self.tags.get(key) else { return };
        if known.tag.parents.iter().any(|parent| parent == above) {
            return;
        }
        let problem = match self.is_above(key, above) {
            Some(true) => Some(("parent-cycle", "it is already below it, or is the same tag")),
            Some(false) if known.tag.parents.len() < MAX_PARENTS => None,
            Some(false) => Some(("tag-hierarchy", "that has too many parents already")),
            None => Some(("tag-hierarchy", "it has too many tags above it")),
        };
        let Some((code, words)) = problem else {
            if let Some(known) = self.tags.get_mut(key) {
                known.tag.parents.push(above.to_owned());
            }
            return;
        };
        let message =
            format!("`{}` cannot be a parent of `{}`: {words}", shorten(above, 60), shorten(key, 60));
        let mut diagnostic =
            Diagnostic::error(code, message).label("not used").help("remove one of the two parents");
        if let Some(span) = span {
            diagnostic = diagnostic.at(span.clone());
        }
        if let Some(other) = self.tags.get(above).and_then(|known| known.span.clone()) {
            diagnostic = diagnostic.related(other, format!("`{}` stands here", shorten(above, 60)));
        }
        self.diagnostics.push(diagnostic);
    }

    /// Whether `key` is `from`, or one of the tags above it; `None` when there are too many to tell.
    fn is_above(&self, key: &str, from: &str) -> Option<bool> {
        let mut seen = HashSet::from([from]);
        let mut waiting = vec![from];
        while let Some(current) = waiting.pop() {
            if current == key {
                return Some(true);
            }
            let parents = self.tags.get(current).into_iter().flat_map(|known| &known.tag.parents);
            waiting.extend(parents.map(String::as_str).filter(|parent| seen.insert(parent)));
            if seen.len() > MAX_ABOVE {
                return None;
            }
        }
        Some(false)
    }

    /// Assigns slugs and yields the set, with the problems found.
    pub(super) fn finish(mut self) -> (TagSet, Vec<Diagnostic>) {
        self.assign_slugs();
        let mut set = TagSet::default();
        let known: HashSet<String> = self.tags.keys().cloned().collect();
        for (key, mut entry) in self.tags {
            let (sound, unknown): (Vec<String>, Vec<String>) =
                std::mem::take(&mut entry.tag.related).into_iter().partition(|other| known.contains(other));
            entry.tag.related = sound;
            for other in unknown {
                let message = format!(
                    "`{}` names the related tag `{}`, which no link has",
                    shorten(&key, 60),
                    shorten(&other, 60)
                );
                let mut diagnostic = Diagnostic::warning("unknown-tag", message).help("check the spelling");
                diagnostic.primary.clone_from(&entry.span);
                self.diagnostics.push(diagnostic);
            }
            set.tags.insert(key, entry.tag);
        }
        set.link_up();
        (set, self.diagnostics)
    }

    /// Chosen slugs first, then declared tags, then the others, each by key: which of two tags keeps a slug does not
    /// depend on the order of links.
    fn assign_slugs(&mut self) {
        let mut order: Vec<usize> = (0..self.tags.len()).collect();
        order.sort_by_cached_key(|index| {
            let known = self.tags.get_index(*index);
            known.map(|(key, known)| (known.slug.is_none(), !known.tag.declared, key.clone()))
        });
        let mut taken: HashMap<String, usize> = HashMap::new();
        for index in order {
            let Some((key, known)) = self.tags.get_index(index) else { continue };
            let wanted = known.slug.as_ref().map_or_else(|| slug::slug(key), |(chosen, _)| chosen.clone());
            let mut slug = wanted.clone();
            if let Some((other_key, other)) = taken.get(&slug).and_then(|other| self.tags.get_index(*other)) {
                slug = slug::with_hash(&slug, key);
                let message = format!(
                    "the tags `{}` and `{}` have one slug, `{wanted}`",
                    shorten(other_key, 60),
                    shorten(key, 60)
                );
                let place =
                    |known: &Known| known.slug.as_ref().map(|(_, span)| span.clone()).or(known.span.clone());
                let mut diagnostic = Diagnostic::error("slug-collision", message)
                    .label(format!("becomes `{slug}` until this is mended"))
                    .help("give one of them a `slug` of its own in links/tags.toml, or make one an alias of the other");
                diagnostic.primary = place(known);
                if let Some(span) = place(other) {
                    diagnostic = diagnostic.related(span, "the other tag stands here");
                }
                self.diagnostics.push(diagnostic);
            }
            taken.insert(slug.clone(), index);
            if let Some((_, known)) = self.tags.get_index_mut(index) {
                known.tag.slug = slug;
            }
        }
    }
}

/// The first `count` levels of a tag.
fn first_levels(tag: &str, count: usize) -> &str {
    let end = tag.match_indices('/').nth(count.saturating_sub(1)).map_or(tag.len(), |(at, _)| at);
    tag.get(..end).unwrap_or(tag)
}
