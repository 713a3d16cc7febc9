//! The changes of a branch, in words: for a terminal, and for a job's summary.

use std::fmt::Write as _;

use super::{Changed, Named};
use crate::pipeline::job_summary::{code, list};
use crate::text::{counted, printable};

impl Changed {
    /// One sentence.
    pub fn sentence(&self) -> String {
        let hidden = self.added.iter().filter(|link| !self.public.contains(link)).count();
        let not_public = if hidden > 0 { format!(" ({hidden} of them not public)") } else { String::new() };
        let parts = [
            (self.added.len(), format!("adds {}{not_public}", counted(self.added.len(), "link"))),
            (self.removed.len(), format!("removes {}", counted(self.removed.len(), "link"))),
            (
                self.duplicates.len(),
                format!("repeats {} kept already", counted(self.duplicates.len(), "link")),
            ),
            (self.new_tags.len(), format!("brings {}", counted(self.new_tags.len(), "tag of its own"))),
            (
                self.no_longer_hidden.len(),
                format!("opens {} to everyone", counted(self.no_longer_hidden.len(), "link")),
            ),
            (self.settings.len(), format!("changes {}", counted(self.settings.len(), "setting"))),
            (
                self.sensitive_files.len(),
                format!(
                    "touches {} of themes, workflows or git",
                    counted(self.sensitive_files.len(), "file")
                ),
            ),
            (self.snapshots, format!("adds {} to the snapshot store", counted(self.snapshots, "file"))),
            (
                self.store_damage.len(),
                format!(
                    "changes or removes {} of the snapshot store",
                    counted(self.store_damage.len(), "file")
                ),
            ),
        ];
        let parts: Vec<String> =
            parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect();
        if parts.is_empty() {
            "this change adds nothing".into()
        } else {
            format!("this change {}", parts.join(", "))
        }
    }

    /// The changes, a line each, for a terminal.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let mut all = |label: &str, items: Vec<String>| {
            lines.extend(items.into_iter().map(|item| format!("{label} {}", printable(&item))));
        };
        let links = |links: &[Named]| links.iter().map(|l| format!("{} ({})", l.url, l.source)).collect();
        all("added     ", links(&self.added));
        all("removed   ", links(&self.removed));
        all("duplicate ", links(&self.duplicates));
        all("new tag   ", self.new_tags.clone());
        all("now public", links(&self.no_longer_hidden));
        all("setting   ", self.settings.clone());
        all("look at   ", self.sensitive_files.clone());
        all("store     ", self.store_damage.clone());
        lines
    }

    /// The changes as a job's summary shows them; what deserves a second look comes first.
    pub fn markdown(&self) -> String {
        let mut text = format!("### Linkarium: {}\n\n", self.sentence());
        let links = |link: &Named| format!("{} ({})", code(&link.url), code(&link.source));
        let mut part =
            |heading: &str, items: &mut dyn Iterator<Item = String>| list(&mut text, heading, items);
        part(
            "Links that were private or unlisted, and would be public",
            &mut self.no_longer_hidden.iter().map(links),
        );
        part("Settings", &mut self.settings.iter().map(|line| code(line)));
        part(
            "Themes, workflows, files of git: they decide what is built and what runs",
            &mut self.sensitive_files.iter().map(|line| code(line)),
        );
        part(
            "Snapshots that are changed or removed, though a store is only ever added to",
            &mut self.store_damage.iter().map(|line| code(line)),
        );
        part("Kept already", &mut self.duplicates.iter().map(links));
        part("Links that would be public", &mut self.public.iter().map(links));
        let mut hidden = self.added.iter().filter(|link| !self.public.contains(link)).map(links);
        part("Links that would not be public", &mut hidden);
        part("Links that are gone", &mut self.removed.iter().map(links));
        part("New tags", &mut self.new_tags.iter().map(|tag| code(tag)));
        if self.snapshots > 0 {
            let _ = writeln!(text, "{} added to the snapshot store.\n", counted(self.snapshots, "file"));
        }
        text
    }
}
