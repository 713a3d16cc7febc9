//! `lint`: reads everything, changes nothing, reports problems.

use serde_json::json;

use super::{Ending, append, open};
use crate::cli::{Global, LintArgs, LintFormat};
use crate::console::{Console, ProblemFormat};
use crate::diagnostic::{self, Diagnostic, Severity, Sources};
use crate::error::Result;
use crate::model;
use crate::pipeline::changed::{self, Changed};
use crate::pipeline::context::Overrides;
use crate::pipeline::{job_summary, site_problems};
use crate::text::counted;

/// Runs the command.
pub fn execute(args: &LintArgs, global: &Global, console: &Console) -> Result<Ending> {
    let github = if args.format == LintFormat::Github { ProblemFormat::Github } else { ProblemFormat::Human };
    let console = &console.clone().with_problems(github);
    let context = open(global, console, &Overrides { tolerant: true, ..Overrides::default() })?;
    let (changed, problems) = match &args.changed {
        None => (None, context.collection.diagnostics.clone()),
        Some(base) => {
            let (changed, problems) = changed::since(&context, base, args.strict)?;
            (Some(changed), problems)
        }
    };
    let mut sources = context.sources.clone();
    let (of_site, templates) = site_problems(&context)?;
    sources.extend(templates);
    let sources = &sources;
    // Of a branch, only what would keep the site from being built: the rest may have been so before.
    let of_site = of_site.into_iter().filter(|p| changed.is_none() || p.severity == Severity::Error);
    let mut problems: Vec<Diagnostic> = problems.into_iter().chain(of_site).collect();
    if args.strict && changed.is_none() {
        problems.extend(model::tag_problems(&context.project.source_files()?.files, &context.collection));
    }
    print(args.format, console, &problems, sources, changed.as_ref())?;
    if let Some(file) = &args.summary {
        let mut text = changed.as_ref().map(Changed::markdown).unwrap_or_default();
        job_summary::problems(&mut text, &problems, sources);
        append(file, &text)?;
    }
    let count = |severity| problems.iter().filter(|p| p.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let links = context.collection.links.len();
    let counts = [(links, "link read"), (errors, "error"), (warnings, "warning")];
    console.say(&counts.map(|(count, noun)| counted(count, noun)).join(", "));
    let bad = errors > 0 || (args.strict && warnings > 0);
    Ok(if bad { Ending::Bad } else { Ending::Done })
}

fn print(
    format: LintFormat,
    console: &Console,
    problems: &[Diagnostic],
    sources: &Sources,
    changed: Option<&Changed>,
) -> Result<()> {
    if format == LintFormat::Json {
        let all: Vec<_> = problems.iter().map(|problem| diagnostic::json(problem, sources)).collect();
        let mut document = json!({ "version": 1, "problems": all });
        if let Some(changed) = changed {
            document["changes"] = serde_json::to_value(changed).map_err(std::io::Error::from)?;
        }
        return console.result(&serde_json::to_string_pretty(&document).map_err(std::io::Error::from)?);
    }
    for problem in problems {
        console.result(&match format {
            LintFormat::Human => {
                format!("{}\n", diagnostic::render(problem, sources, console.colors_results()).trim_end())
            }
            LintFormat::Github => diagnostic::github(problem, sources),
            _ => diagnostic::short(problem, sources),
        })?;
    }
    if let Some(changed) = changed {
        for line in changed.lines() {
            console.result(&line)?;
        }
        console.result(&changed.sentence())?;
    }
    Ok(())
}
