//! What filters need of every link: tags, host, month, language, kind, state, flags, as columns.
//!
//! Names stand once, in `facets.js`, the most used first; columns lie in blocks of [`BLOCK`] links.

use std::collections::HashMap;

use serde::Serialize;

use super::entry::Entry;
use super::packing::{self, pack};
use super::{pinyin, texts};

/// Links of one block.
pub(super) const BLOCK: usize = 8_192;

/// Names in the order of their first use, and how often each was used.
#[derive(Debug, Default)]
struct Names {
    numbers: HashMap<Box<str>, u32>,
    list: Vec<(Box<str>, u32)>,
}

impl Names {
    fn take(&mut self, name: &str) -> u32 {
        let number = if let Some(&number) = self.numbers.get(name) {
            number
        } else {
            let number = self.list.len() as u32;
            self.numbers.insert(name.into(), number);
            self.list.push((name.into(), 0));
            number
        };
        if let Some((_, count)) = self.list.get_mut(number as usize) {
            *count += 1;
        }
        number
    }

    /// Names by use, then by themselves; and the new number of each old one.
    fn ranked(&self) -> (Vec<&str>, Vec<u32>) {
        let mut order: Vec<usize> = (0..self.list.len()).collect();
        order.sort_by(|&a, &b| {
            let (a, b) = (self.list.get(a), self.list.get(b));
            let count = |entry: Option<&(Box<str>, u32)>| entry.map_or(0, |(_, count)| *count);
            count(b).cmp(&count(a)).then_with(|| a.map(|(name, _)| name).cmp(&b.map(|(name, _)| name)))
        });
        let mut rank = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            if let Some(slot) = rank.get_mut(old) {
                *slot = new as u32;
            }
        }
        let names = order.iter().filter_map(|&old| self.list.get(old)).map(|(name, _)| &**name).collect();
        (names, rank)
    }
}

/// One link's row.
#[derive(Debug)]
struct Row {
    tags: Box<[u32]>,
    host: u32,
    month: u32,
    language: u32,
    kind: u32,
    state: u32,
    flags: u32,
}

/// The columns as they grow.
#[derive(Debug, Default)]
pub(super) struct Facets {
    tags: Names,
    /// Title of each tag, by its first number.
    titles: Vec<Box<str>>,
    hosts: Names,
    months: Names,
    languages: Names,
    kinds: Names,
    states: Names,
    rows: Vec<Row>,
}

/// `facets.js`: the names that the columns count through.
#[derive(Debug, Serialize)]
pub(super) struct Head<'a> {
    /// Key, title where it differs, and sound where the title is Han.
    tags: Vec<TagHead<'a>>,
    hosts: Vec<&'a str>,
    months: Vec<&'a str>,
    languages: Vec<&'a str>,
    kinds: Vec<&'a str>,
    states: Vec<&'a str>,
    blocks: usize,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum TagHead<'a> {
    Key(&'a str),
    Titled(&'a str, &'a str),
    Spelled(&'a str, &'a str, String),
}

/// `facets-N.js`: the columns of a block, each packed.
#[derive(Debug, Serialize)]
pub(super) struct Block {
    /// For each link how many tags, then the steps from one to the next.
    tags: String,
    hosts: String,
    /// Runs: the month, and how many links in a row it lasts.
    months: String,
    languages: String,
    kinds: String,
    states: String,
    flags: String,
}

impl Facets {
    /// Takes in a link, with its host fit to be shown.
    pub(super) fn add(&mut self, entry: &Entry<'_>, host: &str) {
        let mut tags: Vec<u32> = Vec::with_capacity(entry.tag_closure.len());
        for tag in entry.tag_closure.iter().chain(entry.tags) {
            if tags
                .iter()
                .any(|&known| self.tags.list.get(known as usize).is_some_and(|(key, _)| **key == *tag.key))
            {
                continue;
            }
            let number = self.tags.take(tag.key);
            if number as usize == self.titles.len() {
                self.titles.push(texts::clean(tag.title, texts::LONG_NAME).into());
            }
            tags.push(number);
        }
        let language = entry.language.and_then(|tag| tag.split('-').next()).unwrap_or_default();
        let row = Row {
            tags: tags.into(),
            host: self.hosts.take(host),
            month: self.months.take(entry.date.and_then(|date| date.get(..7)).unwrap_or_default()),
            language: self.languages.take(&language.to_ascii_lowercase()),
            kind: self.kinds.take(entry.kind),
            state: self.states.take(entry.state),
            flags: texts::flags(entry),
        };
        self.rows.push(row);
    }

    /// Hands out the names, then the blocks.
    pub(super) fn finish<E>(
        &self,
        head: impl FnOnce(&Head<'_>) -> Result<(), E>,
        mut block: impl FnMut(usize, &Block) -> Result<(), E>,
    ) -> Result<(), E> {
        let (tags, tag_ranks) = self.tags.ranked();
        let (hosts, host_ranks) = self.hosts.ranked();
        let (months, month_ranks) = self.months.ranked();
        let (languages, language_ranks) = self.languages.ranked();
        let (kinds, kind_ranks) = self.kinds.ranked();
        let (states, state_ranks) = self.states.ranked();
        let tags = tags.into_iter().map(|key| self.tag_head(key)).collect();
        let blocks = self.rows.len().div_ceil(BLOCK);
        head(&Head { tags, hosts, months, languages, kinds, states, blocks })?;
        let at = |ranks: &[u32], old: u32| ranks.get(old as usize).copied().unwrap_or(0);
        for (number, rows) in self.rows.chunks(BLOCK).enumerate() {
            let column =
                |ranks: &[u32], value: fn(&Row) -> u32| pack(rows.iter().map(|row| at(ranks, value(row))));
            let columns = Block {
                tags: pack_tags(rows, &tag_ranks),
                hosts: column(&host_ranks, |row| row.host),
                months: pack_runs(rows.iter().map(|row| at(&month_ranks, row.month))),
                languages: column(&language_ranks, |row| row.language),
                kinds: column(&kind_ranks, |row| row.kind),
                states: column(&state_ranks, |row| row.state),
                flags: pack(rows.iter().map(|row| row.flags)),
            };
            block(number, &columns)?;
        }
        Ok(())
    }

    fn tag_head<'a>(&'a self, key: &'a str) -> TagHead<'a> {
        let number = self.tags.numbers.get(key).copied().unwrap_or(0);
        let title = self.titles.get(number as usize).map_or(key, |title| &**title);
        let sound = pinyin::spell(title);
        if sound != title {
            TagHead::Spelled(key, title, sound)
        } else if title == key {
            TagHead::Key(key)
        } else {
            TagHead::Titled(key, title)
        }
    }
}

fn pack_tags(rows: &[Row], ranks: &[u32]) -> String {
    let mut out = Vec::new();
    for row in rows {
        let mut tags: Vec<u32> =
            row.tags.iter().filter_map(|&tag| ranks.get(tag as usize).copied()).collect();
        tags.sort_unstable();
        packing::push(tags.len() as u32, &mut out);
        let mut next = 0;
        for tag in tags {
            packing::push(tag - next, &mut out);
            next = tag + 1;
        }
    }
    packing::text(out)
}

fn pack_runs(values: impl Iterator<Item = u32>) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for value in values {
        match runs.last_mut() {
            Some((last, length)) if *last == value => *length += 1,
            _ => runs.push((value, 1)),
        }
    }
    pack(runs.into_iter().flat_map(|(value, length)| [value, length]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::TagName;

    #[test]
    fn names_by_use_and_columns_by_name() {
        let tag = |key| TagName { key, title: key };
        let lang = [tag("lang/rust"), tag("lang")];
        let entries = [
            Entry {
                host: "b.example",
                date: Some("2026-11-02"),
                tags: &lang[..1],
                tag_closure: &lang,
                ..Entry::default()
            },
            Entry {
                host: "a.example",
                date: Some("2026-11-01"),
                tag_closure: &lang[1..],
                starred: true,
                ..Entry::default()
            },
            Entry { host: "a.example", language: Some("zh-CN"), ..Entry::default() },
        ];
        let mut facets = Facets::default();
        for entry in &entries {
            facets.add(entry, entry.host);
        }
        let (mut heads, mut blocks) = (Vec::new(), Vec::new());
        facets
            .finish(
                |head| {
                    heads.push(serde_json::to_string(head).unwrap());
                    Ok::<(), ()>(())
                },
                |_, block| {
                    blocks.push(serde_json::to_value(block).unwrap());
                    Ok(())
                },
            )
            .unwrap();
        assert_eq!(
            heads[0],
            "{\"tags\":[\"lang\",\"lang/rust\"],\"hosts\":[\"a.example\",\"b.example\"],\"months\":[\"2026-11\",\"\"],\
             \"languages\":[\"\",\"zh\"],\"kinds\":[\"\"],\"states\":[\"\"],\"blocks\":1}"
        );
        assert_eq!(blocks[0]["tags"], pack([2, 0, 0, 1, 0, 0]));
        assert_eq!(blocks[0]["hosts"], pack([1, 0, 0]));
        assert_eq!(blocks[0]["months"], pack([0, 2, 1, 1]));
        assert_eq!(blocks[0]["flags"], pack([0, 1, 0]));
    }
}
