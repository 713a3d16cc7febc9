//! Values as each kind of link file writes them.

use std::fmt::Write as _;

use toml_edit::value;

use crate::model::read::Meaning;

/// How the fields of an entry are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    /// `key = value`.
    Toml,
    /// `key: value`, between `---` lines.
    Yaml,
}

impl Syntax {
    /// What stands between key and value.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Toml => " = ",
            Self::Yaml => ": ",
        }
    }

    /// A text, quoted.
    pub(super) fn text(self, text: &str) -> String {
        match self {
            Self::Toml => value(text).to_string().trim().to_owned(),
            Self::Yaml => quoted(text),
        }
    }

    /// A list of texts on one line.
    pub(super) fn list<'t>(self, items: impl IntoIterator<Item = &'t str>) -> String {
        let items: Vec<String> = items.into_iter().map(|item| self.text(item)).collect();
        format!("[{}]", items.join(", "))
    }

    /// The value of a field, given as a person types it: dates and yes or no are no texts.
    pub(super) fn value(self, meaning: Meaning, text: &str) -> String {
        let bare = match meaning {
            Meaning::Added | Meaning::Updated | Meaning::Published => {
                self == Self::Yaml || text.parse::<toml_edit::Datetime>().is_ok()
            }
            Meaning::Starred | Meaning::Archive | Meaning::Unread | Meaning::Private | Meaning::Public => {
                matches!(text, "true" | "false")
            }
            _ => false,
        };
        let plain = !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-:+. ".contains(&byte));
        if bare && plain { text.to_owned() } else { self.text(text) }
    }

    /// The text that a quoted or plain scalar stands for; `None` for anything else.
    pub(super) fn read(self, written: &str) -> Option<String> {
        match self {
            Self::Toml => {
                let document: toml::Table = format!("x = {written}\n").parse().ok()?;
                document.get("x")?.as_str().map(str::to_owned)
            }
            Self::Yaml => match written.chars().next()? {
                '"' => serde_json::from_str(written).ok(),
                '\'' => Some(written.get(1..written.len().checked_sub(1)?)?.replace("''", "'")),
                _ => Some(written.to_owned()),
            },
        }
    }
}

/// A double-quoted scalar (YAML 1.2, section 7.3.1) with the few escapes that our reader of it knows.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The end of a scalar of YAML without the comment behind it; `range` is in `text`.
pub(super) fn without_comment(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let written = text.get(range.clone()).unwrap_or("");
    let length = match written.chars().next() {
        Some('"') => {
            let mut escaped = false;
            let end = written.char_indices().skip(1).find(|(_, c)| {
                let ends = *c == '"' && !escaped;
                escaped = *c == '\\' && !escaped;
                ends
            });
            end.map(|(at, _)| at + 1)
        }
        Some('\'') => {
            let mut at = 1;
            loop {
                let Some(found) = written.get(at..).and_then(|rest| rest.find('\'')) else { break None };
                at += found + 1;
                if written.get(at..).is_some_and(|rest| rest.starts_with('\'')) {
                    at += 1;
                } else {
                    break Some(at);
                }
            }
        }
        Some('[') => written.rfind(']').map(|at| at + 1),
        _ => written.find(" #").map(|at| written.get(..at).unwrap_or("").trim_end().len()),
    };
    range.start..range.start + length.unwrap_or(written.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_their_kind() {
        let (toml, yaml) = (Syntax::Toml, Syntax::Yaml);
        assert_eq!(toml.value(Meaning::Added, "2026-11-20"), "2026-11-20");
        assert_eq!(toml.value(Meaning::Title, "2026-11-20"), "\"2026-11-20\"");
        assert_eq!(toml.value(Meaning::Added, "soon"), "\"soon\"");
        assert_eq!(toml.value(Meaning::Starred, "true"), "true");
        assert_eq!(yaml.value(Meaning::Added, "2026-11-20"), "2026-11-20");
        assert_eq!(yaml.value(Meaning::Title, "a \"b\"\n"), "\"a \\\"b\\\"\\n\"");
        assert_eq!(toml.list(["a", "b\"c"]), "[\"a\", 'b\"c']");
        for text in ["a", "a\"b'c", "\\", "é程\n", "# x"] {
            assert_eq!(toml.read(&toml.text(text)).as_deref(), Some(text));
            assert_eq!(yaml.read(&yaml.text(text)).as_deref(), Some(text));
        }
    }

    #[test]
    fn comments_of_yaml_are_no_part_of_the_value() {
        let end = |written: &str| without_comment(written, 0..written.len()).end;
        assert_eq!(end("a b # c"), 3);
        assert_eq!(end("\"a # \\\" b\" # c"), 10);
        assert_eq!(end("'it''s' # c"), 7);
        assert_eq!(end("[a, b] # c"), 6);
        assert_eq!(end("a#b"), 3);
    }
}
