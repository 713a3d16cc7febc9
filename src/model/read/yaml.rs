//! Front matter between `---` lines: the part of YAML that notes programs write. One `key: value` a line, where a
//! value is a plain or quoted scalar, `[a, b]`, or a list of `- item` lines below the key. What goes beyond that is
//! reported, never guessed.

use std::ops::Range;

use super::{Field, Meaning, Reading, Value};
use crate::diagnostic::Diagnostic;

/// Reads front matter; `offset` is where `text` begins in the file. `None` when a line that decides about the link
/// could not be read.
pub(in crate::model) fn read_yaml(
    text: &str,
    offset: usize,
    reading: &mut Reading<'_>,
) -> Option<Vec<Field>> {
    let mut fields: Vec<Field> = Vec::new();
    // Whether lines below the last key may still belong to it.
    let mut open = false;
    let mut skipping = false;
    let mut at = offset;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.trim_end_matches(['\n', '\r']);
        let indent = line.len() - line.trim_start_matches(' ').len();
        let body = line.trim();
        if body.is_empty() || body.starts_with('#') {
            continue;
        }
        let body_at = start + indent..start + indent + body.len();
        if let Some(item) = body.strip_prefix('-').filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
            if skipping {
                continue;
            }
            let item_at = body_at.end - item.trim_start().len();
            match (open, fields.last_mut(), scalar(item.trim())) {
                (true, Some(Field { value: Value::List(items), value_at, .. }), Some(value)) => {
                    value_at.end = body_at.end;
                    items.push((value, item_at..body_at.end));
                    continue;
                }
                _ => refuse(body_at, fields.last().filter(|_| open), reading)?,
            }
            continue;
        }
        if indent > 0 || line.starts_with('\t') {
            if !skipping {
                refuse(body_at, fields.last(), reading)?;
                fields.pop();
                skipping = true;
            }
            continue;
        }
        (open, skipping) = (false, false);
        let Some((name, rest)) = body.split_once(':').filter(|(name, rest)| is_key(name) && is_gap(rest))
        else {
            refuse(body_at, None, reading)?;
            skipping = true;
            continue;
        };
        let name_at = start..start + name.len();
        let written = rest.trim_start();
        let value_at = body_at.end - written.len()..body_at.end;
        let field = |value| Field {
            name: name.trim().trim_matches(['"', '\'']).to_owned(),
            at: name_at.clone(),
            value,
            value_at: value_at.clone(),
        };
        let value = if written.is_empty() || written.starts_with('#') {
            open = true;
            Some(Value::List(Vec::new()))
        } else if written.starts_with('[') {
            flow(written, value_at.start)
        } else {
            scalar(written)
        };
        if let Some(value) = value {
            fields.push(field(value));
        } else {
            refuse(value_at.clone(), Some(&field(Value::Flag(false))), reading)?;
            skipping = true;
        }
    }
    // A key without a value says nothing.
    fields.retain(|field| !matches!(&field.value, Value::List(items) if items.is_empty()));
    fields
        .retain(|field| !matches!(&field.value, Value::Text(text) if matches!(text.as_str(), "~" | "null")));
    Some(fields)
}

/// Reports what cannot be read. `None` when that may decide about the link.
fn refuse(at: Range<usize>, field: Option<&Field>, reading: &mut Reading<'_>) -> Option<()> {
    let diagnostic =
        Diagnostic::error("front-matter", "this is more YAML than is read here").label("left out");
    let help = "write one `key: value` a line, or TOML between two `+++` lines instead of `---`";
    reading.report(at, diagnostic.help(help));
    let known = field.is_some_and(|field| Meaning::of(&field.name).is_none_or(Meaning::is_harmless));
    known.then_some(())
}

fn is_key(name: &str) -> bool {
    let bare = name.trim_end().trim_matches(['"', '\'']);
    !bare.is_empty() && bare.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.'))
}

fn is_gap(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([' ', '\t'])
}

/// One plain or quoted value that ends with its line.
fn scalar(written: &str) -> Option<Value> {
    let (value, rest) = match written.chars().next()? {
        '"' => {
            let (text, rest) = double_quoted(written)?;
            (Value::Text(text), rest)
        }
        '\'' => {
            let (text, rest) = single_quoted(written)?;
            (Value::Text(text), rest)
        }
        // Indicators (YAML 1.2, section 5.3) that a plain scalar cannot begin with.
        '[' | ']' | '{' | '}' | ',' | '&' | '*' | '!' | '|' | '>' | '%' | '@' | '`' | '#' => return None,
        '-' | '?' | ':' if is_gap(written.get(1..)?) => return None,
        _ => {
            let plain =
                written.find(" #").map_or(written, |comment| written.get(..comment).unwrap_or(written));
            let plain = plain.trim_end();
            if plain.contains(": ") || plain.ends_with(':') {
                return None;
            }
            return Some(match plain {
                "true" | "True" | "TRUE" => Value::Flag(true),
                "false" | "False" | "FALSE" => Value::Flag(false),
                _ => Value::Text(plain.to_owned()),
            });
        }
    };
    let rest = rest.trim_start();
    (rest.is_empty() || rest.starts_with('#')).then_some(value)
}

/// `[a, "b", c]`, closed on its line.
fn flow(written: &str, at: usize) -> Option<Value> {
    let mut rest = written.strip_prefix('[')?;
    let mut items = Vec::new();
    loop {
        rest = rest.trim_start();
        let start = at + written.len() - rest.len();
        if let Some(after) = rest.strip_prefix(']') {
            let after = after.trim_start();
            return (after.is_empty() || after.starts_with('#')).then_some(Value::List(items));
        }
        let (value, after) = match rest.chars().next()? {
            '"' => {
                let (text, after) = double_quoted(rest)?;
                (Value::Text(text), after)
            }
            '\'' => {
                let (text, after) = single_quoted(rest)?;
                (Value::Text(text), after)
            }
            _ => {
                let end = rest.find([',', ']'])?;
                let (plain, after) = rest.split_at(end);
                (scalar(plain.trim_end())?, after)
            }
        };
        let end = at + written.len() - after.len();
        items.push((value, start..end));
        rest = after.trim_start();
        if let Some(after) = rest.strip_prefix(',') {
            rest = after;
        } else if !rest.starts_with(']') {
            return None;
        }
    }
}

fn single_quoted(written: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut rest = written.strip_prefix('\'')?;
    loop {
        let (before, after) = rest.split_once('\'')?;
        text.push_str(before);
        match after.strip_prefix('\'') {
            Some(more) => {
                text.push('\'');
                rest = more;
            }
            None => return Some((text, after)),
        }
    }
}

fn double_quoted(written: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut rest = written.strip_prefix('"')?;
    loop {
        let at = rest.find(['"', '\\'])?;
        text.push_str(rest.get(..at)?);
        let found = rest.get(at..)?;
        if let Some(after) = found.strip_prefix('"') {
            return Some((text, after));
        }
        let mut chars = found.chars();
        chars.next();
        match chars.next()? {
            'n' => text.push('\n'),
            't' => text.push('\t'),
            escaped @ ('"' | '\\' | '/') => text.push(escaped),
            'u' => {
                let code = u32::from_str_radix(found.get(2..6)?, 16).ok()?;
                text.push(char::from_u32(code)?);
                rest = found.get(6..)?;
                continue;
            }
            _ => return None,
        }
        rest = chars.as_str();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use proptest::prelude::*;

    fn read(text: &str) -> (Option<Vec<(String, String)>>, usize) {
        let source = Source::new(text.to_owned());
        let zone = jiff::tz::TimeZone::UTC;
        let mut reading = Reading::new("links/a.md", &source, &zone);
        let fields = read_yaml(text, 0, &mut reading);
        if let Some(fields) = &fields {
            for field in fields {
                assert!(text.get(field.at.clone()).is_some() && text.get(field.value_at.clone()).is_some());
            }
        }
        let shown = fields.map(|fields| fields.into_iter().map(|f| (f.name, show(&f.value))).collect());
        (shown, reading.diagnostics.len())
    }

    fn show(value: &Value) -> String {
        match value {
            Value::Text(text) => text.clone(),
            Value::List(items) => items.iter().map(|(item, _)| show(item)).collect::<Vec<_>>().join("|"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn reads_what_notes_programs_write() {
        let text = "# a comment\nurl: https://example.org/a#b\ntitle: \"A \\\"b\\\" \\u00e9\"\nauthor: 'O''Neill' # x\n\
            tags:\n  - one\n  - \"two, three\"\nlabels: [a, 'b, c', d ]\nstarred: true\nadded: 2026-11-20\nvia:\n";
        let (fields, problems) = read(text);
        let fields = fields.unwrap();
        let expected = [
            ("url", "https://example.org/a#b"),
            ("title", "A \"b\" é"),
            ("author", "O'Neill"),
            ("tags", "one|two, three"),
            ("labels", "a|b, c|d"),
            ("starred", "Flag(true)"),
            ("added", "2026-11-20"),
        ];
        let expected: Vec<_> = expected.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        assert_eq!(fields, expected);
        assert_eq!(problems, 0);
    }

    #[test]
    fn what_is_beyond_is_reported_and_loses_only_its_field() {
        let (fields, problems) = read("url: https://example.org\nnotes: |\n  one\n  two\ntitle: a\n");
        let names: Vec<_> = fields.unwrap().into_iter().map(|(name, _)| name).collect();
        assert_eq!((names, problems), (vec!["url".to_owned(), "title".to_owned()], 1));
    }

    #[test]
    fn what_may_hide_a_link_loses_the_link() {
        assert_eq!(read("url: https://example.org\nvisibility: {a: b}\n"), (None, 1));
        assert_eq!(read("url: >\n  https://example.org\n"), (None, 1));
        assert_eq!(read("just words\n"), (None, 1));
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "([a-z]{1,8}: ?)?[\\PC\n\t\r]{0,60}|[ \\-a-c:'\"\\[\\],#\n]{0,80}") {
            let _ = read(&text);
        }
    }
}
