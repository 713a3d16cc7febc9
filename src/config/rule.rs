//! Which links a `[[rule]]` is for.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

use super::Rule;

/// What a parsed URL never holds in its path: the pattern's text is brought to the same form.
const PATH: &AsciiSet = &CONTROLS.add(b' ');

/// What kind of file an address promises, by the ending of its path: known before anything has been fetched, and the same
/// for ever. The names are those of the site's `type:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressKind {
    /// A page, or an ending that says nothing.
    Page,
    /// Plain text.
    Text,
    /// A PDF.
    Pdf,
    /// A picture.
    Image,
    /// Sound.
    Audio,
    /// A video.
    Video,
    /// An archive, a book, a document of an office, a program.
    File,
}

/// Kinds with their names and the endings that mean them; those of pages are all others.
const KINDS: [(AddressKind, &str, &[&str]); 7] = [
    (AddressKind::Page, "page", &[]),
    (
        AddressKind::Text,
        "text",
        &["txt", "text", "log", "csv", "tsv", "md", "markdown", "rst", "tex", "diff", "patch"],
    ),
    (AddressKind::Pdf, "pdf", &["pdf"]),
    (
        AddressKind::Image,
        "image",
        &["png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "bmp", "ico", "jxl", "tif", "tiff"],
    ),
    (AddressKind::Audio, "audio", &["mp3", "m4a", "ogg", "oga", "opus", "flac", "wav", "aac"]),
    (AddressKind::Video, "video", &["mp4", "m4v", "webm", "ogv", "mov", "mkv", "avi"]),
    (
        AddressKind::File,
        "file",
        &[
            "zip", "gz", "tgz", "bz2", "xz", "zst", "7z", "rar", "tar", "epub", "mobi", "azw3", "djvu", "ps",
            "doc", "docx", "odt", "rtf", "xls", "xlsx", "ods", "ppt", "pptx", "odp", "exe", "msi", "dmg",
            "pkg", "deb", "rpm", "apk", "iso", "jar",
        ],
    ),
];

impl AddressKind {
    /// The kind of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        KINDS.iter().find(|(_, known, _)| *known == name).map(|(kind, ..)| *kind)
    }

    /// Names of all kinds.
    pub fn names() -> impl Iterator<Item = &'static str> {
        KINDS.iter().map(|(_, name, _)| *name)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(kind, ..)| *kind == self).map_or("page", |(_, name, _)| name)
    }

    /// What an address promises.
    pub fn of_path(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or_default();
        let Some((_, ending)) = name.rsplit_once('.') else { return Self::Page };
        let ending = ending.to_ascii_lowercase();
        let found = KINDS.iter().find(|(.., endings)| endings.contains(&ending.as_str()));
        found.map_or(Self::Page, |(kind, ..)| *kind)
    }
}

impl Rule {
    /// Whether the rule is for a link: of each of `match`, `host`, `tag` and `type` that it has, one value must hold.
    /// `tags` are the link's, as keys.
    pub fn applies(&self, url: &str, tags: &[String]) -> bool {
        let has_tag = |wanted: &String| {
            tags.iter().any(|tag| {
                tag.strip_prefix(wanted.as_str())
                    .is_some_and(|below| below.is_empty() || below.starts_with('/'))
            })
        };
        if !self.wants_something() || !(self.having.is_empty() || self.having.iter().any(has_tag)) {
            return false;
        }
        if self.matches.is_empty() && self.hosts.is_empty() && self.kinds.is_empty() {
            return true;
        }
        let Ok(url) = Url::parse(url) else { return false };
        let host = url.host_str().unwrap_or("");
        let is_of = |wanted: &String| {
            host.strip_suffix(wanted.as_str()).is_some_and(|above| above.is_empty() || above.ends_with('.'))
        };
        (self.matches.is_empty() || self.matches.iter().any(|pattern| matches_url(pattern, &url)))
            && (self.hosts.is_empty() || self.hosts.iter().any(is_of))
            && (self.kinds.is_empty() || self.kinds.contains(&AddressKind::of_path(url.path())))
    }

    /// Whether it says which links it is for.
    pub fn wants_something(&self) -> bool {
        !(self.matches.is_empty() && self.hosts.is_empty() && self.having.is_empty() && self.kinds.is_empty())
    }
}

/// Whether a glob matches the host and path (with its query) of a URL; a glob without `/` matches the host alone. The
/// port counts when the glob names it.
fn matches_url(pattern: &str, url: &Url) -> bool {
    let host = url.host_str().unwrap_or("");
    let mut path = url.path().to_owned();
    if let Some(query) = url.query() {
        path.push('?');
        path.push_str(query);
    }
    let (pattern_host, pattern_path) = pattern.find('/').map_or((pattern, None), |at| {
        let (host, path) = pattern.split_at(at);
        (host, Some(path))
    });
    let mut wanted = ascii_host(pattern_host);
    let mut with_port = url.port().map(|port| format!("{host}:{port}"));
    let mut without = host.to_owned();
    if let Some(pattern_path) = pattern_path {
        wanted.extend(utf8_percent_encode(pattern_path, PATH));
        without.push_str(&path);
        if let Some(with_port) = &mut with_port {
            with_port.push_str(&path);
        }
    }
    glob(&wanted, &without) || with_port.is_some_and(|text| glob(&wanted, &text))
}

/// A pattern's host as URLs have it: lower case, each label beyond ASCII in punycode.
pub(super) fn ascii_host(pattern: &str) -> String {
    let lower = pattern.to_lowercase();
    if lower.is_ascii() {
        return lower;
    }
    let label = |label: &str| match Url::parse(&format!("http://{label}/")) {
        Ok(url) if !label.is_ascii() => url.host_str().unwrap_or(label).to_owned(),
        _ => label.to_owned(),
    };
    lower.split('.').map(label).collect::<Vec<_>>().join(".")
}

/// `*` is any run of characters, `?` one. Both texts are ASCII. The time is bounded by the product of the lengths.
fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(byte) = text.get(t) {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p + 1, t));
                p += 1;
            }
            Some(wanted) if *wanted == b'?' || wanted == byte => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((after, from)) => {
                    star = Some((after, from + 1));
                    p = after;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).is_some_and(|rest| rest.iter().all(|byte| *byte == b'*'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn by_url(pattern: &str, url: &str) -> bool {
        Rule { matches: vec![pattern.into()], ..Rule::default() }.applies(url, &[])
    }

    #[test]
    fn globs_over_host_and_path() {
        let yes = [
            ("*.example.org/*", "https://www.Example.ORG/a/b?c#d"),
            ("example.org", "http://example.org/any"),
            ("*/video-??", "https://a.example/x/video-12"),
            ("localhost:8080/*", "http://localhost:8080/"),
            ("localhost", "http://localhost:8080/"),
            ("*.BÜCHER.example/*", "https://x.bücher.example/"),
            ("a.example/*?id=1*", "https://a.example/p?id=12"),
            ("a.example/你*", "https://a.example/你好"),
            ("*", "https://x.example/"),
        ];
        for (pattern, url) in yes {
            assert!(by_url(pattern, url), "{pattern} {url}");
        }
        let no = [
            ("*.example.org/*", "https://example.org/"),
            ("example.org/", "https://example.org/a"),
            ("localhost:8080", "http://localhost/"),
            ("*", "no url"),
            ("*.org", "https://a.example/x.org"),
        ];
        for (pattern, url) in no {
            assert!(!by_url(pattern, url), "{pattern} {url}");
        }
    }

    #[test]
    fn tags_include_those_below() {
        let rule = Rule { having: vec!["lang".into()], ..Rule::default() };
        assert!(rule.applies("https://a.example", &["x".into(), "lang/rust".into()]));
        assert!(!rule.applies("https://a.example", &["language".into()]));
        let both = Rule { matches: vec!["b.example".into()], ..rule };
        assert!(!both.applies("https://a.example", &["lang".into()]));
        assert!(!Rule::default().applies("https://a.example", &["lang".into()]));
    }

    #[test]
    fn hosts_and_kinds() {
        let of_host = Rule { hosts: vec!["example.org".into()], ..Rule::default() };
        for (url, holds) in [
            ("https://example.org/", true),
            ("http://a.Example.ORG:8080/x", true),
            ("https://anexample.org/", false),
            ("https://example.org.evil.example/", false),
            ("no url", false),
        ] {
            assert_eq!(of_host.applies(url, &[]), holds, "{url}");
        }
        let kinds = vec![AddressKind::Pdf, AddressKind::Video];
        let of_kind = Rule { kinds, ..Rule::default() };
        assert!(of_kind.applies("https://a.example/b.PDF?x=1#p", &[]));
        assert!(of_kind.applies("https://a.example/b.c/d.mp4", &[]));
        assert!(
            !of_kind.applies("https://a.example/pdf", &[])
                && !of_kind.applies("https://a.example/x.pdf/", &[])
        );
        let both = Rule { hosts: vec!["b.example".into()], ..of_kind };
        assert!(
            both.applies("https://b.example/b.pdf", &[]) && !both.applies("https://a.example/b.pdf", &[])
        );
        for name in AddressKind::names() {
            assert_eq!(AddressKind::of_name(name).map(AddressKind::name), Some(name));
        }
    }

    proptest! {
        #[test]
        fn any_pattern_ends(pattern in "[a-c*?/.]{0,30}|\\PC{0,20}", url in "https://[a-c.]{1,20}/[a-c*?]{0,40}") {
            let _ = by_url(&pattern, &url);
        }

        #[test]
        fn a_text_without_wildcards_matches_itself(text in "[a-z0-9/.]{0,20}") {
            let (pattern, longer) = (format!("*{text}*"), format!("x{text}y"));
            prop_assert!(glob(&text, &text) && glob(&pattern, &longer));
        }
    }
}
