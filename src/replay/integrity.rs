//! Whether what came is what its page promised (Subresource Integrity, section 3.3): browsers apply no sheet that is
//! something else.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// Whether `bytes` match the `integrity` attribute: one of the hashes of the strongest kind that it names. An attribute
/// that names none that is known promises nothing.
pub(super) fn holds(integrity: &str, bytes: &[u8]) -> bool {
    let mut named: Vec<(u8, &str)> = Vec::new();
    for item in integrity.split_ascii_whitespace() {
        let item = item.split('?').next().unwrap_or_default();
        let Some((kind, digest)) = item.split_once('-') else { continue };
        let strength = match kind.to_ascii_lowercase().as_str() {
            "sha256" => 1,
            "sha384" => 2,
            "sha512" => 3,
            _ => continue,
        };
        named.push((strength, digest));
    }
    let Some(strongest) = named.iter().map(|(strength, _)| *strength).max() else { return true };
    let found = match strongest {
        1 => BASE64_STANDARD.encode(Sha256::digest(bytes)),
        2 => BASE64_STANDARD.encode(Sha384::digest(bytes)),
        _ => BASE64_STANDARD.encode(Sha512::digest(bytes)),
    };
    // base64url and missing padding are the same digest.
    let plain = |text: &str| text.replace('-', "+").replace('_', "/").trim_end_matches('=').to_owned();
    named.iter().any(|(strength, digest)| *strength == strongest && plain(digest) == plain(&found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_kind_decides() {
        let sha256 = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
        assert!(holds(sha256, b"abc") && !holds(sha256, b"abd"));
        assert!(holds(&sha256.replace('+', "-").replace('/', "_").replace('=', ""), b"abc"));
        assert!(holds(&format!("sha256-wrong {sha256}"), b"abc"));
        assert!(!holds(&format!("{sha256} sha512-wrong"), b"abc"));
        assert!(holds(&format!("{sha256}?option md5-x"), b"abc"));
        for nothing in ["", "md5-x", "nonsense", "sha1-x"] {
            assert!(holds(nothing, b"abc"), "{nothing}");
        }
    }
}
