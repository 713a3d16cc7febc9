//! `build`: captures what is due, then renders.

use super::{Ending, conclude, open};
use crate::capture::plan::PlanOptions;
use crate::cli::{BuildArgs, Global};
use crate::console::Console;
use crate::error::Result;
use crate::pipeline::context::Overrides;
use crate::pipeline::inbox::{self, Manner};
use crate::pipeline::{self, Options};

/// Runs the command.
pub fn execute(args: &BuildArgs, global: &Global, console: &Console) -> Result<Ending> {
    args.run.check()?;
    let overrides =
        Overrides { base_url: args.base_url.clone(), store: args.store.clone(), ..Overrides::default() };
    let console = console.clone().with_problems(args.run.format);
    let manner = Manner { skip_private: args.run.skip_private, hurry: args.offline, locked: false };
    let context = inbox::take_in(open(global, &console, &overrides)?, manner)?;
    context.draw_problems();
    let options = Options {
        offline: args.offline,
        plan: PlanOptions { retry: args.retry, refresh: false },
        output: args.output.as_deref().map(std::path::absolute).transpose()?,
        time_budget: args.run.time_budget,
        skip_private: args.run.skip_private,
        ..Options::default()
    };
    let run = pipeline::run(&context, &options, pipeline::now())?;
    conclude(&context, &run, &args.run, args.strict)
}
