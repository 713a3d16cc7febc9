//! The server: files of one folder on 127.0.0.1, as a static host would give them.

use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

use super::answer;
use super::live::Site;

/// How many ports after the asked one are tried before the system is asked for any.
const NEIGHBOURS: u16 = 20;

/// How long answers under way may take once the server is told to stop.
const PATIENCE: Duration = Duration::from_secs(1);

/// A server that has its port and does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Takes `port` on 127.0.0.1, or a later one where it is taken; 0 means any.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn bind(port: u16) -> io::Result<Self> {
        let listener = bind(port).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// Where it answers, once it runs.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves `site`, as it changes, until `shutdown` resolves.
    ///
    /// Answered are files below the site's root alone: no listing of folders, no file that a symbolic link leads out
    /// to, no request whose `Host` is not this server (DNS rebinding). A missing file is answered with the site's own
    /// `404.html` and status 404. Pages of ours get the script of live reload where the site has it; archived pages
    /// never.
    ///
    /// # Errors
    /// When the system takes the port away.
    pub async fn run(
        self,
        site: watch::Receiver<Site>,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let app = answer::router(site, self.address.port());
        let (told, telling) = oneshot::channel::<()>();
        let server = axum::serve(self.listener, app).with_graceful_shutdown(async move {
            shutdown.await;
            // The receiver is gone only when the server is, and then nobody needs to be told.
            let _ = told.send(());
        });
        tokio::select! {
            result = server.into_future() => result,
            () = patience_over(telling) => Ok(()),
        }
    }
}

/// The true place of a folder that is to be served.
///
/// # Errors
/// When it is no folder.
pub fn canonical_folder(output: &Path) -> io::Result<Arc<PathBuf>> {
    let root = fs_err::canonicalize(output)?;
    if root.is_dir() {
        Ok(Arc::new(root))
    } else {
        Err(io::Error::new(io::ErrorKind::NotADirectory, format!("`{}` is not a folder", root.display())))
    }
}

/// Resolves some time after the server was told to stop.
async fn patience_over(told: oneshot::Receiver<()>) {
    if told.await.is_err() {
        // The server has ended by itself; its own result is what counts.
        std::future::pending::<()>().await;
    }
    tokio::time::sleep(PATIENCE).await;
}

/// The asked port, else one of its neighbours, else any.
async fn bind(port: u16) -> io::Result<TcpListener> {
    let last = if port == 0 { 0 } else { port.saturating_add(NEIGHBOURS) };
    for port in port..=last {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            other => {
                return other.map_err(|error| io::Error::new(error.kind(), format!("port {port}: {error}")));
            }
        }
    }
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await
}

#[cfg(test)]
mod tests;
