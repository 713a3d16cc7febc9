//! Small pieces of CSS text: URLs trimmed, strings written, open tokens closed.

use std::borrow::Cow;
use std::fmt::Write as _;

use cssparser::Token;

/// Removes what the URL standard's parser removes before it looks: outer C0 controls and spaces, inner tabs and line ends.
pub(super) fn trim_url(raw: &str) -> Cow<'_, str> {
    let trimmed = raw.trim_matches(|c: char| c <= ' ');
    if trimmed.contains(['\t', '\n', '\r']) {
        Cow::Owned(trimmed.replace(['\t', '\n', '\r'], ""))
    } else {
        Cow::Borrowed(trimmed)
    }
}

/// Writes `value` as a double-quoted CSS string. `<` is escaped too, so that no URL can end a `<style>` element.
pub(super) fn quoted(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for (at, c) in value.char_indices() {
        match c {
            '@' if is_import(value, at) => out.push_str("\\40 "),
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\0' => out.push('\u{FFFD}'),
            '<' => out.push_str("\\3c "),
            '\u{1}'..='\u{1F}' | '\u{7F}' => {
                // Writing to a string does not fail.
                let _ = write!(out, "\\{:x} ", c as u32);
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether `@import` stands at a byte offset, in whatever case.
fn is_import(text: &str, at: usize) -> bool {
    text.as_bytes().get(at..at + 7).is_some_and(|word| word.eq_ignore_ascii_case(b"@import"))
}

/// A token without the word `@import` in it and with the same meaning; `None` when it has none.
pub(super) fn without_import(raw: &str, is_comment: bool) -> Option<String> {
    raw.match_indices('@').find(|(at, _)| is_import(raw, *at))?;
    if is_comment {
        return Some(raw.replace('@', "@ "));
    }
    let mut out = String::with_capacity(raw.len() + 8);
    escape(raw, '@', &mut out);
    Some(out)
}

/// Copies a string, URL or name as it stands in CSS, with every `unwanted` (no hex digit, no quote) escaped by its number.
pub(super) fn escape(raw: &str, unwanted: char, out: &mut String) {
    let escaped = format!("\\{:x} ", u32::from(unwanted));
    let mut chars = raw.chars();
    while let Some(c) = chars.next() {
        match c {
            _ if c == unwanted => out.push_str(&escaped),
            '\\' => match chars.next() {
                Some(next) if next == unwanted => out.push_str(&escaped),
                Some(next) => out.extend(['\\', next]),
                None => out.push('\\'),
            },
            _ => out.push(c),
        }
    }
}

/// What must follow the last token of a text so that it ends where it ended by the end of the text.
///
/// A backslash at the very end is an escape of nothing: in a string it vanishes, elsewhere it is U+FFFD. Both are
/// spelled out, or it would escape the bracket that is written next.
pub(super) fn completion(token: &Token, raw: &str) -> &'static str {
    match token {
        Token::Comment(_) if raw.len() < 4 || !raw.ends_with("*/") => "*/",
        Token::QuotedString(_) => {
            let quote = raw.as_bytes().first().copied().unwrap_or(b'"');
            match (scan_to(raw.as_bytes().get(1..).unwrap_or_default(), quote), quote) {
                (End::Closed, _) => "",
                (End::Open, b'\'') => "'",
                (End::Open, _) => "\"",
                (End::Escaping, b'\'') => "\n'",
                (End::Escaping, _) => "\n\"",
            }
        }
        Token::UnquotedUrl(_) => {
            // The name may be escaped (`\75 rl(`), but holds no bare parenthesis.
            let open = raw.bytes().position(|b| b == b'(').map_or(raw.len(), |at| at + 1);
            match scan_to(raw.as_bytes().get(open..).unwrap_or_default(), b')') {
                End::Closed => "",
                End::Open => ")",
                End::Escaping => "fffd )",
            }
        }
        Token::Ident(_)
        | Token::AtKeyword(_)
        | Token::Hash(_)
        | Token::IDHash(_)
        | Token::Dimension { .. } => match scan_to(raw.as_bytes(), 0) {
            End::Escaping => "fffd ",
            End::Open | End::Closed => "",
        },
        _ => "",
    }
}

enum End {
    Closed,
    Open,
    Escaping,
}

/// Looks for `close` outside escapes. 0 never closes: a NUL in a name is an ordinary character.
fn scan_to(bytes: &[u8], close: u8) -> End {
    let mut escaping = false;
    for &b in bytes {
        if escaping {
            escaping = false;
        } else if b == b'\\' {
            escaping = true;
        } else if b == close && close != 0 {
            return End::Closed;
        }
    }
    if escaping { End::Escaping } else { End::Open }
}

/// For text that starts with what the CSS standard takes for an encoding declaration: the range of its label and the
/// offset behind the declaration. Compared byte for byte, as browsers do before they tokenise.
pub(super) fn charset_rule(text: &str) -> Option<(std::ops::Range<usize>, usize)> {
    let start = "@charset \"".len();
    let rest = text.strip_prefix("@charset \"")?;
    let length = rest.bytes().take(1024).position(|b| b == b'"')?;
    let end = start + length;
    text.get(end..)?.starts_with("\";").then_some((start..end, end + 2))
}
