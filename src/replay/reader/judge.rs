//! Whether a page has an article that is worth a view of its own.

use url::Url;

use super::links::is_heading;
use super::text;
use crate::replay::meta::Count;
use crate::web::dom::{Dom, NodeId};

/// Words of an article, or their worth in ideographs.
const WORDS: usize = 120;
/// Ideographs that are worth as much.
const IDEOGRAPHS: usize = 250;
/// Headings that are links, from which on a page may be a list of other pages.
const LINKED: usize = 4;

/// The text of a page that people see.
pub(super) fn visible(dom: &Dom) -> String {
    text::of(dom, dom.body().unwrap_or(Dom::DOCUMENT), usize::MAX, &|id| {
        dom.element(id)
            .is_some_and(|e| !e.is_html() || matches!(e.local(), "script" | "style" | "head" | "template"))
    })
}

fn is_long(count: Count) -> bool {
    count.words * IDEOGRAPHS + count.ideographs * WORDS >= WORDS * IDEOGRAPHS
}

/// Whether a page with so many words may hold an article.
pub(super) fn may_hold(count: Count) -> bool {
    is_long(count)
}

/// Whether what was taken out of a page is an article: long enough, no list of links, and most of what a page at the root
/// of its site says.
pub(super) fn is_article(out: &Dom, words: Count, page: Count, url: &Url) -> bool {
    if !is_long(words) {
        return false;
    }
    let (mut all, mut linked) = (0_usize, 0_usize);
    let (mut headings, mut linked_headings) = (0, 0);
    let in_link = |id: NodeId| out.ancestors(id).any(|a| out.element(a).is_some_and(|e| e.is("a")));
    for id in out.descendants(Dom::DOCUMENT) {
        if let Some(text) = out.text(id) {
            all += text.len();
            linked += if in_link(id) { text.len() } else { 0 };
        } else if out.element(id).is_some_and(|e| is_heading(e.local())) {
            headings += 1;
            let outward = |node: NodeId| out.element(node).is_some_and(|e| e.is("a") && !e.has("href"));
            linked_headings +=
                usize::from(out.descendants(id).any(outward) || out.ancestors(id).any(outward));
        }
    }
    let last = url.path().strip_prefix('/').unwrap_or_default();
    let front = url.query().is_none()
        && (last.is_empty() || last.starts_with("index.") || last.starts_with("default."));
    let share = words.total() * 100 / page.total().max(1);
    linked * 2 < all
        && (share >= 35 || words.total() > 400)
        && !(linked_headings >= LINKED && linked_headings * 2 > headings)
        && !(front && (share < 50 || linked * 4 > all))
}
