//! What stands between links, and the order of links.

use std::ops::Range;

use super::SortKey;
use crate::model::edit::patch::Patch;
use crate::model::edit::segments::{self, Kind, Segment};
use crate::model::files::Content;
use crate::text::fold;

/// One blank line between links and other pieces, and none at the ends.
pub(super) fn between(path: &str, text: &str, content: &Content, newline: &str) -> Vec<Patch> {
    let segments = segments::cut(path, text, content);
    let mut patches = Vec::new();
    for (at, segment) in segments.iter().enumerate() {
        let at_an_end = at == 0 || at + 1 == segments.len();
        let wanted = if at_an_end { "" } else { newline };
        match &segment.kind {
            Kind::Gap if text.get(segment.range.clone()) != Some(wanted) => {
                patches.push(Patch::new(segment.range.clone(), wanted));
            }
            Kind::Entry(_)
                if at > 0 && segments.get(at - 1).is_some_and(|before| before.kind != Kind::Gap) =>
            {
                patches.push(Patch::insert(segment.range.start, newline));
            }
            _ => {}
        }
    }
    patches
}

/// Links in order, within each run of them that nothing but blank lines divides.
pub(super) fn sorted(path: &str, text: &str, content: &Content, newline: &str, by: SortKey) -> Vec<Patch> {
    let segments = segments::cut(path, text, content);
    let mut runs: Vec<Vec<&Segment>> = vec![Vec::new()];
    let mut last_mark = None;
    for segment in &segments {
        match &segment.kind {
            Kind::Gap => {}
            Kind::Text => {
                runs.push(Vec::new());
                last_mark = None;
            }
            Kind::Entry(_) => {
                // Another marker begins another list.
                let mark = mark(path, text, &segment.range);
                if last_mark.is_some_and(|last| last != mark) {
                    runs.push(Vec::new());
                }
                last_mark = Some(mark);
                runs.last_mut().into_iter().for_each(|run| run.push(segment));
            }
        }
    }
    runs.iter().flat_map(|run| in_order(text, run, content, newline, by)).collect()
}

/// The sign that an item begins with, and where.
fn mark(path: &str, text: &str, range: &Range<usize>) -> (usize, char) {
    if path.to_lowercase().ends_with(".toml") {
        return (0, '[');
    }
    let line = text.get(range.clone()).unwrap_or("");
    let bare = line.trim_start();
    let sign = bare.chars().find(|c| !c.is_ascii_digit()).unwrap_or(' ');
    (line.len() - bare.len(), sign)
}

fn in_order(text: &str, run: &[&Segment], content: &Content, newline: &str, by: SortKey) -> Vec<Patch> {
    let mut order: Vec<(bool, String, &&Segment)> = run
        .iter()
        .map(|segment| {
            let key = key(segment, content, by);
            (key.is_none(), key.unwrap_or_default(), segment)
        })
        .collect();
    order.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
    let places = run.iter().zip(&order).filter(|(place, (.., segment))| place.range != segment.range);
    places
        .filter_map(|(place, (.., segment))| {
            let mut words = text.get(segment.range.clone())?.to_owned();
            // The last line of a file may lack its ending, which is wanted everywhere else.
            let ended = text.get(place.range.clone())?.ends_with('\n');
            if ended && !words.ends_with('\n') {
                words.push_str(newline);
            } else if !ended {
                words.truncate(words.trim_end_matches(['\r', '\n']).len());
            }
            Some(Patch::new(place.range.clone(), words))
        })
        .collect()
}

fn key(segment: &Segment, content: &Content, by: SortKey) -> Option<String> {
    let Kind::Entry(places) = &segment.kind else { return None };
    let link = &content.drafts.get(*places.first()?)?.link;
    match by {
        SortKey::Added => {
            link.added.as_ref().map(|added| added.instant.strftime("%Y-%m-%dT%H:%M:%S").to_string())
        }
        SortKey::Title => Some(fold(link.title.as_deref().unwrap_or(&link.url))),
        SortKey::Url => Some(link.url.clone()),
    }
}
