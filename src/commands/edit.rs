//! `edit` and `rm`: changes of many links where they stand. What would change is shown first.

use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use similar::TextDiff;
use url::Url;

use super::Ending;
use crate::cli::{EditArgs, Global, RmArgs};
use crate::console::{Console, Paint};
use crate::error::{Error, Result};
use crate::folders;
use crate::model::edit::{Change, Edit, change};
use crate::model::{self, Link, Meaning, Query, address};
use crate::pipeline::context::{Context, Overrides};
use crate::pipeline::facts;
use crate::rewrite::{Rewrite, rewrite_all};
use crate::text::{counted, printable, tag_key};

/// A file before and after; `None`: it goes.
pub(super) type Rewrites = BTreeMap<String, (Vec<u8>, Option<Vec<u8>>)>;

/// Runs `edit`.
pub fn execute(args: &EditArgs, global: &Global, console: &Console) -> Result<Ending> {
    let query = asked(&args.r#where)?;
    let mut changes = Vec::new();
    for pair in &args.set {
        let Some((name, value)) = pair.split_once('=') else {
            return Err(Error::Usage(format!("--set {}: write FIELD=VALUE", printable(pair))));
        };
        let meaning = settable(name)?;
        changes.push(if value.is_empty() {
            Change::Unset(meaning)
        } else {
            Change::Set(meaning, value.to_owned())
        });
    }
    if !args.add_tags.is_empty() {
        changes.push(Change::AddTags(args.add_tags.clone()));
    }
    for tag in &args.remove_tags {
        let key = tag_key(tag).ok_or_else(|| Error::Usage(format!("`{}` is no tag", printable(tag))))?;
        changes.push(Change::RemoveTag(key));
    }
    let hosts = args.replace_host.as_deref().map(hosts).transpose()?;
    if changes.is_empty() && hosts.is_none() {
        return Err(Error::Usage(
            "nothing to change was named\n  help: --set FIELD=VALUE, --add-tag, --remove-tag or --replace-host OLD=NEW".into(),
        ));
    }
    let context = super::open(global, console, &Overrides::default())?;
    let links: Vec<&Link> =
        facts::find(&context, &query).iter().filter_map(|at| context.collection.links.get(*at)).collect();
    let edits = links.iter().filter_map(|link| {
        let mut changes = changes.clone();
        if let Some((old, new)) = &hosts {
            changes.extend(moved(&link.url, old, new).map(Change::Url));
        }
        (!changes.is_empty()).then_some((*link, changes))
    });
    run(&context, edits.collect(), args.yes, args.dry_run)
}

/// Runs `rm`.
pub fn remove(args: &RmArgs, global: &Global, console: &Console) -> Result<Ending> {
    let context = super::open(global, console, &Overrides::default())?;
    let mut links: Vec<&Link> = Vec::new();
    for named in &args.urls {
        let key = model::key(named);
        let found = context.collection.links.iter().find(|link| link.key == key || link.id == *named);
        links.push(found.ok_or_else(|| Error::Usage(format!("{} is not kept here", printable(named))))?);
    }
    if let Some(query) = &args.r#where {
        let query = asked(query)?;
        links.extend(facts::find(&context, &query).iter().filter_map(|at| context.collection.links.get(*at)));
    } else if args.urls.is_empty() {
        return Err(Error::Usage(
            "nothing was named\n  help: `linkarium rm URL` or `linkarium rm --where QUERY`".into(),
        ));
    }
    let mut seen = std::collections::HashSet::new();
    links.retain(|link| seen.insert(&link.id));
    let ending = run(
        &context,
        links.iter().map(|link| (*link, vec![Change::Remove])).collect(),
        args.yes,
        args.dry_run,
    )?;
    if ending == Ending::Done && !args.dry_run {
        console.say("  their captures stay in the store; git keeps what was committed");
    }
    Ok(ending)
}

/// A query that means some links: an empty one, which means all, is a variable without a value more often than a wish.
fn asked(query: &str) -> Result<Query> {
    if query.trim().is_empty() {
        return Err(Error::Usage("the query is empty\n  help: `--where 'in:links/'` means all links".into()));
    }
    Query::read(query).map_err(Error::Usage)
}

fn settable(name: &str) -> Result<Meaning> {
    match Meaning::of(name) {
        Some(Meaning::Url) => {
            Err(Error::Usage("an address is changed with --replace-host, or in its file".into()))
        }
        Some(Meaning::Tags) => Err(Error::Usage("tags are changed with --add-tag and --remove-tag".into())),
        Some(Meaning::Unread | Meaning::Private | Meaning::Public) => Err(Error::Usage(
            "write `status=unread`, `status=read`, `visibility=private` or `visibility=public`".into(),
        )),
        Some(meaning) => Ok(meaning),
        None => {
            let meant = crate::text::nearest(name, Meaning::all_names());
            let help = meant.map(|meant| format!("\n  help: did you mean `{meant}`?")).unwrap_or_default();
            Err(Error::Usage(format!("there is no field `{}`{help}", printable(name))))
        }
    }
}

fn hosts(pair: &str) -> Result<(String, String)> {
    let wrong = || {
        Error::Usage(format!(
            "--replace-host {}: write OLD=NEW, such as old.example=new.example",
            printable(pair)
        ))
    };
    let (old, new) = pair.split_once('=').ok_or_else(wrong)?;
    let sound = |host: &str| {
        Url::parse(&format!("https://{host}/")).is_ok_and(|url| url.path() == "/" && url.query().is_none())
    };
    if old.is_empty() || !sound(old) || !sound(new) {
        return Err(wrong());
    }
    Ok((old.to_lowercase(), new.to_owned()))
}

/// The address on its new host, all else byte for byte; `None` when it is of another host.
fn moved(url: &str, old: &str, new: &str) -> Option<String> {
    let start = url.find("://")? + 3;
    let rest = url.get(start..)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let host = authority.rsplit('@').next()?;
    if !host.eq_ignore_ascii_case(old) {
        return None;
    }
    let user = authority.get(..authority.len() - host.len())?;
    let moved = format!("{}{user}{new}{tail}", url.get(..start)?);
    address::check(&moved).is_ok().then_some(moved)
}

fn run(context: &Context, wanted: Vec<(&Link, Vec<Change>)>, yes: bool, dry_run: bool) -> Result<Ending> {
    let mut files: BTreeMap<&str, Vec<Edit>> = BTreeMap::new();
    let count = wanted.len();
    for (link, changes) in wanted {
        let (line, column) = (link.source.line, link.source.column);
        files.entry(&link.source.file).or_default().push(Edit { line, column, changes, partly: false });
    }
    let mut rewrites = Rewrites::new();
    let mut refused = 0;
    for (name, edits) in files {
        let before = fs_err::read(folders::own(&context.project.root, Path::new(name))?)?;
        let edited = match change(name, &before, &edits) {
            Ok(edited) => edited,
            Err(why) => {
                context.console.error(&Error::Other(why.to_string()));
                refused += edits.len();
                continue;
            }
        };
        for (nth, why) in &edited.refused {
            let line = edits.get(*nth).map_or(0, |edit| edit.line);
            context.console.error(&Error::Other(format!("{name}:{line}: {why}")));
        }
        refused += edited.refused.len();
        if edited.bytes.as_deref() != Some(&before) {
            rewrites.insert(name.to_owned(), (before, edited.bytes));
        }
    }
    context.console.say(&format!("{} found", counted(count, "link")));
    let ending = apply(context, &rewrites, yes, dry_run)?;
    Ok(if refused > 0 { Ending::Bad } else { ending })
}

/// Shows what would change, asks where somebody can answer, and does it.
pub(super) fn apply(context: &Context, rewrites: &Rewrites, yes: bool, dry_run: bool) -> Result<Ending> {
    let console = &context.console;
    if rewrites.is_empty() {
        console.say("nothing changes");
        return Ok(Ending::Done);
    }
    for (name, (before, after)) in rewrites {
        let (old, new) =
            (String::from_utf8_lossy(before), String::from_utf8_lossy(after.as_deref().unwrap_or_default()));
        let diff = TextDiff::from_lines(old.as_ref(), new.as_ref());
        let to = if after.is_some() { name.as_str() } else { "/dev/null" };
        let text = diff.unified_diff().context_radius(2).header(name, to).to_string();
        for line in text.lines() {
            let style = match line.as_bytes().first() {
                Some(b'+') => Paint::Good,
                Some(b'-') => Paint::Bad,
                Some(b'@') => Paint::Quiet,
                _ => Paint::Strong,
            };
            let line = printable(line);
            let plain = style == Paint::Strong;
            console.result(&if plain { line } else { console.paint_result(style, &line) })?;
        }
    }
    if dry_run {
        return Ok(Ending::Done);
    }
    if !yes {
        if !std::io::stdin().is_terminal() {
            return Err(Error::Usage(
                "nothing was changed: nobody can be asked here\n  help: --yes makes these changes".into(),
            ));
        }
        let mut out = std::io::stderr().lock();
        write!(out, "change {}? [y/N] ", counted(rewrites.len(), "file"))?;
        out.flush()?;
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer)?;
        if !matches!(answer.trim().to_lowercase().as_str(), "y" | "yes") {
            console.say("nothing was changed");
            return Ok(Ending::Done);
        }
    }
    let rewrites = rewrites.iter().map(|(name, (before, after))| {
        let path = folders::own(&context.project.root, Path::new(name))?;
        Ok(Rewrite { path, name, before, after: after.as_deref() })
    });
    let rewrites = rewrites.collect::<Result<Vec<_>>>()?;
    rewrite_all(&rewrites)?;
    console.say(&format!("{} changed", counted(rewrites.len(), "file")));
    Ok(Ending::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_moves_and_all_else_stays() {
        let new = |url| moved(url, "old.example", "new.example:8080");
        assert_eq!(new("HTTP://a@Old.Example/x?y#z").as_deref(), Some("HTTP://a@new.example:8080/x?y#z"));
        assert_eq!(new("https://old.example").as_deref(), Some("https://new.example:8080"));
        assert_eq!(new("https://very.old.example/"), None);
        assert!(hosts("a/b=c").is_err() && hosts("a").is_err() && hosts("a.example=b.example").is_ok());
    }
}
