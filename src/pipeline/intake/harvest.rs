//! Every link in the prose of a folder of notes.

use std::io::Read as _;
use std::path::Path;

use crate::exchange::{Format, Parsed, Read};
use crate::model::MAX_FILE_BYTES;
use crate::project::{MAX_DEPTH, Project};
use crate::text::printable;

/// Endings of notes.
const NOTES: [&str; 5] = ["md", "markdown", "txt", "text", "org"];
/// Folders of other people's texts.
const FOREIGN: [&str; 3] = ["node_modules", "target", "vendor"];

/// Takes the links of a note, or of all notes of a folder, into `all`: each lies in the folders that its note lies in, and
/// was found in the note. Hidden files and folders, symbolic links and the collection's own `links/` are passed over. Returns
/// what could not be read, in words.
pub fn harvest(project: &Project, path: &Path, all: &mut Parsed) -> Vec<String> {
    let mut failed = Vec::new();
    let mut found = 0;
    let own = fs_err::canonicalize(project.root.join("links")).ok();
    let walk = walkdir::WalkDir::new(path).max_depth(MAX_DEPTH).sort_by_file_name().into_iter();
    let walk = walk.filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        let is_folder = entry.file_type().is_dir();
        let passed_over = name.starts_with('.') || is_folder && FOREIGN.contains(&&*name);
        let is_own = || is_folder && own.is_some() && fs_err::canonicalize(entry.path()).ok() == own;
        entry.depth() == 0 || !passed_over && !is_own()
    });
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                failed.push(printable(&error.to_string()));
                continue;
            }
        };
        let is_note = entry
            .path()
            .extension()
            .is_some_and(|end| NOTES.contains(&end.to_string_lossy().to_lowercase().as_str()));
        // A file that was named is taken whatever its ending is.
        if entry.file_type().is_file() && (is_note || entry.depth() == 0) {
            found += 1;
            if let Err(why) = note(path, entry.path(), all) {
                failed.push(format!("{}: {}", printable(&entry.path().to_string_lossy()), printable(&why)));
            }
        }
    }
    if found == 0 && failed.is_empty() {
        failed.push(format!(
            "{}: no note is here\n  help: notes end in .{}",
            printable(&path.to_string_lossy()),
            NOTES.join(", .")
        ));
    }
    failed
}

fn note(base: &Path, path: &Path, all: &mut Parsed) -> Result<(), String> {
    let mut bytes = Vec::new();
    let file = fs_err::File::open(path).map_err(|error| error.to_string())?;
    file.take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() > MAX_FILE_BYTES {
        return Err(format!("is larger than {} MB", MAX_FILE_BYTES / 1_000_000));
    }
    let below = path.strip_prefix(base).unwrap_or(path);
    let parts: Vec<String> =
        below.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let place = if parts.is_empty() { name.clone() } else { parts.join("/") };
    let folders = parts.split_last().map(|(_, folders)| folders).unwrap_or_default();
    let mut parsed = Format::Markdown.read(Read { name: &name, bytes: &bytes })?;
    for entry in &mut parsed.entries {
        entry.folders.splice(0..0, folders.iter().cloned());
        entry.via.get_or_insert_with(|| place.clone());
        entry.line = None;
    }
    all.entries.append(&mut parsed.entries);
    all.refused.append(&mut parsed.refused);
    for (what, count) in parsed.dropped {
        *all.dropped.entry(what).or_default() += count;
    }
    Ok(())
}
