//! One file per command: from what was typed to what is to be done.

pub mod add;
pub mod build;
pub mod capture;
pub mod demo;
pub mod lint;
pub mod list;
pub mod verify;

use std::path::Path;

use crate::cli::{Cli, Command, Global};
use crate::console::Console;
use crate::error::{Error, Result};
use crate::pipeline::context::{Context, Overrides};
use crate::pipeline::{self, Run};
use crate::project::Project;
use crate::stop::Stop;

/// How a command that did its work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// 0
    Done,
    /// 1: it did its work, and the answer is bad (`lint` found errors, `verify` found damage).
    Bad,
    /// 3: built, but link files have errors.
    LinkErrors,
}

/// Runs what was typed.
pub fn execute(cli: &Cli, console: Console) -> Result<Ending> {
    let global = &cli.global;
    match &cli.command {
        Command::Build(args) => build::execute(args, global, console),
        Command::Capture(args) => capture::execute(args, global, console),
        Command::Add(args) => add::execute(args, global, console),
        Command::List(args) => list::execute(args, global, console),
        Command::Lint(args) => lint::execute(args, global, console),
        Command::Verify(args) => verify::execute(args, global, console),
        Command::Demo(args) => demo::execute(args, global, console),
    }
}

/// Finds out before a long run whether its report can be written.
fn check_report(report: Option<&Path>) -> Result<()> {
    let folder = report.and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty());
    match folder {
        Some(folder) if !folder.is_dir() => {
            Err(Error::Usage(format!("--report: there is no folder {}", folder.display())))
        }
        _ => Ok(()),
    }
}

fn open(global: &Global, console: Console, overrides: &Overrides) -> Result<Context> {
    let project = Project::find(global.root.as_deref(), &std::env::current_dir()?)?;
    Context::read(project, console, Stop::listen()?, overrides)
}

/// Prints the summary, writes the report, and judges.
fn conclude(context: &Context, run: &Run, report: Option<&Path>, strict: bool) -> Result<Ending> {
    pipeline::summary::print(context, &run.report, run.changes, &run.output);
    if let Some(path) = report {
        let mut json = serde_json::to_string_pretty(&run.report).map_err(std::io::Error::from)?;
        json.push('\n');
        fs_err::write(path, json)?;
    }
    if run.interrupted {
        return Err(Error::Interrupted);
    }
    let errors = context.errors();
    let lost = run.report.totals.failed + run.report.totals.deferred;
    if strict && errors + lost > 0 {
        return Err(Error::Strict(format!(
            "{errors} error(s) in link files and {lost} page(s) without a snapshot, and --strict was given"
        )));
    }
    if errors > 0 {
        context
            .console
            .say(&format!("{errors} error(s) in link files: see above; what could be read was used"));
        return Ok(Ending::LinkErrors);
    }
    Ok(Ending::Done)
}

#[expect(clippy::disallowed_methods, reason = "the clock is read here, once, and passed on")]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}
