//! All formats: their names, which one a file has, reading and writing.

use jiff::tz::TimeZone;

use super::{Entry, Parsed, csv, html, json, markdown, saved, text, xml, yaml};

/// A format of other programs, or one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// Bookmarks of browsers and most other programs: `<!DOCTYPE NETSCAPE-Bookmark-file-1>`.
    Netscape,
    /// Any other HTML: every link in it, as Pocket and Instapaper export them in lists below headings.
    Html,
    /// JSON, of whichever program.
    Json,
    /// Pinboard's JSON, to be written.
    Pinboard,
    /// Comma-separated values with a line of names.
    Csv,
    /// XML of Pinboard and Delicious: `<posts>`.
    Posts,
    /// XBEL 1.0.
    Xbel,
    /// OPML 1 and 2.
    Opml,
    /// Atom or RSS: each entry is a link. Atom is written.
    Feed,
    /// Addresses, one a line, as OneTab exports them.
    Urls,
    /// Markdown: every link in it.
    Markdown,
    /// Outlines in YAML, of Static Marks.
    Yaml,
    /// A shortcut of Windows: `.url`.
    Shortcut,
    /// A shortcut of macOS: `.webloc`.
    Webloc,
}

/// A file that is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Read<'a> {
    /// Its name, without folders: a hint.
    pub name: &'a str,
    /// What it holds.
    pub bytes: &'a [u8],
}

/// What holds for everything that is written.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// Title of the collection.
    pub title: &'a str,
    /// Where a day begins.
    pub timezone: &'a TimeZone,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Netscape,
        Self::Html,
        Self::Json,
        Self::Pinboard,
        Self::Csv,
        Self::Posts,
        Self::Xbel,
        Self::Opml,
        Self::Feed,
        Self::Urls,
        Self::Markdown,
        Self::Yaml,
        Self::Shortcut,
        Self::Webloc,
    ];

    /// The name by which `--format` knows it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Netscape => "netscape",
            Self::Html => "html",
            Self::Json => "json",
            Self::Pinboard => "pinboard",
            Self::Csv => "csv",
            Self::Posts => "posts",
            Self::Xbel => "xbel",
            Self::Opml => "opml",
            Self::Feed => "atom",
            Self::Urls => "urls",
            Self::Markdown => "markdown",
            Self::Yaml => "yaml",
            Self::Shortcut => "url",
            Self::Webloc => "webloc",
        }
    }

    /// The format of a file, told by what it holds and, where that says nothing, by its name.
    pub fn detect(file: Read<'_>) -> Option<Self> {
        let families = [
            saved::detect,
            json::detect,
            xml::detect,
            html::detect,
            csv::detect,
            markdown::detect,
            yaml::detect,
            text::detect,
        ];
        families.iter().find_map(|detect| detect(file))
    }

    /// Reads a file. The error says what is wrong with it as a whole, without a full stop.
    ///
    /// # Errors
    /// When it is not of this format at all.
    pub fn read(self, file: Read<'_>) -> Result<Parsed, String> {
        match self {
            Self::Netscape => html::read_netscape(file.bytes),
            Self::Html => html::read_links(file.bytes),
            Self::Json | Self::Pinboard => json::read(file.bytes),
            Self::Csv => csv::read(file.bytes),
            Self::Posts => xml::read_posts(file.bytes),
            Self::Xbel => xml::read_xbel(file.bytes),
            Self::Opml => xml::read_opml(file.bytes),
            Self::Feed => xml::read_feed(file.bytes),
            Self::Urls => text::read(file.bytes),
            Self::Markdown => markdown::read(file.bytes),
            Self::Yaml => yaml::read(file.bytes),
            Self::Shortcut => saved::read_shortcut(file.bytes),
            Self::Webloc => saved::read_webloc(file.bytes),
        }
    }

    /// Whether it can be written.
    pub fn is_written(self) -> bool {
        !matches!(self, Self::Html | Self::Posts | Self::Yaml | Self::Shortcut | Self::Webloc)
    }

    /// The text of a file with these links; empty for a format that is not written.
    pub fn write(self, entries: &[Entry], ground: Ground<'_>) -> String {
        match self {
            Self::Netscape => html::write(entries, ground),
            Self::Json => json::write(entries, ground),
            Self::Pinboard => json::write_pinboard(entries, ground),
            Self::Csv => csv::write(entries, ground),
            Self::Xbel => xml::write_xbel(entries, ground),
            Self::Opml => xml::write_opml(entries, ground),
            Self::Feed => xml::write_feed(entries, ground),
            Self::Urls => text::write(entries, ground),
            Self::Markdown => markdown::write(entries, ground),
            Self::Html | Self::Posts | Self::Yaml | Self::Shortcut | Self::Webloc => String::new(),
        }
    }

    /// What of an entry is left after it was written in this format and read again.
    pub fn holds(self, entry: &Entry, ground: Ground<'_>) -> Entry {
        match self {
            Self::Netscape => html::holds(entry, ground),
            Self::Json => json::holds(entry, ground),
            Self::Pinboard => json::holds_pinboard(entry, ground),
            Self::Csv => csv::holds(entry, ground),
            Self::Xbel => xml::holds_xbel(entry, ground),
            Self::Opml => xml::holds_opml(entry, ground),
            Self::Feed => xml::holds_feed(entry, ground),
            Self::Markdown => markdown::holds(entry, ground),
            Self::Urls | Self::Html | Self::Posts | Self::Yaml | Self::Shortcut | Self::Webloc => {
                Entry::new(&entry.url)
            }
        }
    }
}
