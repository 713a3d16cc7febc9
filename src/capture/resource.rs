//! One URL of a page: fetched, stored, and read for what it needs in turn. Shared by all pages of a run unless a cookie
//! goes with it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared};
use tokio::sync::Semaphore;
use tokio::time::Instant;
use url::Url;

use crate::capture::body::{Content, Source};
use crate::capture::client::Ask;
use crate::capture::cookies::Cookies;
use crate::capture::failure::failure;
use crate::capture::fetch::{self, Fetched, Fetcher};
use crate::store::Area;
use crate::store::record::{Exchange, FailureKind, Role};
use crate::store::writer::Writer;
use crate::web::charset::{self, Hint};
use crate::web::media::{self, Class};
use crate::web::references::{self, Reference};

/// Sheets, pictures and documents larger than this are stored, but not read for what they need.
const MAX_PARSED: u64 = 24 << 20;
/// Finished resources that are remembered, twice: the least used are forgotten, so that memory does not grow with links.
const REMEMBERED: usize = 8192;
/// Bytes by which it is told what a body is.
const HEAD: usize = 4096;

/// What one URL yielded.
#[derive(Debug)]
pub struct Resource {
    /// One exchange per hop; `by` is the index within this list, `None` for the first.
    pub hops: Vec<Exchange>,
    /// What it needs, absolute, in document order.
    pub references: Vec<Reference>,
    /// Why it is not known what it needs, when it is not.
    pub unread: Option<&'static str>,
    /// Where its redirects ended.
    pub url: Url,
    /// Requests sent.
    pub attempts: u32,
}

/// URL, area, and whether it is read as a document.
type FlightKey = (String, Area, bool);
type Flight = Shared<BoxFuture<'static, Arc<Resource>>>;

/// Resources of a run: each shared URL is fetched once, whoever asks first.
pub struct Resources {
    fetcher: Arc<Fetcher>,
    writer: Writer,
    cpu: Semaphore,
    flights: Mutex<[HashMap<FlightKey, Flight>; 2]>,
}

impl std::fmt::Debug for Resources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resources").finish_non_exhaustive()
    }
}

impl Resources {
    /// The resources of a run. As many are parsed at once as there are cores.
    pub fn new(fetcher: Arc<Fetcher>, writer: Writer) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self { fetcher, writer, cpu: Semaphore::new(cores), flights: Mutex::default() }
    }

    /// What fetches.
    pub fn fetcher(&self) -> &Arc<Fetcher> {
        &self.fetcher
    }

    /// The resource of a URL: the one that another page has fetched or is fetching, or a new request. The request goes
    /// on when the page that asked gives up, as others may wait for it too.
    ///
    /// Private pages share with private ones only: a shared record names the page that asked first. And what is read as
    /// a document is fetched apart from what is not, as only the former is followed.
    pub async fn shared(self: &Arc<Self>, ask: Ask, area: Area) -> Arc<Resource> {
        let flight = {
            let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
            let key = (ask.url.to_string(), area, ask.role.is_document());
            let known = flights[0].get(&key).cloned().or_else(|| flights[1].remove(&key));
            let flight = known.unwrap_or_else(|| {
                let this = Arc::clone(self);
                let asked = ask.clone();
                let ask = ask.clone();
                let task = tokio::spawn(async move {
                    let deadline = Instant::now() + this.fetcher.settings.timeout;
                    let limit = this.fetcher.settings.max_resource_bytes;
                    Arc::new(this.acquire(ask, None, limit, deadline).await)
                });
                async move { task.await.unwrap_or_else(|_| Arc::new(Resource::lost(&asked))) }
                    .boxed()
                    .shared()
            });
            flights[0].insert(key, flight.clone());
            if flights[0].len() >= REMEMBERED {
                flights[1] = std::mem::take(&mut flights[0]);
            }
            flight
        };
        flight.await
    }

    /// Fetches one URL for one page alone: its documents, and what cookies go with.
    pub async fn acquire(
        &self,
        ask: Ask,
        cookies: Option<&Cookies>,
        limit: u64,
        deadline: Instant,
    ) -> Resource {
        let role = ask.role;
        let Fetched { mut hops, content, url, attempts } =
            self.fetcher.fetch(&ask, cookies, limit, deadline).await;
        let mut reading = Reading::default();
        if let (Some(content), Some(last)) = (content, hops.last_mut()) {
            reading = self.read(&content, last, &url, role).await;
            if let Some(digest) = last.blob.clone()
                && let Err(error) = self.writer.body(digest, content.into_body()).await
            {
                last.blob = None;
                last.error = Some(failure(FailureKind::Io, error.to_string()));
            }
        }
        let Reading { references, unread } = reading;
        Resource { hops, references, unread, url, attempts }
    }

    /// What a body needs; parsed on the CPU pool, never on a thread that fetches.
    async fn read(&self, content: &Content, last: &Exchange, url: &Url, role: Role) -> Reading {
        let content_type = last.header("content-type").map(str::to_owned);
        let nosniff =
            last.header("x-content-type-options").is_some_and(|v| v.trim().eq_ignore_ascii_case("nosniff"));
        let source = content.source();
        let length = last.decoded.as_ref().map_or(0, |d| d.length);
        // A large body lies in a file: not even its beginning is read on this thread.
        let head = match &source {
            Source::Memory(_) => source.head(HEAD),
            Source::File(_) => {
                let source = source.clone();
                tokio::task::spawn_blocking(move || source.head(HEAD)).await.unwrap_or_default()
            }
        };
        let class = media::classify(content_type.as_deref(), nosniff, &head, role).class;
        let parse = match class {
            Class::Css | Class::Svg => true,
            Class::Html | Class::Xhtml | Class::Xml => role.is_document(),
            _ => false,
        };
        if !parse {
            return Reading::default();
        }
        if length > MAX_PARSED {
            return Reading::unread("too large to be read for what it needs");
        }
        let Ok(_permit) = self.cpu.acquire().await else { return Reading::default() };
        let url = url.clone();
        let parsed = tokio::task::spawn_blocking(move || {
            let Ok(bytes) = source.bytes() else {
                return Reading::unread("could not be read back from the disk");
            };
            find_references(&bytes, content_type.as_deref(), class, &url)
        });
        parsed
            .await
            .unwrap_or_else(|_| Reading::unread("could not be read for what it needs; please report it"))
    }
}

/// What a resource needs, or why that is not known.
#[derive(Debug, Default)]
struct Reading {
    references: Vec<Reference>,
    unread: Option<&'static str>,
}

impl Reading {
    fn unread(why: &'static str) -> Self {
        Self { unread: Some(why), ..Self::default() }
    }
}

fn find_references(bytes: &[u8], declared: Option<&str>, class: Class, url: &Url) -> Reading {
    let references = match class {
        Class::Css => {
            references::of_css(&charset::decode(bytes, declared, Hint::Css { environment: None }).text, url)
        }
        Class::Svg => references::of_svg(&charset::decode(bytes, declared, Hint::Xml).text, url),
        _ => {
            let budget = crate::web::dom::Budget::default();
            let found = if class == Class::Html {
                references::of_html(&charset::decode(bytes, declared, Hint::Html).text, url, &budget)
            } else {
                let text = charset::decode(bytes, declared, Hint::Xml).text;
                references::of_xhtml(&text, url, class == Class::Xhtml, &budget)
            };
            match found {
                Ok(found) => found.items,
                Err(_) => return Reading::unread("has more elements, or deeper ones, than the limit"),
            }
        }
    };
    Reading { references, unread: None }
}

impl Resource {
    /// What stands for a fetch whose task died: the run goes on without it.
    fn lost(ask: &Ask) -> Self {
        let why = failure(FailureKind::Io, "the program failed while fetching this; please report it");
        Self {
            hops: vec![fetch::failed(ask, why)],
            references: Vec::new(),
            unread: None,
            url: ask.url.clone(),
            attempts: 1,
        }
    }

    /// Whether the last hop can be used as what was asked for.
    pub fn is_usable(&self) -> bool {
        self.hops.last().is_some_and(Exchange::is_usable)
    }
}
