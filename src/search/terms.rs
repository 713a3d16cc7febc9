//! Terms and where they stand: the inverted index, packed while it grows.
//!
//! A posting is one number: the step to the next document, and a level of 0 to 7 for how much the term means there.

use std::collections::HashMap;

use serde::Serialize;

use super::name::Name;
use super::packing::{self, push, unpack};

/// Where in a link a term stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Title,
    Tag,
    /// Host, address, description, notes.
    About,
    Text,
}

/// Levels of a posting.
const LEVELS: u32 = 8;
/// Bytes of a shard before it is closed.
const SHARD: usize = 40_000;
/// Documents that one term lists at most, the best ones: no file grows without end.
const MOST: u32 = 60_000;
/// Bytes of a term.
const LONGEST: usize = 200;

/// One term's documents.
#[derive(Debug, Default)]
struct Postings {
    /// One more than the last document.
    next: u32,
    count: u32,
    packed: Vec<u8>,
}

/// All terms.
#[derive(Debug, Default)]
pub(super) struct Terms {
    numbers: HashMap<Name, u32>,
    postings: Vec<Postings>,
}

impl Terms {
    /// The number of a term, a new one if it is new.
    pub(super) fn number(&mut self, term: &str) -> u32 {
        let term = if term.len() > LONGEST { shorten(term) } else { term };
        if let Some(&number) = self.numbers.get(term.as_bytes()) {
            return number;
        }
        let number = self.postings.len() as u32;
        self.postings.push(Postings::default());
        self.numbers.insert(Name::new(term), number);
        number
    }

    /// Notes that a term stands in a document. Documents come in order, each once for a term.
    pub(super) fn add(&mut self, term: u32, document: u32, level: u32) {
        let Some(postings) = self.postings.get_mut(term as usize) else { return };
        let step = document.saturating_sub(postings.next);
        push(step * LEVELS + level.min(LEVELS - 1), &mut postings.packed);
        postings.next = document + 1;
        postings.count += 1;
    }

    /// How many terms there are.
    pub(super) fn len(&self) -> usize {
        self.postings.len()
    }

    /// Hands out shards, terms in order; tells the first term of each.
    pub(super) fn shards<E>(
        mut self,
        mut take: impl FnMut(usize, &Shard) -> Result<(), E>,
    ) -> Result<Vec<String>, E> {
        let mut sorted: Vec<(Name, u32)> = std::mem::take(&mut self.numbers).into_iter().collect();
        sorted.sort_unstable();
        let mut first = Vec::new();
        let mut shard = Shard::default();
        for (name, number) in sorted {
            let term = name.as_str();
            let Some(postings) = self.postings.get_mut(number as usize).map(std::mem::take) else { continue };
            let (packed, cut) = postings.limited(MOST);
            if !shard.terms.is_empty() && shard.terms.len() + term.len() + packed.len() > SHARD {
                take(first.len() - 1, &shard)?;
                shard = Shard::default();
            }
            if shard.terms.is_empty() {
                first.push(term.to_owned());
            }
            shard.push(term, packed, cut);
        }
        if !shard.terms.is_empty() {
            take(first.len() - 1, &shard)?;
        }
        Ok(first)
    }
}

impl Postings {
    /// The packed documents, and whether some had to go: those of the lowest levels, the oldest first.
    fn limited(self, most: u32) -> (Vec<u8>, bool) {
        if self.count <= most {
            return (self.packed, false);
        }
        let mut per_level = [0u32; LEVELS as usize];
        for number in unpack(&self.packed) {
            if let Some(count) = per_level.get_mut((number % LEVELS) as usize) {
                *count += 1;
            }
        }
        // Levels above `level` fit whole; of `level` itself there is `room` for some.
        let (mut level, mut room) = (LEVELS - 1, most);
        while let Some(&count) = per_level.get(level as usize).filter(|count| **count <= room) {
            room -= count;
            level = level.saturating_sub(1);
        }
        let mut kept = Self::default();
        let (mut document, mut next) = (0, 0);
        for number in unpack(&self.packed) {
            document += number / LEVELS;
            let own = number % LEVELS;
            let fits = own > level || (own == level && room > 0);
            if fits {
                room -= u32::from(own == level);
                push((document - next) * LEVELS + own, &mut kept.packed);
                next = document + 1;
            }
            document += 1;
        }
        (kept.packed, true)
    }
}

/// One file of terms.
#[derive(Debug, Default, Serialize)]
pub(super) struct Shard {
    /// Terms and packed documents by turns, each behind a space but the first.
    #[serde(rename = "t")]
    terms: String,
    /// Terms that do not list all of their documents.
    #[serde(rename = "c", skip_serializing_if = "Vec::is_empty")]
    cut: Vec<String>,
}

impl Shard {
    fn push(&mut self, term: &str, packed: Vec<u8>, cut: bool) {
        if !self.terms.is_empty() {
            self.terms.push(' ');
        }
        self.terms.push_str(term);
        self.terms.push(' ');
        self.terms.push_str(&packing::text(packed));
        if cut {
            self.cut.push(term.to_owned());
        }
    }
}

fn shorten(term: &str) -> &str {
    term.get(..term.floor_char_boundary(LONGEST)).unwrap_or(term)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn documents(packed: &[u8]) -> Vec<(u32, u32)> {
        let mut next = 0;
        unpack(packed)
            .map(|number| {
                let document = next + number / LEVELS;
                next = document + 1;
                (document, number % LEVELS)
            })
            .collect()
    }

    fn postings(list: &[(u32, u32)]) -> Postings {
        let mut terms = Terms::default();
        let number = terms.number("a");
        for &(document, level) in list {
            terms.add(number, document, level);
        }
        terms.postings.remove(0)
    }

    #[test]
    fn the_best_documents_stay() {
        let list = [(0, 1), (3, 7), (4, 1), (9, 2), (10, 1)];
        let (packed, cut) = postings(&list).limited(4);
        assert_eq!((documents(&packed), cut), (vec![(0, 1), (3, 7), (4, 1), (9, 2)], true));
        let (packed, cut) = postings(&list).limited(5);
        assert_eq!((documents(&packed), cut), (list.to_vec(), false));
        let (packed, _) = postings(&list).limited(1);
        assert_eq!(documents(&packed), [(3, 7)]);
    }

    #[test]
    fn shards_are_of_one_size_and_in_order() {
        let mut terms = Terms::default();
        for word in 0..5_000 {
            let number = terms.number(&format!("w{word:04}"));
            for document in 0..20 {
                terms.add(number, document * 50, 1);
            }
        }
        let mut sizes = Vec::new();
        let first = terms
            .shards(|_, shard| {
                sizes.push(shard.terms.len());
                Ok::<(), ()>(())
            })
            .unwrap();
        assert!(first.is_sorted() && first.len() == sizes.len() && sizes.len() > 3);
        assert!(sizes.iter().all(|size| *size <= SHARD));
        assert!(sizes[..sizes.len() - 1].iter().all(|size| *size > SHARD - 100));
    }

    proptest! {
        #[test]
        fn documents_come_back(steps in proptest::collection::vec((1u32..5_000, 0u32..8), 0..200)) {
            let mut document = 0;
            let list: Vec<_> = steps.iter().map(|(step, level)| { document += step; (document, *level) }).collect();
            prop_assert_eq!(documents(&postings(&list).packed), list);
        }
    }
}
