//! One file per command: from what was typed to what is to be done.

pub mod add;
pub mod attach;
pub mod build;
pub mod capture;
pub mod completions;
pub mod demo;
pub mod edit;
pub mod export;
pub mod fmt;
pub mod import;
pub mod init;
pub mod lint;
pub mod list;
pub mod man;
pub mod merge_driver;
pub mod open;
pub mod serve;
pub mod setup_git;
pub mod tag;
pub mod verify;
pub mod watch;

use std::io::Write as _;
use std::path::Path;

use crate::cli::{Cli, Command, Global, RunArgs};
use crate::console::Console;
use crate::error::{Error, Result};
use crate::pipeline::context::{Context, Overrides};
use crate::pipeline::{self, Run, job_summary};
use crate::project::Project;
use crate::stop::Stop;
use crate::text::counted;

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
pub fn execute(cli: &Cli, console: &Console) -> Result<Ending> {
    let global = &cli.global;
    match &cli.command {
        Command::Init(args) => init::execute(args, global, console),
        Command::Build(args) => build::execute(args, global, console),
        Command::Capture(args) => capture::execute(args, global, console),
        Command::Add(args) => add::execute(args, global, console),
        Command::Attach(args) => attach::execute(args, global, console),
        Command::Import(args) => import::execute(args, global, console),
        Command::Export(args) => export::execute(args, global, console),
        Command::MergeDriver(args) => merge_driver::execute(args, console),
        Command::SetupGit => setup_git::execute(global, console),
        Command::Edit(args) => edit::execute(args, global, console),
        Command::Rm(args) => edit::remove(args, global, console),
        Command::Fmt(args) => fmt::execute(args, global, console),
        Command::Open(args) => open::execute(args, global, console),
        Command::Tag(args) => tag::execute(args, global, console),
        Command::List(args) => list::execute(args, global, console),
        Command::Lint(args) => lint::execute(args, global, console),
        Command::Verify(args) => verify::execute(args, global, console),
        Command::Watch(args) => watch::execute(args, global, console),
        Command::Serve(args) => serve::execute(args, global, console),
        Command::Demo(args) => demo::execute(args, global, console),
        Command::Completions(args) => completions::execute(args, console),
        Command::Man(args) => man::execute(args, console),
    }
}

impl RunArgs {
    /// Finds out before a long run whether what it is to leave can be written.
    fn check(&self) -> Result<()> {
        for (flag, file) in [("--report", &self.report), ("--summary", &self.summary)] {
            let folder =
                file.as_deref().and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty());
            if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
                return Err(Error::Usage(format!("{flag}: there is no folder {}", folder.display())));
            }
        }
        Ok(())
    }
}

/// Adds to a file that others may add to as well.
fn append(path: &Path, text: &str) -> Result<()> {
    Ok(fs_err::OpenOptions::new().append(true).create(true).open(path)?.write_all(text.as_bytes())?)
}

fn open(global: &Global, console: &Console, overrides: &Overrides) -> Result<Context> {
    let project = Project::find(global.root.as_deref(), &std::env::current_dir()?)?;
    Context::read(project, console.clone(), Stop::listen()?, overrides)
}

/// Prints the summary, writes the report, and judges.
fn conclude(context: &Context, run: &Run, args: &RunArgs, strict: bool) -> Result<Ending> {
    pipeline::summary::print(context, &run.report, run.changes, &run.output);
    if let Some(path) = &args.summary {
        append(path, &job_summary::of_run(context, &run.report))?;
    }
    if let Some(path) = &args.report {
        let mut json = serde_json::to_string_pretty(&run.report).map_err(std::io::Error::from)?;
        json.push('\n');
        fs_err::write(path, json)?;
    }
    if run.interrupted {
        return Err(Error::Interrupted);
    }
    let (errors, waiting) = (context.errors(), context.waiting);
    let lost = run.report.totals.failed + run.report.totals.deferred;
    let inbox = format!("{} in the inbox that could not be taken in", counted(waiting, "file"));
    if strict && errors + lost + waiting > 0 {
        let inbox = if waiting > 0 { format!(", {inbox}") } else { String::new() };
        return Err(Error::Strict(format!(
            "{} in link files and {} that could not be captured{inbox}, and --strict was given",
            counted(errors, "error"),
            counted(lost, "page")
        )));
    }
    if errors > 0 {
        context.console.say(&format!(
            "{} in link files: see above; what could be read was used",
            counted(errors, "error")
        ));
    }
    if waiting > 0 {
        context.console.say(&format!("{inbox}: see above"));
    }
    Ok(if errors + waiting > 0 { Ending::LinkErrors } else { Ending::Done })
}
