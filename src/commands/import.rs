//! `import`: links of other programs become links of the collection. New ones go to a TOML file for each folder; what is
//! kept already gets what it lacks, in its place; what cannot be kept is listed. Importing twice changes nothing.

use super::Ending;
use crate::cli::{Global, ImportArgs};
use crate::console::{Console, Paint};
use crate::error::{Error, Result};
use crate::exchange::{Format, Parsed, Refused};
use crate::pipeline::context::Overrides;
use crate::pipeline::intake::{Changed, Sorted, harvest, read_file, write};
use crate::text::{counted, printable, shorten};

/// The format of this name.
///
/// # Errors
/// When there is none.
pub(super) fn format_named(name: &str) -> Result<Format> {
    let wanted = name.to_lowercase();
    Format::ALL.into_iter().find(|format| format.name() == wanted).ok_or_else(|| {
        let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
        Error::Usage(format!("there is no format `{}`\n  help: one of {}", printable(name), names.join(", ")))
    })
}

/// Runs the command.
pub fn execute(args: &ImportArgs, global: &Global, console: &Console) -> Result<Ending> {
    let format = args.format.as_deref().map(format_named).transpose()?;
    let context = super::open(global, console, &Overrides::default())?;
    let mut ending = Ending::Done;
    let mut all = Parsed::default();
    for path in &args.files {
        if args.harvest {
            for why in harvest(&context.project, path, &mut all) {
                console.error(&Error::Other(why));
                ending = Ending::Bad;
            }
            continue;
        }
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let bytes = fs_err::read(path).map_err(Error::from);
        if let Err(error) = bytes.and_then(|bytes| read_file(&name, &bytes, format, &mut all)) {
            console.error(&error);
            ending = Ending::Bad;
        }
    }
    let read = all.entries.len() + all.refused.len();
    let sorted = Sorted::new(&context, all, args.folders.unwrap_or(context.config.import.folders));
    let changed = write(&context, &sorted, args.dry_run)?;
    tell(console, &sorted, &changed, read);
    if !changed.failed.is_empty() {
        ending = Ending::Bad;
    }
    Ok(ending)
}

/// Says what was done; the last line is the sum.
fn tell(console: &Console, sorted: &Sorted, changed: &Changed, read: usize) {
    for (name, count) in &changed.files {
        let what = if *count == 0 {
            "links kept there have got more".to_owned()
        } else {
            format!("{count} new link{}", if *count == 1 { "" } else { "s" })
        };
        console.say(&format!("  {name}: {what}"));
    }
    if !sorted.hidden.is_empty() {
        console.say(&format!(
            "\n{} went to links/private/, which git ignores:",
            counted(sorted.hidden.len(), "link")
        ));
        for (url, why) in &sorted.hidden {
            console.say(&format!("  {}  {}", shorten(url, 100), console.paint(Paint::Quiet, why)));
        }
        console.say("  to publish one, move it to a file outside of links/private/");
    }
    if !sorted.refused.is_empty() {
        console.say(&format!("\n{} refused:", sorted.refused.len()));
        for Refused { what, why, line } in &sorted.refused {
            let line = line.map(|line| format!("line {line}: ")).unwrap_or_default();
            let what = if what.is_empty() { "an entry" } else { what };
            console.say(&format!(
                "  {line}{}  {}",
                shorten(what, 100),
                console.paint(Paint::Quiet, &printable(why))
            ));
        }
    }
    if !sorted.dropped.is_empty() {
        let all: Vec<String> =
            sorted.dropped.iter().map(|(what, count)| format!("{} ({count})", printable(what))).collect();
        console.say(&format!("\nnot kept, as a link has no place for it: {}", all.join(", ")));
    }
    for failed in &changed.failed {
        console.error(&Error::Other(failed.why.clone()));
    }
    console.say(&format!(
        "\n{read} read, {} new, {} merged into existing ({} changed), {} refused",
        sorted.new.len(),
        sorted.known.len() + sorted.doubled,
        changed.improved,
        sorted.refused.len()
    ));
}
