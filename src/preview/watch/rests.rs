//! Which links have rested long enough to be captured: an address that is still being typed must not be. PURE.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use crate::model::UrlKey;

/// Links that are due, and since when their lines have been as they are.
#[derive(Debug)]
pub(super) struct Rests {
    wanted: Duration,
    links: HashMap<UrlKey, Rest>,
    /// Being captured, however their lines change meanwhile.
    busy: HashSet<UrlKey>,
    begun: bool,
}

#[derive(Debug)]
struct Rest {
    line: String,
    since: Option<Instant>,
    /// Handed out to be captured. It may come to nothing; then the line has to change before it is tried again.
    asked: bool,
}

impl Rests {
    /// A line has to rest for `wanted`. What is there at the first look counts as rested.
    pub(super) fn new(wanted: Duration) -> Self {
        Self { wanted, links: HashMap::new(), busy: HashSet::new(), begun: false }
    }

    /// Takes note of the links that are due now: their keys, and the lines in which they stand.
    pub(super) fn look(&mut self, due: impl IntoIterator<Item = (UrlKey, String)>, now: Instant) {
        let mut before = std::mem::take(&mut self.links);
        for (key, line) in due {
            let known = before.remove(&key).filter(|rest| rest.line == line);
            let rest = known.unwrap_or_else(|| Rest { line, since: self.begun.then_some(now), asked: false });
            self.links.insert(key, rest);
        }
    }

    /// The first look is over: what comes from now on has to rest.
    pub(super) fn begin(&mut self) {
        self.begun = true;
    }

    /// A page has ended; all have, when it is not known which.
    pub(super) fn ended(&mut self, key: Option<&str>) {
        match key {
            Some(key) => drop(self.busy.remove(key)),
            None => self.busy.clear(),
        }
    }

    /// Whether a link's turn has come.
    pub(super) fn has_rested(&self, key: &str, now: Instant) -> bool {
        !self.busy.contains(key)
            && self.links.get(key).is_some_and(|rest| {
                !rest.asked && rest.since.is_none_or(|since| now.duration_since(since) >= self.wanted)
            })
    }

    /// Whether a link's turn has come. It comes once.
    pub(super) fn ask(&mut self, key: &str, now: Instant) -> bool {
        let rested = self.has_rested(key, now);
        if let Some(rest) = self.links.get_mut(key).filter(|_| rested) {
            rest.asked = true;
            self.busy.insert(key.to_owned());
        }
        rested
    }

    /// Nothing can be captured now: what has rested begins to rest anew.
    pub(super) fn postpone(&mut self, now: Instant) {
        let wanted = self.wanted;
        let rested = |since: Option<Instant>| since.is_none_or(|since| now.duration_since(since) >= wanted);
        for rest in self.links.values_mut().filter(|rest| !rest.asked && rested(rest.since)) {
            rest.since = Some(now);
        }
    }

    /// What was asked for and came to nothing may be asked for again.
    pub(super) fn again(&mut self) {
        for rest in self.links.values_mut() {
            rest.asked = false;
        }
    }

    /// When the next link will have rested.
    pub(super) fn next(&self) -> Option<Instant> {
        let waiting = self.links.iter().filter(|(key, rest)| !rest.asked && !self.busy.contains(*key));
        waiting.filter_map(|(_, rest)| Some(rest.since? + self.wanted)).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: Duration = Duration::from_secs(5);

    fn due(links: &[(&str, &str)]) -> Vec<(String, String)> {
        links.iter().map(|(key, line)| ((*key).to_owned(), (*line).to_owned())).collect()
    }

    #[test]
    fn what_is_there_at_first_need_not_rest_and_its_turn_comes_once() {
        let (mut rests, now) = (Rests::new(REST), Instant::now());
        rests.look(due(&[("a", "- a")]), now);
        assert!(rests.ask("a", now));
        assert!(!rests.ask("a", now + REST * 9));
        assert_eq!(rests.next(), None);
    }

    #[test]
    fn a_line_rests_from_its_last_change_on() {
        let (mut rests, now) = (Rests::new(REST), Instant::now());
        rests.look(due(&[]), now);
        rests.begin();
        rests.look(due(&[("http://a/b", "- http://a/b")]), now);
        let later = now + Duration::from_secs(3);
        rests.look(due(&[("http://a/bcd", "- http://a/bcd")]), later);
        assert!(!rests.ask("http://a/b", now + REST) && !rests.ask("http://a/bcd", now + REST));
        assert_eq!(rests.next(), Some(later + REST));
        let last = later + Duration::from_secs(2);
        rests.look(due(&[("http://a/bcd", "- http://a/bcd - a title")]), last);
        assert!(!rests.ask("http://a/bcd", later + REST));
        assert!(rests.ask("http://a/bcd", last + REST));
    }

    #[test]
    fn what_cannot_be_asked_for_now_is_asked_for_later() {
        let (mut rests, now) = (Rests::new(REST), Instant::now());
        rests.look(due(&[("a", "- a")]), now);
        rests.postpone(now);
        assert!(!rests.ask("a", now));
        assert_eq!(rests.next(), Some(now + REST), "in the past, it would be asked for again and again");
        assert!(rests.ask("a", now + REST));
        rests.again();
        assert!(!rests.ask("a", now + REST));
        rests.ended(Some("a"));
        assert!(rests.ask("a", now + REST));
    }

    #[test]
    fn another_change_of_the_collection_delays_nothing() {
        let (mut rests, now) = (Rests::new(REST), Instant::now());
        rests.begin();
        rests.look(due(&[("a", "- a")]), now);
        rests.look(due(&[("a", "- a"), ("b", "- b")]), now + Duration::from_secs(4));
        assert!(rests.ask("a", now + REST) && !rests.ask("b", now + REST));
    }

    #[test]
    fn what_came_to_nothing_is_tried_again_once_it_has_changed() {
        let (mut rests, now) = (Rests::new(REST), Instant::now());
        rests.look(due(&[("a", "- a")]), now);
        assert!(rests.ask("a", now));
        rests.begin();
        rests.look(due(&[("a", "- a!")]), now);
        assert!(!rests.ask("a", now + REST), "its page is still being captured");
        rests.ended(Some("a"));
        assert!(!rests.ask("a", now) && rests.ask("a", now + REST));
        rests.ended(None);
        // Gone because it was captured, and due again later.
        rests.look(due(&[]), now);
        rests.look(due(&[("a", "- a!")]), now);
        assert!(rests.ask("a", now + REST));
    }
}
