//! The collection in figures: growth, hosts, kinds, sizes, and how its snapshots are.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::facets::{FacetKind, host_key, kind_of};
use super::plan::Plan;
use super::text;
use crate::model::Status;

/// Months that are drawn one by one; a longer history is drawn by years.
const MONTHS: usize = 60;

/// Years that are all drawn, those without a link too.
const YEARS: usize = 100;

/// What is counted over all public links.
#[derive(Debug, Default)]
pub struct Statistics {
    /// Links kept in each month or, of a long history, year, without gaps: `2026-11` or `2026`.
    pub growth: Vec<(String, usize)>,
    /// Links without any date.
    pub undated: usize,
    /// Hosts.
    pub hosts: usize,
    /// The hosts with the most links, and their count; the slug of those that have a page.
    pub top_hosts: Vec<(String, Option<String>, usize)>,
    /// Kinds of what was captured, most frequent first.
    pub kinds: Vec<(&'static str, usize)>,
    /// Languages of links, most frequent first.
    pub languages: Vec<(String, usize)>,
    /// How captures stand: `captured`, `partial`, `failed`, `waiting`, `off`.
    pub states: Vec<(&'static str, usize)>,
    /// Unread, read, starred.
    pub marks: Vec<(&'static str, usize)>,
    /// Snapshots of all links.
    pub snapshots: usize,
    /// Bytes of all snapshots, assets counted for each that uses them.
    pub bytes: u64,
    /// Bytes of the snapshot in the middle when all are sorted by size.
    pub median: u64,
    /// How many snapshots are of which size: upper bound in bytes (the last has none), and count.
    pub sizes: Vec<(Option<u64>, usize)>,
    /// The largest snapshots: index of the link, and bytes.
    pub largest: Vec<(usize, u64)>,
    /// Words of all snapshots that are shown.
    pub words: u64,
}

/// Upper bounds of the classes of sizes.
const CLASSES: [u64; 5] = [10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
const TOP_HOSTS: usize = 20;
const TOP_LANGUAGES: usize = 12;
const LARGEST: usize = 10;

impl Statistics {
    /// Counts.
    pub fn new(plan: &Plan<'_>) -> Self {
        let mut out = Self::default();
        let mut months: BTreeMap<String, usize> = BTreeMap::new();
        let mut hosts: BTreeMap<String, usize> = BTreeMap::new();
        let mut written: HashMap<String, String> = HashMap::new();
        let mut kinds: BTreeMap<&'static str, usize> = BTreeMap::new();
        let mut languages: BTreeMap<String, usize> = BTreeMap::new();
        let mut states: BTreeMap<&'static str, usize> = BTreeMap::new();
        let mut marks: BTreeMap<&'static str, usize> = BTreeMap::new();
        let mut sizes: Vec<(u64, usize)> = Vec::new();
        let mut seen: HashSet<&str> = HashSet::new();
        for &index in plan.public() {
            let Some(link) = plan.link(index) else { continue };
            match plan.month(index) {
                Some(month) => *months.entry(month).or_default() += 1,
                None => out.undated += 1,
            }
            if let Some(host) = host_key(&link.url) {
                written.entry(host.clone()).or_insert_with(|| text::host(&link.url).to_lowercase());
                *hosts.entry(host).or_default() += 1;
            }
            *kinds.entry(kind_of(plan, index)).or_default() += 1;
            let best = plan.best(index);
            if let Some(language) = plan.language(index) {
                let primary = language.split('-').next().unwrap_or_default().to_ascii_lowercase();
                *languages.entry(primary).or_default() += 1;
            }
            let entry = plan.entry(index);
            *states
                .entry(super::view::state(best.map(|s| s.whole), entry.failure.is_some(), link.archive))
                .or_default() += 1;
            if link.status != Status::None {
                *marks.entry(link.status.name()).or_default() += 1;
            }
            if link.starred {
                *marks.entry("starred").or_default() += 1;
            }
            out.words = out.words.saturating_add(best.map_or(0, |snapshot| snapshot.meta.words as u64));
            // Links may share captures: each is there once.
            let own = entry.snapshots.iter().filter(|snapshot| seen.insert(&snapshot.capture));
            sizes.extend(own.map(|snapshot| (snapshot.resources.bytes, index)));
        }
        out.growth = without_gaps(&months);
        out.hosts = hosts.len();
        out.top_hosts = top(hosts, TOP_HOSTS)
            .into_iter()
            .map(|(host, count)| {
                let group = plan.facets().groups(FacetKind::Hosts).iter();
                let slug = group.filter(|g| g.links.len() == count).find_map(|group| {
                    let first = plan.public().get(*group.links.first()? as usize)?;
                    (host_key(&plan.link(*first)?.url)? == host).then(|| group.slug.clone())
                });
                // As the newest of its links writes it, rather than in punycode.
                (written.remove(&host).unwrap_or(host), slug, count)
            })
            .collect();
        out.kinds = top(kinds, usize::MAX);
        out.languages = top(languages, TOP_LANGUAGES);
        out.states = ["captured", "partial", "failed", "waiting", "off"]
            .into_iter()
            .filter_map(|state| Some((state, *states.get(state)?)))
            .collect();
        out.marks = ["unread", "read", "starred"]
            .into_iter()
            .filter_map(|mark| Some((mark, *marks.get(mark)?)))
            .collect();
        out.measure(sizes);
        out
    }

    fn measure(&mut self, mut sizes: Vec<(u64, usize)>) {
        sizes.sort_unstable();
        self.snapshots = sizes.len();
        // A record may say any number.
        self.bytes = sizes.iter().fold(0, |sum: u64, (bytes, _)| sum.saturating_add(*bytes));
        self.median = sizes.get(sizes.len() / 2).map_or(0, |(bytes, _)| *bytes);
        let mut from = 0;
        for bound in CLASSES.into_iter().map(Some).chain([None]) {
            let to = bound.map_or(sizes.len(), |bound| sizes.partition_point(|(bytes, _)| *bytes < bound));
            self.sizes.push((bound, to.saturating_sub(from)));
            from = to;
        }
        let mut named = HashSet::new();
        let largest = sizes.iter().rev().filter(|(_, index)| named.insert(*index));
        self.largest = largest.take(LARGEST).map(|&(bytes, index)| (index, bytes)).collect();
    }
}

/// The most frequent, equals in order of their names.
fn top<K: Ord>(counts: BTreeMap<K, usize>, limit: usize) -> Vec<(K, usize)> {
    let mut all: Vec<(K, usize)> = counts.into_iter().collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    all.truncate(limit);
    all
}

/// Every month from the first to the last, also those in which nothing was kept; years when there are too many.
fn without_gaps(months: &BTreeMap<String, usize>) -> Vec<(String, usize)> {
    let number = |month: &str| {
        let (year, month) = month.split_once('-')?;
        Some(year.parse::<usize>().ok()? * 12 + month.parse::<usize>().ok()?.checked_sub(1)?)
    };
    // A year that no calendar has is passed over.
    let known = || months.keys().filter_map(|month| number(month));
    let Some((first, last)) = known().min().zip(known().max()) else { return Vec::new() };
    if last - first < MONTHS {
        let name = |number: usize| format!("{:04}-{:02}", number / 12, number % 12 + 1);
        return (first..=last).map(|n| (name(n), months.get(&name(n)).copied().unwrap_or(0))).collect();
    }
    // A slip of the pen, 0206 for 2026, must not draw two thousand years: such a history has its gaps.
    let (from, to) = (first / 12, last / 12);
    let span = if to - from < YEARS { from..to + 1 } else { 0..0 };
    let mut years: BTreeMap<usize, usize> = span.map(|year| (year, 0)).collect();
    for (month, count) in months {
        if let Some(number) = number(month) {
            *years.entry(number / 12).or_default() += count;
        }
    }
    years.into_iter().map(|(year, count)| (format!("{year:04}"), count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_history_is_told_by_months_a_long_one_by_years() {
        let months = |list: &[(&str, usize)]| {
            without_gaps(&list.iter().map(|&(month, count)| (month.to_owned(), count)).collect())
        };
        let told = months(&[("2025-11", 2), ("2026-01", 1)]);
        assert_eq!(
            told.iter().map(|(m, c)| (m.as_str(), *c)).collect::<Vec<_>>(),
            [("2025-11", 2), ("2025-12", 0), ("2026-01", 1)]
        );
        let told = months(&[("2009-11", 2), ("2009-12", 3), ("2026-01", 1)]);
        assert_eq!((told.len(), told[0].clone()), (18, ("2009".to_owned(), 5)));
        let slip = months(&[("0206-11", 1), ("2026-11", 2), ("-999-01", 5)]);
        assert_eq!(slip, [("0206".to_owned(), 1), ("2026".to_owned(), 2)]);
        assert!(months(&[]).is_empty());
    }

    #[test]
    fn sizes_fall_into_classes() {
        let mut statistics = Statistics::default();
        statistics.measure(vec![(5, 0), (10_000, 1), (2_000_000_000, 2)]);
        assert_eq!(statistics.sizes.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [1, 1, 0, 0, 0, 1]);
        assert_eq!((statistics.median, statistics.largest[0]), (10_000, (2, 2_000_000_000)));
    }
}
