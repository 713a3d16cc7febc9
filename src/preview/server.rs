//! The server: files of one folder on 127.0.0.1, as a static host would give them.

use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::{answer, browser};

/// How many ports after the asked one are tried before the system is asked for any.
const NEIGHBOURS: u16 = 20;

/// How long answers under way may take once the server is told to stop.
const PATIENCE: Duration = Duration::from_secs(1);

/// Serves `output` on 127.0.0.1 until `shutdown` resolves.
///
/// The port is `port`, or a later one where it is taken; 0 means any. `bound` is called once with the address, when
/// the first request could already be answered: that is the moment to print it. With `open`, the system's browser
/// is asked to show it; a machine without one is no error.
///
/// Answered are files below `output` alone: no listing of folders, no file that a symbolic link leads out to, no
/// request whose `Host` is not this server (DNS rebinding). A missing file is answered with the site's own
/// `404.html` and status 404.
///
/// # Errors
/// When `output` is no folder, or no port can be had.
pub async fn serve(
    output: PathBuf,
    port: u16,
    open: bool,
    shutdown: impl Future<Output = ()> + Send + 'static,
    bound: impl FnOnce(SocketAddr),
) -> io::Result<()> {
    let root = tokio::task::spawn_blocking(move || canonical_folder(&output)).await??;
    let listener = bind(port).await?;
    let address = listener.local_addr()?;
    let app = answer::router(root, address.port());
    bound(address);
    if open {
        browser::open(&format!("http://{address}/"));
    }

    let (told, telling) = oneshot::channel::<()>();
    let server = axum::serve(listener, app).with_graceful_shutdown(async move {
        shutdown.await;
        // The receiver is gone only when the server is, and then nobody needs to be told.
        let _ = told.send(());
    });
    tokio::select! {
        result = server.into_future() => result,
        () = patience_over(telling) => Ok(()),
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

fn canonical_folder(output: &Path) -> io::Result<PathBuf> {
    let root = fs_err::canonicalize(output)?;
    if root.is_dir() {
        Ok(root)
    } else {
        Err(io::Error::new(io::ErrorKind::NotADirectory, format!("`{}` is not a folder", root.display())))
    }
}

/// The asked port, else one of its neighbours, else any.
async fn bind(port: u16) -> io::Result<TcpListener> {
    let last = if port == 0 { 0 } else { port.saturating_add(NEIGHBOURS) };
    for port in port..=last {
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            return Ok(listener);
        }
    }
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await
}

#[cfg(test)]
mod tests;
