//! Hearing that files have changed. What has changed, and whether it matters, is found out by looking: systems tell it
//! each in their own way, and editors save each in theirs.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::Duration;

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use super::News;

/// How often folders are looked through where the system cannot tell of changes.
const POLL: Duration = Duration::from_secs(1);

/// Watches a collection until dropped.
pub(super) struct Changes {
    watcher: Box<dyn Watcher + Send>,
    /// Folders that are watched by themselves, so that it is heard when something appears in them.
    folders: Vec<PathBuf>,
    /// Folders that are watched with all that is in them.
    trees: Vec<PathBuf>,
    store: PathBuf,
}

impl Changes {
    /// Watches the settings, `links/`, `themes/` and the snapshot store of the collection at `root` (canonical), and
    /// tells `news`. The second value says what could not be watched as it should be.
    pub(super) fn watch(root: &Path, store: &Path, news: &Sender<News>) -> (Self, Option<String>) {
        let hear = |news: Sender<News>| {
            let (root, store) = (root.to_path_buf(), store.to_path_buf());
            move |event: notify::Result<Event>| {
                if let Some(one) = judge(&root, &store, event) {
                    // Nobody listens any more when the watch ends.
                    let _ = news.send(one);
                }
            }
        };
        let mut trees = vec![root.join("links"), root.join("themes")];
        trees.extend(["captures", "private/captures"].map(|captures| store.join(captures)));
        let folders = vec![root.to_path_buf(), store.to_path_buf(), store.join("private")];
        let mut changes =
            Self { watcher: Box::new(notify::NullWatcher), folders, trees, store: store.to_path_buf() };
        let own = RecommendedWatcher::new(hear(news.clone()), notify::Config::default());
        let started = own.and_then(|watcher| {
            changes.watcher = Box::new(watcher);
            changes.start()
        });
        let Err(problem) = started else { return (changes, None) };
        let config = notify::Config::default().with_poll_interval(POLL);
        if let Ok(watcher) = PollWatcher::new(hear(news.clone()), config) {
            changes.watcher = Box::new(watcher);
            // A folder that cannot even be read is said by the build itself.
            let _ = changes.start();
        }
        let why = format!(
            "this system cannot watch the folders ({problem}): they are looked through every {} s instead",
            POLL.as_secs()
        );
        (changes, Some(why))
    }

    /// The snapshot store that is being watched.
    pub(super) fn store(&self) -> &Path {
        &self.store
    }

    fn start(&mut self) -> notify::Result<()> {
        for (path, mode) in self.all() {
            if path.is_dir() {
                self.watcher.watch(&path, mode)?;
            }
        }
        Ok(())
    }

    /// Everything to be watched, from the top down.
    fn all(&self) -> Vec<(PathBuf, RecursiveMode)> {
        let folders = self.folders.iter().map(|folder| (folder.clone(), RecursiveMode::NonRecursive));
        let trees = self.trees.iter().map(|tree| (tree.clone(), RecursiveMode::Recursive));
        folders.chain(trees).collect()
    }

    /// Watches anew what was made or moved into place: a watch follows the folder, not its name.
    pub(super) fn renew(&mut self, at: &[PathBuf]) {
        for (path, mode) in self.all() {
            if at.iter().any(|changed| path.starts_with(changed)) {
                let _ = self.watcher.unwatch(&path);
                // One that cannot be watched again is no reason to end: `links/` may be gone for a moment only.
                if path.is_dir() {
                    let _ = self.watcher.watch(&path, mode);
                }
            }
        }
    }
}

/// What an event means, if anything.
fn judge(root: &Path, store: &Path, event: notify::Result<Event>) -> Option<News> {
    // Where events may have been lost, everything is to be looked at.
    let everything = || Some(News::Changed { renew: vec![root.to_path_buf()] });
    let Ok(event) = event else { return everything() };
    let read_only = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => false,
        EventKind::Access(_) => true,
        _ => false,
    };
    if read_only {
        return None;
    }
    if event.need_rescan() {
        return everything();
    }
    let store_entry = store.strip_prefix(root).ok().and_then(|below| below.components().next());
    let store_entry = store_entry.map(|name| root.join(name));
    let mut told = None;
    let mut renew = Vec::new();
    for path in &event.paths {
        let above = path.parent();
        if above == Some(root) {
            let named = ["linkarium.toml", "links", "themes"].iter().any(|name| *path == root.join(name));
            if named || store_entry.as_ref() == Some(path) {
                renew.push(path.clone());
                told = Some(true);
            }
        } else if above == Some(store) || above == Some(&store.join("private")) {
            // A part of the store that was not there before: it is watched from here on.
            renew.push(path.clone());
            told = Some(true);
        } else if path.starts_with(store) {
            told = told.or(Some(false));
        } else {
            told = Some(true);
        }
    }
    Some(if told? { News::Changed { renew } } else { News::Stored })
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{CreateKind, ModifyKind};

    fn told(kind: EventKind, paths: &[&str]) -> Option<News> {
        let mut event = Event::new(kind);
        event.paths = paths.iter().map(PathBuf::from).collect();
        judge(Path::new("/c"), Path::new("/c/snapshots"), Ok(event))
    }

    #[test]
    fn only_what_a_build_reads_is_news() {
        let modified = EventKind::Modify(ModifyKind::Any);
        let changed =
            |renew: &[&str]| Some(News::Changed { renew: renew.iter().map(PathBuf::from).collect() });
        assert_eq!(told(modified, &["/c/links/a.md"]), changed(&[]));
        assert_eq!(told(modified, &["/c/themes/mine/templates/home.html"]), changed(&[]));
        assert_eq!(
            told(modified, &["/c/.linkarium.toml.swp", "/c/linkarium.toml"]),
            changed(&["/c/linkarium.toml"])
        );
        assert_eq!(told(EventKind::Create(CreateKind::Folder), &["/c/links"]), changed(&["/c/links"]));
        assert_eq!(told(modified, &["/c/snapshots/captures/a/b/c.json"]), Some(News::Stored));
        assert_eq!(told(modified, &["/c/output"]), None);
        assert_eq!(told(modified, &["/c/README.md", "/c/.git"]), None);
        assert_eq!(told(EventKind::Access(AccessKind::Read), &["/c/links/a.md"]), None);
        let closed = EventKind::Access(AccessKind::Close(AccessMode::Write));
        assert_eq!(told(closed, &["/c/links/a.md"]), changed(&[]));
    }
}
