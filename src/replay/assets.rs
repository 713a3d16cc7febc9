//! Assets: the files that pages use, published once under the hash of their bytes.

use std::collections::HashMap;
use std::rc::Rc;

use indexmap::IndexMap;
use url::Url;

use super::derived::{AssetContent, Missing};
use super::embedded::clean_svg;
use super::own::Place;
use super::reader::Reading;
use super::resources::{Blobs, Found, Resources};
use super::sprites::Sprite;
use super::thumbnail;
use crate::store::layout::sha256_hex;
use crate::store::record::{Record, Role};
use crate::web::charset::{self, Hint};
use crate::web::dom::Budget;
use crate::web::media::{self, Class, Media};

/// What is known while one capture is derived.
pub(super) struct Workshop<'a> {
    pub(super) blobs: &'a dyn Blobs,
    pub(super) budget: Budget,
    pub(super) resources: Resources<'a>,
    /// Published files by path.
    pub(super) assets: IndexMap<String, AssetContent>,
    /// What is not there, by URL.
    pub(super) missing: IndexMap<String, Missing>,
    pub(super) notices: Vec<String>,
    /// Outcome of publishing an exchange in a role: its path, or why not.
    published: HashMap<(usize, Role), Result<String, String>>,
    /// Outcome of deriving a sheet, by exchange and the encoding it inherits.
    pub(super) sheets: HashMap<(usize, &'static str, bool), Result<String, String>>,
    /// Sheets that may still be derived: hostile imports could ask for endlessly many.
    pub(super) sheets_left: usize,
    /// Bytes of sheets that may still be derived.
    pub(super) sheet_bytes_left: usize,
    /// Whether a sheet's bytes are what a page promises, by exchange and promise.
    pub(super) integrity: HashMap<(usize, String), bool>,
    /// What stands for a plugin's picture, by exchange, and whether its height is given.
    pub(super) plugins: HashMap<(usize, bool), PluginKind>,
    /// Files of pictures taken apart, by exchange.
    pub(super) sprites: HashMap<usize, Option<Rc<Sprite>>>,
    /// Pictures among the assets, by path.
    pub(super) pictures: HashMap<String, Stored>,
    /// Preview pictures that the page names.
    pub(super) previews: Vec<Url>,
    /// Paths of the page's icons.
    pub(super) icons: Vec<String>,
    /// What the page says to a reader.
    pub(super) reading: Reading,
}

/// A picture among the assets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stored {
    /// The exchange that it came with.
    pub(super) index: usize,
    /// Width and height, where they can be told.
    pub(super) size: Option<(u32, u32)>,
}

/// Sheets derived for one capture.
const SHEETS: usize = 1_000;
/// Bytes of sheets derived for one capture.
const SHEET_BYTES: usize = 64 << 20;

/// The attributes that give a frame the size of a picture.
pub(super) type PluginSize = Vec<(&'static str, String)>;
/// What a plugin shows, and how large it is where that is an SVG picture; `None` when it is not there.
pub(super) type PluginKind = Option<(Class, Option<PluginSize>)>;

impl<'a> Workshop<'a> {
    pub(super) fn new(record: &'a Record, blobs: &'a dyn Blobs, budget: &Budget) -> Self {
        Self {
            blobs,
            budget: *budget,
            resources: Resources::new(record),
            assets: IndexMap::new(),
            missing: IndexMap::new(),
            notices: Vec::new(),
            published: HashMap::new(),
            sheets: HashMap::new(),
            sheets_left: SHEETS,
            sheet_bytes_left: SHEET_BYTES,
            integrity: HashMap::new(),
            plugins: HashMap::new(),
            sprites: HashMap::new(),
            pictures: HashMap::new(),
            previews: Vec::new(),
            icons: Vec::new(),
            reading: Reading::default(),
        }
    }

    /// Notes that something is not there; nothing is noted without a reason.
    pub(super) fn miss(&mut self, url: &Url, role: Role, reason: String) {
        if reason.is_empty() {
            return;
        }
        self.missing.entry(url.to_string()).or_insert_with(|| Missing { url: url.to_string(), role, reason });
    }

    /// Says something to the reader, once.
    pub(super) fn notice(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !self.notices.contains(&text) {
            self.notices.push(text);
        }
    }

    /// The bytes of an answer.
    pub(super) fn bytes(&self, found: Found<'_>) -> Result<Vec<u8>, String> {
        let digest = found.exchange.blob.as_deref().ok_or("its body was not stored")?;
        self.blobs.read(digest).ok_or_else(|| "its body is not in the store".to_owned())
    }

    /// Publishes derived bytes.
    pub(super) fn publish_bytes(&mut self, bytes: Vec<u8>, extension: &str) -> String {
        let hash = sha256_hex(&bytes);
        self.publish(&hash, extension, AssetContent::Bytes(bytes)).unwrap_or_default()
    }

    /// Publishes a blob as it is. `None` when its name is no hash.
    pub(super) fn publish_blob(&mut self, found: Found<'_>, extension: &str) -> Result<String, String> {
        let digest = found.exchange.blob.clone().ok_or("its body was not stored")?;
        self.publish(&digest, extension, AssetContent::Blob(digest.clone()))
            .ok_or_else(|| "its record names no proper blob".to_owned())
    }

    fn publish(&mut self, hash: &str, extension: &str, content: AssetContent) -> Option<String> {
        let path = format!("assets/{}/{hash}.{extension}", hash.get(..2)?);
        if !Place::Page.owns(&Place::Page.url_of(&path, None)) {
            return None;
        }
        self.assets.entry(path.clone()).or_insert(content);
        Some(path)
    }

    /// What the answer at `found` is to one who asked for it as `role`.
    pub(super) fn classify(found: Found<'_>, bytes: &[u8], role: Role) -> Media {
        media::classify(found.content_type(), found.nosniff(), bytes, role)
    }

    /// The path of the asset for a picture, font, track or medium, or why there is none (empty when nobody needs it).
    pub(super) fn asset(&mut self, url: &Url, role: Role) -> Result<String, String> {
        let found = self.resources.find(url)?;
        if let Some(known) = self.published.get(&(found.index, role)) {
            return known.clone();
        }
        let outcome = self.make(found, role);
        self.published.insert((found.index, role), outcome.clone());
        outcome
    }

    fn make(&mut self, found: Found<'_>, role: Role) -> Result<String, String> {
        let bytes = self.bytes(found)?;
        let media = Self::classify(found, &bytes, role);
        let fits = match role {
            Role::Image | Role::Icon => matches!(media.class, Class::Image | Class::Svg),
            Role::Font => media.class == Class::Font,
            Role::Media => matches!(media.class, Class::Audio | Class::Video),
            Role::Track => media.class == Class::Track,
            _ => false,
        };
        if role == Role::Font
            && matches!(media.essence.as_str(), "image/svg+xml" | "application/vnd.ms-fontobject")
        {
            // Formats of old that no browser of today asks for: nothing is missing without them.
            return Err(String::new());
        }
        if !fits {
            return Err(format!("what came is {}", media.essence));
        }
        let path = if media.class == Class::Svg {
            self.svg(found, &bytes)?
        } else {
            self.publish_blob(found, media::extension(&media))?
        };
        if matches!(role, Role::Image | Role::Icon) {
            let stored = Stored { index: found.index, size: thumbnail::size_of(&bytes) };
            self.pictures.insert(path.clone(), stored);
        }
        Ok(path)
    }

    /// The path of a sanitised SVG file.
    pub(super) fn svg(&mut self, found: Found<'_>, bytes: &[u8]) -> Result<String, String> {
        let decoded = charset::decode(bytes, found.content_type(), Hint::Xml);
        let dom = clean_svg(&decoded.text, Place::Asset, &self.budget).ok_or("not a well-formed SVG file")?;
        Ok(self.publish_bytes(dom.to_xml().into_bytes(), "svg"))
    }
}
