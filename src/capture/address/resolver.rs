//! Names looked up so that the connector sees only addresses that were checked.

use std::error::Error;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use futures::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{Blocked, Policy};

/// What looks names up; another one in tests.
pub trait Lookup: Send + Sync + 'static {
    /// The addresses of a name, in the order in which to try them.
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;
}

/// The system's way of looking names up.
struct System;

impl Lookup for System {
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            Ok(tokio::net::lookup_host((host, 0)).await?.map(|address| address.ip()).collect())
        })
    }
}

/// A name has addresses, and none of them may be connected to.
#[derive(Debug, Clone, thiserror::Error)]
#[error(transparent)]
pub struct BlockedError(pub Blocked);

/// A name has no address.
#[derive(Debug, thiserror::Error)]
#[error("{host} cannot be resolved: {reason}")]
pub struct ResolveFailed {
    /// The name.
    pub host: String,
    /// What the system says.
    pub reason: String,
}

/// A resolver for a client that connects to `port` only, or, with `None`, to none of [`Policy::special_ports`].
pub fn resolver_for(policy: Arc<Policy>, port: Option<u16>) -> impl Resolve + 'static {
    resolver_with(policy, port, Arc::new(System))
}

/// As [`resolver_for`], with another way of looking names up.
pub fn resolver_with(
    policy: Arc<Policy>,
    port: Option<u16>,
    lookup: Arc<dyn Lookup>,
) -> impl Resolve + 'static {
    Resolver { policy, port, lookup }
}

struct Resolver {
    policy: Arc<Policy>,
    port: Option<u16>,
    lookup: Arc<dyn Lookup>,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let (policy, port) = (Arc::clone(&self.policy), self.port);
        let found = self.lookup.lookup(host.clone());
        Box::pin(async move { checked(&policy, port, host, found.await) })
    }
}

/// The addresses that pass, with port 0, which the client replaces by the URL's.
fn checked(
    policy: &Policy,
    port: Option<u16>,
    host: String,
    found: io::Result<Vec<IpAddr>>,
) -> Result<Addrs, Box<dyn Error + Send + Sync>> {
    let found = match found {
        Ok(found) if !found.is_empty() => found,
        Ok(_) => return Err(ResolveFailed { host, reason: "it has no address".to_owned() }.into()),
        Err(error) => return Err(ResolveFailed { host, reason: error.to_string() }.into()),
    };
    let mut passed = Vec::new();
    let mut blocked = None;
    for ip in found {
        match policy.judge(&host, ip, port) {
            Ok(()) => passed.push(SocketAddr::new(ip, 0)),
            Err(reason) => blocked = blocked.or(Some(reason)),
        }
    }
    match blocked {
        Some(reason) if passed.is_empty() => Err(BlockedError(reason).into()),
        _ => Ok(Box::new(passed.into_iter())),
    }
}

/// Finds the [`BlockedError`] that an error (of the HTTP client, say) comes from.
pub fn blocked_in<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a BlockedError> {
    cause_in(error)
}

/// Finds the [`ResolveFailed`] that an error (of the HTTP client, say) comes from.
pub fn failed_lookup_in<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a ResolveFailed> {
    cause_in(error)
}

fn cause_in<'a, E: Error + 'static>(mut error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    // Chains are short; the bound keeps an error that is its own cause from holding us up.
    for _ in 0..32 {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        error = error.source()?;
    }
    None
}
