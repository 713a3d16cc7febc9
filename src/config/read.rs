//! Reads `linkarium.toml` and the environment. Strict: what is not known is an error, with a suggestion.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::given::{Given, Problem};
use super::repository::unknown_forge;
use super::rule::ascii_host;
use super::settings::{SETTINGS, Setting, base_url_of};
use super::{AddressKind, Config, Keep, Rule};
use crate::diagnostic::{Diagnostic, Sources, Span};
use crate::text::{nearest, shorten, tag_key, tag_name};

/// What every variable begins with.
const PREFIX: &str = "LINKARIUM_";
const SECTIONS: [&str; 6] = ["site", "capture", "store", "build", "import", "repository"];
const RULE: [&str; 9] = ["match", "host", "tag", "type", "tags", "archive", "remove", "keep", "headers"];
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
    if errors.is_empty() {
        let mut file = File { path, diagnostics };
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
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
}

type Entry<'t> = (&'t Spanned<toml::de::DeString<'t>>, &'t Spanned<DeValue<'t>>);

impl File<'_> {
    pub(super) fn report(&mut self, at: Range<usize>, code: &'static str, problem: Problem) {
        let mut diagnostic =
            Diagnostic::error(code, problem.message).at(Span::new(self.path, problem.at.unwrap_or(at)));
        diagnostic.help = problem.help;
        self.diagnostics.push(diagnostic);
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

    fn rules(&mut self, config: &mut Config, value: &Spanned<DeValue<'_>>) {
        let Some(items) = value.get_ref().as_array() else {
            let problem = Problem::new("rules are many").help("write `[[rule]]`, with two brackets");
            self.report(value.span(), "wrong-type", problem);
            return;
        };
        for item in items {
            let Some(table) = item.get_ref().as_table() else {
                self.report(
                    item.span(),
                    "wrong-type",
                    Problem::new("a rule is a table").help("write `[[rule]]`"),
                );
                continue;
            };
            let mut rule = Rule { at: item.span().start, ..Rule::default() };
            let before = self.diagnostics.len();
            for entry in table {
                self.rule_key(&mut rule, entry);
            }
            if self.diagnostics.len() > before {
                continue;
            }
            if !rule.wants_something() {
                let help = "add `match = \"*.example.org/*\"`, `host`, `tag` or `type`";
                let problem = Problem::new("this rule matches nothing").help(help);
                self.report(item.span(), "bad-setting", problem);
                continue;
            }
            config.rules.push(rule);
        }
    }

    fn rule_key(&mut self, rule: &mut Rule, (name, value): Entry<'_>) {
        let given = Given::Toml(value);
        let texts =
            |given: &Given<'_>| given.list().map(|list| list.into_iter().map(|(text, _)| text).collect());
        let outcome: Result<(), Problem> = match name.get_ref().as_ref() {
            "match" => one_or_more(&given, |pattern| {
                let bare = ["https://", "http://"].iter().find_map(|scheme| pattern.strip_prefix(scheme));
                Ok(bare.unwrap_or(pattern).to_owned())
            })
            .map(|patterns| rule.matches = patterns),
            "host" => one_or_more(&given, host).map(|hosts| rule.hosts = hosts),
            "tag" => one_or_more(&given, |tag| tag_key(tag).ok_or_else(|| Problem::new("this tag is empty")))
                .map(|tags| rule.having = tags),
            "type" => one_or_more(&given, kind).map(|kinds| rule.kinds = kinds),
            "tags" => texts(&given).map(|tags: Vec<String>| {
                rule.tags = tags.iter().filter_map(|tag| tag_name(tag)).collect();
            }),
            "archive" => given.flag().map(|flag| rule.archive = Some(flag)),
            "remove" => texts(&given).map(|selectors| rule.remove = selectors),
            "keep" => keep(&given).map(|kept| rule.keep = kept),
            "headers" => headers(value).map(|headers| rule.headers = headers),
            other => {
                let mut problem = Problem::new(format!("unknown key `{}` in a rule", shorten(other, 60)));
                problem.help = match other {
                    "engine" => Some("there is one engine, which needs no choosing".into()),
                    other => nearest(other, RULE).map(|meant| format!("did you mean `{meant}`?")),
                };
                self.report(name.span(), "unknown-setting", problem);
                return;
            }
        };
        if let Err(problem) = outcome {
            self.report(value.span(), "bad-setting", problem);
        }
    }
}

/// A text, or a list of texts of which one must hold; each read by `one`.
fn one_or_more<T>(given: &Given<'_>, one: impl Fn(&str) -> Result<T, Problem>) -> Result<Vec<T>, Problem> {
    let list = match given {
        Given::Toml(value) if value.get_ref().is_array() => given.list()?,
        _ => return given.line().and_then(|text| one(&text)).map(|value| vec![value]),
    };
    if list.is_empty() {
        return Err(
            Problem::new("an empty list matches nothing").help("name one at least, or leave this out")
        );
    }
    let read =
        |(text, at): (String, _)| one(&text).map_err(|problem| Problem { at: problem.at.or(at), ..problem });
    list.into_iter().map(read).collect()
}

/// A host as URLs have it. What else an address has is no part of it.
fn host(written: &str) -> Result<String, Problem> {
    let bare = written.strip_prefix("*.").unwrap_or(written);
    let host = ascii_host(bare);
    let is_host = url::Url::parse(&format!("http://{host}/")).is_ok_and(|url| url.host_str() == Some(&host));
    if is_host {
        return Ok(host);
    }
    let help = "write a name, such as `host = \"example.org\"`, which means those below it, too; `match` knows paths and ports";
    Err(Problem::new(format!("`{}` is no host", shorten(written, 60))).help(help))
}

fn kind(written: &str) -> Result<AddressKind, Problem> {
    AddressKind::of_name(written).ok_or_else(|| {
        let problem = Problem::new(format!("there is no type `{}`", shorten(written, 60)));
        match nearest(written, AddressKind::names()) {
            Some(meant) => problem.help(format!("did you mean `{meant}`?")),
            None => {
                problem.help(format!("types are {}", AddressKind::names().collect::<Vec<_>>().join(", ")))
            }
        }
    })
}

fn keep(given: &Given<'_>) -> Result<Vec<Keep>, Problem> {
    let words = given.list()?;
    let one = |(word, at): (String, _)| match word.as_str() {
        "json-ld" => Ok(Keep::JsonLd),
        other => Err(Problem {
            message: format!("`{}` cannot be kept", shorten(other, 60)),
            help: Some("write it as `keep = [\"json-ld\"]`".into()),
            at,
        }),
    };
    words.into_iter().map(one).collect()
}

/// Request headers: a table of texts. Names are tokens (RFC 9110, section 5.6.2), values have no controls.
fn headers(value: &Spanned<DeValue<'_>>) -> Result<Vec<(String, String)>, Problem> {
    let wrong = |at: Range<usize>, message: &str| Problem {
        message: message.into(),
        help: Some("write it as `headers = { Accept-Language = \"de\" }`".into()),
        at: Some(at),
    };
    let table = value.get_ref().as_table().ok_or_else(|| wrong(value.span(), "headers are a table"))?;
    let mut headers = Vec::new();
    for (name, value) in table {
        let text = name.get_ref().as_ref();
        let is_token = !text.is_empty()
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b));
        let managed = ["host", "connection", "content-length", "transfer-encoding", "accept-encoding"];
        if !is_token || managed.contains(&text.to_ascii_lowercase().as_str()) {
            return Err(wrong(name.span(), "this header cannot be set"));
        }
        match value.get_ref().as_str() {
            Some(text) if text.bytes().all(|b| b == b'\t' || (0x20..0x7f).contains(&b)) => {
                headers.push((name.get_ref().to_string(), text.trim().to_owned()));
            }
            _ => return Err(wrong(value.span(), "a header's value is one line of ASCII text")),
        }
    }
    Ok(headers)
}

fn find(section: &str, key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.section == section && setting.key == key)
}

fn unknown(section: &str, key: &str) -> Problem {
    let mut problem = Problem::new(format!("unknown setting `{}` in [{section}]", shorten(key, 60)));
    let keys = SETTINGS.iter().filter(|setting| setting.section == section).map(|setting| setting.key);
    problem.help = match nearest(key, keys) {
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
