//! `build`: captures what is due, then renders.

use super::{Ending, check_report, conclude, now, open};
use crate::capture::plan::PlanOptions;
use crate::cli::{BuildArgs, Global};
use crate::console::Console;
use crate::error::Result;
use crate::pipeline::context::Overrides;
use crate::pipeline::{self, Options};

/// Runs the command.
pub fn execute(args: &BuildArgs, global: &Global, console: Console) -> Result<Ending> {
    check_report(args.report.as_deref())?;
    let overrides = Overrides { base_url: args.base_url.clone(), store: args.store.clone() };
    let context = open(global, console, &overrides)?;
    context.draw_problems();
    let options = Options {
        offline: args.offline,
        plan: PlanOptions { retry: args.retry, refresh: false },
        output: args.output.as_deref().map(std::path::absolute).transpose()?,
        ..Options::default()
    };
    let run = pipeline::run(&context, &options, now())?;
    conclude(&context, &run, args.report.as_deref(), args.strict)
}
