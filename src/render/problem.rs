//! What the template engine complains of, as a diagnostic at its place.

use std::collections::BTreeMap;
use std::ops::Range;

use tera::ErrorKind;

use super::theme;
use crate::diagnostic::{Diagnostic, Severity, Span};

/// Turns an engine's error into a diagnostic. `sources` are the templates' texts by path; `offered` are names that the
/// page's context has.
pub(super) fn diagnostic(
    error: &tera::Error,
    theme: &str,
    sources: &BTreeMap<String, String>,
    offered: &[String],
) -> Diagnostic {
    let mut found = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let file = theme::path_of(theme, report.filename());
            let span =
                within(sources.get(&file), report.span().range.clone()).map(|range| Span::new(file, range));
            vec![(report.message().to_owned(), span)]
        }
        ErrorKind::Msg(text) => reports(text, theme, sources),
        other => vec![(other.to_string(), None)],
    };
    let (message, primary) = if found.is_empty() { (error.to_string(), None) } else { found.remove(0) };
    let related = found.into_iter().filter_map(|(message, span)| Some((span?, message))).collect();
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
    let message = format!("{}{cause}", message.trim_end_matches('.'));
    let help = Some(help(&message, offered));
    Diagnostic {
        severity: Severity::Error,
        code: "template",
        message,
        primary,
        label: String::new(),
        related,
        help,
    }
}

/// Several reports in one text, as the engine writes what it finds when it checks names: `error: …`, then
/// ` --> file:line:column`.
fn reports(text: &str, theme: &str, sources: &BTreeMap<String, String>) -> Vec<(String, Option<Span>)> {
    let mut found: Vec<(String, Option<Span>)> = Vec::new();
    for line in text.lines() {
        if let Some(message) = line.strip_prefix("error: ") {
            found.push((message.to_owned(), None));
        } else if let Some(place) = line.trim_start().strip_prefix("--> ")
            && let Some((_, span)) = found.last_mut()
        {
            *span = span_of(place, theme, sources);
        }
    }
    if found.is_empty() {
        found.push((text.lines().next().unwrap_or(text).to_owned(), None));
    }
    found
}

/// `home.html:12:5`, columns in characters from 1, as a byte range of the word that stands there.
fn span_of(place: &str, theme: &str, sources: &BTreeMap<String, String>) -> Option<Span> {
    let (rest, column) = place.rsplit_once(':')?;
    let (name, line) = rest.rsplit_once(':')?;
    let (line, column): (usize, usize) = (line.parse().ok()?, column.parse().ok()?);
    let file = theme::path_of(theme, name);
    let text = sources.get(&file)?;
    let start_of_line: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let rest = text.get(start_of_line..)?;
    let start =
        start_of_line + rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>();
    let word = text.get(start..)?.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').unwrap_or(0);
    Some(Span::new(file, start..start + word.max(1))).filter(|span| text.get(span.range.clone()).is_some())
}

/// A range that lies in the text, on character boundaries.
fn within(text: Option<&String>, range: Range<usize>) -> Option<Range<usize>> {
    let text = text?;
    if text.get(range.clone()).is_some() {
        return Some(range);
    }
    Some(text.len()..text.len())
}

fn help(message: &str, offered: &[String]) -> String {
    let lower = message.to_lowercase();
    if lower.contains("unknown tag") && lower.contains("end") || lower.contains("{% end") {
        return "an `{% if %}`, `{% for %}`, `{% block %}` or `{% component %}` before this place has no end of its own".to_owned();
    }
    if lower.contains("component") {
        return "a component is known by its name in every template of the theme and of `default`, and sees its arguments only".to_owned();
    }
    if lower.contains("available") || lower.contains("no string") || lower.contains("no file") {
        return "docs/themes.md tells what each page offers; `{{ __tera_context }}` prints it all".to_owned();
    }
    if lower.contains("filter") {
        return "docs/themes.md lists the filters; those of Tera are there too".to_owned();
    }
    if lower.contains("function") {
        return "docs/themes.md lists the functions: `t`, `asset`, `inline`, `hash`, `url`".to_owned();
    }
    if lower.contains("block") && lower.contains("parent") {
        return "this template fills a block that its base does not have: add the block to your base.html, empty if need be, or replace this template as well".to_owned();
    }
    if lower.contains("circular") || lower.contains("inherit") {
        return "to build on a template of the default theme, name it `default/…`: {% extends \"default/home.html\" %}".to_owned();
    }
    if offered.is_empty() {
        return "docs/themes.md tells what a template may use".to_owned();
    }
    format!(
        "this page offers {}; in a component only its arguments exist; docs/themes.md tells more",
        offered.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_reports_are_taken_apart() {
        let sources = BTreeMap::from([(
            "themes/x/templates/a.html".to_owned(),
            "协 {{ a | b }}\n{{ c | d }}".to_owned(),
        )]);
        let text = "error: Unknown filter `b`\n --> a.html:1:10\n  |\n\nerror: Unknown filter `d`\n --> a.html:2:8\n";
        let found = reports(text, "x", &sources);
        let places: Vec<&str> = found
            .iter()
            .map(|(_, span)| &sources["themes/x/templates/a.html"][span.as_ref().unwrap().range.clone()])
            .collect();
        assert_eq!(places, ["b", "d"]);
    }

    #[test]
    fn places_that_are_not_there_are_no_panic() {
        let sources = BTreeMap::from([("themes/x/templates/a.html".to_owned(), "协".to_owned())]);
        for place in
            ["a.html:9:9", "a.html:0:0", "a.html:1:99999", "a.html:x:1", "b.html:1:1", ":", "a.html:1:2"]
        {
            span_of(place, "x", &sources);
        }
        assert_eq!(within(Some(&"协".to_owned()), 1..2), Some(3..3));
    }
}
