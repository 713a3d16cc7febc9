//! `links.json`: the machine's way in. Every public link, newest first, and every tag.

use serde::Serialize;

use super::plan::Plan;
use super::view::moment;
use super::{facets, routes, text};
use crate::model::Status;
use crate::replay::ContentKind;

/// Version of the document.
const VERSION: u32 = 1;
/// The document's JSON Schema (draft 2020-12), which is published beside it.
pub const SCHEMA: &str = include_str!("links.schema.json");
/// Where the schema lands below `output/`.
pub const SCHEMA_ROUTE: &str = "links.schema.json";

#[derive(Serialize)]
struct SiteJson<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base_url: Option<&'a str>,
    language: &'a str,
}

#[derive(Serialize)]
struct SnapshotJson<'a> {
    path: String,
    page: String,
    captured: String,
    whole: bool,
    missing: usize,
    suspect: &'a [String],
    bytes: u64,
    kind: ContentKind,
    media_type: &'a str,
    best: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reader: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    json_ld: Option<&'a str>,
}

#[derive(Serialize)]
struct LinkJson<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    description: Option<&'a str>,
    notes: Option<&'a str>,
    tags: &'a [String],
    folder: Option<&'a str>,
    host: Option<String>,
    added: Option<String>,
    updated: Option<String>,
    published: Option<String>,
    author: Option<&'a str>,
    language: Option<String>,
    starred: bool,
    status: Status,
    state: &'static str,
    kind: &'static str,
    words: usize,
    page: String,
    picture: Option<&'a str>,
    snapshots: Vec<SnapshotJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a crate::store::record::Failure>,
}

#[derive(Serialize)]
struct TagJson<'a> {
    key: &'a str,
    name: &'a str,
    title: &'a str,
    parents: &'a [String],
    count: usize,
    page: String,
}

/// The document, one link a line so that its history can be read. Paths are below the site's root, not encoded.
pub fn links(plan: &Plan<'_>) -> Vec<u8> {
    let site = &plan.input().config.site;
    let head = SiteJson {
        title: &site.title,
        description: site.description.as_deref(),
        base_url: plan.base(),
        language: &site.language,
    };
    let mut out =
        format!("{{\n\"$schema\": \"{SCHEMA_ROUTE}\",\n\"version\": {VERSION},\n\"site\": ").into_bytes();
    push(&mut out, &head);
    out.extend_from_slice(b",\n\"links\": [");
    let mut separator: &[u8] = b"\n";
    for &index in plan.public() {
        out.extend_from_slice(std::mem::replace(&mut separator, b",\n"));
        link(plan, index, &mut out);
    }
    out.extend_from_slice(b"\n],\n\"tags\": [");
    separator = b"\n";
    for tag in plan.tags().all() {
        out.extend_from_slice(std::mem::replace(&mut separator, b",\n"));
        let count = plan.tags().links(&tag.key).len();
        let page = routes::tag(&tag.slug, 1);
        push(
            &mut out,
            &TagJson {
                key: &tag.key,
                name: &tag.name,
                title: &tag.title,
                parents: &tag.parents,
                count,
                page,
            },
        );
    }
    out.extend_from_slice(b"\n]\n}\n");
    out
}

/// Plain data with string keys: serialising it cannot fail.
fn push<T: Serialize>(out: &mut Vec<u8>, value: &T) {
    let _ = serde_json::to_writer(out, value);
}

fn link(plan: &Plan<'_>, index: usize, out: &mut Vec<u8>) {
    let Some(link) = plan.link(index) else { return };
    let best = plan.best(index);
    let meta = best.map(|snapshot| &snapshot.meta);
    let title = text::title(link, best).text;
    let entry = plan.entry(index);
    let snapshots = entry.snapshots.iter().map(|snapshot| SnapshotJson {
        path: routes::viewer(&snapshot.folder),
        page: format!("{}/page.html", snapshot.folder),
        captured: snapshot.captured.to_string(),
        whole: snapshot.whole,
        missing: snapshot.missing.len(),
        suspect: &snapshot.suspect,
        bytes: snapshot.resources.bytes,
        reader: snapshot.reader.as_ref().map(|_| routes::reader(&snapshot.folder)),
        kind: snapshot.kind,
        media_type: &snapshot.media_type,
        best: best.is_some_and(|best| std::ptr::eq(best, snapshot)),
        file: snapshot.main_asset.as_deref(),
        json_ld: snapshot.meta.json_ld.as_deref(),
    });
    let description = link.description.as_deref().or_else(|| meta?.description.as_deref());
    let language = plan.language(index);
    push(
        out,
        &LinkJson {
            id: &link.id,
            url: &link.url,
            title: &title,
            description,
            notes: link.notes.as_deref(),
            tags: &link.tags,
            folder: facets::folder_of(link),
            host: facets::host_key(&link.url),
            added: link.added.as_ref().map(moment),
            updated: link.updated.as_ref().map(moment),
            published: plan.published(index),
            author: link.author.as_deref().or_else(|| meta?.author.as_deref()),
            language,
            starred: link.starred,
            status: link.status,
            state: super::view::state(best.map(|s| s.whole), entry.failure.is_some(), link.archive),
            kind: facets::kind_of(plan, index),
            words: meta.map_or(0, |meta| meta.words),
            picture: best.and_then(|s| s.picture.as_ref()).map(|picture| picture.path.as_str()),
            page: routes::link(&link.id),
            snapshots: snapshots.collect(),
            error: entry.failure.as_ref().map(|attempt| &attempt.failure),
        },
    );
}
