//! Folder names for tags: legible, safe in every file system, never a name that the site needs for itself.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::id::{hex8, is_reserved};

/// Longest slug in bytes.
const MAX: usize = 60;

/// The slug of a tag's key: `lang/rust` → `lang-rust`, `c++` → `c-plus-plus`, `c#` → `c-sharp`, `résumé` → `resume`,
/// `协程` → `协程`. What has no letter or digit is named by its hash.
pub(super) fn slug(key: &str) -> String {
    let mut words = String::with_capacity(key.len());
    let composed: String = unaccented(key);
    let mut at_start = true;
    let mut chars = composed.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '+' => words.push_str("-plus-"),
            '#' => words.push_str("-sharp-"),
            '&' => words.push_str("-and-"),
            '@' => words.push_str("-at-"),
            '.' if at_start && chars.peek().is_some_and(|next| next.is_alphanumeric()) => {
                words.push_str("-dot-");
            }
            '\u{200c}' | '\u{200d}' => {}
            c if c.is_alphanumeric() || is_combining_mark(c) => words.push(c),
            _ => words.push('-'),
        }
        at_start = c == '/';
    }
    let mut slug = words.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    if !slug.chars().any(char::is_alphanumeric) {
        return format!("tag-{}", hex8(key));
    }
    if slug == "page" || is_reserved(&slug) {
        slug.push_str("-tag");
    }
    if slug.len() > MAX { with_hash(&slug, key) } else { slug }
}

/// A slug that another tag has already, made its own by the hash of the key.
pub(super) fn with_hash(slug: &str, key: &str) -> String {
    let head = slug.get(..slug.floor_char_boundary(MAX - 9)).unwrap_or("");
    format!("{}-{}", head.trim_end_matches('-'), hex8(key))
}

/// Latin letters without their marks; everything else in form NFC.
fn unaccented(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    let mut latin = false;
    for c in key.nfd() {
        if is_combining_mark(c) && latin {
            continue;
        }
        latin = c.is_ascii_alphabetic();
        match c {
            'ø' => out.push('o'),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'ħ' => out.push('h'),
            'ı' => out.push('i'),
            'þ' => out.push_str("th"),
            c => out.push(c),
        }
    }
    out.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tag_key;
    use proptest::prelude::*;

    #[test]
    fn slugs_are_legible() {
        let cases = [
            ("rust", "rust"),
            ("lang/rust", "lang-rust"),
            ("c", "c"),
            ("c++", "c-plus-plus"),
            ("c#", "c-sharp"),
            ("f#", "f-sharp"),
            (".net", "dot-net"),
            ("node.js", "node-js"),
            ("résumé", "resume"),
            ("øre", "ore"),
            ("协程", "协程"),
            ("が", "が"),
            ("हिन्दी", "हिन्दी"),
            ("q&a", "q-and-a"),
            ("page", "page-tag"),
            ("con", "con-tag"),
            ("com1", "com1-tag"),
            ("machine learning", "machine-learning"),
            ("a/../b", "a-b"),
        ];
        for (key, expected) in cases {
            assert_eq!(slug(key), expected, "{key}");
        }
        assert!(slug("🦀").starts_with("tag-"));
        assert_ne!(slug("🦀"), slug("🐍"));
    }

    proptest! {
        #[test]
        fn every_slug_is_a_safe_file_name(written in "\\PC{0,80}") {
            let Some(key) = tag_key(&written) else { return Ok(()) };
            let slug = slug(&key);
            prop_assert!(!slug.is_empty() && slug.len() <= MAX, "{}", slug);
            prop_assert!(!slug.contains(|c: char| c.is_control() || c.is_whitespace() || "/\\:*?\"<>|.".contains(c)));
            prop_assert!(slug != "page" && !is_reserved(&slug));
        }
    }
}
