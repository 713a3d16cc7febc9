//! Whole files read, as people write them.

mod any_bytes;
mod broken;
mod markdown;
mod missed;
mod tagging;
mod together;
mod toml;

use jiff::tz::TimeZone;

use super::{Collection, SourceFile, Visibility, read};
use crate::diagnostic::{Severity, Sources, short};

/// Reads files given as path and text.
fn read_files(files: &[(&str, &str)]) -> (Collection, Sources) {
    let files: Vec<SourceFile> = files
        .iter()
        .map(|(path, text)| SourceFile { path: (*path).to_owned(), bytes: text.as_bytes().to_vec() })
        .collect();
    read(&files, &TimeZone::UTC)
}

/// Each problem on a line, without what it says: `links/a.toml:3:1: error[code]`.
fn problems(collection: &Collection, sources: &Sources) -> Vec<String> {
    collection
        .diagnostics
        .iter()
        .map(|diagnostic| {
            let line = short(diagnostic, sources);
            line.split_once("]: ").map_or(line.clone(), |(place, _)| format!("{place}]"))
        })
        .collect()
}

/// The links of one file that has no problems.
fn sound(path: &str, text: &str) -> Collection {
    let (collection, sources) = read_files(&[(path, text)]);
    let shown: Vec<String> = collection.diagnostics.iter().map(|d| short(d, &sources)).collect();
    assert!(collection.diagnostics.is_empty(), "{shown:#?}");
    collection
}

fn urls(collection: &Collection) -> Vec<&str> {
    collection.links.iter().map(|link| link.url.as_str()).collect()
}

fn errors(collection: &Collection) -> usize {
    collection.diagnostics.iter().filter(|d| d.severity == Severity::Error).count()
}
