//! Folded text cut into terms.
//!
//! Scripts with spaces give words; English endings are taken off words of plain letters (Porter 2), whatever the
//! language, so that index and query agree. Scripts without spaces give each pair of neighbours and the last character
//! alone: any substring is found by its pairs, one character by the terms that begin with it. `c++`, `c#` and `.net` are
//! terms beside `c` and `net`.

use std::borrow::Cow;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::char::is_combining_mark;

/// Characters of a word that count; what is longer is found by its beginning.
const LONGEST: usize = 40;

/// What kind of term it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term<'a> {
    /// A word, which may still have an ending: see [`Words::stem`].
    Word(&'a str),
    /// Taken as it is: a pair of characters, `c++`.
    Exact(&'a str),
}

/// Cuts text, and takes endings off words.
pub struct Words {
    stemmer: Stemmer,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Words")
    }
}

impl Default for Words {
    fn default() -> Self {
        Self { stemmer: Stemmer::create(Algorithm::English) }
    }
}

impl Words {
    /// The word as the index holds it.
    pub fn stem<'a>(&self, word: &'a str) -> Cow<'a, str> {
        if word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase()) {
            self.stemmer.stem(word)
        } else {
            Cow::Borrowed(word)
        }
    }
}

/// What a character is to a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Part of a word between spaces.
    Letter,
    /// Of a script that is written without spaces (or, as Korean, is best found by its syllables).
    Spaceless,
    /// Neither.
    Other,
}

fn class(c: char) -> Class {
    if c.is_ascii() {
        return if c.is_ascii_alphanumeric() { Class::Letter } else { Class::Other };
    }
    if is_spaceless(c) {
        Class::Spaceless
    } else if c.is_alphanumeric() || is_combining_mark(c) {
        Class::Letter
    } else {
        Class::Other
    }
}

/// Thai, Lao, Myanmar, Hangul, Khmer, Kana, Bopomofo, Han.
pub fn is_spaceless(c: char) -> bool {
    matches!(c, '\u{e01}'..='\u{e7f}' | '\u{e80}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}'
        | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}'
        | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{3105}'..='\u{312f}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}' | '\u{20000}'..='\u{3ffff}')
}

/// Hands each term of `folded` to `take`.
pub fn cut(folded: &str, mut take: impl FnMut(Term<'_>)) {
    let mut at = 0;
    while let Some(rest) = folded.get(at..) {
        let Some(first) = rest.chars().next() else { break };
        let kind = class(first);
        let end = at + rest.find(|c| class(c) != kind).unwrap_or(rest.len());
        let run = folded.get(at..end).unwrap_or_default();
        match kind {
            Class::Spaceless => pairs(run, &mut take),
            Class::Letter => {
                let before = folded.get(..at).unwrap_or_default();
                let after = folded.get(end..).unwrap_or_default();
                if !(run == "s" && before.ends_with('\'') && class_before(before, 1) == Class::Letter) {
                    word(run, before, after, &mut take);
                }
            }
            Class::Other => {}
        }
        at = end;
    }
}

/// The class of the character `back` characters before the end.
fn class_before(text: &str, back: usize) -> Class {
    text.chars().rev().nth(back).map_or(Class::Other, class)
}

fn pairs(run: &str, take: &mut impl FnMut(Term<'_>)) {
    let mut starts = run.char_indices().map(|(start, _)| start).chain([run.len()]);
    let Some(mut first) = starts.next() else { return };
    let Some(mut second) = starts.next() else { return };
    for third in starts {
        take(Term::Exact(run.get(first..third).unwrap_or_default()));
        (first, second) = (second, third);
    }
    take(Term::Exact(run.get(first..second).unwrap_or_default()));
}

fn word(run: &str, before: &str, after: &str, take: &mut impl FnMut(Term<'_>)) {
    take(Term::Word(shorten(run)));
    // `.net`: a dot that ends nothing before it.
    let dotted = before.ends_with('.')
        && run.starts_with(|c: char| !c.is_numeric())
        && before.chars().rev().nth(1).is_none_or(|c| c != '.' && class(c) == Class::Other);
    if dotted {
        take(Term::Exact(&format!(".{}", shorten(run))));
    }
    if let Some(tail) = tail(after) {
        take(Term::Exact(&format!("{}{tail}", shorten(run))));
    }
}

/// `++` of `c++`, `#` of `c#`: one or two plus signs or one hash, and no word right behind.
fn tail(after: &str) -> Option<&str> {
    let end = after.find(|c| !matches!(c, '+' | '#')).unwrap_or(after.len());
    let tail = after.get(..end).filter(|tail| matches!(*tail, "+" | "++" | "#"))?;
    let next = after.get(end..).and_then(|rest| rest.chars().next());
    next.is_none_or(|c| class(c) != Class::Letter).then_some(tail)
}

/// The beginning of a word that is too long.
fn shorten(run: &str) -> &str {
    if run.len() <= LONGEST {
        return run;
    }
    run.char_indices().nth(LONGEST).and_then(|(end, _)| run.get(..end)).unwrap_or(run)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn terms(text: &str) -> Vec<String> {
        let words = Words::default();
        let mut out = Vec::new();
        cut(text, |term| {
            out.push(match term {
                Term::Word(word) => words.stem(word).into_owned(),
                Term::Exact(exact) => exact.to_owned(),
            });
        });
        out
    }

    #[test]
    fn words_and_endings() {
        assert_eq!(terms("running the captured pages"), ["run", "the", "captur", "page"]);
        assert_eq!(terms("o'reilly's l'amour don't"), ["o", "reilli", "l", "amour", "don", "t"]);
        assert_eq!(terms("größen x86_64 mp3s"), ["größen", "x86", "64", "mp3s"]);
        assert_eq!(terms("'s s"), ["s", "s"]);
    }

    #[test]
    fn names_with_signs() {
        assert_eq!(
            terms("c++, c# (.net) node.js 1.95.0"),
            ["c", "c++", "c", "c#", "net", ".net", "node", "js", "1", "95", "0"]
        );
        assert_eq!(terms("a+b c+++ x#y g++\u{301}"), ["a", "b", "c", "x", "y", "g", "\u{301}"]);
        assert_eq!(terms("..net a.b .5"), ["net", "a", "b", "5"]);
    }

    #[test]
    fn pairs_of_characters() {
        assert_eq!(terms("协程库 go语"), ["协程", "程库", "库", "go", "语"]);
        assert_eq!(terms("食べる𠮷"), ["食べ", "べる", "る𠮷", "𠮷"]);
        assert_eq!(terms("한글 "), ["한글", "글"]);
    }

    #[test]
    fn long_words_are_found_by_their_beginning() {
        let long = "é".repeat(1_000_000);
        assert_eq!(terms(&long), ["é".repeat(40)]);
    }

    proptest! {
        #[test]
        fn any_text_is_cut(text: String) {
            for term in terms(&text) {
                prop_assert!(!term.is_empty() && !term.contains(char::is_whitespace));
            }
        }
    }
}
