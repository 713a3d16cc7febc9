//! One request: the HTTP clients of a run and the headers they send.

use std::collections::BTreeMap;
use std::sync::Arc;

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, COOKIE, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, REFERER, USER_AGENT,
};
use url::Url;

use crate::capture::address::{self, Policy};
use crate::capture::cookies::Cookies;
use crate::config::CaptureSettings;
use crate::error::{Error, Result};
use crate::store::layout::without_secrets;
use crate::store::record::Role;

/// The content codings that this program can undo.
const CODINGS: &str = "gzip, deflate, br, zstd";

/// What one request is to be.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Absolute http(s) URL.
    pub url: Url,
    /// What it is to the one that asks.
    pub role: Role,
    /// The document or sheet that asks.
    pub referrer: Option<Url>,
    /// Further headers, from rules.
    pub headers: Vec<(String, String)>,
    /// What an earlier answer allows to ask: whether it has changed.
    pub validators: Validators,
}

/// `ETag` and `Last-Modified` of an earlier answer (RFC 9110, section 8.8).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// The URL whose answer they came with: they mean nothing to any other, such as the hops that lead there.
    pub url: String,
    /// `ETag`
    pub etag: Option<String>,
    /// `Last-Modified`
    pub last_modified: Option<String>,
}

/// HTTP clients that connect to no address that [`Policy`] forbids.
///
/// There is one for each port that `allow_private` names, as a resolver is not told the port: a name that is allowed on
/// one port only must stay blocked on the others.
#[derive(Debug)]
pub struct Clients {
    policy: Arc<Policy>,
    any_port: reqwest::Client,
    by_port: BTreeMap<u16, reqwest::Client>,
    user_agent: HeaderValue,
}

impl Clients {
    /// Builds the clients of a run.
    ///
    /// # Errors
    /// When TLS cannot be set up or a setting is no valid header value.
    pub fn new(settings: &CaptureSettings, policy: Arc<Policy>) -> Result<Self> {
        let user_agent = HeaderValue::from_str(&settings.user_agent).map_err(|_| {
            Error::Other("capture.user_agent holds characters that no header may have".into())
        })?;
        let mut by_port = BTreeMap::new();
        for port in policy.special_ports() {
            by_port.insert(port, build(settings, &policy, Some(port))?);
        }
        Ok(Self { any_port: build(settings, &policy, None)?, by_port, user_agent, policy })
    }

    /// The policy that every address has to pass.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The client for a URL's port.
    pub fn for_url(&self, url: &Url) -> &reqwest::Client {
        url.port_or_known_default().and_then(|port| self.by_port.get(&port)).unwrap_or(&self.any_port)
    }

    /// The headers of a request, in the order in which they are sent.
    pub fn headers(&self, ask: &Ask, cookies: Option<&Cookies>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, self.user_agent.clone());
        headers.insert(ACCEPT, HeaderValue::from_static(accept(ask.role)));
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("en,*;q=0.5"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(CODINGS));
        if let Some(referrer) = ask.referrer.as_ref().and_then(|from| referrer(from, &ask.url)) {
            headers.insert(REFERER, referrer);
        }
        let validators = Some(&ask.validators).filter(|v| v.url == without_secrets(ask.url.as_str()));
        if let Some(etag) =
            validators.and_then(|v| v.etag.as_deref()).and_then(|v| HeaderValue::from_str(v).ok())
        {
            headers.insert(IF_NONE_MATCH, etag);
        }
        if let Some(date) =
            validators.and_then(|v| v.last_modified.as_deref()).and_then(|v| HeaderValue::from_str(v).ok())
        {
            headers.insert(IF_MODIFIED_SINCE, date);
        }
        for (name, value) in &ask.headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), HeaderValue::from_str(value))
            {
                headers.insert(name, value);
            }
        }
        if let Some(cookie) = cookies.and_then(|jar| jar.header(&ask.url)) {
            // A rule's own cookie goes along with those that the visit was given.
            let both = headers.get(COOKIE).map(|own| [own.as_bytes(), b"; ", cookie.as_bytes()].concat());
            let both = both.and_then(|bytes| HeaderValue::from_bytes(&bytes).ok());
            headers.insert(COOKIE, both.unwrap_or(cookie));
        }
        headers
    }
}

fn build(settings: &CaptureSettings, policy: &Arc<Policy>, port: Option<u16>) -> Result<reqwest::Client> {
    // Two clients may race to install it; either is the same provider.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = || {
        reqwest::Client::builder()
            // Proxies of the environment would connect for us, to addresses that nobody has checked.
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(address::resolver_for(Arc::clone(policy), port))
            .connect_timeout(settings.connect_timeout)
            .pool_max_idle_per_host(settings.per_host)
            .pool_idle_timeout(std::time::Duration::from_secs(20))
            .http1_max_headers(256)
            .http2_max_header_list_size(64 << 10)
            .http2_adaptive_window(true)
            .tcp_nodelay(true)
            .referer(false)
    };
    // A machine without certificates can still fetch what needs none: https then fails, page by page, as `tls`.
    builder()
        .build()
        .or_else(|_| builder().tls_certs_only(std::iter::empty()).build())
        .map_err(|error| Error::Other(format!("cannot set up the HTTP client: {error}")))
}

/// What each kind of request accepts: formats that every browser shows, so that the snapshot is no one browser's.
fn accept(role: Role) -> &'static str {
    match role {
        Role::Document | Role::Frame => "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        Role::Stylesheet => "text/css,*/*;q=0.1",
        Role::Image | Role::Icon => "image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
        _ => "*/*",
    }
}

/// `strict-origin-when-cross-origin` (Referrer Policy, section 8.3): what browsers send unless a page says otherwise.
fn referrer(from: &Url, to: &Url) -> Option<HeaderValue> {
    if from.scheme() == "https" && to.scheme() == "http" {
        return None;
    }
    let mut shown = from.clone();
    shown.set_fragment(None);
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    if from.origin() != to.origin() {
        shown.set_path("/");
        shown.set_query(None);
    }
    HeaderValue::from_str(shown.as_str()).ok()
}
