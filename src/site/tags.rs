//! Which links a tag gathers, and how tags are laid out in their index.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::routes;
use super::shelf::Shelf;
use crate::model::{Tag, TagSet};

/// All tags that a reader may see, with the links they gather. A tag that only private or unlisted links carry is not
/// seen: its very name could tell what they are.
#[derive(Debug)]
pub struct TagIndex<'a> {
    set: &'a TagSet,
    /// By position in the set: positions in the sorted list of public links, descendants included.
    members: Vec<Vec<u32>>,
}

impl<'a> TagIndex<'a> {
    /// Gathers links by tag; `links` yields the tag keys of each public link in listing order. Every ancestor of a tag
    /// gathers the link too.
    pub fn new<'l>(set: &'a TagSet, links: impl Iterator<Item = &'l [String]>) -> Self {
        let mut members = vec![Vec::new(); set.tags.len()];
        let mut closures: HashMap<usize, Vec<usize>> = HashMap::new();
        for (position, keys) in links.enumerate() {
            let position = position as u32;
            for at in keys.iter().filter_map(|key| set.tags.get_index_of(key)) {
                for &above in closures.entry(at).or_insert_with(|| with_ancestors(set, at)).iter() {
                    if let Some(list) = members.get_mut(above)
                        && list.last() != Some(&position)
                    {
                        list.push(position);
                    }
                }
            }
        }
        Self { set, members }
    }

    /// Positions of the links under a tag, its descendants' included; empty for a tag that is not seen.
    pub fn links(&self, key: &str) -> &[u32] {
        self.set.tags.get_index_of(key).and_then(|at| self.members.get(at)).map_or(&[], Vec::as_slice)
    }

    /// The tag of a key, seen or not.
    pub fn get(&self, key: &str) -> Option<&'a Tag> {
        self.set.tags.get(key)
    }

    /// The tag of a key, when a reader may see it.
    pub fn seen(&self, key: &str) -> Option<&'a Tag> {
        self.get(key).filter(|_| !self.links(key).is_empty())
    }

    /// The tags of some keys and all above them, each once, in key order.
    pub fn with_ancestors<'k>(&self, keys: impl IntoIterator<Item = &'k String>) -> Vec<&'a Tag> {
        let known = keys.into_iter().filter_map(|key| self.set.tags.get_index_of(key));
        let all: BTreeSet<usize> = known.flat_map(|at| with_ancestors(self.set, at)).collect();
        all.into_iter().filter_map(|at| self.set.tags.get_index(at)).map(|(_, tag)| tag).collect()
    }

    /// All tags that are seen, in key order.
    pub fn all(&self) -> impl Iterator<Item = &'a Tag> + '_ {
        self.set.tags.values().zip(&self.members).filter(|(_, links)| !links.is_empty()).map(|(tag, _)| tag)
    }

    /// The `limit` tags with the most links, fullest first; equals in key order.
    pub fn fullest(&self, limit: usize) -> Vec<&'a Tag> {
        let mut tags: Vec<&Tag> = self.all().collect();
        tags.sort_by_key(|tag| std::cmp::Reverse(self.links(&tag.key).len()));
        tags.truncate(limit);
        tags
    }

    /// Redirects for aliases, each with a free folder name. An alias whose name is any tag's slug gets none.
    pub fn aliases(&self) -> Vec<TagAlias<'a>> {
        let mut taken: HashSet<String> = self.set.tags.values().map(|tag| tag.slug.to_lowercase()).collect();
        let named = self.all().flat_map(|tag| {
            let aliases = tag.aliases.iter();
            aliases.filter_map(move |name| Some(TagAlias { slug: routes::alias_slug(name)?, name, tag }))
        });
        named.filter(|alias| taken.insert(alias.slug.clone())).collect()
    }

    /// All tags that are seen, each once, depth first: a tag stands under the first of its parents.
    pub fn tree(&self) -> Vec<(&'a Tag, usize)> {
        let mut below: HashMap<&str, Vec<&'a Tag>> = HashMap::new();
        let mut roots = Vec::new();
        for tag in self.all() {
            match tag.parents.iter().find_map(|key| self.seen(key)) {
                Some(parent) if parent.key != tag.key => below.entry(&parent.key).or_default().push(tag),
                _ => roots.push(tag),
            }
        }
        let by_title =
            |a: &&Tag, b: &&Tag| (a.title.to_lowercase(), &a.key).cmp(&(b.title.to_lowercase(), &b.key));
        roots.sort_by(by_title);
        for children in below.values_mut() {
            children.sort_by(by_title);
        }
        let mut out = Vec::new();
        let mut met = HashSet::new();
        // A circle of parents has no root; whatever the walk did not reach is walked from itself.
        for start in roots.into_iter().chain(self.all()) {
            let mut stack = vec![(start, 0)];
            while let Some((tag, depth)) = stack.pop() {
                if met.insert(&tag.key) {
                    out.push((tag, depth));
                    let children = below.get(tag.key.as_str()).into_iter().flatten();
                    stack.extend(children.rev().map(|child| (*child, depth + 1)));
                }
            }
        }
        out
    }

    /// The tree cut into groups by the first letter of each root, in the order of [`Shelf`].
    pub fn shelves(&self) -> BTreeMap<Shelf, Vec<(&'a Tag, usize)>> {
        let mut shelves: BTreeMap<Shelf, Vec<(&Tag, usize)>> = BTreeMap::new();
        let mut current = Shelf::Other;
        for (tag, depth) in self.tree() {
            if depth == 0 {
                current = Shelf::of(&tag.title);
            }
            shelves.entry(current).or_default().push((tag, depth));
        }
        shelves
    }
}

/// Another name of a tag, under which it is found as well.
#[derive(Debug)]
pub struct TagAlias<'a> {
    /// Its folder below `tags/`.
    pub slug: String,
    /// As it is written in tags.toml.
    pub name: &'a str,
    /// The tag.
    pub tag: &'a Tag,
}

/// A tag's own position and those of all above it; circles end.
fn with_ancestors(set: &TagSet, start: usize) -> Vec<usize> {
    let mut out = vec![start];
    let mut next = 0;
    while let Some(tag) = out.get(next).and_then(|at| set.tags.get_index(*at)).map(|(_, tag)| tag) {
        next += 1;
        for at in tag.parents.iter().filter_map(|key| set.tags.get_index_of(key)) {
            if !out.contains(&at) {
                out.push(at);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(key: &str, parents: &[&str], aliases: &[&str]) -> Tag {
        let own = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect();
        Tag {
            key: key.to_owned(),
            name: key.to_owned(),
            title: key.to_owned(),
            slug: key.replace('/', "-"),
            parents: own(parents),
            aliases: own(aliases),
            ..Tag::default()
        }
    }

    fn set(tags: Vec<Tag>) -> TagSet {
        TagSet { tags: tags.into_iter().map(|tag| (tag.key.clone(), tag)).collect() }
    }

    #[test]
    fn ancestors_gather_each_link_once() {
        let set =
            set(vec![tag("lang", &[], &[]), tag("lang/rust", &["lang"], &[]), tag("lang/c", &["lang"], &[])]);
        let links: Vec<Vec<String>> =
            vec![vec!["lang/rust".into(), "lang/c".into()], vec![], vec!["lang".into()]];
        let index = TagIndex::new(&set, links.iter().map(Vec::as_slice));
        assert_eq!(index.links("lang"), [0, 2]);
        assert_eq!(index.links("lang/rust"), [0]);
        assert_eq!(index.links("nothing"), [0u32; 0]);
        assert_eq!(index.fullest(1).first().map(|t| t.key.as_str()), Some("lang"));
    }

    #[test]
    fn circles_of_parents_end_and_lose_nothing() {
        let set = set(vec![tag("a", &["b"], &[]), tag("b", &["a"], &[]), tag("c", &["c"], &[])]);
        let links: Vec<Vec<String>> = vec![vec!["a".into(), "c".into()]];
        let index = TagIndex::new(&set, links.iter().map(Vec::as_slice));
        let keys: Vec<&str> = index.tree().iter().map(|(tag, _)| tag.key.as_str()).collect();
        assert_eq!(keys, ["c", "a", "b"]);
    }

    #[test]
    fn the_tree_is_deep_and_unseen_tags_are_not_in_it() {
        let set = set(vec![
            tag("a", &[], &[]),
            tag("a/b", &["a"], &[]),
            tag("a/b/c", &["a/b"], &[]),
            tag("secret", &[], &[]),
        ]);
        let links: Vec<Vec<String>> = vec![vec!["a/b/c".into()]];
        let index = TagIndex::new(&set, links.iter().map(Vec::as_slice));
        let tree: Vec<(&str, usize)> =
            index.tree().iter().map(|(tag, depth)| (tag.key.as_str(), *depth)).collect();
        assert_eq!(tree, [("a", 0), ("a/b", 1), ("a/b/c", 2)]);
        assert!(index.seen("secret").is_none());
    }

    #[test]
    fn an_alias_takes_no_slug_that_is_used() {
        let set = set(vec![
            tag("rust", &[], &["rs", "go", "Rust Lang", "RS"]),
            tag("go", &[], &[]),
            tag("unseen", &[], &["x"]),
        ]);
        let links: Vec<Vec<String>> = vec![vec!["rust".into()]];
        let index = TagIndex::new(&set, links.iter().map(Vec::as_slice));
        let slugs: Vec<String> = index.aliases().into_iter().map(|alias| alias.slug).collect();
        assert_eq!(slugs, ["rs", "rust-lang"]);
    }
}
