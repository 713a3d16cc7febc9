//! PURE: the collection and its captures in, the pages to write out (routes, listings, feeds).

pub mod input;
pub use input::{Attempt, Entry, SiteInput, Snapshot};
