//! A capture's answers, found by the URL that a document names.

use std::collections::HashMap;

use url::Url;

use crate::store::record::{Exchange, HOPS, Record};
use crate::web::references;

/// Gives the bytes of blobs.
pub trait Blobs {
    /// The bytes of the blob with this SHA-256, if it is there.
    fn read(&self, digest: &str) -> Option<Vec<u8>>;
}

/// The answers of one record.
pub(super) struct Resources<'r> {
    record: &'r Record,
    /// The exchange that a request for a URL began with, by URL without fragment and user-info.
    by_url: HashMap<String, usize>,
    /// Where each redirect went on within the record.
    next: Vec<Option<usize>>,
}

/// A usable answer.
#[derive(Clone, Copy)]
pub(super) struct Found<'r> {
    /// Index of the exchange that ended the redirects.
    pub(super) index: usize,
    /// That exchange.
    pub(super) exchange: &'r Exchange,
}

impl<'r> Resources<'r> {
    pub(super) fn new(record: &'r Record) -> Self {
        let mut asked: HashMap<(usize, &str), usize> = HashMap::new();
        for (index, exchange) in record.exchanges.iter().enumerate() {
            if let Some(by) = exchange.by {
                asked.entry((by, &exchange.url)).or_insert(index);
            }
        }
        let next = record.exchanges.iter().enumerate().map(|(index, exchange)| {
            exchange.redirect.as_deref().and_then(|to| asked.get(&(index, to)).copied())
        });
        let next = next.collect();
        let mut resources = Self { record, by_url: HashMap::new(), next };
        for (index, exchange) in record.exchanges.iter().enumerate() {
            let key = Url::parse(&exchange.url).map_or_else(|_| exchange.url.clone(), |url| key(&url));
            // A later answer stands in for an earlier one that cannot be used.
            let better = match resources.by_url.get(&key) {
                None => true,
                Some(&old) => {
                    resources.last(old).is_none_or(|f| !f.exchange.is_usable()) && exchange.is_usable()
                }
            };
            if better {
                resources.by_url.insert(key, index);
            }
            if let Some(url) = exchange.content_id.as_deref().and_then(content_id_url) {
                resources.by_url.entry(url.into()).or_insert(index);
            }
        }
        resources
    }

    /// The absolute URL that `text` means in a document of this capture: http(s), or `cid:`, the name of a part of a
    /// supplied MHTML file, where the capture has that part.
    pub(super) fn resolve(&self, base: &Url, text: &str) -> Option<Url> {
        references::resolve(base, text).or_else(|| {
            let url =
                Url::parse(text.trim_matches(|c: char| c <= ' ')).ok().filter(|url| url.scheme() == "cid")?;
            self.by_url.contains_key(&key(&url)).then_some(url)
        })
    }

    fn last(&self, start: usize) -> Option<Found<'r>> {
        let mut at = start;
        for _ in 0..HOPS {
            let exchange = self.record.exchanges.get(at)?;
            let Some(next) = exchange.redirect.as_deref() else { return Some(Found { index: at, exchange }) };
            // The rest of a chain may have been asked for by someone else.
            at = self.next.get(at).copied().flatten().or_else(|| {
                let next = Url::parse(next).map_or_else(|_| next.to_owned(), |url| key(&url));
                self.by_url.get(&next).copied()
            })?;
        }
        None
    }

    /// The page itself.
    pub(super) fn document(&self) -> Option<Found<'r>> {
        let index = self.record.document()?;
        self.record.exchanges.get(index).map(|exchange| Found { index, exchange })
    }

    /// The answer with this index.
    pub(super) fn at(&self, index: usize) -> Option<Found<'r>> {
        self.record.exchanges.get(index).map(|exchange| Found { index, exchange })
    }

    /// The usable answer to a URL, or the reason why there is none.
    pub(super) fn find(&self, url: &Url) -> Result<Found<'r>, String> {
        let key = key(url);
        let Some(&start) = self.by_url.get(&key) else {
            let skipped = self.record.skipped.iter().find(|(skipped, _)| *skipped == key);
            return Err(skipped.map_or_else(|| "not captured".to_owned(), |(_, reason)| reason.clone()));
        };
        let Some(found) = self.last(start) else { return Err("its redirects lead nowhere".to_owned()) };
        let exchange = found.exchange;
        if exchange.is_usable() {
            return Ok(found);
        }
        Err(match (&exchange.error, exchange.status) {
            (Some(failure), _) => failure.message.clone(),
            (None, Some(status)) if !(200..300).contains(&status) => format!("HTTP status {status}"),
            _ => exchange.truncated.clone().unwrap_or_else(|| "its body was not stored".to_owned()),
        })
    }
}

impl<'r> Found<'r> {
    /// Where its redirects ended.
    pub(super) fn url(&self) -> Option<Url> {
        Url::parse(&self.exchange.url).ok()
    }

    /// The whole Content-Type header.
    pub(super) fn content_type(&self) -> Option<&'r str> {
        self.exchange.header("content-type")
    }

    /// Whether the server forbids to guess its type.
    pub(super) fn nosniff(&self) -> bool {
        self.exchange
            .header("x-content-type-options")
            .is_some_and(|v| v.trim().eq_ignore_ascii_case("nosniff"))
    }
}

/// The URL by which a Content-ID is named (RFC 2392).
fn content_id_url(id: &str) -> Option<Url> {
    Url::parse(&format!("cid:{id}")).ok()
}

/// A URL without what makes no difference to what is fetched, and without user-info, which is never stored.
fn key(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.into()
}
