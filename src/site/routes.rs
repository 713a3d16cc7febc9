//! Where things land below `output/`, and how one page points at another.
//!
//! A *route* is a path below `output/`, `/`-separated, as it is on disk: `tags/协程/index.html`. An *href* is what stands
//! in a page: percent-encoded, relative, always naming `index.html`, so that it works at a root, under `/repo/` and over
//! `file://`. Only canonical addresses drop `index.html`.

use super::facets::FacetKind;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986 section 2.3 and the slash between segments.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The home page, or a later page of it; pages count from 1.
pub fn home(page: usize) -> String {
    if page <= 1 { "index.html".to_owned() } else { format!("page/{page}/index.html") }
}

/// A tag's page, or a later page of it.
pub fn tag(slug: &str, page: usize) -> String {
    if page <= 1 { format!("tags/{slug}/index.html") } else { format!("tags/{slug}/page/{page}/index.html") }
}

/// The index of all tags.
pub const TAGS: &str = "tags/index.html";

/// The doors to all ways of browsing.
pub const BROWSE: &str = "browse/index.html";

/// The page for adding links.
pub const ADD: &str = "add/index.html";

/// What a phone needs to know to install the site, and to share pages to it.
pub const MANIFEST: &str = "manifest.webmanifest";

/// The search page.
pub const SEARCH: &str = "search/index.html";

/// The directory of the search index.
pub const SEARCH_INDEX: &str = "static/search/index.js";

/// Figures of the whole collection.
pub const STATISTICS: &str = "statistics/index.html";

/// The groups of a facet, such as all hosts.
pub fn facet(kind: FacetKind) -> String {
    format!("{}/index.html", kind.folder())
}

/// One group of a facet, or a later page of it.
pub fn group(kind: FacetKind, slug: &str, page: usize) -> String {
    let folder = kind.folder();
    if page <= 1 {
        format!("{folder}/{slug}/index.html")
    } else {
        format!("{folder}/{slug}/page/{page}/index.html")
    }
}

/// A page of the keeper's own.
pub fn own_page(slug: &str) -> String {
    format!("{slug}/index.html")
}

/// The reader view in a snapshot's folder.
pub fn reader(folder: &str) -> String {
    format!("{folder}/reader.html")
}

/// A link's page.
pub fn link(id: &str) -> String {
    format!("links/{id}/index.html")
}

/// The viewer in a snapshot's folder, or in the folder above it.
pub fn viewer(folder: &str) -> String {
    format!("{folder}/index.html")
}

/// The folder above a snapshot's: `archive/HOST/SLUG` of `archive/HOST/SLUG/TIME`.
pub fn parent(folder: &str) -> &str {
    folder.rsplit_once('/').map_or("", |(above, _)| above)
}

/// Percent-encodes a route for use in an href; the slashes stay.
pub fn encode(route: &str) -> String {
    utf8_percent_encode(route, ESCAPED).to_string()
}

/// Percent-encodes a word for use in a query.
pub fn encode_word(word: &str) -> String {
    encode(word).replace('/', "%2F")
}

/// What leads from a page to the root of the site: `../` once for each folder it lies in.
pub fn root_of(route: &str) -> String {
    "../".repeat(route.matches('/').count())
}

/// An href from a page whose root is `root` to `route`.
pub fn href(root: &str, route: &str) -> String {
    format!("{root}{}", encode(route))
}

/// The absolute address of a route below `base` (which ends in `/`), without `index.html`.
pub fn absolute(base: &str, route: &str) -> String {
    let path = route.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/'));
    format!("{base}{}", encode(path.unwrap_or(route)))
}

/// The path part of an absolute base URL: `/repo/` of `https://a.example/repo/`.
pub fn base_path(base: &str) -> Option<String> {
    let path = url::Url::parse(base).ok()?.path().to_owned();
    Some(if path.ends_with('/') { path } else { format!("{path}/") })
}

/// Whether a route stays below `output/` and has no segment that a file system or a server reads as something else.
/// Routes are made from ids, slugs and store paths that were checked where they were read; this is the last door.
pub fn is_safe(route: &str) -> bool {
    !route.is_empty()
        && route.split('/').all(|segment| {
            !segment.is_empty()
                && segment.len() <= 255
                && !matches!(segment, "." | "..")
                && !segment.contains(|c: char| c.is_control() || matches!(c, '\\' | ':'))
        })
}

/// The folder name under which an alias of a tag could redirect: lower-case letters and digits, the rest as single
/// hyphens. `None` when nothing is left, or when the name is not free to use anywhere (`page`, names reserved on Windows).
pub fn alias_slug(key: &str) -> Option<String> {
    let mut slug = String::new();
    for c in key.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    (!slug.is_empty() && slug.len() <= 120 && slug != "page" && !crate::model::id::is_reserved(slug))
        .then(|| slug.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hrefs_are_relative_and_encoded() {
        let from = tag("协程", 2);
        assert_eq!(from, "tags/协程/page/2/index.html");
        assert_eq!(root_of(&from), "../../../../");
        assert_eq!(href(&root_of(TAGS), &tag("协程", 1)), "../tags/%E5%8D%8F%E7%A8%8B/index.html");
        assert_eq!(href("", "a b/100%.html"), "a%20b/100%25.html");
        assert_eq!(
            href("", "archive/h+8080/x:y?z#q/index.html"),
            "archive/h%2B8080/x%3Ay%3Fz%23q/index.html"
        );
    }

    #[test]
    fn canonical_addresses_drop_index_html() {
        let base = "https://a.example/repo/";
        assert_eq!(absolute(base, "index.html"), base);
        assert_eq!(absolute(base, "links/x/index.html"), "https://a.example/repo/links/x/");
        assert_eq!(absolute(base, "feed.xml"), "https://a.example/repo/feed.xml");
        assert_eq!(absolute(base, "tags/myindex.html"), "https://a.example/repo/tags/myindex.html");
        assert_eq!(base_path(base).as_deref(), Some("/repo/"));
        assert_eq!(base_path("https://a.example").as_deref(), Some("/"));
        assert_eq!(base_path("nonsense"), None);
    }

    #[test]
    fn unsafe_routes_are_refused() {
        for bad in ["", "/x", "a//b", "a/../b", "..", "a/./b", "a\\b", "c:/x", "a/\u{0}b", "a/"] {
            assert!(!is_safe(bad), "{bad:?}");
        }
        for good in ["index.html", "tags/c++/index.html", "archive/h+8080/s-1/2026/index.html", ".nojekyll"] {
            assert!(is_safe(good), "{good:?}");
        }
    }

    #[test]
    fn alias_slugs() {
        assert_eq!(alias_slug("Lang/Rust").as_deref(), Some("lang-rust"));
        assert_eq!(alias_slug("协程").as_deref(), Some("协程"));
        assert_eq!(alias_slug("c++").as_deref(), Some("c"));
        for none in ["page", "CON", "lpt1", "++", ""] {
            assert_eq!(alias_slug(none), None, "{none}");
        }
        assert_eq!(alias_slug("com10").as_deref(), Some("com10"));
    }
}
