//! The pages of a plan, drawn up one after the other.

use super::page::{Output, Page, PageInfo, PageKind};
use super::plan::{Plan, ViewerAt};
use super::view::{
    self, LinkView, NotFoundView, Stretch, TagAliasView, TagIndexView, TagView, View, ViewerView,
};
use super::{feed, json, routes, sitemap, text};
use crate::model::Tag;

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
            .chain(self.tags().aliases().into_iter().map(|(slug, tag)| Some(self.alias(&slug, tag))))
            .chain(self.public().iter().chain(self.unlisted()).map(|&index| self.link_page(index)))
            .chain(self.viewers().iter().map(|viewer| self.viewer(viewer)))
            .chain(std::iter::once_with(|| Some(self.not_found())));
        let pages = pages.flatten().map(|page| Output::Page(Box::new(page)));
        pages.chain(feed::feeds(self).map(Output::Feed)).chain(self.files())
    }

    fn files(&self) -> impl Iterator<Item = Output<'a>> + '_ {
        let links = std::iter::once_with(|| ("links.json".to_owned(), json::links(self)));
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
            feed: self.base().map(|_| routes::href(&root, feed::ROUTE)),
            own_feed: None,
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
            info.own_feed = self.base().map(|_| routes::href(&info.root, &feed::route_of(tag)));
            let stretch = Stretch { page, size, total };
            let links = self.under(tag).skip(stretch.range().start).take(stretch.range().len());
            let months = view::months(self, links, &info.root);
            let pagination = stretch.pagination(&info.root, |page| routes::tag(&tag.slug, page));
            let view = TagView::new(self, tag, months, pagination, &info.root);
            Some(Page { info, view: View::Tag(view) })
        })
    }

    fn alias(&self, slug: &str, tag: &'a Tag) -> Page<'a> {
        let title = text::Title { text: text::clean(&tag.title), language: None };
        let mut info = self.info(routes::tag(slug, 1), PageKind::TagAlias, Some(title));
        let target = routes::tag(&tag.slug, 1);
        info.canonical = self.base().map(|base| routes::absolute(base, &target));
        let href = routes::href(&info.root, &target);
        Page { info, view: View::TagAlias(TagAliasView { title: text::clean(&tag.title), href }) }
    }

    fn link_page(&self, index: usize) -> Option<Page<'a>> {
        let link = self.link(index)?;
        let title = text::title(link, self.best(index));
        let mut info = self.info(routes::link(&link.id), PageKind::Link, Some(title));
        let view = LinkView::new(self, index, &info.root)?;
        info.noindex = view.unlisted;
        info.description = view.link.description.as_deref().map(str::to_owned);
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

    fn not_found(&self) -> Page<'a> {
        let mut info = self.info("404.html".to_owned(), PageKind::NotFound, None);
        // A server shows this page at any depth: only absolute hrefs hold.
        if let Some(path) = self.base().and_then(routes::base_path) {
            info.home.clone_from(&path);
            info.tags = routes::href(&path, routes::TAGS);
            info.feed = Some(routes::href(&path, feed::ROUTE));
            info.root = path;
        }
        info.canonical = None;
        info.noindex = true;
        Page { info, view: View::NotFound(NotFoundView { self_contained: self.base().is_none() }) }
    }
}
