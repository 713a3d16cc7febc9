//! Why things are as they are with one link: which rules are for it, what each of them does, and what the next build
//! would do with it.

use jiff::Timestamp;
use serde::Serialize;

use super::Context;
use crate::capture::plan::{self, Decision, PlanOptions, Reason};
use crate::config::{Keep, Rule};
use crate::error::Result;
use crate::model::{self, Collection, Link, Visibility};
use crate::store::index::{self, StoreIndex, Summary};

/// A rule that is for a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// `linkarium.toml:12`
    pub source: String,
    /// Tags that the link has by it.
    pub tags: Vec<String>,
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
    /// What the next build does with it, in words.
    pub next: String,
    /// How many snapshots there are.
    pub snapshots: usize,
    /// The snapshot that is shown: the name of its record.
    pub shown: Option<String>,
}

/// What links are asked about.
#[derive(Debug)]
pub struct Asked<'c> {
    context: &'c Context,
    /// The collection as it is without rules.
    plain: Collection,
    index: StoreIndex,
    now: Timestamp,
}

impl<'c> Asked<'c> {
    /// Reads what is needed.
    ///
    /// # Errors
    /// When the link files cannot be read.
    pub fn of(context: &'c Context) -> Result<Self> {
        let files = context.project.source_files()?.files;
        let (plain, _) = model::read(&files, &context.config.site.zone());
        let index = StoreIndex::read(&context.store, &model::key);
        Ok(Self { context, plain, index, now: super::now() })
    }

    /// What is known of the link at an index of the collection.
    pub fn why(&self, at: usize) -> Option<Why> {
        let link = self.context.collection.links.get(at)?;
        let own = self.plain.links.get(at).filter(|own| own.key == link.key)?;
        let attempts = plan::attempts_of(link, &self.index, &model::key);
        let snapshots: Vec<&Summary> =
            attempts.iter().rev().copied().filter(|attempt| attempt.is_snapshot()).collect();
        let rules = self.rules(link, own);
        Some(Why {
            own_tags: self.context.collection.tags.names(&own.tags),
            next: self.next(link, own, &rules, &attempts),
            rules,
            snapshots: snapshots.len(),
            shown: index::best(&snapshots).and_then(|best| Some(snapshots.get(best)?.capture.clone())),
        })
    }

    fn rules(&self, link: &Link, own: &Link) -> Vec<Applied> {
        let tags = &self.context.collection.tags;
        let mut so_far = own.tags.clone();
        let mut applied = Vec::new();
        for rule in &self.context.config.rules {
            // Tags and policy go by what the rules before have added, all else by what the link has in the end.
            let in_turn = rule.applies(&link.url, &so_far);
            if !in_turn && !rule.applies(&link.url, &link.tags) {
                continue;
            }
            let mut added = Vec::new();
            for key in rule.tags.iter().filter(|_| in_turn).filter_map(|tag| tags.find(tag)) {
                if !so_far.contains(&key) {
                    so_far.push(key.clone());
                    added.push(key);
                }
            }
            applied.push(Applied {
                source: self.source(rule),
                tags: tags.names(&added),
                archive: rule.archive.filter(|_| in_turn),
                headers: rule.headers.iter().map(|(name, _)| name.clone()).collect(),
                remove: rule.remove.clone(),
                keep_json_ld: rule.keep.contains(&Keep::JsonLd),
            });
        }
        applied
    }

    fn source(&self, rule: &Rule) -> String {
        let place = self.context.sources.place("linkarium.toml", rule.at);
        place.map_or_else(|| "linkarium.toml".to_owned(), |place| format!("linkarium.toml:{}", place.line))
    }

    fn next(&self, link: &Link, own: &Link, rules: &[Applied], attempts: &[&Summary]) -> String {
        let zone = self.context.config.site.zone();
        let day = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
        let place = match link.visibility {
            Visibility::Private => ", to snapshots/private/",
            Visibility::Public | Visibility::Unlisted => "",
        };
        match plan::decide(link, attempts, self.now, PlanOptions::default()) {
            Decision::Skipped(_) if !own.archive => {
                "is not captured: archive = false stands at it or above it".to_owned()
            }
            Decision::Skipped(_) => {
                let by = rules.iter().rev().find(|rule| rule.archive == Some(false));
                let by = by.map_or("a rule", |rule| &rule.source);
                format!("is not captured: archive = false, says {by}")
            }
            Decision::Present => "has a snapshot; `linkarium capture --refresh` makes a new one".to_owned(),
            Decision::Due(Reason::Retry) => format!("failed, and is tried again by the next build{place}"),
            Decision::Due(_) => format!("is captured by the next build{place}"),
            Decision::Deferred { until } => {
                let why = attempts.last().and_then(|last| last.error.as_ref());
                let why = why.map(|why| format!(" ({})", why.message)).unwrap_or_default();
                format!("failed{why}, and is tried again from {} on; --retry tries now", day(until))
            }
        }
    }
}
