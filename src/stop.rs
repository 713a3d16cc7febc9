//! Ctrl-C and SIGTERM, heard once for the whole process.
//!
//! While something is under way that wants to end in good order (a capture, the preview server), it holds a
//! [`Graceful`] and is told; a second signal ends the process at once. At any other time the first signal does: nothing
//! is ever half-written under its own name.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::watch;

/// Hears signals from its creation on. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Stop {
    told: watch::Receiver<bool>,
    graceful: Arc<AtomicUsize>,
}

/// As long as it lives, the first signal is told and does not end the process.
#[derive(Debug)]
pub struct Graceful(Arc<AtomicUsize>);

impl Drop for Graceful {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Stop {
    /// Starts listening, on a thread of its own.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn listen() -> std::io::Result<Self> {
        let (tell, told) = watch::channel(false);
        let graceful = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&graceful);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        std::thread::Builder::new().name("signals".into()).spawn(move || {
            runtime.block_on(async {
                while signal().await {
                    let first = !tell.send_replace(true);
                    if count.load(Ordering::SeqCst) == 0 || !first {
                        end();
                    }
                }
                // No signals can be had on this system: nothing will be told.
                std::future::pending::<()>().await;
            });
        })?;
        Ok(Self { told, graceful })
    }

    /// Asks to be told of the next signal instead of being ended by it.
    pub fn graceful(&self) -> Graceful {
        self.graceful.fetch_add(1, Ordering::SeqCst);
        Graceful(Arc::clone(&self.graceful))
    }

    /// Turns true at the first signal.
    pub fn told(&self) -> watch::Receiver<bool> {
        self.told.clone()
    }

    /// Resolves at the first signal.
    pub async fn wait(self) {
        let mut told = self.told;
        if told.wait_for(|told| *told).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Ends the process as the shell expects of a program that was told to: at once, and not as if all were well.
#[expect(clippy::exit, reason = "the signal's default action, which listening has replaced")]
fn end() -> ! {
    std::process::exit(1)
}

/// Resolves at the next Ctrl-C or, on Unix, SIGTERM; to `false` when signals cannot be heard.
async fn signal() -> bool {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let (Ok(mut interrupt), Ok(mut terminate)) =
            (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
        {
            return tokio::select! { got = interrupt.recv() => got, got = terminate.recv() => got }.is_some();
        }
    }
    tokio::signal::ctrl_c().await.is_ok()
}
