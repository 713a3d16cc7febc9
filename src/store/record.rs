//! The capture record, version 1: one attempt at one page, as JSON. docs/format.md is the specification.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The version of the record format that this program writes.
pub const VERSION: u32 = 1;

/// SHA-256 as 64 lower-case hex digits: the name of a blob.
pub type Digest = String;

/// `HOST/SLUG/TIME-hhhh`: where a record lies below `captures/`, without `.json`.
pub type CaptureId = String;

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The page and everything it needs.
    Captured,
    /// The page itself is whole, something it needs is not.
    Partial,
    /// The server said that nothing changed since an earlier capture (304).
    Unchanged,
    /// No usable page.
    Failed,
}

/// Classified reasons why a request or a page failed. The words are part of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FailureKind {
    /// A time limit passed.
    Timeout,
    /// The name did not resolve.
    Dns,
    /// No connection, or it broke before an answer.
    Connect,
    /// TLS handshake or certificate.
    Tls,
    /// A status that is no success.
    HttpStatus,
    /// More bytes than a limit allows.
    TooLarge,
    /// An address that is not publicly routable and not named in `allow_private`.
    BlockedAddress,
    /// More redirects than the limit, or a loop.
    TooManyRedirects,
    /// Not a URL.
    BadUrl,
    /// Neither http nor https.
    UnsupportedScheme,
    /// The body ended before its end.
    Truncated,
    /// The content coding could not be undone.
    Decode,
    /// The local disk.
    Io,
}

/// Why something failed, for people and for programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The class.
    pub kind: FailureKind,
    /// One sentence: what, and what to do where there is something to do.
    pub message: String,
}

/// What a resource is to the document that asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The page itself.
    Document,
    /// A document in a frame.
    Frame,
    /// A style sheet.
    Stylesheet,
    /// A picture: `img`, `srcset`, CSS `url()`, poster, SVG `image`.
    Image,
    /// An icon of the page.
    Icon,
    /// A web font.
    Font,
    /// A script: stored, never published.
    Script,
    /// Audio or video.
    Media,
    /// A text track.
    Track,
    /// Anything else (`object`, `embed`, …).
    Other,
}

impl Role {
    /// Whether what is asked for in this role is read as a document, should it be one.
    pub fn is_document(self) -> bool {
        matches!(self, Self::Document | Self::Frame | Self::Other)
    }
}

/// Length and SHA-256 of a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyDigest {
    /// Bytes.
    pub length: u64,
    /// SHA-256, hex.
    pub sha256: Digest,
}

/// One request and its answer (or its failure). Each redirect hop is an exchange of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    /// Index of the exchange whose body (or redirect) asked for this one; `None` for the page's first request.
    pub by: Option<usize>,
    /// What it is to the one that asked.
    pub role: Role,
    /// Absolute URL without fragment; user-info redacted.
    pub url: String,
    /// Request method; empty where nothing was requested.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub method: String,
    /// Request headers as sent, in order; secrets redacted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub request_headers: Vec<(String, String)>,
    /// `IP:port` connected to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// `HTTP/1.0`, `HTTP/1.1`, `HTTP/2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http: Option<String>,
    /// Status code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Response headers in order, duplicates kept; values as Latin-1 where they are no UTF-8; secrets redacted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// Whether headers beyond the first 32 KiB were left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub headers_cut: bool,
    /// Absolute URL that a 3xx led to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect: Option<String>,
    /// When the request was sent.
    pub started: Timestamp,
    /// Milliseconds until the body's end.
    pub millis: u64,
    /// Content-Type's media type, lower-case, without parameters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Content codings in the order applied, e.g. `gzip`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coding: Option<String>,
    /// The body as sent: transfer coding undone, content coding not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<BodyDigest>,
    /// The body with its content codings undone: the blob's bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decoded: Option<BodyDigest>,
    /// The blob in which the decoded body is stored; `None` when it was not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blob: Option<Digest>,
    /// Why the body is not whole, where it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub truncated: Option<String>,
    /// Why there is no usable answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// For a 304: the capture whose bytes still hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revisit: Option<CaptureId>,
    /// For a part of a supplied MHTML file: its Content-ID, by which others name it as `cid:…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_id: Option<String>,
}

impl Exchange {
    /// The first value of a response header, name compared without case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    /// Whether the answer can be used as what was asked for: a 2xx with its whole body stored. Only a copy that was
    /// supplied has a body and no status.
    pub fn is_usable(&self) -> bool {
        self.error.is_none() && self.blob.is_some() && self.status.is_none_or(|s| (200..300).contains(&s))
    }
}

/// Counts of what a page needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ResourceCounts {
    /// Requisites named by the page and by what it needs.
    pub found: usize,
    /// Stored.
    pub captured: usize,
    /// Asked for, and failed.
    pub failed: usize,
    /// Not asked for, by a setting or a limit.
    pub skipped: usize,
    /// Decoded bytes of all, the page included.
    pub bytes: u64,
}

/// That a person supplied this copy of the page, and nothing was fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplied {
    /// The file as it was supplied; its digest names no blob where the file holds several bodies.
    pub sha256: Digest,
    /// Its bytes.
    pub length: u64,
}

/// One attempt at one page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Format version: [`VERSION`].
    pub version: u32,
    /// The link's URL as kept, user-info redacted.
    pub url: String,
    /// How it ended.
    pub outcome: Outcome,
    /// What fetched it: `http`. What a person supplied was made by `singlefile`, `monolith` or `mhtml`, or is a plain
    /// `file`.
    pub engine: String,
    /// `linkarium 0.1.0`.
    pub program: String,
    /// Start of the attempt.
    pub started: Timestamp,
    /// End of the attempt.
    pub finished: Timestamp,
    /// Where the redirects of the page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_url: Option<String>,
    /// Status of the page's last answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Why the page failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// Reasons to doubt that this is the page: `challenge`, `soft-404`, …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspect: Vec<String>,
    /// How many attempts in a row have failed, this one included; 0 after a success.
    #[serde(default)]
    pub failures: u32,
    /// For a copy that a person supplied: which file it was. Nothing was fetched then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplied: Option<Supplied>,
    /// What was found, captured and missing.
    pub resources: ResourceCounts,
    /// URLs that a limit or a setting left out, with the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<(String, String)>,
    /// Every request of the visit, in the order they were decided. The first is the page's.
    pub exchanges: Vec<Exchange>,
}

/// Redirects that are followed within a record; no capture makes as many.
pub const HOPS: usize = 50;

impl Record {
    /// Index of the exchange that holds the page itself, after its redirects.
    pub fn document(&self) -> Option<usize> {
        self.follow(0)
    }

    /// Follows redirects from the exchange at `index` to the last answer of its chain; bounded, loops end.
    pub fn follow(&self, index: usize) -> Option<usize> {
        let mut at = index;
        for _ in 0..HOPS {
            let exchange = self.exchanges.get(at)?;
            let Some(next) = &exchange.redirect else { return Some(at) };
            let by = at;
            at = self.exchanges.iter().position(|e| e.by == Some(by) && &e.url == next)?;
        }
        None
    }
}
