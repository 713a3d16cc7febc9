//! Looking at the built site at home: rebuilding on every change, and a server for `output/` on loopback.
//!
//! What it is not: a server for the world. It answers this machine only, and only to its own names.

mod answer;
pub mod browser;
mod inject;
mod inside;
pub mod live;
pub mod server;
pub mod watch;

pub use live::Site;
pub use server::Server;
pub use watch::Watch;
