//! What a link leads to: a page, a PDF, a picture, … One set of words for snapshots, rules, queries and the site.

use serde::{Deserialize, Serialize};
use url::Url;

/// What the captured thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContentKind {
    /// An HTML or XHTML page.
    Page,
    /// Plain text, JSON, XML and the like, shown as text.
    Text,
    /// A picture.
    Image,
    /// A PDF.
    Pdf,
    /// Sound.
    Audio,
    /// Moving pictures.
    Video,
    /// Anything else: offered as a file.
    File,
}

/// Endings of paths that say what is behind them. Any other, such as `.html` or `.php`, and none is a page's.
const ENDINGS: [(ContentKind, &[&str]); 6] = [
    (ContentKind::Text, &["atom", "bib", "csv", "json", "log", "rss", "tex", "tsv", "txt", "xml"]),
    (
        ContentKind::Image,
        &[
            "apng", "avif", "bmp", "gif", "heic", "heif", "ico", "jpeg", "jpg", "jxl", "png", "svg", "tif",
            "tiff", "webp",
        ],
    ),
    (ContentKind::Pdf, &["pdf"]),
    (ContentKind::Audio, &["aac", "aiff", "flac", "m4a", "mid", "mp3", "oga", "ogg", "opus", "wav", "wma"]),
    (
        ContentKind::Video,
        &["3gp", "avi", "flv", "m4v", "mkv", "mov", "mp4", "mpeg", "mpg", "ogv", "webm", "wmv"],
    ),
    (
        ContentKind::File,
        &[
            "7z", "apk", "azw3", "bin", "bz2", "deb", "djvu", "dmg", "doc", "docx", "epub", "exe", "gz",
            "iso", "jar", "mobi", "msi", "odp", "ods", "odt", "pkg", "ppt", "pptx", "ps", "rar", "rpm",
            "rtf", "tar", "tgz", "torrent", "whl", "xls", "xlsx", "xz", "zip", "zst",
        ],
    ),
];

impl ContentKind {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Page, Self::Text, Self::Image, Self::Pdf, Self::Audio, Self::Video, Self::File];

    /// Its name in paths, keys and data: the one that it is serialised by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Text => "text",
            Self::Image => "image",
            Self::Pdf => "pdf",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::File => "file",
        }
    }

    /// The one of this name, in any case of letters.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name))
    }

    /// What an address promises by the ending of its path. The answer may be something else: a page that shows a
    /// picture is often named like it.
    pub fn of_address(url: &Url) -> Self {
        let last = url.path().rsplit('/').next().unwrap_or_default();
        let ending = last.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        let promised = ending.and_then(|ending| {
            ENDINGS.iter().find(|(_, endings)| endings.contains(&ending.as_str())).map(|(kind, _)| *kind)
        });
        promised.unwrap_or(Self::Page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_of_paths() {
        use ContentKind::{Audio, File, Image, Page, Pdf, Text, Video};
        for (address, kind) in [
            ("https://a.example/x/Paper.PDF?download=1#page=3", Pdf),
            ("https://a.example/x.pdf/", Page),
            ("https://a.example/get?file=x.pdf", Page),
            ("https://a.example/", Page),
            ("https://a.example/index.html", Page),
            ("https://a.pdf/", Page),
            ("https://a.example/.png", Image),
            ("https://a.example/a.tar.gz", File),
            ("https://a.example/a.txt", Text),
            ("https://a.example/a.mp3", Audio),
            ("https://a.example/a.webm", Video),
        ] {
            assert_eq!(ContentKind::of_address(&Url::parse(address).unwrap()), kind, "{address}");
        }
    }

    #[test]
    fn names_are_those_of_data() {
        for kind in ContentKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
            assert_eq!(ContentKind::named(&kind.name().to_uppercase()), Some(kind));
        }
        assert_eq!(ContentKind::named("film"), None);
    }

    #[test]
    fn the_specification_lists_every_ending() {
        let specification = include_str!("../docs/format.md");
        let missing: Vec<_> = ENDINGS
            .iter()
            .flat_map(|(_, endings)| *endings)
            .filter(|ending| !specification.contains(&format!("`{ending}`")))
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
