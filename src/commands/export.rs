//! `export`: the links as other programs take them.

use std::collections::BTreeMap;

use super::Ending;
use super::import::format_named;
use crate::cli::{ExportArgs, Global};
use crate::console::Console;
use crate::error::{Error, Result};
use crate::exchange::{Entry, Ground};
use crate::model::{Link, Visibility};
use crate::pipeline::context::{Context, Overrides};
use crate::text::counted;

/// Runs the command. What the format has no place for is said.
pub fn execute(args: &ExportArgs, global: &Global, console: &Console) -> Result<Ending> {
    let format = format_named(&args.format)?;
    if !format.is_written() {
        return Err(Error::Usage(format!(
            "`{}` is read, not written\n  help: netscape, pinboard, csv, json, opml, xbel, markdown, atom and urls are written",
            args.format
        )));
    }
    let context = super::open(global, console, &Overrides::default())?;
    context.draw_problems();
    let wanted = |link: &&Link| !args.public || link.visibility == Visibility::Public;
    let entries: Vec<Entry> =
        context.collection.links.iter().filter(wanted).map(|link| entry(&context, link)).collect();
    let zone = context.config.site.zone();
    let ground = Ground { title: &context.config.site.title, timezone: &zone };
    let text = format.write(&entries, ground);
    match &args.file {
        Some(path) => fs_err::write(path, &text)?,
        None => console.result(text.trim_end_matches('\n'))?,
    }
    let mut lost: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in &entries {
        let held = format.holds(entry, ground);
        for field in differences(entry, &held) {
            *lost.entry(field).or_default() += 1;
        }
    }
    let hidden = entries.iter().filter(|entry| entry.visibility == Visibility::Private).count();
    console.say(&format!("{} exported", counted(entries.len(), "link")));
    if hidden > 0 {
        console.say(&format!(
            "  {} among them; `--public` leaves them out",
            counted(hidden, "link with `visibility = \"private\"`")
        ));
    }
    for (field, count) in lost {
        console.say(&format!(
            "  `{}` has no place for the {field} of {}, or not for all of it",
            format.name(),
            counted(count, "link")
        ));
    }
    Ok(if context.errors() > 0 { Ending::LinkErrors } else { Ending::Done })
}

/// A link of the collection on its way to other programs.
fn entry(context: &Context, link: &Link) -> Entry {
    let folders: Vec<String> = link
        .source
        .file
        .split('/')
        .skip(1)
        .filter(|part| *part != "private" || link.visibility != Visibility::Private)
        .map(str::to_owned)
        .collect();
    let folders = folders.split_last().map(|(_, above)| above.to_vec()).unwrap_or_default();
    let chosen = (link.id != crate::model::id_v1(&link.url)).then(|| link.id.clone());
    Entry { id: chosen, folders, ..Entry::of_link(link, &context.collection.tags) }
}

/// The fields in which two entries differ.
fn differences(one: &Entry, other: &Entry) -> Vec<&'static str> {
    let pairs = [
        ("address", one.url != other.url),
        ("id", one.id != other.id),
        ("title", one.title != other.title),
        ("description", one.description != other.description),
        ("notes", one.notes != other.notes),
        ("tags", one.tags != other.tags),
        ("folder", one.folders != other.folders),
        ("date `added`", one.added != other.added),
        ("date `updated`", one.updated != other.updated),
        ("date `published`", one.published != other.published),
        ("author", one.author != other.author),
        ("language", one.language != other.language),
        ("source (`via`)", one.via != other.via),
        ("star", one.starred != other.starred),
        ("reading status", one.status != other.status),
        ("visibility", one.visibility != other.visibility),
        ("archive policy", one.unarchived != other.unarchived),
        ("former addresses", one.aliases != other.aliases),
    ];
    pairs.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}
