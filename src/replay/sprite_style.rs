//! The style sheet of a file of pictures, bounded to the pictures that are set into a page.

use std::fmt::Write as _;

/// Longest sheet that is taken over, in bytes.
const LIMIT: usize = 50_000;

/// Each of the space-separated words with the prefix before it.
pub(super) fn with_prefix(words: &str, prefix: &str) -> String {
    let words: Vec<_> = words.split_ascii_whitespace().map(|word| format!("{prefix}{word}")).collect();
    words.join(" ")
}

/// The sheet with `prefix` before its classes and ids, so that it holds for nothing else of the page. Selectors without
/// any are left out: `use` shows a copy, for which no ancestor in the page counts, so that nothing could bound them.
/// `None` when nothing is left, or when the sheet is more than plain rules.
pub(super) fn scoped(text: &str, prefix: &str) -> Option<String> {
    let text = without_comments(text);
    if text.len() > LIMIT || text.contains(['@', '\\', '"', '\'', '<', '[', '&']) {
        return None;
    }
    let mut out = String::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (selectors, tail) = rest.split_once('{')?;
        let (declarations, tail) = tail.split_once('}')?;
        if selectors.contains(['}', '(']) || declarations.contains('{') {
            return None;
        }
        rest = tail.trim_start();
        let named: Vec<String> = selectors.split(',').filter_map(|one| named(one.trim(), prefix)).collect();
        if !named.is_empty() {
            let _ = write!(out, "{}{{{declarations}}}", named.join(","));
        }
    }
    (!out.is_empty()).then_some(out)
}

/// A selector with its names prefixed, if it has any.
fn named(selector: &str, prefix: &str) -> Option<String> {
    let mut out = String::with_capacity(selector.len() + prefix.len());
    for c in selector.chars() {
        out.push(c);
        if matches!(c, '.' | '#') {
            out.push_str(prefix);
        }
    }
    (out.len() > selector.len()).then_some(out)
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        out.push(' ');
        rest = after.split_once("*/").map_or("", |(_, tail)| tail);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_rules_are_bounded() {
        let sheet = scoped("/* } */.a, g,#b path{fill:#fff;opacity:.5} g{}", "s-").expect("plain");
        assert_eq!(sheet, ".s-a,#s-b path{fill:#fff;opacity:.5}");
        assert_eq!(with_prefix(" a  b", "s-"), "s-a s-b");
    }

    #[test]
    fn what_could_break_out_is_left_out() {
        for text in
            ["", " ", "g{}", ".a{}}.b{}", ".a{b{}}", ".a{", "@import x;", ".a{b:'}'}", ".a\\{b{}", "</style>"]
        {
            assert_eq!(scoped(text, "s-"), None, "{text}");
        }
    }
}
