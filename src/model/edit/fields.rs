//! Changes of an entry that is made of fields: a `[[link]]` of TOML, or front matter.

use std::ops::Range;

use super::patch::{Patch, line_end, line_start, next_line};
use super::syntax::{Syntax, without_comment};
use crate::model::Meaning;
use crate::model::read::WrittenField;

/// The order in which people write fields, and a new one finds its place.
const ORDER: [Meaning; 20] = [
    Meaning::Url,
    Meaning::Id,
    Meaning::Title,
    Meaning::Description,
    Meaning::Author,
    Meaning::Language,
    Meaning::Via,
    Meaning::Tags,
    Meaning::Published,
    Meaning::Added,
    Meaning::Updated,
    Meaning::Starred,
    Meaning::Status,
    Meaning::Unread,
    Meaning::Visibility,
    Meaning::Private,
    Meaning::Public,
    Meaning::Archive,
    Meaning::Aliases,
    Meaning::Notes,
];

/// The place of a field in the order above.
pub(super) fn rank(meaning: Meaning) -> usize {
    ORDER.iter().position(|known| *known == meaning).unwrap_or(ORDER.len())
}

/// One entry made of fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'a> {
    pub(super) text: &'a str,
    pub(super) newline: &'a str,
    pub(super) syntax: Syntax,
    /// The header or fence.
    pub(super) at: &'a Range<usize>,
    pub(super) all: &'a [WrittenField],
}

impl<'a> Fields<'a> {
    /// The field of a meaning that counts, which is the first.
    pub(super) fn find(&self, meaning: Meaning) -> Option<&'a WrittenField> {
        self.all.iter().find(|field| field.meaning == meaning)
    }

    /// Where the value of a field stands, without a comment behind it.
    pub(super) fn value(&self, field: &WrittenField) -> Range<usize> {
        match self.syntax {
            Syntax::Yaml if !self.text.get(field.value_at.clone()).unwrap_or("").contains('\n') => {
                without_comment(self.text, field.value_at.clone())
            }
            _ => field.value_at.clone(),
        }
    }

    /// Whether each field stands on lines of its own: not so in `link = [{ url = "…" }]`.
    fn has_lines(&self) -> bool {
        self.text.get(self.at.start..).is_some_and(|text| text.starts_with(['[', '+', '-']))
    }

    /// Gives a field a value, already in the syntax of the file. `None` where it has no place.
    pub(super) fn set(&self, meaning: Meaning, value: &str) -> Option<Patch> {
        if let Some(field) = self.find(meaning) {
            return Some(Patch::new(self.value(field), value));
        }
        if !self.has_lines() {
            return None;
        }
        let above = self
            .all
            .iter()
            .filter(|field| rank(field.meaning) < rank(meaning))
            .max_by_key(|field| field.value_at.end)
            .or_else(|| self.all.iter().min_by_key(|field| field.value_at.end))?;
        let start = line_start(self.text, above.at.start);
        let indent =
            self.text.get(start..above.at.start).filter(|indent| indent.trim().is_empty()).unwrap_or("");
        let mut key = format!("{indent}{}", meaning.name());
        // Where people have put the signs below each other, so do we.
        if let Some(width) = self.aligned() {
            key.push_str(&" ".repeat(width.saturating_sub(meaning.name().len())));
        }
        let line = format!("{}{key}{}{value}", self.newline, self.syntax.sign());
        Some(Patch::insert(line_end(self.text, above.value_at.end), line))
    }

    /// The width of the keys, where the signs behind them stand below each other although the keys differ in length.
    fn aligned(&self) -> Option<usize> {
        if self.syntax != Syntax::Toml {
            return None;
        }
        let width = |field: &WrittenField| {
            let sign = self.text.get(field.at.end..field.value_at.start)?;
            Some(field.at.len() + sign.find('=')?.checked_sub(1)?)
        };
        let first = width(self.all.first()?)?;
        let same = self.all.iter().all(|field| width(field) == Some(first));
        let padded = self.all.iter().any(|field| field.at.len() < first);
        (same && padded).then_some(first)
    }

    /// Takes a field out, with its line.
    pub(super) fn unset(&self, meaning: Meaning) -> Option<Vec<Patch>> {
        let found: Vec<&WrittenField> = self.all.iter().filter(|field| field.meaning == meaning).collect();
        if !self.has_lines() {
            return found.is_empty().then(Vec::new);
        }
        let lines = |field: &WrittenField| {
            let start = line_start(self.text, field.at.start);
            Patch::delete(start..next_line(self.text, field.value_at.end))
        };
        Some(found.into_iter().map(lines).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_specification_has_this_order() {
        let specification = include_str!("../../../docs/format.md");
        let text = crate::text::squeeze(specification);
        let order = ORDER.map(|meaning| format!("`{}`", meaning.name())).join(", ");
        assert!(text.contains(&order), "{order}");
    }
}
