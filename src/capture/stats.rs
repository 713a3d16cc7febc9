//! Counters of a run, for the progress line and the report.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Counters that many tasks add to.
#[derive(Debug, Default)]
pub struct Stats {
    requests: AtomicU64,
    bytes: AtomicU64,
    in_flight: AtomicUsize,
    pages_done: AtomicUsize,
    /// Authority of each request in flight, by number: the first is the one waited for longest.
    waiting: Mutex<BTreeMap<u64, String>>,
}

/// The counters at one instant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Requests sent.
    pub requests: u64,
    /// Bytes received, as sent.
    pub bytes: u64,
    /// Requests in flight.
    pub in_flight: usize,
    /// Pages finished, however they ended.
    pub pages_done: usize,
    /// The host that has been waited for longest.
    pub waiting_for: Option<String>,
}

impl Stats {
    /// The counters now.
    pub fn now(&self) -> Snapshot {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        Snapshot {
            requests: self.requests.load(Ordering::Relaxed),
            bytes: self.bytes.load(Ordering::Relaxed),
            in_flight: self.in_flight.load(Ordering::Relaxed),
            pages_done: self.pages_done.load(Ordering::Relaxed),
            waiting_for: waiting.values().next().cloned(),
        }
    }

    /// Counts a request from now until the guard is dropped.
    pub fn request(self: &Arc<Self>, authority: String) -> InFlight {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(number, authority);
        InFlight { stats: Arc::clone(self), number }
    }

    /// Counts received bytes.
    pub fn received(&self, bytes: usize) {
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Counts a finished page.
    pub fn page_done(&self) {
        self.pages_done.fetch_add(1, Ordering::Relaxed);
    }
}

/// A request in flight.
#[derive(Debug)]
pub struct InFlight {
    stats: Arc<Stats>,
    number: u64,
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.stats.in_flight.fetch_sub(1, Ordering::Relaxed);
        self.stats.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.number);
    }
}
