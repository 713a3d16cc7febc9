//! What the store holds, read once a run: a line for each attempt, found by the URL inside the record.

use std::collections::HashMap;
use std::path::Path;

use jiff::Timestamp;
use serde::Deserialize;

use super::record::{CaptureId, Failure, Outcome, ResourceCounts, Supplied, VERSION};
use super::{Area, Store, is_litter};
use crate::folders;
use crate::model::UrlKey;

/// What planning and the site need to know of one attempt.
#[derive(Debug, Clone, Deserialize)]
pub struct Summary {
    /// Record version.
    pub version: u32,
    /// The URL inside the record.
    pub url: String,
    /// How it ended.
    pub outcome: Outcome,
    /// When it began.
    pub started: Timestamp,
    /// Where redirects ended.
    #[serde(default)]
    pub final_url: Option<String>,
    /// Status of the last answer.
    #[serde(default)]
    pub status: Option<u16>,
    /// Why it failed.
    #[serde(default)]
    pub error: Option<Failure>,
    /// Reasons to doubt it.
    #[serde(default)]
    pub suspect: Vec<String>,
    /// Failed attempts in a row.
    #[serde(default)]
    pub failures: u32,
    /// That a person supplied it.
    #[serde(default)]
    pub supplied: Option<Supplied>,
    /// Counts.
    pub resources: ResourceCounts,
    /// The record's name; from its path.
    #[serde(skip)]
    pub capture: CaptureId,
    /// Where it lies.
    #[serde(skip, default = "public")]
    pub area: Area,
    /// BLAKE3 of the record's bytes: what cache keys are made of.
    #[serde(skip, default = "unhashed")]
    pub content: blake3::Hash,
}

fn unhashed() -> blake3::Hash {
    blake3::Hash::from_bytes([0; 32])
}

fn public() -> Area {
    Area::Public
}

impl Summary {
    /// Whether readers can be shown this capture.
    pub fn is_snapshot(&self) -> bool {
        matches!(self.outcome, Outcome::Captured | Outcome::Partial)
    }

    /// The share of what the page needs that was captured, 0 to 1.
    pub fn completeness(&self) -> f64 {
        match (self.outcome, self.resources.found) {
            (Outcome::Captured, _) | (_, 0) => 1.0,
            (_, found) => self.resources.captured as f64 / found as f64,
        }
    }
}

/// All attempts, by duplicate key of their URL, oldest first.
#[derive(Debug, Default)]
pub struct StoreIndex {
    by_key: HashMap<UrlKey, Vec<Summary>>,
    /// Records that could not be read: path below the store, and why.
    pub damaged: Vec<(String, String)>,
}

impl StoreIndex {
    /// Reads every record of the store; damaged ones are listed, never fatal.
    pub fn read(store: &Store, key: &(dyn Fn(&str) -> UrlKey + Sync)) -> Self {
        let mut index = Self::default();
        for area in [Area::Public, Area::Private] {
            let base = store.area(area).join("captures");
            let paths: Vec<_> = walkdir::WalkDir::new(&base)
                .sort_by_file_name()
                .into_iter()
                .filter_entry(|e| e.depth() == 0 || !is_litter(e.file_name()))
                .flatten()
                .filter(|e| !e.file_type().is_dir())
                .map(walkdir::DirEntry::into_path)
                .collect();
            for path in paths {
                match read_summary(&base, &path, area) {
                    Ok(summary) => index.by_key.entry(key(&summary.url)).or_default().push(summary),
                    Err(why) => {
                        let shown = path.strip_prefix(store.root()).unwrap_or(&path).display().to_string();
                        index.damaged.push((shown, why));
                    }
                }
            }
        }
        for attempts in index.by_key.values_mut() {
            attempts.sort_by(|a, b| a.started.cmp(&b.started).then_with(|| a.capture.cmp(&b.capture)));
        }
        index
    }

    /// Every attempt, in no order.
    pub fn all(&self) -> impl Iterator<Item = &Summary> {
        self.by_key.values().flatten()
    }

    /// The attempts at a link, oldest first: those of its URL and of its aliases, in the given areas.
    pub fn attempts<'a>(&'a self, keys: &[UrlKey], private: bool) -> Vec<&'a Summary> {
        let mut found: Vec<&Summary> = keys
            .iter()
            .filter_map(|key| self.by_key.get(key))
            .flatten()
            .filter(|s| private || s.area == Area::Public)
            .collect();
        found.sort_by(|a, b| a.started.cmp(&b.started).then_with(|| a.capture.cmp(&b.capture)));
        found.dedup_by(|a, b| a.capture == b.capture && a.area == b.area);
        found
    }
}

/// How much less whole than the most whole one a snapshot may be and still be preferred for being newer, as a share of
/// what the page needs.
const TOLERANCE: f64 = 0.1;

/// Which snapshot readers are shown: of those free of doubt (of all, when none is), the newest that is nearly as whole
/// as the most whole one.
pub fn best(snapshots: &[&Summary]) -> Option<usize> {
    let any_undoubted = snapshots.iter().any(|s| s.suspect.is_empty());
    let eligible = |s: &Summary| !any_undoubted || s.suspect.is_empty();
    let all = || snapshots.iter().enumerate().filter(|(_, s)| eligible(s));
    let most = all().map(|(_, s)| s.completeness()).fold(0.0, f64::max);
    all()
        .filter(|(_, s)| s.completeness() + TOLERANCE >= most)
        .max_by_key(|(_, s)| (s.started, &s.capture))
        .map(|(at, _)| at)
}

/// The name of a record, `HOST/SLUG/TIME-hhhh`, by its path below `captures/`. It becomes the path of published pages:
/// anything but plain lower-case names in three parts, of which the last is a time and four digits, is refused.
fn capture_of(relative: &Path) -> Option<CaptureId> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '+' | '-');
    let name = relative.to_str()?.replace(std::path::MAIN_SEPARATOR, "/");
    let name = name.strip_suffix(".json")?;
    let parts: Vec<&str> = name.split('/').collect();
    let sound = |part: &&str| {
        !part.is_empty() && part.chars().all(plain) && !part.starts_with('.') && !part.ends_with('.')
    };
    let &[host, slug, time] = &parts[..] else { return None };
    ([host, slug].iter().all(sound) && is_time_name(time)).then(|| name.to_owned())
}

/// Whether a name is `20261120T142301Z-1f3a`.
fn is_time_name(name: &str) -> bool {
    let shape = b"ddddddddTddddddZ-hhhh";
    name.len() == shape.len()
        && name.bytes().zip(*shape).all(|(byte, kind)| match kind {
            b'd' => byte.is_ascii_digit(),
            b'h' => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
            exact => byte == exact,
        })
}

fn read_summary(base: &Path, path: &Path, area: Area) -> Result<Summary, String> {
    let relative = path.strip_prefix(base).unwrap_or(path);
    let capture = capture_of(relative).ok_or(
        "is no capture record: captures are named HOST/SLUG/TIME-hhhh.json, in lower-case letters, digits and `._+-`",
    )?;
    folders::refuse_link(path).map_err(|_| "is a symbolic link, which is not followed")?;
    let bytes = fs_err::read(path).map_err(|e| e.to_string())?;
    let mut summary: Summary =
        serde_json::from_slice(&bytes).map_err(|e| format!("is no capture record: {e}"))?;
    if summary.version != VERSION {
        return Err(format!("has version {}, this program knows version {VERSION}", summary.version));
    }
    summary.capture = capture;
    summary.area = area;
    summary.content = blake3::hash(&bytes);
    Ok(summary)
}

#[cfg(test)]
mod tests {
    use proptest::strategy::Strategy as _;

    use super::*;

    fn summary(day: u32, outcome: Outcome, captured: usize, found: usize, suspect: &[&str]) -> Summary {
        Summary {
            version: 1,
            url: "https://example.org/".into(),
            outcome,
            started: format!("2026-11-{day:02}T00:00:00Z").parse().unwrap(),
            final_url: None,
            status: None,
            error: None,
            suspect: suspect.iter().map(|s| (*s).to_owned()).collect(),
            failures: 0,
            supplied: None,
            resources: ResourceCounts {
                found,
                captured,
                failed: found - captured,
                ..ResourceCounts::default()
            },
            capture: format!("{day}"),
            area: Area::Public,
            content: unhashed(),
        }
    }

    fn shown(all: &[Summary]) -> Option<&str> {
        let all: Vec<&Summary> = all.iter().collect();
        let best = best(&all).map(|at| all[at].capture.as_str());
        let reversed: Vec<&Summary> = all.iter().rev().copied().collect();
        assert_eq!(
            super::best(&reversed).map(|at| reversed[at].capture.as_str()),
            best,
            "order must not matter"
        );
        best
    }

    #[test]
    fn the_newest_is_shown_unless_it_is_clearly_worse() {
        use Outcome::{Captured, Partial};
        assert_eq!(shown(&[]), None);
        assert_eq!(shown(&[summary(1, Captured, 9, 9, &[]), summary(2, Captured, 9, 9, &[])]), Some("2"));
        assert_eq!(shown(&[summary(1, Captured, 20, 20, &[]), summary(2, Partial, 19, 20, &[])]), Some("2"));
        assert_eq!(shown(&[summary(1, Captured, 20, 20, &[]), summary(2, Partial, 4, 20, &[])]), Some("1"));
        assert_eq!(shown(&[summary(1, Partial, 4, 20, &[]), summary(2, Captured, 20, 20, &[])]), Some("2"));
        assert_eq!(
            shown(&[summary(1, Captured, 9, 9, &[]), summary(2, Captured, 1, 1, &["challenge"])]),
            Some("1")
        );
    }

    #[test]
    fn odd_names_are_damage_and_stop_nothing() {
        for (path, sound) in [
            ("example.org+8080/a-0123abcd/20261120T142301Z-1f3a.json", true),
            ("_con/a/20261120T142301Z-1f3a.json", true),
            ("a/b/-.json", false),
            ("a/b/20261120T142301Z-1F3A.json", false),
            ("A/b/20261120T142301Z-1f3a.json", false),
            ("static-x/a/b.json", false),
            ("h/s/index.html-abcd.json", false),
            ("a:b/a/x.json", false),
            ("a/b/c/x.json", false),
            ("a/x.json", false),
            ("a/../x.json", false),
            ("a/b /x.json", false),
            ("a/b./x.json", false),
            ("a/\u{e4}/x.json", false),
            ("a/b/x.txt", false),
            ("a//x.json", false),
        ] {
            assert_eq!(capture_of(Path::new(path)).is_some(), sound, "{path}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_best_is_the_same_in_any_order(
            all in proptest::collection::vec((1_u32..29, 0_usize..21, proptest::bool::ANY), 1..8)
                .prop_flat_map(|all| (proptest::strategy::Just(all.clone()), proptest::strategy::Just(all).prop_shuffle())),
        ) {
            let shown = |all: &[(u32, usize, bool)]| {
                let all: Vec<Summary> = all
                    .iter()
                    .map(|(day, captured, doubt)| {
                        let mut one = summary(*day, Outcome::Partial, *captured, 20, &[]);
                        one.capture = format!("{day}-{captured}-{doubt}");
                        one.suspect.extend(doubt.then(|| "challenge".to_owned()));
                        one
                    })
                    .collect();
                best(&all.iter().collect::<Vec<_>>()).map(|at| all[at].capture.clone())
            };
            let (one, other) = all;
            proptest::prop_assert!(shown(&one).is_some());
            proptest::prop_assert_eq!(shown(&one), shown(&other));
        }
    }
}
