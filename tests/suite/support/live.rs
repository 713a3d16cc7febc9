//! `watch` or `serve` at work, and what they say while they are.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::Collection;

/// How long something may take to happen.
const PATIENCE: Duration = Duration::from_secs(30);
/// What nothing happens within will not happen.
const QUIET: Duration = Duration::from_millis(1500);

/// A running `watch` or `serve`; it ends with its value.
pub(crate) struct Live {
    child: Child,
    said: Arc<Mutex<Vec<String>>>,
    /// `http://127.0.0.1:PORT/…`, for `serve`.
    url: String,
}

impl Live {
    /// `watch`, once the first build is done.
    pub(crate) fn watch(collection: &Collection, arguments: &[&str]) -> Self {
        Self::start(collection, &[&["watch"], arguments].concat())
    }

    /// `serve` on a free port, once the first build is done.
    pub(crate) fn serve(collection: &Collection, arguments: &[&str]) -> Self {
        Self::serve_at(collection, "0", arguments)
    }

    /// `serve` on a port, or near it.
    pub(crate) fn serve_at(collection: &Collection, port: &str, arguments: &[&str]) -> Self {
        let mut live = Self::start(collection, &[&["serve", "--port", port], arguments].concat());
        let said = live.said();
        let line = said.iter().find(|line| line.starts_with("the site is served at ")).unwrap();
        line.split(' ').find(|word| word.starts_with("http://")).unwrap().clone_into(&mut live.url);
        live
    }

    fn start(collection: &Collection, arguments: &[&str]) -> Self {
        let mut command = collection.command(arguments);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let said: Arc<Mutex<Vec<String>>> = Arc::default();
        let (lines, to) = (BufReader::new(child.stderr.take().unwrap()), Arc::clone(&said));
        std::thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                to.lock().unwrap().push(line);
            }
        });
        let live = Self { child, said, url: String::new() };
        live.wait(|said| {
            said.iter().any(|line| line.starts_with("built in ") || line.starts_with("not rebuilt"))
        });
        live
    }

    /// Everything it has said.
    pub(crate) fn said(&self) -> Vec<String> {
        self.said.lock().unwrap().clone()
    }

    /// How often it has built anew.
    pub(crate) fn builds(&self) -> usize {
        self.said().iter().filter(|line| line.starts_with("rebuilt in ")).count()
    }

    /// Waits until what it has said is as it should be.
    pub(crate) fn wait(&self, wanted: impl Fn(&[String]) -> bool) {
        let patience = Instant::now() + PATIENCE;
        while !wanted(&self.said()) {
            assert!(Instant::now() < patience, "{:#?}", self.said());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until it has built `count` times more than `before`, and no more than that.
    pub(crate) fn builds_after(&self, before: usize, count: usize) {
        self.wait(|_| self.builds() >= before + count);
        std::thread::sleep(QUIET);
        assert_eq!(self.builds(), before + count, "{:#?}", self.said());
    }

    /// The address of a path of the served site.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// Status line, headers and body of a path on the server, from its root.
    pub(crate) fn get(&self, path: &str) -> String {
        let host = self.url.split('/').nth(2).unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Ends it as Ctrl-C does, and insists that it ends well.
    #[cfg(unix)]
    pub(crate) fn stop(mut self) -> Vec<String> {
        let sent = std::process::Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{status} {:#?}", self.said());
        self.said()
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
