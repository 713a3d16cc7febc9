//! The one place that strings the stages together, readable as a list of steps:
//! read → plan → capture → derive and resolve → site → output → report.

pub mod archive;
pub mod cache;
pub mod captures;
pub mod changed;
pub mod context;
pub mod job_summary;
pub mod peek;
pub mod summary;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use crate::capture::plan::PlanOptions;
use crate::diagnostic::Sources;
use crate::error::{Error, Result};
use crate::model::{Collection, Link};
use crate::output::{Changes, Output};
use crate::render;
use crate::report::Report;
use crate::site::SiteInput;
use crate::store::index::StoreIndex;
use crate::store::layout::without_secrets;
pub use captures::Captured;
pub use context::Context;

/// What a run is to do.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Capture nothing.
    pub offline: bool,
    /// Render nothing.
    pub capture_only: bool,
    /// What is due beyond what is missing.
    pub plan: PlanOptions,
    /// How long capturing may take; pages that are left are due in the next run.
    pub time_budget: Option<Duration>,
    /// Only these URLs of the collection; empty: all.
    pub urls: Vec<String>,
    /// Only links with this tag or one below it.
    pub tag: Option<String>,
    /// The output folder, when the command line names one.
    pub output: Option<PathBuf>,
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
    let _lock = context.project.lock()?;
    let output = if options.capture_only {
        context.project.root.join(&context.config.build.output)
    } else {
        context.output_folder(options.output.as_deref())?
    };
    let chosen = captures::choose(context, options)?;
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

    let mut changes = None;
    if !options.capture_only && !captured.interrupted {
        changes = Some(render(context, &index, &output)?);
    }
    let report = summary::report(context, &index, &planned, &captured, options, changes, now, self::now());
    Ok(Run { report, changes, output, interrupted: captured.interrupted })
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
/// [`Error::Theme`] when a template is broken, once that has been drawn; when the disk says no.
pub fn render(context: &Context, index: &StoreIndex, folder: &Path) -> Result<Changes> {
    let theme_name = &context.config.site.theme;
    let files = context.project.theme_files(theme_name)?;
    let mut templates = Sources::new();
    for (path, bytes) in &files {
        templates.insert(format!("themes/{theme_name}/{path}"), String::from_utf8_lossy(bytes));
    }
    let theme = match render::Theme::load(theme_name, files) {
        Ok(theme) => theme,
        Err(problem) => {
            context.console.diagnostics(&[*problem], &templates);
            return Err(Error::Theme);
        }
    };
    let output = Output::open(folder, &context.project.cache().join("staging-output"))?;
    let entries = archive::write(context, index, &output)?;
    let collection = without_credentials(&context.collection);
    let input = SiteInput { config: &context.config, collection: &collection, entries };
    let notices = render::render_site(&input, &theme, &mut |path, bytes| output.write(path, &bytes));
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

/// The clock, which is read here and passed on.
#[expect(clippy::disallowed_methods, reason = "the edge at which a run begins")]
pub fn now() -> Timestamp {
    Timestamp::now()
}
