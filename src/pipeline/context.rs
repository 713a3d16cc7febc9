//! What every command works with: the collection, its settings, its store, and the console. Built once.

use std::path::{Path, PathBuf};

use crate::config::{Config, Rule};
use crate::console::Console;
use crate::diagnostic::{Diagnostic, Severity, Sources};
use crate::error::{Error, Result};
use crate::model::{self, Collection, Ruled};
use crate::project::{Project, SourceFiles};
use crate::stop::Stop;
use crate::store::Store;
use crate::store::index::StoreIndex;

/// A collection that has been read.
#[derive(Debug)]
pub struct Context {
    /// Where it lies.
    pub project: Project,
    /// Its settings.
    pub config: Config,
    /// Its links and tags.
    pub collection: Collection,
    /// What the rules of the settings have to do with each link, in the collection's order.
    pub ruled: Vec<Ruled>,
    /// The texts that diagnostics point into.
    pub sources: Sources,
    /// Its snapshots.
    pub store: Store,
    /// What prints.
    pub console: Console,
    /// Ctrl-C and SIGTERM.
    pub stop: Stop,
    /// Files that stay in the inbox; said already.
    pub waiting: usize,
}

/// The links of a collection, and the texts that their problems point into.
fn read_links(project: &Project, config: &Config) -> Result<(Collection, Vec<Ruled>, Sources)> {
    let SourceFiles { files, unread } = project.source_files()?;
    let (mut collection, sources) = model::read(&files, &config.site.zone());
    let ruled = model::apply_rules(&mut collection, &config.rules);
    for (path, why) in unread {
        let problem = Diagnostic::error("unreadable-file", format!("{path}: {why}"))
            .help("its links are left out until it can be read");
        collection.diagnostics.push(problem);
    }
    Ok((collection, ruled, sources))
}

/// What the command line sets, which wins over files and environment.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--base-url`
    pub base_url: Option<String>,
    /// `--store`
    pub store: Option<PathBuf>,
    /// Go on when the settings have errors, with what could be read of them; the errors stand among the collection's.
    pub tolerant: bool,
}

impl Context {
    /// Reads settings and links. Draws the problems of the settings; those of the links stay in the collection.
    ///
    /// # Errors
    /// [`Error::Settings`] when the settings have errors.
    pub fn read(project: Project, console: Console, stop: Stop, overrides: &Overrides) -> Result<Self> {
        let settings = project.settings_file()?;
        let text = settings.as_deref().map(|bytes| ("linkarium.toml", bytes));
        let (mut config, problems, mut sources) = Config::read(text, std::env::vars());
        if !overrides.tolerant {
            console.diagnostics(&problems, &sources);
            if problems.iter().any(|p| p.severity == Severity::Error) {
                return Err(Error::Settings);
            }
        }
        if let Some(url) = &overrides.base_url {
            config.set_base_url(url).map_err(Error::Usage)?;
        }
        let (mut collection, ruled, link_sources) = read_links(&project, &config)?;
        if overrides.tolerant {
            collection.diagnostics.splice(0..0, problems);
        }
        sources.extend(link_sources);
        let folder = match &overrides.store {
            Some(named) => named.clone(),
            None => project.own_folder(&config.store.path)?,
        };
        let store = Store::new(folder);
        store.refuse_links()?;
        Ok(Self { project, config, collection, ruled, sources, store, console, stop, waiting: 0 })
    }

    /// Reads the links anew, after their files were written to.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn read_again(&mut self) -> Result<()> {
        let (collection, ruled, sources) = read_links(&self.project, &self.config)?;
        self.collection = collection;
        self.ruled = ruled;
        self.sources.extend(sources);
        Ok(())
    }

    /// The link that a URL names, by its address or one of its former ones: its place in the collection.
    ///
    /// # Errors
    /// When it is not kept.
    pub fn link_of(&self, url: &str) -> Result<usize> {
        self.find_link(url).ok_or_else(|| {
            Error::Usage(format!(
                "{url} is not in the collection\n  help: keep it first with `linkarium add {url}`"
            ))
        })
    }

    /// The same, where it need not be kept.
    pub fn find_link(&self, url: &str) -> Option<usize> {
        let key = model::key(url);
        let is =
            |link: &model::Link| link.key == key || link.aliases.iter().any(|alias| model::key(alias) == key);
        self.collection.links.iter().position(is)
    }

    /// The rules that are for the link at a place of the collection, in their order.
    pub fn rules_of(&self, at: usize) -> impl Iterator<Item = &Rule> + Clone {
        let by = self.ruled.get(at).map_or(&[][..], |ruled| &ruled.by);
        by.iter().filter_map(|applied| self.config.rules.get(applied.rule))
    }

    /// The output folder: the one that the command line names, which is the keeper's choice, or that of the settings.
    ///
    /// # Errors
    /// When a symbolic link takes the place of one that the settings name.
    pub fn output_folder(&self, named: Option<&Path>) -> Result<PathBuf> {
        named
            .map_or_else(|| self.project.own_folder(&self.config.build.output), |path| Ok(path.to_path_buf()))
    }

    /// Draws the problems of the link files.
    pub fn draw_problems(&self) {
        self.console.diagnostics(&self.collection.diagnostics, &self.sources);
    }

    /// Draws further problems.
    pub fn draw(&self, problems: &[Diagnostic]) {
        self.console.diagnostics(problems, &self.sources);
    }

    /// How many entries could not be read.
    pub fn errors(&self) -> usize {
        self.collection.diagnostics.iter().filter(|d| d.severity == Severity::Error).count()
    }

    /// Says which records could not be read.
    pub fn warn_of_damage(&self, index: &StoreIndex) {
        for (path, why) in &index.damaged {
            let problem = Diagnostic::warning("damaged-record", format!("{path} {why}")).help(
                "run `linkarium verify`; restore the file from git, or remove it to capture the page again",
            );
            self.draw(&[problem]);
        }
    }
}
