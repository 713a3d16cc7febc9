//! What of a page is its article: dom_smoothie's word, read back as a tree of ours.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_smoothie::{Config, Readability};

use crate::web::dom::{Budget, Dom};

/// Characters that an article should have before the extractor looks again with less strict eyes.
const ENOUGH: usize = 500;
/// The same for scripts of which a character says as much as a word.
const ENOUGH_IDEOGRAPHS: usize = 180;

/// The article of a slim page. `None` where there is none. The extractor is no code of ours: a panic in it is no answer.
pub(super) fn extract(html: &str, ideographs: bool) -> Option<Dom> {
    let content = catch_unwind(AssertUnwindSafe(|| {
        let config = Config {
            char_threshold: if ideographs { ENOUGH_IDEOGRAPHS } else { ENOUGH },
            disable_json_ld: true,
            ..Config::default()
        };
        let mut readability = Readability::new(html, None, Some(config)).ok()?;
        Some(readability.parse().ok()?.content.to_string())
    }))
    .ok()??;
    Dom::parse(&content, &Budget::default()).ok()
}
