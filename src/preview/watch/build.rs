//! Building, and telling terminal and pages how it went.

use std::sync::Arc;
use std::time::Instant;

use super::inputs::Places;
use super::{Watch, recorded};
use crate::console::{Paint, Recorder, duration};
use crate::diagnostic::Severity;
use crate::error::{Error, Result};
use crate::model;
use crate::output::Changes as Written;
use crate::pipeline::context::{Context, Overrides};
use crate::pipeline::inbox::{self, Manner};
use crate::pipeline::{self, Leftovers, captures};
use crate::preview::server::canonical_folder;
use crate::project::Work;
use crate::site::routes;
use crate::store::index::StoreIndex;

impl Watch {
    /// Builds when anything that a build depends on differs from the last one's, or when what it made is gone.
    pub(super) fn build_if_changed(&mut self, first: bool) {
        self.stored = None;
        let from = self.places.fingerprint(&self.project);
        let failed = self.site.borrow().live.as_ref().is_some_and(|live| live.failed);
        let there = self.places.output.join("index.html").exists();
        // What made a build fail may lie where nobody looks: each change is a reason to try again.
        if from.is_some() && from == self.built_from && there && !failed {
            return;
        }
        let recorder = Recorder::default();
        let (taken, trouble) = match self.take_in(&recorder) {
            Ok(taken) => (taken, None),
            Err(error) => (true, Some(recorded(&error, &self.console))),
        };
        // What was taken in is part of this build.
        self.built_from = if taken { self.places.fingerprint(&self.project) } else { from };
        if self.trouble.take().is_some() {
            // Something is different now: what could not be written then may be tried again.
            self.rests.again();
        }
        let clock = Instant::now();
        let result = self.build(&recorder);
        self.last_build = clock.elapsed();
        self.problems = recorder.take();
        self.problems.extend(trouble);
        // Remarks are for builds that are published.
        self.problems.retain(|problem| problem.severity > Severity::Notice);
        self.rests.begin();
        let summary = match &result {
            Err(Error::Interrupted) => return,
            Ok(written) => {
                let word = if first { "built" } else { "rebuilt" };
                let time = duration(self.last_build);
                format!("{word} in {time}: {} written, {} removed", written.written, written.removed)
            }
            Err(error) => {
                // What a diagnostic has drawn needs no second word.
                if !matches!(error, Error::Theme | Error::Settings) {
                    self.problems.push(recorded(error, &self.console));
                }
                let label = self.console.paint(Paint::Bad, "not rebuilt");
                format!("{label}: the site stays as it was until this is mended")
            }
        };
        self.site.send_if_modified(|site| {
            if let Some(live) = &mut site.live {
                live.version += u64::from(result.is_ok());
                live.built |= result.is_ok();
                live.failed = result.is_err();
            }
            // Told by what follows, with the problems.
            false
        });
        self.announce();
        self.console.say(&summary);
    }

    /// Prints the problems that were not there before, and tells the pages what is wrong now.
    pub(super) fn announce(&mut self) {
        let mut problems = self.problems.clone();
        problems.extend(self.trouble.iter().filter(|trouble| !self.problems.contains(trouble)).cloned());
        for problem in problems.iter().filter(|problem| !self.told.contains(problem)) {
            self.console.recorded(problem);
        }
        let errors = problems.iter().filter(|p| p.severity == Severity::Error);
        let errors: Vec<String> = errors.map(|problem| problem.text.clone()).collect();
        self.told = problems;
        self.site.send_modify(|site| {
            if let Some(live) = &mut site.live {
                live.problems = errors;
            }
        });
    }

    /// Takes in what lies in the inbox; whether there was anything. What is wrong with it goes to `recorder`.
    fn take_in(&mut self, recorder: &Recorder) -> Result<bool> {
        if inbox::state(&self.project).is_empty() {
            return Ok(false);
        }
        // While another process captures, what it adds to the store is news, and the inbox is looked at again.
        let Some(_lock) = self.capture_lock()? else { return Ok(false) };
        // What is wrong with the settings is said by the build, and so is what is wrong with the links.
        let Ok(mut context) = self.quietly() else { return Ok(false) };
        context.console = self.console.clone().recording(recorder.clone());
        inbox::take_in(context, Manner { locked: true, ..Manner::default() })?;
        Ok(true)
    }

    fn build(&mut self, recorder: &Recorder) -> Result<Written> {
        let console = self.console.clone().recording(recorder.clone());
        let context = Context::read(self.project.clone(), console, self.stop.clone(), &Overrides::default())?;
        context.draw_problems();
        let index = StoreIndex::read(&context.store, &model::key);
        context.warn_of_damage(&index);
        captures::warn_of_private(&context, &index);
        let written = context.output_folder(None).and_then(|output| {
            let _lock = pipeline::lock(&self.project, Work::Rendering, &self.console, &self.stop, None)?;
            pipeline::render(&context, &index, &output, Leftovers::Kept)
        });
        self.place(&context, written.is_ok());
        self.hand_out(&context, &index);
        written
    }

    /// Tells a server where the site lies and below which path it is to stand.
    pub(super) fn place(&mut self, context: &Context, built: bool) {
        // One that is refused is said by the build.
        let Ok(output) = context.output_folder(None) else { return };
        // Before the first build it need not be there.
        let root = canonical_folder(&output).unwrap_or_else(|_| Arc::new(output));
        self.places = Places::of(context, &root);
        let base = context.config.site.base_url.as_deref().and_then(routes::base_path);
        self.site.send_if_modified(|site| {
            site.root = root;
            site.base = base.unwrap_or_else(|| "/".into());
            if let Some(live) = &mut site.live {
                live.built |= built || site.root.join("index.html").exists();
            }
            false
        });
    }
}
