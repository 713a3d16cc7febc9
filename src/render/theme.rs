//! A theme: templates, strings and static files. Two are part of the program, `default` and `plain`; a folder in the
//! collection's `themes/` replaces single files of them by name.

use std::collections::BTreeMap;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use jiff::tz::TimeZone;
use tera::Tera;

use super::assets::{Assets, Source};
use super::facts::Facts;
use super::strings::Strings;
use super::{engine, problem};
use crate::config::{ThemeSetting, ThemeValue};
use crate::diagnostic::{Diagnostic, Severity};

/// The themes that need no folder. Under its name and a slash a theme's own templates are found, to be extended or
/// included by what replaces them.
static EMBEDDED: [(&str, Dir<'_>); 2] = [
    ("default", include_dir!("$CARGO_MANIFEST_DIR/themes/default")),
    ("plain", include_dir!("$CARGO_MANIFEST_DIR/themes/plain")),
];

/// The theme that every other falls back to.
const DEFAULT_NAME: &str = "default";

/// A theme, ready to draw pages.
pub struct Theme {
    name: String,
    tera: Tera,
    languages: BTreeMap<String, Strings>,
    assets: Arc<Assets>,
    sources: BTreeMap<String, String>,
    facts: Facts,
}

impl std::fmt::Debug for Theme {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Theme").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Theme {
    /// Loads a theme. `files` are those of the collection's `themes/NAME/`, as (path in that folder, bytes); they
    /// replace the default theme's files of the same path and add to them. Files outside `templates/`, `strings/` and
    /// `static/` are left alone.
    ///
    /// The error names the theme's folder when it has no file, or the place in the file that cannot be read.
    pub fn load(name: &str, files: Vec<(String, Vec<u8>)>) -> Result<Self, Box<Diagnostic>> {
        let embedded = EMBEDDED.iter().filter(|(own, _)| *own == DEFAULT_NAME || *own == name);
        if files.is_empty() && !is_embedded(name) {
            return Err(Box::new(Diagnostic {
                severity: Severity::Error,
                code: "theme-not-found",
                message: format!("the theme `{name}` has no files: `themes/{name}/` is missing or empty"),
                primary: None,
                label: String::new(),
                related: Vec::new(),
                help: Some(format!(
                    "put the files that shall differ into `themes/{name}/`, or set `[site] theme = \"default\"` or \"plain\""
                )),
            }));
        }
        let mut parts = Parts::new(name);
        for (own, folder) in embedded {
            for (path, bytes) in files_of(folder) {
                parts.add(own, &format!("{own}/"), &path, bytes)?;
            }
        }
        for (path, bytes) in files {
            parts.add(name, "", &path, bytes)?;
        }
        parts.finish()
    }

    /// Whether its pages can search.
    pub fn offers_search(&self) -> bool {
        self.facts.search
    }

    /// Whether its page for adding links reads what is shared to it.
    pub fn offers_share(&self) -> bool {
        self.facts.share
    }

    /// The theme's settings: its own values, and what the keeper sets of them. Problems are those of the keeper's
    /// settings: keys that the theme does not have, values of another kind.
    pub fn settings(&self, given: &[ThemeSetting]) -> (BTreeMap<String, ThemeValue>, Vec<Diagnostic>) {
        self.facts.with(given, &self.name)
    }

    /// The theme's own files, as they are published.
    pub(super) fn assets(&self) -> &Assets {
        &self.assets
    }

    /// The text under a key, in a language.
    pub fn words(&self, language: &str, key: &str) -> Option<String> {
        self.strings(language).text(key, None, &[])
    }

    /// The strings for a language: its own, where missing those of its primary language, where missing English.
    pub(super) fn strings(&self, language: &str) -> Strings {
        Strings::pick(&self.languages, language)
    }

    /// The engine with functions and filters that know the site.
    pub(super) fn bind(&self, strings: Strings, zone: TimeZone) -> Tera {
        let mut tera = self.tera.clone();
        engine::register(&mut tera, Arc::new(strings), zone, Arc::clone(&self.assets));
        tera
    }

    /// Texts of the templates, by path relative to the collection (`themes/default/templates/…` also when embedded),
    /// for drawing diagnostics.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sources.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// What an engine's error says, at its place.
    pub(super) fn problem(&self, error: &tera::Error) -> Box<Diagnostic> {
        self.problem_with(error, &[])
    }

    /// The same; `offered` are the names that the template might have meant.
    pub(super) fn problem_with(&self, error: &tera::Error, offered: &[String]) -> Box<Diagnostic> {
        Box::new(problem::diagnostic(error, &self.name, &self.sources, offered))
    }
}

/// The files of an embedded theme, as (path, bytes).
fn files_of(theme: &Dir<'static>) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![theme];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        let own = folder.files().filter_map(|file| Some((file.path().to_str()?, file.contents())));
        files.extend(own.map(|(path, bytes)| (path.replace('\\', "/"), bytes.to_vec())));
    }
    files.sort();
    files
}

/// Path of a template relative to the collection, from its name in the engine.
pub(super) fn path_of(theme: &str, template: &str) -> String {
    let embedded = template.split_once('/').filter(|(name, _)| is_embedded(name));
    match embedded {
        Some((name, own)) => format!("themes/{name}/templates/{own}"),
        None => format!("themes/{theme}/templates/{template}"),
    }
}

/// A theme while its files are sorted.
struct Parts {
    name: String,
    templates: Vec<(String, String)>,
    sources: BTreeMap<String, String>,
    languages: BTreeMap<String, Strings>,
    statics: BTreeMap<String, Source>,
    facts: Facts,
}

impl Parts {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            templates: Vec::new(),
            sources: BTreeMap::new(),
            languages: BTreeMap::new(),
            statics: BTreeMap::new(),
            facts: Facts::default(),
        }
    }

    fn add(&mut self, theme: &str, prefix: &str, path: &str, bytes: Vec<u8>) -> Result<(), Box<Diagnostic>> {
        let place = format!("themes/{theme}/{path}");
        let embedded = !prefix.is_empty();
        match path.split_once('/') {
            None if path == "theme.toml" => {
                let text = utf8(bytes, &place)?;
                self.facts.merge(&text, &place)?;
                self.sources.insert(place, text);
            }
            Some(("static", rest)) if !rest.is_empty() => {
                self.statics.insert(rest.to_owned(), Source { bytes, embedded });
            }
            Some(("templates", rest)) if has_suffix(rest, &["html", "xml", "txt"]) => {
                let text = utf8(bytes, &place)?;
                self.sources.insert(place, text.clone());
                self.templates.push((format!("{prefix}{rest}"), text));
            }
            Some(("strings", rest)) if has_suffix(rest, &["toml"]) => {
                let text = utf8(bytes, &place)?;
                let language = rest.trim_end_matches(".toml").to_ascii_lowercase();
                self.languages.entry(language).or_default().merge(&text, &place)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Theme, Box<Diagnostic>> {
        let assets = Arc::new(Assets::new(std::mem::take(&mut self.statics)));
        let mut tera = Tera::new();
        let fail = |error: &tera::Error| Box::new(problem::diagnostic(error, &self.name, &self.sources, &[]));
        let fallbacks: Vec<String> =
            if self.name == DEFAULT_NAME { vec![] } else { vec![format!("{}/", self.name)] };
        let known = fallbacks
            .into_iter()
            .filter(|prefix| self.templates.iter().any(|(name, _)| name.starts_with(prefix.as_str())));
        tera.set_fallback_prefixes(known.chain([format!("{DEFAULT_NAME}/")]))
            .map_err(|error| fail(&error))?;
        // The engine checks every name that a template uses as it is added: functions and filters must be there before.
        engine::register(
            &mut tera,
            Arc::new(Strings::pick(&self.languages, "en")),
            TimeZone::UTC,
            Arc::clone(&assets),
        );
        let wanted = self.templates.iter().filter(|(name, _)| self.is_wanted(name));
        tera.add_raw_templates(wanted.map(|(name, text)| (name, text))).map_err(|error| fail(&error))?;
        let Self { name, sources, languages, facts, .. } = self;
        Ok(Theme { name, tera, languages, assets, sources, facts })
    }
}

impl Parts {
    /// Whether a template can be drawn at all. One of a theme below that is replaced, and that nothing builds on, is not:
    /// it may want what the base of the theme above does not have.
    fn is_wanted(&self, name: &str) -> bool {
        let Some((layer, own)) = name.split_once('/').filter(|(layer, _)| is_embedded(layer)) else {
            return true;
        };
        if own == "search.html" && !self.facts.search {
            return false;
        }
        let above = format!("{}/{own}", self.name);
        let replaced = self.templates.iter().any(|(other, _)| {
            other == own || (layer == DEFAULT_NAME && layer != self.name && *other == above)
        });
        let quoted = [format!("\"{layer}/{own}\""), format!("'{layer}/{own}'")];
        !replaced
            || self.templates.iter().any(|(_, text)| quoted.iter().any(|name| text.contains(name.as_str())))
    }
}

/// Whether a theme is part of the program.
fn is_embedded(name: &str) -> bool {
    EMBEDDED.iter().any(|(own, _)| *own == name)
}

fn has_suffix(path: &str, suffixes: &[&str]) -> bool {
    path.rsplit_once('.').is_some_and(|(_, suffix)| suffixes.contains(&suffix))
}

fn utf8(bytes: Vec<u8>, place: &str) -> Result<String, Box<Diagnostic>> {
    String::from_utf8(bytes).map_err(|_| {
        Box::new(Diagnostic {
            severity: Severity::Error,
            code: "not-utf8",
            message: format!("{place} is not UTF-8"),
            primary: None,
            label: String::new(),
            related: Vec::new(),
            help: Some("save the file as UTF-8".to_owned()),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> (String, Vec<u8>) {
        (path.to_owned(), text.as_bytes().to_vec())
    }

    #[test]
    fn the_default_theme_loads() {
        let theme = Theme::load("default", Vec::new()).unwrap();
        assert!(theme.sources().any(|(path, _)| path == "themes/default/templates/base.html"));
        assert!(theme.assets().href("css/site.css").is_some());
    }

    #[test]
    fn a_theme_without_files_is_named() {
        let problem = Theme::load("paper", Vec::new()).unwrap_err();
        assert_eq!(problem.code, "theme-not-found");
        assert!(problem.message.contains("themes/paper/"), "{}", problem.message);
    }

    #[test]
    fn a_syntax_error_is_shown_at_its_place() {
        let text = "<p>协程</p>\n  {{ page.title | nonsense }}\n";
        let problem = Theme::load("mine", vec![file("templates/home.html", text)]).unwrap_err();
        let place = problem.primary.unwrap();
        assert_eq!(&*place.file, "themes/mine/templates/home.html");
        assert!(text[place.range].starts_with("nonsense"));
        assert!(problem.message.contains("nonsense"), "{}", problem.message);
        assert!(problem.help.is_some());

        let problem = Theme::load("mine", vec![file("templates/home.html", "a\n{% if %}")]).unwrap_err();
        let place = problem.primary.unwrap();
        assert_eq!((&*place.file, place.range.start >= 2), ("themes/mine/templates/home.html", true));
    }

    #[test]
    fn a_theme_may_extend_what_it_replaces() {
        let text = "{% extends \"default/home.html\" %}{% block title %}Mine{% endblock %}";
        Theme::load("default", vec![file("templates/home.html", text)]).unwrap();
    }

    #[test]
    fn a_string_file_is_read_at_its_place() {
        let problem = Theme::load("default", vec![file("strings/en.toml", "a = \n")]).unwrap_err();
        assert_eq!(&*problem.primary.unwrap().file, "themes/default/strings/en.toml");
    }
}
