//! `import`: links of other programs become links of the collection. New ones go to a TOML file for each folder; what is
//! kept already gets what it lacks, in its place; what cannot be kept is listed. Importing twice changes nothing.

mod merge;
mod sort;

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

use self::merge::additions;
use self::sort::{Sorted, new_link, target};
use super::{Ending, replace};
use crate::cli::{Global, ImportArgs};
use crate::console::{Console, Paint};
use crate::error::{Error, Result};
use crate::exchange::{Format, Parsed, Read, Refused};
use crate::folders;
use crate::model::Visibility;
use crate::model::edit::{Edit, NewLink, append_tables, change};
use crate::pipeline::context::{Context, Overrides};
use crate::text::{counted, printable, shorten};

/// The largest file in an archive that is read, in bytes.
const LARGEST: u64 = 256_000_000;

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
        if let Err(error) = read(path, format, &mut all) {
            console.error(&error);
            ending = Ending::Bad;
        }
    }
    let read = all.entries.len() + all.refused.len();
    let sorted = Sorted::new(&context, all, args.folders);
    let changed = write(&context, &sorted, args.dry_run)?;
    tell(console, &sorted, &changed, read);
    if !changed.failed.is_empty() {
        ending = Ending::Bad;
    }
    Ok(ending)
}

/// Reads one file, or those in an archive.
fn read(path: &Path, format: Option<Format>, all: &mut Parsed) -> Result<()> {
    let bytes = fs_err::read(path)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if !bytes.starts_with(b"PK\x03\x04") {
        return read_bytes(&name, &bytes, format, all);
    }
    let broken = |error: zip::result::ZipError| {
        Error::Other(format!("{}: this archive cannot be read: {error}", path.display()))
    };
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).map_err(broken)?;
    let mut found = 0;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(broken)?;
        let full = file.name().map_err(broken)?.into_owned();
        let inner = full.rsplit('/').next().unwrap_or("").to_owned();
        if file.is_dir() || inner.starts_with('.') || full.starts_with("__MACOSX/") {
            continue;
        }
        let mut bytes = Vec::new();
        file.take(LARGEST).read_to_end(&mut bytes)?;
        if format.or_else(|| Format::detect(Read { name: &inner, bytes: &bytes })).is_some() {
            read_bytes(&inner, &bytes, format, all)?;
            found += 1;
        } else {
            all.drop_one("files in the archive whose format is not known");
        }
    }
    if found == 0 {
        return Err(Error::Other(format!(
            "{}: no file in this archive has a format that is known",
            path.display()
        )));
    }
    Ok(())
}

fn read_bytes(name: &str, bytes: &[u8], format: Option<Format>, all: &mut Parsed) -> Result<()> {
    let file = Read { name, bytes };
    let shown = printable(name);
    let Some(format) = format.or_else(|| Format::detect(file)) else {
        return Err(Error::Other(format!("{shown}: its format is not known\n  help: name it with --format")));
    };
    let parsed = format.read(file).map_err(|why| Error::Other(format!("{shown}: {}", printable(&why))))?;
    all.entries.extend(parsed.entries);
    all.refused.extend(parsed.refused);
    for (what, count) in parsed.dropped {
        *all.dropped.entry(what).or_default() += count;
    }
    Ok(())
}

/// What became of the files.
#[derive(Debug, Default)]
struct Changed {
    /// Files with the number of links that are new in them.
    files: BTreeMap<String, usize>,
    /// Links that were there and have got something.
    improved: usize,
    /// What could not be done, in words.
    failed: Vec<String>,
}

fn write(context: &Context, sorted: &Sorted, dry_run: bool) -> Result<Changed> {
    let mut changed = Changed::default();
    let root = &context.project.root;
    let read = |name: &str| -> Result<Option<Vec<u8>>> {
        let path = folders::own(root, Path::new(name))?;
        match fs_err::read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    };
    // Links that are there first: their lines are still where they were read.
    let mut edits: BTreeMap<&str, Vec<Edit>> = BTreeMap::new();
    for (index, entry) in &sorted.known {
        let Some(link) = context.collection.links.get(*index) else { continue };
        let changes = additions(context, link, entry);
        if !changes.is_empty() {
            let (line, column) = (link.source.line, link.source.column);
            edits.entry(&link.source.file).or_default().push(Edit { line, column, changes, partly: true });
        }
    }
    for (name, edits) in edits {
        let Some(before) = read(name)? else { continue };
        let edits = merge::joined(edits);
        let mut bytes = before.clone();
        match change(name, &before, &edits) {
            Ok(edited) => {
                changed.improved += edits.len();
                for (nth, why) in edited.refused {
                    let line = edits.get(nth).map_or(0, |edit| edit.line);
                    changed
                        .failed
                        .push(format!("{name}:{line}: something was not added to this link: {why}"));
                }
                bytes = edited.bytes.unwrap_or(bytes);
            }
            Err(why) => changed.failed.push(why.to_string()),
        }
        if bytes != before && !dry_run {
            replace(&folders::own(root, Path::new(name))?, name, Some(&before), &bytes)?;
        }
        if bytes != before {
            changed.files.entry(name.to_owned()).or_default();
        }
    }
    let mut new: BTreeMap<String, Vec<NewLink>> = BTreeMap::new();
    for entry in &sorted.new {
        new.entry(target(entry, sorted.folders)).or_default().push(new_link(entry, sorted.folders));
    }
    for (name, links) in new {
        let before = read(&name)?;
        match append_tables(&name, before.as_deref().unwrap_or_default(), &links) {
            Ok(bytes) => {
                if !dry_run {
                    let path = folders::own(root, Path::new(&name))?;
                    folders::create(root, path.parent().unwrap_or(root))?;
                    replace(&path, &name, before.as_deref(), &bytes)?;
                }
                *changed.files.entry(name).or_default() += links.len();
            }
            Err(why) => changed.failed.push(why.to_string()),
        }
    }
    Ok(changed)
}

/// Says what was done; the last line is the sum.
fn tell(console: &Console, sorted: &Sorted, changed: &Changed, read: usize) {
    for (name, count) in &changed.files {
        let what = if *count == 0 {
            "links kept there have got more".to_owned()
        } else {
            counted(*count, "new link")
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
            sorted.dropped.iter().map(|(what, count)| format!("{count} {}", printable(what))).collect();
        console.say(&format!("\nnot kept, as a link has no place for it: {}", all.join(", ")));
    }
    for why in &changed.failed {
        console.error(&Error::Other(why.clone()));
    }
    console.say(&format!(
        "\n{read} read, {} new, {} merged into existing ({} changed), {} refused",
        sorted.new.len(),
        sorted.known.len() + sorted.doubled,
        changed.improved,
        sorted.refused.len()
    ));
}

/// Whether nobody else may see it.
fn is_private(visibility: Visibility) -> bool {
    visibility == Visibility::Private
}
