//! `links.json`: the machine's way in. Every public link, newest first, and every tag.

use serde::Serialize;

use super::plan::Plan;
use super::view::moment;
use super::{routes, text};
use crate::model::Status;
use crate::replay::ContentKind;

/// Version of the document.
const VERSION: u32 = 1;

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
    kind: ContentKind,
    media_type: &'a str,
    best: bool,
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
    tags: &'a [String],
    added: Option<String>,
    updated: Option<String>,
    published: Option<String>,
    author: Option<&'a str>,
    language: Option<String>,
    starred: bool,
    status: Status,
    page: String,
    snapshots: Vec<SnapshotJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a crate::store::record::Failure>,
}

#[derive(Serialize)]
struct TagJson<'a> {
    key: &'a str,
    name: &'a str,
    title: &'a str,
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
    let mut out = format!("{{\n\"version\": {VERSION},\n\"site\": ").into_bytes();
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
        push(&mut out, &TagJson { key: &tag.key, name: &tag.name, title: &tag.title, count, page });
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
        kind: snapshot.kind,
        media_type: &snapshot.media_type,
        best: best.is_some_and(|best| std::ptr::eq(best, snapshot)),
        file: snapshot.main_asset.as_deref(),
        json_ld: snapshot.meta.json_ld.as_deref(),
    });
    let description = link.description.as_deref().or_else(|| meta?.description.as_deref());
    let language = link.language.as_deref().or_else(|| meta?.language.as_deref()).and_then(text::language);
    push(
        out,
        &LinkJson {
            id: &link.id,
            url: &link.url,
            title: &title,
            description,
            tags: &link.tags,
            added: link.added.as_ref().map(moment),
            updated: link.updated.as_ref().map(moment),
            published: link.published.as_ref().map(moment),
            author: link.author.as_deref().or_else(|| meta?.author.as_deref()),
            language,
            starred: link.starred,
            status: link.status,
            page: routes::link(&link.id),
            snapshots: snapshots.collect(),
            error: entry.failure.as_ref().map(|attempt| &attempt.failure),
        },
    );
}
