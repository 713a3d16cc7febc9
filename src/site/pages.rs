//! The pages of a plan, drawn up one after the other.

use super::facets::{FEW, FacetKind, Label};
use super::input::OwnPage;
use super::page::{MenuEntry, Output, Page, PageInfo, PageKind};
use super::plan::{Plan, ViewerAt};
use super::tags::TagAlias;
use super::view::{
    self, BrowseView, FacetView, LinkView, ListingView, NotFoundView, ReaderView, StatisticsView, Stretch,
    TagAliasView, TagIndexView, TagView, View, ViewerView,
};
use super::{feed, json, opensearch, routes, sitemap, text};
use crate::config::MenuTarget;
use crate::model::Tag;
use crate::replay::ThumbnailKind;

/// Tags shown beside the home listing.
const TOP_TAGS: usize = 30;
/// Tags shown above the index of all tags.
const TOP_OF_INDEX: usize = 24;

impl<'a> Plan<'a> {
    /// Every file of the site but the theme's own and the archived ones, one after the other. Pages first.
    pub fn outputs(&self) -> impl Iterator<Item = Output<'a>> + '_ {
        let pages = self
            .home_pages()
            .chain(std::iter::once_with(|| Some(self.tag_index())))
            .chain(self.tags().all().flat_map(|tag| self.tag_pages(tag)))
            .chain(self.tags().aliases().into_iter().map(|alias| Some(self.alias(&alias))))
            .chain(self.public().iter().chain(self.unlisted()).map(|&index| self.link_page(index)))
            .chain(self.viewers().iter().map(|viewer| self.viewer(viewer)))
            .chain(self.viewers().iter().map(|viewer| self.reader(viewer)))
            .chain(std::iter::once_with(|| Some(self.browse())))
            .chain(self.facets().kinds().map(|kind| Some(self.facet(kind))))
            .chain(FacetKind::ALL.into_iter().flat_map(|kind| self.groups(kind)))
            .chain(self.few_pages())
            .chain(std::iter::once_with(|| Some(self.statistics())))
            .chain(std::iter::once_with(|| self.search_page()))
            .chain(std::iter::once_with(|| self.add_page()))
            .chain(self.input().pages.iter().map(|page| Some(self.own_page(page))))
            .chain(std::iter::once_with(|| Some(self.not_found())));
        let pages = pages.flatten().map(|page| Output::Page(Box::new(page)));
        pages.chain(feed::feeds(self).map(|feed| Output::Feed(Box::new(feed)))).chain(self.files())
    }

    fn files(&self) -> impl Iterator<Item = Output<'a>> + '_ {
        let links = std::iter::once_with(|| ("links.json".to_owned(), json::links(self)));
        let schema = std::iter::once_with(|| (json::SCHEMA_ROUTE.to_owned(), json::SCHEMA.into()));
        let links = links.chain(schema).chain(std::iter::once_with(|| opensearch::file(self)).flatten());
        let sitemaps = std::iter::once_with(|| sitemap::files(self)).flatten();
        let marker = std::iter::once_with(|| (".nojekyll".to_owned(), Vec::new()));
        links.chain(sitemaps).chain(marker).map(|(route, bytes)| Output::File { route, bytes })
    }

    fn page_size(&self) -> usize {
        self.input().config.build.page_size.max(1)
    }

    fn info(&self, route: String, kind: PageKind, title: Option<text::Title<'_>>) -> PageInfo {
        let root = routes::root_of(&route);
        let (title, title_lang) =
            title.map_or((None, None), |title| (Some(title.text.into_owned()), title.language));
        PageInfo {
            canonical: self.base().map(|base| routes::absolute(base, &route)),
            home: routes::href(&root, &routes::home(1)),
            tags: routes::href(&root, routes::TAGS),
            browse: routes::href(&root, routes::BROWSE),
            search: self.input().search.then(|| routes::href(&root, routes::SEARCH)),
            // Without its version, which changes with every word: each page would change with it.
            search_index: self.input().search.then(|| routes::href(&root, routes::SEARCH_INDEX)),
            opensearch: self
                .base()
                .filter(|_| self.input().search)
                .map(|_| routes::href(&root, opensearch::ROUTE)),
            add: self.adds().then(|| routes::href(&root, routes::ADD)),
            menu: self.menu(&root, &route),
            image: None,
            feed: self.base().map(|_| routes::href(&root, feed::ROUTE)),
            json_feed: self.base().map(|_| routes::href(&root, feed::JSON_ROUTE)),
            own_feed: None,
            own_json_feed: None,
            noindex: false,
            description: None,
            route,
            kind,
            title,
            title_lang,
            root,
        }
    }

    fn home_pages(&self) -> impl Iterator<Item = Option<Page<'a>>> + '_ {
        let (size, total) = (self.page_size(), self.public().len());
        (1..=Stretch::pages(total, size)).map(move |page| {
            let mut info = self.info(routes::home(page), PageKind::Home, None);
            info.description = text::present(self.input().config.site.description.as_deref()).map(Into::into);
            let stretch = Stretch { page, size, total };
            let links = self.public().get(stretch.range()).unwrap_or_default().iter().copied();
            let view = view::HomeView {
                months: view::months(self, links, &info.root),
                pagination: stretch.pagination(&info.root, routes::home),
                top_tags: view::top_chips(self, &info.root, TOP_TAGS),
            };
            Some(Page { info, view: View::Home(view) })
        })
    }

    fn tag_index(&self) -> Page<'a> {
        let info = self.info(routes::TAGS.to_owned(), PageKind::Tags, None);
        let view = TagIndexView::new(self, &info.root, TOP_OF_INDEX);
        Page { info, view: View::Tags(view) }
    }

    fn tag_pages(&self, tag: &'a Tag) -> impl Iterator<Item = Option<Page<'a>>> + '_ {
        let (size, total) = (self.page_size(), self.tags().links(&tag.key).len());
        (1..=Stretch::pages(total, size)).map(move |page| {
            let title = text::Title { text: text::clean(&tag.title), language: None };
            let mut info = self.info(routes::tag(&tag.slug, page), PageKind::Tag, Some(title));
            self.own_feeds(&mut info, &feed::folder_of_tag(tag));
            let stretch = Stretch { page, size, total };
            let links = self.under(tag).skip(stretch.range().start).take(stretch.range().len());
            let months = view::months(self, links, &info.root);
            let pagination = stretch.pagination(&info.root, |page| routes::tag(&tag.slug, page));
            let view = TagView::new(self, tag, months, pagination, &info.root);
            Some(Page { info, view: View::Tag(view) })
        })
    }

    fn alias(&self, alias: &TagAlias<'a>) -> Page<'a> {
        let TagAlias { slug, name, tag } = alias;
        let title = text::Title { text: text::clean(name), language: None };
        let mut info = self.info(routes::tag(slug, 1), PageKind::TagAlias, Some(title));
        let target = routes::tag(&tag.slug, 1);
        info.canonical = self.base().map(|base| routes::absolute(base, &target));
        let href = routes::href(&info.root, &target);
        let view = TagAliasView { alias: text::clean(name), title: text::clean(&tag.title), href };
        Page { info, view: View::TagAlias(view) }
    }

    fn link_page(&self, index: usize) -> Option<Page<'a>> {
        let link = self.link(index)?;
        let title = text::title(link, self.best(index));
        let mut info = self.info(routes::link(&link.id), PageKind::Link, Some(title));
        let view = LinkView::new(self, index, &info.root)?;
        info.noindex = view.unlisted;
        info.description = view.link.description.as_deref().map(str::to_owned);
        let picture = self
            .best(index)
            .and_then(|snapshot| snapshot.picture.as_ref())
            .filter(|picture| picture.kind == ThumbnailKind::Lead);
        info.image = picture.and_then(|picture| Some(routes::absolute(self.base()?, &picture.path)));
        Some(Page { info, view: View::Link(Box::new(view)) })
    }

    fn viewer(&self, at: &ViewerAt<'a>) -> Option<Page<'a>> {
        let title = text::title(self.link(at.link)?, self.best(at.link));
        let mut info = self.info(routes::viewer(at.folder), PageKind::Viewer, Some(title));
        info.noindex = at.unlisted;
        let is_best = self.best(at.link).is_some_and(|best| std::ptr::eq(best, at.snapshot));
        if is_best && at.folder == at.snapshot.folder {
            let shown = routes::viewer(routes::parent(at.folder));
            info.canonical = self.base().map(|base| routes::absolute(base, &shown));
        }
        let view = ViewerView::new(self, at.link, at.snapshot, &info.root)?;
        Some(Page { info, view: View::Viewer(Box::new(view)) })
    }

    /// The reader view of a viewer's snapshot: once, in the snapshot's own folder.
    fn reader(&self, at: &ViewerAt<'a>) -> Option<Page<'a>> {
        if at.folder != at.snapshot.folder || at.snapshot.reader.is_none() {
            return None;
        }
        let title = text::title(self.link(at.link)?, self.best(at.link));
        // A copy of somebody else's text: search engines should find the original.
        let mut info = self.info(routes::reader(at.folder), PageKind::Reader, Some(title));
        info.noindex = true;
        let view = ReaderView::new(self, at.link, at.snapshot, &info.root)?;
        Some(Page { info, view: View::Reader(Box::new(view)) })
    }

    fn browse(&self) -> Page<'a> {
        let info = self.info(routes::BROWSE.to_owned(), PageKind::Browse, None);
        let view = BrowseView::new(self, &info.root, TOP_OF_INDEX);
        Page { info, view: View::Browse(view) }
    }

    fn facet(&self, kind: FacetKind) -> Page<'a> {
        let info = self.info(routes::facet(kind), PageKind::Facet, None);
        let view = FacetView::new(self, kind, &info.root);
        Page { info, view: View::Facet(view) }
    }

    /// The pages of all groups of a facet.
    fn groups(&self, kind: FacetKind) -> impl Iterator<Item = Option<Page<'a>>> + '_ {
        self.facets().groups(kind).iter().flat_map(move |group| {
            let label = group.label.clone();
            self.listing(kind, &group.slug, label, &group.links)
        })
    }

    /// The links of all hosts that have no page of their own, by host.
    fn few_pages(&self) -> impl Iterator<Item = Option<Page<'a>>> + '_ {
        let links = self.facets().few();
        let some = (!links.is_empty())
            .then(|| self.listing(FacetKind::Hosts, FEW, Label::Key("hosts.few".to_owned()), links));
        some.into_iter().flatten()
    }

    fn listing<'p>(
        &'p self,
        kind: FacetKind,
        slug: &'p str,
        label: Label,
        links: &'p [u32],
    ) -> impl Iterator<Item = Option<Page<'a>>> + 'p {
        let (size, total) = (self.page_size(), links.len());
        (1..=Stretch::pages(total, size)).map(move |page| {
            let title = match &label {
                Label::Text(words) => Some(text::Title { text: text::clean(words), language: None }),
                _ => None,
            };
            let mut info = self.info(routes::group(kind, slug, page), PageKind::Listing, title);
            if kind == FacetKind::Folders {
                self.own_feeds(&mut info, &format!("{}/{slug}", kind.folder()));
            }
            let stretch = Stretch { page, size, total };
            let shown = self.at(links.get(stretch.range()).unwrap_or_default());
            let months = match kind {
                FacetKind::Hosts if slug == FEW => view::by_host(self, shown, &info.root),
                FacetKind::Titles | FacetKind::Months => view::whole(self, shown, &info.root),
                _ => view::months(self, shown, &info.root),
            };
            let host = links.first().filter(|_| kind == FacetKind::Hosts && slug != FEW);
            let host = host.and_then(|&at| self.link(*self.public().get(at as usize)?));
            let view = ListingView {
                facet: kind,
                label: label.clone(),
                all: routes::href(&info.root, &routes::facet(kind)),
                groups: view::beside(self, kind, slug, &info.root),
                outward: host.and_then(|link| text::outward(&link.url)).and_then(|url| text::origin(&url)),
                months,
                pagination: stretch.pagination(&info.root, |page| routes::group(kind, slug, page)),
            };
            Some(Page { info, view: View::Listing(Box::new(view)) })
        })
    }

    fn statistics(&self) -> Page<'a> {
        let info = self.info(routes::STATISTICS.to_owned(), PageKind::Statistics, None);
        let view = StatisticsView::new(self, &info.root);
        Page { info, view: View::Statistics(Box::new(view)) }
    }

    fn search_page(&self) -> Option<Page<'a>> {
        let mut info = self.info(routes::SEARCH.to_owned(), PageKind::Search, None);
        info.noindex = true;
        let view = view::SearchView { total: self.public().len() };
        self.input().search.then_some(Page { info, view: View::Search(view) })
    }

    /// For those who keep the links: no search engine need know of it.
    fn add_page(&self) -> Option<Page<'a>> {
        let view = view::AddView::new(self)?;
        let mut info = self.info(routes::ADD.to_owned(), PageKind::Add, None);
        info.noindex = true;
        Some(Page { info, view: View::Add(Box::new(view)) })
    }

    fn own_page(&self, page: &'a OwnPage) -> Page<'a> {
        let title = text::Title { text: text::clean(&page.title), language: None };
        let info = self.info(routes::own_page(&page.slug), PageKind::Own, Some(title));
        let view = view::OwnPageView { title: &page.title, body: &page.body };
        Page { info, view: View::Own(view) }
    }

    /// The keeper's own entries of the menu, as a page at `route` shows them.
    fn menu(&self, root: &str, route: &str) -> Vec<MenuEntry> {
        let entries = self.input().config.menu.iter();
        entries
            .map(|entry| match &entry.target {
                MenuTarget::Page(slug) => MenuEntry {
                    title: entry.title.clone(),
                    href: routes::href(root, &routes::own_page(slug)),
                    outward: false,
                    current: routes::own_page(slug) == route,
                },
                MenuTarget::Address(url) => {
                    MenuEntry { title: entry.title.clone(), href: url.clone(), outward: true, current: false }
                }
            })
            .collect()
    }

    fn own_feeds(&self, info: &mut PageInfo, folder: &str) {
        if self.base().is_some() {
            info.own_feed = Some(routes::href(&info.root, &format!("{folder}/{}", feed::ROUTE)));
            info.own_json_feed = Some(routes::href(&info.root, &format!("{folder}/{}", feed::JSON_ROUTE)));
        }
    }

    fn not_found(&self) -> Page<'a> {
        let mut info = self.info("404.html".to_owned(), PageKind::NotFound, None);
        // A server shows this page at any depth: only absolute hrefs hold.
        if let Some(path) = self.base().and_then(routes::base_path) {
            info.home.clone_from(&path);
            info.tags = routes::href(&path, routes::TAGS);
            info.browse = routes::href(&path, routes::BROWSE);
            info.search = info.search.map(|_| routes::href(&path, routes::SEARCH));
            info.add = info.add.map(|_| routes::href(&path, routes::ADD));
            info.menu = self.menu(&path, "404.html");
            info.feed = Some(routes::href(&path, feed::ROUTE));
            info.json_feed = Some(routes::href(&path, feed::JSON_ROUTE));
            info.opensearch = info.opensearch.map(|_| routes::href(&path, opensearch::ROUTE));
            info.root = path;
        }
        info.canonical = None;
        info.noindex = true;
        Page { info, view: View::NotFound(NotFoundView { self_contained: self.base().is_none() }) }
    }
}
