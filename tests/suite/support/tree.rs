//! All files of a folder at one moment, to be compared with another moment.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;

/// Files by name (with `/`), in order.
#[derive(Default)]
pub(crate) struct Tree {
    files: BTreeMap<String, Vec<u8>>,
    modified: BTreeMap<String, SystemTime>,
}

impl Tree {
    /// A folder that does not exist has no files.
    pub(crate) fn of(folder: &Path) -> Self {
        let mut tree = Self::default();
        for entry in walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok) {
            if !entry.file_type().is_file() {
                continue;
            }
            let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            tree.modified.insert(name.clone(), entry.metadata().unwrap().modified().unwrap());
            tree.files.insert(name, fs_err::read(entry.path()).unwrap());
        }
        tree
    }

    pub(crate) fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.files
    }

    pub(crate) fn names(&self) -> Vec<&str> {
        self.files.keys().map(String::as_str).collect()
    }

    /// Names of files whose bytes contain a text.
    pub(crate) fn holding(&self, text: &str) -> Vec<&str> {
        let has = |bytes: &[u8]| bytes.windows(text.len()).any(|at| at == text.as_bytes());
        self.files.iter().filter(|(_, bytes)| has(bytes)).map(|(name, _)| name.as_str()).collect()
    }

    /// Names of files that are new, gone, or have other bytes than in `earlier`.
    pub(crate) fn changed_since<'a>(&'a self, earlier: &'a Self) -> Vec<&'a str> {
        let names =
            self.files.keys().chain(earlier.files.keys().filter(|name| !self.files.contains_key(*name)));
        names.filter(|name| self.files.get(*name) != earlier.files.get(*name)).map(String::as_str).collect()
    }

    /// Names of files that were written after `earlier` was taken, be it with the same bytes.
    pub(crate) fn written_since<'a>(&'a self, earlier: &Self) -> Vec<&'a str> {
        let written = |name: &&String| self.modified.get(*name) != earlier.modified.get(*name);
        self.modified.keys().filter(written).map(String::as_str).collect()
    }
}
