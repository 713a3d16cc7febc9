//! `completions`: a shell's completion script.

use clap::CommandFactory as _;

use super::Ending;
use crate::cli::{Cli, CompletionsArgs};
use crate::console::Console;
use crate::error::Result;

/// Runs the command.
pub fn execute(args: &CompletionsArgs, console: &Console) -> Result<Ending> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "linkarium", &mut script);
    console.result(String::from_utf8_lossy(&script).trim_end())?;
    Ok(Ending::Done)
}
