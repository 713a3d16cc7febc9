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
    /// Of what does not say: behind all that does.
    Last,
}

impl Order {
    /// What a link is compared by; `None` when it does not say.
    pub(super) fn key(self, draft: &Draft) -> Option<Key> {
        let link = &draft.link;
        match self {
            Self::Added => link.added.as_ref().map(|moment| Key::Time(moment.instant)),
            Self::Title => link.title.as_ref().map(|title| Key::Text(fold(title))),
            Self::Url => Some(Key::Text(link.url.clone())),
        }
    }

    /// The place of a link in this order. Of equals, the first stays the first.
    pub(super) fn place(self, draft: &Draft) -> Key {
        self.key(draft).unwrap_or(Key::Last)
    }
}
