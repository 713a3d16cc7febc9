//! What is due and why. PURE: links, what the store holds, and the time in; decisions out.

use jiff::{SignedDuration, Timestamp};

use crate::model::{Link, UrlKey, Visibility};
use crate::store::index::{StoreIndex, Summary};
use crate::store::record::Outcome;

/// Days until a link is tried again after one, two, three, and more failures in a row.
const RETRY_DAYS: [i64; 4] = [1, 3, 7, 30];

/// What the command line asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlanOptions {
    /// Try failed links again before their time.
    pub retry: bool,
    /// Make a new capture of links that have one.
    pub refresh: bool,
}

/// What is to be done with one link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// To be captured now.
    Due(Reason),
    /// Has a snapshot.
    Present,
    /// An earlier attempt failed and its next time has not come.
    Deferred {
        /// When it will be tried again.
        until: Timestamp,
    },
    /// Left alone, because of a setting.
    Skipped(&'static str),
}

/// Why a link is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Never tried.
    Missing,
    /// Failed, and its time has come.
    Retry,
    /// Has a snapshot; a new one was asked for.
    Refresh,
}

/// Decides for one link, given its attempts (oldest first).
pub fn decide(link: &Link, attempts: &[&Summary], now: Timestamp, options: PlanOptions) -> Decision {
    if !link.archive {
        return Decision::Skipped("archive = false");
    }
    let has_snapshot = attempts.iter().any(|a| a.is_snapshot());
    if has_snapshot && options.refresh {
        return Decision::Due(Reason::Refresh);
    }
    if has_snapshot {
        return Decision::Present;
    }
    match attempts.last() {
        None => Decision::Due(Reason::Missing),
        Some(_) if options.retry => Decision::Due(Reason::Retry),
        Some(last) => match next_attempt(last) {
            // A record from the future (a clock that was wrong) must not defer a link for ever.
            Some(until) if until > now && last.started <= now => Decision::Deferred { until },
            _ => Decision::Due(Reason::Retry),
        },
    }
}

/// When a failed attempt is followed by the next; `None` for one that did not fail.
pub fn next_attempt(last: &Summary) -> Option<Timestamp> {
    if last.outcome != Outcome::Failed {
        return None;
    }
    let row = (last.failures.max(1) as usize - 1).min(RETRY_DAYS.len() - 1);
    last.started.checked_add(SignedDuration::from_hours(24 * RETRY_DAYS[row])).ok()
}

/// The attempts at a link: those of its URL and of its former URLs.
pub fn attempts_of<'a>(link: &Link, index: &'a StoreIndex, key: &dyn Fn(&str) -> UrlKey) -> Vec<&'a Summary> {
    let mut keys = vec![key(&crate::store::layout::without_secrets(&link.url))];
    keys.extend(link.aliases.iter().map(|url| key(&crate::store::layout::without_secrets(url))));
    index.attempts(&keys, link.visibility == Visibility::Private)
}

/// Reorders jobs so that hosts take turns: a run of links to one slow host must not hold up the others.
pub fn interleave<T>(jobs: Vec<T>, host: impl Fn(&T) -> String) -> Vec<T> {
    let mut queues: indexmap::IndexMap<String, std::collections::VecDeque<T>> = indexmap::IndexMap::new();
    let total = jobs.len();
    for job in jobs {
        queues.entry(host(&job)).or_default().push_back(job);
    }
    let mut ordered = Vec::with_capacity(total);
    while !queues.is_empty() {
        queues.retain(|_, queue| {
            ordered.extend(queue.pop_front());
            !queue.is_empty()
        });
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Location, Status};
    use crate::store::Area;
    use crate::store::record::ResourceCounts;

    fn link() -> Link {
        Link {
            url: "https://example.org/".into(),
            id: "example-org".into(),
            key: String::new(),
            title: None,
            description: None,
            notes: None,
            tags: Vec::new(),
            added: None,
            updated: None,
            published: None,
            author: None,
            language: None,
            via: None,
            starred: false,
            status: Status::None,
            visibility: Visibility::Public,
            archive: true,
            aliases: Vec::new(),
            source: Location { file: "links/a.toml".into(), line: 1, column: 1 },
        }
    }

    fn attempt(outcome: Outcome, at: &str, failures: u32) -> Summary {
        Summary {
            version: 1,
            url: "https://example.org/".into(),
            outcome,
            started: at.parse().unwrap(),
            final_url: None,
            status: None,
            error: None,
            suspect: Vec::new(),
            failures,
            supplied: None,
            resources: ResourceCounts::default(),
            capture: String::new(),
            area: Area::Public,
            content: blake3::hash(b""),
        }
    }

    fn now() -> Timestamp {
        "2026-11-20T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_new_link_is_due_and_a_captured_one_is_not() {
        let options = PlanOptions::default();
        assert_eq!(decide(&link(), &[], now(), options), Decision::Due(Reason::Missing));
        let done = attempt(Outcome::Captured, "2026-11-01T00:00:00Z", 0);
        assert_eq!(decide(&link(), &[&done], now(), options), Decision::Present);
        let refresh = PlanOptions { refresh: true, ..options };
        assert_eq!(decide(&link(), &[&done], now(), refresh), Decision::Due(Reason::Refresh));
    }

    #[test]
    fn a_failure_after_a_success_leaves_the_success() {
        let done = attempt(Outcome::Partial, "2026-11-01T00:00:00Z", 0);
        let failed = attempt(Outcome::Failed, "2026-11-20T11:00:00Z", 1);
        assert_eq!(decide(&link(), &[&done, &failed], now(), PlanOptions::default()), Decision::Present);
    }

    #[test]
    fn failures_wait_longer_each_time() {
        for (row, days) in [(1, 1), (2, 3), (3, 7), (4, 30), (5, 30), (1000, 30)] {
            let failed = attempt(Outcome::Failed, "2026-11-20T11:59:59Z", row);
            let until = failed.started + SignedDuration::from_hours(24 * days);
            assert_eq!(
                decide(&link(), &[&failed], now(), PlanOptions::default()),
                Decision::Deferred { until }
            );
            let later = until + SignedDuration::from_secs(1);
            assert_eq!(
                decide(&link(), &[&failed], later, PlanOptions::default()),
                Decision::Due(Reason::Retry)
            );
        }
    }

    #[test]
    fn retry_forces_and_a_wrong_clock_defers_nothing() {
        let failed = attempt(Outcome::Failed, "2026-11-20T11:00:00Z", 3);
        let retry = PlanOptions { retry: true, ..PlanOptions::default() };
        assert_eq!(decide(&link(), &[&failed], now(), retry), Decision::Due(Reason::Retry));
        let refresh = PlanOptions { refresh: true, ..PlanOptions::default() };
        assert!(matches!(decide(&link(), &[&failed], now(), refresh), Decision::Deferred { .. }));
        let future = attempt(Outcome::Failed, "2099-01-01T00:00:00Z", 3);
        assert_eq!(decide(&link(), &[&future], now(), PlanOptions::default()), Decision::Due(Reason::Retry));
    }

    #[test]
    fn archive_false_is_left_alone_even_on_refresh() {
        let link = Link { archive: false, ..link() };
        let refresh = PlanOptions { refresh: true, retry: true };
        assert!(matches!(decide(&link, &[], now(), refresh), Decision::Skipped(_)));
    }

    #[test]
    fn hosts_take_turns() {
        let jobs = vec!["a1", "a2", "a3", "b1", "c1", "b2"];
        let order = interleave(jobs, |job| job[..1].to_owned());
        assert_eq!(order, ["a1", "b1", "c1", "a2", "b2", "a3"]);
    }
}
