//! Names of links: id-v1, frozen in docs/format.md, and the check of ids that a person chose.

use sha2::{Digest as _, Sha256};

use super::LinkId;

/// Longest slug in an id-v1, in bytes.
const SLUG: usize = 60;
/// Longest id that a person may choose, in bytes.
const CHOSEN: usize = 80;

/// id-v1: a slug of the URL's host and path, `-`, and the first 8 hex digits of the SHA-256 of the URL as written
/// without its fragment. FROZEN: pages on built sites are named by it.
pub fn id_v1(url: &str) -> LinkId {
    let bare = url.split('#').next().unwrap_or("");
    format!("{}-{}", slug(bare), hex8(bare))
}

/// The id of a link whose id-v1 another link has already, as two URLs do that differ in the fragment alone: the
/// digits are those of the whole URL, fragment included; `attempt` > 0 adds a number.
pub(super) fn id_of_whole(url: &str, attempt: usize) -> LinkId {
    let bare = url.split('#').next().unwrap_or("");
    let id = format!("{}-{}", slug(bare), hex8(url));
    if attempt == 0 { id } else { format!("{id}-{attempt}") }
}

/// Host and path in `[a-z0-9-]`: everything else, percent escapes included, becomes a hyphen.
fn slug(bare: &str) -> String {
    let rest = bare.split_once("://").map_or(bare, |(_, rest)| rest);
    let rest = rest.split('?').next().unwrap_or("");
    let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let host = authority.rsplit('@').next().unwrap_or("").to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let mut slug = String::with_capacity(SLUG);
    let mut bytes = host.bytes().chain(path.bytes()).peekable();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            // At most two digits belong to the escape.
            for _ in 0..2 {
                let _ = bytes.next_if(u8::is_ascii_hexdigit);
            }
        }
        if byte.is_ascii_alphanumeric() {
            slug.push(char::from(byte.to_ascii_lowercase()));
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() >= SLUG {
            break;
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    if slug.is_empty() { "link".into() } else { slug }
}

/// The first 8 hex digits of a text's SHA-256.
pub(super) fn hex8(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let head = digest.iter().take(4).fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    format!("{head:08x}")
}

/// Checks an id that a person chose: `[a-z0-9][a-z0-9-]{0,79}`, not a name reserved on Windows. The error is what is
/// wrong, one sentence without a full stop.
pub fn check_id(id: &str) -> Result<(), String> {
    if id.is_empty() || id.len() > CHOSEN {
        return Err(format!("an id has 1 to {CHOSEN} characters"));
    }
    if id.starts_with('-') || !id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        return Err("an id is made of `a-z`, `0-9` and `-`, and does not begin with `-`".into());
    }
    if is_reserved(id) {
        return Err(format!("`{id}` is a name that Windows keeps for devices"));
    }
    Ok(())
}

/// Whether Windows refuses a file of this name, whatever its suffix. `name` is lower-case.
pub fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or("");
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix).is_some_and(|rest| {
            let mut chars = rest.chars();
            matches!(chars.next(), Some('1'..='9' | '¹' | '²' | '³')) && chars.next().is_none()
        })
    };
    matches!(stem, "con" | "prn" | "aux" | "nul" | "conin$" | "conout$") || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// These pin the frozen algorithm: a failure here means that pages of built sites would move.
    #[test]
    fn id_v1_is_frozen() {
        let pinned = [
            ("https://doc.rust-lang.org/book/", "doc-rust-lang-org-book-"),
            ("https://www.Example.ORG/A/b.html?x=1#y", "example-org-a-b-html-"),
            ("http://ann:pw@localhost:8080/%E4%BD%A0/x%2", "localhost-8080-x-"),
            ("https://例え.jp/", "jp-"),
            ("https://例え/", "link-"),
        ];
        for (url, slug) in pinned {
            assert_eq!(id_v1(url).strip_prefix(slug).map(str::len), Some(8), "{url} {}", id_v1(url));
        }
        assert_eq!(id_v1("https://example.org/"), "example-org-8198d1ba");
        assert_eq!(id_v1("https://example.org/#a"), id_v1("https://example.org/"));
        assert_ne!(id_v1("https://example.org/?a"), id_v1("https://example.org/"));
    }

    #[test]
    fn chosen_ids_are_checked() {
        assert!(check_id("a-1").is_ok() && check_id("0").is_ok());
        for bad in ["", "-a", "A", "a_b", "con", "com1", "nul", "ä", "a/b", "..", &"a".repeat(81)] {
            assert!(check_id(bad).is_err(), "{bad}");
        }
        assert!(check_id("com10").is_ok() && check_id("console").is_ok());
    }

    proptest! {
        #[test]
        fn every_id_v1_is_a_sound_id(url in "\\PC{0,200}") {
            let id = id_v1(&url);
            prop_assert!(check_id(&id).is_ok(), "{}", id);
            prop_assert!(id.len() <= 69 && !id.contains("--"));
        }
    }
}
