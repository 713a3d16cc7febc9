//! Asking the system to show a page.

use std::process::{Command, Stdio};

/// Opens `url` in the person's browser. A machine without one is no error: the address has been printed anyway.
pub fn open(url: &str) {
    let mut command = opener();
    command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Ok(mut child) = command.spawn() {
        // Someone must take the child's exit status, and some openers stay as long as the browser does.
        std::thread::spawn(move || child.wait());
    }
}

#[cfg(target_os = "macos")]
fn opener() -> Command {
    Command::new("open")
}

#[cfg(target_os = "windows")]
fn opener() -> Command {
    // `explorer` takes the address as one argument; `cmd /C start` would read `&` in it.
    Command::new("explorer")
}

#[cfg(not(any(target_os = "macos", target_os = "windows")))]
fn opener() -> Command {
    Command::new("xdg-open")
}
