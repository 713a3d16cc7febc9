//! `verify`: re-hashes every blob and checks every record.

use super::{Ending, open};
use crate::cli::{Global, VerifyArgs};
use crate::console::{self, Console, Paint};
use crate::error::Result;
use crate::pipeline::context::Overrides;
use crate::store::verify::verify;

/// Runs the command.
pub fn execute(args: &VerifyArgs, global: &Global, console: &Console) -> Result<Ending> {
    let context = open(global, console, &Overrides { store: args.store.clone(), ..Overrides::default() })?;
    let findings = verify(&context.store)?;
    let ending = if findings.problems.is_empty() { Ending::Done } else { Ending::Bad };
    if args.json {
        console.result(&serde_json::to_string_pretty(&findings).map_err(std::io::Error::from)?)?;
        return Ok(ending);
    }
    for problem in &findings.problems {
        let label = console.paint_result(Paint::Bad, "damaged");
        console
            .result(&format!("{label} {}: {}\n  help: {}", problem.path, problem.message, problem.help))?;
    }
    if !findings.unreferenced.is_empty() {
        let count = findings.unreferenced.len();
        console.say(&format!("{count} blob(s) belong to no record: harmless, what an interrupted run left"));
    }
    console.result(&format!(
        "{} records, {} blobs, {} re-hashed: {}",
        findings.records,
        findings.blobs,
        console::bytes(findings.bytes),
        match findings.problems.len() {
            0 => "whole".to_owned(),
            count => format!("{count} problem(s)"),
        }
    ))?;
    Ok(ending)
}
