//! The one place that decides which addresses may be connected to.
//!
//! Links and archived pages are not trusted: without this, a link (or a picture in a page, a redirect, a name that
//! resolves to 127.0.0.1) could make the program read what only this machine or its network can reach, and publish it.
//! So every URL is checked by [`Policy::check_url`] before a request, redirects included, and every name is looked up by
//! [`resolver_for`], which hands the connector only addresses that were checked: none is looked up twice.

mod entry;
mod resolver;

use std::collections::BTreeSet;
use std::net::IpAddr;

use url::{Host, Url};

use crate::routable::is_public;
use crate::store::record::{Failure, FailureKind};
use entry::{Entry, normal_host};

pub use entry::entry_problem;
pub use resolver::{
    BlockedError, Lookup, ResolveFailed, blocked_in, failed_lookup_in, resolver_for, resolver_with,
};

/// Why an address may not be connected to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Blocked {
    /// The host that was asked for: a name or an address, as it is to be written into `allow_private`.
    pub host: String,
    /// Its address.
    pub ip: IpAddr,
}

impl std::fmt::Display for Blocked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { host, ip } = self;
        write!(f, "{host}")?;
        if *host != ip.to_string() {
            write!(f, " ({ip})")?;
        }
        f.write_str(" is not publicly routable")
    }
}

/// Which addresses may be connected to: those that are publicly routable, and those that a person has named.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    entries: Vec<Entry>,
}

impl Policy {
    /// Takes the entries of `allow_private`: HOST, HOST:PORT, IP, IP:PORT, \[IPv6\]:PORT or CIDR. One that is none of these
    /// allows nothing; [`entry_problem`] tells.
    pub fn new(allow_private: &[String]) -> Self {
        Self { entries: allow_private.iter().filter_map(|text| text.parse().ok()).collect() }
    }

    /// Whether a connection to `ip`, found under the name `host` (or written in its place), may be made.
    pub fn check_ip(&self, host: &str, ip: IpAddr, port: u16) -> Result<(), Blocked> {
        self.judge(host, ip, Some(port))
    }

    /// Whether a request for `url` may be thought of: http or https, a host, and, where the host is written as an
    /// address, one that may be connected to. A name still has to pass the resolver.
    pub fn check_url(&self, url: &Url) -> Result<(), Failure> {
        let fail = |kind, message: String| Err(Failure { kind, message });
        if !matches!(url.scheme(), "http" | "https") {
            return fail(
                FailureKind::UnsupportedScheme,
                format!("`{}:` cannot be captured, only http and https can", url.scheme()),
            );
        }
        let port = url.port_or_known_default().unwrap_or(80);
        let judged = match url.host() {
            None => return fail(FailureKind::BadUrl, "the URL has no host".to_owned()),
            Some(Host::Domain(name)) if normal_host(name).is_empty() => {
                return fail(FailureKind::BadUrl, "the URL has no host".to_owned());
            }
            Some(Host::Domain(_)) => Ok(()),
            Some(Host::Ipv4(ip)) => self.check_ip(&ip.to_string(), ip.into(), port),
            Some(Host::Ipv6(ip)) => self.check_ip(&ip.to_string(), ip.into(), port),
        };
        judged.or_else(|blocked| fail(FailureKind::BlockedAddress, blocked.to_string()))
    }

    /// Whether an entry names the host of `url`, as a name or as the address that it is written as.
    pub fn names(&self, url: &Url) -> bool {
        let port = url.port_or_known_default();
        match url.host() {
            Some(Host::Domain(name)) => {
                self.entries.iter().any(|entry| entry.names(&normal_host(name), port))
            }
            Some(Host::Ipv4(ip)) => {
                self.entries.iter().any(|entry| entry.allows(&ip.to_string(), ip.into(), port))
            }
            Some(Host::Ipv6(ip)) => {
                self.entries.iter().any(|entry| entry.allows(&ip.to_string(), ip.into(), port))
            }
            None => false,
        }
    }

    /// The ports that entries are bound to. A client's resolver is not told the port, so there is one client for each of
    /// these, and one for all others.
    pub fn special_ports(&self) -> BTreeSet<u16> {
        self.entries.iter().filter_map(|entry| entry.port).collect()
    }

    /// `port` is `None` for "none of [`Policy::special_ports`]".
    fn judge(&self, host: &str, ip: IpAddr, port: Option<u16>) -> Result<(), Blocked> {
        let host = normal_host(host);
        if is_public(ip) || self.entries.iter().any(|entry| entry.allows(&host, ip, port)) {
            return Ok(());
        }
        Err(Blocked { host: if host.is_empty() { ip.to_string() } else { host }, ip })
    }
}

#[cfg(test)]
mod tests;
