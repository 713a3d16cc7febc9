//! The file that `--to` names.

use std::path::{Component, Path, PathBuf};

use crate::error::{Error, Result};
use crate::folders;
use crate::model::edit::{NewLink, append};
use crate::model::is_link_file;
use crate::project::{MAX_DEPTH, Project};
use crate::rewrite;

/// A link file of the collection, which may not be there yet.
#[derive(Debug)]
pub(super) struct Target {
    /// On disk.
    path: PathBuf,
    /// Below the collection, `/`-separated.
    name: String,
}

impl Target {
    /// The file that was meant: as it is seen from where the command was given, from the collection, or from `links/`.
    ///
    /// # Errors
    /// When it is no link file, or a symbolic link lies on the way.
    pub(super) fn find(project: &Project, written: &Path) -> Result<Self> {
        let links = plain(&project.root.join("links"));
        let here = std::env::current_dir()?;
        let below = [&here, &project.root, &links]
            .into_iter()
            .map(|base| plain(&base.join(written)))
            .find_map(|path| path.strip_prefix(&links).ok().map(Path::to_path_buf))
            .filter(|below| !below.as_os_str().is_empty());
        let other = plain(&here.join(written));
        let below = below.filter(|_| other.starts_with(&links) || !other.exists());
        let refuse = |why: &str| Err(Error::Usage(format!("--to {}: {why}", written.display())));
        let Some(below) = below else { return refuse("this is no file below links/") };
        let name = project.relative(&project.root.join("links").join(&below));
        if !is_link_file(&name) {
            return refuse("a link file is a .toml or a .md file");
        }
        if below.components().count() > MAX_DEPTH {
            return refuse("files so deep below links/ are not read");
        }
        if name == "links/tags.toml" {
            return refuse("this file describes tags and holds no links");
        }
        if name.split('/').any(|part| part.starts_with('.')) {
            return refuse("hidden files and folders are not read");
        }
        let path = folders::own(&project.root, &Path::new("links").join(&below))?;
        Ok(Self { path, name })
    }

    /// Puts a link at the end of the file, which is replaced whole or not at all; where the link stands now.
    ///
    /// # Errors
    /// When the file cannot take it; nothing is changed then.
    pub(super) fn add(&self, link: &NewLink) -> Result<String> {
        let before = match fs_err::read(&self.path) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        let old = before.as_deref().unwrap_or_default();
        let after = append(&self.name, old, link).map_err(|why| Error::Other(why.to_string()))?;
        let line = line_of_addition(old, &after);
        rewrite::write(&self.path, &self.name, before.as_deref(), &after)?;
        Ok(format!("{}:{line}", self.name))
    }
}

/// The line, from 1, at which what was added begins; blank lines before it do not count.
fn line_of_addition(old: &[u8], after: &[u8]) -> usize {
    let added = after.get(old.len()..).unwrap_or_default();
    let start = old.len() + added.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    1 + after.iter().take(start).filter(|byte| **byte == b'\n').count()
}

/// A path without `.` and `..`, told by its parts alone.
pub(in crate::commands) fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_that_of_the_entry() {
        assert_eq!(line_of_addition(b"", b"- x\n"), 1);
        assert_eq!(line_of_addition(b"a\n", b"a\n\n[[link]]\n"), 3);
        assert_eq!(line_of_addition(b"a", b"a\n- x\n"), 2);
    }
}
