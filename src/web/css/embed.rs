//! CSS made safe to stand inside a `<style>` element.

use std::borrow::Cow;

use cssparser::Token;

use super::text::escape;
use super::tokens::Tokens;

/// Rewrites CSS so that no `<` in it is followed by a letter, `/`, `!` or `?`, and its meaning stays the same: no HTML
/// or XML parser, in whatever state, finds the beginning of a tag, an end tag or a comment in it.
///
/// In names, strings and URLs `<` is escaped; between tokens (`width<height` in a media query) a space is put behind
/// it, but not inside `<=`; `<!--`, which CSS ignores, is left out.
pub fn escape_for_style_element(css: &str) -> Cow<'_, str> {
    if !css.contains('<') {
        return Cow::Borrowed(css);
    }
    let mut out = String::with_capacity(css.len() + css.len() / 16);
    for (token, range) in Tokens::new(css, 0) {
        let raw = css.get(range.clone()).unwrap_or_default();
        match token {
            Token::Delim('<') => match css.as_bytes().get(range.end) {
                Some(b'=' | b'0'..=b'9' | b' ' | b'\n' | b'\t' | b'\r') => out.push('<'),
                _ => out.push_str("< "),
            },
            Token::CDO => out.push(' '),
            Token::Comment(_) => apart(raw, &mut out),
            _ if raw.contains('<') => escape(raw, '<', &mut out),
            _ => out.push_str(raw),
        }
    }
    Cow::Owned(out)
}

/// Writes a comment with a space behind every `<` that something could begin with.
fn apart(comment: &str, out: &mut String) {
    let mut rest = comment;
    while let Some(at) = rest.find('<') {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        if after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            out.push(' ');
        }
        rest = after;
    }
    out.push_str(rest);
}
