//! Ways of browsing: the doors to all of them, the groups of one, and the links of one group.

use serde::Serialize;

use super::{Chip, Month, Pagination, top_chips};
use crate::site::facets::{FEW, FacetKind, Group, Label};
use crate::site::plan::Plan;
use crate::site::routes;
use crate::site::shelf::Shelf;

/// Groups that a door shows of its facet.
const SAMPLE: usize = 14;
/// Groups that are named beside the links of another, so that one can go on from there.
const BESIDE: usize = 40;
/// Neighbours on each side, when there are more.
const NEAR: usize = 3;

/// A group as a link to its page.
#[derive(Debug, Clone, Serialize)]
pub struct GroupView {
    /// What it is called: `text`, `month` or `key`.
    #[serde(flatten)]
    pub label: Label,
    /// Href of its page.
    pub href: String,
    /// Its links.
    pub count: usize,
    /// How deep it stands below others, from 0: folders.
    pub depth: usize,
    /// Whether it is the one that the page shows.
    pub current: bool,
}

impl GroupView {
    fn new(kind: FacetKind, group: &Group, root: &str) -> Self {
        let depth = match &group.label {
            Label::Text(folder) if kind == FacetKind::Folders => folder.matches('/').count(),
            _ => 0,
        };
        let href = routes::href(root, &routes::group(kind, &group.slug, 1));
        Self { label: group.label.clone(), href, count: group.links.len(), depth, current: false }
    }
}

/// One door: a facet with some of its groups.
#[derive(Debug, Serialize)]
pub struct DoorView {
    /// Which facet.
    pub facet: FacetKind,
    /// Href of the page of all its groups.
    pub href: String,
    /// How many groups there are.
    pub total: usize,
    /// The fullest or, of months, the latest.
    pub groups: Vec<GroupView>,
}

/// All ways of browsing.
#[derive(Debug, Serialize)]
pub struct BrowseView<'a> {
    /// The fullest tags.
    pub top_tags: Vec<Chip<'a>>,
    /// Everything else.
    pub doors: Vec<DoorView>,
    /// Href of the page of figures.
    pub statistics: String,
}

impl<'a> BrowseView<'a> {
    /// The doors, for a page whose root is `root`.
    pub(crate) fn new(plan: &Plan<'a>, root: &str, tags: usize) -> Self {
        let doors = plan.facets().kinds().map(|facet| {
            let all = plan.facets().groups(facet);
            let mut groups: Vec<&Group> = all.iter().collect();
            if facet == FacetKind::Hosts {
                groups.sort_by_key(|group| std::cmp::Reverse(group.links.len()));
            }
            let shown = if facet == FacetKind::Titles { usize::MAX } else { SAMPLE };
            DoorView {
                facet,
                href: routes::href(root, &routes::facet(facet)),
                total: all.len(),
                groups: groups
                    .into_iter()
                    .take(shown)
                    .map(|group| GroupView::new(facet, group, root))
                    .collect(),
            }
        });
        Self {
            top_tags: top_chips(plan, root, tags),
            doors: doors.collect(),
            statistics: routes::href(root, routes::STATISTICS),
        }
    }
}

/// Groups under one heading: a letter, a year.
#[derive(Debug, Serialize)]
pub struct GroupShelf {
    /// What stands above them; empty when there is one shelf only.
    pub label: String,
    /// Identifier of the heading.
    pub id: String,
    /// The groups.
    pub groups: Vec<GroupView>,
}

/// All groups of a facet.
#[derive(Debug, Serialize)]
pub struct FacetView {
    /// Which facet.
    pub facet: FacetKind,
    /// The groups, under headings.
    pub shelves: Vec<GroupShelf>,
    /// How many groups.
    pub total: usize,
    /// Href of the links of hosts that have no page of their own, where there are any.
    pub few: Option<String>,
    /// How many links these are.
    pub few_count: usize,
}

impl FacetView {
    /// The groups of a facet, for a page whose root is `root`.
    pub(crate) fn new(plan: &Plan<'_>, facet: FacetKind, root: &str) -> Self {
        let groups = plan.facets().groups(facet);
        let mut shelves: Vec<GroupShelf> = Vec::new();
        let heading = |group: &Group| match (&group.label, facet) {
            (Label::Month(month), _) => month.split('-').next().unwrap_or_default().to_owned(),
            (Label::Text(host), FacetKind::Hosts) => Shelf::of(host).label(),
            _ => String::new(),
        };
        let mut sorted: Vec<&Group> = groups.iter().collect();
        if facet == FacetKind::Hosts {
            // By what is shown, which need not be the punycode that they are gathered by.
            let key = |group: &&Group| match &group.label {
                Label::Text(host) => (Shelf::of(host), crate::search::order_key(host)),
                _ => (Shelf::Other, String::new()),
            };
            sorted.sort_by_cached_key(key);
        }
        for group in sorted {
            let label = heading(group);
            if shelves.last().is_none_or(|last| last.label != label) {
                let id = format!("shelf-{}", shelves.len() + 1);
                shelves.push(GroupShelf { label, id, groups: Vec::new() });
            }
            if let Some(last) = shelves.last_mut() {
                last.groups.push(GroupView::new(facet, group, root));
            }
        }
        let few_count = if facet == FacetKind::Hosts { plan.facets().few().len() } else { 0 };
        Self {
            facet,
            shelves,
            total: groups.len(),
            few: (few_count > 0).then(|| routes::href(root, &routes::group(facet, FEW, 1))),
            few_count,
        }
    }
}

/// The links of one group.
#[derive(Debug, Serialize)]
pub struct ListingView<'a> {
    /// Which facet the group belongs to.
    pub facet: FacetKind,
    /// What the group is called; `key = "hosts.few"` for the links of small hosts.
    pub label: Label,
    /// Href of the page of all groups.
    pub all: String,
    /// Other groups: all of a small facet, the neighbours in a large one.
    pub groups: Vec<GroupView>,
    /// The host's address, for an href.
    pub outward: Option<String>,
    /// Links of this page.
    pub months: Vec<Month<'a>>,
    /// Where in the listing this page is.
    pub pagination: Pagination,
}

/// The groups to name beside one of them: all when they are few, else its neighbours. A host has no neighbours.
pub(crate) fn beside(plan: &Plan<'_>, facet: FacetKind, current: &str, root: &str) -> Vec<GroupView> {
    let groups = plan.facets().groups(facet);
    let view =
        |group: &Group| GroupView { current: group.slug == current, ..GroupView::new(facet, group, root) };
    if facet == FacetKind::Hosts {
        return Vec::new();
    }
    if groups.len() <= BESIDE {
        return groups.iter().map(view).collect();
    }
    let Some(at) = groups.iter().position(|group| group.slug == current) else { return Vec::new() };
    groups.iter().skip(at.saturating_sub(NEAR)).take(2 * NEAR + 1).map(view).collect()
}
