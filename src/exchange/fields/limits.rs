//! What keeps the work for a file in proportion to its size.

use crate::exchange::{Entry, Parsed};

/// Tags of one link that are read. Each is compared with all before it.
pub(in crate::exchange) const MOST_TAGS: usize = 1000;

/// Adds a tag, unless there are too many.
pub(in crate::exchange) fn tag(entry: &mut Entry, tag: &str, parsed: &mut Parsed) {
    if entry.tags.len() < MOST_TAGS {
        entry.tag(tag);
    } else {
        parsed.drop_one("tags beyond the thousandth of a link");
    }
}

/// How many bytes of names of folders links may have. A file says a name once, and every link in the folder has it: a long
/// name over many short links could fill any memory.
#[derive(Debug)]
pub(in crate::exchange) struct FolderBudget(usize);

impl FolderBudget {
    /// For a file of `length` bytes.
    pub(in crate::exchange) fn of(length: usize) -> Self {
        Self(length.saturating_mul(32).saturating_add(10 << 20))
    }

    /// Gives a link its folders, as long as the budget lasts.
    pub(in crate::exchange) fn give<'a>(
        &mut self,
        folders: impl Iterator<Item = &'a String> + Clone,
        entry: &mut Entry,
        parsed: &mut Parsed,
    ) {
        if self.spend(folders.clone()) {
            entry.folders = folders.filter(|name| !name.is_empty()).cloned().collect();
        } else {
            parsed.drop_one("folders beyond what is read of a file of this size");
        }
    }

    /// Whether the names may be copied once more.
    pub(in crate::exchange) fn spend<'a>(&mut self, names: impl Iterator<Item = &'a String>) -> bool {
        let cost: usize = names.map(|name| name.len() + size_of::<String>()).sum();
        let left = self.0.checked_sub(cost);
        self.0 = left.unwrap_or_default();
        left.is_some()
    }
}
