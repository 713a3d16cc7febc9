//! Waiting until a change is over: an editor saves in several steps, and git writes a branch file by file.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::{News, Watch};

/// Files are taken as they are once nothing has changed for so long.
pub(super) const QUIET: Duration = Duration::from_millis(120);
/// … and at the latest after this, as long as git is not at work.
const PATIENCE: Duration = Duration::from_secs(2);
/// While git is at work, its pauses are longer. It is also "at work" while somebody writes a commit's message, and after
/// it was killed: then nothing changes, and nothing is waited for much longer.
const GIT_QUIET: Duration = Duration::from_secs(1);
/// How long git may take to check out a branch before what is there is built.
const GIT_PATIENCE: Duration = Duration::from_mins(1);

impl Watch {
    /// Waits until nothing changes any more; the folders to be watched anew.
    pub(super) fn wait_for_quiet(&mut self, mut renew: Vec<PathBuf>) -> Vec<PathBuf> {
        let start = Instant::now();
        loop {
            let git = git_is_at_work(&self.project.root);
            let (quiet, patience) = if git { (GIT_QUIET, GIT_PATIENCE) } else { (QUIET, PATIENCE) };
            match self.next_within(quiet) {
                Some(News::Changed { renew: more }) => renew.extend(more),
                Some(ended @ News::CapturesEnded(_)) => {
                    // Its turn comes behind what has changed.
                    let _ = self.news.0.send(ended);
                    return renew;
                }
                Some(other) => self.note(&other),
                // It has been quiet; but git may have begun meanwhile, or may have ended only now.
                None if !git && git_is_at_work(&self.project.root) => {}
                None => return renew,
            }
            if self.stopping || start.elapsed() >= patience {
                return renew;
            }
        }
    }

    /// The next news; nothing when `quiet` passes without any, or when git ends meanwhile and all stays quiet after it.
    fn next_within(&self, quiet: Duration) -> Option<News> {
        let start = Instant::now();
        let mut git_ended = None;
        loop {
            if let Ok(news) = self.news.1.recv_timeout(QUIET.min(quiet)) {
                return Some(news);
            }
            if quiet > QUIET && git_ended.is_none() && !git_is_at_work(&self.project.root) {
                git_ended = Some(Instant::now());
            }
            let over = git_ended.is_some_and(|ended| ended.elapsed() >= QUIET);
            if over || start.elapsed() >= quiet {
                return None;
            }
        }
    }
}

/// Whether git holds the lock that it has while it changes the work tree: that of the nearest repository.
fn git_is_at_work(root: &Path) -> bool {
    let Some(git) = root.ancestors().map(|folder| folder.join(".git")).find(|git| git.exists()) else {
        return false;
    };
    if git.is_dir() {
        return git.join("index.lock").exists();
    }
    // A linked work tree (gitrepository-layout): the file says where its own folder is.
    let text = fs_err::read_to_string(&git).unwrap_or_default();
    let Some(folder) = text.strip_prefix("gitdir: ").map(str::trim_end) else { return false };
    git.parent().is_some_and(|parent| parent.join(folder).join("index.lock").exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_of_the_nearest_repository_counts() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        fs_err::create_dir_all(at("outer/.git")).unwrap();
        fs_err::create_dir_all(at("outer/inner/.git")).unwrap();
        fs_err::create_dir_all(at("outer/inner/links")).unwrap();
        fs_err::write(at("outer/.git/index.lock"), "").unwrap();
        assert!(git_is_at_work(&at("outer")));
        assert!(!git_is_at_work(&at("outer/inner/links")));
        fs_err::write(at("outer/inner/.git/index.lock"), "").unwrap();
        assert!(git_is_at_work(&at("outer/inner/links")));

        fs_err::create_dir_all(at("tree")).unwrap();
        fs_err::create_dir_all(at("outer/.git/worktrees/tree")).unwrap();
        fs_err::write(at("tree/.git"), "gitdir: ../outer/.git/worktrees/tree\n").unwrap();
        assert!(!git_is_at_work(&at("tree")));
        fs_err::write(at("outer/.git/worktrees/tree/index.lock"), "").unwrap();
        assert!(git_is_at_work(&at("tree")));
    }
}
