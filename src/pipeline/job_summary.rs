//! What became of the links, in Markdown: the page that a CI job shows of itself.
//!
//! Everything from outside stands in code spans: a job summary is drawn by a forge that knows our reader's session.

use std::fmt::Write as _;

use super::Context;
use crate::console;
use crate::diagnostic::{self, Diagnostic, Severity, Sources};
use crate::report::{LinkOutcome, LinkReport, Report};
use crate::store::layout::without_secrets;
use crate::text::{counted, printable, shorten};

/// The most entries of one list.
const LISTED: usize = 50;
/// Characters shown of one text.
const LONGEST: usize = 300;

/// The summary of a run.
pub fn of_run(context: &Context, report: &Report) -> String {
    let totals = &report.totals;
    let mut text = format!("### Linkarium: {}\n\n", counted(totals.links, "link"));
    text.push_str("| captured | partial | already there | unchanged | failed | deferred | left alone |\n");
    text.push_str("|--:|--:|--:|--:|--:|--:|--:|\n");
    let _ = writeln!(
        text,
        "| {} | {} | {} | {} | {} | {} | {} |\n",
        totals.captured,
        totals.partial,
        totals.present,
        totals.unchanged,
        totals.failed,
        totals.deferred,
        totals.skipped
    );
    let _ = writeln!(text, "{} requests, {} received.\n", totals.requests, console::bytes(totals.bytes));
    if totals.remaining > 0 {
        let _ = writeln!(text, "{} pages are left for the next run: the time was over.\n", totals.remaining);
    }
    pages(&mut text, "Could not be captured", report, LinkOutcome::Failed);
    pages(&mut text, "Captured, but not whole", report, LinkOutcome::Partial);
    problems(&mut text, &context.collection.diagnostics, &context.sources);
    text
}

fn pages(text: &mut String, heading: &str, report: &Report, outcome: LinkOutcome) {
    let line = |link: &LinkReport| {
        let why = link.error.as_ref().map_or_else(
            || {
                let counts = &link.resources;
                format!(
                    "{} of the {} things it needs are missing",
                    counts.found.saturating_sub(counts.captured),
                    counts.found
                )
            },
            |error| code(&error.message),
        );
        format!("{} ({}): {why}", code(&without_secrets(&link.url)), code(&link.source.to_string()))
    };
    list(text, heading, report.links.iter().filter(|link| link.outcome == outcome).map(line));
}

/// Errors and warnings of link files, with their places.
pub fn problems(text: &mut String, all: &[Diagnostic], sources: &Sources) {
    for (severity, heading) in [(Severity::Error, "Errors"), (Severity::Warning, "Warnings")] {
        let of_kind = all.iter().filter(|problem| problem.severity == severity);
        list(text, heading, of_kind.map(|problem| code(&diagnostic::short(problem, sources))));
    }
}

/// A heading and a list; nothing where there is nothing.
pub fn list(text: &mut String, heading: &str, items: impl Iterator<Item = String>) {
    let mut count = 0;
    for item in items {
        if count == 0 {
            let _ = writeln!(text, "**{heading}**\n");
        }
        count += 1;
        if count <= LISTED {
            let _ = writeln!(text, "- {item}");
        }
    }
    if count > LISTED {
        let _ = writeln!(text, "- … and {} more", count - LISTED);
    }
    if count > 0 {
        text.push('\n');
    }
}

/// A code span in which nothing of `text` is markup (CommonMark 0.31, section 6.1).
pub fn code(text: &str) -> String {
    // A summary that is too long is not shown at all.
    let text = shorten(&printable(text), LONGEST);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // One space at each end is dropped again, and keeps a backtick at the ends apart from the fence.
    format!("{fence} {text} {fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_code_span_is_markup() {
        let html = |text: &str| {
            let mut out = String::new();
            pulldown_cmark::html::push_html(&mut out, pulldown_cmark::Parser::new(&code(text)));
            out
        };
        assert_eq!(html("a"), "<p><code>a</code></p>\n");
        assert_eq!(html("`![x](y)``<b>"), "<p><code>`![x](y)``&lt;b&gt;</code></p>\n");
        assert_eq!(html("x\n\n# y"), "<p><code>x\u{240a}\u{240a}# y</code></p>\n");
    }

    #[test]
    fn long_lists_are_cut_and_empty_ones_are_not_there() {
        let mut text = String::new();
        list(&mut text, "None", std::iter::empty());
        assert_eq!(text, "");
        list(&mut text, "Many", (0..60).map(|n| n.to_string()));
        assert!(text.contains("- 49\n- … and 10 more\n") && !text.contains("- 50\n"), "{text}");
    }
}
