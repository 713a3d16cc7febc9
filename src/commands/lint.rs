//! `lint`: reads everything, changes nothing, reports problems.

use super::{Ending, open};
use crate::cli::{Global, LintArgs, LintFormat};
use crate::console::Console;
use crate::diagnostic::{self, Severity};
use crate::error::Result;
use crate::pipeline::context::Overrides;

/// Runs the command.
pub fn execute(args: &LintArgs, global: &Global, console: &Console) -> Result<Ending> {
    let context = open(global, console, &Overrides::default())?;
    let problems = &context.collection.diagnostics;
    let sources = &context.sources;
    match args.format {
        LintFormat::Human => {
            for problem in problems {
                console.result(&format!(
                    "{}\n",
                    diagnostic::render(problem, sources, console.colors_results()).trim_end()
                ))?;
            }
        }
        LintFormat::Short => {
            for problem in problems {
                console.result(&diagnostic::short(problem, sources))?;
            }
        }
        LintFormat::Github => {
            for problem in problems {
                console.result(&diagnostic::github(problem, sources))?;
            }
        }
        LintFormat::Json => {
            let all: Vec<_> = problems.iter().map(|problem| diagnostic::json(problem, sources)).collect();
            let document = serde_json::json!({ "version": 1, "problems": all });
            console.result(&serde_json::to_string_pretty(&document).map_err(std::io::Error::from)?)?;
        }
    }
    let count = |severity| problems.iter().filter(|p| p.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let links = context.collection.links.len();
    console.say(&format!("{links} links read, {errors} error(s), {warnings} warning(s)"));
    let bad = errors > 0 || (args.strict && warnings > 0);
    Ok(if bad { Ending::Bad } else { Ending::Done })
}
