//! `man`: the manual page, made of what `--help` says.

use clap::CommandFactory as _;

use super::Ending;
use crate::cli::{Cli, ManArgs};
use crate::console::Console;
use crate::error::Result;

/// Runs the command.
pub fn execute(args: &ManArgs, console: &Console) -> Result<Ending> {
    let command = Cli::command();
    if let Some(folder) = &args.dir {
        fs_err::create_dir_all(folder)?;
        clap_mangen::generate_to(command, folder)?;
        console.say(&format!("the pages are in {}: `man -l FILE` shows one", folder.display()));
        return Ok(Ending::Done);
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    console.result(String::from_utf8_lossy(&page).trim_end())?;
    Ok(Ending::Done)
}
