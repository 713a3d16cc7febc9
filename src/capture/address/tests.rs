use std::error::Error as _;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::BoxFuture;
use proptest::prelude::*;
use reqwest::dns::Resolve as _;

use super::*;

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn policy(entries: &[&str]) -> Policy {
    Policy::new(&entries.iter().map(|e| (*e).to_owned()).collect::<Vec<_>>())
}

#[test]
fn public_addresses_pass() {
    for address in [
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.1",
        "169.253.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.1.1",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700::1",
        "2001:4860:4860::8888",
        "2a00::1",
        "3ffd::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2620:4f:8000::1",
        "192.175.48.1",
        "2002:808:808::1",
        "2001:0:808:808:0:0:f7f7:f7f7",
    ] {
        assert!(is_public(ip(address)), "{address}");
    }
}

#[test]
fn special_addresses_do_not() {
    for address in [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.9.9.9",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.0.170",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:0:192.168.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::808:808",
        "100::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "2001:2::1",
        "2001:20::1",
        "3fff::1",
        "3ffe::1",
        "2002:7f00:1::1",
        "2002:a00:1::",
        "2001:0:7f00:1::f7f7:f7f7",
        "2001:0:808:808::80ff:fffe",
        "4000::1",
        "2a00:1:2:3:0:5efe:a00:1",
        "2a00:1:2:3:200:5efe:7f00:1",
    ] {
        assert!(!is_public(ip(address)), "{address}");
    }
}

#[test]
fn entries_allow_what_they_name_and_no_more() {
    let cases: [(&str, &str, &str, u16, bool); 27] = [
        ("wiki.lan", "wiki.lan", "10.0.0.5", 80, true),
        ("wiki.lan", "WIKI.lan.", "127.0.0.1", 8080, true),
        ("Wiki.LAN.", "wiki.lan", "fd00::1", 443, true),
        ("wiki.lan", "evil.wiki.lan", "10.0.0.5", 80, false),
        ("wiki.lan", "notwiki.lan", "10.0.0.5", 80, false),
        ("wiki.lan", "10.0.0.5", "10.0.0.5", 80, false),
        ("wiki.lan:8080", "wiki.lan", "10.0.0.5", 8080, true),
        ("wiki.lan:8080", "wiki.lan", "10.0.0.5", 80, false),
        ("localhost", "localhost", "::1", 80, true),
        ("localhost", "a.localhost", "127.0.0.1", 80, false),
        ("bücher.lan", "xn--bcher-kva.lan", "10.0.0.5", 80, true),
        ("10.0.0.5", "10.0.0.5", "10.0.0.5", 80, true),
        ("10.0.0.5", "some.name", "10.0.0.5", 80, true),
        ("10.0.0.5", "some.name", "10.0.0.6", 80, false),
        ("10.0.0.5", "some.name", "::ffff:10.0.0.5", 80, true),
        ("::ffff:10.0.0.5", "some.name", "10.0.0.5", 80, true),
        ("10.0.0.5:81", "some.name", "10.0.0.5", 81, true),
        ("10.0.0.5:81", "some.name", "10.0.0.5", 82, false),
        ("10.0.0.0/8", "some.name", "10.255.0.1", 82, true),
        ("10.0.0.0/8", "some.name", "11.0.0.1", 82, true),
        ("10.0.0.0/8", "some.name", "192.168.0.1", 82, false),
        ("fd00::/8", "some.name", "fd12::1", 82, true),
        ("::1", "[::1]", "::1", 82, true),
        ("[::1]", "::1", "::1", 82, true),
        ("[::1]:82", "[::1]", "::1", 82, true),
        ("[::1]:82", "[::1]", "::1", 83, false),
        ("::1", "some.name", "127.0.0.1", 80, false),
    ];
    for (entry, host, address, port, allowed) in cases {
        assert_eq!(entry_problem(entry), None);
        let result = policy(&[entry]).check_ip(host, ip(address), port);
        assert_eq!(result.is_ok(), allowed, "{entry}: {host} {address} {port}");
    }
}

#[test]
fn wrong_entries_are_told_and_allow_nothing() {
    for entry in [
        "",
        " ",
        "http://wiki.lan/",
        "10.0.0.0/33",
        "wiki.lan:port",
        "wiki.lan:99999",
        "*.lan",
        "a b",
        "a/b",
        ":80",
    ] {
        assert!(entry_problem(entry).is_some(), "{entry}");
        assert!(policy(&[entry]).check_ip("wiki.lan", ip("127.0.0.1"), 80).is_err());
    }
    assert_eq!(entry_problem("http://a/").unwrap(), "is a URL; write only its host, or HOST:PORT");
}

#[test]
fn ports_of_entries_are_known() {
    let policy = policy(&["a:81", "10.0.0.1:80", "[::1]:81", "b", "10.0.0.0/8"]);
    assert_eq!(policy.special_ports().into_iter().collect::<Vec<_>>(), [80, 81]);
}

#[test]
fn urls_are_judged_before_any_request() {
    use FailureKind::{BadUrl, BlockedAddress, UnsupportedScheme};
    let policy = policy(&["127.0.0.1:8080", "10.0.0.0/8"]);
    let kind = |url: &str| policy.check_url(&Url::parse(url).unwrap()).err().map(|failure| failure.kind);
    for (url, wanted) in [
        ("https://example.org/", None),
        ("http://localhost/", None),
        ("http://8.8.8.8/", None),
        ("http://127.0.0.1:8080/", None),
        ("http://10.1.1.1/", None),
        ("http://127.0.0.1/", Some(BlockedAddress)),
        ("http://0x7f.1/", Some(BlockedAddress)),
        ("http://2130706433/", Some(BlockedAddress)),
        ("http://017700000001/", Some(BlockedAddress)),
        ("http://127.0.0.1./", Some(BlockedAddress)),
        ("https://[::1]/", Some(BlockedAddress)),
        ("http://[::ffff:127.0.0.1]:80/", Some(BlockedAddress)),
        ("http://[::ffff:127.0.0.1]:8080/", None),
        ("http://169.254.169.254/latest/meta-data/", Some(BlockedAddress)),
        ("http://./", Some(BadUrl)),
        ("ftp://example.org/", Some(UnsupportedScheme)),
        ("file:///etc/passwd", Some(UnsupportedScheme)),
        ("javascript:alert(1)", Some(UnsupportedScheme)),
        ("data:,x", Some(UnsupportedScheme)),
    ] {
        assert_eq!(kind(url), wanted, "{url}");
    }
    let message = policy.check_url(&Url::parse("http://192.168.0.1/").unwrap()).unwrap_err().message;
    assert_eq!(message, "192.168.0.1 is not publicly routable");
}

/// Answers the n-th question with the n-th list, and counts the questions.
struct Script {
    answers: Vec<io::Result<Vec<IpAddr>>>,
    asked: AtomicUsize,
}

impl Script {
    fn new(answers: Vec<io::Result<Vec<IpAddr>>>) -> Arc<Self> {
        Arc::new(Self { answers, asked: AtomicUsize::new(0) })
    }
}

impl Lookup for Script {
    fn lookup(&self, _host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let at = self.asked.fetch_add(1, Ordering::SeqCst);
        let answer = match &self.answers[at] {
            Ok(addresses) => Ok(addresses.clone()),
            Err(error) => Err(io::Error::new(error.kind(), error.to_string())),
        };
        Box::pin(async move { answer })
    }
}

async fn resolve(
    policy: Policy,
    port: Option<u16>,
    host: &str,
    addresses: &[&str],
) -> Result<Vec<String>, Box<dyn std::error::Error + Send + Sync>> {
    let script = Script::new(vec![Ok(addresses.iter().map(|a| ip(a)).collect())]);
    let resolver = resolver_with(Arc::new(policy), port, script);
    Ok(resolver.resolve(host.parse()?).await?.map(|address| address.ip().to_string()).collect())
}

#[tokio::test]
async fn only_addresses_that_pass_reach_the_connector() {
    let mixed = ["127.0.0.1", "8.8.8.8", "::1", "2606:4700::1"];
    assert_eq!(resolve(policy(&[]), None, "a.example", &mixed).await.unwrap(), ["8.8.8.8", "2606:4700::1"]);
    let error = resolve(policy(&[]), None, "a.example", &["127.0.0.1", "10.0.0.1"]).await.unwrap_err();
    let blocked = blocked_in(error.as_ref()).unwrap();
    assert_eq!((blocked.0.host.as_str(), blocked.0.ip), ("a.example", ip("127.0.0.1")));
    assert!(blocked.to_string().starts_with("a.example (127.0.0.1) is not"), "{blocked}");
    let error = resolve(policy(&[]), None, "a.example", &[]).await.unwrap_err();
    assert!(blocked_in(error.as_ref()).is_none());
    assert_eq!(failed_lookup_in(error.as_ref()).unwrap().host, "a.example");
}

#[tokio::test]
async fn entries_bound_to_a_port_hold_for_the_client_of_that_port_only() {
    let policy = policy(&["localhost:8080"]);
    assert!(resolve(policy.clone(), Some(8080), "LOCALHOST.", &["127.0.0.1"]).await.is_ok());
    assert!(resolve(policy.clone(), Some(8081), "localhost", &["127.0.0.1"]).await.is_err());
    assert!(resolve(policy, None, "localhost", &["127.0.0.1"]).await.is_err());
}

#[tokio::test]
async fn a_name_that_turns_private_is_neither_asked_twice_nor_let_through() {
    let script = Script::new(vec![Ok(vec![ip("8.8.8.8")]), Ok(vec![ip("127.0.0.1")])]);
    let resolver = resolver_with(Arc::new(Policy::default()), None, Arc::clone(&script) as Arc<dyn Lookup>);
    let first: Vec<_> = resolver.resolve("rebind.example".parse().unwrap()).await.unwrap().collect();
    // What was checked is what is handed on: one question, and its answer.
    assert_eq!((first[0].ip(), first.len(), script.asked.load(Ordering::SeqCst)), (ip("8.8.8.8"), 1, 1));
    let second = resolver.resolve("rebind.example".parse().unwrap()).await.err().unwrap();
    assert!(blocked_in(second.as_ref()).is_some());
}

/// A client as capture builds it, as far as names go.
fn client(policy: Policy, script: Arc<Script>) -> reqwest::Client {
    // Another test may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .dns_resolver(resolver_with(Arc::new(policy), None, script))
        .build()
        .unwrap()
}

#[tokio::test]
async fn the_client_tells_blocked_from_unknown_names() {
    let script = Script::new(vec![Ok(vec![ip("127.0.0.1")]), Err(io::Error::other("no such name"))]);
    let client = client(Policy::default(), script);
    let blocked = client.get("http://a.example/").send().await.unwrap_err();
    assert_eq!(blocked_in(&blocked).unwrap().0.host, "a.example");
    assert!(failed_lookup_in(&blocked).is_none());
    let unknown = client.get("http://b.example/").send().await.unwrap_err();
    assert!(blocked_in(&unknown).is_none());
    assert!(failed_lookup_in(&unknown).unwrap().to_string().contains("no such name"));
}

#[tokio::test]
async fn the_client_connects_to_the_address_that_was_checked() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 1024];
        let _ = stream.read(&mut request).await.unwrap();
        stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").await.unwrap();
    });
    // The second answer, another address of this machine where nobody listens, must never be asked for.
    let script = Script::new(vec![Ok(vec![ip("127.0.0.1")]), Ok(vec![ip("127.0.0.2")])]);
    let client = client(policy(&["a.example"]), Arc::clone(&script));
    let answer = client.get(format!("http://a.example:{port}/")).send().await.unwrap();
    assert_eq!(answer.status(), 204);
    assert_eq!(answer.remote_addr().unwrap().ip(), ip("127.0.0.1"));
    assert_eq!(script.asked.load(Ordering::SeqCst), 1);
    server.await.unwrap();
}

#[tokio::test]
async fn the_system_looks_up_literals() {
    let resolver = resolver_for(Arc::new(Policy::default()), None);
    let error = resolver.resolve("127.0.0.1".parse().unwrap()).await.err().unwrap();
    assert!(blocked_in(error.as_ref()).is_some());
    assert!(blocked_in(error.as_ref()).unwrap().source().is_none());
}

proptest! {
    #[test]
    fn any_address_and_entry_is_judged(bits in any::<u128>(), v4 in any::<u32>(), entry in "[a-z0-9.:/\\[\\]* é]{0,24}") {
        let policy = policy(&[&entry]);
        let _ = entry_problem(&entry);
        let v4 = Ipv4Addr::from_bits(v4);
        let _ = policy.check_ip(&entry, IpAddr::V6(Ipv6Addr::from_bits(bits)), 80);
        // However an IPv4 address is wrapped, the verdict is the same.
        let public = is_public(v4.into());
        let [a, b, c, d] = v4.octets();
        prop_assert_eq!(is_public(v4.to_ipv6_mapped().into()), public);
        let six_to_four = u128::from_be_bytes([0x20, 2, a, b, c, d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        prop_assert_eq!(is_public(Ipv6Addr::from_bits(six_to_four).into()), public);
    }
}
