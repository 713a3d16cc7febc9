//! The report of a run, for programs: `--report FILE`, JSON. INTERFACE and docs/format.md list its fields.

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use crate::model::Location;
use crate::store::record::{Failure, ResourceCounts};

/// How a link fared in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkOutcome {
    /// A new snapshot, whole.
    Captured,
    /// A new snapshot that lacks something it needs.
    Partial,
    /// Asked again, and nothing had changed.
    Unchanged,
    /// Had a snapshot already.
    Present,
    /// Tried, and no usable page came.
    Failed,
    /// An earlier attempt failed and its next time has not come.
    Deferred,
    /// Left alone, by a setting or because only others were asked for.
    Skipped,
}

/// One link of the report.
#[derive(Debug, Clone, Serialize)]
pub struct LinkReport {
    /// As the person wrote it.
    pub url: String,
    /// `links/a.toml:12:1`
    #[serde(serialize_with = "as_text")]
    pub source: Location,
    /// How it fared.
    pub outcome: LinkOutcome,
    /// The record of the attempt, or of the snapshot that is shown.
    pub capture: Option<String>,
    /// The safe page below the output folder.
    pub page: Option<String>,
    /// Where redirects ended.
    pub final_url: Option<String>,
    /// Status of the page's last answer.
    pub status: Option<u16>,
    /// Why it failed.
    pub error: Option<Failure>,
    /// Reasons to doubt the snapshot.
    pub suspect: Vec<String>,
    /// Counts.
    pub resources: ResourceCounts,
    /// Requests made for the document in this run.
    pub attempts: u32,
    /// When a failed link is tried again.
    pub next_attempt: Option<Timestamp>,
    /// Milliseconds the capture took.
    pub millis: u64,
}

/// Sums over all links.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the fields are the outcomes, documented there")]
pub struct Totals {
    pub links: usize,
    pub captured: usize,
    pub partial: usize,
    pub unchanged: usize,
    pub present: usize,
    pub failed: usize,
    pub deferred: usize,
    pub skipped: usize,
    /// Of the deferred: due, and left to the next run because the time budget or a signal ended this one.
    pub remaining: usize,
    /// Requests sent.
    pub requests: u64,
    /// Bytes received.
    pub bytes: u64,
    /// Files of the site whose bytes changed.
    pub pages_written: u64,
}

/// The whole report.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// 1
    pub version: u32,
    /// Start of the run.
    pub started: Timestamp,
    /// End of the run.
    pub finished: Timestamp,
    /// Every link, in file order.
    pub links: Vec<LinkReport>,
    /// Sums.
    pub totals: Totals,
}

impl Totals {
    /// Counts one link.
    pub fn count(&mut self, outcome: LinkOutcome) {
        self.links += 1;
        let field = match outcome {
            LinkOutcome::Captured => &mut self.captured,
            LinkOutcome::Partial => &mut self.partial,
            LinkOutcome::Unchanged => &mut self.unchanged,
            LinkOutcome::Present => &mut self.present,
            LinkOutcome::Failed => &mut self.failed,
            LinkOutcome::Deferred => &mut self.deferred,
            LinkOutcome::Skipped => &mut self.skipped,
        };
        *field += 1;
    }
}

fn as_text<S: Serializer>(location: &Location, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(location)
}
