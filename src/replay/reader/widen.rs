//! Articles of which the extractor took only a part: pages of reference have parts that are as good as each other, and it
//! settles on the best.

use super::slim;
use crate::web::dom::{Dom, Element, NodeId};

/// Bytes of text, and how many of them are in links.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    all: usize,
    linked: usize,
}

impl Weight {
    fn plain(self) -> usize {
        self.all - self.linked
    }

    fn add(&mut self, other: Self) {
        self.all += other.all;
        self.linked += other.linked;
    }

    fn beyond(self, other: Self) -> Self {
        let linked = self.linked.saturating_sub(other.linked);
        Self { all: self.all.saturating_sub(other.all).max(linked), linked }
    }

    /// Whether it is so much, and words rather than links.
    fn is_worth(self, least: usize) -> bool {
        self.plain() > LEAST.max(least) && self.linked * 4 < self.all
    }
}

/// Bytes of text that must be gained.
const LEAST: usize = 500;

/// The element around the whole article of which `found` is the part that was found, in this chain of elements of the
/// page, the outermost first. `None` where nothing is gained.
pub(super) fn widen(dom: &Dom, around: &[NodeId], found: &Dom) -> Option<NodeId> {
    let body = around.iter().position(|id| dom.element(*id).is_some_and(|e| e.is("body")))?;
    let (inner, outer) = around.get(body + 1..)?.split_last()?;
    let mut have = weigh(dom, *inner);
    // Lists and boxes that were taken out from between what was found.
    let missed = have.beyond(weigh(found, Dom::DOCUMENT));
    let mut best = missed.is_worth(have.plain() / 12).then_some(*inner);
    let mut at = *inner;
    let mut gained = Weight::default();
    for id in outer.iter().rev() {
        for child in dom.children(*id).filter(|child| *child != at) {
            gained.add(weigh(dom, child));
        }
        at = *id;
        if gained.is_worth(have.plain() / 4) {
            have.add(std::mem::take(&mut gained));
            best = Some(*id);
        }
    }
    best
}

fn weigh(dom: &Dom, root: NodeId) -> Weight {
    let mut weight = Weight::default();
    // Where the link that is open ends.
    let mut link: Option<Option<NodeId>> = None;
    let mut at = Some(root);
    while let Some(id) = at {
        if link == Some(at) {
            link = None;
        }
        at = dom.following(id, root);
        if let Some(text) = dom.text(id) {
            let length = text.split_whitespace().map(str::len).sum::<usize>();
            weight.all += length;
            weight.linked += if link.is_some() { length } else { 0 };
        } else if let Some(element) = dom.element(id) {
            let silent = matches!(element.local(), "script" | "style" | "svg" | "template" | "button");
            if silent || is_beside(dom, id, element) {
                at = dom.after(id, root);
            } else if link.is_none() && slim::is_link(element) {
                link = Some(dom.after(id, root));
            }
        }
    }
    weight
}

/// Words in names of what stands beside an article.
const BESIDE: &[&str] = &[
    "banner",
    "breadcrumb",
    "comment",
    "cookie",
    "disqus",
    "newsletter",
    "pagination",
    "promo",
    "recommend",
    "related",
    "share",
    "sidebar",
    "social",
    "sponsor",
    "subscribe",
    "toolbar",
    "widget",
];

/// Whether an element holds what stands beside an article rather than in it, or is not shown.
pub(super) fn is_beside(dom: &Dom, id: NodeId, element: &Element) -> bool {
    let said = |attr: &str| element.attr(attr).unwrap_or_default().to_ascii_lowercase();
    let (class, name, role) = (said("class"), said("id"), said("role"));
    let hidden = element.has("hidden") || element.attr("aria-hidden") == Some("true") || slim::hides(element);
    let roles = ["navigation", "complementary", "search", "banner", "contentinfo", "menu", "dialog", "alert"];
    let never = ["body", "main", "article", "p", "pre", "code", "table", "a", "span"];
    let landmark = matches!(element.local(), "nav" | "aside" | "footer");
    let named = !never.contains(&element.local())
        && (BESIDE.iter().any(|word| class.contains(word)) || BESIDE.contains(&name.trim_end_matches('s')));
    hidden
        || roles.contains(&role.as_str())
        || (landmark || named) && !slim::is_note(dom, id, element, &class)
}
