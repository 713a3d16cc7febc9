//! PURE: the formats of the web, read and rewritten: charsets, media types, and URLs in HTML, CSS, SVG and `srcset`.
//! Capture finds requisites with it, replay rewrites with it, so that both always see the same URLs.

pub mod charset;
pub mod coding;
pub mod css;
pub mod dom;
pub mod media;
pub mod references;
pub mod srcset;
