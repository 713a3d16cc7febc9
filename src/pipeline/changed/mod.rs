//! What a branch changes, judged before it is merged: its own problems, what it adds, and what deserves a second look.
//! Nothing of it is fetched.

mod settings;
mod show;

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::Context;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Sources, Span};
use crate::error::Result;
use crate::git::{Git, Listing};
use crate::model::{self, Collection, Link, MAX_FILE_BYTES, SourceFile, UrlKey, Visibility};
use crate::store::layout::without_secrets;

/// A link in few words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its address, without credentials.
    pub url: String,
    /// `links/a.toml:12:1`; where it stood, for one that is gone.
    pub source: String,
}

/// What is new since a commit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Links that were not there.
    pub added: Vec<Named>,
    /// Links that are gone.
    pub removed: Vec<Named>,
    /// Entries of links that are kept already.
    pub duplicates: Vec<Named>,
    /// Tags that no link had.
    pub new_tags: Vec<String>,
    /// Links that everyone would see: new ones, and those that were private or unlisted.
    pub public: Vec<Named>,
    /// Links that more people would see than before: that were private or unlisted.
    pub no_longer_hidden: Vec<Named>,
    /// Settings that differ: `section.key: before → after`.
    pub settings: Vec<String>,
    /// Themes, workflows and files of git that differ: they decide what is built, and what runs.
    pub sensitive_files: Vec<String>,
    /// How many files are new in the snapshot store.
    pub snapshots: usize,
    /// Files of the snapshot store that are changed or gone, though it is only ever added to.
    pub store_damage: Vec<String>,
}

/// Judges the collection against `base`, a git revision: the changes, and the problems that they bring; with `tags`, those
/// of [`model::tag_problems`], too.
///
/// # Errors
/// When git does not know the revision.
pub fn since(context: &Context, base: &str, tags: bool) -> Result<(Changed, Vec<Diagnostic>)> {
    let git = Git::new(&context.project.root);
    let base = git.commit(base)?;
    // What others have done since the branch began is none of its changes.
    let base = match git.commit("HEAD") {
        Ok(head) => git.fork_point(&base, &head)?,
        Err(_) => base,
    };
    let before = Before::read(&git, &base, tags)?;
    let after = After::read(context, &git, &before, tags)?;
    let mut changed = Changed::default();
    let mut problems = after.problems.clone();
    problems.extend(compare(&before, &after, &mut changed));
    let settings = context.project.settings_file()?.unwrap_or_default();
    problems.extend(settings::compare(&before.settings, &settings, &mut changed.settings));
    problems.extend(files(context, &git.prefix()?, &git.changed(&base)?, &mut changed));
    let problems = new_problems(problems, &before, &after);
    duplicates(&problems, &after, &mut changed);
    Ok((changed, problems))
}

/// The collection as it is, as far as git knows it.
struct After {
    collection: Collection,
    problems: Vec<Diagnostic>,
    sources: Sources,
}

impl After {
    /// What git ignores, as it does private links, is part of no change; nor is what lies behind links and in modules of
    /// which `before` knows only the names.
    fn read(context: &Context, git: &Git, before: &Before, tags: bool) -> Result<Self> {
        let ignored: HashSet<String> = git.ignored(&["links"])?.into_iter().collect();
        let is_left_out = |path: &str| {
            ignored.contains(path)
                || before.opaque.iter().any(|entry| path == entry || path.starts_with(&format!("{entry}/")))
        };
        let mut files = context.project.source_files()?.files;
        let count = files.len();
        files.retain(|file| !is_left_out(&file.path));
        let of_tags = |collection: &Collection| {
            if tags { model::tag_problems(&files, collection) } else { Vec::new() }
        };
        if files.len() == count {
            let collection = context.collection.clone();
            let mut problems = collection.diagnostics.clone();
            problems.extend(of_tags(&collection));
            return Ok(Self { collection, problems, sources: context.sources.clone() });
        }
        let (mut collection, sources) = model::read(&files, &context.config.site.zone());
        model::apply_rules(&mut collection, &context.config.rules);
        let of_links =
            |problem: &&Diagnostic| problem.primary.as_ref().is_some_and(|at| at.file.starts_with("links/"));
        let others = context.collection.diagnostics.iter().filter(|problem| !of_links(problem)).cloned();
        let own = std::mem::take(&mut collection.diagnostics);
        let problems = others.chain(own).chain(of_tags(&collection)).collect();
        let mut all = context.sources.clone();
        all.extend(sources);
        Ok(Self { collection, problems, sources: all })
    }
}

/// The collection as it was.
struct Before {
    settings: Vec<u8>,
    collection: Collection,
    /// Problems of settings and links.
    problems: Vec<Diagnostic>,
    sources: Sources,
    /// Symbolic links and modules below `links/`: what is in them is not known.
    opaque: Vec<String>,
}

impl Before {
    fn read(git: &Git, base: &str, tags: bool) -> Result<Self> {
        let is_read =
            |path: &str| model::is_link_file(path) && !path.split('/').any(|part| part.starts_with('.'));
        let Listing { mut files, mut opaque } = git.files(base, &["links", "linkarium.toml"])?;
        // `links` itself may be a link to another folder of the collection.
        if let Some(at) = opaque.iter().position(|(path, _)| path == "links") {
            let (_, object) = opaque.remove(at);
            let target = String::from_utf8_lossy(&git.object(&object)?).into_owned();
            for mut file in git.files(base, &[&target])?.files {
                if let Some(rest) = file.path.strip_prefix(&format!("{}/", target.trim_end_matches('/'))) {
                    file.path = format!("links/{rest}");
                    files.push(file);
                }
            }
        }
        let is_settings = |path: &str| path == "linkarium.toml";
        files.retain(|file| {
            file.length <= MAX_FILE_BYTES as u64 && (is_settings(&file.path) || is_read(&file.path))
        });
        let contents = git.contents(&files)?;
        let mut settings = Vec::new();
        let mut sources_of_links = Vec::new();
        for (file, bytes) in files.into_iter().zip(contents) {
            if is_settings(&file.path) {
                settings = bytes;
            } else {
                sources_of_links.push(SourceFile { path: file.path, bytes });
            }
        }
        let (config, mut problems, mut sources) =
            Config::read(Some(("linkarium.toml", &settings)), std::iter::empty());
        let zone = config.site.zone();
        let (mut collection, link_sources) = model::read(&sources_of_links, &zone);
        model::apply_rules(&mut collection, &config.rules);
        sources.extend(link_sources);
        problems.append(&mut collection.diagnostics);
        if tags {
            problems.extend(model::tag_problems(&sources_of_links, &collection));
        }
        let opaque = opaque.into_iter().map(|(path, _)| path).collect();
        Ok(Self { settings, collection, problems, sources, opaque })
    }
}

/// Links and tags; the problems that only a comparison shows.
fn compare(before: &Before, after: &After, changed: &mut Changed) -> Vec<Diagnostic> {
    let now = &after.collection;
    let old: HashMap<&UrlKey, &Link> = before.collection.links.iter().map(|link| (&link.key, link)).collect();
    let keys: HashSet<&UrlKey> = now.links.iter().map(|link| &link.key).collect();
    let mut problems = Vec::new();
    for link in &now.links {
        let public = link.visibility == Visibility::Public;
        let Some(old) = old.get(&link.key) else {
            changed.added.push(named(link));
            changed.public.extend(public.then(|| named(link)));
            continue;
        };
        if link.visibility < old.visibility {
            changed.public.extend(public.then(|| named(link)));
            changed.no_longer_hidden.push(named(link));
            let message =
                format!("this link was {} and would be {}", old.visibility.name(), link.visibility.name());
            problems.push(warn(after, link, "becomes-public", message));
        }
    }
    changed.removed =
        before.collection.links.iter().filter(|link| !keys.contains(&link.key)).map(named).collect();
    let known: HashSet<&String> = before.collection.links.iter().flat_map(|link| &link.tags).collect();
    let new = now.links.iter().flat_map(|link| &link.tags).filter(|key| !known.contains(key));
    let mut tags: Vec<String> = new.map(|key| tag_name(now, key)).collect();
    tags.sort();
    tags.dedup();
    changed.new_tags = tags;
    problems
}

fn tag_name(collection: &Collection, key: &str) -> String {
    collection.tags.tags.get(key).map_or_else(|| key.to_owned(), |tag| tag.name.clone())
}

fn named(link: &Link) -> Named {
    Named { url: without_secrets(&link.url), source: link.source.to_string() }
}

fn warn(after: &After, link: &Link, code: &'static str, message: String) -> Diagnostic {
    let problem = Diagnostic::warning(code, message)
        .help("make sure that this is meant: what has been public cannot be taken back");
    let line = after.sources.get(&link.source.file).map(|source| source.line_range(link.source.line));
    match line {
        Some(range) => problem.at(Span::new(link.source.file.as_str(), range)),
        None => problem,
    }
}

/// Files that decide what is built, and what runs; and what becomes of the snapshot store.
fn files(
    context: &Context,
    prefix: &str,
    all: &[(char, String)],
    changed: &mut Changed,
) -> Option<Diagnostic> {
    let store = format!("{}/", context.config.store.path);
    for (status, name) in all {
        // The collection may lie in a folder of the repository.
        let below = |folder: &str| name.strip_prefix(prefix).is_some_and(|own| own.starts_with(folder));
        let last = name.rsplit('/').next().unwrap_or(name);
        if below(&store) {
            if *status == 'A' {
                changed.snapshots += 1;
            } else {
                let word = if *status == 'D' { "removed" } else { "changed" };
                changed.store_damage.push(format!("{word}: {name}"));
            }
        } else if below("themes/")
            || below(".linkarium/")
            || [".github/", ".forgejo/", ".gitea/", ".woodpecker"]
                .iter()
                .any(|folder| name.starts_with(folder))
            || [".gitlab-ci.yml", ".gitattributes", ".gitignore", ".gitmodules"].contains(&last)
        {
            changed.sensitive_files.push(name.clone());
        }
    }
    let first = changed.store_damage.first()?;
    let message = format!(
        "{} of the snapshot store would be changed or removed, such as {first}",
        crate::text::counted(changed.store_damage.len(), "file")
    );
    let help = "a store is only ever added to: make sure that this is meant, as when a snapshot is taken out";
    Some(Diagnostic::warning("store-changed", message).help(help))
}

/// The problems that were not there before.
fn new_problems(problems: Vec<Diagnostic>, before: &Before, after: &After) -> Vec<Diagnostic> {
    let mut old: HashMap<_, usize> = HashMap::new();
    for problem in &before.problems {
        *old.entry(identity(problem, &before.sources)).or_default() += 1;
    }
    let mut problems = problems;
    problems.retain(|problem| {
        let known = old.get_mut(&identity(problem, &after.sources)).filter(|count| **count > 0);
        known.map(|count| *count -= 1).is_none()
    });
    problems
}

/// What makes a problem the same after lines were added above it, and after its file has moved. One of a tag is that of the
/// tag, wherever it stands first.
fn identity(problem: &Diagnostic, sources: &Sources) -> (&'static str, String, String) {
    let place = problem.primary.as_ref().filter(|_| !model::TAG_PROBLEMS.contains(&problem.code));
    let line = place.and_then(|span| {
        let source = sources.get(&span.file);
        source.map(|source| {
            let at = source.place(span.range.start).line;
            source.text()[source.line_range(at)].to_owned()
        })
    });
    (problem.code, problem.message.clone(), line.unwrap_or_default())
}

fn duplicates(problems: &[Diagnostic], after: &After, changed: &mut Changed) {
    for problem in problems.iter().filter(|problem| problem.code == "duplicate-link") {
        let Some(span) = &problem.primary else { continue };
        let source = after.sources.get(&span.file);
        let written = source.and_then(|source| source.text().get(span.range.clone())).unwrap_or_default();
        let place = after.sources.place(&span.file, span.range.start);
        let place = place.map_or_else(String::new, |place| format!(":{}:{}", place.line, place.column));
        let url = without_secrets(written.trim_matches(['"', '\'', '<', '>']));
        changed.duplicates.push(Named { url, source: format!("{}{place}", span.file) });
    }
}
