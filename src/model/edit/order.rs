//! The orders in which people keep the links of a file.

use jiff::Timestamp;

use crate::model::read::Draft;
use crate::text::fold;

/// By what links are put in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// When they were kept, the oldest first: what is added to the end of a file is in its place there.
    Added,
    /// Title, whatever the case.
    Title,
    /// Address, by its characters.
    Url,
}

/// What is compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Time(Timestamp),
    Text(String),
}

impl Order {
    /// The place of a link in this order; `None` when it does not say what is asked for.
    pub(super) fn key(self, draft: &Draft) -> Option<Key> {
        let link = &draft.link;
        match self {
            Self::Added => link.added.as_ref().map(|moment| Key::Time(moment.instant)),
            Self::Title => link.title.as_ref().map(|title| Key::Text(fold(title))),
            Self::Url => Some(Key::Text(link.url.clone())),
        }
    }

    /// Puts things in order, each with the place of its link; those without one come last. Equals keep theirs.
    pub(super) fn sort<T>(things: &mut [(Option<Key>, T)]) {
        things.sort_by(|(one, _), (other, _)| match (one, other) {
            (Some(one), Some(other)) => one.cmp(other),
            (one, other) => one.is_none().cmp(&other.is_none()),
        });
    }
}
