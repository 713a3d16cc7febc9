//! `list`: the links as read, and with `--why`, what is known of each.

mod why;

use std::collections::HashSet;

use serde_json::json;

use super::{Ending, open};
use crate::cli::{Global, ListArgs};
use crate::console::{Console, Paint};
use crate::error::{Error, Result};
use crate::model::{self, Link, Query};
use crate::pipeline::context::{Context, Overrides};
use crate::pipeline::facts;
use crate::pipeline::why::Asked;
use crate::text::printable;

/// Runs the command.
pub fn execute(args: &ListArgs, global: &Global, console: &Console) -> Result<Ending> {
    let context = open(global, console, &Overrides::default())?;
    context.draw_problems();
    let tags = &context.collection.tags;
    let tag = match args.tag.as_deref() {
        None => None,
        Some(written) => Some(tags.find(written).ok_or_else(|| {
            Error::Usage(format!(
                "no link has the tag `{written}`\n  help: `linkarium tag list` shows the tags in use"
            ))
        })?),
    };
    let query = args.r#where.as_deref().map(|text| Query::read(text).map_err(Error::Usage)).transpose()?;
    let found: Option<HashSet<usize>> =
        query.map(|query| facts::find(&context, &query).into_iter().collect());
    let wanted =
        |link: &Link| tag.as_ref().is_none_or(|key| link.tags.iter().any(|own| tags.is_within(own, key)));
    let mut named: Vec<usize> = Vec::new();
    for url in &args.urls {
        let found =
            context.find_link(url).or_else(|| context.collection.links.iter().position(|l| l.id == *url));
        named.push(found.ok_or_else(|| Error::Usage(format!("{} is not kept here", printable(url))))?);
    }
    let links = context.collection.links.iter().enumerate();
    let links = links.filter(|(at, _)| args.urls.is_empty() || named.contains(at));
    let links: Vec<(usize, &Link)> = links
        .filter(|(at, link)| wanted(link) && found.as_ref().is_none_or(|found| found.contains(at)))
        .collect();
    let reasons = args.why.then(|| Asked::of(&context));
    let why = |at: usize| reasons.as_ref().and_then(|asked| asked.why(at));
    if args.json {
        let mut all: Vec<_> = Vec::with_capacity(links.len());
        for (at, link) in links {
            let mut one = to_json(&context, link);
            if let Some(why) = why(at) {
                one["why"] = serde_json::to_value(why).map_err(std::io::Error::from)?;
            }
            all.push(one);
        }
        let document = json!({ "version": 1, "links": all });
        console.result(&serde_json::to_string_pretty(&document).map_err(std::io::Error::from)?)?;
    } else {
        for (at, link) in links {
            console.result(&one_line(&context, link))?;
            for line in why(at).iter().flat_map(|why| why::lines(console, why)) {
                console.result(&line)?;
            }
        }
    }
    Ok(if context.errors() > 0 { Ending::LinkErrors } else { Ending::Done })
}

fn one_line(context: &Context, link: &Link) -> String {
    let console = &context.console;
    let mut line = console.paint_result(Paint::Strong, &printable(&link.url));
    if let Some(title) = &link.title {
        line.push_str("  ");
        line.push_str(&printable(title));
    }
    for tag in context.collection.tags.names(&link.tags) {
        line.push_str(&console.paint_result(Paint::Quiet, &format!("  #{}", printable(&tag))));
    }
    line.push_str(&console.paint_result(Paint::Quiet, &format!("  {}", link.source)));
    line
}

fn to_json(context: &Context, link: &Link) -> serde_json::Value {
    let moment = |m: &Option<model::Moment>| {
        m.as_ref().map(|m| if m.has_time { m.instant.to_string() } else { m.date.to_string() })
    };
    json!({
        "id": link.id, "url": link.url, "title": link.title, "description": link.description, "notes": link.notes,
        "tags": context.collection.tags.names(&link.tags), "added": moment(&link.added), "updated": moment(&link.updated),
        "published": moment(&link.published), "author": link.author, "language": link.language, "via": link.via,
        "starred": link.starred, "status": link.status, "visibility": link.visibility, "archive": link.archive,
        "aliases": link.aliases, "source": link.source,
    })
}
