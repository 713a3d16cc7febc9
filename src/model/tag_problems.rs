//! What a careful keeper wants to know of tags: those that nobody described, those that look alike, and descriptions of
//! tags that no link has.

use std::collections::{HashMap, HashSet};

use jiff::tz::TimeZone;

use super::files::read_text;
use super::{Collection, SourceFile, Tag, similar_tags};
use crate::diagnostic::{Diagnostic, Span};
use crate::text::{shorten, tag_key};
use crate::threads::in_threads;

/// The codes of what [`tag_problems`] tells.
pub const TAG_PROBLEMS: [&str; 3] = ["undeclared-tag", "unused-tag", "similar-tags"];

/// Warnings about tags, each at its first place. Tags that are described nowhere are reported where `links/tags.toml`
/// describes at least half of those in use: only there is it a habit.
pub fn tag_problems(files: &[SourceFile], collection: &Collection) -> Vec<Diagnostic> {
    let tags = &collection.tags;
    let mut places: HashMap<String, Span> = HashMap::new();
    let mut declared: HashMap<String, Span> = HashMap::new();
    let contents = in_threads(files, |file| {
        let text = String::from_utf8_lossy(&file.bytes);
        read_text(&file.path, text.trim_start_matches('\u{feff}'), &TimeZone::UTC)
    });
    for content in contents {
        for tag in &content.declared {
            declared.extend(tag_key(&tag.tag.name).map(|key| (key, tag.tag.span.clone())));
        }
        if content.declared.is_empty() {
            for tag in content.tags {
                if let Some(key) = tag_key(&tag.name) {
                    places.entry(tags.resolve(&key)).or_insert(tag.span);
                }
            }
        }
    }
    let used: HashSet<&String> = collection.links.iter().flat_map(|link| &link.tags).collect();
    let described = used.iter().filter(|key| tags.tags.get(**key).is_some_and(|tag| tag.declared)).count();
    let is_habit = described * 2 >= used.len();
    let mut problems = Vec::new();
    let name = |tag: &Tag| shorten(&tag.name, 60);
    for tag in tags.tags.values() {
        if !tag.declared && is_habit && used.contains(&tag.key) {
            let message = format!("the tag `{}` is described nowhere", name(tag));
            let mut problem = Diagnostic::warning("undeclared-tag", message);
            problem.primary = places.get(&tag.key).cloned();
            problems.push(problem.help("describe it in links/tags.toml, or make it an alias of another"));
        }
        if tag.declared && !used.iter().any(|key| tags.is_within(key, &tag.key)) {
            let message = format!("no link has the tag `{}`", name(tag));
            let mut problem = Diagnostic::warning("unused-tag", message);
            problem.primary = declared.get(&tag.key).cloned();
            problems.push(problem.help("remove its description, or give the tag to a link"));
        }
    }
    for group in similar_tags(tags) {
        let group: Vec<&Tag> = group.into_iter().filter(|tag| used.contains(&tag.key)).collect();
        let count = |tag: &Tag| collection.links.iter().filter(|link| link.tags.contains(&tag.key)).count();
        let Some(most) = group.iter().copied().max_by_key(|tag| (tag.declared, count(tag))) else { continue };
        for tag in group.into_iter().filter(|tag| tag.key != most.key) {
            let message = format!("the tags `{}` and `{}` look alike", name(tag), name(most));
            let mut problem = Diagnostic::warning("similar-tags", message);
            problem.primary = places.get(&tag.key).cloned();
            if let Some(span) = places.get(&most.key).or_else(|| declared.get(&most.key)) {
                problem = problem.related(span.clone(), "the other stands here");
            }
            problems.push(problem.help(format!(
                "`linkarium tag merge '{}' '{}'` makes one of them",
                name(tag),
                name(most)
            )));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::short;
    use crate::model::read;

    #[test]
    fn what_a_careful_keeper_wants_to_know() {
        let files = [
            ("links/a.toml", "[[link]]\nurl = 'https://a/'\ntags = ['tutorial', 'x']\n[[link]]\nurl = 'https://b/'\ntags = ['tutorial', 'tutorials']\n"),
            ("links/tags.toml", "[[tag]]\nname = 'tutorial'\n[[tag]]\nname = 'gone'\n[[tag]]\nname = 'tutorials'\n"),
        ]
        .map(|(path, text)| SourceFile { path: path.into(), bytes: text.as_bytes().to_vec() });
        let (collection, sources) = read(&files, &TimeZone::UTC);
        let said: Vec<String> =
            tag_problems(&files, &collection).iter().map(|problem| short(problem, &sources)).collect();
        let has = |words: &str| assert!(said.iter().any(|line| line.contains(words)), "{words} in {said:#?}");
        has("links/tags.toml:4:8");
        has("links/a.toml:3:21");
        has("`tutorials` and `tutorial` look alike");
        assert_eq!(said.len(), 3, "{said:#?}");
    }
}
