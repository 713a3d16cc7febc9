//! The entries of `allow_private`.

use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    whom: Whom,
    /// Only this port.
    pub(super) port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Whom {
    /// A name, wherever it leads.
    Host(String),
    /// Addresses, by whatever name.
    Net(IpNet),
}

impl Entry {
    /// Whether the entry allows `ip`, found under `host` (as [`normal_host`] has it), at `port`.
    pub(super) fn allows(&self, host: &str, ip: IpAddr, port: Option<u16>) -> bool {
        let whom = match &self.whom {
            Whom::Host(name) => name == host,
            Whom::Net(net) => net.contains(&ip.to_canonical()),
        };
        whom && (self.port.is_none() || self.port == port)
    }
}

impl Entry {
    /// Whether the entry is this name (as [`normal_host`] has it), at this port.
    pub(super) fn names(&self, host: &str, port: Option<u16>) -> bool {
        matches!(&self.whom, Whom::Host(name) if name == host) && (self.port.is_none() || self.port == port)
    }
}

impl FromStr for Entry {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if let Ok(net) = text.parse::<IpNet>() {
            return Ok(Self { whom: Whom::Net(net), port: None });
        }
        let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
        if let Ok(ip) = bare.parse::<IpAddr>() {
            return Ok(Self { whom: Whom::Net(ip.to_canonical().into()), port: None });
        }
        if let Ok(address) = text.parse::<std::net::SocketAddr>() {
            return Ok(Self {
                whom: Whom::Net(address.ip().to_canonical().into()),
                port: Some(address.port()),
            });
        }
        if text.contains("://") {
            return Err("a URL; write only its host, or HOST:PORT".to_owned());
        }
        if text.contains('/') {
            return Err("not an address range such as 10.0.0.0/8".to_owned());
        }
        let (name, port) = match text.rsplit_once(':') {
            None => (text, None),
            Some((name, port)) => (name, Some(port.parse().map_err(|_| format!("`{port}` is not a port"))?)),
        };
        let host = normal_host(name);
        // The URL parser knows names in other scripts, and what is no name at all.
        match url::Host::parse(&host) {
            Ok(url::Host::Domain(name)) if !host.contains('*') => Ok(Self { whom: Whom::Host(name), port }),
            _ => Err("neither HOST, HOST:PORT, an IP address nor a CIDR range".to_owned()),
        }
    }
}

/// What is wrong with an entry of `allow_private`, if anything: the end of a sentence that begins with the entry.
pub fn entry_problem(entry: &str) -> Option<String> {
    entry.parse::<Entry>().err().map(|problem| format!("is {problem}"))
}

/// A host as it is compared: lower-case, without a trailing dot, without the brackets of IPv6.
pub(super) fn normal_host(host: &str) -> String {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    bare.strip_suffix('.').unwrap_or(bare).to_ascii_lowercase()
}
