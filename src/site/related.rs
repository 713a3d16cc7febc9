//! Which links have something to do with which: shared tags and shared words of titles, the rarer the better.

use std::collections::{HashMap, HashSet};

use super::facets::host_key;
use super::plan::Plan;
use super::text;

/// What more links than this have in common says little, and would cost much to follow.
const COMMON: usize = 300;
/// Words that more titles than this share are passed over.
const COMMON_WORD: usize = 60;
/// Words of one title that count.
const WORDS: usize = 40;
/// What two links must have in common at least: a tag that one link in four has.
const LEAST: u32 = 48;

/// What each word and each tag stands for, by position in the list of public links.
#[derive(Debug, Default)]
pub struct Related {
    words: HashMap<String, Vec<u32>>,
}

impl Related {
    /// Reads all titles.
    pub(super) fn new(plan: &Plan<'_>) -> Self {
        let mut words: HashMap<String, Vec<u32>> = HashMap::new();
        for (position, &index) in plan.public().iter().enumerate() {
            for word in words_at(plan, index) {
                words.entry(word).or_default().push(position as u32);
            }
        }
        words.retain(|_, links| (2..=COMMON_WORD).contains(&links.len()));
        Self { words }
    }

    /// The links that have most to do with the one at a position of the public list, the nearest first; equals as they
    /// are listed. Links of the same host are not among them: they have a list of their own.
    pub(super) fn of(&self, plan: &Plan<'_>, position: u32, limit: usize) -> Vec<usize> {
        let Some(&index) = plan.public().get(position as usize) else { return Vec::new() };
        let Some(link) = plan.link(index) else { return Vec::new() };
        let total = plan.public().len();
        let mut scores: HashMap<u32, u32> = HashMap::new();
        let mut count = |links: &[u32], weight: u32| {
            let worth = weight * rarity(total, links.len());
            for &other in links.iter().filter(|&&other| other != position) {
                *scores.entry(other).or_default() += worth;
            }
        };
        for key in &link.tags {
            let links = plan.tags().links(key);
            if links.len() <= COMMON {
                count(links, 2);
            }
        }
        for word in words_at(plan, index) {
            if let Some(links) = self.words.get(&word) {
                count(links, 1);
            }
        }
        let host = host_key(&link.url);
        let mut found: Vec<(u32, u32)> = scores.into_iter().filter(|&(_, score)| score >= LEAST).collect();
        found.sort_unstable_by_key(|&(other, score)| (std::cmp::Reverse(score), other));
        let indexes = found.into_iter().filter_map(|(other, _)| plan.public().get(other as usize).copied());
        indexes
            .filter(|&other| host.is_none() || plan.link(other).and_then(|link| host_key(&link.url)) != host)
            .take(limit)
            .collect()
    }
}

/// How much it says that `few` of `total` have something in common: 8 for each halving. Whole numbers, so that every
/// machine orders alike.
fn rarity(total: usize, few: usize) -> u32 {
    let share = (total.max(1) as u64) * 16 / (few.max(1) as u64);
    share.max(1).ilog2().saturating_sub(3) * 8
}

fn words_at(plan: &Plan<'_>, index: usize) -> HashSet<String> {
    plan.link(index).map(|link| words(&text::title(link, plan.best(index)).text)).unwrap_or_default()
}

/// Words of a title: of scripts with spaces those with four letters or more, of others each pair of neighbours.
fn words(title: &str) -> HashSet<String> {
    let mut words = HashSet::new();
    for word in title.split(|c: char| !c.is_alphanumeric()).take(WORDS) {
        let spaceless = word.chars().any(
            |c| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{20000}'..='\u{3ffff}'),
        );
        if spaceless {
            let chars: Vec<char> = word.chars().take(WORDS).collect();
            words.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
        } else if word.chars().count() >= 4 {
            words.insert(word.to_lowercase());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_every_script() {
        let mut found: Vec<String> = words("The Rust book: 协程入门").into_iter().collect();
        found.sort();
        assert_eq!(found, ["book", "rust", "入门", "协程", "程入"]);
    }

    #[test]
    fn the_rarer_the_more() {
        assert!(rarity(1000, 2) > rarity(1000, 100));
        assert_eq!(rarity(100, 100), 8);
        assert_eq!(rarity(0, 0), 8);
    }
}
