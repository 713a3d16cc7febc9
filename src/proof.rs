//! What must hold for any input, as functions that panic where it does not. The property tests hand them generated
//! input, the fuzz targets (`fuzz/`) whatever a fuzzer finds. Compiled for those two alone.
#![expect(clippy::missing_panics_doc, reason = "to panic is what they are for")]

mod data;
mod pages;
mod texts;

pub use data::{link_file, record};
pub use pages::{html, page, svg, what_asks};
pub use texts::{charset, coding, css, notes, srcset};
