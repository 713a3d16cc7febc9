//! Adding a link to the end of a file that people write.

use jiff::tz::TimeZone;

use super::patch::Page;
use super::{NewLink, list, table};
use crate::diagnostic::Severity;
use crate::model::files::read_text;
use crate::model::{Collection, Link, SourceFile, read};
use crate::text::{squeeze, tag_key};

/// Why a link cannot be added to a file, in words; nothing is changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(pub String);

/// The bytes of the link file `path` (as [`SourceFile::path`]) with `link` at its end. `before` is what it holds now;
/// empty for a file that is to be made. Every byte of it stays where it is.
///
/// # Errors
/// When the file holds one link and its notes, or when the link would not be read back from there as it should be.
pub fn append(path: &str, before: &[u8], link: &NewLink) -> Result<Vec<u8>, Refusal> {
    let Ok(text) = std::str::from_utf8(before) else {
        return Err(Refusal(format!("{path} is not UTF-8, so nothing is added to it")));
    };
    let old = collection(path, before);
    let entry = if path.to_lowercase().ends_with(".toml") {
        format!("{}{}", gap(text, true), table::text(link))
    } else {
        if is_single(&old, text) {
            return Err(Refusal(format!(
                "{path} holds one link and its notes\n  help: name a list, a TOML file or a file that is not there yet"
            )));
        }
        let bullet = next_bullet(text);
        format!("{}{}", gap(text, bullet.is_none()), list::text(link, bullet.as_deref().unwrap_or("-")))
    };
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut after = before.to_vec();
    after.extend(entry.replace('\n', line_end).bytes());
    check(path, &old, before, &after, link)?;
    Ok(after)
}

/// The bytes of the TOML file `path` with many links at its end, each in a `[[link]]` of its own; otherwise as [`append`].
///
/// # Errors
/// When the file cannot take them all; then it takes none.
pub fn append_tables(path: &str, before: &[u8], links: &[NewLink]) -> Result<Vec<u8>, Refusal> {
    let Some(page) = Page::new(before) else {
        return Err(Refusal(format!("{path} is not UTF-8, so nothing is added to it")));
    };
    let old = read_text(path, page.text, &TimeZone::UTC);
    let mut text = page.text.to_owned();
    for link in links {
        let entry = format!("{}{}", gap(&text, true), table::text(link));
        text.push_str(&if page.newline == "\r\n" { entry.replace('\n', "\r\n") } else { entry });
    }
    let new = read_text(path, &text, &TimeZone::UTC);
    let added = new.drafts.get(old.drafts.len()..).unwrap_or_default();
    let sound = new.errors() <= old.errors()
        && added.len() == links.len()
        && added.iter().zip(links).all(|(draft, link)| draft.link.url == link.url);
    if sound {
        return Ok(page.bytes(&text));
    }
    Err(Refusal(format!(
        "{path} cannot take more links at its end: they would not be read from there\n  help: `linkarium lint` may say \
         what is wrong with the file"
    )))
}

/// What has to stand between the end of a text and a new entry: the line's end, and a blank line where `apart`.
fn gap(text: &str, apart: bool) -> &'static str {
    let body = text.trim_start_matches('\u{feff}');
    let blank = body.ends_with("\n\n") || body.ends_with("\n\r\n");
    match (body.is_empty(), body.ends_with('\n'), apart && !blank) {
        (true, ..) | (_, true, false) => "",
        (_, true, true) | (_, false, false) => "\n",
        (_, false, true) => "\n\n",
    }
}

/// What begins the next item of the list with which a text ends, such as `-` or `4.`; `None` when it ends with something
/// else.
fn next_bullet(text: &str) -> Option<String> {
    // What is indented or blank belongs to the item above it.
    let last = text.lines().rev().find(|line| !line.is_empty() && !line.starts_with([' ', '\t']))?;
    let (bullet, _) = last.split_once([' ', '\t'])?;
    if matches!(bullet, "-" | "*" | "+") {
        return Some(bullet.to_owned());
    }
    // CommonMark 0.31, section 5.2: at most nine digits, then `.` or `)`.
    let number =
        bullet.strip_suffix(['.', ')']).filter(|n| n.len() <= 8 && n.bytes().all(|b| b.is_ascii_digit()))?;
    let end = &bullet[number.len()..];
    Some(format!("{}{end}", number.parse::<u32>().ok()? + 1))
}

/// Whether a Markdown file is one link with its notes: its one link stands in the front matter.
fn is_single(old: &Collection, text: &str) -> bool {
    let front = text.trim_start_matches('\u{feff}');
    matches!(&old.links[..], [only] if only.source.line == 1)
        && (front.starts_with("+++") || front.starts_with("---"))
}

fn collection(path: &str, bytes: &[u8]) -> Collection {
    read(&[SourceFile { path: path.to_owned(), bytes: bytes.to_vec() }], &TimeZone::UTC).0
}

/// Reads the new text as any link file is read: it must hold what it held, and the link.
fn check(path: &str, old: &Collection, before: &[u8], after: &[u8], link: &NewLink) -> Result<(), Refusal> {
    let new = collection(path, after);
    let errors = |all: &Collection| all.diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    let said = |link: &Link| {
        let texts = [&link.title, &link.description, &link.notes].map(Clone::clone);
        (link.url.clone(), texts, link.visibility, link.tags.clone())
    };
    // A file that every reader of TOML understands must remain one.
    let toml = |bytes: &[u8]| {
        std::str::from_utf8(bytes)
            .is_ok_and(|text| text.trim_start_matches('\u{feff}').parse::<toml::Table>().is_ok())
    };
    let sound = !path.to_lowercase().ends_with(".toml") || !toml(before) || toml(after);
    let kept = sound
        && new.links.len() == old.links.len() + 1
        && old.links.iter().zip(&new.links).all(|(one, other)| said(one) == said(other))
        && errors(&new) <= errors(old);
    let read_back = new.links.last().is_some_and(|last| {
        let mut tags = link.tags.iter().filter_map(|tag| tag_key(tag));
        let title = link.title.as_deref().map(squeeze).filter(|title| !title.is_empty());
        last.url == link.url && last.title == title && tags.all(|tag| last.tags.contains(&tag))
    });
    if kept && read_back {
        return Ok(());
    }
    Err(Refusal(format!(
        "{path} cannot take the link at its end: it would not be read from there\n  help: `linkarium lint` may say \
         what is wrong with the file; without --to, the link gets a file of its own"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn link(url: &str) -> NewLink {
        NewLink {
            url: url.into(),
            title: Some("A [title] of *mine*".into()),
            tags: vec!["rust".into(), "协程".into()],
            added: Some("2026-11-26".into()),
            ..NewLink::default()
        }
    }

    fn after(path: &str, before: &str, link: &NewLink) -> String {
        let bytes = append(path, before.as_bytes(), link).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        text.strip_prefix(before).unwrap().to_owned()
    }

    #[test]
    fn a_table_is_added_behind_what_is_there() {
        let table = "[[link]]\nurl = \"https://b/\"\ntitle = \"A [title] of *mine*\"\ntags = [\"rust\", \"协程\"]\nadded = 2026-11-26\n";
        let path = "links/a.toml";
        assert_eq!(after(path, "", &link("https://b/")), table);
        let before = "# mine\ntags = ['x'] # all\n\n[[link]]\nurl   = 'https://a/'   # odd\n# the end";
        assert_eq!(after(path, before, &link("https://b/")), format!("\n\n{table}"));
        let crlf = "[[link]]\r\nurl = 'https://a/'\r\n";
        assert_eq!(after(path, crlf, &link("https://b/")), format!("\n{table}").replace('\n', "\r\n"));
        let bom = "\u{feff}[[links]]\nurl = 'https://a/'\n\n";
        assert_eq!(after(path, bom, &link("https://b/")), table);
    }

    #[test]
    fn an_item_goes_on_with_the_list_or_begins_one() {
        let path = "links/a.md";
        let item = "- 2026-11-26 [A \\[title\\] of \\*mine\\*](https://b/) #rust #协程\n";
        assert_eq!(after(path, "", &link("https://b/")), item);
        assert_eq!(after(path, "# Reading\n\nWords.\n", &link("https://b/")), format!("\n{item}"));
        let before = "* <https://a/>\n  notes\n";
        assert_eq!(after(path, before, &link("https://b/")), item.replacen('-', "*", 1));
        let before = "1. <https://a/>\n2. <https://c/>\n";
        assert_eq!(after(path, before, &link("https://b/")), item.replacen('-', "3.", 1));
        let before = "- <https://a/>\n  - <https://c/>";
        assert_eq!(after(path, before, &link("https://b/")), format!("\n{item}"));
    }

    #[test]
    fn what_a_list_cannot_say_plainly_is_said_so_that_it_is_read_back() {
        let mut odd = link("https://b/?a=1&copy;=(2)");
        odd.title = Some("1. `x` <b> #y & \\z".into());
        odd.description = Some("- see #3, and_more_".into());
        odd.tags = vec!["machine learning".into(), "c#".into()];
        odd.notes = Some("One.\n\n    code\n".into());
        let text = after("links/a.md", "- <https://a/>\n", &odd);
        let read = collection("links/a.md", text.as_bytes());
        assert_eq!(read.links[0].url, odd.url);
        assert_eq!(read.links[0].title, odd.title);
        assert_eq!(read.links[0].tags, ["machine learning", "c#"]);
        assert_eq!(read.links[0].notes.as_deref(), Some("One.\n\n    code"));
    }

    #[test]
    fn where_it_would_not_be_read_nothing_is_added() {
        let refused = [
            ("links/a.md", "+++\nurl = 'https://a/'\n+++\nnotes\n"),
            ("links/a.md", "- <https://a/>\n\n```\nnever closed\n"),
            ("links/a.md", "<!-- never closed\n"),
            ("links/a.md", "+++\nnever closed\n"),
            ("links/a.toml", "visibility = \n"),
            ("links/a.toml", "link = [{ url = 'https://a/' }]\n"),
        ];
        for (path, before) in refused {
            assert!(append(path, before.as_bytes(), &link("https://b/")).is_err(), "{before}");
        }
        assert!(append("links/a.toml", b"# \xff\n", &link("https://b/")).is_err());
    }

    proptest! {
        #[test]
        fn no_byte_is_touched_and_the_link_is_read_back(
            before in "(?s)(\\[\\[link\\]\\]\nurl = 'https://a/[a-z]{1,3}'\n|# [^\n]{0,9}\n|- <https://a/[a-z]{1,3}>\n|  words\n|\n|```\n|\r\n){0,8}",
            title in proptest::option::of("\\PC{0,20}"),
            description in proptest::option::of("\\PC{0,20}"),
            path in "[!-~]{0,12}",
            markdown in any::<bool>(),
        ) {
            let file = if markdown { "links/a.md" } else { "links/a.toml" };
            let url = format!("https://b/{path}");
            let new = NewLink { url: url.clone(), title, description, ..NewLink::default() };
            if let Ok(after) = append(file, before.as_bytes(), &new) {
                prop_assert!(after.starts_with(before.as_bytes()));
                let read = collection(file, &after);
                prop_assert_eq!(&read.links.last().unwrap().url, &url);
            }
        }
    }
}
