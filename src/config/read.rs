//! Reads `linkarium.toml` and the environment. Strict: what is not known is an error, with a suggestion.

use std::ops::Range;

use toml::de::DeTable;

use super::Config;
use super::given::{Given, Problem};
use super::repository::unknown_forge;
use super::settings::{SETTINGS, Setting, base_url_of};
use crate::diagnostic::{Diagnostic, Source, Sources, Span};
use crate::text::{nearest, shorten};

/// What every variable begins with.
const PREFIX: &str = "LINKARIUM_";
const SECTIONS: [&str; 6] = ["site", "capture", "store", "build", "import", "repository"];
/// What is said to who looks for another way to fetch pages.
pub(super) const ONE_ENGINE: &str =
    "there is one engine, `http`, and it captures every link: leave this key out";
/// How many syntax errors of the file are told.
const MOST_ERRORS: usize = 20;

impl Config {
    /// Sets `site.base_url` as the command line does, which wins over file and environment.
    ///
    /// # Errors
    /// In words, when it is no address of a site.
    pub fn set_base_url(&mut self, url: &str) -> Result<(), String> {
        let known = base_url_of(url).map_err(|why| format!("--base-url {url}: {why}"))?;
        self.site.base_url = Some(known);
        Ok(())
    }

    /// Reads the settings: defaults, then the file (its path, for messages, and its bytes), then the variables of the
    /// environment named `LINKARIUM_SECTION_KEY`; others are passed over. Every problem is returned; those of severity
    /// error mean that the settings are not what was asked for. The text is returned for drawing them.
    pub fn read(
        file: Option<(&str, &[u8])>,
        environment: impl Iterator<Item = (String, String)>,
    ) -> (Self, Vec<Diagnostic>, Sources) {
        let mut config = Self::default();
        let mut diagnostics = Vec::new();
        let mut sources = Sources::new();
        let mut repository = None;
        if let Some((path, bytes)) = file {
            let at = read_file(&mut config, path, bytes, &mut sources, &mut diagnostics);
            repository = at.map(|at| (path, at));
        }
        let mut variables: Vec<(String, String)> =
            environment.filter(|(name, _)| name.starts_with(PREFIX)).collect();
        variables.sort();
        for (name, value) in &variables {
            diagnostics.extend(read_variable(&mut config, name, value));
        }
        diagnostics.extend(overlap(&config));
        diagnostics.extend(unknown_forge(&config, repository));
        (config, diagnostics, sources)
    }
}

/// Reads the file; where the repository's address stands in it.
fn read_file(
    config: &mut Config,
    path: &str,
    bytes: &[u8],
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Range<usize>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            sources.insert(path, String::from_utf8_lossy(bytes));
            let at = error.valid_up_to();
            let diagnostic = Diagnostic::error("not-utf8", format!("not UTF-8: the byte at offset {at}"));
            diagnostics.push(diagnostic.at(Span::new(path, at..at + 3)).help("save the file as UTF-8"));
            return None;
        }
    };
    sources.insert(path, text);
    let (table, errors) = DeTable::parse_recoverable(text);
    let conflicted = text.lines().any(|line| line.starts_with("<<<<<<< "));
    for error in errors.iter().take(MOST_ERRORS) {
        let span = error.span().unwrap_or(0..0);
        let start = text.floor_char_boundary(span.start);
        let span = start..text.floor_char_boundary(span.end.max(start));
        let message = format!("not TOML: {}", error.message().replace('\n', " "));
        let mut diagnostic = Diagnostic::error("toml-syntax", message).at(Span::new(path, span));
        if conflicted {
            diagnostic = diagnostic.help("a git conflict was left unresolved in this file");
        }
        diagnostics.push(diagnostic);
    }
    if errors.is_empty()
        && let Some(source) = sources.get(path)
    {
        let mut file = File { path, source, diagnostics };
        file.read(config, table.get_ref());
        file.check_menu(config, table.get_ref());
    }
    let (_, section) = table.get_ref().iter().find(|(name, _)| name.get_ref() == "repository")?;
    let keys = section.get_ref().as_table()?;
    keys.iter().find(|(name, _)| name.get_ref() == "url").map(|(_, value)| value.span())
}

/// The file being read.
pub(super) struct File<'a> {
    path: &'a str,
    source: &'a Source,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
}

impl File<'_> {
    pub(super) fn report(&mut self, at: Range<usize>, code: &'static str, problem: Problem) {
        let mut diagnostic =
            Diagnostic::error(code, problem.message).at(Span::new(self.path, problem.at.unwrap_or(at)));
        diagnostic.help = problem.help;
        self.diagnostics.push(diagnostic);
    }

    /// The line of a place in the file.
    pub(super) fn line(&self, at: &Range<usize>) -> usize {
        self.source.place(at.start).line
    }

    fn read(&mut self, config: &mut Config, table: &DeTable<'_>) {
        for (name, value) in table {
            let section = name.get_ref().as_ref();
            if section == "rule" {
                self.rules(config, value);
            } else if section == "page" {
                self.pages(config, value);
            } else if section == "menu" {
                self.menu(config, value);
            } else if section == "theme" {
                self.theme(config, value);
            } else if SECTIONS.contains(&section) {
                if let Some(keys) = value.get_ref().as_table() {
                    self.section(config, section, keys);
                } else {
                    let help = format!("write `[{section}]` on a line of its own, and its keys below it");
                    let message = format!("`{section}` is a section");
                    self.report(name.span(), "wrong-type", Problem::new(message).help(help));
                }
            } else {
                let mut problem = Problem::new(format!("unknown section `{}`", shorten(section, 60)));
                if !value.get_ref().is_table() {
                    problem.message = format!("`{}` stands in no section", shorten(section, 60));
                }
                problem.help = match SETTINGS.iter().find(|setting| setting.key == section) {
                    Some(setting) => Some(format!("write it below `[{}]`", setting.section)),
                    None => nearest(section, SECTIONS.into_iter().chain(["rule", "page", "menu", "theme"]))
                        .map(|meant| format!("did you mean `{meant}`?")),
                };
                self.report(name.span(), "unknown-setting", problem);
            }
        }
    }

    fn section(&mut self, config: &mut Config, section: &str, keys: &DeTable<'_>) {
        for (name, value) in keys {
            let key = name.get_ref().as_ref();
            match find(section, key) {
                Some(setting) => {
                    if let Err(problem) = (setting.set)(config, &Given::Toml(value)) {
                        self.report(value.span(), "bad-setting", problem);
                    }
                }
                None => self.report(name.span(), "unknown-setting", unknown(section, key)),
            }
        }
    }
}

fn find(section: &str, key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.section == section && setting.key == key)
}

fn unknown(section: &str, key: &str) -> Problem {
    let mut problem = Problem::new(format!("unknown setting `{}` in [{section}]", shorten(key, 60)));
    let keys = SETTINGS.iter().filter(|setting| setting.section == section).map(|setting| setting.key);
    problem.help = match nearest(key, keys) {
        _ if key == "engine" => Some(ONE_ENGINE.to_owned()),
        Some(meant) => Some(format!("did you mean `{meant}`?")),
        None => SETTINGS
            .iter()
            .find(|setting| setting.key == key)
            .map(|setting| format!("`{key}` stands in `[{}]`", setting.section)),
    };
    problem
}

fn read_variable(config: &mut Config, name: &str, value: &str) -> Option<Diagnostic> {
    let lower = name.strip_prefix(PREFIX)?.to_ascii_lowercase();
    let Some((section, key)) = lower.split_once('_').filter(|(section, _)| SECTIONS.contains(section)) else {
        let message = format!("the environment variable `{}` names no setting", shorten(name, 80));
        let help = "variables are named LINKARIUM_SECTION_KEY, such as LINKARIUM_CAPTURE_PER_HOST";
        return Some(Diagnostic::warning("unknown-setting", message).help(help));
    };
    let (code, problem) = match find(section, key) {
        Some(setting) => ("bad-setting", (setting.set)(config, &Given::Text(value)).err()?),
        None => ("unknown-setting", unknown(section, key)),
    };
    let message = format!("the environment variable `{}`: {}", shorten(name, 80), problem.message);
    let mut diagnostic = Diagnostic::error(code, message);
    diagnostic.help = problem.help;
    Some(diagnostic)
}

/// Two folders of which one holds the other would be written by two hands.
fn overlap(config: &Config) -> Option<Diagnostic> {
    let holds = |outer: &str, inner: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let (store, output) = (config.store.path.to_lowercase(), config.build.output.to_lowercase());
    (holds(&store, &output) || holds(&output, &store)).then(|| {
        Diagnostic::error("bad-setting", "[store] path and [build] output lie in each other")
            .help("give each a folder of its own")
    })
}
