//! What a request gets: a file, the site's own 404, or a refusal.

use std::path::PathBuf;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::middleware::{self, Next};
use tower_http::services::ServeDir;
use tower_http::services::fs::Backend;

use super::inside::Inside;

/// Names by which this machine calls itself. Everything else in `Host` is a foreign name that was made to lead here.
const OWN_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

#[derive(Clone)]
struct Site {
    files: Inside,
    port: u16,
}

/// Answers for the folder `root` (canonical) to requests that name this machine and `port`.
pub(super) fn router(root: PathBuf, port: u16) -> Router {
    let site = Site { files: Inside::new(root), port };
    let files = ServeDir::with_backend(site.files.root(), site.files.clone());
    Router::new().fallback_service(files).layer(middleware::from_fn_with_state(site, checked))
}

/// Refuses foreign hosts, asks the file service, and puts the headers that every answer has.
async fn checked(State(site): State<Site>, request: Request, next: Next) -> Response<Body> {
    let path = request.uri().path();
    let mut response = if !is_own_host(request.headers(), site.port) {
        text(StatusCode::MISDIRECTED_REQUEST, "This server answers to localhost and 127.0.0.1 only.\n")
    } else if path.starts_with("//") {
        // Made into a redirect, such a path would name another host.
        not_found(&site).await
    } else {
        match next.run(request).await {
            missing if missing.status() == StatusCode::NOT_FOUND => not_found(&site).await,
            found => found,
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Some(value) = headers.get(header::CONTENT_TYPE).and_then(with_charset) {
        headers.insert(header::CONTENT_TYPE, value);
    }
    response
}

/// Whether the one `Host` header is a name of this machine with this port.
fn is_own_host(headers: &HeaderMap, port: u16) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let Some((name, given)) = host.to_str().ok().and_then(|host| host.rsplit_once(':')) else { return false };
    given == port.to_string() && OWN_NAMES.iter().any(|own| own.eq_ignore_ascii_case(name))
}

/// What the program writes is UTF-8, and a static host says so; a captured text keeps its own charset unsaid.
fn with_charset(value: &HeaderValue) -> Option<HeaderValue> {
    let value = match value.to_str().ok()? {
        "text/html" => "text/html; charset=utf-8",
        "text/css" => "text/css; charset=utf-8",
        "text/javascript" => "text/javascript; charset=utf-8",
        "text/xml" => "text/xml; charset=utf-8",
        _ => return None,
    };
    Some(HeaderValue::from_static(value))
}

async fn not_found(site: &Site) -> Response<Body> {
    let page = site.files.root().join("404.html");
    let Ok(page) = read(site, page).await else { return text(StatusCode::NOT_FOUND, "Not found.\n") };
    let mut response = Response::new(Body::from(page));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
    response
}

async fn read(site: &Site, path: PathBuf) -> std::io::Result<Vec<u8>> {
    use tokio::io::AsyncReadExt as _;
    let mut bytes = Vec::new();
    site.files.open(path).await?.read_to_end(&mut bytes).await?;
    Ok(bytes)
}

fn text(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let value = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, value);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(hosts: &[&str]) -> bool {
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(header::HOST, HeaderValue::from_str(host).unwrap());
        }
        is_own_host(&headers, 8080)
    }

    #[test]
    fn names_of_this_machine_with_the_port_are_its_own() {
        assert!(own(&["localhost:8080"]));
        assert!(own(&["LocalHost:8080"]));
        assert!(own(&["127.0.0.1:8080"]));
        assert!(own(&["[::1]:8080"]));
    }

    #[test]
    fn everything_else_is_foreign() {
        for host in
            ["evil.example:8080", "localhost", "localhost:80", "localhost.evil.example:8080", "::1:8080", ""]
        {
            assert!(!own(&[host]), "{host:?} was let in");
        }
        assert!(!own(&[]), "a request without Host was let in");
        assert!(!own(&["localhost:8080", "evil.example:8080"]), "two hosts were let in");
    }
}
