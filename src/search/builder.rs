//! Links in, files out.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::entry::Entry;
use super::facets::Facets;
use super::fold::fold;
use super::name::Name;
use super::orders::Orders;
use super::terms::{Field, Terms};
use super::texts::{Clean, LONG_NAME, Texts, clean};
use super::words::{Term, Words, cut};
use super::{han, packing, pinyin, script};

/// The version of the format.
const VERSION: u32 = 1;
/// Words whose terms are remembered, so that an ending is taken off once.
const REMEMBERED: usize = 200_000;

/// Bounds.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Bytes of one link's text (and of its notes) that can be found and shown.
    pub text_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { text_bytes: 32 * 1024 }
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Names this index.
    pub hash: String,
    /// Links in it.
    pub documents: usize,
    /// Different terms.
    pub terms: usize,
    /// Files.
    pub files: usize,
    /// Bytes of all files.
    pub bytes: u64,
}

/// Where files go: a route below `output/`, and its bytes.
pub type Sink<'s, E> = dyn FnMut(&str, Vec<u8>) -> Result<(), E> + 's;

/// Counts and hashes files on their way out.
struct Files<'s, E> {
    sink: &'s mut Sink<'s, E>,
    hasher: blake3::Hasher,
    count: usize,
    bytes: u64,
    /// A mark of each file's bytes, by the file's name without its number, in the order of numbers.
    marks: BTreeMap<String, String>,
}

impl<E> Files<'_, E> {
    fn put(&mut self, name: &str, mut bytes: Vec<u8>) -> Result<(), E> {
        let mark = packing::mark(&bytes);
        script::sign(&mut bytes, &mark);
        let kind = name.trim_end_matches(|c: char| c.is_ascii_digit());
        self.marks.entry(kind.to_owned()).or_default().push_str(&mark);
        self.hasher.update(&(bytes.len() as u64).to_le_bytes()).update(&bytes);
        self.count += 1;
        self.bytes += bytes.len() as u64;
        (self.sink)(&script::route(name), bytes)
    }
}

/// `index.js`: the directory.
#[derive(Debug, Serialize)]
struct Directory<'a> {
    version: u32,
    hash: &'a str,
    /// Two characters for each file, by which the client knows that it has the one that the directory means.
    marks: BTreeMap<String, String>,
    documents: u32,
    /// First term of each shard `t0`, `t1`, …, with spaces between.
    terms: String,
    /// How many links each of `d0`, `d1`, … holds, packed.
    texts: String,
    /// Whether titles or tags can be found by their sound.
    pinyin: bool,
    /// Whether there is an order by day of publication.
    published: bool,
}

/// Takes links in the order of listings and writes the index. Postings stay in memory until [`Builder::finish`]; texts
/// do not.
pub struct Builder<'s, E> {
    options: Options,
    files: Files<'s, E>,
    words: Words,
    /// Words as they stand in a text, and their terms.
    known: HashMap<Name, u32>,
    terms: Terms,
    texts: Texts,
    facets: Facets,
    orders: Orders,
    pinyin: bool,
    // Kept from link to link, to be filled again.
    folded: String,
    found: Vec<(u32, Field)>,
}

impl<E> std::fmt::Debug for Builder<'_, E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder").field("documents", &self.texts.documents()).finish_non_exhaustive()
    }
}

impl<'s, E> Builder<'s, E> {
    /// An empty index, whose files go to `sink` as they are done.
    pub fn new(options: Options, sink: &'s mut Sink<'s, E>) -> Self {
        Self {
            options,
            files: Files { sink, hasher: blake3::Hasher::new(), count: 0, bytes: 0, marks: BTreeMap::new() },
            words: Words::default(),
            known: HashMap::new(),
            terms: Terms::default(),
            texts: Texts::default(),
            facets: Facets::default(),
            orders: Orders::default(),
            pinyin: false,
            folded: String::new(),
            found: Vec::new(),
        }
    }

    /// Writes the client's words, `words.js`: a table of texts and of plural forms by key. They lie beside the index and
    /// not in each page, of which there are thousands.
    pub fn words<T: Serialize>(&mut self, table: &T) -> Result<(), E> {
        self.files.put("words", script::write("words", table))
    }

    /// Takes in the next link.
    pub fn add(&mut self, entry: &Entry<'_>) -> Result<(), E> {
        let document = self.texts.documents();
        let parts = Clean::new(entry, self.options.text_bytes);
        let titles = self.read(&parts.title, Field::Title);
        self.sound(&parts.title, Field::Title);
        for tag in parts.tags.chunks_exact(2) {
            let [key, title] = tag else { continue };
            self.read(title, Field::Tag);
            if key != title {
                self.read(key, Field::Tag);
            }
            self.sound(title, Field::Tag);
        }
        for about in [&parts.host, &parts.description, &parts.notes, &address(entry.url)] {
            self.read(about, Field::About);
        }
        let words = self.read(&parts.text, Field::Text);
        self.note(document, titles, words);
        self.facets.add(entry, &parts.host);
        self.orders.add(&parts.title, entry.published);
        if let Some((number, bytes)) = self.texts.add(entry, &parts) {
            self.files.put(&format!("d{number}"), bytes)?;
        }
        Ok(())
    }

    /// Cuts a text into terms; tells how many.
    fn read(&mut self, text: &str, field: Field) -> usize {
        self.folded.clear();
        fold(text, &mut self.folded);
        let before = self.found.len();
        let Self { folded, known, terms, words, found, .. } = self;
        cut(folded, |term| {
            let number = match term {
                Term::Exact(exact) => terms.number(exact),
                Term::Word(word) => known.get(word.as_bytes()).copied().unwrap_or_else(|| {
                    let number = terms.number(&words.stem(word));
                    if known.len() >= REMEMBERED {
                        known.clear();
                    }
                    known.insert(Name::new(word), number);
                    number
                }),
            };
            found.push((number, field));
        });
        self.found.len() - before
    }

    /// The sound of a title.
    fn sound(&mut self, text: &str, field: Field) {
        let Self { terms, found, pinyin, .. } = self;
        pinyin::terms(text, |term| {
            *pinyin = true;
            found.push((terms.number(term), field));
        });
    }

    /// Turns what was found into postings.
    fn note(&mut self, document: u32, titles: usize, words: usize) {
        self.found.sort_unstable();
        for group in self.found.chunk_by(|(a, _), (b, _)| a == b) {
            let Some(&(term, _)) = group.first() else { continue };
            self.terms.add(term, document, level(group, titles, words));
        }
        self.found.clear();
    }

    /// Writes what is left; `index.js` comes last.
    pub fn finish(mut self) -> Result<Written, E> {
        if let Some((number, bytes)) = self.texts.close() {
            self.files.put(&format!("d{number}"), bytes)?;
        }
        drop(std::mem::take(&mut self.known));
        let files = &mut self.files;
        let terms = self.terms.len();
        let first = self.terms.shards(|number, shard| {
            let name = format!("t{number}");
            files.put(&name, script::write(&name, shard))
        })?;
        files.put("by-title", script::write("by-title", &self.orders.by_title()))?;
        let published = self.orders.has_published();
        if published {
            files.put("by-published", script::write("by-published", &self.orders.by_published()))?;
        }
        files.put("han", script::write("han", &han::pairs()))?;
        let mut blocks = Vec::new();
        self.facets.finish(
            |head| files.put("facets", script::write("facets", head)),
            |number, block| {
                let name = format!("facets-{number}");
                blocks.push((script::write(&name, block), name));
                Ok(())
            },
        )?;
        for (bytes, name) in blocks {
            files.put(&name, bytes)?;
        }
        let documents = self.texts.documents();
        let mut directory = Directory {
            version: VERSION,
            hash: "",
            marks: std::mem::take(&mut files.marks),
            documents,
            terms: first.join(" "),
            texts: packing::pack(self.texts.sizes()),
            pinyin: self.pinyin,
            published,
        };
        files.hasher.update(script::json(&directory).as_bytes());
        let hash = files.hasher.finalize().to_hex().get(..16).unwrap_or_default().to_owned();
        directory.hash = &hash;
        let bytes = script::write("index", &directory);
        files.put("index", bytes)?;
        Ok(Written { documents: documents as usize, terms, files: files.count, bytes: files.bytes, hash })
    }
}

/// The words of an address that can be read: after the host, without what is percent-encoded.
fn address(url: &str) -> String {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split_once('/').map_or("", |(_, path)| path);
    clean(&unescape(path), LONG_NAME)
}

/// Undoes percent-encoding; what is no UTF-8 then becomes U+FFFD, which no word has.
fn unescape(path: &str) -> String {
    let mut bytes = path.bytes();
    let mut out = Vec::with_capacity(path.len());
    while let Some(byte) = bytes.next() {
        let mut ahead = bytes.clone();
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        match (byte, digit(ahead.next()), digit(ahead.next())) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                bytes = ahead;
            }
            _ => out.push(byte),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// How much a term means to a link, from 0 to 7. A short title weighs more a word; in a text, what is said often in few
/// words weighs more. Reckoned in hundredths.
fn level(places: &[(u32, Field)], titles: usize, words: usize) -> u32 {
    let has = |field: Field| places.iter().any(|(_, place)| *place == field);
    let times = places.iter().filter(|(_, place)| *place == Field::Text).count();
    let mut sum = 0;
    if has(Field::Title) {
        sum += 300 + 20_000 / (titles.max(1) * 10_000).isqrt();
    }
    if has(Field::Tag) {
        sum += 300;
    }
    if has(Field::About) {
        sum += 200;
    }
    // BM25's saturation, around a text of 400 words.
    let length = (400 + words).min(3_200);
    sum += 240 * times * 800 / (times * 800 + length);
    ((sum + 50) / 100).min(7) as u32
}
