//! What a branch changes in `linkarium.toml`.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::DeTable;

use crate::diagnostic::{Diagnostic, Span};
use crate::text::shorten;

/// Settings that decide which machines are asked, what is sent to them, and where is written.
const SENSITIVE: [(&str, &str); 6] = [
    ("capture.allow_private", "captures could reach private addresses"),
    ("rule", "rules send headers with requests, add tags and leave things out"),
    ("store.path", "the snapshot store would lie elsewhere"),
    ("build.output", "the site would be written elsewhere"),
    ("site.base_url", "feeds and canonical links would name another site"),
    ("repository.url", "the page for adding links would lead to another repository"),
];

/// Adds a line for each setting that differs; a warning for each that deserves a second look.
pub(super) fn compare(before: &[u8], after: &[u8], lines: &mut Vec<String>) -> Vec<Diagnostic> {
    let (old, new) = (flat(before), flat(after));
    let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
    names.sort();
    names.dedup();
    let mut problems = Vec::new();
    for name in names {
        let shown = |settings: &Settings| {
            settings.get(name).map_or_else(|| "not set".to_owned(), |(value, _)| shorten(value, 200))
        };
        if old.get(name).map(|(value, _)| value) == new.get(name).map(|(value, _)| value) {
            continue;
        }
        lines.push(format!("{name}: {} → {}", shown(&old), shown(&new)));
        if let Some((_, why)) = SENSITIVE.iter().find(|(known, _)| known == name) {
            let message = format!("this change sets `{name}`: {}", shown(&new));
            let mut problem = Diagnostic::warning("sensitive-setting", message)
                .help(format!("{why}: make sure that this is meant before you merge it"));
            if let Some((_, at)) = new.get(name) {
                problem = problem.at(Span::new("linkarium.toml", at.clone()));
            }
            problems.push(problem);
        }
    }
    problems
}

/// Settings by `section.key`, or by section where that is no table: the value as text, and where it stands.
type Settings = BTreeMap<String, (String, Range<usize>)>;

fn flat(bytes: &[u8]) -> Settings {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut settings = Settings::new();
    let text = String::from_utf8_lossy(bytes);
    // What is broken is an error of its own; what can be read of it is compared.
    let (table, _) = DeTable::parse_recoverable(&text);
    let value = |range: Range<usize>| text.get(range).unwrap_or_default().trim().to_owned();
    for (section, content) in table.get_ref() {
        let section_name = section.get_ref();
        if let Some(keys) = content.get_ref().as_table() {
            for (key, content) in keys {
                let at = key.span().start..content.span().end;
                settings.insert(format!("{section_name}.{}", key.get_ref()), (value(content.span()), at));
            }
        } else if let Some(items) = content.get_ref().as_array() {
            let all: Vec<String> = items.iter().map(|item| format!("{:?}", plain(item.get_ref()))).collect();
            settings.insert(section_name.to_string(), (all.join("; "), section.span()));
        }
    }
    settings
}

/// A value without its places.
fn plain(value: &toml::de::DeValue<'_>) -> BTreeMap<String, String> {
    let Some(table) = value.as_table() else { return BTreeMap::new() };
    let mut fields = BTreeMap::new();
    let mut open: Vec<(String, &DeTable<'_>)> = vec![(String::new(), table)];
    while let Some((prefix, table)) = open.pop() {
        for (key, value) in table {
            let name = format!("{prefix}{}", key.get_ref());
            match value.get_ref() {
                toml::de::DeValue::Table(inner) => open.push((format!("{name}."), inner)),
                toml::de::DeValue::Array(items) => {
                    let items: Vec<String> =
                        items.iter().map(|item| item.get_ref().as_str().unwrap_or("…").to_owned()).collect();
                    fields.insert(name, items.join(", "));
                }
                toml::de::DeValue::String(text) => drop(fields.insert(name, text.to_string())),
                other => drop(fields.insert(name, format!("{other:?}"))),
            }
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_told_and_what_is_sensitive_is_warned_of() {
        let before = b"[site]\ntitle = \"a\"\n[capture]\nretries = 1\n";
        let after = b"[site]\ntitle = \"a\"  # same\n[capture]\nallow_private = [\"10.0.0.0/8\"]\n[[rule]]\nmatch = \"x\"\nheaders = { A = \"b\" }\n";
        let mut lines = Vec::new();
        let problems = compare(before, after, &mut lines);
        assert_eq!(lines[0], "capture.allow_private: not set → [\"10.0.0.0/8\"]");
        assert_eq!(lines[1], "capture.retries: 1 → not set");
        assert!(lines[2].starts_with("rule: not set → ") && lines[2].contains("headers.A"), "{}", lines[2]);
        assert_eq!(lines.len(), 3);
        let places: Vec<&str> = problems
            .iter()
            .map(|p| std::str::from_utf8(&after[p.primary.clone().unwrap().range]).unwrap())
            .collect();
        assert_eq!(places[0], "allow_private = [\"10.0.0.0/8\"]");
        assert_eq!(problems.len(), 2);
        assert!(compare(after, after, &mut Vec::new()).is_empty());
        compare(b"\xff[", b"[x\n=", &mut Vec::new());
    }
}
