//! Names in the store: PURE functions from URLs, times and digests to paths. docs/format.md is the specification.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use url::Url;

/// Names that Windows keeps for devices, with or without an extension.
const RESERVED: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// The most bytes of a host folder or of a slug before its hash.
const MAX_NAME: usize = 60;

/// SHA-256 as lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hex digits of some bytes.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Whether a text is a digest as the store writes it: 64 lower-case hex digits.
pub fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Where a blob lies below the store: `blobs/ab/abcdef…`.
pub fn blob_path(digest: &str) -> String {
    format!("blobs/{}/{digest}", digest.get(..2).unwrap_or("00"))
}

/// The URL as it is stored: without user-info (a secret) and, for names, without fragment.
pub fn without_secrets(url: &str) -> String {
    match Url::parse(url) {
        Ok(mut parsed) if !parsed.username().is_empty() || parsed.password().is_some() => {
            let _ = parsed.set_username("");
            let _ = parsed.set_password(None);
            parsed.into()
        }
        _ => url.to_owned(),
    }
}

/// `HOST/SLUG` of a URL: the folder of its records below `captures/`, and of its snapshots below `archive/`.
pub fn url_folder(url: &str) -> String {
    let stored = without_secrets(url);
    let whole = stored.split('#').next().unwrap_or_default();
    let (host, path) = match Url::parse(whole) {
        Ok(parsed) => (host_name(&parsed), [parsed.path(), parsed.query().unwrap_or("")].join(" ")),
        Err(_) => ("unknown".to_owned(), whole.to_owned()),
    };
    let mut slug = slugify(&path);
    if slug.is_empty() {
        slug.push_str("index");
    }
    format!("{host}/{slug}-{}", &sha256_hex(whole.as_bytes())[..8])
}

/// The time in a record's name: `20261120T142301Z`.
pub fn time_name(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn host_name(url: &Url) -> String {
    let host = match url.host() {
        Some(url::Host::Domain(name)) => name.trim_end_matches('.').to_ascii_lowercase(),
        Some(url::Host::Ipv4(ip)) => ip.to_string(),
        Some(url::Host::Ipv6(ip)) => format!("ipv6-{}", ip.to_string().replace(':', "-")),
        None => "unknown".to_owned(),
    };
    let mut name: String = host
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' })
        .collect();
    if name.len() > MAX_NAME {
        name = format!("{}-{}", &name[..MAX_NAME - 9], &sha256_hex(host.as_bytes())[..8]);
    }
    let stem = name.split('.').next().unwrap_or_default();
    if RESERVED.contains(&stem) || name.starts_with('.') {
        name.insert(0, '_');
    }
    match url.port() {
        Some(port) => format!("{name}+{port}"),
        None => name,
    }
}

fn slugify(text: &str) -> String {
    let mut slug = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            slug.push(byte.to_ascii_lowercase() as char);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() >= MAX_NAME {
            break;
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_short_and_portable() {
        assert!(
            url_folder("https://Example.ORG:8080/A/b.html?q=1#x")
                .starts_with("example.org+8080/a-b-html-q-1-")
        );
        assert!(url_folder("https://example.org/").starts_with("example.org/index-"));
        assert!(url_folder("http://con/").starts_with("_con/"));
        assert!(url_folder("http://con.example/").starts_with("_con.example/"));
        assert!(url_folder("http://[2001:db8::1]/").starts_with("ipv6-2001-db8--1/"));
        assert!(url_folder("https://协程.example/协").starts_with("xn--"));
        let long = format!("https://{}.example/{}", "a".repeat(300), "b/".repeat(300));
        let folder = url_folder(&long);
        assert!(folder.len() <= 60 + 1 + 69, "{folder}");
    }

    #[test]
    fn fragments_and_secrets_do_not_matter() {
        assert_eq!(url_folder("https://u:p@example.org/a#b"), url_folder("https://example.org/a"));
        assert_eq!(without_secrets("https://u:p@example.org/a#b"), "https://example.org/a#b");
        assert_eq!(without_secrets("https://example.org/%7Ea"), "https://example.org/%7Ea");
    }

    #[test]
    fn different_urls_never_share_a_folder_by_case() {
        assert_ne!(url_folder("https://example.org/A"), url_folder("https://example.org/a"));
    }
}
