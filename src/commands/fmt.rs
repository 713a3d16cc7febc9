//! `fmt`: brings link files into one form, and on request their links in order. What would change is shown first.

use std::path::{Path, PathBuf};

use super::Ending;
use super::add::plain;
use super::edit::{Rewrites, apply};
use crate::cli::{FmtArgs, Global, SortBy};
use crate::console::Console;
use crate::error::{Error, Result};
use crate::folders;
use crate::model::SourceFile;
use crate::model::edit::{Order, tidy};
use crate::pipeline::context::{Context, Overrides};
use crate::text::{counted, printable};
use crate::threads::in_threads;

/// Runs the command.
pub fn execute(args: &FmtArgs, global: &Global, console: &Console) -> Result<Ending> {
    let context = super::open(global, console, &Overrides::default())?;
    let order = args.sort.map(|by| match by {
        SortBy::Added => Order::Added,
        SortBy::Title => Order::Title,
        SortBy::Url => Order::Url,
    });
    let files = named(&context, &args.files)?;
    let zone = context.config.site.zone();
    let tidied = in_threads(&files, |file| tidy(&file.path, &file.bytes, order, &zone));
    let mut rewrites = Rewrites::new();
    let mut left = 0;
    for (file, tidied) in files.into_iter().zip(tidied) {
        // What is a symbolic link would be replaced by a file.
        let own = folders::own(&context.project.root, Path::new(&file.path)).map_err(Error::from);
        match own.and_then(|_| tidied.map_err(|why| Error::Other(why.to_string()))) {
            Ok(Some(after)) => {
                rewrites.insert(file.path, (file.bytes, Some(after)));
            }
            Ok(None) => {}
            Err(why) => {
                console.error(&why);
                left += 1;
            }
        }
    }
    if args.check {
        for name in rewrites.keys() {
            console.result(&printable(name))?;
        }
        let help = if rewrites.is_empty() { "" } else { "; `linkarium fmt` does" };
        console.say(&format!("{} would change{help}", counted(rewrites.len(), "file")));
        return Ok(if rewrites.is_empty() && left == 0 { Ending::Done } else { Ending::Bad });
    }
    let ending = apply(&context, &rewrites, args.yes, args.dry_run)?;
    Ok(if left > 0 { Ending::Bad } else { ending })
}

/// The files that are meant: as they are seen from where the command was given, from the collection, or from `links/`.
fn named(context: &Context, written: &[PathBuf]) -> Result<Vec<SourceFile>> {
    let root = &context.project.root;
    let mut files = context.project.source_files()?.files;
    if written.is_empty() {
        return Ok(files);
    }
    let here = std::env::current_dir()?;
    let links = root.join("links");
    let mut wanted = vec![false; files.len()];
    for name in written {
        let bases = [&here, root, &links].map(|base| plain(&base.join(name)));
        let found = bases.iter().find_map(|path| {
            let below: Vec<usize> = (0..files.len()).filter(|at| is_at(files.get(*at), root, path)).collect();
            (!below.is_empty()).then_some(below)
        });
        let Some(found) = found else {
            return Err(Error::Usage(format!(
                "{}: this is no link file\n  help: link files are .toml and .md files below links/ that are not hidden",
                printable(&name.to_string_lossy())
            )));
        };
        for at in found {
            if let Some(wanted) = wanted.get_mut(at) {
                *wanted = true;
            }
        }
    }
    let mut wanted = wanted.into_iter();
    files.retain(|_| wanted.next().unwrap_or(false));
    Ok(files)
}

/// Whether a file is the one at a path, or below it.
fn is_at(file: Option<&SourceFile>, root: &Path, path: &Path) -> bool {
    let root = plain(root);
    path.starts_with(&root) && file.is_some_and(|file| root.join(&file.path).starts_with(path))
}
