//! What became of each link: the report for programs, and the last lines for people.

use std::collections::HashMap;
use std::path::Path;

use jiff::Timestamp;

use super::archive::Folders;
use super::captures::{Captured, Planned};
use super::{Context, Options};
use crate::capture::plan::{self, Decision};
use crate::capture::run::Done;
use crate::console::{self, Paint};
use crate::diagnostic::{self, Severity};
use crate::model::{self, Visibility};
use crate::output::Changes;
use crate::report::{LinkOutcome, LinkReport, Report, Totals};
use crate::store::index::{self, StoreIndex, Summary};
use crate::store::layout::without_secrets;
use crate::store::record::{Failure, FailureKind, Outcome, ResourceCounts};
use crate::text::{counted, printable};

/// The most lines that the summary lists of one kind.
const LISTED: usize = 12;

/// The report of a run.
#[expect(clippy::too_many_arguments, reason = "a report is the sum of everything that happened")]
pub fn report(
    context: &Context,
    index: &StoreIndex,
    planned: &Planned,
    captured: &Captured,
    options: &Options,
    changes: Option<Changes>,
    started: Timestamp,
    finished: Timestamp,
) -> Report {
    let counters = &captured.counters;
    let done: HashMap<usize, &Done> = captured.done.iter().map(|one| (one.link, one)).collect();
    let mut totals = Totals {
        requests: counters.requests,
        bytes: counters.bytes,
        pages_written: changes.map_or(0, |c| c.written),
        ..Totals::default()
    };
    let folders = Folders::of(index);
    let mut links = Vec::with_capacity(planned.len());
    for (at, (link, decision)) in context.collection.links.iter().zip(planned).enumerate() {
        let attempts = plan::attempts_of(link, index, &model::key);
        let snapshots: Vec<&Summary> = attempts.iter().copied().filter(|a| a.is_snapshot()).collect();
        let best = index::best(&snapshots).map(|b| snapshots[b]);
        let last_failure = attempts.last().filter(|a| a.outcome == Outcome::Failed);
        let one = done.get(&at);
        let outcome = match (one.map(|d| d.record.outcome), decision) {
            (Some(Outcome::Captured), _) => LinkOutcome::Captured,
            (Some(Outcome::Partial), _) => LinkOutcome::Partial,
            (Some(Outcome::Unchanged), _) => LinkOutcome::Unchanged,
            (Some(Outcome::Failed), _) => LinkOutcome::Failed,
            (None, Decision::Present) => LinkOutcome::Present,
            (None, Decision::Skipped(_)) => LinkOutcome::Skipped,
            (None, Decision::Due(_)) if options.offline => LinkOutcome::Skipped,
            // Due, but stopped before its turn: the next run takes it up.
            (None, Decision::Deferred { .. } | Decision::Due(_)) => LinkOutcome::Deferred,
        };
        totals.count(outcome);
        totals.remaining +=
            usize::from(one.is_none() && matches!(decision, Decision::Due(_)) && !options.offline);
        let shown = best.filter(|_| link.visibility != Visibility::Private);
        let attempt = one.map(|d| d.capture.clone()).or_else(|| best.map(|b| b.capture.clone()));
        let failed =
            matches!(outcome, LinkOutcome::Failed | LinkOutcome::Deferred).then_some(last_failure).flatten();
        links.push(LinkReport {
            url: link.url.clone(),
            source: link.source.clone(),
            outcome,
            capture: attempt.or_else(|| failed.map(|f| f.capture.clone())),
            page: shown.and_then(|b| folders.get(&b.capture)).map(|folder| format!("{folder}/page.html")),
            final_url: one
                .map_or_else(|| best.and_then(|b| b.final_url.clone()), |d| d.record.final_url.clone()),
            status: one.map_or_else(|| failed.or(best.as_ref()).and_then(|b| b.status), |d| d.record.status),
            error: one.map_or_else(|| failed.and_then(|f| f.error.clone()), |d| d.record.error.clone()),
            suspect: one.map_or_else(
                || best.map(|b| b.suspect.clone()).unwrap_or_default(),
                |d| d.record.suspect.clone(),
            ),
            resources: one.map_or_else(
                || best.map_or_else(ResourceCounts::default, |b| b.resources),
                |d| d.record.resources,
            ),
            attempts: one.map_or(0, |d| d.attempts),
            // A link that has a snapshot is not tried again by itself.
            next_attempt: failed.filter(|_| best.is_none()).and_then(|f| plan::next_attempt(f)),
            millis: one.map_or(0, |d| d.millis),
        });
    }
    Report { version: 1, started, finished, links, totals }
}

/// The last lines of a run: what was captured, partial, failed (and why), deferred; what was written where.
pub fn print(context: &Context, report: &Report, changes: Option<Changes>, output: &Path) {
    let console = &context.console;
    let totals = &report.totals;
    let list = |outcome: LinkOutcome, label: String, count: usize| {
        let of_kind = report.links.iter().filter(|link| link.outcome == outcome);
        for link in of_kind.take(LISTED) {
            let why = match (&link.error, outcome) {
                (Some(error), _) => format!("{}{}", error.message, advice(error, link)),
                (None, LinkOutcome::Partial) => {
                    let missing = link.resources.found.saturating_sub(link.resources.captured);
                    format!("{missing} of the {} things it needs are missing", link.resources.found)
                }
                (None, _) => String::new(),
            };
            let url = printable(&without_secrets(&link.url));
            if console.annotates() {
                // A page that cannot be had is the web's fault, not the link file's.
                let title = if outcome == LinkOutcome::Partial { "partial capture" } else { "not captured" };
                let (file, line) = (&link.source.file, link.source.line);
                let text =
                    diagnostic::github_line(Severity::Warning, file, line, title, &format!("{url}: {why}"));
                console.say(&text);
            } else {
                console.say(&format!("{label} {url} ({}): {}", link.source, printable(&why)));
            }
        }
        if count > LISTED {
            console.say(&format!("{label} … and {} more; --report FILE lists all", count - LISTED));
        }
    };
    list(LinkOutcome::Partial, console.paint(Paint::Doubtful, "partial"), totals.partial);
    list(LinkOutcome::Failed, console.paint(Paint::Bad, "failed "), totals.failed);

    let mut parts = vec![format!("{} captured", totals.captured)];
    let mut part = |count: usize, word: &str| {
        if count > 0 {
            parts.push(format!("{count} {word}"));
        }
    };
    part(totals.partial, "partial");
    part(totals.unchanged, "unchanged");
    part(totals.failed, "failed");
    part(totals.deferred - totals.remaining, "deferred");
    part(totals.remaining, "left for the next run");
    part(totals.present, "already there");
    part(totals.skipped, "left alone");
    let time = report.finished.duration_since(report.started);
    let time = console::duration(std::time::Duration::try_from(time).unwrap_or_default());
    let network = match totals.requests {
        0 => "no request".to_owned(),
        count => format!("{}, {}", counted(count as usize, "request"), console::bytes(totals.bytes)),
    };
    console.say(&format!("{}: {} ({network}, {time})", counted(totals.links, "link"), parts.join(", ")));
    if totals.links == 0 {
        console.say("there are no links yet: `linkarium add https://example.org/` keeps the first");
    }
    let next = report.links.iter().filter_map(|link| link.next_attempt).min();
    if let (Some(next), true) = (next, totals.deferred + totals.failed > 0) {
        let zone = context.config.site.zone();
        let day = next.to_zoned(zone).strftime("%Y-%m-%d %H:%M");
        console
            .say(&console.paint(Paint::Quiet, &format!("next try of what failed: {day}; --retry tries now")));
    }
    if let Some(changes) = changes {
        let index = output.join("index.html");
        console.say(&format!(
            "site: {}, {} written, {} removed: {}",
            counted(changes.files, "file"),
            changes.written,
            changes.removed,
            index.display()
        ));
    }
}

/// What to do about a refused address: the keeper's own may be allowed; where a stranger's redirect leads may not.
fn advice(error: &Failure, link: &LinkReport) -> String {
    if error.kind != FailureKind::BlockedAddress {
        return String::new();
    }
    let own = url::Url::parse(&link.url).ok();
    match link.final_url.as_deref().and_then(|url| url::Url::parse(url).ok()) {
        Some(end) if own.as_ref().is_some_and(|own| own.host() != end.host() || own.port() != end.port()) => {
            format!("; that is where it redirects: {end}")
        }
        _ => {
            let host = own.as_ref().map(crate::capture::politeness::authority).unwrap_or_default();
            format!("; `allow_private = [\"{host}\"]` under [capture] in linkarium.toml allows it")
        }
    }
}
