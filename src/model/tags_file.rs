//! `links/tags.toml`: what is said about tags, one `[[tag]]` table each.

use std::ops::Range;

use super::read::{Field, Reading, Values as _, WrittenTag, read_toml, tidy_notes};
use super::slug;
use crate::diagnostic::{Diagnostic, Span};
use crate::text::{fold, nearest, shorten};

/// One `[[tag]]`.
#[derive(Debug, Clone)]
pub(super) struct Declared {
    pub(super) tag: WrittenTag,
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    pub(super) aliases: Vec<WrittenTag>,
    pub(super) parents: Vec<WrittenTag>,
    pub(super) related: Vec<WrittenTag>,
    pub(super) slug: Option<(String, Span)>,
}

const FIELDS: [&str; 7] = ["name", "title", "description", "aliases", "parents", "related", "slug"];

/// Reads the file.
pub(super) fn read_tags(text: &str, reading: &mut Reading<'_>) -> Vec<Declared> {
    let content = read_toml(text, &["tag", "tags"], reading);
    for field in &content.head {
        let message = format!("`{}` belongs to no tag", shorten(&field.name, 60));
        let help = "in tags.toml, everything stands in `[[tag]]` tables";
        reading.report(
            field.at.clone(),
            Diagnostic::error("unknown-field", message).label("left out").help(help),
        );
    }
    content.tables.into_iter().filter_map(|(at, fields)| read_tag(&fields, at, reading)).collect()
}

fn read_tag(fields: &[Field], at: Range<usize>, reading: &mut Reading<'_>) -> Option<Declared> {
    let Some(name) = fields.iter().find(|field| field.name == "name") else {
        let diagnostic = Diagnostic::error("missing-name", "this tag has no `name`").label("left out");
        reading.report(at, diagnostic.help("add a line `name = \"…\"`"));
        return None;
    };
    let written = reading.text(name)?.to_owned();
    let tag = reading.tag(&written, name.value_at.clone(), name.value_at.start)?;
    let mut declared = Declared {
        tag,
        title: None,
        description: None,
        aliases: Vec::new(),
        parents: Vec::new(),
        related: Vec::new(),
        slug: None,
    };
    for field in fields {
        match field.name.as_str() {
            "name" => {}
            "title" => declared.title = reading.line(field),
            "description" => declared.description = reading.text(field).and_then(tidy_notes),
            "aliases" | "alias" => declared.aliases = reading.tags(field),
            "parents" | "parent" => declared.parents = reading.tags(field),
            "related" => declared.related = reading.tags(field),
            "slug" => declared.slug = read_slug(field, reading),
            other => {
                let message = format!("unknown field `{}`", shorten(other, 60));
                let mut diagnostic = Diagnostic::warning("unknown-field", message).label("left out");
                if let Some(meant) = nearest(other, FIELDS) {
                    diagnostic = diagnostic.help(format!("did you mean `{meant}`?"));
                }
                reading.report(field.at.clone(), diagnostic);
            }
        }
    }
    Some(declared)
}

/// A slug must be what it would become: then it is safe in every file system.
fn read_slug(field: &Field, reading: &mut Reading<'_>) -> Option<(String, Span)> {
    let chosen = reading.text(field)?;
    let sound = slug::slug(&fold(chosen));
    if sound == chosen {
        return Some((sound, reading.span(field.value_at.clone())));
    }
    let message = format!("`{}` cannot be a slug", shorten(chosen, 60));
    let help = format!("a slug is made of lower-case letters, digits and single hyphens, such as `{sound}`");
    reading
        .report(field.value_at.clone(), Diagnostic::error("bad-slug", message).label("not used").help(help));
    None
}
