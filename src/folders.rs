//! Folders of ours that must be real ones. A collection comes from git, and git carries symbolic links: one in place of
//! a folder that the program writes to or clears would lead it to files that are nobody's but the keeper's.

use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

/// Refuses a symbolic link at `path`; anything else there, or nothing, is fine.
///
/// # Errors
/// When it is a link, or the disk cannot say.
pub fn refuse_link(path: &Path) -> std::io::Result<()> {
    match std::fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => Err(std::io::Error::other(format!(
            "{} is a symbolic link, which is not followed here\n  help: put a real folder or file in its place; a store or an output folder elsewhere is named with --store or --output",
            path.display()
        ))),
        Err(error) if error.kind() != ErrorKind::NotFound && error.kind() != ErrorKind::NotADirectory => {
            Err(std::io::Error::new(error.kind(), format!("{}: {error}", path.display())))
        }
        _ => Ok(()),
    }
}

/// `root` and `below` joined, once no part of `below` is a symbolic link.
///
/// # Errors
/// As [`refuse_link`]; when `below` leaves `root`.
pub fn own(root: &Path, below: &Path) -> std::io::Result<PathBuf> {
    let mut path = root.to_path_buf();
    for part in below.components() {
        match part {
            Component::Normal(name) => path.push(name),
            Component::CurDir => continue,
            _ => return Err(std::io::Error::other(format!("{} leaves its folder", below.display()))),
        }
        refuse_link(&path)?;
    }
    Ok(path)
}

/// Makes `folder`, which lies below `root`, and `root` itself, going through no symbolic link below `root`. Returns the
/// folders that have got a new entry by it: what is to be synced for the new folders to last.
///
/// # Errors
/// As [`refuse_link`]; when a folder cannot be made.
pub fn create(root: &Path, folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut changed = Vec::new();
    let below = folder.strip_prefix(root).unwrap_or(Path::new(""));
    let mut missing: Vec<&Path> =
        root.ancestors().take_while(|f| !f.as_os_str().is_empty() && !f.exists()).collect();
    missing.reverse();
    for part in missing {
        make(part, &mut changed)?;
    }
    let mut path = root.to_path_buf();
    for name in below.components() {
        path.push(name);
        refuse_link(&path)?;
        make(&path, &mut changed)?;
    }
    Ok(changed)
}

fn make(folder: &Path, changed: &mut Vec<PathBuf>) -> std::io::Result<()> {
    match fs_err::create_dir(folder) {
        Ok(()) => {
            let parent = folder.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            changed.push(parent.to_path_buf());
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        Err(error) => Err(error),
    }
}

/// Writes a file that must not be there yet: through no link, over nothing.
pub fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = fs_err::OpenOptions::new().write(true).create_new(true).open(path)?;
    std::io::Write::write_all(&mut file, bytes)
}

/// `fsync` of many files at once, by a few threads: file systems commit what is asked for together in one go.
///
/// # Errors
/// When one of them cannot be opened, or the disk refuses.
pub fn sync_all<'a>(paths: impl Iterator<Item = &'a Path>) -> std::io::Result<()> {
    let paths: Vec<&Path> = paths.collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || -> std::io::Result<()> {
        while let Some(path) = paths.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            fs_err::File::open(path)?.sync_all()?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (1..paths.len().div_ceil(4).min(16)).map(|_| scope.spawn(work)).collect();
        let own = work();
        let lost = || Err(std::io::Error::other("a thread that syncs files has failed"));
        threads.into_iter().map(|t| t.join().unwrap_or_else(|_| lost())).fold(own, std::io::Result::and)
    })
}

/// Keeps git away from what lies in `folder`, which exists: writes its `.gitignore`, unless it is there as it should be.
pub fn hide_from_git(folder: &Path) -> std::io::Result<()> {
    const ALL: &[u8] = b"*\n";
    let path = folder.join(".gitignore");
    if std::fs::symlink_metadata(&path).is_ok_and(|m| m.is_file() && m.len() == ALL.len() as u64)
        && fs_err::read(&path).is_ok_and(|bytes| bytes == ALL)
    {
        return Ok(());
    }
    match fs_err::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => write_new(&path, ALL),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_made_and_what_changed_is_told() {
        let outer = tempfile::tempdir().unwrap();
        let root = outer.path().join("root");
        let folder = root.join("a/b");
        assert_eq!(create(&root, &folder).unwrap(), [outer.path(), &root, &root.join("a")]);
        assert_eq!(create(&root, &folder).unwrap(), Vec::<PathBuf>::new());
        assert_eq!(create(&root, &root.join("a/c")).unwrap(), [root.join("a")]);
        assert!(write_new(&root.join("file"), b"1").is_ok());
        assert!(write_new(&root.join("file"), b"2").is_err());
        assert!(create(&root, &root.join("file/x")).is_err());
        assert_eq!(own(&root, Path::new("./a/none/x")).unwrap(), root.join("a/none/x"));
        assert!(own(&root, Path::new("../x")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn no_link_is_gone_through() {
        let outer = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let link = outer.path().join("link");
        std::os::unix::fs::symlink(elsewhere.path(), &link).unwrap();
        assert!(create(outer.path(), &link.join("x")).unwrap_err().to_string().contains("symbolic link"));
        assert!(own(outer.path(), Path::new("link/x")).is_err());
        assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 0);
        // The root itself is the keeper's choice.
        assert!(create(&link, &link.join("x")).is_ok());

        let victim = elsewhere.path().join("victim");
        fs_err::write(&victim, "mine").unwrap();
        std::os::unix::fs::symlink(&victim, outer.path().join(".gitignore")).unwrap();
        hide_from_git(outer.path()).unwrap();
        assert_eq!(fs_err::read_to_string(&victim).unwrap(), "mine");
        assert_eq!(fs_err::read_to_string(outer.path().join(".gitignore")).unwrap(), "*\n");
    }
}
