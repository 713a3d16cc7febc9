//! The search index of a site: what of each public link can be found.

use super::markdown;
use super::strings::Strings;
use crate::search::{Builder, Entry, Options, Sink, TagName};
use crate::site::facets::{host_key, kind_of};
use crate::site::view::state;
use crate::site::{Plan, routes, text};

/// Writes the index of all public links, in the order of the home page, and the words that the client says.
pub(super) fn write<E>(plan: &Plan<'_>, strings: &Strings, sink: &mut Sink<'_, E>) -> Result<(), E> {
    let limit = plan.input().config.build.search_text;
    let mut builder =
        Builder::new(Options { text_bytes: usize::try_from(limit).unwrap_or(usize::MAX) }, sink);
    for &index in plan.public() {
        add(plan, index, &mut builder)?;
    }
    builder.words(&strings.table("search."))?;
    builder.finish()?;
    Ok(())
}

fn add<E>(plan: &Plan<'_>, index: usize, builder: &mut Builder<'_, E>) -> Result<(), E> {
    let Some(link) = plan.link(index) else { return Ok(()) };
    let best = plan.best(index);
    let meta = best.map(|snapshot| &snapshot.meta);
    let title = text::title(link, best);
    let found = best.and_then(|snapshot| plan.input().texts.of(&snapshot.capture)).unwrap_or_default();
    let tags = link.tags.iter().filter_map(|key| plan.tags().get(key));
    let tags: Vec<TagName<'_>> = tags.map(|tag| TagName { key: &tag.key, title: &tag.title }).collect();
    let closure = plan.tags().with_ancestors(&link.tags).into_iter();
    let closure: Vec<TagName<'_>> = closure.map(|tag| TagName { key: &tag.key, title: &tag.title }).collect();
    let own = text::present(link.description.as_deref());
    let description = own.or_else(|| text::present(meta.and_then(|m| m.description.as_deref())));
    let notes = link.notes.as_deref().map(markdown::to_text);
    let published = plan.published_day(index);
    let language = plan.language(index);
    let reader = best
        .filter(|snapshot| snapshot.reader.is_some())
        .map(|snapshot| routes::encode(&routes::reader(&snapshot.folder)));
    builder.add(&Entry {
        title: &title.text,
        title_lang: title.language.as_deref(),
        href: &routes::encode(&routes::link(&link.id)),
        reader: reader.as_deref(),
        thumbnail: best
            .and_then(|snapshot| snapshot.picture.as_ref())
            .map(|picture| routes::encode(&picture.path))
            .as_deref(),
        url: &link.url,
        host: &host_key(&link.url).map_or_else(String::new, |_| text::host(&link.url).to_lowercase()),
        date: plan.local_day(index).as_deref(),
        published: published.as_deref(),
        tags: &tags,
        tag_closure: &closure,
        description: description.as_deref(),
        notes: notes.as_deref(),
        text: &found.plain,
        language: language.as_deref(),
        kind: match kind_of(plan, index) {
            "none" => "",
            kind => kind,
        },
        state: state(best.map(|s| s.whole), plan.entry(index).failure.is_some(), link.archive),
        status: link.status.name(),
        starred: link.starred,
    })
}
