//! How Han titles and tags sound, so that 协程 is found by `xiecheng`, `xie cheng` and `xc`.
//!
//! Terms of their own kind: `~` and syllables run together, from each character on; `^` and the initials. `v` and `ü`
//! are written `u`. A character with two readings gives both, one at a time: 银行 is `yinhang` and `yinxing`.

use pinyin::ToPinyinMulti;

/// Syllables of one term; a longer query is found by its beginning.
const SYLLABLES: usize = 4;

/// Hands out the pinyin terms of a text (folded or not).
pub(super) fn terms(text: &str, mut take: impl FnMut(&str)) {
    let mut run: Vec<Readings> = Vec::new();
    for c in text.chars() {
        match readings(c) {
            Some(found) => run.push(found),
            None => flush(&mut run, &mut take),
        }
    }
    flush(&mut run, &mut take);
}

/// The first reading of each Han character, the rest as it is: what titles are sorted by.
pub(super) fn spell(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match readings(c) {
            Some(found) => out.push_str(&found.first),
            None => out.push(c),
        }
    }
    out
}

struct Readings {
    first: String,
    second: Option<String>,
}

/// Readings without tones that differ, the usual one first.
fn readings(c: char) -> Option<Readings> {
    if !matches!(c, '\u{3400}'..='\u{9fff}' | '\u{3007}') {
        return None;
    }
    let mut all = c.to_pinyin_multi()?.into_iter().map(|reading| plain(reading.plain()));
    let first = all.next()?;
    let second = all.find(|reading| *reading != first);
    Some(Readings { first, second })
}

/// Letters as people type them: `lü` and `lv` are `lu`.
fn plain(syllable: &str) -> String {
    syllable.chars().map(|c| if c == 'ü' { 'u' } else { c }).filter(char::is_ascii_lowercase).collect()
}

fn flush(run: &mut Vec<Readings>, take: &mut impl FnMut(&str)) {
    for start in 0..run.len() {
        let part = run.get(start..).unwrap_or_default();
        let part = part.get(..SYLLABLES).unwrap_or(part);
        take(&spelled(part, None));
        for (index, readings) in part.iter().enumerate() {
            if readings.second.is_some() {
                take(&spelled(part, Some(index)));
            }
        }
        if part.len() > 1 {
            let initials = part.iter().filter_map(|readings| readings.first.chars().next());
            take(&std::iter::once('^').chain(initials).collect::<String>());
        }
    }
    run.clear();
}

/// The syllables of a part, with the second reading at `other`.
fn spelled(part: &[Readings], other: Option<usize>) -> String {
    let mut out = String::from("~");
    for (index, readings) in part.iter().enumerate() {
        let second = readings.second.as_ref().filter(|_| other == Some(index));
        out.push_str(second.unwrap_or(&readings.first));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        terms(text, |term| out.push(term.to_owned()));
        out
    }

    #[test]
    fn from_each_character_on() {
        assert_eq!(all("协程 in C"), ["~xiecheng", "^xc", "~cheng"]);
        assert_eq!(all("女"), ["~nu", "~ru"]);
        assert!(all("银行").contains(&"~yinhang".to_owned()));
        assert!(all("kept").is_empty());
    }

    #[test]
    fn titles_in_order_of_sound() {
        assert_eq!(spell("go 协程"), "go xiecheng");
    }
}
