//! Settings: `linkarium.toml`, the environment, and their defaults. Every key is optional.

mod given;
mod own;
mod private;
mod read;
mod repository;
mod rule;
mod rules;
mod settings;
#[cfg(test)]
mod tests;
mod units;

use std::time::Duration;

use crate::kind::ContentKind;
pub use repository::{Forge, RepositorySettings};
pub use rule::Address;
pub use units::duration;

/// `[site]`: what the site says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteSettings {
    /// Shown at the top of every page. Default `Links`.
    pub title: String,
    /// One sentence under the title.
    pub description: Option<String>,
    /// Name for feeds.
    pub author: Option<String>,
    /// Absolute http(s) URL of the site's root, ending in `/`; sitemap, feeds and 404 need it.
    pub base_url: Option<String>,
    /// BCP 47 tag of the interface. Default `en`.
    pub language: String,
    /// Name of the theme. Default `default`.
    pub theme: String,
    /// IANA time zone in which local dates are read and shown. Default `UTC`.
    pub timezone: String,
}

/// `[capture]`: how pages are fetched.
#[derive(Debug, Clone, PartialEq)]
pub struct CaptureSettings {
    /// Requests in flight, over all hosts. Default 128.
    pub concurrency: usize,
    /// Requests in flight to one host and port. Default 6.
    pub per_host: usize,
    /// Least time between the starts of two page requests to one host. Default 0.
    pub delay: Duration,
    /// Time to connect, TLS included. Default 10 s.
    pub connect_timeout: Duration,
    /// Time for one request from its start to the end of its body. Default 30 s.
    pub resource_timeout: Duration,
    /// Time for a whole page with everything it needs. Default 120 s.
    pub timeout: Duration,
    /// How often a request that deserves it is tried again. Default 2.
    pub retries: u32,
    /// `User-Agent`. Default: a browser-like one that names Linkarium.
    pub user_agent: String,
    /// Decoded bytes of a page's own document. Default 20 MB.
    pub max_page_bytes: u64,
    /// Decoded bytes of one resource. Default 30 MB.
    pub max_resource_bytes: u64,
    /// Decoded bytes of a page and everything it needs. Default 100 MB.
    pub max_snapshot_bytes: u64,
    /// Redirects followed. Default 10.
    pub max_redirects: usize,
    /// Whether audio and video bodies are fetched. Default false.
    pub media: bool,
    /// HOST, HOST:PORT, IP, IP:PORT or CIDR that may be private. Default none.
    pub allow_private: Vec<String>,
}

/// `[store]`.
#[derive(Debug, Clone, PartialEq)]
pub struct StoreSettings {
    /// The snapshot store, relative to the collection. Default `snapshots`.
    pub path: String,
}

/// `[build]`.
#[derive(Debug, Clone, PartialEq)]
pub struct BuildSettings {
    /// The built site, relative to the collection. Default `output`.
    pub output: String,
    /// Links on one page of a listing. Default 50.
    pub page_size: usize,
    /// Whether consent banners that only a script could close stay in the view. Default false.
    pub banners: bool,
    /// Whether the site has a search index. Default true.
    pub search: bool,
    /// Bytes of each snapshot's text that search knows. Default 32 kB: some 5,000 words, or 10,000 Chinese characters.
    pub search_text: u64,
}

/// One `[[menu]]`: an entry of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuEntry {
    /// Its words.
    pub title: String,
    /// Where it leads.
    pub target: MenuTarget,
}

/// Where an entry of the menu leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MenuTarget {
    /// To the `[[page]]` of this slug.
    Page(String),
    /// To an http or https address.
    Address(String),
}

/// One `[[page]]`: a page of the keeper's own, written in Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPage {
    /// Its folder below the site's root.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its file, relative to the collection.
    pub file: String,
}

/// `[import]`: how links of other programs come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportSettings {
    /// What becomes of their folders. Default: paths.
    pub folders: FolderChoice,
}

/// What becomes of the folders of other programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum FolderChoice {
    /// Folders below `links/`.
    #[default]
    Paths,
    /// Tags, with `/` between the levels.
    Tags,
    /// Both.
    Both,
}

/// Data out of a page's scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// `json-ld`: `<script type="application/ld+json">` (JSON-LD 1.1, section 7.2 "Embedding JSON-LD in HTML Documents").
    JsonLd,
}

impl Keep {
    /// The word for it in `keep`.
    pub fn name(self) -> &'static str {
        match self {
            Self::JsonLd => "json-ld",
        }
    }
}

/// One `[[rule]]`: declarative edits for the links it matches. A link must satisfy each kind of matcher that is there, and
/// of each any one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rule {
    /// The line of its `[[rule]]` in `linkarium.toml`, from 1: its name for people.
    pub line: usize,
    /// Globs over `host/path`, e.g. `*.example.org/*`.
    pub matches: Vec<String>,
    /// Hosts, as [`crate::host::host`] gives them: the rule applies to links of one of them or of one below it.
    pub hosts: Vec<String>,
    /// Tag keys: the rule applies to links that carry one of them or a descendant.
    pub having: Vec<String>,
    /// What the link's address promises, by the ending of its path.
    pub kinds: Vec<ContentKind>,
    /// Tags to add.
    pub tags: Vec<String>,
    /// Archive policy.
    pub archive: Option<bool>,
    /// CSS selectors whose elements are left out of the view; the bytes are never touched.
    pub remove: Vec<String>,
    /// What a page's scripts hold that is published beside its snapshot, as data.
    pub keep: Vec<Keep>,
    /// Extra request headers.
    pub headers: Vec<(String, String)>,
}

/// All settings.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Config {
    /// `[site]`
    pub site: SiteSettings,
    /// `[capture]`
    pub capture: CaptureSettings,
    /// `[store]`
    pub store: StoreSettings,
    /// `[build]`
    pub build: BuildSettings,
    /// `[import]`
    pub import: ImportSettings,
    /// `[repository]`
    pub repository: RepositorySettings,
    /// `[[rule]]`, in file order.
    pub rules: Vec<Rule>,
    /// `[[page]]`, in file order.
    pub pages: Vec<OwnPage>,
    /// `[[menu]]`, in file order, after the pages.
    pub menu: Vec<MenuEntry>,
    /// `[theme]`: what the keeper sets of the theme's own settings, in file order.
    pub theme: Vec<ThemeSetting>,
}

/// One key of `[theme]`. Whether the theme knows it, the theme says.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeSetting {
    /// Its name.
    pub key: String,
    /// Its value: a text, a number, or yes or no.
    pub value: ThemeValue,
    /// Where it stands in `linkarium.toml`, in bytes.
    pub at: std::ops::Range<usize>,
}

/// The value of a theme's setting.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum ThemeValue {
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(u64),
    /// A text.
    Text(String),
}

impl SiteSettings {
    /// The time zone; UTC where this machine does not know its name.
    pub fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(&self.timezone).unwrap_or(jiff::tz::TimeZone::UTC)
    }
}

impl Default for SiteSettings {
    fn default() -> Self {
        Self {
            title: "Links".into(),
            description: None,
            author: None,
            base_url: None,
            language: "en".into(),
            theme: "default".into(),
            timezone: "UTC".into(),
        }
    }
}

impl Default for CaptureSettings {
    fn default() -> Self {
        Self {
            concurrency: 128,
            per_host: 6,
            delay: Duration::ZERO,
            connect_timeout: Duration::from_secs(10),
            resource_timeout: Duration::from_secs(30),
            timeout: Duration::from_mins(2),
            retries: 2,
            user_agent: concat!("Mozilla/5.0 (compatible; Linkarium/", env!("CARGO_PKG_VERSION"), ")").into(),
            max_page_bytes: 20_000_000,
            max_resource_bytes: 30_000_000,
            max_snapshot_bytes: 100_000_000,
            max_redirects: 10,
            media: false,
            allow_private: Vec::new(),
        }
    }
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self { path: "snapshots".into() }
    }
}

impl Default for BuildSettings {
    fn default() -> Self {
        Self { output: "output".into(), page_size: 50, banners: false, search: true, search_text: 32_000 }
    }
}
