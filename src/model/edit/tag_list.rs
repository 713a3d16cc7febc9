//! Tags where they stand: one more, one less, one spelled differently; in lists of TOML and YAML, in comments and behind
//! the links of Markdown.

use std::ops::Range;

use super::list::is_hashtag;
use super::patch::{Patch, line_end, line_start, next_line};
use super::syntax::{Syntax, without_comment};
use crate::text::tag_key;

/// One tag as it stands in a text.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// As written: quoted, with `#` in front of it, or bare. A text of several tags divided at commas counts as one place.
    pub(super) range: Range<usize>,
    /// In fields, whose syntax it is; `None` in Markdown.
    pub(super) syntax: Option<Syntax>,
}

impl Place {
    fn written<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.range.clone()).unwrap_or("")
    }

    /// The place without a comment behind it.
    fn bare(&self, text: &str) -> Range<usize> {
        match self.syntax {
            Some(Syntax::Yaml) => without_comment(text, self.range.clone()),
            _ => self.range.clone(),
        }
    }

    /// Spells the tags that `new_name` knows another name for. `None`: it cannot be written here.
    pub(super) fn respell(&self, text: &str, new_name: &dyn Fn(&str) -> Option<String>) -> Option<Patch> {
        let written = self.written(text);
        if let Some(syntax) = self.syntax {
            let range = self.bare(text);
            let old = syntax.read(text.get(range.clone())?)?;
            let mut seen: Vec<String> = Vec::new();
            let parts = old.split(',').filter_map(|part| {
                let name = new_name(part).unwrap_or_else(|| part.trim().to_owned());
                let key = tag_key(&name)?;
                let fresh = !seen.contains(&key);
                seen.push(key);
                fresh.then_some(name)
            });
            let new = parts.collect::<Vec<_>>().join(", ");
            return Some(Patch::new(range, syntax.text(&new)));
        }
        let new = new_name(written)?;
        if !written.starts_with('#') {
            return (!new.contains([',', '\n']) && !new.contains("--"))
                .then(|| Patch::new(self.range.clone(), new));
        }
        Some(Patch::new(self.range.clone(), hashtag(&new)))
    }

    /// Takes the tag out, with the sign that divides it from its neighbours. In the sentence of a list item, `keep_word`
    /// leaves its word.
    pub(super) fn remove(&self, text: &str, keep_word: bool) -> Option<Patch> {
        let written = self.written(text);
        if self.syntax.is_none() && written.starts_with('#') {
            if keep_word {
                return Some(Patch::delete(self.range.start..self.range.start + 1));
            }
            let before = text.get(..self.range.start)?;
            let gap = before.len() - before.trim_end_matches([' ', '\t']).len();
            return Some(Patch::delete(self.range.start - gap..self.range.end));
        }
        let (before, after) = (text.get(..self.range.start)?, text.get(self.range.end..)?);
        let line = line_start(text, self.range.start)..line_end(text, self.range.end);
        // An item of a block list of YAML: `  - tag`.
        if self.syntax == Some(Syntax::Yaml) {
            let lead = text.get(line.start..self.range.start)?.trim();
            if lead == "-" {
                return Some(Patch::delete(line.start..next_line(text, self.range.end)));
            }
        }
        let follows = after.trim_start().starts_with(',');
        if follows {
            let comma = self.range.end + after.find(',')? + 1;
            let rest = text.get(comma..)?;
            let alone = text.get(line.start..self.range.start)?.trim().is_empty();
            let line_after = rest.get(..rest.find('\n').unwrap_or(rest.len()))?.trim();
            if alone && (line_after.is_empty() || line_after.starts_with('#')) {
                return Some(Patch::delete(line.start..next_line(text, comma)));
            }
            let gap = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            return Some(Patch::delete(self.range.start..comma + gap));
        }
        if before.trim_end().ends_with(',') {
            let comma = before.trim_end().len() - 1;
            return Some(Patch::delete(comma..self.range.end));
        }
        Some(Patch::delete(self.range.clone()))
    }
}

/// A tag behind a link, as a hashtag or, where that cannot say it, as a comment.
pub(super) fn hashtag(tag: &str) -> String {
    if is_hashtag(tag) { format!("#{tag}") } else { format!("<!-- tags: {tag} -->") }
}

/// Adds tags to the list of a field. `value_at` is its value, `last` the place of the last tag in it.
pub(super) fn add_to_field(
    text: &str,
    value_at: Range<usize>,
    last: Option<&Range<usize>>,
    syntax: Syntax,
    names: &[String],
) -> Option<Patch> {
    let value_at = if syntax == Syntax::Yaml && !text.get(value_at.clone())?.contains('\n') {
        without_comment(text, value_at)
    } else {
        value_at
    };
    let value = text.get(value_at.clone())?;
    let quoted: Vec<String> = names.iter().map(|name| syntax.text(name)).collect();
    if value.starts_with('[') {
        let Some(last) = last else {
            return Some(Patch::insert(value_at.start + 1, quoted.join(", ")));
        };
        let line = line_start(text, last.start);
        let indent = text.get(line..last.start)?;
        let separator = if indent.trim().is_empty() && line > value_at.start {
            let end = if text.get(..line)?.ends_with("\r\n") { "\r\n" } else { "\n" };
            format!(",{end}{indent}")
        } else {
            ", ".to_owned()
        };
        return Some(Patch::insert(
            last.end,
            quoted.iter().flat_map(|name| [separator.as_str(), name]).collect::<String>(),
        ));
    }
    if let (Syntax::Yaml, Some(last)) = (syntax, last) {
        let line = line_start(text, last.start);
        let lead = text.get(line..last.start)?;
        if lead.trim() == "-" {
            let end = line_end(text, last.end);
            let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
            return Some(Patch::insert(
                end,
                quoted.iter().flat_map(|name| [newline, lead, name]).collect::<String>(),
            ));
        }
    }
    let old = syntax.read(value)?;
    let joined = names.iter().fold(old.trim_end().to_owned(), |all, name| {
        if all.is_empty() { name.clone() } else { format!("{all}, {name}") }
    });
    if names.iter().any(|name| name.contains(',')) {
        return Some(Patch::new(
            value_at,
            syntax.list(old.split(',').map(str::trim).chain(names.iter().map(String::as_str))),
        ));
    }
    Some(Patch::new(value_at, syntax.text(&joined)))
}

#[cfg(test)]
mod tests {
    use super::super::patch::apply;
    use super::*;

    fn place(text: &str, written: &str, syntax: Option<Syntax>) -> Place {
        let start = text.find(written).unwrap();
        Place { range: start..start + written.len(), syntax }
    }

    fn removed(text: &str, written: &str, syntax: Option<Syntax>) -> String {
        apply(text, &[place(text, written, syntax).remove(text, false).unwrap()]).unwrap()
    }

    #[test]
    fn a_tag_is_taken_out_with_its_comma() {
        let toml = Some(Syntax::Toml);
        assert_eq!(removed("tags = [\"a\", \"b\", \"c\"]", "\"a\"", toml), "tags = [\"b\", \"c\"]");
        assert_eq!(removed("tags = [\"a\", \"b\", \"c\"]", "\"b\"", toml), "tags = [\"a\", \"c\"]");
        assert_eq!(removed("tags = [\"a\", \"b\"]", "\"b\"", toml), "tags = [\"a\"]");
        assert_eq!(removed("tags = [ \"a\" ]", "\"a\"", toml), "tags = [  ]");
        assert_eq!(removed("tags = [\n  \"a\", # x\n  \"b\",\n]", "\"a\"", toml), "tags = [\n  \"b\",\n]");
        assert_eq!(removed("tags = [\n  \"a\",\n  \"b\"\n]", "\"b\"", toml), "tags = [\n  \"a\"\n]");
        assert_eq!(removed("tags:\n  - a\n  - b\n", "b", Some(Syntax::Yaml)), "tags:\n  - a\n");
        assert_eq!(removed("- <u> #one #two", "#one", None), "- <u> #two");
        assert_eq!(removed("<!-- tags: one, two -->", "two", None), "<!-- tags: one -->");
    }

    #[test]
    fn tags_are_added_in_the_way_of_the_list() {
        let add = |text: &str, value: &str, last: Option<&str>, syntax| {
            let at = |part: &str| {
                let start = text.find(part).unwrap();
                start..start + part.len()
            };
            let patch = add_to_field(text, at(value), last.map(at).as_ref(), syntax, &["n".into()]).unwrap();
            apply(text, &[patch]).unwrap()
        };
        assert_eq!(add("t = [\"a\"] # x", "[\"a\"]", Some("\"a\""), Syntax::Toml), "t = [\"a\", \"n\"] # x");
        assert_eq!(add("t = []", "[]", None, Syntax::Toml), "t = [\"n\"]");
        assert_eq!(
            add("t = [\n  \"a\",\n]", "[\n  \"a\",\n]", Some("\"a\""), Syntax::Toml),
            "t = [\n  \"a\",\n  \"n\",\n]"
        );
        assert_eq!(add("t = 'a, b'", "'a, b'", Some("'a, b'"), Syntax::Toml), "t = \"a, b, n\"");
        assert_eq!(add("t:\n  - a\nx: 1\n", "- a", Some("a"), Syntax::Yaml), "t:\n  - a\n  - \"n\"\nx: 1\n");
        assert_eq!(add("t: [a] # x", "[a] # x", Some("a"), Syntax::Yaml), "t: [a, \"n\"] # x");
    }
}
