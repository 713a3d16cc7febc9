//! The inbox: what lies in the collection's folder `inbox/` is taken in before anything else is done, so that uploading a
//! file through a forge's web page is enough. Lists of links become entries of link files, copies of pages become
//! captures, and their links are kept.
//!
//! What was wholly taken in leaves the inbox; what cannot be taken in stays, is said each time, and stops nothing.

mod copies;
mod files;
mod leave;
mod lists;
mod sort;

use self::files::Listing;
use self::leave::Leave;
use self::sort::Sorted;
use super::{Context, PATIENCE, lock};
use crate::diagnostic::Diagnostic;
use crate::error::{Error, Result};
use crate::project::{Project, Work};
use crate::text::{counted, printable};
pub use files::FOLDER;

/// How the inbox is to be taken in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Manner {
    /// Private links stay out: for a machine that cannot keep them.
    pub skip_private: bool,
    /// Nobody wants to wait for another process that is capturing.
    pub hurry: bool,
    /// This process holds the lock of what captures.
    pub locked: bool,
}

/// Something that stays in the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stays {
    /// `inbox/…`
    file: String,
    /// Why, to follow the name.
    why: String,
    /// What to do.
    help: String,
}

impl Stays {
    fn new(file: &files::File, why: impl Into<String>, help: impl Into<String>) -> Self {
        Self { file: file.shown.clone(), why: why.into(), help: help.into() }
    }
}

/// Takes in what lies in the inbox; the collection as it is then. An inbox that is empty costs a look at it.
///
/// # Errors
/// When nothing can be written; [`Error::Interrupted`] after a signal; [`Error::Locked`] as [`lock`].
pub fn take_in(mut context: Context, manner: Manner) -> Result<Context> {
    if is_empty(&context.project) {
        return Ok(context);
    }
    let _lock = if manner.locked {
        None
    } else {
        let patience = if manner.hurry { std::time::Duration::ZERO } else { PATIENCE };
        match lock(&context.project, Work::Capturing, &context.console, &context.stop, Some(patience)) {
            Err(Error::Locked { .. }) if manner.hurry => {
                let message = "the inbox was left alone: another linkarium is at work here";
                context.draw(&[Diagnostic::notice("inbox", message).help("the next build takes it in")]);
                return Ok(context);
            }
            other => Some(other?),
        }
    };
    // Not before the lock is held: another process may have taken them in meanwhile.
    let Listing { files, mut stays } = files::list(&context.project);
    let Sorted { lists, copies, beside } = sort::sort(&context, &files, &mut stays);
    let mut leave = Leave::of(&context.project);
    lists::take_in(&mut context, lists, manner, &mut leave, &mut stays)?;
    copies::take_in(&mut context, copies, &beside, manner, &mut leave, &mut stays)?;
    stays.sort_by(|one, other| one.file.cmp(&other.file));
    context.waiting = stays.len();
    let problems: Vec<Diagnostic> = stays
        .iter()
        .map(|one| Diagnostic::warning("inbox", format!("{} {}", one.file, one.why)).help(one.help.clone()))
        .collect();
    context.draw(&problems);
    Ok(context)
}

fn is_empty(project: &Project) -> bool {
    let Listing { files, stays } = files::list(project);
    files.is_empty() && stays.is_empty()
}

/// What lies in the inbox: names, sizes and times, as bytes to compare. Nothing, for an inbox that is empty.
pub fn state(project: &Project) -> Vec<u8> {
    let Listing { files, stays } = files::list(project);
    let mut state = Vec::new();
    for file in &files {
        state.extend_from_slice(format!("{}\0{}\0{:?}\0", file.shown, file.length, file.written).as_bytes());
    }
    for one in stays {
        state.extend_from_slice(format!("{}\0{}\0", one.file, one.why).as_bytes());
    }
    state
}

/// A file that was taken in goes. When that is not possible, it is said.
fn dismiss(leave: &mut Leave, file: &files::File, digest: &str, safe: bool, stays: &mut Vec<Stays>) {
    if let Err(why) = leave.out(file, digest, safe) {
        let why = printable(&why.to_string());
        stays.push(Stays::new(
            file,
            format!("was taken in, but stays: {why}"),
            "remove it, or move it elsewhere",
        ));
    }
}

/// Ends the run when somebody wants that.
fn go_on(context: &Context) -> Result<()> {
    if *context.stop.told().borrow() { Err(Error::Interrupted) } else { Ok(()) }
}

/// What a run that keeps no private links says of some.
fn kept_out(count: usize) -> String {
    format!("holds {} of a private look, not taken in here (--skip-private)", counted(count, "link"))
}

/// What to do then.
const AT_HOME: &str =
    "run `linkarium build` where links/private/ is kept; what was committed stays in git's history";
