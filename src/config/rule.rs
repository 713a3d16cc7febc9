//! Which links a `[[rule]]` is for.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

use super::Rule;

/// What a parsed URL never holds in its path: the pattern's text is brought to the same form.
const PATH: &AsciiSet = &CONTROLS.add(b' ');

impl Rule {
    /// Whether the rule is for a link: its glob matches the URL and its tag is among the link's tags (keys), or above
    /// one of them. A rule that has both wants both.
    pub fn applies(&self, url: &str, tags: &[String]) -> bool {
        let by_tag = self.tag.as_ref().is_none_or(|wanted| {
            tags.iter().any(|tag| {
                tag.strip_prefix(wanted.as_str())
                    .is_some_and(|below| below.is_empty() || below.starts_with('/'))
            })
        });
        let by_url = self.matches.as_ref().is_none_or(|pattern| matches_url(pattern, url));
        (self.tag.is_some() || self.matches.is_some()) && by_tag && by_url
    }
}

/// Whether a glob matches the host and path (with its query) of a URL; a glob without `/` matches the host alone. The
/// port counts when the glob names it.
fn matches_url(pattern: &str, url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
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
fn ascii_host(pattern: &str) -> String {
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
        Rule { matches: Some(pattern.into()), ..Rule::default() }.applies(url, &[])
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
        let rule = Rule { tag: Some("lang".into()), ..Rule::default() };
        assert!(rule.applies("https://a.example", &["x".into(), "lang/rust".into()]));
        assert!(!rule.applies("https://a.example", &["language".into()]));
        let both = Rule { matches: Some("b.example".into()), ..rule };
        assert!(!both.applies("https://a.example", &["lang".into()]));
        assert!(!Rule::default().applies("https://a.example", &["lang".into()]));
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
