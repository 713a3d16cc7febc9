//! Which links a `[[rule]]` is for.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

use super::Rule;
use crate::host::is_within;
use crate::kind::ContentKind;

/// What a parsed URL never holds in its path: the pattern's text is brought to the same form.
const PATH: &AsciiSet = &CONTROLS.add(b' ');

/// A link's address, taken apart once for all rules.
#[derive(Debug)]
pub struct Address {
    host: String,
    /// With the port, where it is not the scheme's own.
    with_port: Option<String>,
    /// Path and query.
    path: String,
    kind: ContentKind,
}

impl Address {
    /// Takes an address apart. `None` for what is none: no rule that looks at addresses matches it.
    pub fn of(url: &str) -> Option<Self> {
        let url = Url::parse(url).ok()?;
        let host = url.host_str().unwrap_or("").to_owned();
        let mut path = url.path().to_owned();
        if let Some(query) = url.query() {
            path.push('?');
            path.push_str(query);
        }
        let with_port = url.port().map(|port| format!("{host}:{port}"));
        Some(Self { with_port, path, kind: ContentKind::of_address(&url), host })
    }
}

impl Rule {
    /// Whether it says which links it is for.
    pub(super) fn has_matcher(&self) -> bool {
        !(self.matches.is_empty() && self.hosts.is_empty() && self.having.is_empty() && self.kinds.is_empty())
    }

    /// Whether the rule is for a link: of each kind of matcher that it has, one must hold. `has_tag` tells whether the
    /// link has a tag (a key) or one below it.
    pub fn applies(&self, address: Option<&Address>, has_tag: impl Fn(&str) -> bool) -> bool {
        let by_address = |holds: &dyn Fn(&Address) -> bool| address.is_some_and(holds);
        let hosts = &self.hosts;
        self.has_matcher()
            && (hosts.is_empty()
                || by_address(&|address| hosts.iter().any(|wanted| is_within(&address.host, wanted))))
            && (self.kinds.is_empty() || by_address(&|address| self.kinds.contains(&address.kind)))
            && (self.matches.is_empty()
                || by_address(&|address| {
                    self.matches.iter().any(|pattern| matches_address(pattern, address))
                }))
            && (self.having.is_empty() || self.having.iter().any(|wanted| has_tag(wanted)))
    }
}

/// Whether a glob matches the host and path (with its query) of an address; a glob without `/` matches the host alone.
/// The port counts when the glob names it.
fn matches_address(pattern: &str, address: &Address) -> bool {
    let (pattern_host, pattern_path) = pattern.find('/').map_or((pattern, None), |at| {
        let (host, path) = pattern.split_at(at);
        (host, Some(path))
    });
    let mut wanted = ascii_host(pattern_host);
    wanted.extend(pattern_path.into_iter().flat_map(|path| utf8_percent_encode(path, PATH)));
    let path = pattern_path.map_or("", |_| address.path.as_str());
    let matches = |host: &str| glob(&wanted, &format!("{host}{path}"));
    matches(&address.host) || address.with_port.as_deref().is_some_and(matches)
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
        let rule = Rule { matches: vec![pattern.into()], ..Rule::default() };
        rule.applies(Address::of(url).as_ref(), |_| false)
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
    fn of_each_kind_of_matcher_one_must_hold() {
        let rule = Rule {
            hosts: vec!["example.org".into(), "xn--bcher-kva.example".into()],
            kinds: vec![ContentKind::Pdf, ContentKind::Image],
            ..Rule::default()
        };
        let applies = |rule: &Rule, url: &str| rule.applies(Address::of(url).as_ref(), |tag| tag == "lang");
        for url in [
            "https://example.org/a.pdf",
            "https://EN.Example.org.:8080/b.PNG?x",
            "http://bücher.example/c.jpeg",
        ] {
            assert!(applies(&rule, url), "{url}");
        }
        for url in
            ["https://example.org/a", "https://badexample.org/a.pdf", "https://a.example/a.pdf", "a.pdf"]
        {
            assert!(!applies(&rule, url), "{url}");
        }
        let tagged = Rule { having: vec!["x".into(), "lang".into()], ..rule };
        assert!(applies(&tagged, "https://example.org/a.pdf"));
        let other = Rule { having: vec!["x".into()], ..tagged };
        assert!(!applies(&other, "https://example.org/a.pdf"));
        assert!(!applies(&Rule::default(), "https://example.org/a.pdf"));
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
