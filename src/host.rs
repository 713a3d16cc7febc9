//! Hosts as people write them, and whether one lies below another. Ground floor: it knows nothing of links.

use url::Url;

/// A host as parsed addresses have it: lower case, in punycode, without a final dot. `None` for what is no host alone,
/// such as an address, a host with its port, or a pattern.
pub fn host(written: &str) -> Option<String> {
    let written = written.trim();
    // What would end the host, begin another part, or be dropped by the URL parser without a word.
    let bare = |c: char| !c.is_whitespace() && !c.is_control() && !"/\\?#@*%<>\"'`{}|^".contains(c);
    let is_ipv6 = written.starts_with('[') && written.ends_with(']');
    if written.is_empty() || !written.chars().all(bare) || written.contains(':') != is_ipv6 {
        return None;
    }
    let url = Url::parse(&format!("http://{written}/")).ok()?;
    url.host_str().map(|host| host.trim_end_matches('.').to_owned()).filter(|host| !host.is_empty())
}

/// Whether a host is the one that is wanted, or below it: `en.example.org` is within `example.org`. Both are as
/// [`host()`] gives them.
pub fn is_within(host: &str, wanted: &str) -> bool {
    let host = host.trim_end_matches('.');
    host.strip_suffix(wanted).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hosts_in_one_form() {
        for (written, form) in [
            ("Example.ORG.", Some("example.org")),
            (" bücher.example ", Some("xn--bcher-kva.example")),
            ("例え。jp", Some("xn--r8jz45g.jp")),
            ("[::1]", Some("[::1]")),
            ("127.0.0.1", Some("127.0.0.1")),
            ("localhost", Some("localhost")),
            ("", None),
            (".", None),
            ("example.org:80", None),
            ("https://example.org", None),
            ("example.org/a", None),
            ("*.example.org", None),
            ("a b.example", None),
            ("me@example.org", None),
            ("::1", None),
        ] {
            assert_eq!(host(written).as_deref(), form, "{written}");
        }
    }

    #[test]
    fn a_host_holds_those_below_it() {
        assert!(is_within("example.org", "example.org"));
        assert!(is_within("a.b.example.org.", "example.org"));
        assert!(!is_within("badexample.org", "example.org"));
        assert!(!is_within("example.org", "www.example.org"));
    }

    proptest! {
        #[test]
        fn a_host_is_its_own_form(text in "[a-zA-Zü.:*/ -]{0,20}|\\PC{0,20}") {
            if let Some(once) = host(&text) {
                prop_assert_eq!(host(&once), Some(once.clone()));
                prop_assert!(is_within(&once, &once));
            }
        }
    }
}
