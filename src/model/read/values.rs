//! Values as the kind of thing a field wants; each mismatch is reported at its place and loses the field.

use std::ops::Range;

use super::{Field, Reading, Value, WrittenTag};
use crate::diagnostic::Diagnostic;
use crate::model::{Moment, moment};
use crate::text::{MAX_TAG_CHARS, MAX_TAG_LEVELS, shorten, squeeze, tag_name};

/// Reading a field as what it should hold.
pub(in crate::model) trait Values {
    /// A text on one line, white space folded; `None` when empty or not a text.
    fn line(&mut self, field: &Field) -> Option<String>;
    /// A text as it is.
    fn text<'f>(&mut self, field: &'f Field) -> Option<&'f str>;
    /// Yes or no.
    fn flag(&mut self, field: &Field) -> Option<bool>;
    /// A date or a time.
    fn moment(&mut self, field: &Field) -> Option<Moment>;
    /// A list of texts, or one text divided at commas.
    fn list(&mut self, field: &Field) -> Vec<(String, Range<usize>)>;
    /// A list of tags.
    fn tags(&mut self, field: &Field) -> Vec<WrittenTag>;
    /// One tag of the list that begins at `list`.
    fn tag(&mut self, written: &str, at: Range<usize>, list: usize) -> Option<WrittenTag>;
}

impl Values for Reading<'_> {
    fn line(&mut self, field: &Field) -> Option<String> {
        self.text(field).map(squeeze).filter(|text| !text.is_empty())
    }

    fn text<'f>(&mut self, field: &'f Field) -> Option<&'f str> {
        if let Value::Text(text) = &field.value {
            return Some(text);
        }
        self.report(field.value_at.clone(), wrong(field, "a text", "\"…\""));
        None
    }

    fn flag(&mut self, field: &Field) -> Option<bool> {
        let word = match &field.value {
            Value::Flag(flag) => return Some(*flag),
            Value::Text(text) | Value::Number(text) => text.trim().to_ascii_lowercase(),
            _ => String::new(),
        };
        match word.as_str() {
            "true" | "yes" | "1" => Some(true),
            "false" | "no" | "0" => Some(false),
            _ => {
                self.report(field.value_at.clone(), wrong(field, "true or false", "true"));
                None
            }
        }
    }

    fn moment(&mut self, field: &Field) -> Option<Moment> {
        let (Value::Text(text) | Value::Date(text)) = &field.value else {
            self.report(field.value_at.clone(), wrong(field, "a date", "2026-11-20"));
            return None;
        };
        match moment::read(text, self.timezone) {
            Ok(moment) => Some(moment),
            Err(message) => {
                let message = format!("`{}`: {message}", shorten(&field.name, 40));
                let help = "write a date or a time such as 2026-11-20 or 2026-11-20T14:23:00+08:00";
                self.report(field.value_at.clone(), Diagnostic::error("bad-date", message).help(help));
                None
            }
        }
    }

    fn list(&mut self, field: &Field) -> Vec<(String, Range<usize>)> {
        match &field.value {
            Value::Text(text) => text
                .split(',')
                .map(|part| (part.trim().to_owned(), field.value_at.clone()))
                .filter(|(part, _)| !part.is_empty())
                .collect(),
            Value::List(items) => {
                let mut texts = Vec::with_capacity(items.len());
                for (item, at) in items {
                    match item {
                        Value::Text(text) => texts.push((text.clone(), at.clone())),
                        Value::Number(text) if text.bytes().all(|b| b.is_ascii_digit()) => {
                            texts.push((text.clone(), at.clone()));
                        }
                        _ => self.report(at.clone(), wrong(field, "a list of texts", "[\"one\", \"two\"]")),
                    }
                }
                texts
            }
            _ => {
                self.report(field.value_at.clone(), wrong(field, "a list of texts", "[\"one\", \"two\"]"));
                Vec::new()
            }
        }
    }

    fn tags(&mut self, field: &Field) -> Vec<WrittenTag> {
        let written = self.list(field);
        let list = field.value_at.start;
        written.into_iter().filter_map(|(name, at)| self.tag(&name, at, list)).collect()
    }

    fn tag(&mut self, written: &str, at: Range<usize>, list: usize) -> Option<WrittenTag> {
        let Some(name) = tag_name(written) else {
            self.report(at, Diagnostic::warning("empty-tag", "this tag is empty").help("remove it"));
            return None;
        };
        if name.chars().count() > MAX_TAG_CHARS || name.split('/').count() > MAX_TAG_LEVELS {
            let message = format!("a tag has at most {MAX_TAG_CHARS} characters and {MAX_TAG_LEVELS} levels");
            self.report(at, Diagnostic::error("bad-tag", message).label("left out"));
            return None;
        }
        let tag = WrittenTag { name, span: self.span(at), list };
        self.tags.push(tag.clone());
        Some(tag)
    }
}

fn wrong(field: &Field, wanted: &str, example: &str) -> Diagnostic {
    let found = match &field.value {
        Value::Text(_) => "a text",
        Value::Flag(_) => "true or false",
        Value::Number(_) => "a number",
        Value::Date(_) => "a date or time",
        Value::List(_) => "a list",
        Value::Table(_) => "a table",
    };
    let name = shorten(&field.name, 40);
    let message = if found == wanted {
        format!("`{name}` cannot be read as {wanted}")
    } else {
        format!("`{name}` wants {wanted}, and this is {found}")
    };
    Diagnostic::error("wrong-type", message).help(format!("write `{name} = {example}`"))
}
