//! Cookies of one visit: kept per host, never shared between hosts, visits or runs.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use reqwest::cookie::{CookieStore as _, Jar};
use reqwest::header::{HeaderMap, HeaderValue, SET_COOKIE};
use url::Url;

/// The cookies that one page's visit was given (RFC 6265), each sent back only to the very host that set it.
#[derive(Debug, Default)]
pub struct Cookies {
    hosts: Mutex<HashMap<String, Jar>>,
}

impl Cookies {
    /// The `Cookie` header for a request, if there is anything to send.
    pub fn header(&self, url: &Url) -> Option<HeaderValue> {
        let hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.get(url.host_str()?)?.cookies(url)
    }

    /// Keeps what an answer set.
    pub fn store(&self, url: &Url, headers: &HeaderMap) {
        let mut values = headers.get_all(SET_COOKIE).iter().peekable();
        let Some(host) = url.host_str().filter(|_| values.peek().is_some()) else { return };
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.entry(host.to_owned()).or_default().set_cookies(&mut values, url);
    }
}
