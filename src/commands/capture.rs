//! `capture`: captures, renders nothing.

use super::{Ending, check_report, conclude, now, open};
use crate::capture::plan::PlanOptions;
use crate::cli::{CaptureArgs, Global};
use crate::console::Console;
use crate::error::Result;
use crate::pipeline::context::Overrides;
use crate::pipeline::{self, Options};

/// Runs the command.
pub fn execute(args: &CaptureArgs, global: &Global, console: Console) -> Result<Ending> {
    check_report(args.report.as_deref())?;
    let context = open(global, console, &Overrides { store: args.store.clone(), ..Overrides::default() })?;
    context.draw_problems();
    let options = Options {
        capture_only: true,
        // Naming a link is asking for it: a failed one is tried again.
        plan: PlanOptions { retry: args.retry || !args.urls.is_empty(), refresh: args.refresh },
        urls: args.urls.clone(),
        tag: args.tag.clone(),
        ..Options::default()
    };
    let run = pipeline::run(&context, &options, now())?;
    conclude(&context, &run, args.report.as_deref(), args.strict)
}
