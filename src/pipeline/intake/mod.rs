//! What comes in from elsewhere, on its way into the collection: links of other programs, which become entries of link
//! files, and copies of pages that a person saved, which become captures. For `import`, `attach` and the inbox.

mod copy;
mod harvest;
mod merge;
mod own_file;
mod read;
mod sort;
mod write;

pub use crate::config::FolderChoice;
pub use copy::{Prepared, Shelf, Taken, prepare, when_saved};
pub(super) use copy::{shown, too_large};
pub use harvest::harvest;
pub use own_file::{Given, new_link, own_file};
pub use read::read_file;
pub use sort::{Sorted, why_private};
pub use write::{Changed, Failed, write};
