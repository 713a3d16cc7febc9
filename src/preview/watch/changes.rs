//! Hearing that files have changed. What has changed, and whether it matters, is found out by looking: systems tell it
//! each in their own way, and editors save each in theirs.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::Duration;

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use super::News;
use super::inputs::Places;
use crate::store::Store;

/// How often folders are looked through where the system cannot tell of changes.
const POLL: Duration = Duration::from_secs(1);

/// Watches a collection until dropped.
pub(super) struct Changes {
    watcher: Box<dyn Watcher + Send>,
    watched: Watched,
    places: Places,
}

/// What is watched.
#[derive(Debug, Clone)]
struct Watched {
    root: PathBuf,
    output: PathBuf,
    captures: [PathBuf; 2],
    /// By themselves, so that it is heard when something appears in them.
    folders: Vec<PathBuf>,
    /// With all that is in them.
    trees: Vec<PathBuf>,
}

impl Changes {
    /// Watches the settings, `links/`, `inbox/`, the theme and the snapshot store of the collection at `root` (canonical), and
    /// whether the output is there; tells `news`. The second value says what could not be watched as it should be.
    pub(super) fn watch(root: &Path, places: &Places, news: &Sender<News>) -> (Self, Option<String>) {
        let watched = Watched::of(root, places);
        let hear = || {
            let (watched, news) = (watched.clone(), news.clone());
            move |event: notify::Result<Event>| {
                if let Some(one) = watched.judge(event) {
                    // Nobody listens any more when the watch ends.
                    let _ = news.send(one);
                }
            }
        };
        let own = RecommendedWatcher::new(hear(), notify::Config::default());
        let polling = || PollWatcher::new(hear(), notify::Config::default().with_poll_interval(POLL));
        let mut changes =
            Self { watcher: Box::new(notify::NullWatcher), watched: watched.clone(), places: places.clone() };
        let started = own.and_then(|watcher| {
            changes.watcher = Box::new(watcher);
            changes.start()
        });
        let Err(problem) = started else { return (changes, None) };
        if let Ok(watcher) = polling() {
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

    /// What is being watched.
    pub(super) fn places(&self) -> &Places {
        &self.places
    }

    fn start(&mut self) -> notify::Result<()> {
        for (path, mode) in self.watched.all() {
            if path.is_dir() {
                self.watcher.watch(&path, mode)?;
            }
        }
        Ok(())
    }

    /// Watches anew what was made or moved into place: a watch follows the folder, not its name.
    pub(super) fn renew(&mut self, at: &[PathBuf]) {
        for (path, mode) in self.watched.all() {
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

impl Watched {
    fn of(root: &Path, places: &Places) -> Self {
        Self {
            root: root.to_path_buf(),
            output: places.output.clone(),
            captures: Store::new(places.store.clone()).capture_folders(),
            folders: places.folders(root),
            trees: places.trees(root),
        }
    }

    /// Everything to be watched, from the top down.
    fn all(&self) -> Vec<(PathBuf, RecursiveMode)> {
        let folders = self.folders.iter().map(|folder| (folder.clone(), RecursiveMode::NonRecursive));
        let trees = self.trees.iter().map(|tree| (tree.clone(), RecursiveMode::Recursive));
        folders.chain(trees).collect()
    }

    /// What an event means, if anything.
    fn judge(&self, event: notify::Result<Event>) -> Option<News> {
        // Where events may have been lost, everything is to be looked at.
        let everything = || Some(News::Changed { renew: vec![self.root.clone()] });
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
        let mut renew = Vec::new();
        let (mut changed, mut stored) = (false, false);
        for path in &event.paths {
            let is_watched = |watched: &PathBuf| watched.starts_with(path);
            if self.folders.iter().chain(&self.trees).any(is_watched) {
                renew.push(path.clone());
                changed = true;
            } else if self.captures.iter().any(|captures| path.starts_with(captures)) {
                stored = true;
            } else if *path == self.output || *path == self.root.join("linkarium.toml") {
                changed = true;
            } else {
                // Beside what is watched by itself, much may happen that is nobody's business.
                changed |= self.trees.iter().any(|tree| path.starts_with(tree));
            }
        }
        if changed { Some(News::Changed { renew }) } else { stored.then_some(News::Stored) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{CreateKind, ModifyKind};

    /// The folders to be watched anew; `None` for what is no news to a build, "stored" for captures.
    fn told(kind: EventKind, paths: &[&str]) -> Option<Vec<String>> {
        let root = Path::new("/c");
        let mut places = Places::usual(root);
        places.store = root.join("data/snapshots");
        let watched = Watched::of(root, &places);
        let mut event = Event::new(kind);
        event.paths = paths.iter().map(PathBuf::from).collect();
        watched.judge(Ok(event)).map(|news| match news {
            News::Changed { renew } => renew.iter().map(|path| path.display().to_string()).collect(),
            _ => vec!["stored".to_owned()],
        })
    }

    #[test]
    fn only_what_a_build_reads_is_news() {
        let modified = EventKind::Modify(ModifyKind::Any);
        let changed = |renew: &[&str]| Some(renew.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>());
        assert_eq!(told(modified, &["/c/links/a.md"]), changed(&[]));
        assert_eq!(told(modified, &["/c/inbox/page.html"]), changed(&[]));
        assert_eq!(told(modified, &["/c/themes/mine/templates/home.html"]), changed(&[]));
        assert_eq!(told(modified, &["/c/.linkarium.toml.swp", "/c/linkarium.toml"]), changed(&[]));
        let made = EventKind::Create(CreateKind::Folder);
        assert_eq!(told(made, &["/c/links"]), changed(&["/c/links"]));
        assert_eq!(told(made, &["/c/inbox"]), changed(&["/c/inbox"]));
        for part in
            ["/c/data", "/c/data/snapshots", "/c/data/snapshots/captures", "/c/data/snapshots/private"]
        {
            assert_eq!(told(made, &[part]), changed(&[part]));
        }
        let record = "/c/data/snapshots/captures/a/b/c.json";
        assert_eq!(told(modified, &[record]), changed(&["stored"]));
        assert_eq!(told(modified, &["/c/output"]), changed(&[]));
        for nothing in ["/c/output/index.html", "/c/README.md", "/c/.git", "/c/data/snapshots/blobs/ab"] {
            assert_eq!(told(modified, &[nothing]), None, "{nothing}");
        }
        assert_eq!(told(EventKind::Access(AccessKind::Read), &["/c/links/a.md"]), None);
        let closed = EventKind::Access(AccessKind::Close(AccessMode::Write));
        assert_eq!(told(closed, &["/c/links/a.md"]), changed(&[]));
    }
}
