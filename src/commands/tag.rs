//! `tag`: lists tags, and spells them differently in all link files.

use std::collections::BTreeMap;

use serde_json::json;

use super::Ending;
use super::edit::{Rewrites, apply};
use crate::cli::{Global, TagAction, TagArgs};
use crate::console::{Console, Paint};
use crate::error::{Error, Result};
use crate::model::edit::retag;
use crate::model::similar_tags;
use crate::pipeline::context::{Context, Overrides};
use crate::text::{counted, printable, tag_key, tag_name};
use crate::threads::in_threads;

/// Runs the command.
pub fn execute(args: &TagArgs, global: &Global, console: &Console) -> Result<Ending> {
    let context = super::open(global, console, &Overrides::default())?;
    match &args.action {
        TagAction::List { similar, json } => list(&context, *similar, *json),
        TagAction::Rename { old, new, yes, dry_run } => {
            rename(&context, std::slice::from_ref(old), new, *yes, *dry_run)
        }
        TagAction::Merge { tags, yes, dry_run } => {
            let Some((into, from)) = tags.split_last() else { return Ok(Ending::Done) };
            rename(&context, from, into, *yes, *dry_run)
        }
    }
}

fn list(context: &Context, similar: bool, json: bool) -> Result<Ending> {
    let console = &context.console;
    let tags = &context.collection.tags;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for key in context.collection.links.iter().flat_map(|link| &link.tags) {
        *counts.entry(key).or_default() += 1;
    }
    let count = |key: &str| counts.get(key).copied().unwrap_or(0);
    if similar {
        for group in similar_tags(tags) {
            let names = group.iter().map(|tag| format!("{} ({})", printable(&tag.name), count(&tag.key)));
            console.result(&names.collect::<Vec<_>>().join("  "))?;
        }
        return Ok(Ending::Done);
    }
    if json {
        let all = tags.tags.values().map(|tag| {
            json!({ "key": tag.key, "name": tag.name, "title": tag.title, "links": count(&tag.key), "declared": tag.declared,
                "aliases": tag.aliases, "parents": tag.parents })
        });
        let document = json!({ "version": 1, "tags": all.collect::<Vec<_>>() });
        console.result(&serde_json::to_string_pretty(&document).map_err(std::io::Error::from)?)?;
        return Ok(Ending::Done);
    }
    for tag in tags.tags.values() {
        let number = console.paint_result(Paint::Quiet, &format!("{:>6}", count(&tag.key)));
        console.result(&format!("{number}  {}", printable(&tag.name)))?;
    }
    Ok(Ending::Done)
}

/// Spells some tags, and those below them, as another.
fn rename(context: &Context, old: &[String], new: &str, yes: bool, dry_run: bool) -> Result<Ending> {
    let no_tag = |name: &str| Error::Usage(format!("`{}` is no tag", printable(name)));
    let new = tag_name(new).ok_or_else(|| no_tag(new))?;
    let mut keys = Vec::new();
    for name in old {
        let key = tag_key(name).ok_or_else(|| no_tag(name))?;
        let resolved = context.collection.tags.resolve(&key);
        if !context.collection.tags.tags.contains_key(&resolved) {
            let meant = crate::text::nearest(&key, context.collection.tags.tags.keys().map(String::as_str));
            let help = meant.map(|meant| format!("\n  help: did you mean `{meant}`?")).unwrap_or_default();
            return Err(Error::Usage(format!("no link has the tag `{}`{help}", printable(name))));
        }
        keys.push(key);
    }
    let new_name = |written: &str| -> Option<String> {
        let name = tag_name(written)?;
        let key = tag_key(written)?;
        keys.iter().find_map(|old| {
            let below =
                key.strip_prefix(old.as_str()).filter(|below| below.is_empty() || below.starts_with('/'))?;
            // The levels below keep their spelling.
            let levels = below.matches('/').count();
            let tail: Vec<&str> = name.split('/').collect();
            let tail = tail.get(tail.len().saturating_sub(levels)..).unwrap_or_default();
            Some(std::iter::once(new.as_str()).chain(tail.iter().copied()).collect::<Vec<_>>().join("/"))
        })
    };
    let mut rewrites = Rewrites::new();
    let mut failed = false;
    let files = context.project.source_files()?.files;
    let retagged = in_threads(&files, |file| retag(&file.path, &file.bytes, &new_name));
    for (file, retagged) in files.into_iter().zip(retagged) {
        match retagged {
            Ok(Some(after)) => {
                rewrites.insert(file.path, (file.bytes, Some(after)));
            }
            Ok(None) => {}
            Err(why) => {
                context.console.error(&Error::Other(why.to_string()));
                failed = true;
            }
        }
    }
    if failed {
        return Err(Error::Other(format!(
            "nothing was renamed: {} cannot be changed\n  help: mend what is named above first",
            counted(1, "file")
        )));
    }
    apply(context, &rewrites, yes, dry_run)
}
