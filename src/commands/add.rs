//! `add`: keeps links, one new Markdown file each, so that two people who add never conflict in git.

use super::{Ending, capture, now, open};
use crate::cli::{AddArgs, CaptureArgs, Global};
use crate::console::Console;
use crate::error::{Error, Result};
use crate::model::edit::{NewLink, new_link_file, second_file_name};
use crate::model::{self, Visibility, address};
use crate::pipeline::context::{Context, Overrides};
use crate::text::printable;

/// Runs the command. Sound URLs are kept even when another of the same call is refused.
pub fn execute(args: &AddArgs, global: &Global, console: Console) -> Result<Ending> {
    if args.title.is_some() && args.urls.len() > 1 {
        return Err(Error::Usage("--title names one page, but several URLs were given".into()));
    }
    let context = open(global, console, &Overrides::default())?;
    let zone = jiff::tz::TimeZone::get(&context.config.site.timezone).unwrap_or(jiff::tz::TimeZone::UTC);
    let today = now().to_zoned(zone).date().to_string();
    let mut kept: Vec<String> = Vec::new();
    let mut refused = 0;
    for url in &args.urls {
        match keep(&context, args, url, &today, &kept) {
            Ok(path) => {
                console.result(&format!("{path}: keeps {}", printable(url)))?;
                kept.push(url.clone());
            }
            Err(error @ Error::Other(_)) => {
                console.error(&error);
                refused += 1;
            }
            Err(error) => return Err(error),
        }
    }
    if args.capture && !kept.is_empty() {
        let args = CaptureArgs {
            urls: kept,
            tag: None,
            refresh: false,
            retry: false,
            strict: false,
            store: None,
            report: None,
        };
        capture::execute(&args, global, console)?;
    }
    Ok(if refused > 0 { Ending::Bad } else { Ending::Done })
}

fn keep(context: &Context, args: &AddArgs, url: &str, today: &str, earlier: &[String]) -> Result<String> {
    address::check(url).map_err(|why| Error::Other(format!("{}: {}", printable(url), why.message)))?;
    let key = model::key(url);
    let aliased = |link: &&model::Link| link.aliases.iter().any(|alias| model::key(alias) == key);
    if let Some(link) = context.collection.links.iter().find(|link| link.key == key || aliased(link)) {
        return Err(Error::Other(format!(
            "{} is kept already: {} has {}\n  help: edit it there; nothing was changed",
            printable(url),
            link.source,
            printable(&link.url)
        )));
    }
    if earlier.iter().any(|other| model::key(other) == key) {
        return Err(Error::Other(format!("{} was given twice\n  help: it was kept once", printable(url))));
    }
    let (mut name, text) = new_link_file(&NewLink {
        url: url.to_owned(),
        title: args.title.clone(),
        description: None,
        tags: args.tags.clone(),
        added: Some(today.to_owned()),
        notes: args.note.clone(),
        visibility: Visibility::Public,
    });
    let file = format!("links/{name}");
    if context.collection.links.iter().any(|link| link.source.file == file)
        || earlier.iter().any(|other| model::id_v1(other) == model::id_v1(url))
    {
        name = second_file_name(url);
    }
    let folder = context.project.root.join("links");
    fs_err::create_dir_all(&folder)?;
    let path = folder.join(&name);
    // A file of that name whose link could not be read must not be overwritten.
    let mut file = match fs_err::OpenOptions::new().write(true).create_new(true).open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(Error::Other(format!(
                "links/{name} is there already, but its link could not be read\n  help: `linkarium lint` says why"
            )));
        }
        Err(error) => return Err(error.into()),
    };
    std::io::Write::write_all(&mut file, text.as_bytes())?;
    Ok(format!("links/{name}"))
}
