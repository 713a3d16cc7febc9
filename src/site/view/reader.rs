//! The reader view: an article out of a snapshot, as a page of ours.

use std::borrow::Cow;

use serde::Serialize;

use super::viewer::{OtherSnapshot, others};
use crate::replay::Heading;
use crate::site::input::{Snapshot, SnapshotText};
use crate::site::plan::Plan;
use crate::site::{routes, text};

/// An entry of the article's table of contents.
#[derive(Debug, Serialize)]
pub struct HeadingView<'a> {
    /// Identifier of the heading.
    pub id: &'a str,
    /// 2 to 6.
    pub level: u8,
    /// Its words.
    pub text: Cow<'a, str>,
}

/// A picture at its full size.
#[derive(Debug, Serialize)]
pub struct HeroView {
    /// Href.
    pub src: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// A reader view.
#[derive(Debug, Serialize)]
pub struct ReaderView<'a> {
    /// The link's title.
    pub title: Cow<'a, str>,
    /// Its language, where known.
    pub title_lang: Option<String>,
    /// The address as written.
    pub url: Cow<'a, str>,
    /// The address for an href; `None` unless it is http or https.
    pub outward: Option<String>,
    /// Host as written, without `www.`.
    pub host: Cow<'a, str>,
    /// Href of the link's page.
    pub link: String,
    /// Href of the snapshot in its viewer.
    pub viewer: String,
    /// When it was captured.
    pub captured: String,
    /// Who wrote it.
    pub author: Option<Cow<'a, str>>,
    /// When it was published: a day or an instant.
    pub published: Option<String>,
    /// Words of the article.
    pub words: usize,
    /// Minutes that reading takes.
    pub minutes: usize,
    /// BCP 47 tag of the article's language.
    pub article_lang: Option<String>,
    /// `rtl` or `ltr`.
    pub direction: &'static str,
    /// The page's preview picture, where the article itself has none.
    pub hero: Option<HeroView>,
    /// The article: safe HTML, to be written as it is.
    pub article: String,
    /// Its headings, when there are three or more.
    pub contents: Vec<HeadingView<'a>>,
    /// Markdown of the keeper.
    pub notes: Option<&'a str>,
    /// Other snapshots of the link.
    pub others: Vec<OtherSnapshot>,
    /// Whether the snapshot is the one that is shown for the link.
    pub best: bool,
}

/// Headings that make a table of contents worth its room.
const CONTENTS: usize = 3;

impl<'a> ReaderView<'a> {
    /// The reader view of one snapshot of the link at `index`; `None` where it has none.
    pub(crate) fn new(plan: &Plan<'a>, index: usize, snapshot: &'a Snapshot, root: &str) -> Option<Self> {
        let link = plan.link(index)?;
        let facts = snapshot.reader.as_ref()?;
        let SnapshotText { article, .. } = plan.input().texts.of(&snapshot.capture)?;
        let title = text::title(link, plan.best(index));
        let contents: Vec<HeadingView<'_>> = facts.headings.iter().map(HeadingView::new).collect();
        let meta = &snapshot.meta;
        Some(Self {
            title: title.text,
            title_lang: title.language,
            url: text::clean(&link.url),
            outward: text::outward(&link.url),
            host: text::host(&link.url),
            link: routes::href(root, &routes::link(&link.id)),
            viewer: routes::href(root, &routes::viewer(&snapshot.folder)),
            captured: super::instant(snapshot.captured),
            author: text::present(link.author.as_deref().or(meta.author.as_deref())),
            published: plan.published(index),
            words: facts.words,
            minutes: facts.minutes,
            article_lang: facts.language.as_deref().or(meta.language.as_deref()).and_then(text::language),
            direction: if facts.rtl { "rtl" } else { "ltr" },
            hero: facts.hero.as_ref().map(|picture| HeroView {
                src: routes::href(root, &picture.path),
                width: picture.width,
                height: picture.height,
            }),
            article,
            contents: if contents.len() >= CONTENTS { contents } else { Vec::new() },
            notes: link.notes.as_deref().filter(|notes| !notes.trim().is_empty()),
            others: others(plan, index, snapshot, root),
            best: super::link::is(plan.best(index), snapshot),
        })
    }
}

impl<'a> HeadingView<'a> {
    fn new(heading: &'a Heading) -> Self {
        Self { id: &heading.id, level: heading.level, text: text::clean(&heading.text) }
    }
}
