//! Text that people write, made comparable and safe to print: case folding, white space, names for tags, "did you
//! mean", and the escaping of what a terminal would obey. Ground floor: it knows nothing of links.

use std::borrow::Cow;

use unicase::UniCase;
use unicode_normalization::UnicodeNormalization;

/// The longest tag that is read, in characters.
pub const MAX_TAG_CHARS: usize = 200;
/// The deepest hierarchy that one tag spells out, in levels.
pub const MAX_TAG_LEVELS: usize = 16;

/// Full Unicode case folding in form NFC: two texts that differ in case or in Unicode form alone fold to the same.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let composed: String = text.nfc().collect();
    UniCase::unicode(composed).to_folded_case().nfc().collect()
}

/// Every run of white space and control characters becomes one space; none remains at the ends.
pub fn squeeze(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The spelling of a tag as it is shown: NFC, white space folded, empty levels and leading `#` dropped.
/// `None` when nothing is left. A name's name is itself.
pub fn tag_name(written: &str) -> Option<String> {
    let composed: Cow<'_, str> = if written.is_ascii() {
        Cow::Borrowed(written)
    } else {
        Cow::Owned(written.nfc().filter(|c| !is_invisible(*c)).collect())
    };
    let bare = composed.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '#' | '/'));
    let levels: Vec<String> = bare.split('/').map(squeeze).filter(|level| !level.is_empty()).collect();
    if levels.is_empty() { None } else { Some(levels.join("/")) }
}

/// The identity of a tag: its [`tag_name`], case-folded.
pub fn tag_key(written: &str) -> Option<String> {
    tag_name(written).map(|name| fold(&name))
}

/// Whether a text has the shape of a language tag (BCP 47): `en`, `zh-Hans`, `pt-BR`.
pub fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    parts.next().is_some_and(|p| (2..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphabetic()))
        && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
        && text.len() <= 35
}

/// The candidate that was probably meant by `written`, if one is near enough.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if written.len() > 64 {
        return None;
    }
    let wanted = written.to_lowercase().replace('-', "_");
    let allowed = (wanted.chars().count() / 3).clamp(1, 3);
    let length = wanted.chars().count();
    candidates
        .into_iter()
        // The distance is at least the difference of the lengths: most candidates need no more than that.
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= allowed)
        .map(|candidate| (strsim::osa_distance(&wanted, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Characters that are not seen but change how a text is drawn or compared: direction overrides and isolates,
/// zero-width spaces, byte order marks. The joiners U+200C and U+200D are not among them: scripts and emoji need them.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{061c}')
}

/// One visible character for one that a terminal would obey (C0 and C1 controls, direction overrides, line and
/// paragraph separators); `None` for a character that may be printed. A tab counts as printable, a line feed does not.
pub fn visible(c: char) -> Option<char> {
    match c {
        '\t' => None,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7f}' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' => Some('\u{fffd}'),
        c if is_invisible(c) => Some('\u{fffd}'),
        _ => None,
    }
}

/// A text as a quotation in Markdown: each line behind `> `, without blank lines at its ends and blanks at those of lines.
pub fn quotation(text: &str) -> String {
    let lines = text.trim().lines().map(|line| format!("> {line}").trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}

/// A number of things, in words: `1 link`, `3 links`, `2 links kept already`. The first word of `noun` takes the `s`.
pub fn counted(count: usize, noun: &str) -> String {
    let (first, rest) = noun.split_at(noun.find(' ').unwrap_or(noun.len()));
    format!("{count} {first}{}{rest}", if count == 1 { "" } else { "s" })
}

/// `text` as one line that is safe to print: see [`visible`].
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if c == '\t' { ' ' } else { visible(c).unwrap_or(c) }).collect()
}

/// At most `max` characters of `text`, printable, with `…` where it was cut.
pub fn shorten(text: &str, max: usize) -> String {
    let mut chars = text.chars();
    let head: String = chars.by_ref().take(max).collect();
    let mut short = printable(&head);
    if chars.next().is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_ignores_case_and_form() {
        assert_eq!(fold("Straße"), fold("STRASSE"));
        assert_eq!(fold("Cafe\u{301}"), fold("CAFÉ"));
        assert_eq!(fold("ΣΊΣΥΦΟΣ"), fold("σίσυφος"));
        assert_eq!(fold("ẞ"), "ss");
        assert_ne!(fold("c"), fold("c#"));
    }

    #[test]
    fn tags_fold_white_space_and_drop_empty_levels() {
        assert_eq!(tag_name("  Lang / Rust//  "), Some("Lang/Rust".into()));
        assert_eq!(tag_key("Machine \t Learning"), Some("machine learning".into()));
        assert_eq!(tag_name("#rust"), Some("rust".into()));
        assert_eq!(tag_name("c#"), Some("c#".into()));
        assert_eq!(tag_name(" / / "), None);
        assert_eq!(tag_name("#"), None);
        assert_eq!(tag_name("/# #"), None);
        assert_eq!(tag_name("##a/#b"), Some("a/#b".into()));
        assert_eq!(tag_key("协程"), Some("协程".into()));
        assert_eq!(tag_key("ru\u{202e}st"), Some("rust".into()));
    }

    #[test]
    fn near_words_are_suggested_and_far_ones_are_not() {
        assert_eq!(nearest("titel", ["title", "tags"]), Some("title"));
        assert_eq!(nearest("Per-Host", ["per_host"]), Some("per_host"));
        assert_eq!(nearest("colour", ["title", "tags"]), None);
        assert_eq!(nearest(&"x".repeat(100_000), ["title"]), None);
    }

    #[test]
    fn nothing_a_terminal_obeys_gets_through() {
        let hostile = "a\u{1b}[31mb\r\n\u{9b}c\u{202e}d\u{7f}\0";
        let safe = printable(hostile);
        assert!(safe.chars().all(|c| !c.is_control() && !is_invisible(c)), "{safe:?}");
        assert_eq!(shorten("abcdef", 3), "abc…");
        assert_eq!(shorten("abc", 3), "abc");
    }
}
