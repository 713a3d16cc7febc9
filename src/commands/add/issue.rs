//! `--from-issue`: the link that an issue asks for. What a forge tells of the issue is a JSON document; its body is the
//! Markdown that the form `add-link.yml` makes. Anybody may have written it: all of it is data, and nothing of it a path.

#[cfg(test)]
mod tests;

use std::io::Read as _;
use std::path::Path;

use serde_json::Value;

use crate::cli::AddArgs;
use crate::error::{Error, Result};
use crate::model::address;
use crate::text::{MAX_TAG_CHARS, MAX_TAG_LEVELS, printable, shorten, squeeze, tag_name};

/// The largest document that is read: forges keep theirs below 25 MB.
const MAX_EVENT: u64 = 30_000_000;
/// The longest title, in characters: what is longer is no title.
const MAX_TITLE: usize = 1_000;
/// The longest address, in bytes; servers understand no more than about 8 kB.
const MAX_ADDRESS: usize = 8_192;
/// The most tags that one issue gives.
const MAX_TAGS: usize = 100;
/// What a form says for a field that was left empty.
const EMPTY: &str = "_No response_";
/// The headings of the form, in its order: the labels of its fields.
pub const HEADINGS: [&str; 4] = ["Address", "Title", "Tags", "Notes"];

/// What to add, as if it had been typed: the link of the issue that `file` tells of.
///
/// # Errors
/// In words for whoever wrote the issue, when there is no link in it.
pub(super) fn arguments(file: &Path, given: &AddArgs) -> Result<AddArgs> {
    let mut bytes = Vec::new();
    fs_err::File::open(file)?.take(MAX_EVENT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_EVENT {
        return Err(Error::Other(format!("{} is too large to tell of an issue", file.display())));
    }
    let link = link_of(&body_of(&bytes)?)?;
    Ok(AddArgs {
        urls: vec![link.url],
        title: link.title,
        tags: link.tags,
        note: link.notes,
        from_issue: None,
        ..given.clone()
    })
}

/// What an issue asks for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Asked {
    url: String,
    title: Option<String>,
    tags: Vec<String>,
    notes: Option<String>,
}

fn refuse<T>(why: impl Into<String>) -> Result<T> {
    Err(Error::Other(why.into()))
}

/// The body of the issue in an event, or in an issue itself as an API gives it.
fn body_of(bytes: &[u8]) -> Result<String> {
    let event: Value = serde_json::from_slice(bytes)
        .map_err(|error| Error::Other(format!("this does not tell of an issue: no JSON: {error}")))?;
    let issue = event.get("issue").unwrap_or(&event);
    match issue.get("body") {
        Some(Value::String(body)) => Ok(body.clone()),
        Some(Value::Null) => refuse("the issue is empty: fill in the form `Add a link`"),
        _ => refuse("this does not tell of an issue: there is no `issue.body`"),
    }
}

/// The link in a body.
fn link_of(body: &str) -> Result<Asked> {
    let [url, title, tags, notes] = fields(body)?;
    let url = address_of(&url)?;
    let title = squeeze(&title);
    if title.chars().count() > MAX_TITLE {
        return refuse(format!("the title has more than {MAX_TITLE} characters"));
    }
    let title = Some(title).filter(|title| !title.is_empty());
    let notes = Some(notes).filter(|notes| !notes.is_empty());
    Ok(Asked { url, title, tags: tags_of(&tags)?, notes })
}

/// The four fields of the form. Only a heading that is still to come begins a field, and none does within the notes,
/// which are last: they may hold whatever looks like one.
fn fields(body: &str) -> Result<[String; 4]> {
    let body = body.replace("\r\n", "\n").replace('\r', "\n");
    let mut fields: [String; 4] = Default::default();
    let mut current: Option<usize> = None;
    for line in body.split('\n') {
        let heading = line.strip_prefix("### ").map(str::trim);
        let from = current.map_or(0, |at| at + 1);
        let next = heading.and_then(|heading| {
            (from..HEADINGS.len())
                .find(|&at| HEADINGS.get(at).is_some_and(|known| known.eq_ignore_ascii_case(heading)))
        });
        match (next, current) {
            (Some(0), None) => current = Some(0),
            (Some(at), Some(_)) => current = Some(at),
            (_, Some(at)) => {
                if let Some(field) = fields.get_mut(at) {
                    field.push_str(line);
                    field.push('\n');
                }
            }
            (_, None) if line.trim().is_empty() => {}
            (_, None) => {
                return refuse(
                    "this issue was not made with the form `Add a link`: its first line is not `### Address`",
                );
            }
        }
    }
    if current.is_none() {
        return refuse("the issue is empty: fill in the form `Add a link`");
    }
    Ok(fields.map(|field| {
        let text = field.trim_matches('\n').trim_end();
        if text.trim() == EMPTY { String::new() } else { without_controls(text) }
    }))
}

/// What no file of links should hold: control characters but for line feeds and tabs.
fn without_controls(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

fn address_of(field: &str) -> Result<String> {
    let written = field.trim();
    let url = written.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(written);
    if url.is_empty() {
        return refuse("the issue names no address");
    }
    if url.len() > MAX_ADDRESS {
        return refuse(format!("the address has more than {MAX_ADDRESS} bytes"));
    }
    address::check(url).map_err(|why| {
        let shown =
            if why.message.contains(url) { String::new() } else { format!("{}: ", shorten(url, 200)) };
        Error::Other(format!("{shown}{}\n  help: {}", printable(&why.message), printable(&why.help)))
    })?;
    Ok(url.to_owned())
}

fn tags_of(field: &str) -> Result<Vec<String>> {
    let mut tags = Vec::new();
    for tag in field.split([',', '，', '\n']).filter_map(tag_name) {
        if tag.chars().count() > MAX_TAG_CHARS || tag.split('/').count() > MAX_TAG_LEVELS {
            return refuse(format!(
                "`{}` is no tag: one has at most {MAX_TAG_CHARS} characters and {MAX_TAG_LEVELS} levels",
                shorten(&tag, 60)
            ));
        }
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    if tags.len() > MAX_TAGS {
        return refuse(format!("the issue gives {} tags; {MAX_TAGS} are the most", tags.len()));
    }
    Ok(tags)
}
