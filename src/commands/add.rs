//! `add`: keeps links. Each gets a Markdown file of its own, so that two people who add never conflict in git; or all go
//! to the end of a file that is named.

mod issue;
mod target;

use std::collections::HashMap;
use std::io::{IsTerminal as _, Write as _};

pub use self::issue::HEADINGS as ISSUE_HEADINGS;
use self::target::Target;
use super::{Ending, capture, open};
use crate::cli::{AddArgs, CaptureArgs, Global, RunArgs};
use crate::console::{Console, Paint};
use crate::error::{Error, Result};
use crate::model::edit::{More, NewLink, new_link_file, second_file_name};
use crate::model::{self, Link, UrlKey, Visibility, address};
use crate::pipeline::context::{Context, Overrides};
use crate::pipeline::{self, peek};
use crate::replay::PageMeta;
use crate::store::layout::without_secrets;
use crate::store::record::Failure;
use crate::text::{counted, is_language_tag, printable};

/// Runs the command. Sound URLs are kept even when another of the same call is refused.
pub fn execute(args: &AddArgs, global: &Global, console: &Console) -> Result<Ending> {
    if let Some(file) = &args.from_issue {
        return execute(&issue::arguments(file, args)?, global, console);
    }
    let urls = urls(args)?;
    if args.title.is_some() && urls.len() > 1 {
        return Err(Error::Usage("--title names one page, but several URLs were given".into()));
    }
    let context = open(global, console, &Overrides::default())?;
    let target = args.to.as_deref().map(|file| Target::find(&context.project, file)).transpose()?;
    let known = Known::of(&context);
    let mut wanted: Vec<String> = Vec::new();
    let mut refused = 0;
    for url in urls {
        match known.check(&url) {
            Ok(()) if wanted.iter().any(|other| model::key(other) == model::key(&url)) => {
                console.say(&format!("{} was given twice, and is kept once", printable(&url)));
            }
            Ok(()) => wanted.push(url),
            Err(error) => {
                console.error(&error);
                refused += 1;
            }
        }
    }
    // With the time, so that what was kept last comes first.
    let zone = context.config.site.zone();
    let now = pipeline::now().to_zoned(zone).strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let mut kept: Vec<String> = Vec::new();
    let mut keep = |url: &str, page: Result<PageMeta, Failure>| -> Result<()> {
        let unknown = page.as_ref().err().map(|why| printable(&why.message));
        let link = new_link(args, url, &now, page.unwrap_or_default());
        let place = match &target {
            Some(target) => target.add(&link),
            None => own_file(&context, &link, &kept),
        };
        match place {
            Ok(place) => {
                let title = link.title.as_deref().map(|title| format!("  {}", printable(title)));
                console.result(&format!("{place}: keeps {}{}", printable(url), title.unwrap_or_default()))?;
                if without_secrets(url) != url {
                    console.say(
                        "  its address holds a user name or a password: it stands in your files, and in git",
                    );
                }
                if let Some(why) = unknown {
                    let remark = format!("  the page could not be asked for its title: {why}");
                    console.say(&console.paint(Paint::Quiet, &remark));
                }
                kept.push(url.to_owned());
            }
            Err(error @ Error::Other(_)) => {
                console.error(&error);
                refused += 1;
            }
            Err(error) => return Err(error),
        }
        Ok(())
    };
    if args.offline {
        wanted.iter().try_for_each(|url| keep(url, Ok(PageMeta::default())))?;
    } else if !wanted.is_empty() {
        let asking = format!("asking {} for their titles", counted(wanted.len(), "page"));
        let _progress = console.progress(move || asking.clone());
        peek::peek(&wanted, &context.config.capture, &mut keep)?;
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
        match capture::execute(&args, global, console) {
            Err(Error::Locked { .. }) => console.say(
                "kept, and not captured yet: another linkarium is at work here; `linkarium capture` does it when that has ended",
            ),
            other => drop(other?),
        }
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

/// The links that are kept already.
struct Known<'a> {
    links: &'a [Link],
    by_key: HashMap<UrlKey, usize>,
}

impl<'a> Known<'a> {
    fn of(context: &'a Context) -> Self {
        Self { links: &context.collection.links, by_key: context.collection.by_key() }
    }

    /// Refuses what is no address, and what is kept already.
    fn check(&self, url: &str) -> Result<()> {
        let shown = printable(url);
        address::check(url).map_err(|why| {
            let message =
                if why.message.contains(url) { why.message } else { format!("{shown}: {}", why.message) };
            let guess = format!("https://{url}");
            let guessed = url.contains('.') && !url.contains(':') && address::check(&guess).is_ok();
            let help = if guessed {
                format!("\n  help: did you mean {}?", printable(&guess))
            } else {
                String::new()
            };
            Error::Other(format!("{}{help}", printable(&message)))
        })?;
        match self.by_key.get(&model::key(url)).and_then(|at| self.links.get(*at)) {
            None => Ok(()),
            Some(link) => Err(Error::Other(format!(
                "{shown} is kept already: {} has {}\n  help: edit it there; nothing was changed",
                link.source,
                printable(&link.url)
            ))),
        }
    }
}

/// What was typed, and where nothing was, what the page says.
fn new_link(args: &AddArgs, url: &str, now: &str, page: PageMeta) -> NewLink {
    let published = page.published.as_deref().and_then(|date| date.get(..10));
    NewLink {
        url: url.to_owned(),
        title: args.title.clone().or(page.title),
        description: page.description,
        author: page.author,
        language: page.language.filter(|tag| is_language_tag(tag)),
        published: published.filter(|date| date.parse::<jiff::civil::Date>().is_ok()).map(str::to_owned),
        tags: args.tags.clone(),
        added: Some(now.to_owned()),
        notes: args.note.clone(),
        visibility: Visibility::Public,
        more: More::default(),
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
