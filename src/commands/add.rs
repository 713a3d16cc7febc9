//! `add`: keeps links. Each gets a Markdown file of its own, so that two people who add never conflict in git; or all go
//! to the end of a file that is named.

mod target;

use std::collections::HashMap;
use std::io::{IsTerminal as _, Write as _};

use self::target::Target;
use super::{Ending, capture, open};
use crate::cli::{AddArgs, CaptureArgs, Global, RunArgs};
use crate::console::{Console, Paint};
use crate::error::{Error, Result};
use crate::model::edit::{NewLink, new_link_file, second_file_name};
use crate::model::{self, UrlKey, Visibility, address};
use crate::pipeline::context::{Context, Overrides};
use crate::pipeline::{self, peek};
use crate::replay::PageMeta;
use crate::text::{is_language_tag, printable};

/// Runs the command. Sound URLs are kept even when another of the same call is refused.
pub fn execute(args: &AddArgs, global: &Global, console: &Console) -> Result<Ending> {
    let urls = urls(args)?;
    if args.title.is_some() && urls.len() > 1 {
        return Err(Error::Usage("--title names one page, but several URLs were given".into()));
    }
    let context = open(global, console, &Overrides::default())?;
    let target = args.to.as_deref().map(|file| Target::find(&context.project, file)).transpose()?;
    let mut refused = 0;
    let mut refuse = |error: &Error| {
        console.error(error);
        refused += 1;
    };
    let mut known = Known::of(&context);
    let mut wanted: Vec<String> = Vec::new();
    for url in urls {
        match known.check(&url) {
            Ok(()) => wanted.push(url),
            Err(error) => refuse(&error),
        }
    }
    let asked = !args.offline && !wanted.is_empty();
    let mut pages =
        if asked { peek::peek(&wanted, &context.config.capture)? } else { Vec::new() }.into_iter();
    let zone = jiff::tz::TimeZone::get(&context.config.site.timezone).unwrap_or(jiff::tz::TimeZone::UTC);
    let today = pipeline::now().to_zoned(zone).date().to_string();
    let mut kept: Vec<String> = Vec::new();
    for url in wanted {
        let page = pages.next().unwrap_or_else(|| Ok(PageMeta::default()));
        let unknown = page.as_ref().err().map(|why| printable(&why.message));
        let link = new_link(args, &url, &today, page.unwrap_or_default());
        let place = match &target {
            Some(target) => target.add(&link),
            None => own_file(&context, &link, &kept),
        };
        match place {
            Ok(place) => {
                let title = link.title.as_deref().map(|title| format!("  {}", printable(title)));
                console.result(&format!(
                    "{place}: keeps {}{}",
                    printable(&url),
                    title.unwrap_or_default()
                ))?;
                if let Some(why) = unknown {
                    let remark = format!("  the page could not be asked for its title: {why}");
                    console.say(&console.paint(Paint::Quiet, &remark));
                }
                kept.push(url);
            }
            Err(error @ Error::Other(_)) => refuse(&error),
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
            run: RunArgs::default(),
        };
        capture::execute(&args, global, console)?;
    }
    Ok(if refused > 0 { Ending::Bad } else { Ending::Done })
}

/// The URLs of the command line, and those on standard input where it is asked for.
fn urls(args: &AddArgs) -> Result<Vec<String>> {
    let mut urls: Vec<String> = args.urls.iter().filter(|url| *url != "-").cloned().collect();
    let piped = args.urls.is_empty() && !std::io::stdin().is_terminal();
    if piped || args.urls.iter().any(|url| url == "-") {
        for line in std::io::read_to_string(std::io::stdin())?.lines().map(str::trim) {
            if !line.is_empty() && !line.starts_with('#') {
                urls.push(line.to_owned());
            }
        }
    }
    if urls.is_empty() {
        return Err(Error::Usage(
            "no URL was given\n  help: `linkarium add https://example.org/`, or one a line on standard input"
                .into(),
        ));
    }
    Ok(urls)
}

/// Where each address is kept already; nothing, for one that was given just now.
struct Known(HashMap<UrlKey, Option<String>>);

impl Known {
    fn of(context: &Context) -> Self {
        let mut known = HashMap::new();
        for link in &context.collection.links {
            let place = format!("{} has {}", link.source, printable(&link.url));
            for alias in &link.aliases {
                known.entry(model::key(alias)).or_insert_with(|| Some(place.clone()));
            }
            known.insert(link.key.clone(), Some(place));
        }
        Self(known)
    }

    /// Refuses what is no address, and what is kept already or was given before.
    fn check(&mut self, url: &str) -> Result<()> {
        let shown = printable(url);
        address::check(url).map_err(|why| Error::Other(format!("{shown}: {}", why.message)))?;
        let key = model::key(url);
        match self.0.get(&key) {
            None => {
                self.0.insert(key, None);
                Ok(())
            }
            Some(Some(place)) => Err(Error::Other(format!(
                "{shown} is kept already: {place}\n  help: edit it there; nothing was changed"
            ))),
            Some(None) => Err(Error::Other(format!("{shown} was given twice\n  help: it was kept once"))),
        }
    }
}

/// What was typed, and where nothing was, what the page says.
fn new_link(args: &AddArgs, url: &str, today: &str, page: PageMeta) -> NewLink {
    let published = page.published.as_deref().and_then(|date| date.get(..10));
    NewLink {
        url: url.to_owned(),
        title: args.title.clone().or(page.title),
        description: page.description,
        author: page.author,
        language: page.language.filter(|tag| is_language_tag(tag)),
        published: published.filter(|date| date.parse::<jiff::civil::Date>().is_ok()).map(str::to_owned),
        tags: args.tags.clone(),
        added: Some(today.to_owned()),
        notes: args.note.clone(),
        visibility: Visibility::Public,
    }
}

/// Writes one new file for the link; where it is.
fn own_file(context: &Context, link: &NewLink, earlier: &[String]) -> Result<String> {
    let url = &link.url;
    let (mut name, text) = new_link_file(link);
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
    file.write_all(text.as_bytes())?;
    Ok(format!("links/{name}"))
}
