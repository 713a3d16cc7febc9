//! How many at once: bounds on requests in flight, over all hosts and for each, and the delay between pages of a host.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use url::Url;

/// The bounds of one run.
#[derive(Debug)]
pub struct Gates {
    all: Arc<Semaphore>,
    pages: Arc<Semaphore>,
    per_host: usize,
    delay: Duration,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
}

#[derive(Debug)]
struct Host {
    requests: Arc<Semaphore>,
    pages: Arc<Semaphore>,
    next_page: tokio::sync::Mutex<Option<Instant>>,
}

/// Permission for one request or one page; given back when dropped.
#[derive(Debug)]
pub struct Pass {
    _permits: [OwnedSemaphorePermit; 2],
}

impl Gates {
    /// Bounds: requests in flight in all and to one host (scheme apart, ports count as hosts), and the least time
    /// between the starts of two pages of one host.
    pub fn new(concurrency: usize, per_host: usize, delay: Duration) -> Self {
        Self {
            all: Arc::new(Semaphore::new(concurrency)),
            pages: Arc::new(Semaphore::new(concurrency)),
            per_host,
            delay,
            hosts: Mutex::default(),
        }
    }

    /// Waits until a request to the URL's host may be sent.
    pub async fn request(&self, url: &Url) -> Option<Pass> {
        let host = self.host(url);
        let own = Arc::clone(&host.requests).acquire_owned().await.ok()?;
        let all = Arc::clone(&self.all).acquire_owned().await.ok()?;
        Some(Pass { _permits: [own, all] })
    }

    /// Waits until a page of the URL's host may be begun. A page's clock starts after this, so that 10,000 links to one
    /// host do not time out in the queue.
    pub async fn page(&self, url: &Url) -> Option<Pass> {
        let host = self.host(url);
        let own = Arc::clone(&host.pages).acquire_owned().await.ok()?;
        let all = Arc::clone(&self.pages).acquire_owned().await.ok()?;
        if !self.delay.is_zero() {
            let mut next = host.next_page.lock().await;
            if let Some(at) = *next {
                tokio::time::sleep_until(at).await;
            }
            *next = Some(Instant::now() + self.delay);
        }
        Some(Pass { _permits: [own, all] })
    }

    fn host(&self, url: &Url) -> Arc<Host> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let host = hosts.entry(authority(url)).or_insert_with(|| {
            Arc::new(Host {
                requests: Arc::new(Semaphore::new(self.per_host)),
                pages: Arc::new(Semaphore::new(self.per_host)),
                next_page: tokio::sync::Mutex::default(),
            })
        });
        Arc::clone(host)
    }
}

/// Host and port of a URL, as politeness counts them and progress shows them.
pub fn authority(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => String::new(),
    }
}
