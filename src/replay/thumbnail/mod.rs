//! The small picture that stands for a page: its own preview, else the first large picture of its article, else its icon.

mod picture;
#[cfg(test)]
mod tests;

use super::assets::Workshop;
use super::derived::{Picture, Thumbnail, ThumbnailKind};
use crate::store::record::Role;
use crate::web::media::{self, Class};
pub(super) use picture::size_of;

/// Pictures that are decoded to find one that shows something.
const TRIES: usize = 4;
/// The least size of a picture in an article that may stand for it.
const LEAST: (u32, u32) = (240, 120);
/// The least size of a preview.
const PREVIEW: (u32, u32) = (100, 60);
/// The least width of a preview that is shown in the reader view.
const HERO: u32 = 400;
/// The size that is told of pictures that have every size.
const SCALABLE: u32 = 96;

impl Workshop<'_> {
    /// Makes the page's small picture, and finds the large one for a reader view that has none.
    pub(super) fn thumbnail(&mut self, main_asset: Option<&str>) -> Option<Thumbnail> {
        if let Some(path) = main_asset.filter(|path| is_svg(path)) {
            return Some(scalable(path.to_owned()));
        }
        self.hero();
        self.lead(main_asset.is_some()).or_else(|| self.icon())
    }

    fn lead(&mut self, is_picture: bool) -> Option<Thumbnail> {
        let previews = self.previews.iter().filter_map(|url| self.resources.find(url).ok());
        let mut tried: Vec<(usize, (u32, u32))> = previews.map(|found| (found.index, PREVIEW)).collect();
        if is_picture {
            tried.extend(self.resources.document().map(|found| (found.index, (1, 1))));
        }
        let large =
            self.reading.pictures.iter().filter_map(|path| self.pictures.get(path)).filter(|stored| {
                stored.size.is_some_and(|(w, h)| w >= LEAST.0 && h >= LEAST.1 && w < h * 3 && h < w * 3)
            });
        tried.extend(large.map(|stored| (stored.index, LEAST)));
        tried.dedup_by_key(|(index, _)| *index);
        tried.into_iter().take(TRIES).find_map(|(index, least)| {
            let bytes = self.picture_bytes(index)?;
            let (made, width, height) = picture::lead(&bytes, least)?;
            let path = self.publish_bytes(made, "jpg");
            Some(Thumbnail { path, width, height, kind: ThumbnailKind::Lead })
        })
    }

    /// The bytes of an answer that is a picture.
    fn picture_bytes(&self, index: usize) -> Option<Vec<u8>> {
        let found = self.resources.at(index)?;
        let bytes = self.bytes(found).ok()?;
        (Self::classify(found, &bytes, Role::Image).class == Class::Image).then_some(bytes)
    }

    /// Gives a reader view without pictures the page's preview.
    fn hero(&mut self) {
        if self.reading.reader.is_none() || !self.reading.pictures.is_empty() {
            return;
        }
        let hero = self.previews.iter().find_map(|url| {
            let found = self.resources.find(url).ok()?;
            let bytes = self.bytes(found).ok()?;
            let media = Self::classify(found, &bytes, Role::Image);
            let (width, height) = size_of(&bytes).filter(|(width, _)| *width >= HERO)?;
            (media.class == Class::Image).then(|| (found, media::extension(&media), width, height))
        });
        let Some((found, extension, width, height)) = hero else { return };
        if let Ok(path) = self.publish_blob(found, extension)
            && let Some(reader) = &mut self.reading.reader
        {
            reader.hero = Some(Picture { path, width, height });
        }
    }

    /// The page's largest icon.
    fn icon(&mut self) -> Option<Thumbnail> {
        let size = |path: &String| {
            self.pictures.get(path).and_then(|stored| stored.size).map_or(0, |(w, h)| w.min(h))
        };
        let mut icons: Vec<(u32, String)> =
            self.icons.iter().map(|path| (size(path), path.clone())).collect();
        // Those that are large enough come first, then those that have every size.
        icons.sort_by_key(|(size, path)| std::cmp::Reverse(if is_svg(path) { 64 } else { *size }));
        icons.into_iter().take(TRIES).find_map(|(_, path)| {
            if is_svg(&path) {
                return Some(scalable(path));
            }
            let bytes = self.picture_bytes(self.pictures.get(&path)?.index)?;
            let (made, width, height) = picture::icon(&bytes)?;
            let path = self.publish_bytes(made, "png");
            Some(Thumbnail { path, width, height, kind: ThumbnailKind::Icon })
        })
    }
}

fn is_svg(path: &str) -> bool {
    path.ends_with(".svg")
}

fn scalable(path: String) -> Thumbnail {
    Thumbnail { path, width: SCALABLE, height: SCALABLE, kind: ThumbnailKind::Icon }
}
