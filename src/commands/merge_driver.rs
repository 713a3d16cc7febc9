//! `merge-driver`: what git calls to merge a link file (gitattributes(5), "Defining a custom merge driver").

use super::Ending;
use crate::cli::MergeDriverArgs;
use crate::console::Console;
use crate::error::Result;
use crate::git::Git;
use crate::model::edit::{Merged, merge};

/// Runs the command. [`Ending::Bad`] when the file has conflicts that a person must decide.
pub fn execute(args: &MergeDriverArgs, console: &Console) -> Result<Ending> {
    let [base, ours, theirs] = [&args.base, &args.ours, &args.theirs].map(fs_err::read);
    let (base, ours, theirs) = (base?, ours?, theirs?);
    let name = args.path.rsplit('/').next().unwrap_or(&args.path);
    // The rules for private links are about who sees them, not about merging: the name alone tells the kind of file.
    let lines = |base: &str, ours: &str, theirs: &str| {
        let (bytes, conflict) =
            Git::merge_lines(base.as_bytes(), ours.as_bytes(), theirs.as_bytes(), name).ok()?;
        Some((String::from_utf8(bytes).ok()?, conflict))
    };
    let merged = if let Some(merged) = merge(&args.path, &base, &ours, &theirs, &lines) {
        merged
    } else {
        let (bytes, conflict) = Git::merge_lines(&base, &ours, &theirs, name)?;
        Merged { bytes, conflict }
    };
    fs_err::write(&args.ours, &merged.bytes)?;
    if merged.conflict {
        console.say(&format!(
            "{}: both branches have changed the same lines; decide, then `git add` it",
            args.path
        ));
        return Ok(Ending::Bad);
    }
    Ok(Ending::Done)
}
