//! The ways of browsing without a search box: by host, month, kind, first letter, folder, and by what the keeper has
//! marked. Each is a list of groups; each group is a list of public links.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;
use url::Url;

use super::plan::Plan;
use super::shelf::Shelf;
use super::{routes, text};
use crate::model::{Link, Status};
use crate::search::order_key;

/// Links that a host needs to have a page of its own.
pub const OWN_PAGE: usize = 3;

/// Bytes of a host's folder at most.
const LONGEST: usize = 60;

/// The folder of hosts that have no page of their own. No host is called so.
pub const FEW: &str = "+few";

/// One way of browsing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FacetKind {
    /// By the host of the address.
    Hosts,
    /// By the month in which it was kept.
    Months,
    /// By the first letter of the title.
    Titles,
    /// By what it is: page, PDF, picture, …
    Types,
    /// By the folder below links/ that its file stands in.
    Folders,
    /// Unread, read, starred.
    States,
}

impl FacetKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::Hosts, Self::Months, Self::Titles, Self::Types, Self::Folders, Self::States];

    /// Its folder below `output/`.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Hosts => "hosts",
            Self::Months => "months",
            Self::Titles => "titles",
            Self::Types => "types",
            Self::Folders => "folders",
            Self::States => "states",
        }
    }
}

/// What a group is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Label {
    /// In these words.
    Text(String),
    /// By a month, `2026-11`, which a page writes in its own language.
    Month(String),
    /// By a key of the theme's strings.
    Key(String),
}

/// Links that have something in common.
#[derive(Debug)]
pub struct Group {
    /// Its folder below the facet's; unique there, even when case is ignored.
    pub slug: String,
    /// What it is called.
    pub label: Label,
    /// Positions in the list of public links, in the order of the listing.
    pub links: Vec<u32>,
}

/// All groups of all facets.
#[derive(Debug, Default)]
pub struct Facets {
    groups: BTreeMap<FacetKind, Vec<Group>>,
    /// Links of hosts that have no page of their own, by host.
    few: Vec<u32>,
    /// Links of each host, and where its group stands when it has one.
    hosts: Vec<(Vec<u32>, Option<usize>)>,
    /// By position in the list of public links: its host's place in `hosts`.
    host_of: Vec<Option<u32>>,
}

impl Facets {
    /// Gathers the public links of a plan.
    pub(super) fn new(plan: &Plan<'_>) -> Self {
        let mut facets = Self::default();
        facets.hosts(plan);
        let links = || plan.public().iter().enumerate().map(|(position, &index)| (position as u32, index));
        let months = gather(links().map(|(position, index)| (plan.month(index), position)));
        // Newest first; what has no date stands under no month.
        facets.put(
            FacetKind::Months,
            months.into_iter().rev().filter_map(|(month, links)| {
                let month = month?;
                Some(Group { slug: month.clone(), label: Label::Month(month), links })
            }),
        );
        facets.titles(plan);
        let kinds = gather(links().map(|(position, index)| (kind_of(plan, index), position)));
        facets.put(
            FacetKind::Types,
            kinds.into_iter().map(|(kind, links)| Group {
                slug: kind.to_owned(),
                label: Label::Key(format!("kind.{kind}")),
                links,
            }),
        );
        facets.folders(plan);
        let states = links().flat_map(|(position, index)| {
            let link = plan.link(index);
            let status =
                link.map(|link| link.status).filter(|status| *status != Status::None).map(Status::name);
            let starred = link.filter(|link| link.starred).map(|_| "starred");
            [status, starred].into_iter().flatten().map(move |state| (state, position))
        });
        let states = gather(states);
        facets.put(
            FacetKind::States,
            states.into_iter().map(|(state, links)| Group {
                slug: state.to_owned(),
                label: Label::Key(format!("state.{state}")),
                links,
            }),
        );
        facets
    }

    /// The groups of a facet, in the order in which they are listed.
    pub fn groups(&self, kind: FacetKind) -> &[Group] {
        self.groups.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// Facets that have something to show.
    pub fn kinds(&self) -> impl Iterator<Item = FacetKind> + '_ {
        FacetKind::ALL
            .into_iter()
            .filter(|&kind| !self.groups(kind).is_empty() || kind == FacetKind::Hosts && !self.few.is_empty())
    }

    /// Links of hosts that have no page of their own, by host.
    pub fn few(&self) -> &[u32] {
        &self.few
    }

    /// The group of the host of the link at a position of the public list, when it has a page.
    pub fn host_group(&self, position: u32) -> Option<&Group> {
        self.groups(FacetKind::Hosts).get(self.host(position)?.1?)
    }

    /// Positions of all links of the host of the one at a position.
    pub fn host_links(&self, position: u32) -> &[u32] {
        self.host(position).map_or(&[], |host| host.0.as_slice())
    }

    fn host(&self, position: u32) -> Option<&(Vec<u32>, Option<usize>)> {
        let at = (*self.host_of.get(position as usize)?)?;
        self.hosts.get(at as usize)
    }

    fn put(&mut self, kind: FacetKind, groups: impl Iterator<Item = Group>) {
        self.groups.insert(kind, groups.collect());
    }

    fn hosts(&mut self, plan: &Plan<'_>) {
        let mut by_host: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (position, &index) in plan.public().iter().enumerate() {
            if let Some(host) = plan.link(index).and_then(|link| host_key(&link.url)) {
                by_host.entry(host).or_default().push(position as u32);
            }
        }
        let mut slugs = HashSet::new();
        let mut groups = Vec::new();
        self.host_of = vec![None; plan.public().len()];
        for (host, links) in by_host {
            for &position in &links {
                if let Some(place) = self.host_of.get_mut(position as usize) {
                    *place = Some(self.hosts.len() as u32);
                }
            }
            let slug = slug_of_host(&host);
            if links.len() < OWN_PAGE || !slugs.insert(slug.clone()) {
                self.few.extend(&links);
                self.hosts.push((links, None));
                continue;
            }
            // As it is written in the newest of them: a name in its own script rather than in punycode.
            let newest = links.first().and_then(|&at| plan.link(*plan.public().get(at as usize)?));
            let label = newest.map_or(host, |link| text::host(&link.url).to_lowercase());
            self.hosts.push((links.clone(), Some(groups.len())));
            groups.push(Group { slug, label: Label::Text(label), links });
        }
        self.put(FacetKind::Hosts, groups.into_iter());
    }

    fn titles(&mut self, plan: &Plan<'_>) {
        let mut shelves: BTreeMap<Shelf, Vec<(String, u32)>> = BTreeMap::new();
        for (position, &index) in plan.public().iter().enumerate() {
            let Some(link) = plan.link(index) else { continue };
            let title = text::title(link, plan.best(index)).text;
            shelves.entry(Shelf::of(&title)).or_default().push((order_key(&title), position as u32));
        }
        self.put(
            FacetKind::Titles,
            shelves.into_iter().map(|(shelf, mut titles)| {
                titles.sort();
                let links = titles.into_iter().map(|(_, position)| position).collect();
                Group { slug: shelf.slug(), label: Label::Text(shelf.label()), links }
            }),
        );
    }

    /// A folder gathers what stands in the folders below it, too.
    fn folders(&mut self, plan: &Plan<'_>) {
        let mut folders: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (position, &index) in plan.public().iter().enumerate() {
            let Some(mut folder) = plan.link(index).and_then(folder_of) else { continue };
            loop {
                folders.entry(folder).or_default().push(position as u32);
                let Some((above, _)) = folder.rsplit_once('/') else { break };
                folder = above;
            }
        }
        let mut folders: Vec<(&str, Vec<u32>)> = folders.into_iter().collect();
        // What lies in a folder stands below it, whatever signs the names of its neighbours have.
        folders.sort_by(|(a, _), (b, _)| a.split('/').cmp(b.split('/')));
        let mut slugs: HashSet<String> = HashSet::new();
        let groups = folders.into_iter().map(|(folder, links)| {
            let named = routes::alias_slug(folder).filter(|slug| !slugs.contains(slug));
            let slug = named.unwrap_or_else(|| {
                format!("folder-{}", &crate::store::layout::sha256_hex(folder.as_bytes())[..8])
            });
            slugs.insert(slug.clone());
            Group { slug, label: Label::Text(text::clean(folder).into_owned()), links }
        });
        let groups: Vec<Group> = groups.collect();
        self.put(FacetKind::Folders, groups.into_iter());
    }
}

fn gather<K: Ord>(pairs: impl Iterator<Item = (K, u32)>) -> BTreeMap<K, Vec<u32>> {
    let mut groups: BTreeMap<K, Vec<u32>> = BTreeMap::new();
    for (key, position) in pairs {
        groups.entry(key).or_default().push(position);
    }
    groups
}

/// What a link is: the kind of the snapshot that is shown; `none` where there is none.
pub fn kind_of(plan: &Plan<'_>, index: usize) -> &'static str {
    plan.best(index).map_or("none", |snapshot| snapshot.kind.name())
}

/// What hosts are compared by: lower-case, in punycode, without `www.`, with a port that was written.
pub fn host_key(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok()?;
    let host = url.host_str().filter(|host| !host.is_empty())?.trim_end_matches('.').to_lowercase();
    let host = host.strip_prefix("www.").filter(|rest| rest.contains('.')).unwrap_or(&host);
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// A host's folder; `:` of a port and of IPv6 cannot stand in a file name everywhere.
fn slug_of_host(host: &str) -> String {
    let name: String = host
        .chars()
        .filter(|c| !matches!(c, '[' | ']'))
        .map(|c| match c {
            ':' => '+',
            c if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') => c,
            _ => '_',
        })
        .collect();
    let name = if name.len() > LONGEST {
        let head = name.get(..LONGEST - 9).unwrap_or_default().trim_end_matches('.');
        format!("{head}-{}", &crate::store::layout::sha256_hex(host.as_bytes())[..8])
    } else {
        name
    };
    let stem = name.split(['.', '+']).next().unwrap_or_default();
    if stem.is_empty() || crate::model::id::is_reserved(stem) || name == "page" || name.ends_with('.') {
        format!("_{}", name.trim_end_matches('.'))
    } else {
        name
    }
}

/// The folder below `links/` that a link's file stands in: `rust/async` of `links/rust/async/tokio.md`.
pub fn folder_of(link: &Link) -> Option<&str> {
    let below = link.source.file.split_once('/').map(|(_, below)| below)?;
    below.rsplit_once('/').map(|(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_by_what_they_mean() {
        let keys = [
            "https://WWW.Example.org/a",
            "http://example.org:8080/",
            "https://例え.jp/",
            "http://[::1]/",
            "https://www.com/",
            "mailto:a@b",
        ]
        .map(|url| host_key(url).unwrap_or_default());
        assert_eq!(keys, ["example.org", "example.org:8080", "xn--r8jz45g.jp", "[::1]", "www.com", ""]);
        assert_eq!(slug_of_host("[::1]:8080"), "_++1+8080");
        assert_eq!(slug_of_host("con.example"), "_con.example");
        let long = |last: &str| slug_of_host(&format!("{}{last}.example", "a".repeat(300)));
        assert!(long("b").len() <= LONGEST && long("b") != long("c"));
        assert_eq!(slug_of_host("example.org:8080"), "example.org+8080");
    }
}
