//! What a test's web answers.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Barrier;

/// One answer.
#[derive(Clone)]
pub(crate) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) delay: Duration,
    pub(super) barrier: Option<Arc<Barrier>>,
    pub(super) cut: bool,
}

impl Reply {
    /// 200 with this media type.
    pub(crate) fn of(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: 200,
            headers: vec![("content-type".into(), content_type.into())],
            body: body.into(),
            delay: Duration::ZERO,
            barrier: None,
            cut: false,
        }
    }

    /// A page: UTF-8, and `body` put where it belongs.
    pub(crate) fn page(body: &str) -> Self {
        let head = "<!doctype html><html lang=en><head><title>A page of a test</title></head><body>";
        Self::html(&format!("{head}{body}</body></html>"))
    }

    /// HTML as given.
    pub(crate) fn html(html: &str) -> Self {
        Self::of("text/html; charset=utf-8", html)
    }

    /// A style sheet.
    pub(crate) fn css(css: &str) -> Self {
        Self::of("text/css", css)
    }

    /// A small PNG.
    pub(crate) fn png() -> Self {
        Self::of("image/png", super::PIXEL)
    }

    /// A status with a short text.
    pub(crate) fn status(status: u16) -> Self {
        Self { status, ..Self::of("text/plain", format!("status {status}")) }
    }

    /// 302 to an address.
    pub(crate) fn redirect(to: &str) -> Self {
        Self::status(302).header("location", to)
    }

    /// An answer that does not come while the test lasts.
    pub(crate) fn never() -> Self {
        Self::page("too late").after(Duration::from_hours(1))
    }

    /// With one more header.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sent after a while.
    pub(crate) fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Sent only when as many requests as the barrier wants are waiting at it.
    pub(crate) fn together(mut self, barrier: &Arc<Barrier>) -> Self {
        self.barrier = Some(Arc::clone(barrier));
        self
    }

    /// The connection breaks in the middle of the body, whose whole length was promised.
    pub(crate) fn cut(mut self) -> Self {
        self.cut = true;
        self
    }

    /// The body compressed, and said to be.
    pub(crate) fn gzip(mut self) -> Self {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&self.body).unwrap();
        self.body = encoder.finish().unwrap();
        self.header("content-encoding", "gzip")
    }
}
