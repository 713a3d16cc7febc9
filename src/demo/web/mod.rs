//! The built-in web: four small sites, written for this tour, served on loopback by axum.
//!
//! Where the system gives every program all of 127.0.0.0/8 (Linux), the sites are four hosts on one port;
//! elsewhere (macOS, Windows) they are four ports of 127.0.0.1. The first choice of ports is always the same, so
//! that a second tour in the same folder finds the captures of the first; when one is taken, the system picks.

mod content;
mod listen;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, Response, StatusCode, header};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use content::{Answer, Pages};

/// How long [`DemoWeb::stop`] waits for answers that are under way.
const PATIENCE: Duration = Duration::from_millis(500);

/// One site of the built-in web.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its short name: `margin` (essays), `room` (languages), `station` (files and troubles) or `commons` (assets
    /// that the others share).
    pub name: &'static str,
    /// Its root, such as `http://127.0.0.2:8642`, without a slash at the end.
    pub base_url: String,
}

/// The running web. Dropping it without [`DemoWeb::stop`] stops it too, without waiting for answers under way.
#[derive(Debug)]
pub struct DemoWeb {
    /// The sites, always the same four in the same order.
    pub sites: Vec<Site>,
    requests: Arc<AtomicU64>,
    stop: watch::Sender<bool>,
    servers: Vec<JoinHandle<io::Result<()>>>,
}

/// Starts the built-in web on loopback. It answers until [`DemoWeb::stop`].
///
/// # Errors
/// When loopback gives no four ports.
pub async fn start() -> io::Result<DemoWeb> {
    serve(listen::bind(content::SITES.len()).await?)
}

/// Serves the sites on listeners that are already bound, one for each.
fn serve(listeners: Vec<TcpListener>) -> io::Result<DemoWeb> {
    let mut sites = Vec::with_capacity(listeners.len());
    for (listener, name) in listeners.iter().zip(content::SITES) {
        let address: SocketAddr = listener.local_addr()?;
        sites.push(Site { name, base_url: format!("http://{address}") });
    }
    let (stop, stopping) = watch::channel(false);
    let requests = Arc::new(AtomicU64::new(0));
    let mut servers = Vec::with_capacity(listeners.len());
    for (listener, site) in listeners.into_iter().zip(&sites) {
        let host =
            Host { pages: Arc::new(content::pages(site.name, &sites)), requests: Arc::clone(&requests) };
        let router = Router::new().fallback(answer).with_state(host);
        let stopped = stopped(stopping.clone());
        servers.push(tokio::spawn(async move {
            axum::serve(listener, router).with_graceful_shutdown(stopped).await
        }));
    }
    Ok(DemoWeb { sites, requests, stop, servers })
}

impl DemoWeb {
    /// Requests answered or being answered so far, over all sites.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// A collection that keeps links to these sites: file name relative to the collection's root, and text.
    pub fn links(&self) -> Vec<(String, String)> {
        super::links::collection(&self.sites)
    }

    /// Stops listening, lets answers under way finish for at most half a second, and returns.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        for server in &mut self.servers {
            // A server that is slow or has failed is of no more interest: its listener goes with its task.
            let _ = tokio::time::timeout(PATIENCE, server).await;
        }
    }
}

impl Drop for DemoWeb {
    fn drop(&mut self) {
        for server in &self.servers {
            server.abort();
        }
    }
}

/// Resolves when [`DemoWeb::stop`] is called or its owner is gone.
async fn stopped(mut stopping: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is as good a reason to stop.
    let _ = stopping.wait_for(|stop| *stop).await;
}

#[derive(Clone)]
struct Host {
    pages: Arc<Pages>,
    requests: Arc<AtomicU64>,
}

async fn answer(State(host): State<Host>, request: Request) -> Response<Body> {
    host.requests.fetch_add(1, Ordering::Relaxed);
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return plain(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD here.\n");
    }
    let Some(answer) = host.pages.get(request.uri().path()) else {
        return plain(StatusCode::NOT_FOUND, "Nothing is kept at this address.\n");
    };
    tokio::time::sleep(answer.delay).await;
    respond(answer)
}

fn respond(answer: &Answer) -> Response<Body> {
    let mut response = Response::new(Body::from(answer.body.clone()));
    *response.status_mut() = answer.status;
    let headers = response.headers_mut();
    // Fonts and sprites are asked for across the sites, which a browser allows only with this header.
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    for (name, value) in &answer.headers {
        headers.insert(name, value.clone());
    }
    response
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let value = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, value);
    response
}

#[cfg(test)]
mod tests;
