//! The thin binary: parse, run, print the error, choose the exit code.

use std::process::ExitCode;

use clap::Parser as _;
use linkarium::cli::Cli;
use linkarium::commands::{self, Ending};
use linkarium::console::Console;

/// Reading and deriving make many small values: this one hands them out in less time than the C library's, and with
/// musl in far less.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let console = Console::new(cli.global.quiet, cli.global.verbose, cli.global.color, cli.global.progress);
    match commands::execute(&cli, &console) {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::Bad) => ExitCode::from(1),
        Ok(Ending::LinkErrors) => ExitCode::from(3),
        Err(error) => {
            console.error(&error);
            ExitCode::from(error.exit_code())
        }
    }
}
