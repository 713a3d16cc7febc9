//! `setup-git`: tells this clone's git how link files are merged. What a repository carries can name a merge driver, and
//! never say what it runs: that is for each clone to allow.

use super::Ending;
use crate::cli::Global;
use crate::console::Console;
use crate::error::Result;
use crate::git::Git;
use crate::project::Project;

/// Runs the command.
pub fn execute(global: &Global, console: &Console) -> Result<Ending> {
    let project = Project::find(global.root.as_deref(), &std::env::current_dir()?)?;
    let git = Git::new(&project.root);
    let program = program()?;
    let driver = format!("{program} merge-driver %O %A %B %P");
    for (key, value) in
        [("merge.linkarium.name", "union of links, by address"), ("merge.linkarium.driver", &driver)]
    {
        git.set(key, value)?;
    }
    let attributes = fs_err::read_to_string(project.root.join(".gitattributes")).unwrap_or_default();
    console.say("this clone's git now merges link files by address");
    if !attributes.contains("merge=linkarium") {
        console.say(
            "  .gitattributes does not say so for any file yet; add\n    /links/**/*.toml merge=linkarium\n    /links/**/*.md merge=linkarium",
        );
    }
    Ok(Ending::Done)
}

/// How git can call this program: by its name where that is found, else by its path, quoted for a shell.
fn program() -> Result<String> {
    let this = std::env::current_exe()?;
    let found = std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| {
            fs_err::canonicalize(folder.join("linkarium"))
                .is_ok_and(|other| Some(other) == fs_err::canonicalize(&this).ok())
        })
    });
    if found {
        return Ok("linkarium".into());
    }
    // Git runs drivers in a shell of its own on every system.
    let path = this.to_string_lossy().replace('\\', "/").replace('\'', "'\\''");
    Ok(format!("'{path}'"))
}
