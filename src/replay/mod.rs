//! Replay: turning a capture's bytes into a safe page and the assets it uses. PURE: bytes in, bytes out.

pub mod derived;
pub use derived::{Asset, AssetContent, ContentKind, Derived, Document, Missing, PageMeta, Slot};
