//! The one place that strings the stages together, readable as a list of steps:
//! read → plan → capture → derive and resolve → site → output → report.

pub mod archive;
pub mod cache;
pub mod captures;
pub mod changed;
pub mod context;
pub mod facts;
pub mod inbox;
pub mod intake;
pub mod job_summary;
pub mod peek;
pub mod summary;
pub mod texts;
pub mod why;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::capture::plan::PlanOptions;
use crate::console::Console;
use crate::diagnostic::{Diagnostic, Sources};
use crate::error::{Error, Result};
use crate::model::{Collection, Link};
use crate::output::{Changes, Output};
use crate::project::{Lock, Project, Work};
use crate::render::{self, Theme};
use crate::report::Report;
use crate::site::{OwnPage, SiteInput};
use crate::stop::Stop;
use crate::store::index::StoreIndex;
use crate::store::layout::without_secrets;
pub use captures::Captured;
pub use context::Context;
use texts::Spool;

/// How long a run waits for another process to end.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// What a run is to do.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Capture nothing.
    pub offline: bool,
    /// Render nothing.
    pub capture_only: bool,
    /// What is due beyond what is missing.
    pub plan: PlanOptions,
    /// Capture no private links.
    pub skip_private: bool,
    /// How long capturing may take; pages that are left are due in the next run.
    pub time_budget: Option<Duration>,
    /// Only these URLs of the collection; empty: all.
    pub urls: Vec<String>,
    /// Only links with this tag or one below it.
    pub tag: Option<String>,
    /// The output folder, when the command line names one.
    pub output: Option<PathBuf>,
}

/// What becomes of derived pages that no link has any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leftovers {
    /// They are removed.
    Swept,
    /// They stay: a link that is gone while somebody edits may come back.
    Kept,
}

/// What a run did.
#[derive(Debug)]
pub struct Run {
    /// Every link, and sums.
    pub report: Report,
    /// What happened to the output folder; `None` when nothing was rendered.
    pub changes: Option<Changes>,
    /// Where the site lies.
    pub output: PathBuf,
    /// Told to stop by Ctrl-C or SIGTERM: finished captures were kept, nothing was rendered.
    pub interrupted: bool,
}

/// Runs the stages. Problems of links, pages and files are drawn and reported; only what stops everything is an error.
///
/// # Errors
/// See [`Error`].
pub fn run(context: &Context, options: &Options, now: Timestamp) -> Result<Run> {
    let output = if options.capture_only {
        context.project.root.join(&context.config.build.output)
    } else {
        context.output_folder(options.output.as_deref())?
    };
    let wait = |work| lock(&context.project, work, &context.console, &context.stop, Some(PATIENCE));
    let chosen = captures::choose(context, options)?;
    let capturing = if options.offline { None } else { Some(wait(Work::Capturing)?) };
    let mut index = StoreIndex::read(&context.store, &crate::model::key);
    context.warn_of_damage(&index);
    captures::warn_of_private(context, &index);

    let planned = captures::plan(context, &index, &chosen, options.plan, now);
    let mut captured = Captured::default();
    if !options.offline {
        captured = captures::capture(context, &index, &planned, options.time_budget, now)?;
        if !captured.done.is_empty() {
            index = StoreIndex::read(&context.store, &crate::model::key);
        }
    }

    drop(capturing);

    let mut changes = None;
    if !options.capture_only && !captured.interrupted {
        let _rendering = wait(Work::Rendering)?;
        changes = Some(render(context, &index, &output, Leftovers::Swept)?);
    }
    let report = summary::report(context, &index, &planned, &captured, options, changes, now, self::now());
    Ok(Run { report, changes, output, interrupted: captured.interrupted })
}

/// The collection's lock, waited for while another process has it: for `patience` at most, and no longer than until a
/// signal comes.
///
/// # Errors
/// [`Error::Locked`] when it was not to be had; [`Error::Interrupted`] after a signal.
pub fn lock(
    project: &Project,
    work: Work,
    console: &Console,
    stop: &Stop,
    patience: Option<Duration>,
) -> Result<Lock> {
    let start = Instant::now();
    let mut told = false;
    loop {
        match project.lock(work) {
            Err(Error::Locked { .. }) if *stop.told().borrow() => return Err(Error::Interrupted),
            Err(Error::Locked { .. }) if patience.is_none_or(|patience| start.elapsed() < patience) => {
                if !std::mem::replace(&mut told, true) {
                    console.say("waiting: another linkarium is at work here");
                }
                std::thread::sleep(Duration::from_millis(100));
            }
            other => return other,
        }
    }
}

/// The collection as it may be published: passwords in addresses are the keeper's own.
fn without_credentials(collection: &Collection) -> Cow<'_, Collection> {
    let is_clean = |url: &String| without_secrets(url) == *url;
    let clean = |link: &Link| {
        is_clean(&link.url) && link.aliases.iter().all(is_clean) && link.via.iter().all(is_clean)
    };
    if collection.links.iter().all(clean) {
        return Cow::Borrowed(collection);
    }
    let mut published = collection.clone();
    for link in &mut published.links {
        for url in std::iter::once(&mut link.url).chain(&mut link.aliases).chain(&mut link.via) {
            *url = without_secrets(url);
        }
    }
    Cow::Owned(published)
}

/// Renders everything the store holds into the output folder. The caller holds the collection's lock.
///
/// # Errors
/// [`Error::Theme`] when a template is broken, once that has been drawn; [`Error::Interrupted`] after a signal; when the
/// disk says no.
pub fn render(context: &Context, index: &StoreIndex, folder: &Path, leftovers: Leftovers) -> Result<Changes> {
    let (theme, mut templates) = load_theme(context)?;
    let theme = match theme {
        Ok(theme) => theme,
        Err(problem) => {
            context.console.diagnostics(&[*problem], &templates);
            return Err(Error::Theme);
        }
    };
    let (_, problems) = theme.settings(&context.config.theme);
    if !problems.is_empty() {
        context.draw(&problems);
        return Err(Error::Settings);
    }
    let output = Output::open(folder, &context.project.cache().join("staging-output"))?;
    let texts = Spool::new(&context.project.cache())?;
    let inward = theme.words(&context.config.site.language, "archive.inward").unwrap_or_default();
    let target = archive::Target { output: &output, texts: &texts, inward: &inward };
    let entries = archive::write(context, index, target, leftovers)?;
    let collection = without_credentials(&context.collection);
    let (pages, problems) = own_pages(context);
    context.draw(&problems);
    let input = SiteInput {
        config: &context.config,
        collection: &collection,
        entries,
        pages,
        texts: &texts,
        search: context.config.build.search && theme.offers_search(),
    };
    let told = context.stop.told();
    let notices = render::render_site(&input, &theme, &mut |path, bytes| {
        if *told.borrow() { Err(Error::Interrupted) } else { output.write(path, &bytes) }
    });
    match notices {
        Ok(notices) => context.draw(&notices),
        Err(render::RenderError::Template(problem)) => {
            for (path, text) in theme.sources() {
                templates.insert(path, text);
            }
            context.console.diagnostics(&[*problem], &templates);
            return Err(Error::Theme);
        }
        Err(render::RenderError::Emit(error)) => return Err(error),
    }
    output.finish()
}

/// The theme, or what is wrong with it, and the texts of its own files.
fn load_theme(context: &Context) -> Result<(std::result::Result<Theme, Box<Diagnostic>>, Sources)> {
    let name = &context.config.site.theme;
    let files = context.project.theme_files(name)?;
    let mut sources = Sources::new();
    for (path, bytes) in &files {
        sources.insert(format!("themes/{name}/{path}"), String::from_utf8_lossy(bytes));
    }
    Ok((Theme::load(name, files), sources))
}

/// The pages that the keeper wrote, and what is wrong with those whose file cannot be read: they are left out.
fn own_pages(context: &Context) -> (Vec<OwnPage>, Vec<Diagnostic>) {
    let (mut pages, mut problems) = (Vec::new(), Vec::new());
    for page in &context.config.pages {
        match context.project.own_text(&page.file) {
            Ok(body) => pages.push(OwnPage { slug: page.slug.clone(), title: page.title.clone(), body }),
            Err(why) => {
                let message = format!("the page `{}` is left out: {} {why}", page.slug, page.file);
                problems.push(
                    Diagnostic::warning("own-page", message)
                        .help("name a Markdown file of the collection in its `[[page]]`"),
                );
            }
        }
    }
    (pages, problems)
}

/// What is wrong with the theme, its settings and the keeper's own pages, with the texts that it points into.
///
/// # Errors
/// When the theme's folder cannot be read.
pub fn site_problems(context: &Context) -> Result<(Vec<Diagnostic>, Sources)> {
    let (theme, sources) = load_theme(context)?;
    let mut problems = match theme {
        Ok(theme) => theme.settings(&context.config.theme).1,
        Err(problem) => vec![*problem],
    };
    problems.extend(own_pages(context).1);
    Ok((problems, sources))
}

/// The clock, which is read here and passed on.
#[expect(clippy::disallowed_methods, reason = "the edge at which a run begins")]
pub fn now() -> Timestamp {
    Timestamp::now()
}
