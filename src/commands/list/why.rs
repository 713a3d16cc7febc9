//! What is known of a link, to be read by people.

use crate::console::{Console, Paint};
use crate::pipeline::why::{Applied, Why};
use crate::text::{counted, printable};

/// The lines below a link.
pub(super) fn lines(console: &Console, why: &Why) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = |name: &str, text: &str| {
        let name = console.paint_result(Paint::Quiet, &format!("{name:<8}"));
        lines.push(format!("    {name}  {}", printable(text)));
    };
    if !why.own_tags.is_empty() {
        line("tags", &format!("{} (of its own)", hashes(&why.own_tags)));
    }
    for rule in &why.rules {
        line("rule", &format!("{} {}", rule.source, deeds(rule)));
    }
    line("capture", &why.next);
    if let Some(shown) = &why.shown {
        let of = counted(why.snapshots, "snapshot");
        match &why.page {
            Some(_) => line("shown", &format!("{shown}, of {of}")),
            None => line("kept", &format!("{shown}, of {of}, and on no page: the link is private")),
        }
    }
    lines
}

fn hashes(tags: &[String]) -> String {
    tags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" ")
}

/// What a rule does, as a list of verbs.
fn deeds(rule: &Applied) -> String {
    let mut deeds = Vec::new();
    if !rule.tags.is_empty() {
        deeds.push(format!("adds {}", hashes(&rule.tags)));
    }
    if !rule.had_tags.is_empty() {
        deeds.push(format!("would add {}, which it has already", hashes(&rule.had_tags)));
    }
    match rule.archive {
        Some(true) => deeds.push("says archive = true".to_owned()),
        Some(false) => deeds.push("says archive = false".to_owned()),
        None => {}
    }
    if !rule.headers.is_empty() {
        deeds.push(format!("sends {}", rule.headers.join(", ")));
    }
    if !rule.remove.is_empty() {
        deeds.push(format!("leaves out {}", rule.remove.join(", ")));
    }
    if rule.keep_json_ld {
        deeds.push("keeps its JSON-LD".to_owned());
    }
    if deeds.is_empty() { "does nothing".to_owned() } else { deeds.join("; ") }
}
