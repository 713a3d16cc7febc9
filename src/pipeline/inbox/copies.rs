//! Copies of pages in the inbox: each becomes a capture, and its link is kept.

use std::collections::{HashMap, HashSet};

use bytes::Bytes;
use jiff::Timestamp;

use super::files::File;
use super::leave::Leave;
use super::sort::CopyFile;
use super::{AT_HOME, Manner, Stays, dismiss, go_on};
use crate::error::{Error, Result};
use crate::exchange::looks_private;
use crate::model::{self, UrlKey, Visibility};
use crate::pipeline::context::Context;
use crate::pipeline::intake::{Given, Shelf, new_link, own_file, prepare, shown, too_large, when_saved};
use crate::store::Area;
use crate::store::layout::sha256_hex;
use crate::supplied::{self, Copy};
use crate::text::printable;

/// What is known while copies are taken in.
struct Step<'c> {
    context: &'c Context,
    manner: Manner,
    now: Timestamp,
    shelf: Option<Shelf>,
    /// Links that this run keeps, and whether they are private.
    added: HashMap<UrlKey, (String, bool)>,
}

/// Why a copy stays, and what to do.
struct Refused(String, String);

/// Takes in all copies. `beside` are the files that hold their addresses: they go when all that they speak of have gone.
pub(super) fn take_in(
    context: &mut Context,
    copies: Vec<CopyFile>,
    beside: &[(File, String)],
    manner: Manner,
    leave: &mut Leave,
    stays: &mut Vec<Stays>,
) -> Result<()> {
    let mut needed: HashSet<usize> = HashSet::new();
    let mut step = Step { context, manner, now: crate::pipeline::now(), shelf: None, added: HashMap::new() };
    for CopyFile { file, beside } in copies {
        go_on(step.context)?;
        match step.one(&file, beside.as_ref().map(|(address, _)| address.as_str()))? {
            Ok((digest, safe)) => dismiss(leave, &file, &digest, safe, stays),
            Err(Refused(why, help)) => {
                stays.push(Stays::new(&file, why, help));
                needed.extend(beside.map(|(_, side)| side));
            }
        }
    }
    let added = !step.added.is_empty();
    if let Some(shelf) = step.shelf {
        shelf.close()?;
    }
    for (_, (file, digest)) in beside.iter().enumerate().filter(|(at, _)| !needed.contains(at)) {
        dismiss(leave, file, digest, false, stays);
    }
    if added { context.read_again() } else { Ok(()) }
}

impl Step<'_> {
    /// Takes in one copy: the digest of the file, and whether its bytes are in the store now.
    fn one(&mut self, file: &File, beside: Option<&str>) -> Result<Result<(String, bool), Refused>> {
        let refuse = |why: &str, help: &str| Ok(Err(Refused(why.to_owned(), help.to_owned())));
        if file.has_folder {
            return refuse(
                "was saved together with a folder, which cannot be taken in",
                "save the page as one file, with SingleFile or as MHTML (\"single file\" in Chrome and Edge)",
            );
        }
        let limit = self.context.config.capture.max_snapshot_bytes;
        let bytes = match file.head(limit + 1) {
            Ok(bytes) if bytes.len() as u64 > limit => {
                return refuse(&too_large(limit), "raise that limit, or remove the file");
            }
            Ok(bytes) => Bytes::from(bytes),
            Err(error) => {
                return refuse(
                    &format!("cannot be read: {}", printable(&error.to_string())),
                    "mend its rights, or remove it",
                );
            }
        };
        let copy = match supplied::read(&file.name, &bytes) {
            Ok(copy) => copy,
            Err(why) => return refuse(&printable(&why), "save the page again, and remove this file"),
        };
        let Some(address) = copy.address.as_deref().or(beside) else {
            let help = format!(
                "put its address into a file beside it, {0}.url or {0}.txt, or run `linkarium attach URL {0}`",
                file.shown
            );
            return refuse("does not say which address it is a copy of", &help);
        };
        self.keep(file, &copy, address, &bytes)
    }

    fn keep(
        &mut self,
        file: &File,
        copy: &Copy,
        address: &str,
        bytes: &Bytes,
    ) -> Result<Result<(String, bool), Refused>> {
        let link = self.context.find_link(address).and_then(|at| self.context.collection.links.get(at));
        let earlier = self.added.get(&model::key(address));
        let private = match (link, earlier) {
            (Some(link), _) => link.visibility == Visibility::Private,
            (None, Some((_, private))) => *private,
            (None, None) => looks_private(address).is_some(),
        };
        if private && self.manner.skip_private {
            let why = "is a copy of a page whose address looks private, not taken in here (--skip-private)";
            return Ok(Err(Refused(why.into(), AT_HOME.into())));
        }
        let url = link
            .map(|link| &link.url)
            .or(earlier.map(|(url, _)| url))
            .map_or(address, String::as_str)
            .to_owned();
        let saved = when_saved(copy, file.written, self.now);
        let limit = self.context.config.capture.max_snapshot_bytes;
        let prepared = match prepare(copy, &url, saved, bytes, limit) {
            Ok(prepared) => prepared,
            Err(why) => return Ok(Err(Refused(why, "remove it, or save the page again".into()))),
        };
        if link.is_none() && earlier.is_none() {
            let zone = self.context.config.site.zone();
            let added = saved.to_zoned(zone).strftime("%Y-%m-%dT%H:%M:%S").to_string();
            let new = new_link(Given::default(), &url, &added, prepared.page.clone());
            let others: Vec<String> = self.added.values().map(|(url, _)| url.clone()).collect();
            match own_file(self.context, &new, &others, private) {
                Ok(place) => self.context.console.say(&format!("inbox: {place} keeps {}", shown(&url))),
                Err(Error::Other(why)) => {
                    let (why, help) = why.split_once("\n  help: ").unwrap_or((&why, "move it away"));
                    return Ok(Err(Refused(
                        format!("cannot be taken in: {}", printable(why)),
                        help.to_owned(),
                    )));
                }
                Err(error) => return Err(error),
            }
            self.added.insert(model::key(&url), (url.clone(), private));
        }
        let area = if private { Area::Private } else { Area::Public };
        let shelf = match &mut self.shelf {
            Some(shelf) => shelf,
            none => none.insert(Shelf::open(self.context)?),
        };
        let taken = shelf.put(&prepared, link, area)?;
        let word = if taken.new { "is now a capture of" } else { "is a capture already of" };
        self.context.console.say(&format!("inbox: {} {word} {}", file.shown, shown(&url)));
        for (what, why) in &copy.lost {
            self.context.console.say(&format!("  without {}: {}", printable(what), printable(why)));
        }
        let digest = sha256_hex(bytes);
        let whole = copy.parts.iter().any(|part| part.body == *bytes);
        let safe = whole && self.context.store.has_whole_blob(area, &digest);
        Ok(Ok((digest, safe)))
    }
}
