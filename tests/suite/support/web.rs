//! A web of one host, on a free port of loopback: routes are put in while it runs, requests are remembered.
//!
//! A test that needs several hosts starts several of these.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response};
use futures::{StreamExt, stream};
use tokio::sync::oneshot;

use super::Reply;

/// One request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// Path with its query.
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
}

impl Seen {
    /// A header's value, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

type Route = Arc<dyn Fn(&Seen) -> Reply + Send + Sync>;

#[derive(Default)]
struct Inner {
    routes: Mutex<HashMap<String, Route>>,
    seen: Mutex<Vec<Seen>>,
    in_flight: AtomicUsize,
    peak: AtomicUsize,
}

/// The running web; it ends with its value.
pub(crate) struct Web {
    address: SocketAddr,
    inner: Arc<Inner>,
    stop: Option<oneshot::Sender<()>>,
}

impl Web {
    /// Starts without any route: everything is 404.
    pub(crate) fn start() -> Self {
        let inner = Arc::new(Inner::default());
        let (ready, address) = mpsc::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let state = Arc::clone(&inner);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
                ready.send(listener.local_addr().unwrap()).unwrap();
                let router = Router::new().fallback(answer).with_state(state);
                tokio::select! {
                    result = axum::serve(listener, router).into_future() => result.unwrap(),
                    _ = stopped => {}
                }
            });
        });
        Self { address: address.recv().unwrap(), inner, stop: Some(stop) }
    }

    /// `127.0.0.1:PORT`
    pub(crate) fn host(&self) -> String {
        self.address.to_string()
    }

    /// The absolute address of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Answers a path (with its query, if any) always alike.
    pub(crate) fn on(&self, path: &str, reply: Reply) -> &Self {
        self.on_each(path, move |_| reply.clone())
    }

    /// Answers a path by what was asked.
    pub(crate) fn on_each(
        &self,
        path: &str,
        reply: impl Fn(&Seen) -> Reply + Send + Sync + 'static,
    ) -> &Self {
        self.inner.routes.lock().unwrap().insert(path.to_owned(), Arc::new(reply));
        self
    }

    /// Answers a path with one reply after the other; the last one stays.
    pub(crate) fn in_turn(&self, path: &str, replies: Vec<Reply>) -> &Self {
        let turn = AtomicUsize::new(0);
        self.on_each(path, move |_| {
            let at = turn.fetch_add(1, Ordering::SeqCst).min(replies.len() - 1);
            replies[at].clone()
        })
    }

    /// Serves all files of a folder below `prefix` (which ends with a slash), as a static host would.
    pub(crate) fn folder(&self, prefix: &str, folder: &Path) -> &Self {
        for entry in walkdir::WalkDir::new(folder) {
            let entry = entry.unwrap();
            if !entry.file_type().is_file() {
                continue;
            }
            let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            let reply = Reply::of(media_type(&name), fs_err::read(entry.path()).unwrap());
            if let Some(folder) = name.strip_suffix("index.html") {
                self.on(&format!("{prefix}{folder}"), reply.clone());
            }
            // As addresses write it, and as it is.
            self.on(&format!("{prefix}{}", name.replace('+', "%2B")), reply.clone());
            self.on(&format!("{prefix}{name}"), reply);
        }
        self
    }

    /// How often a path was asked for.
    pub(crate) fn hits(&self, path: &str) -> usize {
        self.seen().iter().filter(|seen| seen.path == path).count()
    }

    /// How many requests there were at all.
    pub(crate) fn total(&self) -> usize {
        self.inner.seen.lock().unwrap().len()
    }

    /// Every request, in the order they came.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.inner.seen.lock().unwrap().clone()
    }

    /// The most requests that were being answered at one time.
    pub(crate) fn peak(&self) -> usize {
        self.inner.peak.load(Ordering::SeqCst)
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // The thread may have ended by a panic of its own, which the test has seen by then.
            let _ = stop.send(());
        }
    }
}

/// Counts a request in while it lasts, and out even when its client goes away.
struct InFlight(Arc<Inner>);

impl InFlight {
    fn new(inner: &Arc<Inner>) -> Self {
        let now = inner.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
        inner.peak.fetch_max(now, Ordering::SeqCst);
        Self(Arc::clone(inner))
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn answer(State(inner): State<Arc<Inner>>, request: Request) -> Response<Body> {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let seen = Seen { path, headers: request.headers().clone() };
    inner.seen.lock().unwrap().push(seen.clone());
    let _in_flight = InFlight::new(&inner);
    // As every static host does: `%2B` and `+` in a path are the same file.
    let plain = percent_encoding::percent_decode_str(&seen.path).decode_utf8_lossy().into_owned();
    let route = {
        let routes = inner.routes.lock().unwrap();
        // Nor does a static host mind a query, where no route was made for one.
        let bare = seen.path.split('?').next().unwrap_or_default();
        routes.get(&seen.path).or_else(|| routes.get(&plain)).or_else(|| routes.get(bare)).cloned()
    };
    let reply = route.map_or_else(|| Reply::status(404), |route| route(&seen));
    if let Some(barrier) = &reply.barrier {
        barrier.wait().await;
    }
    tokio::time::sleep(reply.delay).await;
    respond(reply)
}

fn respond(reply: Reply) -> Response<Body> {
    let mut response = Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        response = response.header(name, value);
    }
    if !reply.cut {
        return response.body(Body::from(reply.body)).unwrap();
    }
    let half = Bytes::copy_from_slice(&reply.body[..reply.body.len() / 2]);
    // What is ready at once is sent at once only when the end is not: the break comes a little later.
    let end = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        Err(std::io::Error::other("cut on purpose"))
    };
    let broken = stream::once(async { Ok(half) }).chain(stream::once(end));
    response.header("content-length", reply.body.len()).body(Body::from_stream(broken)).unwrap()
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html",
        "css" => "text/css",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "js" => "text/javascript",
        _ => "application/octet-stream",
    }
}
