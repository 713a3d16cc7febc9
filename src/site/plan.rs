//! The plan of a site: sorted and counted once, then read page by page.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::facets::{FacetKind, Facets};
use super::input::{Entry, SiteInput, Snapshot};
use super::related::Related;
use super::tags::TagIndex;
use super::view::SiteView;
use super::{order, routes, text};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Link, Tag, Visibility};

/// One viewer to write: a snapshot in its own folder, or in the folder that always shows the best.
#[derive(Debug, Clone, Copy)]
pub(super) struct ViewerAt<'a> {
    pub(super) link: usize,
    pub(super) snapshot: &'a Snapshot,
    pub(super) folder: &'a str,
    pub(super) unlisted: bool,
}

/// Everything that is known before the first page is drawn: orders, counts and routes; no page's content.
#[derive(Debug)]
pub struct Plan<'a> {
    input: &'a SiteInput<'a>,
    zone: TimeZone,
    base: Option<String>,
    public: Vec<usize>,
    unlisted: Vec<usize>,
    tags: TagIndex<'a>,
    viewers: Vec<ViewerAt<'a>>,
    facets: Facets,
    related: Related,
    /// By index in the collection: position in the list of public links.
    positions: HashMap<usize, u32>,
}

impl<'a> Plan<'a> {
    /// Sorts and counts. `zone` is the site's time zone, in which links without a written date fall into months.
    pub fn new(input: &'a SiteInput<'a>, zone: TimeZone) -> Self {
        let public = order::newest_first(input, Visibility::Public);
        let unlisted = order::newest_first(input, Visibility::Unlisted);
        let links = &input.collection.links;
        let keys = public.iter().map(|&index| links.get(index).map_or(&[][..], |link| link.tags.as_slice()));
        let tags = TagIndex::new(&input.collection.tags, keys);
        let base = input.config.site.base_url.as_deref().filter(|base| routes::base_path(base).is_some());
        let base = base.map(|base| if base.ends_with('/') { base.to_owned() } else { format!("{base}/") });
        let positions =
            public.iter().enumerate().map(|(position, &index)| (index, position as u32)).collect();
        let (facets, related) = (Facets::default(), Related::default());
        let mut plan = Self {
            input,
            zone,
            base,
            public,
            unlisted,
            tags,
            viewers: Vec::new(),
            facets,
            related,
            positions,
        };
        plan.viewers = plan.place_viewers();
        plan.facets = Facets::new(&plan);
        plan.related = Related::new(&plan);
        plan
    }

    /// Each snapshot's folder gets a viewer, and so does each folder above one. Two links may share captures (addresses
    /// that differ in their fragment): the public one has them then.
    fn place_viewers(&self) -> Vec<ViewerAt<'a>> {
        let mut taken: HashSet<&str> = HashSet::new();
        let mut viewers = Vec::new();
        let listed = self.public.iter().map(|&link| (link, false));
        for (link, unlisted) in listed.chain(self.unlisted.iter().map(|&link| (link, true))) {
            let Some(best) = self.best(link) else { continue };
            let entry = order::entry(self.input, link);
            let own = entry.snapshots.iter().map(|snapshot| (snapshot, snapshot.folder.as_str()));
            let above = entry.snapshots.iter().map(|snapshot| (best, routes::parent(&snapshot.folder)));
            for (snapshot, folder) in own.chain(above) {
                if taken.insert(folder) {
                    viewers.push(ViewerAt { link, snapshot, folder, unlisted });
                }
            }
        }
        viewers
    }

    /// The link at an index of the collection.
    pub fn link(&self, index: usize) -> Option<&'a Link> {
        self.input.collection.links.get(index)
    }

    /// What is known of its captures.
    pub fn entry(&self, index: usize) -> &'a Entry {
        order::entry(self.input, index)
    }

    /// The snapshot that is shown for it.
    pub fn best(&self, index: usize) -> Option<&'a Snapshot> {
        let entry = self.entry(index);
        entry.snapshots.get(entry.best?)
    }

    /// Tags that are seen, and what they gather.
    pub fn tags(&self) -> &TagIndex<'a> {
        &self.tags
    }

    /// The ways of browsing.
    pub fn facets(&self) -> &Facets {
        &self.facets
    }

    /// What has to do with what.
    pub fn related(&self) -> &Related {
        &self.related
    }

    /// Where the link at an index of the collection stands among the public ones.
    pub fn position(&self, index: usize) -> Option<u32> {
        self.positions.get(&index).copied()
    }

    /// Indexes of the links at positions of the public list.
    pub fn at<'p>(&'p self, positions: &'p [u32]) -> impl Iterator<Item = usize> + 'p {
        positions.iter().filter_map(|&position| self.public.get(position as usize).copied())
    }

    /// Other links of the host of the one at a position, newest first.
    pub fn same_host(&self, position: u32, limit: usize) -> Vec<usize> {
        let links = self.facets.host_links(position);
        // Those around it in time, rather than always the newest.
        let at = links.binary_search(&position).unwrap_or(0);
        let from = at.saturating_sub(limit / 2).min(links.len().saturating_sub(limit + 1));
        let near: Vec<u32> =
            links.iter().skip(from).copied().filter(|&other| other != position).take(limit).collect();
        self.at(&near).collect()
    }

    /// Indexes of public links, newest first.
    pub fn public(&self) -> &[usize] {
        &self.public
    }

    /// Indexes of unlisted links, newest first.
    pub fn unlisted(&self) -> &[usize] {
        &self.unlisted
    }

    /// Absolute base URL, ending in `/`.
    pub fn base(&self) -> Option<&str> {
        self.base.as_deref()
    }

    /// Whether there is a page for adding links: the settings name a repository.
    pub fn adds(&self) -> bool {
        let repository = &self.input.config.repository;
        repository.url.is_some() && repository.forge().is_some()
    }

    /// The viewers to write, each folder once.
    pub(super) fn viewers(&self) -> &[ViewerAt<'a>] {
        &self.viewers
    }

    /// The settings and links it was made from.
    pub fn input(&self) -> &'a SiteInput<'a> {
        self.input
    }

    /// The date in a listing: the day it was kept, else the instant it was first seen.
    pub fn day(&self, index: usize) -> Option<String> {
        match self.link(index).and_then(|link| link.added.as_ref()) {
            Some(moment) => Some(moment.date.to_string()),
            None => self.entry(index).first_seen.map(super::view::instant),
        }
    }

    /// The day it stands under, in the site's time zone: `2026-11-20`.
    pub fn local_day(&self, index: usize) -> Option<String> {
        match self.link(index).and_then(|link| link.added.as_ref()) {
            Some(moment) => Some(moment.date.to_string()),
            None => {
                self.entry(index).first_seen.map(|instant| self.zone.to_datetime(instant).date().to_string())
            }
        }
    }

    /// The month it stands under, `2026-11`.
    pub fn month(&self, index: usize) -> Option<String> {
        let mut day = self.local_day(index)?;
        day.truncate(day.rfind('-').unwrap_or(day.len()));
        Some(day)
    }

    /// The instant of the last change that a feed or a sitemap tells.
    pub fn changed(&self, index: usize) -> Option<Timestamp> {
        let link = self.link(index)?;
        let kept = order::sorts_by(self.input, index);
        link.updated.as_ref().map(|moment| moment.instant).max(kept)
    }

    /// BCP 47 tag of the language of what a link leads to: as the keeper says, else the page, else what its article is
    /// written in.
    pub fn language(&self, index: usize) -> Option<String> {
        let best = self.best(index);
        let own = self.link(index).and_then(|link| link.language.as_deref());
        let known = [
            own,
            best.and_then(|snapshot| snapshot.meta.language.as_deref()),
            best.and_then(|snapshot| snapshot.reader.as_ref()?.language.as_deref()),
        ];
        known.into_iter().flatten().find_map(text::language)
    }

    /// When what a link leads to was published: as the keeper says, else as the page does.
    pub fn published(&self, index: usize) -> Option<String> {
        let own = self.link(index).and_then(|link| link.published.as_ref()).map(super::view::moment);
        own.or_else(|| self.best(index)?.meta.published.as_deref().and_then(super::view::day_or_instant))
    }

    /// The same as a day in the site's time zone.
    pub fn published_day(&self, index: usize) -> Option<String> {
        let published = self.published(index)?;
        let day =
            published.parse::<Timestamp>().map(|instant| self.zone.to_datetime(instant).date().to_string());
        Some(day.unwrap_or(published))
    }

    /// What the site says of itself.
    pub fn site(&self) -> SiteView {
        let site = &self.input.config.site;
        SiteView {
            title: text::clean(&site.title).into_owned(),
            description: site.description.as_deref().map(|words| text::clean(words).into_owned()),
            author: site.author.as_deref().map(|name| text::clean(name).into_owned()),
            language: text::language(&site.language).unwrap_or_else(|| "en".to_owned()),
            base_url: self.base.clone(),
            links: self.public.len(),
            archived: self.public.iter().filter(|&&index| self.best(index).is_some()).count(),
            tags: self.tags.all().count(),
        }
    }

    /// What the keeper should know of the site as a whole.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        if self.base.is_some() {
            return Vec::new();
        }
        vec![Diagnostic {
            severity: Severity::Notice,
            code: "no-base-url",
            message: "no feeds, sitemap or canonical links: the site does not know its own address"
                .to_owned(),
            primary: None,
            label: String::new(),
            related: Vec::new(),
            help: Some(
                "set `base_url` under `[site]` in linkarium.toml, such as \"https://example.org/links/\""
                    .to_owned(),
            ),
        }]
    }

    /// Routes of the pages that a sitemap names, with the day of their last change: what is ours and for everyone.
    pub fn addresses(&self) -> impl Iterator<Item = (String, Option<Timestamp>)> + '_ {
        let newest = |mut list: Box<dyn Iterator<Item = usize> + '_>| {
            list.next().and_then(|index| self.changed(index))
        };
        let home = (routes::home(1), newest(Box::new(self.public.iter().copied())));
        let tags =
            self.tags.all().map(move |tag| (routes::tag(&tag.slug, 1), newest(Box::new(self.under(tag)))));
        let links = self
            .public
            .iter()
            .filter_map(|&index| Some((routes::link(&self.link(index)?.id), self.changed(index))));
        let facets = self.facets.kinds().map(|kind| (routes::facet(kind), None));
        let hosts = self.facets.groups(FacetKind::Hosts).iter().map(|group| {
            let newest = group.links.first().and_then(|&at| self.changed(*self.public.get(at as usize)?));
            (routes::group(FacetKind::Hosts, &group.slug, 1), newest)
        });
        let own = self.input.pages.iter().map(|page| (routes::own_page(&page.slug), None));
        let fixed = [routes::TAGS, routes::BROWSE, routes::STATISTICS].map(|route| (route.to_owned(), None));
        std::iter::once(home).chain(fixed).chain(own).chain(facets).chain(tags).chain(hosts).chain(links)
    }

    /// Indexes of the links under a tag, newest first.
    pub fn under(&self, tag: &Tag) -> impl Iterator<Item = usize> + '_ {
        self.tags.links(&tag.key).iter().filter_map(|&position| self.public.get(position as usize).copied())
    }
}
