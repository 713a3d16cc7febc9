//! Which links a query means. What it asks beyond the link files is looked up in the store, for those links alone that
//! could still be meant.

use super::Context;
use crate::capture::plan;
use crate::model::query::{Facts, Needs};
use crate::model::{self, Link, Query};
use crate::replay::{Blobs, Glance};
use crate::site::text;
use crate::site::view::state;
use crate::store::index::{self, StoreIndex, Summary};
use crate::store::record::Outcome;
use crate::store::{Area, Store};
use crate::threads::in_threads;

/// The places of the links in the collection, in its order.
pub fn find(context: &Context, query: &Query) -> Vec<usize> {
    let candidates = query.candidates(&context.collection);
    let needs = query.needs();
    if needs.nothing() || candidates.is_empty() {
        return candidates;
    }
    let index = StoreIndex::read(&context.store, &model::key);
    context.warn_of_damage(&index);
    let zone = context.config.site.zone();
    let means = in_threads(&candidates, |at| {
        context.collection.links.get(*at).is_some_and(|link| {
            let facts = facts(link, &index, &context.store, needs, &zone);
            query.matches(link, &context.collection.tags, &facts)
        })
    });
    candidates.into_iter().zip(means).filter_map(|(at, meant)| meant.then_some(at)).collect()
}

/// What the store knows of a link. As the site shows it, private links aside, which it does not show.
fn facts(link: &Link, index: &StoreIndex, store: &Store, needs: Needs, zone: &jiff::tz::TimeZone) -> Facts {
    let attempts = plan::attempts_of(link, index, &model::key);
    let snapshots: Vec<&Summary> = attempts.iter().copied().filter(|a| a.is_snapshot()).collect();
    let best = index::best(&snapshots).and_then(|at| snapshots.get(at).copied());
    let whole = best.map(|best| best.outcome == Outcome::Captured);
    let failed = attempts.last().is_some_and(|last| last.outcome == Outcome::Failed);
    let mut facts = Facts {
        state: Some(state(whole, failed, link.archive)),
        first_seen: attempts.first().map(|first| zone.to_datetime(first.started).date()),
        ..Facts::default()
    };
    let wants_language = needs.language && link.language.is_none();
    if let Some(best) = best.filter(|_| needs.kind || wants_language)
        && let Ok((record, _)) = store.read_record(best.area, &best.capture)
        && let Some(glance) = Glance::of(&record, &InArea { store, area: best.area })
    {
        facts.kind = needs.kind.then(|| glance.kind());
        if wants_language {
            facts.language = glance.language().as_deref().and_then(text::language);
        }
    }
    facts
}

struct InArea<'a> {
    store: &'a Store,
    area: Area,
}

impl Blobs for InArea<'_> {
    fn read(&self, digest: &str) -> Option<Vec<u8>> {
        self.store.read_blob(self.area, digest).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_the_site_can_be_asked_for() {
        for whole in [Some(true), Some(false), None] {
            for (failed, archive) in [(true, true), (true, false), (false, true), (false, false)] {
                let word = state(whole, failed, archive);
                assert!(Query::read(&format!("is:{word}")).unwrap().needs().attempts, "{word}");
            }
        }
    }
}
