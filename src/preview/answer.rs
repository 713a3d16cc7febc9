//! What a request gets: a file, the site's own 404, or a refusal.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};
use axum::response::IntoResponse as _;
use tokio::sync::watch;
use tower::ServiceExt as _;
use tower_http::services::ServeDir;
use tower_http::services::fs::Backend;

use super::inject;
use super::inside::Inside;
use super::live::{self, Live, Site};

/// Names by which this machine calls itself. Everything else in `Host` is a foreign name that was made to lead here.
const OWN_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// A page while there is none: it loads itself anew once there is.
const WAITING: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
    content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\"><title>Linkarium</title></head>\
    <body><p>The site is being built …</p></body></html>";

/// How long a page view waits for the first build, before it is told that there is none yet.
const FIRST_BUILD: std::time::Duration = std::time::Duration::from_secs(10);

/// Pages larger than this are served as they are.
const MAX_PAGE: usize = 32 << 20;

#[derive(Clone)]
struct Server {
    site: watch::Receiver<Site>,
    port: u16,
}

/// Answers for a site to requests that name this machine and `port`.
pub(super) fn router(site: watch::Receiver<Site>, port: u16) -> Router {
    Router::new().fallback(answer).with_state(Server { site, port })
}

/// Refuses foreign hosts, asks for the file, and puts the headers that every answer has.
async fn answer(State(server): State<Server>, request: Request) -> Response<Body> {
    let site = server.site.borrow().clone();
    let path = request.uri().path();
    let mut response = if !is_own_host(request.headers(), server.port) {
        text(StatusCode::MISDIRECTED_REQUEST, "This server answers to localhost and 127.0.0.1 only.\n")
    } else if site.live.is_some() && path == live::EVENTS {
        live::events(server.site).into_response()
    } else if path.starts_with("//") {
        // Made into a redirect, such a path would name another host.
        not_found(&site).await
    } else {
        patiently(server.site, request).await
    };
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Some(value) = headers.get(header::CONTENT_TYPE).and_then(with_charset) {
        headers.insert(header::CONTENT_TYPE, value);
    }
    response
}

/// What is not there may be there in a moment, while the first build is under way.
async fn patiently(mut site: watch::Receiver<Site>, request: Request) -> Response<Body> {
    let again = Request::builder().method(request.method()).uri(request.uri()).body(Body::empty());
    let now = site.borrow().clone();
    let answer = below_base(&now, request).await;
    let (StatusCode::SERVICE_UNAVAILABLE, Ok(again)) = (answer.status(), again) else { return answer };
    let built = site.wait_for(|site| site.live.as_ref().is_none_or(|live| live.built || live.failed));
    let later = match tokio::time::timeout(FIRST_BUILD, built).await {
        Ok(Ok(later)) => later.clone(),
        _ => return answer,
    };
    below_base(&later, again).await
}

/// The site stands below its base path, as it does on its own host. Its root leads there; beside it is nothing.
async fn below_base(site: &Site, mut request: Request) -> Response<Body> {
    let path = request.uri().path();
    let Some(below) =
        path.strip_prefix(site.base.trim_end_matches('/')).filter(|below| below.starts_with('/'))
    else {
        return if path == "/" || format!("{path}/") == site.base {
            to(&site.base)
        } else {
            not_found(site).await
        };
    };
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let below = below.to_owned();
    let Ok(uri) = Uri::try_from(format!("{below}{query}")) else { return not_found(site).await };
    *request.uri_mut() = uri;
    // A file may be written twice within the second that its date tells.
    for validator in [header::IF_MODIFIED_SINCE, header::IF_NONE_MATCH] {
        request.headers_mut().remove(validator);
    }
    let files = Inside::new(Arc::clone(&site.root));
    let found = ServeDir::with_backend(files.root(), files.clone()).oneshot(request).await;
    let mut found = match found {
        Ok(found) if found.status() != StatusCode::NOT_FOUND => found.map(Body::new),
        _ => return not_found(site).await,
    };
    if let Some(place) = found.headers().get(header::LOCATION).and_then(|place| place.to_str().ok()) {
        let place = format!("{}{place}", site.base.trim_end_matches('/'));
        if let Ok(place) = HeaderValue::try_from(place) {
            found.headers_mut().insert(header::LOCATION, place);
        }
    }
    // Archived pages have names of their own: these are never touched.
    let own = below.ends_with('/') || below.ends_with("/index.html");
    match &site.live {
        Some(state) if own && found.status() == StatusCode::OK && is_html(&found) => {
            alive(found, state).await
        }
        _ => found,
    }
}

fn is_html(response: &Response<Body>) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
}

/// A page of ours with the script of live reload in it.
async fn alive(response: Response<Body>, state: &Live) -> Response<Body> {
    let (mut head, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, MAX_PAGE).await else {
        return text(StatusCode::INTERNAL_SERVER_ERROR, "This page could not be read.\n");
    };
    // The answer to HEAD, and what is no text of ours.
    let html = match String::from_utf8(bytes.into()) {
        Ok(html) if !html.is_empty() => html,
        Ok(_) => return Response::from_parts(head, Body::empty()),
        Err(other) => return Response::from_parts(head, Body::from(other.into_bytes())),
    };
    if let Ok(value) = HeaderValue::try_from(inject::fingerprint(html.as_bytes())) {
        head.headers.insert("x-linkarium-page", value);
    }
    // They told of the file, and this is more than the file.
    for name in [header::CONTENT_LENGTH, header::LAST_MODIFIED, header::ETAG, header::ACCEPT_RANGES] {
        head.headers.remove(name);
    }
    Response::from_parts(head, Body::from(inject::page(&html, state.version)))
}

fn to(place: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    if let Ok(place) = HeaderValue::from_str(place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}

/// Whether the one `Host` header is a name of this machine with this port.
fn is_own_host(headers: &HeaderMap, port: u16) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let Ok(host) = host.to_str() else { return false };
    let is_own = |name: &str| OWN_NAMES.iter().any(|own| own.eq_ignore_ascii_case(name));
    // Browsers leave the scheme's own port out (RFC 9110, section 4.2.3).
    (port == 80 && is_own(host))
        || host.rsplit_once(':').is_some_and(|(name, given)| given == port.to_string() && is_own(name))
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
    let waiting = site.live.as_ref().is_some_and(|live| !live.built);
    let (status, page) = if waiting {
        (StatusCode::SERVICE_UNAVAILABLE, WAITING.as_bytes().to_vec())
    } else {
        let Ok(page) = read(site, "404.html").await else {
            return text(StatusCode::NOT_FOUND, "Not found.\n");
        };
        (StatusCode::NOT_FOUND, page)
    };
    let mut response = Response::new(Body::from(page));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
    match &site.live {
        Some(state) => alive(response, state).await,
        None => response,
    }
}

async fn read(site: &Site, name: &str) -> std::io::Result<Vec<u8>> {
    use tokio::io::AsyncReadExt as _;
    let mut bytes = Vec::new();
    let files = Inside::new(Arc::clone(&site.root));
    files.open(site.root.join(name)).await?.read_to_end(&mut bytes).await?;
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
