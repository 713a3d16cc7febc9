//! Text made comparable: width, case, accents and Traditional characters folded away.
//!
//! The rules are few enough to be written twice, here and in `search-text.js`. Text must be in form NFC. It is cut
//! into clusters (a character and the marks that follow it); each is decomposed (NFKD), lower-cased, freed of accents,
//! composed again (NFC), and passed through two short tables. A cluster at a time, so that the client knows which part
//! of a text an excerpt should mark.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::han::simplify;

/// Appends the folded form of `text` (in form NFC) to `out`.
pub fn fold(text: &str, out: &mut String) {
    out.reserve(text.len());
    let mut chars = text.chars().peekable();
    let mut cluster = String::new();
    while let Some(c) = chars.next() {
        if c.is_ascii() && chars.peek().is_none_or(char::is_ascii) {
            out.push(c.to_ascii_lowercase());
            continue;
        }
        if !chars.peek().copied().is_some_and(is_mark) {
            if is_settled(c) {
                out.push(simplify(c));
                continue;
            }
            if is_invisible(c) {
                continue;
            }
        }
        cluster.clear();
        cluster.push(c);
        while let Some(mark) = chars.next_if(|next| is_mark(*next)) {
            cluster.push(mark);
        }
        fold_cluster(&cluster, out);
    }
}

fn fold_cluster(cluster: &str, out: &mut String) {
    let lower = cluster.nfkd().flat_map(char::to_lowercase).filter(|c| !is_accent(*c));
    for c in lower.nfc() {
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ħ' => out.push('h'),
            'ı' => out.push('i'),
            'ł' => out.push('l'),
            'ς' => out.push('σ'),
            '\u{2018}' | '\u{2019}' | '\u{2bc}' => out.push('\''),
            '\u{3099}' | '\u{309a}' => {}
            c if is_invisible(c) => {}
            c => out.push(simplify(c)),
        }
    }
}

/// What belongs to the character before it: marks, and the voicing marks of half-width kana.
fn is_mark(c: char) -> bool {
    !c.is_ascii() && (matches!(c, '\u{ff9e}' | '\u{ff9f}') || is_combining_mark(c))
}

/// Characters of which decomposing and composing makes the same: most of East Asia.
fn is_settled(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fe}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Accents and points that people leave out when they type. Vowel signs of Indic scripts are no accents.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'
        | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}')
}

/// Characters that are not seen and part no word: soft hyphens, joiners, direction marks, the Arabic stretcher.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{640}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(text: &str) -> String {
        let mut out = String::new();
        fold(&text.nfc().collect::<String>(), &mut out);
        out
    }

    #[test]
    fn width_case_and_accents() {
        assert_eq!(folded("Ｒｕｓｔ　１．９５"), "rust 1.95");
        assert_eq!(folded("Café CAFE\u{301} Ångström"), "cafe cafe angstrom");
        assert_eq!(folded("Straße, Łódź, Ærø, İstanbul, ΣΊΣΥΦΟΣ"), "strasse, lodz, aero, istanbul, σισυφοσ");
        assert_eq!(folded("ﬁle № ²"), "file no 2");
        assert_eq!(folded("it’s"), "it's");
        assert_eq!(folded("ма\u{301}ма Ёлка"), "мама елка");
    }

    #[test]
    fn scripts_of_asia() {
        assert_eq!(folded("ｶﾞｲﾄﾞ ガイド カ\u{3099}イド"), "ガイド ガイド ガイド");
        assert_eq!(folded("\u{1112}\u{1161}\u{11ab}글"), "한글");
        assert_eq!(folded("協程"), "协程");
        assert_eq!(folded("हिन्दी ภาษาไทย"), "हिन्दी ภาษาไทย");
        assert_eq!(folded("مُحَمَّد أحمد"), "محمد احمد");
    }

    #[test]
    fn marks_alone_and_unseen_characters() {
        assert_eq!(folded("\u{301}a\u{200b}b\u{ad}c\u{feff}"), "abc");
        assert_eq!(folded("\u{3099}\u{ff9e}"), "");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text: String) {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once);
        }
    }
}
