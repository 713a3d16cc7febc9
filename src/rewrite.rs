//! Ground floor: files of the collection replaced, each whole or not at all, also where the power fails, and none that somebody
//! changed meanwhile.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use crate::error::{Error, Result};
use crate::folders;

/// How many new files wait beside the old ones at a time.
const TOGETHER: usize = 1024;

/// What becomes of one file.
#[derive(Debug)]
pub(crate) struct Rewrite<'a> {
    /// Where it lies.
    pub(crate) path: PathBuf,
    /// Its path in the collection, for messages.
    pub(crate) name: &'a str,
    /// What it holds now.
    pub(crate) before: &'a [u8],
    /// What it shall hold; `None`: it goes.
    pub(crate) after: Option<&'a [u8]>,
}

/// Replaces and removes files.
///
/// # Errors
/// When one of them was changed meanwhile: it stays as it is, and so do those that come with it and after it. When the
/// disk refuses.
pub(crate) fn rewrite_all(rewrites: &[Rewrite<'_>]) -> Result<()> {
    for some in rewrites.chunks(TOGETHER) {
        let written = some.iter().map(write_beside).collect::<Result<Vec<_>>>()?;
        // Asked for when all are written: the disk takes them in one go instead of waiting for each.
        folders::sync_all(written.iter().flatten().map(|file| &**file))?;
        if let Some(changed) =
            some.iter().find(|one| fs_err::read(&one.path).ok().as_deref() != Some(one.before))
        {
            return Err(Error::Other(format!(
                "{} was changed just now: nothing was changed in it\n  help: try again",
                changed.name
            )));
        }
        for (one, file) in some.iter().zip(written) {
            match file {
                Some(file) => file.persist(&one.path).map_err(|error| Error::Io(error.error))?,
                None => fs_err::remove_file(&one.path)?,
            }
        }
    }
    Ok(())
}

/// What a file shall hold, beside it; `None` when it goes.
fn write_beside(one: &Rewrite<'_>) -> Result<Option<TempPath>> {
    let Some(after) = one.after else { return Ok(None) };
    let folder = one.path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".linkarium-").tempfile_in(folder)?;
    file.write_all(after)?;
    file.as_file().set_permissions(fs_err::metadata(&one.path)?.permissions())?;
    Ok(Some(file.into_temp_path()))
}

/// Replaces one file, or makes it when it is not there (`before` is `None`), with the folder that it lies in.
///
/// # Errors
/// As [`rewrite_all`]; when a file that should not be there is.
pub(crate) fn write(path: &Path, name: &str, before: Option<&[u8]>, after: &[u8]) -> Result<()> {
    if let Some(before) = before {
        return rewrite_all(&[Rewrite { path: path.to_path_buf(), name, before, after: Some(after) }]);
    }
    fs_err::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    Ok(folders::write_new(path, after)?)
}
