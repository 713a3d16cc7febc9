//! The entries of `allow_private`.

use std::net::{IpAddr, Ipv6Addr};

use super::given::Problem;
use crate::text::shorten;

/// Checks one entry and returns it in its plain form: HOST, HOST:PORT, IP, IP:PORT, `[IPv6]`, `[IPv6]:PORT` or CIDR.
/// Hosts are lower-case, beyond ASCII in punycode.
pub(super) fn entry(written: &str) -> Result<String, Problem> {
    let wrong = || {
        Problem::new(format!("`{}` is no host and no address", shorten(written, 80))).help(
            "write HOST, HOST:PORT, an IP address, IP:PORT, [IPv6]:PORT or a network such as 192.168.0.0/16",
        )
    };
    let text = written.trim();
    if text.contains('/') {
        return text.parse::<ipnet::IpNet>().map(|network| network.to_string()).map_err(|_| wrong());
    }
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(address.to_string());
    }
    if let Some(rest) = text.strip_prefix('[') {
        let (address, after) = rest.split_once(']').ok_or_else(wrong)?;
        let address: Ipv6Addr = address.parse().map_err(|_| wrong())?;
        return match after.strip_prefix(':') {
            None if after.is_empty() => Ok(address.to_string()),
            Some(digits) => port(digits).map(|port| format!("[{address}]:{port}")).ok_or_else(wrong),
            None => Err(wrong()),
        };
    }
    let (host, number) = match text.split_once(':') {
        Some((host, digits)) => (host, Some(port(digits).ok_or_else(wrong)?)),
        None => (text, None),
    };
    let host = match url::Host::parse(host) {
        Ok(url::Host::Domain(domain)) if !domain.contains('*') => domain.trim_end_matches('.').to_owned(),
        Ok(url::Host::Ipv4(address)) => address.to_string(),
        _ => return Err(wrong()),
    };
    if host.is_empty() {
        return Err(wrong());
    }
    Ok(number.map_or_else(|| host.clone(), |number| format!("{host}:{number}")))
}

fn port(digits: &str) -> Option<u16> {
    digits.parse::<u16>().ok().filter(|port| *port > 0 && digits.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn entries() {
        let good = [
            ("LocalHost", "localhost"),
            ("wiki.lan:8080", "wiki.lan:8080"),
            ("127.0.0.1", "127.0.0.1"),
            ("127.0.0.1:80", "127.0.0.1:80"),
            ("::1", "::1"),
            ("[::1]", "::1"),
            ("[::1]:8080", "[::1]:8080"),
            ("10.0.0.0/8", "10.0.0.0/8"),
            ("fd00::/8", "fd00::/8"),
            ("bücher.lan", "xn--bcher-kva.lan"),
        ];
        for (written, plain) in good {
            assert_eq!(entry(written), Ok(plain.to_owned()), "{written}");
        }
        for bad in [
            "",
            " ",
            "a b",
            "host:0",
            "host:99999",
            "host:",
            "[::1",
            "[::1]8",
            "10.0.0.0/33",
            "http://a",
            "*.lan",
            "::1:80:x",
            "a:+1",
        ] {
            assert!(entry(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged(text in "[0-9a-f:.\\[\\]/]{0,20}|\\PC{0,20}") {
            if let Ok(plain) = entry(&text) {
                prop_assert_eq!(entry(&plain), Ok(plain.clone()));
            }
        }
    }
}
