//! URLs of our own making: the only ones, beside fragments and embedded pictures, that a derived file may hold.

/// Where a derived file lies, seen from which its URLs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// `archive/HOST/SLUG/TIME/page.html`, or a frame beside it.
    Page,
    /// `assets/ab/…`.
    Asset,
    /// Within a `data:` URL, from where nothing else can be named.
    Embedded,
}

impl Place {
    /// What leads from here to the folder `assets/`.
    fn to_assets(self) -> &'static str {
        match self {
            Self::Page => "../../../../assets/",
            Self::Asset => "../",
            Self::Embedded => "",
        }
    }

    /// The relative URL of an asset (`assets/ab/…`), with a fragment where there is one.
    pub(crate) fn url_of(self, asset: &str, fragment: Option<&str>) -> String {
        let name = asset.strip_prefix("assets/").unwrap_or(asset);
        match fragment {
            Some(fragment) => format!("{}{name}#{fragment}", self.to_assets()),
            None => format!("{}{name}", self.to_assets()),
        }
    }

    /// Whether `url` is what [`Place::url_of`] writes.
    pub(crate) fn owns(self, url: &str) -> bool {
        if self == Self::Embedded {
            return false;
        }
        let Some(name) = url.strip_prefix(self.to_assets()) else { return false };
        let name = name.split('#').next().unwrap_or_default();
        let Some((folder, file)) = name.split_once('/') else { return false };
        let Some((hash, extension)) = file.split_once('.') else { return false };
        let hex = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
        folder.len() == 2
            && hash.len() == 64
            && hash.starts_with(folder)
            && hash.bytes().all(hex)
            && (1..=8).contains(&extension.len())
            && extension.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    }
}

/// Whether `url` is the name of a frame's document beside the page.
pub(crate) fn is_frame(url: &str) -> bool {
    let number = url.strip_prefix("page-frame-").and_then(|rest| rest.strip_suffix(".html"));
    number.is_some_and(|n| (1..=6).contains(&n.len()) && n.bytes().all(|c| c.is_ascii_digit()))
}

/// A URL as the URL standard reads it: without tabs, line ends, and controls and spaces at its ends.
pub(crate) fn stripped(url: &str) -> String {
    let url = url.trim_matches(|c: char| c <= ' ');
    url.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect()
}

/// The scheme of an absolute URL, lower-case, as a browser would see it.
pub(crate) fn scheme(url: &str) -> Option<String> {
    let url = stripped(url);
    let (scheme, _) = url.split_once(':')?;
    let plain = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'-' | b'.'));
    plain.then(|| scheme.to_ascii_lowercase())
}

/// Whether a URL runs code, or makes a document out of itself, when it is gone to.
pub(crate) fn is_active(url: &str) -> bool {
    match scheme(url).as_deref() {
        Some("javascript" | "vbscript" | "livescript" | "mocha" | "jscript") => true,
        Some("data") => !is_embedded_picture(url),
        _ => false,
    }
}

/// Whether it is a `data:` URL with a raster picture or a font in it, which can do nothing but be seen.
pub(crate) fn is_embedded_picture(url: &str) -> bool {
    let url = stripped(url);
    let Some(rest) = url.get(..5).filter(|s| s.eq_ignore_ascii_case("data:")).and(url.get(5..)) else {
        return false;
    };
    let kind = rest.split([';', ',']).next().unwrap_or_default().trim().to_ascii_lowercase();
    let picture = kind.strip_prefix("image/").is_some_and(|k| k != "svg+xml" && !k.contains("xml"));
    picture || kind.starts_with("font/") || kind.contains("font") && kind.starts_with("application/")
}

/// The URL that shows as a picture that could not be loaded, without asking for anything: measured, it takes the same
/// place in a layout as one that answers 404.
pub(crate) const BROKEN: &str = "data:,";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_its_own() {
        let path = format!("assets/ab/ab{}.css", "0".repeat(62));
        for place in [Place::Page, Place::Asset] {
            assert!(place.owns(&place.url_of(&path, None)));
            assert!(place.owns(&place.url_of(&path, Some("x y"))));
            for bad in ["", "../", "../x/y", "../../../../assets/ab/../../x", "//e/", "http://e/"] {
                assert!(!place.owns(bad), "{bad}");
            }
        }
        assert!(!Place::Page.owns(&Place::Asset.url_of(&path, None)));
        assert!(is_frame("page-frame-12.html"));
        assert!(
            !is_frame("page-frame-.html")
                && !is_frame("page-frame-1.html?x")
                && !is_frame("page-frame-x.html")
        );
    }

    #[test]
    fn sees_schemes_as_browsers_do() {
        for url in [
            "javascript:1",
            " \u{1}Java\tScript\n:1",
            "vbscript:x",
            "data:text/html,x",
            "data:,x",
            "DATA:image/svg+xml,",
        ] {
            assert!(is_active(url), "{url}");
        }
        for url in [
            "x:y/javascript:",
            "/javascript:1",
            "http://e/",
            "data:image/png;base64,AA",
            "data:font/woff2,",
            "#javascript:",
        ] {
            assert!(!is_active(url), "{url}");
        }
    }
}
