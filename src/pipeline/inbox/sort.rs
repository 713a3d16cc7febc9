//! What each file of the inbox is: a list of links, a copy of a page, the address of another file, or nothing that can
//! be taken in.

use std::collections::HashMap;

use super::Stays;
use super::files::File;
use crate::exchange::{Format, Parsed, Read, is_link_list};
use crate::pipeline::context::Context;
use crate::pipeline::intake::{read_file, too_large};
use crate::store::layout::sha256_hex;
use crate::supplied::{self, Kind, beside};
use crate::text::printable;

/// How much of a file tells what it is, in bytes.
const HEAD: u64 = 128 << 10;

/// A file that holds links.
#[derive(Debug)]
pub(super) struct List {
    pub(super) file: File,
    pub(super) digest: String,
    pub(super) parsed: Parsed,
}

/// A file that is a copy of a page.
#[derive(Debug)]
pub(super) struct CopyFile {
    pub(super) file: File,
    /// The address that stands beside it, and which of the files beside it says so.
    pub(super) beside: Option<(String, usize)>,
}

/// All files, by what they are.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    pub(super) lists: Vec<List>,
    pub(super) copies: Vec<CopyFile>,
    /// Files that hold the addresses of others, and their digests.
    pub(super) beside: Vec<(File, String)>,
}

/// Sorts all files; what cannot be taken in goes to `stays`.
pub(super) fn sort(context: &Context, files: &[File], stays: &mut Vec<Stays>) -> Sorted {
    let limit = context.config.capture.max_snapshot_bytes;
    let mut sorted = Sorted::default();
    let mut kinds: Vec<Option<(Kind, bool)>> = Vec::with_capacity(files.len());
    for file in files {
        kinds.push(match file.head(HEAD) {
            _ if file.length > limit => {
                stays.push(Stays::new(file, too_large(limit), "raise that limit, or remove the file"));
                None
            }
            Ok(head) => Some((supplied::kind_of(&file.name, &head), is_list(&file.name, &head))),
            Err(error) => {
                stays.push(unreadable(file, &error));
                None
            }
        });
    }
    let pairs = pairs(files, &kinds);
    let mut places: HashMap<usize, usize> = HashMap::new();
    for (at, (file, kind)) in files.iter().zip(&kinds).enumerate() {
        let Some((kind, _)) = *kind else { continue };
        if pairs.values().any(|(_, side)| *side == at) {
            continue;
        }
        let address = pairs.get(&at).map(|(address, side)| {
            let place = *places.entry(*side).or_insert_with(|| {
                let side = files.get(*side).unwrap_or(file);
                let digest = side.head(limit).map(|bytes| sha256_hex(&bytes)).unwrap_or_default();
                sorted.beside.push((side.clone(), digest));
                sorted.beside.len() - 1
            });
            (address.clone(), place)
        });
        if kind.is_copy() || address.is_some() {
            sorted.copies.push(CopyFile { file: file.clone(), beside: address });
            continue;
        }
        let bytes = match file.head(limit + 1) {
            Ok(bytes) => bytes,
            Err(error) => {
                stays.push(unreadable(file, &error));
                continue;
            }
        };
        match judge(file, kind, &bytes) {
            Ok(parsed) => sorted.lists.push(List { file: file.clone(), digest: sha256_hex(&bytes), parsed }),
            Err(one) => stays.push(one),
        }
    }
    sorted
}

/// Which files have their address in another one: by the index of each, the address, and the index of the other.
fn pairs(files: &[File], kinds: &[Option<(Kind, bool)>]) -> HashMap<usize, (String, usize)> {
    let name_of =
        |file: &File| (file.below.parent().map(std::path::Path::to_path_buf), file.name.to_lowercase());
    let by_name: HashMap<_, usize> = files.iter().enumerate().map(|(at, file)| (name_of(file), at)).collect();
    let mut pairs = HashMap::new();
    for (at, (file, kind)) in files.iter().zip(kinds).enumerate() {
        let Some((kind, false)) = kind.filter(|(kind, _)| *kind != Kind::Unknown) else { continue };
        let lower = file.name.to_lowercase();
        if lower.ends_with(".url") || lower.ends_with(".webloc") {
            continue;
        }
        let folder = name_of(file).0;
        let found = beside::names(&file.name, kind.is_thing()).into_iter().find_map(|name| {
            let side = *by_name.get(&(folder.clone(), name))?;
            let other = files.get(side).filter(|_| side != at)?;
            Some((beside::address(&other.name, &other.head(HEAD * 10).ok()?)?, side))
        });
        pairs.extend(found.map(|found| (at, found)));
    }
    pairs
}

/// Whether a page is a list of links that a program wrote; then it is no copy, whatever lies beside it.
fn is_list(name: &str, bytes: &[u8]) -> bool {
    match Format::detect(Read { name, bytes }) {
        Some(Format::Netscape) => true,
        Some(Format::Html) => is_link_list(bytes),
        _ => false,
    }
}

fn unreadable(file: &File, error: &std::io::Error) -> Stays {
    Stays::new(
        file,
        format!("cannot be read: {}", printable(&error.to_string())),
        "mend its rights, or remove it",
    )
}

/// The links in a file that is no copy.
fn judge(file: &File, kind: Kind, bytes: &[u8]) -> Result<Parsed, Stays> {
    use crate::web::media::Class::{Html, Xhtml};
    let page = matches!(kind, Kind::Plain(Html | Xhtml));
    let format = Format::detect(Read { name: &file.name, bytes });
    let is_page = page && format == Some(Format::Html) && !is_link_list(bytes);
    if is_page || (kind.is_thing() && !page) {
        return Err(nameless(file, bytes, page));
    }
    if format.is_none() && !bytes.starts_with(b"PK\x03\x04") {
        let help = "give it an ending that says what it is, or take it in with `linkarium import --format …` or \
                    `linkarium attach URL FILE`";
        return Err(Stays::new(file, "is of no format that is known", help));
    }
    let mut parsed = Parsed::default();
    read_file(&file.name, bytes, None, &mut parsed).map_err(|error| {
        let text = error.to_string();
        let (why, help) = text.split_once("\n  help: ").unwrap_or((&text, "remove it, or save it again"));
        // The name is said already.
        let why = why.strip_prefix(&format!("{}: ", printable(&file.name))).unwrap_or(why);
        Stays::new(file, format!("cannot be taken in: {why}"), help)
    })?;
    Ok(parsed)
}

/// A thing without an address.
fn nameless(file: &File, bytes: &[u8], page: bool) -> Stays {
    let claimed = supplied::claimed_address(bytes).filter(|_| page);
    let claimed =
        claimed.map(|url| format!(" (the page itself names {})", printable(&url))).unwrap_or_default();
    let help = format!(
        "put its address{claimed} into a file beside it, {}.url or {}.txt, or run `linkarium attach URL {}`",
        file.shown, file.shown, file.shown
    );
    Stays::new(file, "does not say which address it is a copy of", help)
}
