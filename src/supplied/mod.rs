//! Copies of pages that a person saved: which program made one, what it says of itself, and what a capture record holds
//! of it. PURE: bytes and a file's name in, plain data out. What it is not: shortcuts and lists of links (`exchange`),
//! and deciding where a copy goes (`pipeline::intake`).
//!
//! The address of a copy is the one that the program wrote into it, else the one that a person put beside it
//! ([`beside`]). What the page itself calls its address (`canonical`, `og:url`) is never taken for it: a page may claim
//! any, and would be filed under it. It is told as a hint ([`claimed_address`]).

pub mod beside;
mod comment;
mod mhtml;
mod record;
#[cfg(test)]
mod tests;

use bytes::Bytes;
use jiff::Timestamp;

use crate::model::address;
use crate::replay;
use crate::store::record::Role;
use crate::web::dom::Budget;
use crate::web::media::{self, Class, Media};
pub use record::{record_of, settle};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A page with all that it needs within it, by SingleFile.
    SingleFile,
    /// The same as an archive that unpacks itself by a script.
    Compressed,
    /// A page with all that it needs within it, by monolith.
    Monolith,
    /// A page alone, with the comment of Chrome and Internet Explorer.
    SavedFrom,
    /// A page and its parts in one file, RFC 2557.
    Mhtml,
    /// A file as it came: a page, a picture, a PDF, a text.
    Plain(Class),
    /// Nothing that is shown.
    Unknown,
}

/// A copy, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// What made it: `singlefile`, `monolith`, `mhtml`, or `file`.
    pub engine: &'static str,
    /// The address that it says it was saved from.
    pub address: Option<String>,
    /// When it was saved, as it says.
    pub saved: Option<Timestamp>,
    /// The page first, then what it needs.
    pub parts: Vec<Part>,
    /// Parts that cannot be kept: what they are, and why.
    pub lost: Vec<(String, String)>,
}

/// One body of a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its address. The page's own may stand in the copy alone.
    pub url: Option<String>,
    /// Its Content-ID.
    pub content_id: Option<String>,
    /// Its type, with parameters.
    pub content_type: Option<String>,
    /// What it is to the page.
    pub role: Role,
    /// Its bytes.
    pub body: Bytes,
}

/// What a file is, told by its bytes and, where they say nothing, its name.
pub fn kind_of(name: &str, bytes: &[u8]) -> Kind {
    if mhtml::is_mhtml(name, bytes) {
        return Kind::Mhtml;
    }
    let media = media_of(name, bytes);
    match media.class {
        Class::Html | Class::Xhtml => comment::read(bytes).map_or(Kind::Plain(media.class), |said| said.kind),
        Class::Xml if comment::read(bytes).is_some() => Kind::SavedFrom,
        Class::Font | Class::Binary | Class::Script | Class::Css => Kind::Unknown,
        class => Kind::Plain(class),
    }
}

impl Kind {
    /// Whether a program says in the file that it is a copy of a page.
    pub fn is_copy(self) -> bool {
        !matches!(self, Self::Plain(_) | Self::Unknown)
    }

    /// Whether it is read as a thing by itself rather than as words that may be about something: its address may stand in
    /// a file of the same name with another ending.
    pub fn is_thing(self) -> bool {
        use Class::{Audio, Html, Image, Pdf, Svg, Video, Xhtml};
        self.is_copy() || matches!(self, Self::Plain(Html | Xhtml | Pdf | Image | Svg | Audio | Video))
    }
}

/// Takes a copy apart. The error says why it cannot be one, to follow the file's name.
///
/// # Errors
/// When it is nothing that is shown, or is damaged so that the page itself cannot be had.
pub fn read(name: &str, bytes: &Bytes) -> Result<Copy, String> {
    let plain = |engine, said: Option<comment::Said>| {
        let media = media_of(name, bytes);
        // What SingleFile writes is always UTF-8, and its comment may push the page's own word of it too far down.
        let utf8 = engine == "singlefile" && std::str::from_utf8(bytes).is_ok();
        let content_type = if utf8 { format!("{}; charset=utf-8", media.essence) } else { media.essence };
        let part = Part {
            url: None,
            content_id: None,
            content_type: Some(content_type),
            role: Role::Document,
            body: bytes.clone(),
        };
        let (address, saved) = said.map(|said| (said.address, said.saved)).unwrap_or_default();
        Copy { engine, address, saved, parts: vec![part], lost: Vec::new() }
    };
    if bytes.is_empty() {
        return Err("is empty".into());
    }
    match kind_of(name, bytes) {
        Kind::Mhtml => mhtml::read(bytes),
        Kind::SingleFile => Ok(plain("singlefile", comment::read(bytes))),
        Kind::Monolith => Ok(plain("monolith", comment::read(bytes))),
        Kind::SavedFrom => Ok(plain("file", comment::read(bytes))),
        Kind::Plain(_) => Ok(plain("file", None)),
        Kind::Compressed => {
            Err("is an archive of SingleFile that only a script can unpack: save the page as plain HTML, without \
             \"self-extracting\" or compression"
                .into())
        }
        Kind::Unknown => Err("is no page, picture, PDF or text, as far as its bytes tell".into()),
    }
}

/// The address that a page calls its own. It is no more than a claim.
pub fn claimed_address(bytes: &[u8]) -> Option<String> {
    let nowhere = url::Url::parse("about:blank").ok()?;
    let meta = replay::metadata(bytes, None, &nowhere, &Budget::default())?;
    meta.canonical.filter(|url| address::check(url).is_ok())
}

/// The type of a file that came without one: what its bytes are, where its name does not say it better.
fn media_of(name: &str, bytes: &[u8]) -> Media {
    let extension = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    let claimed = match extension.as_str() {
        "html" | "htm" => Some("text/html"),
        "xhtml" | "xht" => Some("application/xhtml+xml"),
        "svg" => Some("image/svg+xml"),
        "pdf" => Some("application/pdf"),
        "json" => Some("application/json"),
        "js" | "mjs" => Some("text/javascript"),
        "css" => Some("text/css"),
        _ => None,
    };
    let guessed = media::classify(None, false, bytes, Role::Document);
    let fits = |claimed: &str| match guessed.class {
        // A name makes no text of other bytes, and no page of a picture.
        Class::Text | Class::Html | Class::Xml => claimed != "application/pdf",
        _ => false,
    };
    match claimed.filter(|claimed| fits(claimed)) {
        Some(claimed) => media::classify(Some(claimed), false, bytes, Role::Document),
        None if guessed.class == Class::Text && extension == "pdf" => {
            Media { essence: "application/octet-stream".into(), class: Class::Binary }
        }
        None => guessed,
    }
}
