//! A setting's value as it was given, in the file or in the environment, read as what the setting wants.

use std::ops::Range;
use std::time::Duration;

use toml::Spanned;
use toml::de::DeValue;

use super::units;
use crate::text::shorten;

/// Where a value comes from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Given<'a> {
    /// `linkarium.toml`.
    Toml(&'a Spanned<DeValue<'a>>),
    /// An environment variable.
    Text(&'a str),
}

/// One text of a list, with its place in the file.
pub(super) type Item = (String, Option<Range<usize>>);

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    /// One sentence without a full stop.
    pub(super) message: String,
    /// What to do.
    pub(super) help: Option<String>,
    /// The part of the value that is wrong, when it is not the whole.
    pub(super) at: Option<Range<usize>>,
}

impl Problem {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, at: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl Given<'_> {
    /// A text.
    pub(super) fn text(&self) -> Result<String, Problem> {
        match self {
            Self::Text(text) => Ok((*text).to_owned()),
            Self::Toml(value) => match value.get_ref() {
                DeValue::String(text) => Ok(text.to_string()),
                _ => Err(Problem::new("this setting wants a text").help("put it into quotes")),
            },
        }
    }

    /// A text on one line that is not empty.
    pub(super) fn line(&self) -> Result<String, Problem> {
        let text = self.text()?.trim().to_owned();
        if text.is_empty() || text.chars().any(char::is_control) {
            return Err(Problem::new("this setting wants one line of text"));
        }
        Ok(text)
    }

    /// Yes or no.
    pub(super) fn flag(&self) -> Result<bool, Problem> {
        match self {
            Self::Toml(value) => value.get_ref().as_bool(),
            Self::Text("true" | "yes" | "1") => Some(true),
            Self::Text("false" | "no" | "0") => Some(false),
            Self::Text(_) => None,
        }
        .ok_or_else(|| Problem::new("this setting is `true` or `false`"))
    }

    /// A whole number in a range.
    pub(super) fn number(&self, range: std::ops::RangeInclusive<u64>) -> Result<u64, Problem> {
        let number = match self {
            Self::Toml(value) => value.get_ref().as_integer().and_then(|number| {
                u64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()
            }),
            Self::Text(text) => text.trim().parse().ok(),
        };
        number.filter(|number| range.contains(number)).ok_or_else(|| {
            Problem::new(format!(
                "this setting wants a whole number from {} to {}",
                range.start(),
                range.end()
            ))
        })
    }

    /// A duration in a range.
    pub(super) fn duration(&self, range: std::ops::RangeInclusive<Duration>) -> Result<Duration, Problem> {
        let zero = matches!(self, Self::Toml(value) if value.get_ref().as_integer().is_some_and(|n| n.as_str() == "0"));
        let written = if zero {
            "0".to_owned()
        } else {
            self.text().map_err(|_| {
                Problem::new("this setting wants a duration").help("write it as \"30s\" or \"1m30s\"")
            })?
        };
        let duration = units::duration(&written).map_err(Problem::new)?;
        if range.contains(&duration) {
            return Ok(duration);
        }
        Err(Problem::new(format!("this duration must be from {:?} to {:?}", range.start(), range.end())))
    }

    /// A size in bytes, at least 1.
    pub(super) fn size(&self) -> Result<u64, Problem> {
        let bytes = match self {
            Self::Toml(value) if value.get_ref().is_integer() => self.number(1..=MOST_BYTES)?,
            _ => units::size(&self.text()?).map_err(Problem::new)?,
        };
        if (1..=MOST_BYTES).contains(&bytes) {
            return Ok(bytes);
        }
        Err(Problem::new("this size must be from 1 byte to 1000 GB"))
    }

    /// A list of texts, each with its place; in the environment, divided at commas.
    pub(super) fn list(&self) -> Result<Vec<Item>, Problem> {
        let wrong =
            || Problem::new("this setting wants a list of texts").help("write it as [\"one\", \"two\"]");
        match self {
            Self::Text(text) => Ok(text
                .split(',')
                .map(|part| (part.trim().to_owned(), None))
                .filter(|(part, _)| !part.is_empty())
                .collect()),
            Self::Toml(value) => {
                let items = value.get_ref().as_array().ok_or_else(wrong)?;
                let text = |item: &Spanned<DeValue<'_>>| match item.get_ref() {
                    DeValue::String(text) => Ok((text.to_string(), Some(item.span()))),
                    _ => Err(Problem { at: Some(item.span()), ..wrong() }),
                };
                items.iter().map(text).collect()
            }
        }
    }
}

impl Given<'_> {
    /// A text, or a list of texts: each with its place where it is part of a list.
    pub(super) fn one_or_more(&self) -> Result<Vec<Item>, Problem> {
        match self {
            Self::Toml(value) if value.get_ref().is_array() => self.list(),
            _ => {
                let wrong = |_| {
                    Problem::new("this setting wants a text or a list of texts")
                        .help("write it as \"one\" or [\"one\", \"two\"]")
                };
                self.text().map(|text| vec![(text, None)]).map_err(wrong)
            }
        }
    }
}

/// The largest size that can be set.
const MOST_BYTES: u64 = 1_000_000_000_000;

/// A folder that must stay inside of the collection; `flag` is the way to name one outside.
pub(super) fn inner_folder(written: &str, flag: &str) -> Result<String, Problem> {
    let outside =
        |why: &str| Err(Problem::new(format!("`{}` {why}", shorten(written, 80))).help(flag.to_owned()));
    let is_drive = written.as_bytes().get(1) == Some(&b':');
    if written.starts_with(['/', '\\', '~']) || is_drive {
        return outside("is an absolute path; a setting may only name a folder inside of the collection");
    }
    if written.contains('\\') || written.chars().any(|c| c.is_control() || "<>:\"|?*".contains(c)) {
        return outside("has characters that a path here cannot have; levels are divided by `/`");
    }
    let levels: Vec<&str> = written.split('/').filter(|level| !matches!(*level, "" | ".")).collect();
    if levels.contains(&"..") {
        return outside("leaves the collection; a setting may only name a folder inside of it");
    }
    match levels.first() {
        None => outside("is the collection itself"),
        Some(first) if matches!(*first, "links" | "themes" | ".git" | ".linkarium") => {
            outside("belongs to something else already")
        }
        Some(_) => Ok(levels.join("/")),
    }
}
