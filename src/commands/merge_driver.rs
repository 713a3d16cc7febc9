//! `merge-driver`: what git calls to merge a link file (gitattributes(5), "Defining a custom merge driver").

use std::path::Path;
use std::process::Command;

use super::Ending;
use crate::cli::MergeDriverArgs;
use crate::console::Console;
use crate::error::{Error, Result};
use crate::model::edit::{Merged, merge};

/// Runs the command. [`Ending::Bad`] when the file has conflicts that a person must decide.
pub fn execute(args: &MergeDriverArgs, console: &Console) -> Result<Ending> {
    let [base, ours, theirs] = [&args.base, &args.ours, &args.theirs].map(fs_err::read);
    let (base, ours, theirs) = (base?, ours?, theirs?);
    // The rules for private links are about who sees them, not about merging: the name alone tells the kind of file.
    let merged = match merge(&args.path, &base, &ours, &theirs, &|base, ours, theirs| {
        let text = by_git(base.as_bytes(), ours.as_bytes(), theirs.as_bytes(), &args.path).ok()?;
        Some((String::from_utf8(text.bytes).ok()?, text.conflict))
    }) {
        Some(merged) => merged,
        None => by_git(&base, &ours, &theirs, &args.path)?,
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

/// Git's own merge, line by line.
fn by_git(base: &[u8], ours: &[u8], theirs: &[u8], path: &str) -> Result<Merged> {
    let folder = tempfile::tempdir()?;
    let write = |name: &str, bytes: &[u8]| -> Result<std::path::PathBuf> {
        let path = folder.path().join(name);
        fs_err::write(&path, bytes)?;
        Ok(path)
    };
    let files = [write("ours", ours)?, write("base", base)?, write("theirs", theirs)?];
    let name = Path::new(path).file_name().map_or_else(|| path.into(), |name| name.to_string_lossy());
    let mut command = Command::new("git");
    command.args([
        "merge-file",
        "-p",
        "-L",
        &format!("ours: {name}"),
        "-L",
        "base",
        "-L",
        &format!("theirs: {name}"),
    ]);
    let output = command
        .args(files)
        .output()
        .map_err(|error| Error::Other(format!("git cannot be run: {error}\n  help: put it on the path")))?;
    match output.status.code() {
        Some(0) => Ok(Merged { bytes: output.stdout, conflict: false }),
        // The number of conflicts; 128 and above are errors.
        Some(1..=127) => Ok(Merged { bytes: output.stdout, conflict: true }),
        _ => Err(Error::Other(format!("git merge-file: {}", String::from_utf8_lossy(&output.stderr).trim()))),
    }
}
