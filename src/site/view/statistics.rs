//! The page of figures: tables, and bars drawn to scale beside them.

use std::borrow::Cow;

use serde::Serialize;

use crate::site::facets::{FacetKind, Label};
use crate::site::plan::Plan;
use crate::site::statistics::Statistics;
use crate::site::{routes, text};

/// Width of the drawing of growth, in its own units.
const WIDTH: f64 = 720.0;
/// Height of its tallest bar.
const HEIGHT: f64 = 160.0;

/// One upright bar, with its place in the drawing.
#[derive(Debug, Serialize)]
pub struct Bar {
    /// `2026-11` or `2026`.
    pub when: String,
    /// Links.
    pub count: usize,
    /// Links up to its end.
    pub sum: usize,
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// Whether its name is written below it: there is no room for all.
    pub named: bool,
    /// Href of its month's page.
    pub href: Option<String>,
}

/// Growth, drawn.
#[derive(Debug, Serialize)]
pub struct Growth {
    /// Bars, oldest first.
    pub bars: Vec<Bar>,
    /// Width of the drawing.
    pub width: f64,
    /// Height of the drawing without its names.
    pub height: f64,
    /// Links of the tallest bar.
    pub most: usize,
}

/// One row of a table, with the share of its bar.
#[derive(Debug, Serialize)]
pub struct Row {
    /// What is counted.
    #[serde(flatten)]
    pub label: Label,
    /// Href of a page that lists these links.
    pub href: Option<String>,
    /// How many.
    pub count: usize,
    /// Hundredths of the longest bar of the table.
    pub share: usize,
}

/// One class of sizes.
#[derive(Debug, Serialize)]
pub struct SizeRow {
    /// Smaller than this many bytes; the last class has no bound.
    pub below: Option<u64>,
    /// At least this many.
    pub from: u64,
    /// Snapshots.
    pub count: usize,
    /// Hundredths of the longest bar.
    pub share: usize,
}

/// One of the largest snapshots.
#[derive(Debug, Serialize)]
pub struct LargeView<'a> {
    /// Title of its link.
    pub title: Cow<'a, str>,
    /// Language of the title.
    pub title_lang: Option<String>,
    /// Href of its link.
    pub href: String,
    /// Bytes.
    pub bytes: u64,
}

/// All figures.
#[derive(Debug, Serialize)]
pub struct StatisticsView<'a> {
    /// Links by month or year; `None` when none has a date.
    pub growth: Option<Growth>,
    /// Links without any date.
    pub undated: usize,
    /// Hosts.
    pub hosts: usize,
    /// The fullest hosts.
    pub top_hosts: Vec<Row>,
    /// Kinds.
    pub kinds: Vec<Row>,
    /// Languages; the text is a BCP 47 tag.
    pub languages: Vec<Row>,
    /// How captures stand; keys of `health.`.
    pub health: Vec<Row>,
    /// What the keeper marked.
    pub marks: Vec<Row>,
    /// Snapshots.
    pub snapshots: usize,
    /// Bytes of all of them.
    pub bytes: u64,
    /// Bytes of the one in the middle.
    pub median: u64,
    /// By size.
    pub sizes: Vec<SizeRow>,
    /// The largest.
    pub largest: Vec<LargeView<'a>>,
    /// Words of everything that is shown.
    pub words: u64,
}

impl<'a> StatisticsView<'a> {
    /// The figures, for a page whose root is `root`.
    pub(crate) fn new(plan: &Plan<'a>, root: &str) -> Self {
        let counted = Statistics::new(plan);
        let group = |kind: FacetKind, slug: &str| {
            let found = plan.facets().groups(kind).iter().any(|group| group.slug == slug);
            found.then(|| routes::href(root, &routes::group(kind, slug, 1)))
        };
        let most = |counts: &mut dyn Iterator<Item = usize>| counts.max().unwrap_or(0);
        let keyed = |facet: Option<FacetKind>, prefix: &str, list: &[(&'static str, usize)]| -> Vec<Row> {
            let longest = most(&mut list.iter().map(|row| row.1));
            list.iter()
                .map(|&(name, count)| Row {
                    label: Label::Key(format!("{prefix}.{name}")),
                    href: facet.and_then(|facet| group(facet, name)),
                    count,
                    share: share(count, longest),
                })
                .collect()
        };
        let longest = most(&mut counted.top_hosts.iter().map(|row| row.2));
        let spoken = most(&mut counted.languages.iter().map(|row| row.1));
        let widest = most(&mut counted.sizes.iter().map(|row| row.1));
        let mut from = 0;
        Self {
            growth: growth(&counted.growth, &|month| group(FacetKind::Months, month)),
            undated: counted.undated,
            hosts: counted.hosts,
            top_hosts: counted
                .top_hosts
                .iter()
                .map(|(host, slug, count)| Row {
                    label: Label::Text(text::clean(host).into_owned()),
                    href: slug.as_ref().and_then(|slug| group(FacetKind::Hosts, slug)),
                    count: *count,
                    share: share(*count, longest),
                })
                .collect(),
            kinds: keyed(Some(FacetKind::Types), "kind", &counted.kinds),
            languages: counted
                .languages
                .iter()
                .map(|(tag, count)| Row {
                    label: Label::Text(tag.clone()),
                    href: None,
                    count: *count,
                    share: share(*count, spoken),
                })
                .collect(),
            health: keyed(None, "health", &counted.states),
            marks: keyed(Some(FacetKind::States), "state", &counted.marks),
            snapshots: counted.snapshots,
            bytes: counted.bytes,
            median: counted.median,
            sizes: counted
                .sizes
                .iter()
                .map(|&(below, count)| SizeRow {
                    below,
                    from: std::mem::replace(&mut from, below.unwrap_or_default()),
                    count,
                    share: share(count, widest),
                })
                .collect(),
            largest: counted
                .largest
                .iter()
                .filter_map(|&(index, bytes)| {
                    let link = plan.link(index)?;
                    let title = text::title(link, plan.best(index));
                    let href = routes::href(root, &routes::link(&link.id));
                    Some(LargeView { title: title.text, title_lang: title.language, href, bytes })
                })
                .collect(),
            words: counted.words,
        }
    }
}

/// Hundredths of the longest; what is there at all is at least one.
fn share(count: usize, longest: usize) -> usize {
    if count == 0 { 0 } else { (count * 100 / longest.max(1)).max(1) }
}

fn growth(counts: &[(String, usize)], href: &dyn Fn(&str) -> Option<String>) -> Option<Growth> {
    let most = counts.iter().map(|(_, count)| *count).max()?;
    let step = WIDTH / counts.len() as f64;
    // A name needs about a sixteenth of the width.
    let every = counts.len().div_ceil(16).max(1);
    let mut sum = 0;
    let bars = counts.iter().enumerate().map(|(at, (when, count))| {
        sum += count;
        let height = tenths(HEIGHT * *count as f64 / most.max(1) as f64);
        let width = (step * 0.76).clamp(1.0, 48.0).min(step);
        Bar {
            when: when.clone(),
            count: *count,
            sum,
            x: tenths(step * at as f64 + (step - width) / 2.0),
            y: tenths(HEIGHT - height),
            width: tenths(width),
            height,
            named: (counts.len() - 1 - at).is_multiple_of(every),
            href: href(when),
        }
    });
    Some(Growth { bars: bars.collect(), width: WIDTH, height: HEIGHT, most })
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stay_in_the_drawing() {
        let counts: Vec<(String, usize)> = (0..60).map(|at| (format!("{at}"), at * 7 % 31)).collect();
        let drawn = growth(&counts, &|_| None).unwrap();
        for bar in &drawn.bars {
            assert!(
                bar.x >= 0.0
                    && bar.x + bar.width <= WIDTH
                    && bar.y >= 0.0
                    && bar.y + bar.height <= HEIGHT + 0.11,
                "{bar:?}"
            );
        }
        assert_eq!(
            drawn.bars.last().map(|bar| (bar.named, bar.sum)),
            Some((true, counts.iter().map(|c| c.1).sum()))
        );
        assert!(growth(&[], &|_| None).is_none());
        assert_eq!((share(0, 0), share(1, 1000), share(7, 7)), (0, 1, 100));
    }
}
