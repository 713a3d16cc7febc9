//! The capture record of a copy: what is known, and nothing more. No request was made, so none is told of; of headers
//! there is the type alone, and no status.

use jiff::Timestamp;
use url::Url;

use super::Copy;
use crate::replay::Missing;
use crate::store::layout::{sha256_hex, without_secrets};
use crate::store::record::{BodyDigest, Exchange, Outcome, Record, ResourceCounts, Supplied, VERSION};
use crate::web::media::MimeType;

/// Why something that the page needs is not there.
const NOT_IN_IT: &str = "not in the copy that was supplied";
/// What a record lists as missing at most.
const LISTED: usize = 4000;

/// The record of a copy of `url`. `saved` is when the copy was made, `file` what was supplied.
pub fn record_of(copy: &Copy, url: &str, saved: Timestamp, file: &[u8]) -> Record {
    let url = without_secrets(url);
    let source = copy.address.as_deref().map_or_else(|| url.clone(), without_secrets);
    let exchanges: Vec<Exchange> = copy
        .parts
        .iter()
        .enumerate()
        .map(|(number, part)| {
            let address = part.url.as_deref().filter(|_| number > 0).unwrap_or(&source);
            let sha256 = sha256_hex(&part.body);
            let content_type = part.content_type.as_deref();
            Exchange {
                by: (number > 0).then_some(0),
                role: part.role,
                url: stored(address),
                method: String::new(),
                request_headers: Vec::new(),
                address: None,
                http: None,
                status: None,
                headers: content_type
                    .map(|value| ("content-type".to_owned(), value.to_owned()))
                    .into_iter()
                    .collect(),
                headers_cut: false,
                redirect: None,
                started: saved,
                millis: 0,
                media_type: content_type.and_then(MimeType::parse).map(|mime| mime.essence),
                coding: None,
                sent: None,
                decoded: Some(BodyDigest { length: part.body.len() as u64, sha256: sha256.clone() }),
                blob: Some(sha256),
                truncated: None,
                error: None,
                revisit: None,
                content_id: part.content_id.clone(),
            }
        })
        .collect();
    let needed = exchanges.len().saturating_sub(1);
    Record {
        version: VERSION,
        url,
        outcome: if copy.lost.is_empty() { Outcome::Captured } else { Outcome::Partial },
        engine: copy.engine.into(),
        program: concat!("linkarium ", env!("CARGO_PKG_VERSION")).into(),
        started: saved,
        finished: saved,
        final_url: Some(source),
        status: None,
        error: None,
        suspect: Vec::new(),
        failures: 0,
        supplied: Some(Supplied { sha256: sha256_hex(file), length: file.len() as u64 }),
        resources: ResourceCounts {
            found: needed + copy.lost.len(),
            captured: needed,
            failed: 0,
            skipped: copy.lost.len(),
            bytes: copy.parts.iter().map(|part| part.body.len() as u64).sum(),
        },
        skipped: copy.lost.iter().take(LISTED).cloned().collect(),
        exchanges,
    }
}

/// Notes what the page turned out to need and the copy does not have.
pub fn settle(record: &mut Record, missing: &[Missing]) {
    for one in missing.iter().take(LISTED) {
        if record.skipped.iter().any(|(url, _)| *url == one.url) {
            continue;
        }
        record.outcome = Outcome::Partial;
        record.resources.found += 1;
        record.resources.skipped += 1;
        record.skipped.push((without_secrets(&one.url), NOT_IN_IT.into()));
    }
}

/// A URL as exchanges hold it: without fragment and user-info.
fn stored(url: &str) -> String {
    let whole = without_secrets(url);
    match Url::parse(&whole) {
        Ok(mut parsed) if parsed.fragment().is_some() => {
            parsed.set_fragment(None);
            parsed.into()
        }
        _ => whole,
    }
}
