//! `add`: keeps links. Each gets a Markdown file of its own, so that two people who add never conflict in git; or all go
//! to the end of a file that is named.

mod issue;
mod target;

use std::collections::HashMap;
use std::io::IsTerminal as _;

pub use self::issue::HEADINGS as ISSUE_HEADINGS;
use self::target::Target;
pub(super) use self::target::plain;
use super::{Ending, capture, open};
use crate::cli::{AddArgs, CaptureArgs, Global, RunArgs};
use crate::console::{Console, Paint};
use crate::error::{Error, Result};
use crate::model::edit::NewLink;
use crate::model::{self, Link, UrlKey, address};
use crate::pipeline::context::{Context, Overrides};
use crate::pipeline::intake::{Given, new_link, own_file};
use crate::pipeline::{self, peek};
use crate::replay::PageMeta;
use crate::search::suggest::{Page, suggest};
use crate::store::layout::without_secrets;
use crate::store::record::Failure;
use crate::text::{counted, printable, quotation};

/// Runs the command. Sound URLs are kept even when another of the same call is refused.
pub fn execute(args: &AddArgs, global: &Global, console: &Console) -> Result<Ending> {
    if let Some(file) = &args.from_issue {
        return execute(&issue::arguments(file, args)?, global, console);
    }
    let urls = urls(args)?;
    let of_one = [("--title", args.title.is_some()), ("--selection", args.selection.is_some())];
    if let Some((flag, _)) = of_one.iter().find(|(_, given)| *given && urls.len() > 1) {
        return Err(Error::Usage(format!("{flag} is of one page, but several URLs were given")));
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
        let given = Given { title: args.title.clone(), tags: args.tags.clone(), notes: notes(args) };
        let mut link = new_link(given, url, &now, page.unwrap_or_default());
        let suggested = suggestions(&context, &link);
        if args.suggested {
            link.tags.extend(suggested.iter().cloned());
        }
        let place = match &target {
            Some(target) => target.add(&link),
            None => own_file(&context, &link, &kept, false),
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
                let names = suggested.iter().map(|tag| printable(tag)).collect::<Vec<_>>().join(", ");
                if args.suggested && !names.is_empty() {
                    console.say(&format!("  tags from your collection: {names}"));
                } else if !names.is_empty() {
                    let hint = format!("  tags of yours that may suit it: {names}  (--suggested gives them)");
                    console.say(&console.paint(Paint::Quiet, &hint));
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

/// What was selected, as a quotation, and what was noted.
fn notes(args: &AddArgs) -> Option<String> {
    let quoted = args.selection.as_deref().map(quotation).filter(|quoted| !quoted.is_empty());
    let parts: Vec<&str> = quoted.as_deref().into_iter().chain(args.note.as_deref()).collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

/// The collection's own tags that suit a link, without those it has.
fn suggestions(context: &Context, link: &NewLink) -> Vec<String> {
    let page =
        Page { url: &link.url, title: link.title.as_deref(), description: link.description.as_deref() };
    let tags = &context.collection.tags;
    let given: Vec<String> = link.tags.iter().filter_map(|tag| tags.find(tag)).collect();
    let has =
        |tag: &str| tags.find(tag).is_some_and(|key| given.iter().any(|given| tags.is_within(given, &key)));
    suggest(&context.collection, page).into_iter().filter(|tag| !has(tag)).collect()
}
