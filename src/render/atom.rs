//! Feeds as Atom (RFC 4287).

use std::borrow::Cow;
use std::fmt::Write as _;

use atom_syndication::{
    Category, Content, Entry, Feed as Atom, FixedDateTime, Generator, Link, Person, Text, WriteConfig,
};
use jiff::Timestamp;

use super::markdown;
use crate::site::feed::{Feed, FeedEntry};
use crate::web::dom::{escape_attribute, escape_text};

/// A feed's bytes.
pub(super) fn to_xml(feed: &Feed<'_>) -> Vec<u8> {
    let atom = Atom {
        title: Text::plain(feed.title.as_str()),
        id: feed.address.clone(),
        updated: date(feed.updated),
        authors: vec![Person { name: feed.author.clone(), ..Person::default() }],
        generator: Some(Generator {
            value: "Linkarium".to_owned(),
            uri: None,
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
        links: vec![
            link(&feed.address, "self", Some("application/atom+xml")),
            link(&feed.page, "alternate", Some("text/html")),
        ],
        subtitle: feed.subtitle.as_deref().map(Text::plain),
        lang: Some(feed.language.clone()),
        entries: feed.entries.iter().map(entry).collect(),
        ..Atom::default()
    };
    let config = WriteConfig { indent_size: Some(2), ..WriteConfig::default() };
    // Writing to memory cannot fail.
    let mut xml = atom.write_with_config(Vec::new(), config).unwrap_or_default();
    xml.push(b'\n');
    xml
}

fn entry(entry: &FeedEntry<'_>) -> Entry {
    let mut links = vec![link(&entry.page, "alternate", Some("text/html"))];
    links.extend(entry.outward.as_deref().map(|url| link(url, "related", None)));
    let content = Content {
        value: Some(content(entry)),
        content_type: Some("html".to_owned()),
        base: Some(entry.page.clone()),
        ..Content::default()
    };
    let category = |(key, title): &(Cow<'_, str>, Cow<'_, str>)| Category {
        term: key.clone().into_owned(),
        scheme: None,
        label: Some(title.clone().into_owned()),
    };
    Entry {
        title: Text::plain(&*entry.title),
        id: entry.page.clone(),
        updated: date(entry.updated),
        published: Some(date(entry.published)),
        categories: entry.tags.iter().map(category).collect(),
        links,
        summary: entry.summary.as_deref().map(Text::plain),
        content: Some(content),
        ..Entry::default()
    }
}

/// What a reader of feeds shows of a link: the page's description, the keeper's notes, and where to read on. The words
/// are the addresses themselves, which need no translation.
pub(super) fn content(entry: &FeedEntry<'_>) -> String {
    let mut html = String::new();
    if let Some(summary) = &entry.summary {
        html.push_str("<p>");
        escape_text(summary, &mut html);
        html.push_str("</p>\n");
    }
    if let Some(notes) = entry.notes {
        html.push_str(&markdown::to_html(notes));
    }
    let addresses = [entry.outward.as_deref(), entry.snapshot.as_deref()];
    let addresses = addresses.into_iter().flatten().map(|address| {
        let mut escaped = String::new();
        escape_attribute(address, &mut escaped);
        format!("<a href=\"{escaped}\">{escaped}</a>")
    });
    let addresses: Vec<String> = addresses.collect();
    if !addresses.is_empty() {
        let _ = writeln!(html, "<p>{}</p>", addresses.join("<br>"));
    }
    html
}

fn link(href: &str, rel: &str, mime_type: Option<&str>) -> Link {
    Link {
        href: href.to_owned(),
        rel: rel.to_owned(),
        mime_type: mime_type.map(str::to_owned),
        ..Link::default()
    }
}

fn date(instant: Timestamp) -> FixedDateTime {
    // Both crates read and write RFC 3339; only years beyond 9999 could differ, which the feed's default stands for.
    format!("{instant:.0}").parse().unwrap_or_else(|_| Atom::default().updated)
}
