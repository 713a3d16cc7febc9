//! `watch`: rebuilds on every change.

use super::Ending;
use crate::cli::{Global, WatchArgs};
use crate::console::Console;
use crate::error::Result;
use crate::preview::Watch;
use crate::project::Project;
use crate::stop::Stop;

/// Runs the command.
pub fn execute(args: &WatchArgs, global: &Global, console: &Console) -> Result<Ending> {
    let project = Project::find(global.root.as_deref(), &std::env::current_dir()?)?;
    let watch = Watch::new(&project, console.clone(), Stop::listen()?, args.offline)?;
    console.say(&format!("watching {} until Ctrl-C", project.root.display()));
    watch.run()?;
    Ok(Ending::Done)
}
