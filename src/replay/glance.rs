//! What a capture is and which language it is in, seen without deriving it: for questions about many links at once.

use url::Url;

use super::derive::{kind_of, may_be_page, tree};
use super::resources::{Blobs, Resources};
use super::{ContentKind, metadata};
use crate::store::record::{Record, Role};
use crate::web::charset::{self, Hint};
use crate::web::dom::Budget;
use crate::web::media::{self, Class};

/// The page of a capture, its bytes read.
#[derive(Debug)]
pub struct Glance<'r> {
    bytes: Vec<u8>,
    content_type: Option<&'r str>,
    class: Class,
    url: Option<Url>,
}

impl<'r> Glance<'r> {
    /// Reads the page. `None` when it is not in the store, so that it cannot be shown either.
    pub fn of(record: &'r Record, blobs: &dyn Blobs) -> Option<Self> {
        let found = Resources::new(record).document()?;
        let bytes = blobs.read(found.exchange.blob.as_deref()?)?;
        let content_type = found.content_type();
        let class = media::classify(content_type, found.nosniff(), &bytes, Role::Document).class;
        let url = found.url().or_else(|| Url::parse(&record.url).ok());
        Some(Self { bytes, content_type, class, url })
    }

    /// What it is shown as. The same as [`super::derive()`] says, but for a page beyond the budget, which that shows as
    /// text, and an SVG picture that is none.
    pub fn kind(&self) -> ContentKind {
        if self.class == Class::Xml {
            let text = charset::decode(&self.bytes, self.content_type, Hint::Xml).text;
            let is_page = tree(self.class, &text, &Budget::default()).is_some();
            return if is_page { ContentKind::Page } else { ContentKind::Text };
        }
        if may_be_page(self.class) { ContentKind::Page } else { kind_of(self.class) }
    }

    /// The language that it says it is in.
    pub fn language(&self) -> Option<String> {
        // Most of what is no page has no such word, and some of it is large.
        let url = self.url.as_ref().filter(|_| may_be_page(self.class))?;
        metadata(&self.bytes, self.content_type, url, &Budget::default())?.language
    }
}
