//! The order of listings: newest first, and the same on every machine.

use jiff::Timestamp;

use super::input::{Entry, SiteInput};
use crate::model::Visibility;

/// What stands for a link that nothing is known of.
static NOTHING: Entry = Entry { snapshots: Vec::new(), best: None, failure: None, first_seen: None };

/// What is known of the captures of the link at `index`.
pub fn entry<'a>(input: &'a SiteInput<'_>, index: usize) -> &'a Entry {
    input.entries.get(index).unwrap_or(&NOTHING)
}

/// The instant a link sorts by: when it was kept, else when it was first captured or tried.
pub fn sorts_by(input: &SiteInput<'_>, index: usize) -> Option<Timestamp> {
    let added = input.collection.links.get(index).and_then(|link| link.added.as_ref());
    added.map(|moment| moment.instant).or(entry(input, index).first_seen)
}

/// Indexes of the links of one visibility, newest first; equals and links without any date keep their file order, the
/// latter at the end.
pub fn newest_first(input: &SiteInput<'_>, visibility: Visibility) -> Vec<usize> {
    let mut keyed: Vec<(Option<Timestamp>, usize)> = input
        .collection
        .links
        .iter()
        .enumerate()
        .filter(|(_, link)| link.visibility == visibility)
        .map(|(index, _)| (sorts_by(input, index), index))
        .collect();
    // `None` is less than every instant, so that descending order puts it last. The sort is stable.
    keyed.sort_by_key(|(instant, _)| std::cmp::Reverse(*instant));
    keyed.into_iter().map(|(_, index)| index).collect()
}
