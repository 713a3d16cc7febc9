//! Diagnostics for people: file, line, column, the line itself, a caret, related places, help.

use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Severity, Source, Sources, Span};
use crate::text::{printable, visible};

/// How many bytes of a line are drawn on either side of the place that is shown: a file can be one line of megabytes.
const AROUND: usize = 400;
/// How many lines of a range are drawn.
const MAX_LINES: usize = 6;

/// Draws a diagnostic, with a line ending. `color` adds ANSI colours; text out of files never adds any.
pub fn render(diagnostic: &Diagnostic, sources: &Sources, color: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Notice => Level::NOTE,
    };
    let title = level.primary_title(printable(&diagnostic.message)).id(diagnostic.code);
    let mut group = Group::with_title(title);
    if let Some(span) = &diagnostic.primary {
        for element in drawn(span, &diagnostic.label, AnnotationKind::Primary, sources) {
            group = group.element(element);
        }
    }
    let mut groups = vec![group];
    for (span, label) in &diagnostic.related {
        let words = if label.is_empty() { "see here" } else { label };
        let mut group = Group::with_title(Level::NOTE.secondary_title(printable(words)));
        for element in drawn(span, "", AnnotationKind::Primary, sources) {
            group = group.element(element);
        }
        groups.push(group);
    }
    if let Some(help) = &diagnostic.help {
        groups.push(Group::with_title(Level::HELP.secondary_title(printable(help))));
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut text = renderer.render(&groups);
    text.push('\n');
    text
}

/// The place and, where its text is known, the lines around it.
fn drawn<'a>(span: &Span, label: &str, kind: AnnotationKind, sources: &Sources) -> Vec<Element<'a>> {
    let file = printable(&span.file);
    let Some(source) = sources.get(&span.file) else { return vec![Origin::path(file).into()] };
    let place = source.place(span.range.start);
    let excerpt = excerpt(source, span);
    let mut mark: Annotation<'a> = kind.span(excerpt.mark);
    if !label.is_empty() {
        mark = mark.label(printable(label));
    }
    let snippet = Snippet::source(excerpt.text).line_start(place.line).fold(false).annotation(mark);
    if excerpt.cut {
        // The renderer would count the column in what is left of the line.
        vec![Origin::path(file).line(place.line).char_column(place.column).into(), snippet.into()]
    } else {
        vec![snippet.path(file).into()]
    }
}

/// What is drawn of a text.
struct Excerpt {
    text: String,
    /// The span within `text`.
    mark: std::ops::Range<usize>,
    /// Whether the first line lacks its beginning.
    cut: bool,
}

/// The lines of a span, with what a terminal would obey made visible and long lines cut, and the span within them.
fn excerpt(source: &Source, span: &Span) -> Excerpt {
    let start = source.floor(span.range.start);
    let end = source.floor(span.range.end.max(start));
    let first = source.place(start).line;
    let last = source.place(end).line.min(first + MAX_LINES - 1);
    let mut text = String::new();
    let (mut mark_start, mut mark_end, mut cut) = (0, 0, false);
    for line in first..=last {
        if line > first {
            text.push('\n');
        }
        let whole = source.line_range(line);
        let anchor = start.clamp(whole.start, whole.end);
        let from = source.floor(anchor.saturating_sub(AROUND).max(whole.start));
        let to = source.floor((anchor + AROUND).min(whole.end));
        if from > whole.start {
            text.push('…');
            cut |= line == first;
        }
        for (at, c) in source.text().get(from..to).unwrap_or("").char_indices() {
            if from + at <= start {
                mark_start = text.len();
            }
            text.push(visible(c).unwrap_or(c));
            if from + at < end {
                mark_end = text.len();
            }
        }
        if start >= to && line == first {
            mark_start = text.len();
        }
        if to < whole.end {
            text.push('…');
        }
    }
    Excerpt { text, mark: mark_start..mark_end.max(mark_start), cut }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sources(text: &str) -> Sources {
        let mut sources = Sources::new();
        sources.insert("links/a.toml", text);
        sources
    }

    fn span(range: std::ops::Range<usize>) -> Span {
        Span { file: "links/a.toml".into(), range }
    }

    #[test]
    fn draws_file_line_column_caret_and_help() {
        let text = "[[link]]\ntags = [\"协程\"]\ntitel = \"x\"\n";
        let at = text.find("titel").unwrap();
        let drawn = render(
            &Diagnostic::warning("unknown-field", "unknown field `titel`")
                .at(span(at..at + 5))
                .label("not a field")
                .related(span(0..8), "in this entry")
                .help("did you mean `title`?"),
            &sources(text),
            false,
        );
        insta::assert_snapshot!(drawn, @r#"
        warning[unknown-field]: unknown field `titel`
         --> links/a.toml:3:1
          |
        3 | titel = "x"
          | ^^^^^ not a field
          |
        note: in this entry
         --> links/a.toml:1:1
          |
        1 | [[link]]
          | ^^^^^^^^
        help: did you mean `title`?
        "#);
    }

    #[test]
    fn nothing_hostile_reaches_the_terminal() {
        let text = "url = \"\u{1b}]0;owned\u{7}\u{202e}\"\r\n\u{9b}31m";
        let drawn = render(
            &Diagnostic::error("x", "bad \u{1b}[31m")
                .at(span(0..text.len()))
                .label("\u{1b}[0m")
                .help("\r\u{8}"),
            &sources(text),
            false,
        );
        assert!(!drawn.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202e}'), "{drawn:?}");
    }

    #[test]
    fn a_line_of_megabytes_is_cut() {
        let text = "x".repeat(5_000_000);
        let drawn =
            render(&Diagnostic::error("x", "y").at(span(2_000_000..2_000_003)), &sources(&text), false);
        assert!(drawn.len() < 4_000, "{}", drawn.len());
        assert!(drawn.contains(":1:2000001"), "{drawn}");
        assert!(drawn.contains("^^^"), "{drawn}");
    }

    #[test]
    fn a_missing_text_still_names_the_file() {
        let drawn = render(&Diagnostic::error("x", "y").at(span(5..9)), &Sources::new(), false);
        assert!(drawn.contains("links/a.toml"), "{drawn}");
    }

    proptest! {
        #[test]
        fn any_range_can_be_drawn(text in "(?s).{0,200}", start in 0usize..300, length in 0usize..300) {
            let drawn = render(&Diagnostic::error("x", "y").at(span(start..start + length)), &sources(&text), false);
            prop_assert!(!drawn.contains(|c: char| c.is_control() && c != '\n'));
        }
    }
}
