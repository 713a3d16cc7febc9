//! Lists of links in the inbox, taken in as `import` does it.

use std::collections::HashSet;

use super::leave::Leave;
use super::sort::List;
use super::{AT_HOME, Manner, Stays, dismiss, go_on, kept_out};
use crate::diagnostic::Diagnostic;
use crate::error::{Error, Result};
use crate::exchange::Parsed;
use crate::model::{self, UrlKey, address};
use crate::pipeline::context::Context;
use crate::pipeline::intake::{Changed, Sorted, why_private, write};
use crate::text::{counted, printable, shorten};

/// What was found out of one file.
struct Told {
    list: List,
    keys: HashSet<UrlKey>,
    /// Links that stay out.
    private: usize,
}

/// Takes in the links of all files at once.
pub(super) fn take_in(
    context: &mut Context,
    lists: Vec<List>,
    manner: Manner,
    leave: &mut Leave,
    stays: &mut Vec<Stays>,
) -> Result<()> {
    if lists.is_empty() {
        return Ok(());
    }
    go_on(context)?;
    let known = context.collection.by_key();
    let (mut all, mut told) = (Parsed::default(), Vec::new());
    for mut list in lists {
        let mut parsed = std::mem::take(&mut list.parsed);
        if !parsed.entries.iter().any(|entry| address::check(&entry.url).is_ok()) {
            let help = "see what it holds, then remove it";
            stays.push(Stays::new(&list.file, "holds no address that can be kept", help));
            continue;
        }
        let before = parsed.entries.len();
        let is_known = |url: &str| known.contains_key(&model::key(url));
        if manner.skip_private {
            parsed.entries.retain(|entry| is_known(&entry.url) || why_private(entry).is_none());
        }
        let keys = parsed.entries.iter().map(|entry| model::key(&entry.url)).collect();
        told.push(Told { list, keys, private: before - parsed.entries.len() });
        all.entries.extend(parsed.entries);
        all.refused.extend(parsed.refused);
    }
    let sorted = Sorted::new(context, all, context.config.import.folders);
    let changed = match write(context, &sorted, false) {
        Ok(changed) => changed,
        Err(Error::Interrupted) => return Err(Error::Interrupted),
        Err(error) => {
            let why = format!("cannot be taken in: {}", printable(&error.to_string()));
            let all =
                told.iter().map(|one| Stays::new(&one.list.file, why.clone(), "mend that, and build again"));
            stays.extend(all);
            return context.read_again();
        }
    };
    say(context, &sorted, &changed);
    if !changed.files.is_empty() {
        context.read_again()?;
    }
    for Told { list, keys, private } in told {
        let failed =
            changed.failed.iter().find(|one| !one.partly && one.links.iter().any(|key| keys.contains(key)));
        if let Some(failed) = failed {
            let why = format!("is not wholly taken in: {}", printable(&failed.why));
            stays.push(Stays::new(&list.file, why, "mend that file, and build again"));
        } else if private > 0 {
            stays.push(Stays::new(&list.file, kept_out(private), AT_HOME));
        } else {
            dismiss(leave, &list.file, &list.digest, false, stays);
        }
    }
    Ok(())
}

/// Says what was done, and what has no place.
fn say(context: &Context, sorted: &Sorted, changed: &Changed) {
    let console = &context.console;
    if !changed.files.is_empty() {
        let (new, files) = (counted(sorted.new.len(), "link"), counted(changed.files.len(), "file"));
        console.say(&format!("inbox: {new} added and {} changed, in {files}", changed.improved));
    }
    if !sorted.hidden.is_empty() {
        let count = counted(sorted.hidden.len(), "link");
        console.say(&format!("inbox: {count} went to links/private/ (of a private look, or marked so):"));
        for (url, why) in &sorted.hidden {
            console.say(&format!("  {}  {}", shorten(url, 100), printable(why)));
        }
    }
    let mut remarks: Vec<Diagnostic> = Vec::new();
    for one in &sorted.refused {
        let what = if one.what.is_empty() { "an entry" } else { &one.what };
        let message = format!("inbox: {} is not kept: {}", shorten(what, 100), printable(&one.why));
        remarks.push(Diagnostic::notice("inbox", message));
    }
    for one in changed.failed.iter().filter(|one| one.partly) {
        remarks.push(Diagnostic::notice("inbox", format!("inbox: {}", printable(&one.why))));
    }
    context.draw(&remarks);
}
