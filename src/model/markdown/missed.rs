//! List items that are not collected and yet seem to mean a link: what is said about them, so that no link is lost
//! without a word.

use std::ops::Range;

use super::item::Item;
use super::line::{bare_address, line_of};
use crate::diagnostic::Diagnostic;
use crate::model::read::Reading;
use crate::text::shorten;

/// Notices of one file that stand alone; one more counts the rest.
const MAX_NOTICES: usize = 10;

/// The items of one file. Ranges are in the text that the parser saw.
#[derive(Debug, Default)]
pub(super) struct Missed {
    /// There was a list item, of whatever kind.
    pub(super) any_item: bool,
    /// There was a line outside of lists that is nothing but an address.
    pub(super) address_lines: bool,
    /// An address stands in there, but not first.
    items: Vec<Range<usize>>,
    /// They begin like a link.
    broken: Vec<(Range<usize>, Diagnostic)>,
}

impl Missed {
    /// Looks at an item that is no link; `kept` when it is part of a link's notes.
    pub(super) fn look(&mut self, item: &Item, kept: bool, source: &str) {
        if let Some(at) = item.words_at {
            let line = line_of(source, at);
            let words = source.get(at..line.end).unwrap_or("").trim_end();
            // The parser begins an escaped character behind its backslash.
            let escaped = source.get(..at).is_some_and(|before| before.ends_with('\\'));
            if let Some(diagnostic) = broken(words).filter(|_| !escaped) {
                self.broken.push((at..at + words.len(), diagnostic));
                return;
            }
        }
        if item.holds_address && !kept {
            let end = line_of(source, item.range.start).end.clamp(item.range.start, item.range.end);
            let line = source.get(item.range.start..end).unwrap_or("").trim_end();
            self.items.push(item.range.start..item.range.start + line.len());
        }
    }

    /// Says it all; `offset` is where the text begins in the file.
    pub(super) fn report(mut self, offset: usize, reading: &mut Reading<'_>) {
        let shift = |range: Range<usize>| offset + range.start..offset + range.end;
        // A nested item ends before the one that holds it.
        self.broken.sort_by_key(|(range, _)| range.start);
        self.items.sort_by_key(|range| range.start);
        for (range, diagnostic) in self.broken {
            reading.report(shift(range), diagnostic.label("this item is not collected"));
        }
        let count = self.items.len();
        let help = "put the link first: `- [Title](address) - words`";
        for (nth, range) in self.items.into_iter().enumerate().take(MAX_NOTICES + 1) {
            let rest = count - nth;
            let message = if nth < MAX_NOTICES {
                "this item holds an address but does not start with it, so it is not kept".to_owned()
            } else if rest == 1 {
                "one more item, here, holds an address but does not start with it".to_owned()
            } else {
                format!("{rest} more items, from here on, hold an address but do not start with it")
            };
            reading.report(shift(range), Diagnostic::notice("not-collected", message).help(help));
        }
    }
}

/// What is wrong with words that begin like a link and are none; `None` when they begin like anything else.
fn broken(words: &str) -> Option<Diagnostic> {
    let inner = words.strip_prefix('<').unwrap_or(words);
    if let Some(host) = inner.get(..4).filter(|start| start.eq_ignore_ascii_case("www.")) {
        let end = inner.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>')).unwrap_or(inner.len());
        let address = inner.get(..end)?.trim_end_matches(['.', ',', ';', ':', '!', '?']);
        if !address.get(host.len()..)?.trim_matches('.').contains('.') {
            return None;
        }
        let help = format!("write it with its scheme: `https://{}`", shorten(address, 80));
        return Some(Diagnostic::warning("no-scheme", "this address has no scheme").help(help));
    }
    if inner.len() < words.len() {
        bare_address(inner)?;
        let (address, _) = inner.split_once('>')?;
        return address.contains(char::is_whitespace).then(|| {
            let diagnostic = Diagnostic::warning("broken-link", "the address of this link contains a space");
            diagnostic.help("write `%20` where a space belongs")
        });
    }
    let behind = behind_brackets(words)?;
    if let Some(target) = behind.strip_prefix('(') {
        return broken_target(target);
    }
    let (label, _) = behind.strip_prefix('[')?.split_once(']')?;
    if label.starts_with('^') {
        return None;
    }
    let (message, help) = if label.trim().is_empty() {
        (
            "the reference of this link is defined nowhere".to_owned(),
            "define it on a line of its own, or write `[Title](address)`".to_owned(),
        )
    } else {
        let label = shorten(label, 60);
        (
            format!("the reference `{label}` is defined nowhere"),
            format!("define it on a line of its own: `[{label}]: https://…`"),
        )
    };
    Some(Diagnostic::warning("undefined-reference", message).help(help))
}

/// What follows `[…]` at the beginning of `words`; brackets may stand within when they are balanced.
fn behind_brackets(words: &str) -> Option<&str> {
    let mut open = 0_usize;
    let mut escaped = false;
    for (at, c) in words.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => open += 1,
            ']' if open == 1 => return words.get(at + 1..),
            ']' => open = open.checked_sub(1)?,
            _ if open == 0 => return None,
            _ => {}
        }
    }
    None
}

/// What is wrong with the address behind `[…](`.
fn broken_target(target: &str) -> Option<Diagnostic> {
    let target = target.trim_start();
    bare_address(target)?;
    let mut open = 0_usize;
    let mut space = None;
    for (at, c) in target.char_indices() {
        match c {
            '(' => open += 1,
            ')' if open == 0 => return None,
            ')' => open -= 1,
            c if c.is_whitespace() => {
                space = Some(at);
                break;
            }
            _ => {}
        }
    }
    let (address, rest) = target.split_at_checked(space.unwrap_or(target.len()))?;
    let closes = rest.matches(')').count() > rest.matches('(').count();
    let quoted = rest.trim_start().starts_with(['"', '\'', '(']);
    let (message, help) = if open == 0 && closes && !quoted {
        (
            "the address of this link contains a space",
            "put `<` and `>` around the address and write `%20` for the space",
        )
    } else if address.contains('(') {
        (
            "the parentheses in the address of this link are not balanced",
            "put `<` and `>` around the address, or write `%28` and `%29` for its parentheses",
        )
    } else {
        ("the parenthesis of this link is never closed", "write it as `[Title](address)`")
    };
    Some(Diagnostic::warning("broken-link", message).help(help))
}

/// A date in another order or with other signs than ours, `20/11/2026`, `20.11.2026` or `2026-1-5`: its length.
pub(super) fn foreign_date(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || "/.-".contains(c))).unwrap_or(text.len());
    let behind = text.get(end..)?;
    let written = text.get(..end)?.trim_end_matches(['.', '-']);
    (!behind.starts_with(char::is_alphanumeric) && parts(written).is_some()).then_some(written.len())
}

/// The three numbers of a date and the sign between them. The year has four digits and stands first or last.
fn parts(written: &str) -> Option<([&str; 3], char)> {
    let sign = written.chars().find(|c| "/.-".contains(*c))?;
    let mut numbers = written.split(sign);
    let three = [numbers.next()?, numbers.next()?, numbers.next()?];
    let short = |part: &str| matches!(part.len(), 1 | 2);
    let [first, second, third] = three;
    let shaped = (first.len() == 4 && short(third)) || (short(first) && third.len() == 4);
    let digits = three.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    (numbers.next().is_none() && shaped && short(second) && digits).then_some((three, sign))
}

/// What is said about a date that could not be read, for the reason `message`.
pub(super) fn bad_date(written: &str, message: String) -> Diagnostic {
    let ours = written.get(..10).is_some_and(|date| {
        date.bytes()
            .enumerate()
            .all(|(at, b)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() })
    });
    let Some(([first, second, third], sign)) = parts(written).filter(|_| !ours) else {
        return Diagnostic::error("bad-date", message);
    };
    let date = |year: &str, month: &str, day: &str| {
        let (month, day): (u8, u8) = (month.parse().ok()?, day.parse().ok()?);
        let sound = (1..=12).contains(&month) && (1..=31).contains(&day);
        sound.then(|| format!("{year}-{month:02}-{day:02}"))
    };
    let meant = if first.len() == 4 {
        [date(first, second, third), None]
    } else if sign == '.' {
        [date(third, second, first), None]
    } else {
        [date(third, second, first), date(third, first, second)]
    };
    let help = match meant {
        [Some(one), Some(other)] if one != other => format!("write it as {one} or {other}"),
        [Some(one), _] | [None, Some(one)] => format!("write it as {one}"),
        [None, None] => "write it as year-month-day, such as 2026-11-20".to_owned(),
    };
    Diagnostic::warning("bad-date", "this is no date").help(help)
}
