//! Why things are as they are with one link: which rules are for it, what each of them does, and what the next build
//! would do with it.

use jiff::Timestamp;
use serde::Serialize;

use super::Context;
use super::archive::Folders;
use super::captures::{self, Planned};
use crate::capture::plan::{self, Decision, PlanOptions, Reason};
use crate::config::{Keep, Rule};
use crate::model::{self, Link, Ruled, Visibility};
use crate::store::index::{self, StoreIndex, Summary};

/// A rule that is for a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// `linkarium.toml:12`
    pub source: String,
    /// Tags that the link has by it.
    pub tags: Vec<String>,
    /// Tags of the rule that the link had before.
    pub had_tags: Vec<String>,
    /// Whether it may be captured, where the rule says so.
    pub archive: Option<bool>,
    /// Names of headers that are sent. Their values may be secrets.
    pub headers: Vec<String>,
    /// Selectors of what is left out of the view.
    pub remove: Vec<String>,
    /// Whether the page's JSON-LD is published.
    pub keep_json_ld: bool,
}

/// What is known of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Why {
    /// Tags that its entry, file or folder gives it.
    pub own_tags: Vec<String>,
    /// Rules that are for it, in their order.
    pub rules: Vec<Applied>,
    /// What the next build does with it, in one word: `due`, `present`, `deferred` or `skipped`.
    pub decision: &'static str,
    /// The same in words.
    pub next: String,
    /// When a failed one is tried again.
    pub until: Option<Timestamp>,
    /// How many snapshots there are.
    pub snapshots: usize,
    /// The snapshot that is shown: the name of its record.
    pub shown: Option<String>,
    /// Its folder on the site; none for a private link, which has no page.
    pub page: Option<String>,
}

/// What links are asked about.
#[derive(Debug)]
pub struct Asked<'c> {
    context: &'c Context,
    index: StoreIndex,
    folders: Folders,
    planned: Planned,
}

impl<'c> Asked<'c> {
    /// Reads what is needed.
    pub fn of(context: &'c Context) -> Self {
        let index = StoreIndex::read(&context.store, &model::key);
        context.warn_of_damage(&index);
        let all = (0..context.collection.links.len()).collect();
        let planned = captures::plan(context, &index, &all, PlanOptions::default(), super::now());
        Self { context, folders: Folders::of(&index), planned, index }
    }

    /// What is known of the link at an index of the collection.
    pub fn why(&self, at: usize) -> Option<Why> {
        let link = self.context.collection.links.get(at)?;
        let ruled = self.context.ruled.get(at)?;
        let decision = self.planned.get(at)?;
        let attempts = plan::attempts_of(link, &self.index, &model::key);
        let snapshots: Vec<&Summary> =
            attempts.iter().rev().copied().filter(|attempt| attempt.is_snapshot()).collect();
        let shown = index::best(&snapshots).and_then(|best| snapshots.get(best));
        let page = shown.filter(|_| link.visibility != Visibility::Private);
        let own_tags = link.tags.get(..ruled.own_tags).unwrap_or(&link.tags);
        Some(Why {
            own_tags: self.context.collection.tags.names(own_tags),
            rules: self.rules(ruled),
            decision: match decision {
                Decision::Due(_) => "due",
                Decision::Present => "present",
                Decision::Deferred { .. } => "deferred",
                Decision::Skipped(_) => "skipped",
            },
            next: self.next(link, ruled, decision, &attempts),
            until: match decision {
                Decision::Deferred { until } => Some(*until),
                _ => None,
            },
            snapshots: snapshots.len(),
            shown: shown.map(|shown| shown.capture.clone()),
            page: page.and_then(|shown| self.folders.get(&shown.capture)).map(str::to_owned),
        })
    }

    fn rules(&self, ruled: &Ruled) -> Vec<Applied> {
        let applied = ruled.by.iter().filter_map(|by| Some((by, self.context.config.rules.get(by.rule)?)));
        let tags = |by: &model::Applied, new: bool| {
            let keys: Vec<String> =
                by.tags.iter().filter(|(_, is_new)| *is_new == new).map(|(key, _)| key.clone()).collect();
            self.context.collection.tags.names(&keys)
        };
        applied
            .map(|(by, rule)| Applied {
                source: source(rule),
                tags: tags(by, true),
                had_tags: tags(by, false),
                archive: rule.archive,
                headers: rule.headers.iter().map(|(name, _)| name.clone()).collect(),
                remove: rule.remove.clone(),
                keep_json_ld: rule.keep.contains(&Keep::JsonLd),
            })
            .collect()
    }

    fn next(&self, link: &Link, ruled: &Ruled, decision: &Decision, attempts: &[&Summary]) -> String {
        let zone = self.context.config.site.zone();
        let day = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
        let place = match link.visibility {
            Visibility::Private => ", to private/ of the store, unless --skip-private is given",
            Visibility::Public | Visibility::Unlisted => "",
        };
        let why = attempts.last().and_then(|last| last.error.as_ref());
        let why = why.map(|why| format!(" ({})", why.message)).unwrap_or_default();
        match decision {
            Decision::Skipped(_) if !ruled.own_archive => {
                "is not captured: archive = false stands at it or above it".to_owned()
            }
            Decision::Skipped(_) => {
                let rules = ruled.by.iter().filter_map(|by| self.context.config.rules.get(by.rule));
                let by = rules.rev().find(|rule| rule.archive.is_some());
                format!("is not captured: archive = false, says {}", by.map_or_else(String::new, source))
            }
            Decision::Present => "has a snapshot; `linkarium capture --refresh` makes a new one".to_owned(),
            Decision::Due(Reason::Retry) => {
                format!("failed{why}, and is tried again by the next build{place}")
            }
            Decision::Due(_) => format!("is captured by the next build{place}"),
            Decision::Deferred { until } => {
                format!("failed{why}, and is tried again from {} on; --retry tries now", day(*until))
            }
        }
    }
}

/// A rule's name for people.
fn source(rule: &Rule) -> String {
    format!("linkarium.toml:{}", rule.line)
}
