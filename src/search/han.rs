//! Traditional characters folded into Simplified ones, one by one: 協 is found by 协 and the reverse.
//!
//! For search a wrong guess costs little, so that each character has one answer whatever stands beside it.

use std::sync::LazyLock;

/// CJK Extension A and the unified ideographs: what the table covers.
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9fff;

/// Variants that the table of fast2s leaves to their neighbours or does not know, all in everyday use.
const MORE: &[(char, char)] = &[
    ('乾', '干'),
    ('藉', '借'),
    ('著', '着'),
    ('瞭', '了'),
    ('於', '于'),
    ('妳', '你'),
    ('麽', '么'),
    ('麼', '么'),
    ('裏', '里'),
    ('裡', '里'),
    ('夥', '伙'),
    ('甦', '苏'),
    ('牠', '它'),
];

/// The answer for each code point of the range; nearly all answer themselves.
static TABLE: LazyLock<Vec<char>> = LazyLock::new(|| {
    let one = |c: char| {
        let mut buffer = [0; 4];
        let known = MORE.iter().find(|(from, _)| *from == c).map(|(_, to)| *to);
        known.or_else(|| fast2s::convert(c.encode_utf8(&mut buffer)).chars().next()).unwrap_or(c)
    };
    // Twice, as an answer of the table is at times itself one of its questions.
    (FIRST..=LAST).map(|code| char::from_u32(code).map_or(' ', |c| one(one(c)))).collect()
});

/// The Simplified form of a character, or itself.
pub(super) fn simplify(c: char) -> char {
    let Some(index) = u32::from(c).checked_sub(FIRST) else { return c };
    TABLE.get(index as usize).copied().unwrap_or(c)
}

/// The table for the client: characters that change, and what they become, in the same order.
pub(super) fn pairs() -> [String; 2] {
    let changed = (FIRST..=LAST).filter_map(char::from_u32).filter(|c| simplify(*c) != *c);
    let (from, to): (String, String) = changed.map(|c| (c, simplify(c))).unzip();
    [from, to]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_becomes_simplified() {
        let fold = |text: &str| text.chars().map(simplify).collect::<String>();
        assert_eq!(fold("協程與檔案館"), "协程与档案馆");
        assert_eq!(fold("乾隆看著軟體裡的電腦"), "干隆看着软体里的电脑");
        assert_eq!(fold("协程 kept かな 한글 𠮷"), "协程 kept かな 한글 𠮷");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        let [from, to] = pairs();
        assert_eq!(from.chars().count(), to.chars().count());
        assert!(from.chars().count() > 2_500);
        assert!(to.chars().all(|c| simplify(c) == c));
    }
}
