//! Handing what is due, and has rested, to a crew.

use std::time::Instant;

use super::crew::Captures;
use super::{Watch, recorded};
use crate::capture::plan::{Decision, PlanOptions};
use crate::error::Result;
use crate::model::{self, Link};
use crate::pipeline::context::Context;
use crate::pipeline::{self, captures};
use crate::store::index::StoreIndex;
use crate::text::counted;

/// Lines of an entry in which its address is looked for.
const ENTRY: usize = 100;

impl Watch {
    /// Looks at the collection once more, for links whose lines have rested.
    pub(super) fn ask_for_what_has_rested(&mut self) {
        if self.stopping {
            return;
        }
        match self.quietly() {
            Ok(context) => {
                let index = StoreIndex::read(&context.store, &model::key);
                self.hand_out(&context, &index);
                self.announce();
            }
            // What is wrong with it has been said by the build, and the next build asks again.
            Err(_) => self.rests.postpone(Instant::now()),
        }
    }

    /// Hands what is due and has rested to the crew. What hinders it is said, and keeps no build from its end.
    pub(super) fn hand_out(&mut self, context: &Context, index: &StoreIndex) {
        if self.offline {
            return;
        }
        match self.try_to_hand_out(context, index) {
            Ok(true) => self.trouble = None,
            Ok(false) => {}
            Err(error) => {
                self.rests.postpone(Instant::now());
                self.trouble = Some(recorded(&error, &self.console));
            }
        }
    }

    /// Whether anything was handed out.
    fn try_to_hand_out(&mut self, context: &Context, index: &StoreIndex) -> Result<bool> {
        let now = pipeline::now();
        let all = (0..context.collection.links.len()).collect();
        let mut planned = captures::plan(context, index, &all, PlanOptions::default(), now);
        let links = &context.collection.links;
        let due = links.iter().zip(&planned).filter(|(_, decision)| matches!(decision, Decision::Due(_)));
        let clock = Instant::now();
        self.rests.look(due.map(|(link, _)| (link.key.clone(), line_of(context, link))), clock);
        let settings = &context.config.capture;
        if let Some(captures) = self.captures.as_mut().filter(|captures| captures.settings != *settings) {
            captures.close();
        }
        if self.captures.as_ref().is_some_and(|captures| !captures.is_open()) {
            // What is due is asked for when this crew has ended.
            return Ok(false);
        }
        if !links.iter().any(|link| self.rests.has_rested(&link.key, clock)) {
            return Ok(false);
        }
        let Some(lock) = self.capture_lock()? else {
            // Another process captures: it may take these as well, or leave them for later.
            self.rests.postpone(clock);
            return Ok(false);
        };
        // Before anything is asked: what waits for a crew that never began would wait forever.
        if self.captures.is_none() {
            let console = self.console.clone().page_by_page();
            self.captures = Some(Captures::start(context, console, lock, self.news.0.clone())?);
        }
        for (link, decision) in links.iter().zip(&mut planned) {
            if matches!(decision, Decision::Due(_)) && !self.rests.ask(&link.key, clock) {
                *decision = Decision::Skipped("its line has not rested yet");
            }
        }
        let jobs = captures::jobs(context, index, &planned, now);
        self.console.say(&format!("capturing {}", counted(jobs.len(), "page")));
        if let Some(captures) = &mut self.captures {
            for job in jobs {
                captures.ask(job);
            }
        }
        Ok(true)
    }
}

/// The line in which a link's address stands.
fn line_of(context: &Context, link: &Link) -> String {
    let Some(source) = context.sources.get(&link.source.file) else { return String::new() };
    let lines = (link.source.line..).take(ENTRY).map(|line| &source.text()[source.line_range(line)]);
    lines.into_iter().find(|line| line.contains(&link.url)).unwrap_or_default().to_owned()
}
