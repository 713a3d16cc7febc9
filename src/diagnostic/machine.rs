//! Diagnostics for programs and for one-line displays: short, JSON, and GitHub's workflow commands.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Diagnostic, Severity, Sources};
use crate::text::printable;

/// `file:line:column: error[code]: message`, one line without a line ending; without a place, `error[code]: message`.
pub fn short(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut line = String::new();
    if let Some(span) = &diagnostic.primary {
        line.push_str(&printable(&span.file));
        if let Some(place) = sources.place(&span.file, span.range.start) {
            let _ = write!(line, ":{}:{}", place.line, place.column);
        }
        line.push_str(": ");
    }
    let (severity, code) = (diagnostic.severity, diagnostic.code);
    let _ = write!(line, "{severity}[{code}]: {}", printable(&diagnostic.message));
    line
}

/// The JSON form: `file`, `line`, `column`, `end_line`, `end_column` (from 1, columns in characters, the end
/// exclusive; null where there is no place), `severity` (`error`, `warning`, `notice`), `code`, `message`, `help`.
pub fn json(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let file = diagnostic.primary.as_ref().map(|span| &*span.file);
    let at = |offset: fn(&super::Span) -> usize| {
        diagnostic.primary.as_ref().and_then(|span| sources.place(&span.file, offset(span)))
    };
    let (start, end) = (at(|span| span.range.start), at(|span| span.range.end));
    json!({
        "file": file,
        "line": start.map(|place| place.line),
        "column": start.map(|place| place.column),
        "end_line": end.map(|place| place.line),
        "end_column": end.map(|place| place.column),
        "severity": diagnostic.severity.to_string(),
        "code": diagnostic.code,
        "message": diagnostic.message,
        "help": diagnostic.help,
    })
}

/// A GitHub workflow command, `::error file=…,line=…,col=…,title=…::message`, which GitHub shows at the line of the
/// pull request. One line without a line ending.
pub fn github(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut properties = Vec::new();
    if let Some(span) = &diagnostic.primary {
        properties.push(format!("file={}", escape_property(&span.file)));
        if let (Some(start), Some(end)) =
            (sources.place(&span.file, span.range.start), sources.place(&span.file, span.range.end))
        {
            properties.push(format!("line={},col={}", start.line, start.column));
            properties.push(format!("endLine={}", end.line));
            // GitHub ignores columns of an annotation that spans several lines.
            if end.line == start.line && end.column > start.column {
                properties.push(format!("endColumn={}", end.column));
            }
        }
    }
    properties.push(format!("title={}", escape_property(diagnostic.code)));
    let mut message = diagnostic.message.clone();
    if let Some(help) = &diagnostic.help {
        let _ = write!(message, "\n{help}");
    }
    format!("::{} {}::{}", diagnostic.severity, properties.join(","), escape_data(&message))
}

/// A GitHub workflow command that says something of one line of a file.
pub fn github_line(severity: Severity, file: &str, line: usize, title: &str, message: &str) -> String {
    let (file, title) = (escape_property(file), escape_property(title));
    format!("::{severity} file={file},line={line},title={title}::{}", escape_data(message))
}

/// What GitHub's runner decodes in the message of a command.
fn escape_data(text: &str) -> String {
    let escaped = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    printable(&escaped)
}

/// What GitHub's runner decodes in a property of a command.
fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::Span;
    use super::*;

    fn example() -> (Diagnostic, Sources) {
        let mut sources = Sources::new();
        sources.insert("links/a,b.toml", "x\n协程 = 100%\n");
        let span = Span { file: "links/a,b.toml".into(), range: 2..8 };
        let diagnostic =
            Diagnostic::error("bad-key", "no such\nkey: 100%\u{1b}[2J").at(span).help("say\u{7} it");
        (diagnostic, sources)
    }

    #[test]
    fn one_line_each() {
        let (diagnostic, sources) = example();
        assert_eq!(
            short(&diagnostic, &sources),
            "links/a,b.toml:2:1: error[bad-key]: no such\u{240a}key: 100%\u{241b}[2J"
        );
        assert_eq!(
            github(&diagnostic, &sources),
            "::error file=links/a%2Cb.toml,line=2,col=1,endLine=2,endColumn=3,title=bad-key::no such%0Akey: \
             100%25\u{241b}[2J%0Asay\u{2407} it"
        );
    }

    #[test]
    fn json_has_every_key_even_without_a_place() {
        let (mut diagnostic, sources) = example();
        let value = json(&diagnostic, &sources);
        assert_eq!(value["line"], 2);
        assert_eq!(value["end_column"], 3);
        diagnostic.primary = None;
        let value = json(&diagnostic, &sources);
        assert!(value["file"].is_null() && value["line"].is_null());
        assert_eq!(value["severity"], "error");
        assert_eq!(short(&diagnostic, &sources).split(':').next(), Some("error[bad-key]"));
        assert!(github(&diagnostic, &sources).starts_with("::error title=bad-key::"));
    }
}
