//! Whether an address looks as if it were nobody else's business. A guess on the safe side: what is hidden by mistake can
//! be published with one move, what is published by mistake cannot be taken back.

use std::net::IpAddr;

use url::{Host, Url};

use crate::routable::is_public;

/// Why an address looks private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Private {
    /// A user name or a password stands in it.
    Credentials,
    /// A key, a token or a signature stands in it.
    Token,
    /// Its host is known in a network of its own alone.
    Intranet,
    /// Its host is an address of a private network, or this machine.
    PrivateAddress,
    /// Whoever has it may read, or write, what it leads to.
    ShareLink,
}

impl Private {
    /// In words, after "its address".
    pub fn words(self) -> &'static str {
        match self {
            Self::Credentials => "holds a user name or a password",
            Self::Token => "holds a key or a token",
            Self::Intranet => "is of an internal network",
            Self::PrivateAddress => "is of a private network",
            Self::ShareLink => "is a link that was shared",
        }
    }
}

/// Names of parameters, in lower case without `-` and `_`, whose values open doors.
const KEYS: [&str; 24] = [
    "accesskey",
    "accesstoken",
    "apikey",
    "auth",
    "authkey",
    "authtoken",
    "authuser",
    "code",
    "invite",
    "jwt",
    "key",
    "passwd",
    "password",
    "pwd",
    "resourcekey",
    "secret",
    "session",
    "sessionid",
    "sid",
    "sig",
    "signature",
    "token",
    "xamzsignature",
    "xgoogsignature",
];

/// Endings of hosts that no public name has (RFC 6762, RFC 8375, RFC 2606 but `example`, and habit).
const INTRANET: [&str; 9] = [
    ".local",
    ".lan",
    ".internal",
    ".intranet",
    ".corp",
    ".home",
    ".home.arpa",
    ".localhost",
    ".localdomain",
];

/// Hosts, and the beginnings of paths at which they serve what was shared.
const SHARED: [(&str, &[&str]); 9] = [
    (
        "docs.google.com",
        &["/document/d/", "/spreadsheets/d/", "/presentation/d/", "/forms/d/", "/drawings/d/"],
    ),
    ("drive.google.com", &["/file/d/", "/drive/folders/", "/open"]),
    ("photos.app.goo.gl", &["/"]),
    ("www.dropbox.com", &["/s/", "/sh/", "/scl/"]),
    ("1drv.ms", &["/"]),
    ("onedrive.live.com", &["/"]),
    ("we.tl", &["/"]),
    ("meet.google.com", &["/"]),
    ("zoom.us", &["/j/", "/rec/share/"]),
];

/// Why an address looks private; `None`: it does not, or it is no address.
pub fn looks_private(address: &str) -> Option<Private> {
    let url = Url::parse(address).ok()?;
    if !url.username().is_empty() || url.password().is_some() {
        return Some(Private::Credentials);
    }
    let host = match url.host()? {
        Host::Ipv4(ip) => return (!is_public(IpAddr::V4(ip))).then_some(Private::PrivateAddress),
        Host::Ipv6(ip) => return (!is_public(IpAddr::V6(ip))).then_some(Private::PrivateAddress),
        Host::Domain(host) => host.trim_end_matches('.').to_lowercase(),
    };
    if !host.contains('.') || INTRANET.iter().any(|end| host.ends_with(end)) {
        return Some(if host == "localhost" { Private::PrivateAddress } else { Private::Intranet });
    }
    let of_host =
        |known: &str| host == known || host.strip_suffix(known).is_some_and(|rest| rest.ends_with('.'));
    let shared = |(known, paths): &(&str, &[&str])| {
        of_host(known) && paths.iter().any(|path| url.path().starts_with(path))
    };
    if SHARED.iter().any(shared) {
        return Some(Private::ShareLink);
    }
    let bare = |name: &str| name.to_lowercase().replace(['-', '_'], "");
    url.query_pairs().find(|(name, value)| is_key(&bare(name), value)).map(|_| Private::Token)
}

/// Whether a parameter opens a door. Short values of common names (`key=5`, `code=de`) are ordinary.
fn is_key(name: &str, value: &str) -> bool {
    let telling =
        !matches!(name, "key" | "code" | "auth" | "sid" | "session" | "sig" | "authuser" | "invite");
    KEYS.contains(&name) && if telling { !value.is_empty() } else { value.len() >= 16 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_private() {
        let cases = [
            ("https://ann:pw@example.org/", Some(Private::Credentials)),
            ("https://example.org/?access_token=x", Some(Private::Token)),
            ("https://example.org/?X-Amz-Signature=abc", Some(Private::Token)),
            ("https://example.org/?key=0123456789abcdef0", Some(Private::Token)),
            ("https://example.org/?key=5&code=de", None),
            ("http://wiki/", Some(Private::Intranet)),
            ("http://nas.local:5000/", Some(Private::Intranet)),
            ("http://localhost:3000/", Some(Private::PrivateAddress)),
            ("http://192.168.1.1/", Some(Private::PrivateAddress)),
            ("http://[::1]/", Some(Private::PrivateAddress)),
            ("https://docs.google.com/document/d/1/edit", Some(Private::ShareLink)),
            ("https://eu.zoom.us/j/123", Some(Private::ShareLink)),
            ("https://zoom.us/pricing", None),
            ("https://8.8.8.8/", None),
            ("https://example.org/a?b=c", None),
            ("no address", None),
        ];
        for (address, wanted) in cases {
            assert_eq!(looks_private(address), wanted, "{address}");
        }
    }
}
