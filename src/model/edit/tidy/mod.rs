//! A link file in the form that all have: fields in the documented order, one spelling for what stands between them, no
//! tag twice in a list, one blank line between tables, no blanks at the ends of lines. On request, links in order.
//!
//! Comments stay with what they stand beside; values, notes and prose stay byte for byte, and so do line endings. What
//! comes of it is read back: where it would say anything else, nothing is changed.

mod check;
mod fields;
mod items;
mod tables;
mod tags;
#[cfg(test)]
mod tests;
mod toml;
mod yaml;

use jiff::tz::TimeZone;

use self::check::{Version, difference, same_letters, same_prose};
use self::tables::Tables;
use super::append::Refusal;
use super::order::Order;
use super::patch::{Page, line_number, line_start};
use crate::model::files::{Content, read_text};
use crate::model::front_matter;
use crate::model::read::Written;

/// Problems of a text that cannot be cut into its parts with certainty.
const SYNTAX: [&str; 3] = ["toml-syntax", "front-matter", "git-conflict"];

/// How often a file is looked through for tags that stand twice.
const PASSES: usize = 4;

/// The tables of a link file, and of `links/tags.toml`.
const LINKS: Tables = Tables { names: ["link", "links"], rank: fields::of_link };
const TAGS: Tables = Tables { names: ["tag", "tags"], rank: fields::of_tag };

/// The bytes of a file (its path as [`crate::model::SourceFile::path`]) in the form that all have; `None` when it has that
/// form already. With `order`, its links are put in order as well; dates without an offset are in `zone`.
///
/// # Errors
/// When the file is not sound, or would not be read back as it is read now; then it should be left as it is.
pub fn tidy(
    path: &str,
    before: &[u8],
    order: Option<Order>,
    zone: &TimeZone,
) -> Result<Option<Vec<u8>>, Refusal> {
    let Some(page) = Page::new(before) else {
        return Err(Refusal(format!("{path} is not UTF-8, and is left as it is")));
    };
    if page.text.trim().is_empty() {
        return Ok(None);
    }
    let read = |text: &str| read_text(path, text, zone);
    let old = Version { text: page.text, content: read(page.text) };
    let is_toml = path.to_lowercase().ends_with(".toml");
    if let Some((at, why)) = unsound(&old, is_toml) {
        let column = 1 + page.text.get(line_start(page.text, at)..at).unwrap_or("").chars().count();
        let line = line_number(page.text, at);
        return Err(Refusal(format!(
            "{path}:{line}:{column}: {why}; the file is left as it is\n  help: mend this line first; `linkarium lint` may say more"
        )));
    }
    let refuse = |why: &str| {
        Refusal(format!("{path} is left as it is: tidied, {why}\n  help: please tidy this one by hand"))
    };
    let not_cut = || refuse("its parts could not be told apart");
    let single = without_doubles(path, page.text, &read).ok_or_else(not_cut)?;
    let single = Version { text: &single, content: read(&single) };
    let newline = page.newline;
    let text = if is_toml {
        of_toml(path, &single, order, newline).ok_or_else(not_cut)?
    } else {
        let text = of_front_matter(&single, newline).ok_or_else(not_cut)?;
        let text = items::without_blanks(&text, &read(&text), newline).ok_or_else(not_cut)?;
        match order {
            Some(order) => items::sorted(path, &text, &read(&text), order, newline).ok_or_else(not_cut)?,
            None => text,
        }
    };
    let new = Version { text: &text, content: read(&text) };
    let moved = order.is_some();
    if let Some(why) = difference(&old, &single, false).or_else(|| difference(&single, &new, moved)) {
        return Err(refuse(&why));
    }
    let same = same_letters(single.text, &text)
        && if is_toml { same_values(single.text, &text, moved) } else { same_prose(path, &single, &new) };
    if !same {
        return Err(refuse("something of it would be lost"));
    }
    Ok((text != page.text).then(|| page.bytes(&text)))
}

/// Where a text cannot be cut into its parts with certainty, and why.
fn unsound(version: &Version<'_>, is_toml: bool) -> Option<(usize, String)> {
    let known = version.content.diagnostics.iter().find(|problem| SYNTAX.contains(&problem.code));
    if let Some(problem) = known {
        return Some((problem.primary.as_ref().map_or(0, |span| span.range.start), problem.message.clone()));
    }
    // Each table may be sound by itself, and yet the file no TOML.
    let error = ::toml::de::DeTable::parse(version.text).err().filter(|_| is_toml)?;
    let at = version.text.floor_char_boundary(error.span().map_or(0, |span| span.start));
    Some((at, format!("not TOML: {}", error.message().replace('\n', " "))))
}

/// The text without tags that a list names twice.
fn without_doubles(path: &str, text: &str, read: &dyn Fn(&str) -> Content) -> Option<String> {
    let mut text = text.to_owned();
    // Of neighbours that share a comma, one goes at a time.
    for _ in 0..PASSES {
        let next = tags::without_doubles(path, &text, &read(&text))?;
        if next == text {
            break;
        }
        text = next;
    }
    Some(text)
}

fn of_toml(path: &str, version: &Version<'_>, order: Option<Order>, newline: &str) -> Option<String> {
    let Version { text, content } = version;
    let tables = if path == crate::model::TAGS_FILE { TAGS } else { LINKS };
    let mut links: Vec<(usize, usize)> =
        content.drafts.iter().enumerate().map(|(index, draft)| (draft.url_at.range.start, index)).collect();
    links.sort_unstable();
    // A table that is no link stays where it is, and what is on its two sides does not mix.
    let key_of = |range: std::ops::Range<usize>| {
        let first = links.partition_point(|(at, _)| *at < range.start);
        let (_, index) = links.get(first).filter(|(at, _)| range.contains(at))?;
        Some(order?.place(content.drafts.get(*index)?))
    };
    Some(tables::lay_out(text, &toml::pieces(text)?, newline, tables, &key_of))
}

/// A Markdown text with its front matter tidied. In that of a single link, fields are put in order.
fn of_front_matter(version: &Version<'_>, newline: &str) -> Option<String> {
    let Version { text, content } = version;
    let Some(front) = front_matter(text) else { return Some((*text).to_owned()) };
    let is_link = matches!(&content.drafts[..], [only] if matches!(only.written, Written::Fields { .. }));
    let rank = is_link.then_some(fields::of_link as fields::Rank);
    let inner = text.get(front.inner.clone())?;
    let inner = if front.yaml {
        yaml::lay_out(inner, newline, rank)
    } else {
        let pieces = toml::pieces(inner)?;
        let first = pieces.iter().position(|piece| piece.kind == toml::Kind::Header).unwrap_or(pieces.len());
        let (own, within) = pieces.split_at(first);
        match rank {
            Some(rank) if within.is_empty() => fields::sorted(inner, own, newline, rank),
            // Tables within are nobody's: what stands above them stays there, too.
            _ => fields::in_place(inner, &pieces, newline),
        }
    };
    let fence = |line: &str| format!("{}{}", line.trim_end(), fields::ending(line, newline));
    let (open, close) = (text.get(..front.inner.start)?, text.get(front.inner.end..front.body)?);
    Some([&fence(open), &inner, &fence(close), text.get(front.body..)?].concat())
}

/// Whether two texts of TOML hold the same values; with `moved`, tables may stand in another order.
fn same_values(one: &str, other: &str, moved: bool) -> bool {
    let read = |text: &str| -> Option<::toml::Table> {
        let mut table: ::toml::Table = text.parse().ok()?;
        for name in LINKS.names.into_iter().filter(|_| moved) {
            if let Some(::toml::Value::Array(all)) = table.get_mut(name) {
                all.sort_by_cached_key(canonical);
            }
        }
        Some(table)
    };
    read(one).is_some_and(|one| read(other).as_ref() == Some(&one))
}

/// A value as text, whatever the order of its keys. The parser bounds the depth, so this may recurse.
fn canonical(value: &::toml::Value) -> String {
    match value {
        ::toml::Value::Table(table) => {
            let mut all: Vec<String> =
                table.iter().map(|(name, value)| format!("{name:?}={}", canonical(value))).collect();
            all.sort();
            format!("{{{}}}", all.join(","))
        }
        ::toml::Value::Array(all) => format!("[{}]", all.iter().map(canonical).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}
