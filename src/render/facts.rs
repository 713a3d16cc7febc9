//! `theme.toml`: what a theme says of itself, and the settings it has, with their defaults.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::config::{ThemeSetting, ThemeValue};
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::text::{nearest, shorten};

/// What a theme says of itself.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    /// Whether its pages can search. Where they cannot, no search page and no index is made.
    pub(super) search: bool,
    /// Whether its page for adding links reads what is shared to it. Where it does not, no web app manifest is made.
    pub(super) share: bool,
    settings: BTreeMap<String, ThemeValue>,
    /// What a text may be, where a theme names its choices.
    choices: BTreeMap<String, Vec<String>>,
}

impl Default for Facts {
    fn default() -> Self {
        Self { search: true, share: true, settings: BTreeMap::new(), choices: BTreeMap::new() }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "name")]
    _name: Option<String>,
    #[serde(default, rename = "description")]
    _description: Option<String>,
    search: Option<bool>,
    share: Option<bool>,
    #[serde(default)]
    settings: BTreeMap<String, Preset>,
}

/// A default, or a list of choices of which the first is the default.
#[derive(Deserialize)]
#[serde(untagged)]
enum Preset {
    Flag(bool),
    Number(u64),
    Text(String),
    Choices(Vec<String>),
}

impl Facts {
    /// Adds what a theme's file says to what is known of the themes below it.
    pub(super) fn merge(&mut self, text: &str, place: &str) -> Result<(), Box<Diagnostic>> {
        let file: File = toml::from_str(text).map_err(|error| {
            let mut problem = Diagnostic::error("theme-toml", error.message().trim().replace('\n', " "))
                .help("theme.toml has `name`, `description`, `search = false`, `share = false`, and `[settings]` with texts, whole numbers, `true`, `false`, or a list of texts to choose from; docs/themes.md tells more");
            problem.primary = error.span().map(|range| Span::new(place, range));
            Box::new(problem)
        })?;
        self.search = file.search.unwrap_or(self.search);
        self.share = file.share.unwrap_or(self.share);
        for (key, default) in file.settings {
            self.choices.remove(&key);
            let value = match default {
                Preset::Flag(flag) => ThemeValue::Flag(flag),
                Preset::Number(number) => ThemeValue::Number(number),
                Preset::Text(text) => ThemeValue::Text(text),
                Preset::Choices(choices) => {
                    let first = choices.first().cloned().unwrap_or_default();
                    self.choices.insert(key.clone(), choices);
                    ThemeValue::Text(first)
                }
            };
            self.settings.insert(key, value);
        }
        Ok(())
    }

    /// The settings with those that the keeper gives, and what is wrong with these.
    pub(super) fn with(
        &self,
        given: &[ThemeSetting],
        theme: &str,
    ) -> (BTreeMap<String, ThemeValue>, Vec<Diagnostic>) {
        let mut settings = self.settings.clone();
        let mut problems = Vec::new();
        for ThemeSetting { key, value, at } in given {
            let mut fail = |message: String, help: String| {
                let at = Span::new("linkarium.toml", at.clone());
                problems.push(Diagnostic {
                    severity: Severity::Error,
                    ..Diagnostic::error("theme-setting", message).at(at).help(help)
                });
            };
            let name = shorten(key, 60);
            let choices = self.choices.get(key);
            match (settings.get(key), value) {
                (None, _) => {
                    let help = match nearest(key, self.settings.keys().map(String::as_str)) {
                        Some(meant) => format!("did you mean `{meant}`?"),
                        None if self.settings.is_empty() => "this theme has no settings".to_owned(),
                        None => {
                            format!("it has {}", self.settings.keys().cloned().collect::<Vec<_>>().join(", "))
                        }
                    };
                    fail(format!("the theme `{theme}` has no setting `{name}`"), help);
                }
                (Some(ThemeValue::Text(_)), ThemeValue::Text(text))
                    if choices.is_some_and(|choices| !choices.contains(text)) =>
                {
                    let words = choices.map(|choices| choices.join("\", \"")).unwrap_or_default();
                    fail(
                        format!("`{name}` cannot be \"{}\"", shorten(text, 60)),
                        format!("write one of \"{words}\""),
                    );
                }
                (Some(known), value) if std::mem::discriminant(known) == std::mem::discriminant(value) => {
                    settings.insert(key.clone(), value.clone());
                }
                (Some(known), _) => {
                    let kind = match known {
                        ThemeValue::Flag(_) => "`true` or `false`",
                        ThemeValue::Number(_) => "a whole number",
                        ThemeValue::Text(_) => "a text in quotes",
                    };
                    fail(format!("`{name}` wants {kind}"), "write it so".to_owned());
                }
            }
        }
        (settings, problems)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(key: &str, value: ThemeValue) -> ThemeSetting {
        ThemeSetting { key: key.to_owned(), value, at: 3..4 }
    }

    #[test]
    fn what_the_keeper_sets_wins_when_the_theme_knows_it() {
        let mut facts = Facts::default();
        facts
            .merge("search = false\n[settings]\nview = [\"list\", \"cards\"]\nwide = false\nrows = 3", "x")
            .unwrap();
        assert!(!facts.search);
        let (settings, problems) = facts.with(&[given("view", ThemeValue::Text("cards".into()))], "x");
        assert!(problems.is_empty());
        assert_eq!(settings["view"], ThemeValue::Text("cards".into()));
        assert_eq!(settings["rows"], ThemeValue::Number(3));
        let wrong = [
            given("veiw", ThemeValue::Flag(true)),
            given("view", ThemeValue::Text("table".into())),
            given("wide", ThemeValue::Number(1)),
        ];
        let (settings, problems) = facts.with(&wrong, "x");
        let helps: Vec<&str> = problems.iter().filter_map(|p| p.help.as_deref()).collect();
        assert_eq!(helps, ["did you mean `view`?", "write one of \"list\", \"cards\"", "write it so"]);
        assert_eq!(settings["view"], ThemeValue::Text("list".into()));
    }

    #[test]
    fn a_file_that_cannot_be_read_is_told_at_its_place() {
        let problem = Facts::default().merge("serach = true", "themes/x/theme.toml").unwrap_err();
        assert_eq!(&*problem.primary.unwrap().file, "themes/x/theme.toml");
    }
}
