//! What replay yields: pages with link slots, and the assets they use. Plain data, cached by the hash of its inputs.

use serde::{Deserialize, Serialize};

pub use crate::kind::ContentKind;
use crate::store::record::{Digest, Role};

/// A place in a document where the target of an outward link goes, once it is known what is archived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Byte offset in [`Document::html`] at which the attributes (` href="…" target="…" rel="…"`) are inserted.
    pub at: usize,
    /// Absolute http(s), mailto, … URL with its fragment.
    pub url: String,
    /// Whether the attribute is `xlink:href` (SVG 1.1 links) rather than `href`.
    #[serde(default)]
    pub xlink: bool,
    /// Whether the link has a `title` of its own.
    #[serde(default)]
    pub titled: bool,
}

/// One safe HTML document: `page.html`, or one of its frames beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// File name below the snapshot's folder: `page.html`, `page-frame-1.html`, …
    pub name: String,
    /// The document; UTF-8; slots not yet filled.
    pub html: String,
    /// Slots by rising offset.
    pub slots: Vec<Slot>,
}

/// Where an asset's bytes come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AssetContent {
    /// The blob as it is.
    Blob(Digest),
    /// Derived bytes (a style sheet with its URLs changed, a sanitised SVG).
    Bytes(Vec<u8>),
}

/// One published file below `output/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    /// `assets/ab/abcdef….css`: named by the SHA-256 of the published bytes.
    pub path: String,
    /// Its bytes.
    pub content: AssetContent,
}

/// Something the page needs that is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// Absolute URL.
    pub url: String,
    /// What it would have been.
    pub role: Role,
    /// Why, one sentence.
    pub reason: String,
}

/// What the page says about itself. All plain text, trimmed, white space folded, bounded in length; still hostile:
/// to be escaped wherever it lands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PageMeta {
    /// `og:title` or `title`.
    pub title: Option<String>,
    /// `og:description` or `description`.
    pub description: Option<String>,
    /// `html lang`, or Content-Language.
    pub language: Option<String>,
    /// Author.
    pub author: Option<String>,
    /// Publication time as the page gives it, ISO 8601.
    pub published: Option<String>,
    /// `og:site_name`.
    pub site_name: Option<String>,
    /// Path of the page's icon among the assets.
    pub icon: Option<String>,
    /// Path of the page's JSON-LD among the assets, where a rule keeps it: an array of what its scripts hold.
    #[serde(default)]
    pub json_ld: Option<String>,
    /// The URL that the page calls its own.
    pub canonical: Option<String>,
    /// Number of words (CJK: characters) of visible text.
    pub words: usize,
}

/// The reader view: a page's article, in a small vocabulary of clean HTML.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    /// Named `reader`: a fragment to stand in an `article` of a page that lies where `page.html` does, below an `h1`.
    pub document: Document,
    /// Number of words (CJK: characters).
    pub words: usize,
    /// Minutes that reading takes, at least one.
    pub minutes: usize,
    /// The article's language, as a tag of a language that exists.
    pub language: Option<String>,
    /// Whether the article is written from right to left.
    pub rtl: bool,
    /// Its headings, in order.
    pub headings: Vec<Heading>,
    /// The page's preview picture, where the article itself has no picture.
    pub hero: Option<Picture>,
}

/// A heading of a reader view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 2 to 6.
    pub level: u8,
    /// Its `id`, which begins with `r-`.
    pub id: String,
    /// Its text.
    pub text: String,
}

/// A published picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Path below `output/`.
    pub path: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// What a small picture of a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThumbnailKind {
    /// What the page is about.
    Lead,
    /// Whose page it is.
    Icon,
}

/// A small picture that stands for the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thumbnail {
    /// Path below `output/`; one of the assets.
    pub path: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// What it shows.
    pub kind: ThumbnailKind,
}

/// The result of deriving one capture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Derived {
    /// What it is.
    pub kind: ContentKind,
    /// Media type of the page's own bytes, lower-case, e.g. `text/html`.
    pub media_type: String,
    /// The first is `page.html`; frames follow.
    pub documents: Vec<Document>,
    /// Everything the documents use, each path once.
    pub assets: Vec<Asset>,
    /// For a picture, PDF, medium or file: the asset that is the thing itself.
    pub main_asset: Option<String>,
    /// What the page says about itself.
    pub meta: PageMeta,
    /// The reader view; `None` where there is no article.
    pub reader: Option<Reader>,
    /// Plain text for search: the article's, else all that the page shows; blocks are separated by line feeds.
    pub text: String,
    /// A small picture of it.
    pub thumbnail: Option<Thumbnail>,
    /// What the page needs and the capture does not have.
    pub missing: Vec<Missing>,
    /// What a reader should know, such as "shown as text: nested too deeply".
    pub notices: Vec<String>,
}
