//! A real git repository, away from the user's own settings.

use std::path::Path;
use std::process::Command;

/// Git in a folder, with an author and nothing of the machine's configuration.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder);
    isolate(&mut command);
    command
}

/// Keeps a process that may run git away from the user's own settings.
pub(crate) fn isolate(command: &mut Command) {
    let nowhere = if cfg!(windows) { "NUL" } else { "/dev/null" };
    command.env("GIT_CONFIG_GLOBAL", nowhere).env("GIT_CONFIG_SYSTEM", nowhere);
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "A Keeper");
        command.env(format!("GIT_{role}_EMAIL"), "keeper@example.org");
    }
}

/// Runs git, insists on success, and gives what it prints.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = command(folder).args(arguments).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// Commits everything that is not ignored.
pub(crate) fn commit(folder: &Path, message: &str) {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", message]);
}
