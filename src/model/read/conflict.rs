//! Git's conflict markers, named as such.

use std::borrow::Cow;
use std::ops::Range;

use super::Reading;
use crate::diagnostic::Diagnostic;

/// Reports every unresolved conflict of the text and returns the text with the marker lines blanked (same length), so
/// that both sides are read: what is sound in them is not lost, and the stricter of two visibilities wins.
pub(in crate::model) fn without_conflicts<'t>(text: &'t str, reading: &mut Reading<'_>) -> Cow<'t, str> {
    if !text.contains("<<<<<<<") {
        return Cow::Borrowed(text);
    }
    let mut markers: Vec<Range<usize>> = Vec::new();
    let mut open: Option<Vec<Range<usize>>> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let range = start..start + line.trim_end_matches(['\n', '\r']).len();
        start += line.len();
        if is_marker(line, "<<<<<<<") {
            close(open.take(), reading, &mut markers);
            open = Some(vec![range]);
        } else if let Some(lines) = &mut open {
            if is_marker(line, "|||||||") || is_marker(line, "=======") {
                lines.push(range);
            } else if is_marker(line, ">>>>>>>") {
                lines.push(range);
                close(open.take(), reading, &mut markers);
            }
        }
    }
    close(open, reading, &mut markers);
    blank(text, &markers)
}

fn is_marker(line: &str, marker: &str) -> bool {
    line.strip_prefix(marker).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\r', '\n']))
}

/// Reports one conflict, if there is one, and remembers its lines.
fn close(lines: Option<Vec<Range<usize>>>, reading: &mut Reading<'_>, markers: &mut Vec<Range<usize>>) {
    let Some(lines) = lines else { return };
    let Some(first) = lines.first().cloned() else { return };
    let mut diagnostic = Diagnostic::error("git-conflict", "a git conflict was left unresolved here")
        .label("one side begins here")
        .help("decide between the two sides, then delete the lines `<<<<<<<`, `=======` and `>>>>>>>`");
    for (range, words) in
        lines.iter().skip(1).zip(["the other side begins here", "the conflict goes on here"])
    {
        diagnostic = diagnostic.related(reading.span(range.clone()), words);
    }
    reading.report(first, diagnostic);
    markers.extend(lines);
}

/// The text with the ranges replaced by spaces.
pub(super) fn blank<'t>(text: &'t str, ranges: &[Range<usize>]) -> Cow<'t, str> {
    if ranges.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        out.push_str(text.get(at..range.start).unwrap_or(""));
        out.extend(std::iter::repeat_n(' ', range.len()));
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    Cow::Owned(out)
}
