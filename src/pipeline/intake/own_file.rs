//! A Markdown file of its own for a new link, as `add` makes it.

use std::io::Write as _;

use crate::error::{Error, Result};
use crate::folders;
use crate::model::edit::{More, NewLink, new_link_file, second_file_name};
use crate::model::{self, Visibility};
use crate::pipeline::context::Context;
use crate::replay::PageMeta;
use crate::text::is_language_tag;

/// What the keeper says of a new link.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// A title, which counts more than the page's.
    pub title: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Notes in Markdown.
    pub notes: Option<String>,
}

/// A new link: what was given, and where nothing was, what the page says.
pub fn new_link(given: Given, url: &str, added: &str, page: PageMeta) -> NewLink {
    let published = page.published.as_deref().and_then(|date| date.get(..10));
    NewLink {
        url: url.to_owned(),
        title: given.title.or(page.title),
        description: page.description,
        author: page.author,
        language: page.language.filter(|tag| is_language_tag(tag)),
        published: published.filter(|date| date.parse::<jiff::civil::Date>().is_ok()).map(str::to_owned),
        tags: given.tags,
        added: Some(added.to_owned()),
        notes: given.notes,
        visibility: Visibility::Public,
        more: More::default(),
    }
}

/// Writes one new file for the link, below `links/private/` for one that is `private`; where it is. `earlier` are links
/// that have got their files since the collection was read.
///
/// # Errors
/// When a file is in the way, or the disk says no.
pub fn own_file(context: &Context, link: &NewLink, earlier: &[String], private: bool) -> Result<String> {
    let url = &link.url;
    let below = if private { "links/private" } else { "links" };
    let (mut name, text) = new_link_file(link);
    let file = format!("{below}/{name}");
    if context.collection.links.iter().any(|link| link.source.file == file)
        || earlier.iter().any(|other| model::id_v1(other) == model::id_v1(url))
    {
        name = second_file_name(url);
    }
    let links = context.project.root.join("links");
    fs_err::create_dir_all(&links)?;
    let folder = context.project.root.join(below);
    folders::create(&links, &folder)?;
    // A file of that name whose link could not be read must not be overwritten.
    let mut file = match fs_err::OpenOptions::new().write(true).create_new(true).open(folder.join(&name)) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(Error::Other(format!(
                "{below}/{name} is there already, but its link could not be read\n  help: `linkarium lint` says why"
            )));
        }
        Err(error) => return Err(error.into()),
    };
    file.write_all(text.as_bytes())?;
    Ok(format!("{below}/{name}"))
}
