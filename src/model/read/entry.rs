//! One entry: its fields become a [`Draft`]. A bad field loses itself; an entry without a sound address is lost.

use std::ops::Range;

use super::field::Meaning;
use super::values::Values as _;
use super::{Defaults, Draft, Field, Reading, Value, Written, WrittenField, tidy_notes};
use crate::diagnostic::Diagnostic;
use crate::model::{Link, Status, Visibility, address, id};
use crate::text::{nearest, shorten};

/// What holds the fields, for what is said about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::model) enum EntryKind {
    /// A `[[link]]` table.
    Table,
    /// Front matter of a Markdown file.
    FrontMatter,
}

/// Reads one entry; `at` is where it stands.
pub(in crate::model) fn read_entry(
    fields: &[Field],
    at: Range<usize>,
    kind: EntryKind,
    defaults: &Defaults,
    reading: &mut Reading<'_>,
) -> Option<Draft> {
    let Some(url) = fields.iter().find(|field| Meaning::of(&field.name) == Some(Meaning::Url)) else {
        let help = match kind {
            EntryKind::Table => "add a line `url = \"https://…\"`",
            EntryKind::FrontMatter => "add a line `url = \"https://…\"` to the front matter",
        };
        let diagnostic = Diagnostic::error("missing-url", "this link has no `url`");
        reading.report(at, diagnostic.label("left out").help(help));
        return None;
    };
    let address = reading.text(url)?.trim().to_owned();
    let mut draft = Draft::start(address, url.value_at.clone(), at.clone(), defaults, reading)?;
    let written = |field: &Field| {
        let meaning = Meaning::of(&field.name)?;
        Some(WrittenField { meaning, at: field.at.clone(), value_at: field.value_at.clone() })
    };
    draft.written = Written::Fields { at, fields: fields.iter().filter_map(written).collect() };
    let mut visibility: Option<Visibility> = None;
    let mut seen: Vec<Meaning> = Vec::with_capacity(fields.len());
    for field in fields {
        let Some(meaning) = Meaning::of(&field.name) else {
            if unknown(field, reading) {
                visibility = Some(Visibility::Private);
            }
            continue;
        };
        let joins = matches!(
            meaning,
            Meaning::Tags | Meaning::Notes | Meaning::Visibility | Meaning::Private | Meaning::Public
        );
        if seen.contains(&meaning) && !joins {
            let message = format!("`{}` is given twice", meaning.name());
            let help =
                format!("`{}` says the same as an earlier field; keep one of them", shorten(&field.name, 40));
            reading.report(
                field.at.clone(),
                Diagnostic::warning("repeated-field", message).label("left out").help(help),
            );
            continue;
        }
        seen.push(meaning);
        if let Some(said) = read_visibility(meaning, field, reading) {
            visibility = Some(visibility.map_or(said, |earlier| earlier.max(said)));
        } else {
            draft.set(meaning, field, reading);
        }
    }
    if let Some(visibility) = visibility {
        draft.link.visibility = visibility;
    }
    if reading.private {
        draft.link.visibility = Visibility::Private;
    }
    Some(draft)
}

/// What a field says about who sees the link; `None` for a field that is not about that. What cannot be read hides
/// the link: a typing error must not publish anything.
fn read_visibility(meaning: Meaning, field: &Field, reading: &mut Reading<'_>) -> Option<Visibility> {
    match meaning {
        Meaning::Private => Some(match reading.flag(field) {
            Some(false) => Visibility::Public,
            _ => Visibility::Private,
        }),
        Meaning::Public => Some(match reading.flag(field) {
            Some(true) => Visibility::Public,
            _ => Visibility::Private,
        }),
        Meaning::Visibility => {
            let word = match &field.value {
                Value::Text(word) => word.trim().to_lowercase(),
                _ => String::new(),
            };
            Some(match word.as_str() {
                "public" => Visibility::Public,
                "unlisted" => Visibility::Unlisted,
                "private" => Visibility::Private,
                other => {
                    let message = "`visibility` is `public`, `unlisted` or `private`";
                    let mut diagnostic =
                        Diagnostic::error("bad-value", message).label("kept private until this is mended");
                    if let Some(meant) = nearest(other, ["public", "unlisted", "private"]) {
                        diagnostic = diagnostic.help(format!("did you mean `{meant}`?"));
                    }
                    reading.report(field.value_at.clone(), diagnostic);
                    Visibility::Private
                }
            })
        }
        _ => None,
    }
}

/// Reports a field that is not known. True when a field about visibility was probably meant: then the link is hidden,
/// since a typing error must not publish anything.
fn unknown(field: &Field, reading: &mut Reading<'_>) -> bool {
    let message = format!("unknown field `{}`", shorten(&field.name, 60));
    let meant = nearest(&field.name, Meaning::all_names());
    let hides = meant
        .and_then(Meaning::of)
        .is_some_and(|meaning| matches!(meaning, Meaning::Visibility | Meaning::Private | Meaning::Public));
    let mut diagnostic = if hides {
        Diagnostic::error("unknown-field", message).label("kept private until this is mended")
    } else {
        Diagnostic::warning("unknown-field", message).label("left out")
    };
    if let Some(meant) = meant {
        diagnostic = diagnostic.help(format!("did you mean `{meant}`?"));
    }
    reading.report(field.at.clone(), diagnostic);
    hides
}

impl Draft {
    /// Begins a link: checks its address and gives it what holds for the whole file.
    pub(in crate::model) fn start(
        address: String,
        url_at: Range<usize>,
        at: Range<usize>,
        defaults: &Defaults,
        reading: &mut Reading<'_>,
    ) -> Option<Self> {
        match address::check(&address) {
            Ok(false) => {}
            Ok(true) => {
                let message = "this address contains a user name or a password";
                let help =
                    "it stands in this file for everyone to read; remove it if the page can do without";
                reading.report(url_at.clone(), Diagnostic::warning("credentials-in-url", message).help(help));
            }
            Err(refusal) => {
                let diagnostic =
                    Diagnostic::error(refusal.code, refusal.message).label("this link is left out");
                reading.report(url_at, diagnostic.help(refusal.help));
                return None;
            }
        }
        let place = reading.source.place(at.start);
        let link = Link {
            key: address::key(&address),
            url: address,
            id: String::new(),
            title: None,
            description: None,
            notes: None,
            tags: Vec::new(),
            added: defaults.added.clone(),
            updated: None,
            published: None,
            author: None,
            language: None,
            via: None,
            starred: false,
            status: Status::None,
            visibility: if reading.private { Visibility::Private } else { defaults.visibility },
            archive: defaults.archive.unwrap_or(true),
            aliases: Vec::new(),
            source: crate::model::Location {
                file: reading.file.to_string(),
                line: place.line,
                column: place.column,
            },
        };
        Some(Self {
            link,
            tags: defaults.tags.clone(),
            url_at: reading.span(url_at),
            id_at: None,
            aliases_at: Vec::new(),
            written: Written::Fields { at, fields: Vec::new() },
        })
    }

    /// Adds notes below those that are there.
    pub(in crate::model) fn add_notes(&mut self, notes: &str) {
        let Some(notes) = tidy_notes(notes) else { return };
        self.link.notes = Some(match self.link.notes.take() {
            Some(earlier) => format!("{earlier}\n\n{notes}"),
            None => notes,
        });
    }

    fn set(&mut self, meaning: Meaning, field: &Field, reading: &mut Reading<'_>) {
        let link = &mut self.link;
        match meaning {
            Meaning::Title => link.title = reading.line(field),
            Meaning::Description => link.description = reading.line(field),
            Meaning::Author => link.author = reading.line(field).or(link.author.take()),
            Meaning::Via => link.via = reading.line(field),
            Meaning::Language => {
                link.language = reading.line(field).filter(|tag| is_language(tag, field, reading));
            }
            Meaning::Notes => {
                if let Some(notes) = reading.text(field) {
                    self.add_notes(notes);
                }
            }
            Meaning::Tags => self.tags.extend(reading.tags(field)),
            Meaning::Added => link.added = reading.moment(field).or(link.added.take()),
            Meaning::Updated => link.updated = reading.moment(field),
            Meaning::Published => link.published = reading.moment(field),
            Meaning::Starred => link.starred = reading.flag(field).unwrap_or(false),
            Meaning::Archive => link.archive = reading.flag(field).unwrap_or(false),
            Meaning::Status => link.status = read_status(field, reading),
            Meaning::Unread => match reading.flag(field) {
                Some(true) => link.status = Status::Unread,
                Some(false) => link.status = Status::Read,
                None => {}
            },
            Meaning::Id => self.set_id(field, reading),
            Meaning::Aliases => self.set_aliases(field, reading),
            Meaning::Url | Meaning::Visibility | Meaning::Private | Meaning::Public => {}
        }
    }

    fn set_id(&mut self, field: &Field, reading: &mut Reading<'_>) {
        let Some(chosen) = reading.text(field) else { return };
        match id::check_id(chosen) {
            Ok(()) => {
                chosen.clone_into(&mut self.link.id);
                self.id_at = Some(reading.span(field.value_at.clone()));
            }
            Err(message) => {
                let automatic = id::id_v1(&self.link.url);
                let diagnostic = Diagnostic::error("bad-id", message).label("not used");
                reading.report(
                    field.value_at.clone(),
                    diagnostic.help(format!("without `id`, it is `{automatic}`")),
                );
            }
        }
    }

    fn set_aliases(&mut self, field: &Field, reading: &mut Reading<'_>) {
        for (alias, at) in reading.list(field) {
            let alias = alias.trim().to_owned();
            match address::check(&alias) {
                Ok(_) => {
                    self.link.aliases.push(alias);
                    self.aliases_at.push(reading.span(at));
                }
                Err(refusal) => {
                    let diagnostic =
                        Diagnostic::error(refusal.code, refusal.message).label("this alias is left out");
                    reading.report(at, diagnostic.help(refusal.help));
                }
            }
        }
    }
}

fn read_status(field: &Field, reading: &mut Reading<'_>) -> Status {
    let Some(word) = reading.text(field) else { return Status::None };
    match word.trim().to_lowercase().as_str() {
        "unread" => Status::Unread,
        "read" => Status::Read,
        _ => {
            let diagnostic =
                Diagnostic::error("bad-value", "`status` is `unread` or `read`").label("left out");
            reading.report(field.value_at.clone(), diagnostic);
            Status::None
        }
    }
}

/// Whether a text has the shape of a BCP 47 tag; reported when not.
fn is_language(tag: &str, field: &Field, reading: &mut Reading<'_>) -> bool {
    let shaped = crate::text::is_language_tag(tag);
    if !shaped {
        let message = format!("`{}` is not a language tag", shorten(tag, 40));
        let diagnostic = Diagnostic::error("bad-value", message).label("left out");
        reading
            .report(field.value_at.clone(), diagnostic.help("write one such as `en`, `zh-Hans` or `pt-BR`"));
    }
    shaped
}

/// Reads what holds for every link of a file. Of `fields`, those that say nothing for a whole file are reported.
pub(in crate::model) fn read_defaults(
    fields: &[Field],
    kind: EntryKind,
    reading: &mut Reading<'_>,
) -> Defaults {
    let mut defaults = Defaults::default();
    for field in fields {
        match Meaning::of(&field.name) {
            Some(Meaning::Tags) => defaults.tags.extend(reading.tags(field)),
            Some(Meaning::Added) => defaults.added = reading.moment(field).or(defaults.added.take()),
            Some(Meaning::Archive) => defaults.archive = Some(reading.flag(field).unwrap_or(false)),
            Some(meaning @ (Meaning::Visibility | Meaning::Private | Meaning::Public)) => {
                if let Some(said) = read_visibility(meaning, field, reading) {
                    defaults.visibility = defaults.visibility.max(said);
                }
            }
            Some(Meaning::Url) if kind == EntryKind::Table => {
                let diagnostic = Diagnostic::error("missing-header", "this `url` belongs to no `[[link]]`");
                let help = "write `[[link]]` on a line above it";
                reading.report(field.at.clone(), diagnostic.label("left out").help(help));
            }
            // A list of links may have a title of its own.
            Some(Meaning::Title | Meaning::Description) if kind == EntryKind::FrontMatter => {}
            Some(meaning) => {
                let message = format!("`{}` says nothing for a whole file", meaning.name());
                let help =
                    "for all links of a file, only `tags`, `added`, `visibility` and `archive` can be set";
                let diagnostic = Diagnostic::warning("misplaced-field", message).label("left out");
                reading.report(field.at.clone(), diagnostic.help(help));
            }
            None if kind == EntryKind::Table && holds_tables(&field.value) => {
                let message = format!("unknown table `{}`", shorten(&field.name, 60));
                let help = match nearest(&field.name, ["link", "links"]) {
                    Some(_) => "did you mean `[[link]]`?",
                    None => "links stand in `[[link]]` tables",
                };
                let diagnostic = Diagnostic::error("unknown-table", message).label("left out");
                reading.report(field.at.clone(), diagnostic.help(help));
            }
            None => {
                if unknown(field, reading) {
                    defaults.visibility = Visibility::Private;
                }
            }
        }
    }
    defaults
}

fn holds_tables(value: &Value) -> bool {
    match value {
        Value::Table(_) => true,
        Value::List(items) => items.iter().any(|(item, _)| matches!(item, Value::Table(_))),
        _ => false,
    }
}
