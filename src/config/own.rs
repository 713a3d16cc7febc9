//! What the keeper adds to the site: `[[page]]`, `[[menu]]` and `[theme]`.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::given::{Given, Problem, inner_folder};
use super::read::File;
use super::{Config, MenuEntry, MenuTarget, OwnPage, ThemeSetting, ThemeValue};
use crate::project::is_own_text;
use crate::text::{nearest, shorten};

/// Names below the site's root that the program uses itself.
const TAKEN: [&str; 18] = [
    "add",
    "archive",
    "assets",
    "browse",
    "feed",
    "folders",
    "health",
    "hosts",
    "links",
    "months",
    "page",
    "search",
    "states",
    "static",
    "statistics",
    "tags",
    "titles",
    "types",
];

type Tables<'t> = Vec<(Range<usize>, &'t DeTable<'t>)>;
/// A text with its place.
type Line = (String, Range<usize>);

impl File<'_> {
    /// `[[page]]`
    pub(super) fn pages(&mut self, config: &mut Config, value: &Spanned<DeValue<'_>>) {
        for (at, table) in self.tables("page", value) {
            let Some([slug, title, file]) = self.lines(table, ["slug", "title", "file"]) else {
                continue;
            };
            let (Some((slug, slug_at)), Some((file, file_at))) = (slug, file) else {
                let help = "a page has a `slug`, a `title` and a Markdown `file`";
                self.report(at, "bad-setting", Problem::new("this page lacks a slug or a file").help(help));
                continue;
            };
            if let Err(problem) = page_slug(&slug, config) {
                self.report(slug_at, "bad-setting", problem);
                continue;
            }
            let help = "name a Markdown file inside the collection, neither hidden nor private";
            match inner_folder(&file, help) {
                Ok(file) if is_own_text(&file) => {
                    let title = title.map_or_else(|| slug.clone(), |(title, _)| title);
                    config.pages.push(OwnPage { slug, title, file });
                }
                Ok(_) => {
                    let problem = Problem::new("this file is not published as a page").help(help);
                    self.report(file_at, "bad-setting", problem);
                }
                Err(problem) => self.report(file_at, "bad-setting", problem),
            }
        }
    }

    /// `[[menu]]`
    pub(super) fn menu(&mut self, config: &mut Config, value: &Spanned<DeValue<'_>>) {
        for (at, table) in self.tables("menu", value) {
            let Some([title, page, url]) = self.lines(table, ["title", "page", "url"]) else {
                continue;
            };
            let target = match (page, url) {
                (Some((page, _)), None) => MenuTarget::Page(page),
                (None, Some((url, url_at))) => match url::Url::parse(&url) {
                    Ok(parsed) if matches!(parsed.scheme(), "http" | "https") => {
                        MenuTarget::Address(parsed.into())
                    }
                    _ => {
                        let problem = Problem::new("this is not an http or https address");
                        self.report(
                            url_at,
                            "bad-setting",
                            problem.help("write it as \"https://example.org/\""),
                        );
                        continue;
                    }
                },
                _ => {
                    let help = "write `page = \"about\"` for a page of yours, or `url = \"https://…\"`";
                    self.report(at, "bad-setting", Problem::new("an entry leads to one place").help(help));
                    continue;
                }
            };
            // A page's own title is taken once all pages are known.
            let title = title.map(|(title, _)| title).unwrap_or_default();
            if title.is_empty() && matches!(target, MenuTarget::Address(_)) {
                self.report(at, "bad-setting", Problem::new("this entry has no title"));
                continue;
            }
            config.menu.push(MenuEntry { title, target });
        }
    }

    /// `[theme]`
    pub(super) fn theme(&mut self, config: &mut Config, value: &Spanned<DeValue<'_>>) {
        let Some(table) = value.get_ref().as_table() else {
            let help = "write `[theme]` on a line of its own, and its keys below it";
            self.report(value.span(), "wrong-type", Problem::new("`theme` is a section").help(help));
            return;
        };
        for (name, value) in table {
            let given = Given::Toml(value);
            let known = match value.get_ref() {
                DeValue::Boolean(flag) => Ok(ThemeValue::Flag(*flag)),
                DeValue::String(_) => given.text().map(ThemeValue::Text),
                DeValue::Integer(_) => given.number(0..=u64::from(u32::MAX)).map(ThemeValue::Number),
                _ => Err(Problem::new("a theme's setting is a text, a whole number, `true` or `false`")),
            };
            match known {
                Ok(value) => config.theme.push(ThemeSetting {
                    key: name.get_ref().to_string(),
                    value,
                    at: name.span(),
                }),
                Err(problem) => self.report(value.span(), "bad-setting", problem),
            }
        }
    }

    /// Each entry of the menu leads to a page that there is, and has a title.
    pub(super) fn check_menu(&mut self, config: &mut Config, table: &DeTable<'_>) {
        let pages = config.pages.clone();
        let menu = table.iter().find(|(name, _)| name.get_ref() == "menu").map(|(_, value)| value.span());
        config.menu.retain_mut(|entry| {
            let MenuTarget::Page(slug) = &entry.target else { return true };
            if let Some(page) = pages.iter().find(|page| page.slug == *slug) {
                if entry.title.is_empty() {
                    entry.title.clone_from(&page.title);
                }
                return true;
            }
            let mut problem = Problem::new(format!("there is no page `{}`", shorten(slug, 60)));
            problem.help = Some(match nearest(slug, pages.iter().map(|page| page.slug.as_str())) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "add a `[[page]]` with this slug".to_owned(),
            });
            self.report(menu.clone().unwrap_or(0..0), "bad-setting", problem);
            false
        });
    }

    /// The tables of a list of tables.
    fn tables<'t>(&mut self, name: &str, value: &'t Spanned<DeValue<'t>>) -> Tables<'t> {
        let items = value.get_ref().as_array();
        let tables: Option<Tables<'t>> = items.and_then(|items| {
            items.iter().map(|item| Some((item.span(), item.get_ref().as_table()?))).collect()
        });
        tables.unwrap_or_else(|| {
            let problem = Problem::new(format!("`{name}` is a list of tables"));
            self.report(
                value.span(),
                "wrong-type",
                problem.help(format!("write `[[{name}]]`, with two brackets")),
            );
            Vec::new()
        })
    }

    /// The texts of some keys of a table, each with its place. `None` after a problem that was reported.
    fn lines<const N: usize>(&mut self, table: &DeTable<'_>, keys: [&str; N]) -> Option<[Option<Line>; N]> {
        let mut found: [Option<Line>; N] = std::array::from_fn(|_| None);
        let before = self.diagnostics.len();
        for (name, value) in table {
            let key = name.get_ref().as_ref();
            let Some(place) = keys.iter().position(|known| *known == key).and_then(|at| found.get_mut(at))
            else {
                let mut problem = Problem::new(format!("unknown key `{}`", shorten(key, 60)));
                problem.help = nearest(key, keys).map(|meant| format!("did you mean `{meant}`?"));
                self.report(name.span(), "unknown-setting", problem);
                continue;
            };
            match Given::Toml(value).line() {
                Ok(text) => *place = Some((text, value.span())),
                Err(problem) => self.report(value.span(), "bad-setting", problem),
            }
        }
        (self.diagnostics.len() == before).then_some(found)
    }
}

/// Checks the folder that a page wants.
fn page_slug(slug: &str, config: &Config) -> Result<(), Problem> {
    crate::model::id::check_id(slug)
        .map_err(|why| Problem::new(why.replace("an id", "a slug")).help("write one such as \"about\""))?;
    if TAKEN.contains(&slug) {
        return Err(Problem::new(format!("the site has a page `{slug}` already")).help("choose another slug"));
    }
    if config.pages.iter().any(|page| page.slug == slug) {
        return Err(Problem::new(format!("two pages have the slug `{slug}`")).help("choose another slug"));
    }
    Ok(())
}
