//! Formulas: MathML Core as it is drawn, in a vocabulary that every browser knows.

use markup5ever::{QualName, ns};

use crate::web::dom::{Attr, Dom, NodeId};

/// Elements of one formula.
const MOST: usize = 2_000;

/// A copy of the formula at `source` in `out`, not yet in its tree. `None` for what is no proper formula.
pub(super) fn copy(dom: &Dom, source: NodeId, out: &mut Dom) -> Option<NodeId> {
    if dom.descendants(source).take(MOST + 1).count() > MOST {
        return None;
    }
    let mut root = None;
    let mut open: Vec<(NodeId, NodeId)> = Vec::new();
    let mut at = Some(source);
    while let Some(id) = at {
        while open.last().is_some_and(|(from, _)| !dom.ancestors(id).any(|a| a == *from)) {
            open.pop();
        }
        let parent = open.last().map(|(_, to)| *to);
        if let Some(text) = dom.text(id) {
            let token = parent.and_then(|p| out.element(p)).is_some_and(|p| is_token(p.local()));
            if let Some(parent) = parent.filter(|_| token) {
                let text: String = text.chars().filter(|c| !super::fold::is_forbidden(*c)).collect();
                let node = out.create_text(text.split_whitespace().collect::<Vec<_>>().join(" "));
                out.append(parent, node);
            } else if !text.trim().is_empty() {
                return None;
            }
            at = dom.after(id, source);
            continue;
        }
        let element = dom.element(id).filter(|element| element.name.ns == ns!(mathml))?;
        let name = element.local();
        if name == "semantics" {
            // The formula is its first child; others say the same in other words.
            let presentation = dom.children(id).find(|child| dom.element(*child).is_some())?;
            let others: Vec<NodeId> = dom.children(id).filter(|child| *child != presentation).collect();
            if others
                .iter()
                .any(|other| dom.element(*other).is_some_and(|e| !e.local().starts_with("annotation")))
            {
                return None;
            }
            at = Some(presentation);
            continue;
        }
        let children = dom.children(id).filter(|child| dom.element(*child).is_some()).count();
        if !is_sound(name, children) {
            return None;
        }
        let attrs = element
            .attrs
            .iter()
            .filter(|attr| is_plain(name, attr))
            .map(|attr| Attr::new(&attr.name.local, attr.value.trim().to_ascii_lowercase()));
        let node = out.create_element(QualName::new(None, ns!(mathml), name.into()), attrs.collect());
        match parent {
            Some(parent) => out.append(parent, node),
            None => root = root.or(Some(node)),
        }
        open.push((id, node));
        at = dom.following(id, source);
    }
    root
}

fn is_token(name: &str) -> bool {
    matches!(name, "mi" | "mn" | "mo" | "ms" | "mtext")
}

/// Whether an element is known, and has as many parts as it must.
fn is_sound(name: &str, children: usize) -> bool {
    match name {
        "mfrac" | "mroot" | "msub" | "msup" | "munder" | "mover" => children == 2,
        "msubsup" | "munderover" => children == 3,
        "mspace" | "mi" | "mn" | "mo" | "ms" | "mtext" => children == 0,
        "math" | "mrow" | "msqrt" | "mstyle" | "mpadded" | "mphantom" | "merror" | "mtable" | "mtr"
        | "mtd" => true,
        _ => false,
    }
}

fn is_plain(name: &str, attr: &Attr) -> bool {
    if attr.name.ns != ns!() {
        return false;
    }
    let value = attr.value.trim().to_ascii_lowercase();
    match (name, &*attr.name.local) {
        ("math", "display") => matches!(value.as_str(), "block" | "inline"),
        ("mi", "mathvariant") => value == "normal",
        ("mo", "stretchy" | "fence" | "separator" | "largeop" | "movablelimits")
        | ("mstyle", "displaystyle")
        | ("mover" | "munderover", "accent") => matches!(value.as_str(), "true" | "false"),
        _ => false,
    }
}
