//! The secret that says "derived on this machine": 32 random bytes in the user's own cache folder, made once. A
//! collection cannot bring it along, so nothing that a collection brings along passes for ours.

use std::path::{Path, PathBuf};

use crate::folders;

const LENGTH: usize = 32;
const NAME: &str = "cache-key";

/// The user's secret. Where none can be kept, one for this run alone: nothing in the cache is trusted then.
pub(super) fn secret(collection: &Path) -> [u8; LENGTH] {
    user_folder(&|name| std::env::var_os(name).map(PathBuf::from))
        .and_then(|folder| kept_in(&folder.join("linkarium"), collection))
        .or_else(random)
        .unwrap_or_else(|| {
            // No randomness at all: what no one else knows of this process will do for one run.
            let mut hasher = blake3::Hasher::new();
            for _ in 0..LENGTH {
                use std::hash::BuildHasher as _;
                hasher.update(&std::hash::RandomState::new().hash_one(0).to_le_bytes());
            }
            *hasher.finalize().as_bytes()
        })
}

/// Where programs keep caches: `XDG_CACHE_HOME` when set, else what the system has for it.
fn user_folder(variable: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let absolute = |name: &str| variable(name).filter(|path| path.is_absolute());
    absolute("XDG_CACHE_HOME").or_else(|| {
        if cfg!(windows) {
            absolute("LOCALAPPDATA")
        } else if cfg!(target_os = "macos") {
            absolute("HOME").map(|home| home.join("Library/Caches"))
        } else {
            absolute("HOME").map(|home| home.join(".cache"))
        }
    })
}

/// The secret in a folder, made where there is none. `None` when the folder cannot be used, or lies in the collection:
/// then the collection could have brought it along.
fn kept_in(folder: &Path, collection: &Path) -> Option<[u8; LENGTH]> {
    fs_err::create_dir_all(folder).ok()?;
    let real = fs_err::canonicalize(folder).ok()?;
    if real.starts_with(fs_err::canonicalize(collection).ok()?) {
        return None;
    }
    let path = real.join(NAME);
    if let Some(found) = read(&path) {
        return Some(found);
    }
    let fresh = real.join(format!("{NAME}.{}", std::process::id()));
    let _ = fs_err::remove_file(&fresh);
    write_private(&fresh, &random()?).and_then(|()| fs_err::rename(&fresh, &path)).ok()?;
    // Read again: of two runs that make one at the same time, the second's stays.
    read(&path)
}

fn read(path: &Path) -> Option<[u8; LENGTH]> {
    folders::refuse_link(path).ok()?;
    fs_err::read(path).ok()?.try_into().ok()
}

fn random() -> Option<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes)
}

/// Writes a file that its owner alone can read.
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = fs_err::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    fs_err::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    std::io::Write::write_all(&mut file, bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_made_once_and_is_nobodys_elses() {
        let (home, collection) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let folder = home.path().join("linkarium");
        let secret = kept_in(&folder, collection.path()).unwrap();
        assert_eq!(kept_in(&folder, collection.path()), Some(secret));
        assert_ne!(kept_in(&home.path().join("other"), collection.path()), Some(secret));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs_err::metadata(folder.join(NAME)).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0);
        }
        fs_err::write(folder.join(NAME), "short").unwrap();
        let mended = kept_in(&folder, collection.path()).unwrap();
        assert_ne!(mended, secret);
        assert_eq!(fs_err::read_dir(&folder).unwrap().count(), 1, "litter");
    }

    #[test]
    fn one_inside_the_collection_is_not_trusted() {
        let collection = tempfile::tempdir().unwrap();
        let folder = collection.path().join(".cache/linkarium");
        fs_err::create_dir_all(&folder).unwrap();
        fs_err::write(folder.join(NAME), [7; LENGTH]).unwrap();
        assert_eq!(kept_in(&folder, collection.path()), None);
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn relative_folders_are_passed_over() {
        let found = user_folder(&|name| match name {
            "XDG_CACHE_HOME" => Some("cache".into()),
            "HOME" => Some("/home/ann".into()),
            _ => None,
        });
        assert_eq!(found, Some("/home/ann/.cache".into()));
        assert_eq!(user_folder(&|_| None), None);
    }
}
