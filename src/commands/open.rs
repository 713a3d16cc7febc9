//! `open`: shows links in a browser.

use super::Ending;
use crate::cli::{Global, OpenArgs};
use crate::console::Console;
use crate::error::{Error, Result};
use crate::model::{self, Link, Query};
use crate::pipeline::context::{Context, Overrides};
use crate::pipeline::facts;
use crate::preview::browser;
use crate::text::{counted, printable};

/// More pages than this at once are a mistake.
const MOST: usize = 20;

/// Runs the command.
pub fn execute(args: &OpenArgs, global: &Global, console: &Console) -> Result<Ending> {
    let context: Context = super::open(global, console, &Overrides::default())?;
    let key = model::key(&args.what);
    let all = &context.collection.links;
    let named: Vec<&Link> = all.iter().filter(|link| link.key == key || link.id == args.what).collect();
    let links = if named.is_empty() {
        let query = Query::read(&args.what).map_err(Error::Usage)?;
        facts::find(&context, &query).iter().filter_map(|at| all.get(*at)).collect()
    } else {
        named
    };
    if links.is_empty() {
        return Err(Error::Usage(format!("no link is meant by `{}`", printable(&args.what))));
    }
    if links.len() > MOST {
        return Err(Error::Usage(format!(
            "{} are meant, and {MOST} are opened at most\n  help: `linkarium list --where` shows them",
            counted(links.len(), "link")
        )));
    }
    for link in links {
        console.result(&printable(&link.url))?;
        browser::open(&link.url);
    }
    Ok(Ending::Done)
}
