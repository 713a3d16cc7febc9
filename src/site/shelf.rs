//! The shelves of an alphabetical index. Chinese stands where its pinyin would.

use pinyin::ToPinyin as _;
use unicode_normalization::UnicodeNormalization;

/// A group of an alphabetical index: a letter, or a script whose characters are too many for a group each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shelf {
    /// Digits and signs.
    Other,
    /// A letter without its accents, upper-case. Chinese characters stand under the first letter of their pinyin.
    Letter(char),
    /// Japanese syllables.
    Kana,
    /// Korean.
    Hangul,
    /// Chinese characters that no table reads.
    Han,
}

impl Shelf {
    /// The shelf on which a title stands: that of its first letter or digit.
    pub fn of(title: &str) -> Self {
        let Some(first) = title.chars().find(|c| c.is_alphanumeric()) else { return Self::Other };
        // Half-width kana are kana, and a letter with its accent is that letter.
        let base = if matches!(first, '\u{AC00}'..='\u{D7AF}') {
            first
        } else {
            std::iter::once(first).nfkd().next().unwrap_or(first)
        };
        match base {
            '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' => Self::Kana,
            '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{AC00}'..='\u{D7AF}' => Self::Hangul,
            '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}' => {
                let letter = base.to_pinyin().and_then(|syllable| syllable.plain().chars().next());
                letter.map_or(Self::Han, |letter| Self::Letter(letter.to_ascii_uppercase()))
            }
            _ => {
                let upper = base.to_uppercase().next().unwrap_or(base);
                if upper.is_alphabetic() { Self::Letter(upper) } else { Self::Other }
            }
        }
    }

    /// What stands above the group.
    pub fn label(self) -> String {
        match self {
            Self::Other => "#".to_owned(),
            Self::Letter(letter) => letter.to_string(),
            Self::Kana => "かな".to_owned(),
            Self::Hangul => "한글".to_owned(),
            Self::Han => "漢字".to_owned(),
        }
    }

    /// Its name in a path.
    pub fn slug(self) -> String {
        match self {
            Self::Other => "signs".to_owned(),
            Self::Letter(letter) => letter.to_lowercase().collect(),
            Self::Kana => "kana".to_owned(),
            Self::Hangul => "hangul".to_owned(),
            Self::Han => "han".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shelves_by_letter_and_script() {
        let titles = [
            "été",
            "Rust",
            "7zip",
            "协程",
            "協程",
            "コルーチン",
            "ｶﾀｶﾅ",
            "코루틴",
            "Ωμέγα",
            "",
            "🦀",
            "“Quoted”",
        ];
        let labels = titles.map(|title| Shelf::of(title).label());
        assert_eq!(labels, ["E", "R", "#", "X", "X", "かな", "かな", "한글", "Ω", "#", "#", "Q"]);
    }
}
