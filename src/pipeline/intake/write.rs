//! Sorted entries written into link files: links that are kept get what they lack, new ones go to a file for each folder.

use std::collections::BTreeMap;
use std::path::Path;

use super::merge::{additions, joined};
use super::sort::{Sorted, new_link, target};
use crate::error::Result;
use crate::folders;
use crate::model::edit::{Edit, NewLink, append_tables, change};
use crate::model::{self, UrlKey};
use crate::pipeline::context::Context;
use crate::rewrite::{self, Rewrite, rewrite_all};

/// What became of the files.
#[derive(Debug, Default)]
pub struct Changed {
    /// Files with the number of links that are new in them.
    pub files: BTreeMap<String, usize>,
    /// Links that were there and have got something.
    pub improved: usize,
    /// What could not be done.
    pub failed: Vec<Failed>,
}

/// Links that could not be written as they should be.
#[derive(Debug)]
pub struct Failed {
    /// Which.
    pub links: Vec<UrlKey>,
    /// Why, in words.
    pub why: String,
    /// The rest of what was to be said of them was written.
    pub partly: bool,
}

/// Writes what is new; with `dry_run`, only says what would be written.
///
/// # Errors
/// When the disk says no, or a file was changed meanwhile.
pub fn write(context: &Context, sorted: &Sorted, dry_run: bool) -> Result<Changed> {
    let mut changed = Changed::default();
    let root = &context.project.root;
    let links = &context.collection.links;
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
        let Some(link) = links.get(*index) else { continue };
        let changes = additions(context, link, entry);
        if !changes.is_empty() {
            let (line, column) = (link.source.line, link.source.column);
            edits.entry(&link.source.file).or_default().push(Edit { line, column, changes, partly: true });
        }
    }
    let mut edited = Vec::new();
    for (name, edits) in edits {
        let Some(before) = read(name)? else { continue };
        let edits = joined(edits);
        let keys_at = |line: Option<usize>| -> Vec<UrlKey> {
            let here =
                |source: &model::Location| source.file == name && line.is_none_or(|line| source.line == line);
            let touched = |line: usize| edits.iter().any(|edit| edit.line == line);
            let all = links.iter().filter(|link| here(&link.source) && touched(link.source.line));
            all.map(|link| link.key.clone()).collect()
        };
        let mut bytes = before.clone();
        match change(name, &before, &edits) {
            Ok(now) => {
                changed.improved += now.made;
                for (nth, why) in now.refused {
                    let line = edits.get(nth).map_or(0, |edit| edit.line);
                    let why = format!("{name}:{line}: something was not added to this link: {why}");
                    changed.failed.push(Failed { links: keys_at(Some(line)), why, partly: true });
                }
                bytes = now.bytes.unwrap_or(bytes);
            }
            Err(why) => {
                changed.failed.push(Failed { links: keys_at(None), why: why.to_string(), partly: false });
            }
        }
        if bytes != before {
            changed.files.entry(name.to_owned()).or_default();
            edited.push((folders::own(root, Path::new(name))?, name, before, bytes));
        }
    }
    if !dry_run {
        let edited = edited.iter().map(|(path, name, before, after)| Rewrite {
            path: path.clone(),
            name,
            before,
            after: Some(after),
        });
        rewrite_all(&edited.collect::<Vec<_>>())?;
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
                    rewrite::write(&path, &name, before.as_deref(), &bytes)?;
                }
                *changed.files.entry(name).or_default() += links.len();
            }
            Err(why) => {
                let links = links.iter().map(|link| model::key(&link.url)).collect();
                changed.failed.push(Failed { links, why: why.to_string(), partly: false });
            }
        }
    }
    Ok(changed)
}
