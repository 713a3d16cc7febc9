//! Where the built-in web listens.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;

/// First choice of port. Where all sites share one address they take this one and the next ones.
const PORT: u16 = 8642;

/// Binds `count` listeners on loopback: different hosts on one port where the system allows it, else one host on
/// different ports; the usual ports where they are free, else ports that the system picks.
pub(super) async fn bind(count: usize) -> io::Result<Vec<TcpListener>> {
    if let Ok(listeners) = hosts(count, PORT).await {
        return Ok(listeners);
    }
    if let Ok(listeners) = hosts(count, 0).await {
        return Ok(listeners);
    }
    let mut listeners = Vec::with_capacity(count);
    for (port, _) in (PORT..).zip(0..count) {
        let listener = match listen(1, port).await {
            Ok(listener) => listener,
            Err(_) => listen(1, 0).await?,
        };
        listeners.push(listener);
    }
    Ok(listeners)
}

/// 127.0.0.1 to 127.0.0.`count`, all on one port; with port 0, on the one that the first of them was given.
async fn hosts(count: usize, port: u16) -> io::Result<Vec<TcpListener>> {
    let mut listeners = Vec::with_capacity(count);
    let mut port = port;
    for (last, _) in (1..).zip(0..count) {
        let listener = listen(last, port).await?;
        port = listener.local_addr()?.port();
        listeners.push(listener);
    }
    Ok(listeners)
}

async fn listen(last: u8, port: u16) -> io::Result<TcpListener> {
    TcpListener::bind(SocketAddr::from((Ipv4Addr::new(127, 0, 0, last), port))).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_taken_port_is_no_obstacle() {
        // Whether these or someone else's sockets hold the usual ports: the second set has others.
        let first = bind(3).await.unwrap();
        let second = bind(3).await.unwrap();
        let mut addresses: Vec<_> = first.iter().chain(&second).map(|l| l.local_addr().unwrap()).collect();
        assert!(addresses.iter().all(|address| address.ip().is_loopback()));
        addresses.sort();
        addresses.dedup();
        assert_eq!(addresses.len(), 6);
    }
}
