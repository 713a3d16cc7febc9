//! One chain of requests: a URL, its redirects, its retries, and the body at the end of it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;
use url::Url;

use crate::capture::address::Policy;
use crate::capture::body::{Content, SPILL, Sink};
use crate::capture::client::{Ask, Clients};
use crate::capture::cookies::Cookies;
use crate::capture::failure::{self, failure};
use crate::capture::headers::{cut, location_text, recorded, retry_after, text};
use crate::capture::politeness::{Gates, authority};
use crate::capture::stats::Stats;
use crate::config::CaptureSettings;
use crate::console;
use crate::store::layout::{hex, without_secrets};
use crate::store::record::{BodyDigest, Exchange, Failure, FailureKind};
use crate::web::coding::{CodingError, Decoder};

/// The longest that a server's `Retry-After` is obeyed within a run.
const RETRY_AFTER_CEILING: Duration = Duration::from_secs(20);
/// The body of an answer that is not kept is read up to this, so that its connection can be used again.
const DRAIN: usize = 64 << 10;
/// … and no longer than this.
const DRAIN_TIME: Duration = Duration::from_millis(500);

/// Everything a request needs that is not its own.
#[derive(Debug)]
pub struct Fetcher {
    /// HTTP clients.
    pub clients: Clients,
    /// Bounds.
    pub gates: Gates,
    /// `[capture]`
    pub settings: CaptureSettings,
    /// Counters.
    pub stats: Arc<Stats>,
    /// Where large bodies go while they come.
    pub spills: Spills,
}

/// A folder for bodies that are too large to be kept in memory while they come.
#[derive(Debug)]
pub struct Spills {
    folder: PathBuf,
    next: AtomicU64,
}

impl Spills {
    fn path(&self) -> PathBuf {
        self.folder.join(format!("spill-{}", self.next.fetch_add(1, Ordering::Relaxed)))
    }
}

/// What a chain yielded.
#[derive(Debug)]
pub struct Fetched {
    /// One exchange per hop; `by` is the index within this list, `None` for the first.
    pub hops: Vec<Exchange>,
    /// The decoded body of a 2xx that came whole.
    pub content: Option<Content>,
    /// Where the redirects ended.
    pub url: Url,
    /// Requests sent, retries included.
    pub attempts: u32,
}

/// One answer, before it is known what to do with it.
struct Answer {
    exchange: Exchange,
    content: Option<Content>,
    next: Option<Url>,
    retry_after: Option<Duration>,
}

impl Fetcher {
    /// Sets up clients and bounds. Large bodies go to the folder `spills`, which is there, while they come.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(settings: &CaptureSettings, stats: Arc<Stats>, spills: PathBuf) -> crate::error::Result<Self> {
        let policy = Arc::new(Policy::new(&settings.allow_private));
        Ok(Self {
            clients: Clients::new(settings, policy)?,
            gates: Gates::new(settings.concurrency, settings.per_host, settings.delay),
            settings: settings.clone(),
            stats,
            spills: Spills { folder: spills, next: AtomicU64::new(0) },
        })
    }

    /// Fetches a URL, following redirects and retrying what deserves it, until `deadline`. `limit` bounds the decoded
    /// body, in bytes.
    pub async fn fetch(
        &self,
        ask: &Ask,
        cookies: Option<&Cookies>,
        limit: u64,
        deadline: Instant,
    ) -> Fetched {
        let mut hops: Vec<Exchange> = Vec::new();
        let mut ask = ask.clone();
        ask.url.set_fragment(None);
        let mut attempts = 0;
        loop {
            let mut answer = self.hop(&ask, cookies, limit, deadline, &mut attempts).await;
            answer.exchange.by = hops.len().checked_sub(1);
            let next = answer.next.take();
            hops.push(answer.exchange);
            let Some(next) = next else {
                return Fetched { hops, content: answer.content, url: ask.url, attempts };
            };
            let loops = hops.iter().any(|hop| hop.url == shown(&next))
                && cookies.is_none_or(|c| c.header(&next).is_none());
            if hops.len() > self.settings.max_redirects || loops {
                if let Some(last) = hops.last_mut() {
                    let why = if loops {
                        "the redirects lead in a circle"
                    } else {
                        "more redirects than the limit"
                    };
                    last.error =
                        Some(failure(FailureKind::TooManyRedirects, format!("{why}, at {}", shown(&next))));
                    last.redirect = None;
                }
                return Fetched { hops, content: None, url: ask.url, attempts };
            }
            if !is_same_site(&ask.url, &next) {
                ask.headers.clear();
            }
            ask.url = next;
        }
    }

    /// One hop with its retries.
    async fn hop(
        &self,
        ask: &Ask,
        cookies: Option<&Cookies>,
        limit: u64,
        deadline: Instant,
        attempts: &mut u32,
    ) -> Answer {
        let mut tries = 0;
        loop {
            let answer = self.once(ask, cookies, limit, deadline).await;
            *attempts += u32::from(answer.exchange.started != Timestamp::UNIX_EPOCH);
            tries += 1;
            let exchange = &answer.exchange;
            let again = exchange.error.as_ref().is_some_and(|e| failure::deserves_retry(e, exchange.status));
            if !again || tries > self.settings.retries {
                return answer;
            }
            // Full jitter: between nothing and a bound that doubles with each try.
            let bound = Duration::from_millis(400 << tries.min(5));
            let pause = answer.retry_after.unwrap_or_else(|| bound.mul_f64(fastrand::f64()));
            if pause > RETRY_AFTER_CEILING || Instant::now() + pause >= deadline {
                return answer;
            }
            drop(answer);
            tokio::time::sleep(pause).await;
        }
    }

    /// One request and its answer, within the time limits.
    async fn once(&self, ask: &Ask, cookies: Option<&Cookies>, limit: u64, deadline: Instant) -> Answer {
        let mut exchange = blank(ask);
        if let Err(why) = self.clients.policy().check_url(&ask.url) {
            exchange.error = Some(why);
            return Answer { exchange, content: None, next: None, retry_after: None };
        }
        let pass = tokio::time::timeout_at(deadline, self.gates.request(&ask.url)).await;
        let Ok(Some(_pass)) = pass else {
            exchange.error =
                Some(failure(FailureKind::Timeout, "the page's time was over before its turn came"));
            return Answer { exchange, content: None, next: None, retry_after: None };
        };
        #[expect(clippy::disallowed_methods, reason = "the record says when each request was sent")]
        let started = Timestamp::now();
        let clock = Instant::now();
        exchange.started = started;
        let _in_flight = self.stats.request(authority(&ask.url));
        let until = deadline.min(clock + self.settings.resource_timeout);
        let mut answer = Answer { exchange, content: None, next: None, retry_after: None };
        let done = tokio::time::timeout_at(until, self.converse(ask, cookies, limit, &mut answer)).await;
        let result = done.unwrap_or_else(|_| {
            let limit = if until == deadline { "the page's time limit" } else { "the request's time limit" };
            let phase = if answer.exchange.status.is_some() { "the body was not whole" } else { "no answer" };
            let waited = console::duration(until - clock);
            Err(failure(FailureKind::Timeout, format!("{phase} within {waited}, {limit}")))
        });
        if let Err(why) = result {
            answer.content = None;
            answer.exchange.error.get_or_insert(why);
        }
        answer.exchange.millis = u64::try_from(clock.elapsed().as_millis()).unwrap_or(u64::MAX);
        answer
    }

    /// Sends the request and reads the answer into `answer`, which holds what is known when time runs out.
    async fn converse(
        &self,
        ask: &Ask,
        cookies: Option<&Cookies>,
        limit: u64,
        answer: &mut Answer,
    ) -> Result<(), Failure> {
        let headers = self.clients.headers(ask, cookies);
        answer.exchange.request_headers = recorded(&headers);
        // What a rule adds may be a secret: that it was sent is recorded, not what.
        for (name, value) in &mut answer.exchange.request_headers {
            if ask.headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name)) {
                "[redacted]".clone_into(value);
            }
        }
        let request = self.clients.for_url(&ask.url).get(ask.url.clone()).headers(headers);
        let mut response = request.send().await.map_err(|error| failure::classify(&error))?;
        if let Some(jar) = cookies {
            jar.store(&ask.url, response.headers());
        }
        let exchange = &mut answer.exchange;
        let status = response.status();
        exchange.status = Some(status.as_u16());
        exchange.http = Some(format!("{:?}", response.version()).replace("HTTP/2.0", "HTTP/2"));
        exchange.address = response.remote_addr().map(|a| a.to_string());
        exchange.headers = recorded(response.headers());
        exchange.headers_cut = cut(&mut exchange.headers);
        exchange.media_type = text(response.headers(), CONTENT_TYPE)
            .map(|v| v.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
            .filter(|v| !v.is_empty());
        let codings = response.headers().get_all(CONTENT_ENCODING);
        let codings: Vec<_> =
            codings.iter().map(|v| String::from_utf8_lossy(v.as_bytes()).trim().to_owned()).collect();
        exchange.coding = Some(codings.join(", ")).filter(|v| !v.is_empty());
        answer.retry_after =
            text(response.headers(), RETRY_AFTER).and_then(|v| retry_after(&v, exchange.started));

        if status.is_redirection() && status.as_u16() != 304 {
            let location = response.headers().get(LOCATION).cloned();
            let target = location.as_ref().map(|v| location_text(v.as_bytes()));
            match target.as_deref().map(|t| ask.url.join(t)) {
                Some(Ok(next)) => {
                    exchange.redirect = Some(shown(&next));
                    answer.next = Some(next);
                }
                Some(Err(error)) => {
                    return Err(failure(FailureKind::BadUrl, format!("redirects to no URL: {error}")));
                }
                None => {
                    let message = format!("status {} without a Location", status.as_u16());
                    return Err(failure(FailureKind::HttpStatus, message));
                }
            }
            drain(&mut response).await;
            return Ok(());
        }
        if !status.is_success() {
            if status.as_u16() != 304 {
                let reason = status.canonical_reason().unwrap_or("no known reason");
                let why = failure(
                    FailureKind::HttpStatus,
                    format!("the server answered {} {reason}", status.as_u16()),
                );
                exchange.error = Some(why);
            }
            drain(&mut response).await;
            return Ok(());
        }
        if let Some(why) = no_page(status.as_u16()) {
            drain(&mut response).await;
            return Err(failure(
                FailureKind::HttpStatus,
                format!("the server answered {}: {why}", status.as_u16()),
            ));
        }
        self.body(&mut response, limit, answer).await
    }

    /// Reads the body, undoing its codings, hashing it both ways, and spilling it to a file where it is large.
    async fn body(
        &self,
        response: &mut reqwest::Response,
        limit: u64,
        answer: &mut Answer,
    ) -> Result<(), Failure> {
        let coding = answer.exchange.coding.clone().unwrap_or_default();
        let mut decoder = Decoder::new(&coding).map_err(|e| coding_failure(&e, limit))?;
        let mut sent_hash = Sha256::new();
        let mut sent = 0_u64;
        let mut sink = Sink::new(limit);
        let result = loop {
            let chunk = match response.chunk().await {
                Ok(Some(chunk)) => chunk,
                Ok(None) => break Ok(()),
                Err(error) => break Err(failure::classify(&error)),
            };
            self.stats.received(chunk.len());
            sent_hash.update(&chunk);
            sent += chunk.len() as u64;
            let mut write = || decoder.write(&chunk, &mut |piece| sink.take(piece, || self.spills.path()));
            // Decoding small bodies is quicker than handing them over; a large one moves other work off this thread.
            let decoded = if sent > SPILL as u64 / 4 { tokio::task::block_in_place(write) } else { write() };
            if let Err(error) = decoded {
                break Err(sink.failure().unwrap_or_else(|| coding_failure(&error, limit)));
            }
        };
        let result = match result {
            Ok(()) => decoder.finish().map_err(|error| coding_failure(&error, limit)),
            Err(why) => Err(why),
        };
        let exchange = &mut answer.exchange;
        exchange.sent = Some(BodyDigest { length: sent, sha256: hex(&sent_hash.finalize()) });
        match result {
            Ok(()) => {
                let (digest, content) = sink.finish().map_err(|e| failure(FailureKind::Io, e.to_string()))?;
                exchange.blob = Some(digest.sha256.clone());
                exchange.decoded = Some(digest);
                answer.content = Some(content);
                Ok(())
            }
            Err(why) => {
                exchange.truncated = Some(format!("{} after {sent} bytes", kind_word(why.kind)));
                Err(why)
            }
        }
    }
}

/// Successes that bring nothing to keep (RFC 9110, section 15.3). 206 answers a range, and none was asked for.
fn no_page(status: u16) -> Option<&'static str> {
    match status {
        204 => Some("no content"),
        205 => Some("reset content"),
        206 => Some("a part only, though the whole was asked for"),
        _ => None,
    }
}

/// Reads what is left of an unwanted body, so that the connection can be used again; gives up on one that is long or
/// slow: nobody waits for what nobody wants.
async fn drain(response: &mut reqwest::Response) {
    let read_all = async {
        let mut read = 0;
        while let Ok(Some(chunk)) = response.chunk().await {
            read += chunk.len();
            if read > DRAIN {
                break;
            }
        }
    };
    let _ = tokio::time::timeout(DRAIN_TIME, read_all).await;
}

/// Whether what was meant for one URL may be sent to the other: the same origin, or the same host upgraded to https.
fn is_same_site(from: &Url, to: &Url) -> bool {
    let upgraded =
        (from.scheme(), to.scheme()) == ("http", "https") && from.port().is_none() && to.port().is_none();
    from.origin() == to.origin() || (upgraded && from.host() == to.host())
}

/// The exchange of a request that could not be made, or whose answer was not waited for.
pub(super) fn failed(ask: &Ask, why: Failure) -> Exchange {
    Exchange { error: Some(why), ..blank(ask) }
}

fn blank(ask: &Ask) -> Exchange {
    Exchange {
        by: None,
        role: ask.role,
        url: shown(&ask.url),
        method: "GET".into(),
        request_headers: Vec::new(),
        address: None,
        http: None,
        status: None,
        headers: Vec::new(),
        headers_cut: false,
        redirect: None,
        started: Timestamp::UNIX_EPOCH,
        millis: 0,
        media_type: None,
        coding: None,
        sent: None,
        decoded: None,
        blob: None,
        truncated: None,
        error: None,
        revisit: None,
        content_id: None,
    }
}

/// The URL as records hold it: no fragment, no user-info.
fn shown(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    without_secrets(url.as_str())
}

fn coding_failure(error: &CodingError, limit: u64) -> Failure {
    match error {
        CodingError::Truncated => failure(FailureKind::Truncated, "the coded body ended before its end"),
        CodingError::Stopped => {
            failure(FailureKind::TooLarge, format!("larger than the limit of {}", console::bytes(limit)))
        }
        other => failure(FailureKind::Decode, other.to_string()),
    }
}

fn kind_word(kind: FailureKind) -> String {
    serde_json::to_value(kind).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}
