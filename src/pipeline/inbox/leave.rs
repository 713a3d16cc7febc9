//! How files leave the inbox. One is deleted only where its very bytes are safe elsewhere: in the store, or in git's last
//! commit. Any other goes to `inbox/done/`, which is never read again, and which git does not see.

use std::collections::HashMap;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};

use super::files::{DONE, FOLDER, File};
use crate::folders;
use crate::git::{Blob, Git};
use crate::project::Project;
use crate::store::sha256_file;

/// Names that are tried for a file that another one stands in the way of.
const NAMES: usize = 1000;

/// The way out.
#[derive(Debug)]
pub(super) struct Leave {
    root: PathBuf,
    git: Git,
    /// What the last commit holds of the inbox; not asked for yet when `None`.
    committed: Option<HashMap<String, Blob>>,
}

impl Leave {
    pub(super) fn of(project: &Project) -> Self {
        Self { root: project.root.clone(), git: Git::new(&project.root), committed: None }
    }

    /// Takes a file out of the inbox. `digest` is that of the bytes that were taken in, `safe` whether the store has
    /// them.
    ///
    /// # Errors
    /// When it has changed since, or the disk says no. The file stays then.
    pub(super) fn out(&mut self, file: &File, digest: &str, safe: bool) -> Result<()> {
        if sha256_file(&file.path)?.0 != digest {
            return Err(Error::other("it was changed just now; the next build looks at it again"));
        }
        if safe || self.is_committed(file) {
            fs_err::remove_file(&file.path)?;
        } else {
            self.put_aside(file, digest)?;
        }
        // Folders that are empty now are of no use; one that is not empty is not removed.
        let inbox = self.root.join(FOLDER);
        for folder in
            file.path.ancestors().skip(1).take_while(|folder| *folder != inbox && folder.starts_with(&inbox))
        {
            if std::fs::remove_dir(folder).is_err() {
                break;
            }
        }
        Ok(())
    }

    /// Whether git's last commit has the same bytes at the same place.
    fn is_committed(&mut self, file: &File) -> bool {
        let git = &self.git;
        let committed = self.committed.get_or_insert_with(|| {
            let listing = git.files("HEAD", &[FOLDER]).unwrap_or_default();
            listing.files.into_iter().map(|blob| (blob.path.clone(), blob)).collect()
        });
        let name = slashed(&file.path, &self.root);
        let Some(blob) = committed.get(&name).filter(|blob| blob.length == file.length) else { return false };
        let held = git.contents(std::slice::from_ref(blob)).unwrap_or_default();
        fs_err::read(&file.path).is_ok_and(|bytes| held.first() == Some(&bytes))
    }

    fn put_aside(&self, file: &File, digest: &str) -> Result<()> {
        let below = Path::new(FOLDER).join(DONE);
        let done = folders::own(&self.root, &below)?;
        folders::create(&self.root, &done)?;
        folders::hide_from_git(&done)?;
        let target = folders::own(&self.root, &below.join(&file.below))?;
        folders::create(&self.root, target.parent().unwrap_or(&done))?;
        for number in 1..=NAMES {
            let target = if number == 1 { target.clone() } else { numbered(&target, number) };
            match std::fs::symlink_metadata(&target) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    return fs_err::rename(&file.path, &target);
                }
                // The same file once more.
                Ok(_) if sha256_file(&target).is_ok_and(|(other, _)| other == digest) => {
                    return fs_err::remove_file(&file.path);
                }
                _ => {}
            }
        }
        Err(Error::other(format!("{} holds too many files of this name", below.display())))
    }
}

/// `name-2.ext`
fn numbered(path: &Path, number: usize) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_os_string();
    name.push(format!("-{number}"));
    if let Some(end) = path.extension() {
        name.push(".");
        name.push(end);
    }
    path.with_file_name(name)
}

fn slashed(path: &Path, root: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
