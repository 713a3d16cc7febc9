//! `fmt`: puts link files in order, when somebody asks for it.

use super::edit::{Rewrites, apply};
use super::{Ending, open};
use crate::cli::{FmtArgs, Global};
use crate::console::Console;
use crate::error::{Error, Result};
use crate::model::edit::tidy;
use crate::pipeline::context::{Context, Overrides};
use crate::text::{counted, printable};
use crate::threads::in_threads;

/// Runs the command. [`Ending::Bad`] when `--check` finds a file that is not in order, or one cannot be put in order.
pub fn execute(args: &FmtArgs, global: &Global, console: &Console) -> Result<Ending> {
    let context = open(global, console, &Overrides::default())?;
    let files = chosen(&context, args)?;
    let tidied = in_threads(&files, |file| tidy(&file.path, &file.bytes, args.sort));
    let mut rewrites = Rewrites::new();
    let mut failed = false;
    let count = files.len();
    for (file, tidied) in files.into_iter().zip(tidied) {
        match tidied {
            Ok(Some(after)) => {
                rewrites.insert(file.path, (file.bytes, Some(after)));
            }
            Ok(None) => {}
            Err(why) => {
                console.error(&Error::Other(why.to_string()));
                failed = true;
            }
        }
    }
    let ending = if args.check {
        for name in rewrites.keys() {
            console.result(&printable(name))?;
        }
        let (files, wrong) = (counted(count, "file"), rewrites.len());
        console.say(&format!("{files} read, {wrong} not in order"));
        if rewrites.is_empty() { Ending::Done } else { Ending::Bad }
    } else {
        apply(&context, &rewrites, args.yes, args.dry_run)?
    };
    Ok(if failed { Ending::Bad } else { ending })
}

/// The link files that were named, or all.
fn chosen(context: &Context, args: &FmtArgs) -> Result<Vec<crate::model::SourceFile>> {
    let mut files = context.project.source_files()?.files;
    if args.files.is_empty() {
        return Ok(files);
    }
    let mut wanted = Vec::new();
    for named in &args.files {
        let real = fs_err::canonicalize(named)
            .or_else(|_| fs_err::canonicalize(context.project.root.join(named)))
            .map_err(|_| Error::Usage(format!("{} is not there", printable(&named.to_string_lossy()))))?;
        let before = wanted.len();
        for file in &files {
            let path = fs_err::canonicalize(context.project.root.join(&file.path))?;
            if path.starts_with(&real) {
                wanted.push(file.path.clone());
            }
        }
        if wanted.len() == before {
            let named = printable(&named.to_string_lossy());
            return Err(Error::Usage(format!(
                "{named} is no link file of this collection\n  help: they lie below links/"
            )));
        }
    }
    files.retain(|file| wanted.contains(&file.path));
    Ok(files)
}
