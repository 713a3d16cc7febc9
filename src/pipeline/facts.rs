//! What the store knows of links, for queries that ask: how the capture of each stands, and what kind of thing it is.

use super::Context;
use crate::capture::plan;
use crate::model::query::{Captured, Query};
use crate::model::{self, Link};
use crate::replay::ContentKind;
use crate::site::view;
use crate::store::index::{self, StoreIndex, Summary};
use crate::store::record::{Outcome, Role};
use crate::web::media::{self, Class};

/// The links that a query means, as indexes of the collection. The store is read only if the query asks for it.
pub fn find(context: &Context, query: &Query) -> Vec<usize> {
    let links = context.collection.links.iter().enumerate();
    if !query.asks_for_captures() {
        let tags = &context.collection.tags;
        return links.filter(|(_, link)| query.matches(link, tags, None)).map(|(at, _)| at).collect();
    }
    let store = StoreIndex::read(&context.store, &model::key);
    let means = |link: &Link| {
        query.matches(link, &context.collection.tags, None).then(|| captured(context, &store, link, query))
    };
    links
        .filter(|(_, link)| {
            means(link).is_some_and(|facts| query.matches(link, &context.collection.tags, Some(&facts)))
        })
        .map(|(at, _)| at)
        .collect()
}

fn captured(context: &Context, store: &StoreIndex, link: &Link, query: &Query) -> Captured {
    let attempts = plan::attempts_of(link, store, &model::key);
    let snapshots: Vec<&Summary> = attempts.iter().rev().copied().filter(|one| one.is_snapshot()).collect();
    let best = index::best(&snapshots).and_then(|best| snapshots.get(best).copied());
    let failed = attempts.last().is_some_and(|last| last.outcome == Outcome::Failed);
    Captured {
        state: view::state(best.map(|best| best.outcome == Outcome::Captured), failed, link.archive),
        kind: best.filter(|_| query.asks_for_kinds()).map_or("none", |best| kind(context, best).name()),
    }
}

/// What a snapshot is shown as, by the type of its document. One that cannot be read is a file.
fn kind(context: &Context, snapshot: &Summary) -> ContentKind {
    let document =
        context.store.read_record(snapshot.area, &snapshot.capture).ok().and_then(|(record, _)| {
            let at = record.document()?;
            record.exchanges.into_iter().nth(at)
        });
    let Some(document) = document else { return ContentKind::File };
    let bytes = document.blob.as_ref().and_then(|blob| context.store.read_blob(snapshot.area, blob).ok());
    let nosniff =
        document.header("x-content-type-options").is_some_and(|v| v.trim().eq_ignore_ascii_case("nosniff"));
    let media = media::classify(
        document.header("content-type"),
        nosniff,
        bytes.as_deref().unwrap_or_default(),
        Role::Document,
    );
    match media.class {
        Class::Html | Class::Xhtml => ContentKind::Page,
        Class::Svg | Class::Image => ContentKind::Image,
        Class::Pdf => ContentKind::Pdf,
        Class::Audio => ContentKind::Audio,
        Class::Video => ContentKind::Video,
        Class::Font | Class::Binary => ContentKind::File,
        _ => ContentKind::Text,
    }
}
