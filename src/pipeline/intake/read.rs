//! The links in a file of another program, or in an archive of such files.

use std::io::Read as _;

use crate::error::{Error, Result};
use crate::exchange::{Format, Parsed, Read};
use crate::text::printable;

/// The most bytes that the files in an archive may have together.
const LARGEST: u64 = 256_000_000;

/// Reads one file, or those in an archive, into `all`. `name` is its name without folders.
///
/// # Errors
/// When no format is known for it, or it is not what it seems to be.
pub fn read_file(name: &str, bytes: &[u8], format: Option<Format>, all: &mut Parsed) -> Result<()> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return read_bytes(name, bytes, format, all);
    }
    let shown = printable(name);
    let broken =
        |error: zip::result::ZipError| Error::Other(format!("{shown}: this archive cannot be read: {error}"));
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).map_err(broken)?;
    let (mut found, mut left) = (0, LARGEST);
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(broken)?;
        let full = file.name().map_err(broken)?.into_owned();
        let inner = full.rsplit('/').next().unwrap_or("").to_owned();
        if file.is_dir() || inner.starts_with('.') || full.starts_with("__MACOSX/") {
            continue;
        }
        let mut bytes = Vec::new();
        file.take(left + 1).read_to_end(&mut bytes)?;
        left = left.checked_sub(bytes.len() as u64).ok_or_else(|| {
            let most = crate::console::bytes(LARGEST);
            Error::Other(format!("{shown}: what is in this archive is larger than {most}\n  help: unpack it, and take the files that matter"))
        })?;
        if format.or_else(|| Format::detect(Read { name: &inner, bytes: &bytes })).is_some() {
            read_bytes(&inner, &bytes, format, all)?;
            found += 1;
        } else {
            all.drop_one("files in the archive whose format is not known");
        }
    }
    if found == 0 {
        return Err(Error::Other(format!("{shown}: no file in this archive has a format that is known")));
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
