use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use super::{Server, canonical_folder};
use crate::preview::Site;

fn served(folder: &Path) -> Site {
    Site { root: canonical_folder(folder).unwrap(), base: "/".into(), live: None }
}

/// Runs a server until `shutdown`.
fn run(
    server: Server,
    site: Site,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> tokio::task::JoinHandle<std::io::Result<()>> {
    tokio::spawn(async move {
        let (_site, site) = tokio::sync::watch::channel(site);
        server.run(site, shutdown).await
    })
}

/// A server over `folder`, and what stops it.
async fn start(folder: &Path) -> (SocketAddr, oneshot::Sender<()>) {
    let (stop, stopped) = oneshot::channel::<()>();
    let server = Server::bind(0).await.unwrap();
    let address = server.address();
    run(server, served(folder), async { drop(stopped.await) });
    (address, stop)
}

/// Status line, headers and body of one request, sent as written so that nothing tidies the path.
async fn ask(address: SocketAddr, path: &str, host: &str) -> String {
    let mut request = format!("GET {path} HTTP/1.1\r\nConnection: close\r\n");
    write!(request, "Host: {host}\r\n\r\n").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, text).unwrap();
    };
    write("index.html", "<h1>home</h1>");
    write("tags/index.html", "<h1>tags</h1>");
    write("empty/file.txt", "text");
    write("static/site.css", "body{}");
    write("404.html", "<h1>our own 404</h1>");
    folder
}

#[tokio::test]
async fn files_are_served_as_a_static_host_would() {
    let folder = site();
    let (address, _stop) = start(folder.path()).await;
    let host = address.to_string();
    let home = ask(address, "/", &host).await;
    assert!(home.starts_with("HTTP/1.1 200"), "{home}");
    let head = home.to_lowercase();
    assert!(head.contains("content-type: text/html; charset=utf-8"), "{home}");
    assert!(head.contains("x-content-type-options: nosniff"), "{home}");
    assert!(head.contains("cache-control: no-cache"), "{home}");
    assert!(home.ends_with("<h1>home</h1>"));
    assert!(ask(address, "/static/site.css", &host).await.contains("text/css"));
}

#[tokio::test]
async fn a_folder_is_its_index_or_nothing() {
    let folder = site();
    let (address, _stop) = start(folder.path()).await;
    let host = address.to_string();
    let bare = ask(address, "/tags", &host).await;
    assert!(bare.starts_with("HTTP/1.1 307") && bare.to_lowercase().contains("location: /tags/"), "{bare}");
    assert!(ask(address, "/tags/", &host).await.ends_with("<h1>tags</h1>"));
    let listing = ask(address, "/empty/", &host).await;
    assert!(listing.starts_with("HTTP/1.1 404") && !listing.contains("file.txt"), "{listing}");
}

#[tokio::test]
async fn the_site_says_itself_what_is_missing() {
    let folder = site();
    let (address, _stop) = start(folder.path()).await;
    let host = address.to_string();
    for path in ["/nothing", "//tags", "/../Cargo.toml", "/%2e%2e/Cargo.toml", "/%ff"] {
        let answer = ask(address, path, &host).await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
        assert!(answer.ends_with("<h1>our own 404</h1>"), "{path}: {answer}");
    }
}

#[tokio::test]
async fn foreign_hosts_are_turned_away() {
    let folder = site();
    let (address, _stop) = start(folder.path()).await;
    let port = address.port();
    for host in [format!("evil.example:{port}"), "127.0.0.1".into(), format!("127.0.0.1:{}", port ^ 1)] {
        let answer = ask(address, "/", &host).await;
        assert!(answer.starts_with("HTTP/1.1 421"), "{host}: {answer}");
        assert!(!answer.contains("home"));
    }
    assert!(ask(address, "/", &format!("localhost:{port}")).await.starts_with("HTTP/1.1 200"));
}

#[cfg(unix)]
#[tokio::test]
async fn links_that_lead_out_are_not_followed() {
    let folder = site();
    let outside = tempfile::tempdir().unwrap();
    fs_err::write(outside.path().join("secret.txt"), "secret").unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("out")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("secret.txt"), folder.path().join("s.txt")).unwrap();
    std::os::unix::fs::symlink("static", folder.path().join("in")).unwrap();
    let (address, _stop) = start(folder.path()).await;
    let host = address.to_string();
    for path in ["/out/secret.txt", "/s.txt", "/out/"] {
        let answer = ask(address, path, &host).await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
    }
    assert!(ask(address, "/in/site.css", &host).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_taken_port_leads_to_another() {
    let taken = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = taken.local_addr().unwrap().port();
    let server = Server::bind(port).await.unwrap();
    assert_ne!(server.address().port(), port);
    assert!(server.address().ip().is_loopback());
}

#[tokio::test]
async fn it_stops_when_told_though_a_client_holds_on() {
    let folder = site();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = Server::bind(0).await.unwrap();
    let address = server.address();
    let server = run(server, served(folder.path()), async { drop(stopped.await) });
    let mut idle = TcpStream::connect(address).await.unwrap();
    idle.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
    stop.send(()).unwrap();
    tokio::time::timeout(std::time::Duration::from_secs(20), server).await.unwrap().unwrap().unwrap();
}

#[test]
fn a_missing_folder_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    assert!(canonical_folder(&folder.path().join("no")).is_err());
    let file = folder.path().join("file");
    fs_err::write(&file, "").unwrap();
    assert!(canonical_folder(&file).is_err());
}
