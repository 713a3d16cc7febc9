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
}

/// Bytes of text that must be gained.
const LEAST: usize = 500;

/// The element around the whole article whose found part has this chain of elements around it, the page's first.
/// `None` where nothing is gained.
pub(super) fn widen(dom: &Dom, around: &[NodeId]) -> Option<NodeId> {
    let body = around.iter().position(|id| dom.element(*id).is_some_and(|e| e.is("body")))?;
    let (inner, outer) = around.get(body + 1..)?.split_last()?;
    let mut have = weigh(dom, *inner);
    let (mut best, mut at) = (None, *inner);
    let mut gained = Weight::default();
    for id in outer.iter().rev() {
        for child in dom.children(*id).filter(|child| *child != at) {
            let more = weigh(dom, child);
            gained.all += more.all;
            gained.linked += more.linked;
        }
        at = *id;
        // A quarter more, and words rather than links.
        if gained.plain() > LEAST.max(have.plain() / 4) && gained.linked * 4 < gained.all {
            have.all += gained.all;
            have.linked += gained.linked;
            gained = Weight::default();
            best = Some(*id);
        }
    }
    best
}

fn weigh(dom: &Dom, root: NodeId) -> Weight {
    let mut weight = Weight::default();
    let mut link = None;
    let mut at = Some(root);
    while let Some(id) = at {
        if let Some(text) = dom.text(id) {
            let length = text.split_whitespace().map(str::len).sum::<usize>();
            weight.all += length;
            weight.linked += if link.is_some() { length } else { 0 };
        } else if let Some(element) = dom.element(id) {
            if is_beside(element)
                || matches!(element.local(), "script" | "style" | "svg" | "template" | "button")
            {
                at = dom.after(id, root);
                link = link.filter(|link| at.is_some_and(|at| dom.ancestors(at).any(|a| a == *link)));
                continue;
            }
            if link.is_none() && element.is("a") {
                link = Some(id);
            }
        }
        at = dom.following(id, root);
        if let (Some(inner), Some(next)) = (link, at)
            && dom.first_child(id) != Some(next)
            && !dom.ancestors(next).any(|a| a == inner)
        {
            link = None;
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
pub(super) fn is_beside(element: &Element) -> bool {
    let name = |attr: &str| element.attr(attr).unwrap_or_default().to_ascii_lowercase();
    let (class, id, role) = (name("class"), name("id"), name("role"));
    let landmark = matches!(element.local(), "nav" | "aside" | "footer") && !slim::is_note(element, &class);
    landmark
        || element.has("hidden")
        || element.attr("aria-hidden") == Some("true")
        || slim::hides(element)
        || matches!(
            role.as_str(),
            "navigation"
                | "complementary"
                | "search"
                | "banner"
                | "contentinfo"
                | "menu"
                | "dialog"
                | "alert"
        )
        || !matches!(
            element.local(),
            "body" | "main" | "article" | "p" | "pre" | "code" | "table" | "a" | "span"
        ) && (BESIDE.iter().any(|word| class.contains(word)) || BESIDE.contains(&id.trim_end_matches('s')))
}
