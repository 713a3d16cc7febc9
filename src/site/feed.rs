//! Feeds as values: one of everything, one per tag, one per folder. They need absolute addresses, so there are none without a base
//! URL. `updated` comes from the entries, never from the clock.

use std::borrow::Cow;

use jiff::Timestamp;

use super::facets::{FacetKind, Group, Label};
use super::plan::Plan;
use super::{order, routes, text};
use crate::model::Tag;
use crate::replay::ThumbnailKind;

/// The feed of everything, and the name of every Atom feed.
pub const ROUTE: &str = "feed.xml";
/// The same as JSON Feed.
pub const JSON_ROUTE: &str = "feed.json";
/// Entries in the feed of everything.
const ENTRIES: usize = 50;
/// Entries in a tag's feed.
const TAG_ENTRIES: usize = 30;

/// The folder of a tag's feeds.
pub fn folder_of_tag(tag: &Tag) -> String {
    format!("tags/{}", tag.slug)
}

/// One feed.
#[derive(Debug)]
pub struct Feed<'a> {
    /// Where it lands below `output/` as Atom.
    pub route: String,
    /// Where it lands as JSON Feed.
    pub json_route: String,
    /// Its title.
    pub title: String,
    /// A sentence.
    pub subtitle: Option<String>,
    /// Absolute address of the Atom feed, which is also its id.
    pub address: String,
    /// Absolute address of the JSON Feed.
    pub json_address: String,
    /// The absolute address of the page that lists the same.
    pub page: String,
    /// Who keeps it.
    pub author: String,
    /// BCP 47 tag.
    pub language: String,
    /// The latest change of its entries; the epoch when it has none.
    pub updated: Timestamp,
    /// Newest first.
    pub entries: Vec<FeedEntry<'a>>,
}

/// One link in a feed.
#[derive(Debug)]
pub struct FeedEntry<'a> {
    /// Absolute address of the link's page, which is also its id.
    pub page: String,
    /// Its title.
    pub title: Cow<'a, str>,
    /// The kept address, when it can be linked to.
    pub outward: Option<String>,
    /// When it was kept.
    pub published: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
    /// Plain text.
    pub summary: Option<Cow<'a, str>>,
    /// Markdown.
    pub notes: Option<&'a str>,
    /// Tags: key and title.
    pub tags: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// Absolute address of the snapshot in its viewer.
    pub snapshot: Option<String>,
    /// Absolute address of a picture.
    pub image: Option<String>,
    /// BCP 47 tag of the title's language.
    pub language: Option<String>,
}

/// All feeds, one after the other.
pub fn feeds<'p, 'a>(plan: &'p Plan<'a>) -> impl Iterator<Item = Feed<'a>> + 'p {
    plan.base().into_iter().flat_map(move |base| {
        let all = std::iter::once_with(move || everything(plan, base));
        let tags = plan.tags().all().map(move |tag| of_tag(plan, base, tag));
        let folders = plan.facets().groups(FacetKind::Folders).iter();
        all.chain(tags).chain(folders.map(move |group| of_folder(plan, base, group)))
    })
}

fn everything<'a>(plan: &Plan<'a>, base: &str) -> Feed<'a> {
    let entries = plan.public().iter().filter_map(|&index| entry(plan, base, index)).take(ENTRIES).collect();
    let site = plan.site();
    feed(plan, base, "", &routes::home(1), site.title, site.description, entries)
}

fn of_tag<'a>(plan: &Plan<'a>, base: &str, tag: &'a Tag) -> Feed<'a> {
    let entries = plan.under(tag).filter_map(|index| entry(plan, base, index)).take(TAG_ENTRIES).collect();
    let title = format!("{} · {}", text::clean(&tag.title), text::clean(&plan.input().config.site.title));
    let folder = format!("{}/", folder_of_tag(tag));
    feed(plan, base, &folder, &routes::tag(&tag.slug, 1), title, None, entries)
}

fn of_folder<'a>(plan: &Plan<'a>, base: &str, group: &Group) -> Feed<'a> {
    let entries =
        plan.at(&group.links).filter_map(|index| entry(plan, base, index)).take(TAG_ENTRIES).collect();
    let name = match &group.label {
        Label::Text(name) => name.as_str(),
        _ => &group.slug,
    };
    let title = format!("{name} · {}", text::clean(&plan.input().config.site.title));
    let page = routes::group(FacetKind::Folders, &group.slug, 1);
    let folder = format!("{}/", routes::parent(&page));
    feed(plan, base, &folder, &page, title, None, entries)
}

fn feed<'a>(
    plan: &Plan<'a>,
    base: &str,
    folder: &str,
    page: &str,
    title: String,
    subtitle: Option<String>,
    entries: Vec<FeedEntry<'a>>,
) -> Feed<'a> {
    let site = &plan.input().config.site;
    let (route, json_route) = (format!("{folder}{ROUTE}"), format!("{folder}{JSON_ROUTE}"));
    Feed {
        title,
        subtitle,
        address: routes::absolute(base, &route),
        json_address: routes::absolute(base, &json_route),
        page: routes::absolute(base, page),
        author: text::clean(site.author.as_deref().unwrap_or(&site.title)).into_owned(),
        language: text::language(&site.language).unwrap_or_else(|| "en".to_owned()),
        updated: entries.iter().map(|entry| entry.updated).max().unwrap_or(Timestamp::UNIX_EPOCH),
        entries,
        route,
        json_route,
    }
}

/// A link without any date is in no feed: an entry must say when it changed, and nothing true could be said.
fn entry<'a>(plan: &Plan<'a>, base: &str, index: usize) -> Option<FeedEntry<'a>> {
    let link = plan.link(index)?;
    let best = plan.best(index);
    let tags = link.tags.iter().filter_map(|key| plan.tags().get(key));
    let own = text::present(link.description.as_deref());
    let title = text::title(link, best);
    let picture = best
        .and_then(|snapshot| snapshot.picture.as_ref())
        .filter(|picture| picture.kind == ThumbnailKind::Lead);
    Some(FeedEntry {
        snapshot: best
            .map(|snapshot| routes::absolute(base, &routes::viewer(routes::parent(&snapshot.folder)))),
        image: picture.map(|picture| routes::absolute(base, &picture.path)),
        language: title.language,
        page: routes::absolute(base, &routes::link(&link.id)),
        title: title.text,
        outward: text::outward(&link.url),
        published: order::sorts_by(plan.input(), index)?,
        updated: plan.changed(index)?,
        summary: own.or_else(|| text::present(best.and_then(|s| s.meta.description.as_deref()))),
        notes: link.notes.as_deref().filter(|notes| !notes.trim().is_empty()),
        tags: tags.map(|tag| (text::clean(&tag.key), text::clean(&tag.title))).collect(),
    })
}
