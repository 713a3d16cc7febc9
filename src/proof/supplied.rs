//! Files that a person supplied, and others may have made.

use std::collections::HashMap;

use bytes::Bytes;
use jiff::Timestamp;

use crate::model::address;
use crate::replay::{Blobs, Edits, derive};
use crate::supplied::{beside, claimed_address, kind_of, read, record_of, settle};
use crate::web::dom::Budget;

/// Reads bytes as a supplied copy by several names: what is said of it is sound, nothing grows, and its record is safe to
/// show.
pub fn supplied(bytes: &[u8]) {
    let _ = (claimed_address(bytes), beside::address("a.txt", bytes), beside::address("a.url", bytes));
    for name in ["a.html", "a.mhtml", "a.txt", "a"] {
        let _ = kind_of(name, bytes);
        let Ok(copy) = read(name, &Bytes::copy_from_slice(bytes)) else { continue };
        assert!(copy.address.iter().all(|url| address::check(url).is_ok()), "{:?}", copy.address);
        let size: usize = copy.parts.iter().map(|part| part.body.len()).sum();
        assert!(size <= bytes.len() && !copy.parts.is_empty(), "{size} bytes of {}", bytes.len());
        let mut record = record_of(&copy, "https://kept.example/", Timestamp::UNIX_EPOCH, bytes);
        let json = serde_json::to_string(&record).unwrap_or_default();
        assert_eq!(serde_json::from_str::<crate::store::record::Record>(&json).ok().as_ref(), Some(&record));
        let digests = record.exchanges.iter().filter_map(|exchange| exchange.blob.clone());
        let bodies = Held(digests.zip(copy.parts.iter().map(|part| part.body.clone())).collect());
        let budget = Budget { nodes: 20_000, ..Budget::default() };
        let derived = derive(&record, &bodies, &Edits::default(), &budget);
        if let Some(found) = super::what_asks(&derived) {
            panic!("{found}");
        }
        settle(&mut record, &derived.missing);
        assert!(record.resources.captured <= record.resources.found);
    }
}

struct Held(HashMap<String, Bytes>);

impl Blobs for Held {
    fn read(&self, digest: &str) -> Option<Vec<u8>> {
        self.0.get(digest).map(|bytes| bytes.to_vec())
    }
}
