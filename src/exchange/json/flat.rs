//! Lists of objects, each of which is a link: which program wrote them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::document::Document;
use super::programs::{has_one, names};
use super::{record, tables, tree};
use crate::exchange::fields::{FolderBudget, Table};
use crate::exchange::{Entry, Parsed};
use crate::model::Status;

/// What is particular to a program.
pub(super) struct Program {
    table: &'static Table,
    /// What is done with an entry whose fields have been read.
    finish: fn(&mut Entry),
    /// Names what an object is that is no link at all.
    other: fn(&Value) -> Option<&'static str>,
}

/// Pocket's interface, which gives an object of objects, too.
pub(super) const POCKET: Program = program(tables::POCKET);

const fn program(table: &'static Table) -> Program {
    Program { table, finish: |_| {}, other: |_| None }
}

/// Reads a list.
pub(super) fn read(items: &[Value], document: &Document, parsed: &mut Parsed) {
    let names = names(items);
    if names.contains("children") {
        tree::extension(items, FolderBudget::of(document.length), parsed);
        return;
    }
    program_of(&names)
        .read(items.iter().enumerate().map(|(index, item)| (document.line(index), item)), parsed);
}

impl Program {
    /// Takes in a list of objects. A text in it that is an address is a link, too.
    pub(super) fn read<'a>(
        &self,
        items: impl Iterator<Item = (Option<usize>, &'a Value)>,
        parsed: &mut Parsed,
    ) {
        for (line, item) in items {
            let Value::Object(fields) = item else {
                record::address(item, line, parsed);
                continue;
            };
            if let Some(what) = (self.other)(item) {
                parsed.drop_one(what);
                continue;
            }
            self.take(fields, line, parsed);
        }
    }

    fn take(&self, fields: &Map<String, Value>, line: Option<usize>, parsed: &mut Parsed) {
        let mut entry = record::entry_of(fields, self.table, &[], parsed);
        entry.line = line;
        (self.finish)(&mut entry);
        record::push(entry, parsed);
    }
}

/// The program by the names that its objects have.
fn program_of(names: &BTreeSet<&str>) -> Program {
    let has = |name: &str| names.contains(name);
    if has("href") && has_one(names, &["extended", "toread"]) {
        program(tables::PINBOARD)
    } else if (has("u") && has("d"))
        || (has("created") && has("private") && has_one(names, &["owner", "others"]))
    {
        program(tables::DELICIOUS)
    } else if (has("is_archived") && has_one(names, &["is_starred", "domain_name", "reading_time"]))
        || (has("is_read") && has("is_fav"))
    {
        Program { finish: without_placeholder, ..program(tables::WALLABAG) }
    } else if has("0") && has("1") && has("2") && !has("url") {
        Program { finish: without_placeholder, ..program(tables::NUMBERED) }
    } else if has("savedAt") && has_one(names, &["labels", "slug", "state"]) {
        program(tables::OMNIVORE)
    } else if has("shorturl") {
        program(tables::SHAARLI)
    } else if has("article__url") {
        Program { finish: without_placeholder, ..program(tables::READABILITY) }
    } else if has("is_saved") {
        program(tables::ELCURATOR)
    } else if has("source_url") && has_one(names, &["location", "reading_progress", "saved_at"]) {
        program(tables::READWISE)
    } else if has("addedAt") && has_one(names, &["readAt", "starred", "summary"]) {
        Program { finish: unread_unless_said, ..program(tables::GOODLINKS) }
    } else if has("tag_names") && has_one(names, &["date_added", "website_title", "is_archived"]) {
        program(tables::LINKDING)
    } else if has("bookmark_id") && has("url") {
        Program { other: accounts, ..program(tables::INSTAPAPER) }
    } else if has("link") && has_one(names, &["excerpt", "important", "collectionId", "collection"]) {
        program(tables::RAINDROP)
    } else if has_one(names, &["given_url", "resolved_url"]) && has("item_id") {
        POCKET
    } else if is_archivebox(names) {
        Program { other: results, ..program(tables::ARCHIVEBOX) }
    } else {
        program(tables::ANY)
    }
}

fn is_archivebox(names: &BTreeSet<&str>) -> bool {
    let marks = ["base_url", "bookmarked_at", "history", "archive_path"];
    names.contains("url")
        && (names.contains("crawl_id") || (names.contains("timestamp") && has_one(names, &marks)))
}

/// wallabag and Readability write this where a page has no title.
fn without_placeholder(entry: &mut Entry) {
    if entry.title.as_deref() == Some("No title found") {
        entry.title = None;
    }
}

/// GoodLinks leaves `readAt` out of what is not read yet.
fn unread_unless_said(entry: &mut Entry) {
    if entry.status == Status::None {
        entry.status = Status::Unread;
    }
}

/// Instapaper's answers begin with whose they are.
fn accounts(item: &Value) -> Option<&'static str> {
    let kind = item.get("type").and_then(Value::as_str);
    matches!(kind, Some("meta" | "user")).then_some("accounts")
}

/// Lines of ArchiveBox say what they are.
fn results(item: &Value) -> Option<&'static str> {
    let kind = item.get("type").and_then(Value::as_str);
    kind.is_some_and(|kind| kind != "Snapshot").then_some("results of archiving")
}
