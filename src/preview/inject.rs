//! Puts the script of live reload into a page of ours, and admits it in the page's own policy. PURE.
//!
//! Archived pages never come here: they stay as they are published.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

use super::live::SCRIPT;

/// The script as the source list of a policy names it (CSP 3, section 2.3.1).
static SCRIPT_SOURCE: LazyLock<String> =
    LazyLock::new(|| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(SCRIPT))));

/// What a page is recognised by: its bytes as they were built.
pub(super) fn fingerprint(html: &[u8]) -> String {
    blake3::hash(html).to_hex().to_string()
}

/// The page with the script in it; `version` is the build it is from.
pub(super) fn page(html: &str, version: u64) -> String {
    let tag = format!(
        "<script data-version=\"{version}\" data-page=\"{}\">{SCRIPT}</script>",
        fingerprint(html.as_bytes())
    );
    let mut page = admit_in_metas(html);
    let at = find_last(&page, "</body>").unwrap_or(page.len());
    page.insert_str(at, &tag);
    page
}

/// Changes every policy that the page's head sets in a `<meta>`.
fn admit_in_metas(html: &str) -> String {
    let head = find_last(html, "</head>").unwrap_or(html.len());
    let mut out = String::with_capacity(html.len() + SCRIPT.len() + 512);
    let mut rest = &html[..head];
    while let Some((before, policy, after)) = next_policy(rest) {
        out.push_str(before);
        out.push_str(&admit(policy));
        rest = after;
    }
    out.push_str(rest);
    out.push_str(&html[head..]);
    out
}

/// What stands before the next policy, the policy, and the rest. Found as our themes write it: a double-quoted
/// `content` behind `http-equiv`.
fn next_policy(html: &str) -> Option<(&str, &str, &str)> {
    const EQUIV: &str = "http-equiv=\"content-security-policy\"";
    const CONTENT: &str = "content=\"";
    let lower = html.to_ascii_lowercase();
    let equiv = lower.find(EQUIV)? + EQUIV.len();
    let end = equiv + lower[equiv..].find('>')?;
    let start = equiv + lower[equiv..end].find(CONTENT)? + CONTENT.len();
    let length = html[start..].find('"')?;
    Some((&html[..start], &html[start..start + length], &html[start + length..]))
}

/// A policy that allows what it allowed, our script, and requests to the page's own server.
fn admit(policy: &str) -> String {
    let mut directives: Vec<(String, Vec<String>)> = Vec::new();
    for directive in policy.split(';') {
        let mut words = directive.split_ascii_whitespace().map(str::to_owned);
        let Some(name) = words.next().map(|name| name.to_ascii_lowercase()) else { continue };
        // Of two of one name the first counts (CSP 3, section 2.2.1).
        if directives.iter().all(|(known, _)| *known != name) {
            directives.push((name, words.collect()));
        }
    }
    for (name, source) in [
        ("script-src-elem", SCRIPT_SOURCE.as_str()),
        ("script-src", &SCRIPT_SOURCE),
        ("connect-src", "'self'"),
    ] {
        let known = directives.iter().position(|(known, _)| known == name);
        let sources = match known {
            Some(at) => &mut directives[at].1,
            // Falls back to another directive: the more general one is dealt with by itself.
            None if name == "script-src-elem" => continue,
            None => {
                let Some((_, default)) = directives.iter().find(|(known, _)| known == "default-src") else {
                    continue;
                };
                let default = default.clone();
                directives.push((name.to_owned(), default));
                &mut directives.last_mut().expect("just pushed").1
            }
        };
        // Where every inline script is allowed, naming one would forbid the others.
        let hashed = sources.iter().any(|s| s.starts_with("'sha") || s.starts_with("'nonce-"));
        if source.starts_with("'sha") && !hashed && sources.iter().any(|s| s == "'unsafe-inline'") {
            continue;
        }
        sources.retain(|s| s != "'none'");
        if !sources.iter().any(|s| s == source) {
            sources.push(source.to_owned());
        }
    }
    let written: Vec<String> = directives
        .into_iter()
        .map(|(name, sources)| std::iter::once(name).chain(sources).collect::<Vec<_>>().join(" "))
        .collect();
    written.join("; ")
}

/// Byte offset of the last `needle` (lower-case ASCII), in any case of letters.
fn find_last(html: &str, needle: &str) -> Option<usize> {
    html.to_ascii_lowercase().rfind(needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_allow_the_script_and_nothing_else() {
        let hash = SCRIPT_SOURCE.as_str();
        let cases = [
            (
                "default-src 'none'; style-src 'self'",
                format!("default-src 'none'; style-src 'self'; script-src {hash}; connect-src 'self'"),
            ),
            (
                "script-src 'self'; script-src 'none'; CONNECT-SRC 'self'",
                format!("script-src 'self' {hash}; connect-src 'self'"),
            ),
            ("script-src 'unsafe-inline'", "script-src 'unsafe-inline'".to_owned()),
            (
                "script-src 'none'; script-src-elem 'none'",
                format!("script-src {hash}; script-src-elem {hash}"),
            ),
            ("img-src 'self'; ;", "img-src 'self'".to_owned()),
        ];
        for (policy, wanted) in cases {
            assert_eq!(admit(policy), wanted, "{policy}");
        }
    }

    #[test]
    fn the_script_stands_at_the_end_and_the_rest_is_as_it_was() {
        let html = "<html><head><META http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"></head>\
                    <body>协程</BODY></html>";
        let page = page(html, 7);
        let wanted =
            format!("content=\"default-src 'none'; script-src {}; connect-src 'self'\"", *SCRIPT_SOURCE);
        assert!(page.contains(&wanted), "{page}");
        assert!(
            page.contains("协程<script data-version=\"7\" data-page=\"") && page.ends_with("</BODY></html>")
        );
        assert!(super::page("a text", 7).ends_with("</script>"));
    }

    #[test]
    fn a_policy_shown_as_text_stays() {
        let html = "<head></head><body><pre>&lt;meta http-equiv=\"Content-Security-Policy\" content=\"x\"&gt;</pre></body>";
        assert!(page(html, 1).contains("content=\"x\"&gt;"));
    }

    #[test]
    fn the_script_cannot_end_itself() {
        assert!(!SCRIPT.contains("</") && !SCRIPT.contains("<!--"));
    }
}
