//! The texts of snapshots during one build: on disk, since a site's texts are too many to be kept in memory. They are
//! put here as snapshots are published, and read when a page is drawn or the search index is made.

use std::collections::HashMap;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::error::Result;
use crate::site::{SnapshotText, Texts};
use crate::store::record::CaptureId;

/// Texts by capture, in a file without a name that is gone when the build ends.
#[derive(Debug)]
pub struct Spool(Mutex<Inner>);

#[derive(Debug)]
struct Inner {
    file: std::fs::File,
    end: u64,
    places: HashMap<CaptureId, Place>,
}

/// Where a text lies.
#[derive(Debug, Clone, Copy)]
struct Place {
    at: u64,
    article: usize,
    plain: usize,
}

impl Spool {
    /// An empty one, in a folder that is there.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn new(folder: &Path) -> Result<Self> {
        let file = tempfile::tempfile_in(folder)?;
        Ok(Self(Mutex::new(Inner { file, end: 0, places: HashMap::new() })))
    }

    /// Keeps a text. One that is empty takes no room.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn put(&self, capture: &CaptureId, text: &SnapshotText) -> Result<()> {
        let length = text.article.len() + text.plain.len();
        if length == 0 {
            return Ok(());
        }
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = Place { at: inner.end, article: text.article.len(), plain: text.plain.len() };
        inner.file.seek(SeekFrom::Start(place.at))?;
        inner.file.write_all(text.article.as_bytes())?;
        inner.file.write_all(text.plain.as_bytes())?;
        inner.end += length as u64;
        inner.places.insert(capture.clone(), place);
        Ok(())
    }
}

impl Texts for Spool {
    fn of(&self, capture: &CaptureId) -> Option<SnapshotText> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = *inner.places.get(capture)?;
        let mut bytes = vec![0; place.article + place.plain];
        inner.file.seek(SeekFrom::Start(place.at)).ok()?;
        inner.file.read_exact(&mut bytes).ok()?;
        let plain = bytes.split_off(place.article);
        Some(SnapshotText { article: String::from_utf8(bytes).ok()?, plain: String::from_utf8(plain).ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::new(folder.path()).unwrap();
        let text = |article: &str, plain: &str| SnapshotText { article: article.into(), plain: plain.into() };
        spool.put(&"a".to_owned(), &text("<p>协程</p>", "协程")).unwrap();
        spool.put(&"b".to_owned(), &text("", "")).unwrap();
        spool.put(&"c".to_owned(), &text("", "plain")).unwrap();
        assert_eq!(spool.of(&"a".to_owned()), Some(text("<p>协程</p>", "协程")));
        assert_eq!(spool.of(&"b".to_owned()), None);
        assert_eq!(spool.of(&"c".to_owned()), Some(text("", "plain")));
        assert_eq!(fs_err::read_dir(folder.path()).unwrap().count(), 0, "litter");
    }
}
