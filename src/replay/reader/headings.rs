//! Headings of a reader view: the first is below the page's own, each at most one level deeper than the one before.

use std::collections::HashSet;

use super::fold::folded;
use super::links::is_heading;
use crate::replay::Heading;
use crate::web::dom::{Dom, NodeId, html_name};

/// Characters of text that may stand before the headline.
const BEFORE: usize = 300;

/// Takes out the headline where it says what the page's own heading says.
pub(super) fn drop_headline(out: &mut Dom, title: Option<&str>) {
    let Some(title) = title.map(letters).filter(|title| !title.is_empty()) else { return };
    let mut before = 0;
    let mut headline = None;
    for id in out.descendants(Dom::DOCUMENT) {
        if out.element(id).is_some_and(|e| is_heading(e.local())) {
            headline = Some(id);
            break;
        }
        before += out.text(id).map_or(0, str::len);
        if before > BEFORE {
            return;
        }
    }
    let Some(id) = headline else { return };
    let words = letters(&out.text_content(id));
    let first = out.element(id).is_some_and(|e| e.is("h1"));
    // A title often has the site's name after the headline.
    let same = words == title
        || words.len() >= 8 && title.starts_with(&words) && (first || words.len() * 2 > title.len());
    if same && out.descendants(id).all(|node| out.element(node).is_none_or(|e| !e.is("img"))) {
        out.detach(id);
    }
}

/// Only what is said, for comparing.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Counts the headings anew, and names each: those for a list of contents.
pub(super) fn count(out: &mut Dom) -> Vec<Heading> {
    let all: Vec<NodeId> = out
        .descendants(Dom::DOCUMENT)
        .filter(|id| out.element(*id).is_some_and(|e| is_heading(e.local())))
        .collect();
    let mut taken: HashSet<String> = out
        .descendants(Dom::DOCUMENT)
        .filter_map(|id| out.element(id)?.attr("id").map(str::to_owned))
        .collect();
    // Levels of the page's headings around the present one.
    let mut around: Vec<u8> = Vec::new();
    let mut found = Vec::new();
    for id in all {
        let text = folded(&out.text_content(id), 500);
        let Some(element) = out.element_mut(id) else { continue };
        let level = element.local().as_bytes().get(1).map_or(2, |digit| digit - b'0');
        if text.is_empty() {
            // A picture that was written as a heading, or words that nobody sees.
            element.name = html_name("p");
            continue;
        }
        while around.last().is_some_and(|last| *last >= level) {
            around.pop();
        }
        let new = (around.len() as u8 + 2).min(6);
        around.push(level);
        element.name = html_name(["h2", "h3", "h4", "h5", "h6"][usize::from(new) - 2]);
        let anchor = element.attr("id").map_or_else(
            || {
                let number = found.len() + 1;
                let name =
                    (0..).map(|n| if n == 0 { format!("r-h-{number}") } else { format!("r-h-{number}-{n}") });
                let mut free = name.filter(|name| !taken.contains(name));
                free.next().unwrap_or_default()
            },
            str::to_owned,
        );
        element.set("id", anchor.as_str());
        taken.insert(anchor.clone());
        found.push(Heading { level: new, id: anchor, text });
    }
    found
}
