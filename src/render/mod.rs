//! Templates, themes, filters and Markdown: page values in, bytes out.
//!
//! [`site`](crate::site) says what stands on each page; a [`Theme`] says how it looks; [`render_site`] brings the two
//! together, one page at a time. What it is not: writing to disk. Each file is handed to the caller as soon as it exists.

mod assets;
mod atom;
mod dates;
mod engine;
mod facts;
mod find;
mod highlights;
mod json_feed;
mod manifest;
pub(crate) mod markdown;
mod problem;
mod strings;
mod theme;

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use tera::{Context, Tera, Value};

use crate::config::ThemeValue;
use crate::diagnostic::{Diagnostic, Severity};
use crate::site::view::{SiteView, View};
use crate::site::{Output, Page, Plan, SiteInput, routes};

pub use markdown::to_html as markdown;
pub use theme::Theme;

/// Why a site could not be rendered.
#[derive(Debug)]
pub enum RenderError<E> {
    /// A template failed, at the place that the diagnostic names.
    Template(Box<Diagnostic>),
    /// The caller could not take a file.
    Emit(E),
}

/// What takes the files: path below `output/`, and bytes.
pub type Emit<'e, E> = dyn FnMut(&str, Vec<u8>) -> Result<(), E> + 'e;

/// Renders the whole site: the theme's static files, every page, feeds, sitemap and `links.json`. Each file goes to
/// `emit` with its path below `output/`; no two have the same path. The same input gives the same bytes.
///
/// Returns what the keeper should know: notices, and pages that were left out because their path is unsafe.
pub fn render_site<E>(
    input: &SiteInput<'_>,
    theme: &Theme,
    emit: &mut Emit<'_, E>,
) -> Result<Vec<Diagnostic>, RenderError<E>> {
    let mut diagnostics = Vec::new();
    let zone = time_zone(&input.config.site.timezone, &mut diagnostics);
    let plan = Plan::new(input, zone.clone());
    diagnostics.extend(plan.diagnostics());
    let wanted = &input.config.site.language;
    let spoken = theme.strings(wanted).language().to_owned();
    if !wanted.to_lowercase().starts_with(&spoken.to_lowercase()) {
        let message = format!("the theme has no words in `{wanted}`: its texts are in `{spoken}`");
        let help = format!(
            "add `themes/{}/strings/{wanted}.toml`; docs/themes.md says how",
            input.config.site.theme
        );
        diagnostics.push(Diagnostic::notice("theme-language", message).help(help));
    }
    let (settings, _) = theme.settings(&input.config.theme);
    let renderer = Renderer::new(theme, &plan.site(), &settings, zone).map_err(RenderError::Template)?;
    let mut put = |route: &str, bytes: Vec<u8>| {
        if routes::is_safe(route) {
            return emit(route, bytes).map_err(RenderError::Emit);
        }
        diagnostics.push(unsafe_route(route));
        Ok(())
    };
    if input.search {
        find::write(&plan, &theme.strings(wanted), &mut put)?;
    }
    for output in plan.outputs() {
        match output {
            Output::Page(mut page) => {
                if let View::Reader(view) = &mut page.view
                    && let Some(notes) = view.notes
                {
                    view.article = highlights::mark(&view.article, notes);
                }
                let html = renderer.page(&page).map_err(RenderError::Template)?;
                put(&page.info.route, html.into_bytes())?;
            }
            Output::Feed(feed) => {
                put(&feed.route, atom::to_xml(&feed))?;
                put(&feed.json_route, json_feed::to_json(&feed))?;
            }
            Output::File { route, bytes } => put(&route, bytes)?,
        }
    }
    if plan.adds() && theme.offers_share() {
        put(routes::MANIFEST, manifest::to_json(&plan.site(), theme))?;
    }
    // Last: now it is known which of them the pages use.
    for (route, bytes) in theme.assets().files() {
        put(route, bytes.to_vec())?;
    }
    Ok(diagnostics)
}

/// The site's time zone; UTC, with a warning, when nobody knows the name.
fn time_zone(name: &str, diagnostics: &mut Vec<Diagnostic>) -> TimeZone {
    TimeZone::get(name).unwrap_or_else(|_| {
        diagnostics.push(Diagnostic {
            severity: Severity::Warning,
            code: "unknown-timezone",
            message: format!("the time zone `{name}` is not known here; dates are shown in UTC"),
            primary: None,
            label: String::new(),
            related: Vec::new(),
            help: Some("use an IANA name such as \"Europe/Berlin\" in `[site] timezone`".to_owned()),
        });
        TimeZone::UTC
    })
}

fn unsafe_route(route: &str) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        code: "unsafe-path",
        message: format!(
            "`{}` is no path that may be written below the output folder; left out",
            route.escape_debug()
        ),
        primary: None,
        label: String::new(),
        related: Vec::new(),
        help: Some(
            "look for an odd `id` in the links, an odd `slug` in tags.toml, or an odd name in the store"
                .to_owned(),
        ),
    }
}

/// A theme bound to one site: its title, its time zone, its language.
#[derive(Debug)]
pub struct Renderer<'t> {
    theme: &'t Theme,
    tera: Tera,
    site: Value,
    settings: Value,
    language: Value,
    /// `rtl` or `ltr`: how the interface's words are written.
    direction: &'static str,
}

impl<'t> Renderer<'t> {
    /// Binds a theme to a site; `settings` are the theme's own.
    pub fn new(
        theme: &'t Theme,
        site: &SiteView,
        settings: &BTreeMap<String, ThemeValue>,
        zone: TimeZone,
    ) -> Result<Self, Box<Diagnostic>> {
        let strings = theme.strings(&site.language);
        let language = Value::from(strings.language());
        let primary = strings.language().split('-').next().unwrap_or_default();
        let rtl = ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"].contains(&primary);
        let direction = if rtl { "rtl" } else { "ltr" };
        let tera = theme.bind(strings, zone);
        let site = Value::try_from_serializable(site).map_err(|error| theme.problem(&error))?;
        let settings = Value::try_from_serializable(settings).map_err(|error| theme.problem(&error))?;
        Ok(Self { theme, tera, site, settings, language, direction })
    }

    /// Draws one page.
    pub fn page(&self, page: &Page<'_>) -> Result<String, Box<Diagnostic>> {
        let template = page.info.kind.template();
        let context = self.context(page).map_err(|error| self.theme.problem(&error))?;
        self.tera.render(template, &context).map_err(|error| {
            let offered: Vec<String> = offered(&page.view);
            self.theme.problem_with(&error, &offered)
        })
    }

    fn context(&self, page: &Page<'_>) -> tera::TeraResult<Context> {
        let mut context = Context::from_serialize(&page.view)?;
        context.insert_value("site", self.site.clone());
        context.insert_value("theme", self.settings.clone());
        context.insert_value("page", Value::try_from_serializable(&page.info)?);
        context.insert_value("lang", self.language.clone());
        context.insert_value("dir", Value::from(self.direction));
        context.insert_value("root", Value::from(page.info.root.as_str()));
        Ok(context)
    }
}

/// Names that a page's template may use, for the help of an error.
fn offered(view: &crate::site::view::View<'_>) -> Vec<String> {
    let value = serde_json::to_value(view).unwrap_or_default();
    let own = value.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
    ["site", "theme", "page", "lang", "dir", "root"].map(str::to_owned).into_iter().chain(own).collect()
}
