//! Frames: each becomes a document of its own beside the page.

use std::collections::VecDeque;

use encoding_rs::Encoding;
use url::Url;

use super::assets::Workshop;
use super::page::Context;
use super::resources::Found;
use crate::store::record::Role;

/// Documents below one page.
const COUNT: usize = 100;
/// Frames within frames.
const DEPTH: usize = 4;

/// What a frame shows.
pub(super) enum Source {
    /// An answer of the capture, by its index.
    Exchange(usize),
    /// The same, shown by an `object` or `embed`.
    Plugin(usize),
    /// The text of a `srcdoc` attribute, with what its URLs resolve against.
    Inline { text: String, base: Url, encoding: &'static Encoding },
    /// A note that it was not captured.
    Missing(Url),
}

/// A frame's document still to be made.
pub(super) struct Task {
    /// `page-frame-1.html`, …
    pub(super) name: String,
    pub(super) source: Source,
    /// Frames around it, the page not counted.
    pub(super) depth: usize,
    /// Exchanges of the documents around it.
    pub(super) around: Vec<usize>,
}

/// Names given out, and the documents that they wait for.
#[derive(Default)]
pub(super) struct Frames {
    given: usize,
    pub(super) queue: VecDeque<Task>,
}

impl Frames {
    /// The name of the document for a `srcdoc` attribute.
    pub(super) fn srcdoc(&mut self, text: &str, context: &Context) -> Option<String> {
        let source =
            Source::Inline { text: text.to_owned(), base: context.base.clone(), encoding: context.encoding };
        self.add(source, context)
    }

    fn add(&mut self, source: Source, context: &Context) -> Option<String> {
        if self.given >= COUNT || context.depth >= DEPTH {
            return None;
        }
        self.given += 1;
        let name = format!("page-frame-{}.html", self.given);
        let task =
            Task { name: name.clone(), source, depth: context.depth + 1, around: context.around.clone() };
        self.queue.push_back(task);
        Some(name)
    }
}

impl Workshop<'_> {
    /// The name of the document for a frame's URL. `None` for a frame that stays empty.
    pub(super) fn frame(&mut self, value: &str, context: &Context, frames: &mut Frames) -> Option<String> {
        if value.trim().is_empty() {
            return None;
        }
        let url = self.resources.resolve(&context.base, value)?;
        match self.resources.find(&url) {
            // A page that frames itself ends here.
            Ok(Found { index, .. }) if context.around.contains(&index) => None,
            Ok(found) => self.framed(Source::Exchange(found.index), context, frames),
            Err(reason) => {
                self.miss(&url, Role::Frame, reason);
                frames.add(Source::Missing(url), context)
            }
        }
    }

    /// The name of the document for an answer that is shown in a frame.
    pub(super) fn framed(
        &mut self,
        source: Source,
        context: &Context,
        frames: &mut Frames,
    ) -> Option<String> {
        let name = frames.add(source, context);
        if name.is_none() {
            self.notice("some frames are left out: too many, or too deep");
        }
        name
    }
}
