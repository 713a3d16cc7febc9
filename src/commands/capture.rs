//! `capture`: captures, renders nothing.

use super::{Ending, conclude, open};
use crate::capture::plan::PlanOptions;
use crate::cli::{CaptureArgs, Global};
use crate::console::Console;
use crate::error::Result;
use crate::pipeline::context::Overrides;
use crate::pipeline::inbox::{self, Manner};
use crate::pipeline::{self, Options};

/// Runs the command.
pub fn execute(args: &CaptureArgs, global: &Global, console: &Console) -> Result<Ending> {
    args.run.check()?;
    let console = console.clone().with_problems(args.run.format);
    let mut context =
        open(global, &console, &Overrides { store: args.store.clone(), ..Overrides::default() })?;
    if args.urls.is_empty() && args.tag.is_none() {
        let manner = Manner { skip_private: args.run.skip_private, ..Manner::default() };
        context = inbox::take_in(context, manner)?;
    }
    context.draw_problems();
    let options = Options {
        capture_only: true,
        // Naming a link is asking for it: a failed one is tried again.
        plan: PlanOptions { retry: args.retry || !args.urls.is_empty(), refresh: args.refresh },
        urls: args.urls.clone(),
        tag: args.tag.clone(),
        time_budget: args.run.time_budget,
        skip_private: args.run.skip_private,
        ..Options::default()
    };
    let run = pipeline::run(&context, &options, pipeline::now())?;
    conclude(&context, &run, &args.run, args.strict)
}
