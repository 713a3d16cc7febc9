//! `attach`: a copy of a page that a person saved becomes the capture of a link that is kept.

use std::io::Read as _;
use std::path::Path;
use std::time::SystemTime;

use bytes::Bytes;

use super::{Ending, open};
use crate::cli::{AttachArgs, Global};
use crate::console::{self, Console};
use crate::error::{Error, Result};
use crate::model::{self, Visibility};
use crate::pipeline::context::Overrides;
use crate::pipeline::intake::{Shelf, prepare, when_saved};
use crate::pipeline::{self, PATIENCE};
use crate::project::Work;
use crate::store::Area;
use crate::supplied;
use crate::text::printable;

/// Runs the command.
pub fn execute(args: &AttachArgs, global: &Global, console: &Console) -> Result<Ending> {
    let context = open(global, console, &Overrides::default())?;
    let link = context.collection.links.get(context.link_of(&args.url)?);
    let Some(link) = link else { return Ok(Ending::Bad) };
    let limit = context.config.capture.max_snapshot_bytes;
    let (bytes, written) = read(&args.file, limit)?;
    let shown = printable(&args.file.display().to_string());
    let refuse = |why: String| Error::Other(format!("{shown} {}", printable(&why)));
    let name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let copy = supplied::read(&name, &bytes).map_err(refuse)?;
    let saved = when_saved(&copy, written, pipeline::now());
    let prepared = prepare(&copy, &link.url, saved, &bytes, limit).map_err(refuse)?;
    let area = if link.visibility == Visibility::Private { Area::Private } else { Area::Public };

    let _lock = pipeline::lock(&context.project, Work::Capturing, console, &context.stop, Some(PATIENCE))?;
    let mut shelf = Shelf::open(&context)?;
    let taken = shelf.put(&prepared, Some(link), area)?;
    shelf.close()?;
    let what = if taken.new { "is now a capture of" } else { "is a capture already of" };
    console.result(&format!("{}: {shown} {what} {}", printable(&taken.capture), printable(&link.url)))?;
    if let Some(own) = copy.address.as_deref().filter(|own| model::key(own) != link.key) {
        console.say(&format!("  it says that it was saved from another address: {}", printable(own)));
    }
    for (what, why) in &copy.lost {
        console.say(&format!("  without {}: {}", printable(what), printable(why)));
    }
    Ok(Ending::Done)
}

/// The bytes of the file, and when it was last written.
fn read(path: &Path, limit: u64) -> Result<(Bytes, Option<SystemTime>)> {
    let file = fs_err::File::open(path)?;
    let facts = file.metadata()?;
    let refuse = |why: String| Err(Error::Other(format!("{} {why}", path.display())));
    if facts.is_dir() {
        let help =
            "save the page as one file, with SingleFile or as MHTML (\"single file\" in Chrome and Edge)";
        return refuse(format!("is a folder, not a file\n  help: {help}"));
    }
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        let help = "raise max_snapshot_bytes of [capture] in linkarium.toml";
        return refuse(format!("is larger than {}\n  help: {help}", console::bytes(limit)));
    }
    Ok((Bytes::from(bytes), facts.modified().ok()))
}
