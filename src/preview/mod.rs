//! Looking at the built site at home: a server for `output/` on loopback.
//!
//! What it is not: a server for the world. It answers this machine only, and only to its own names.

mod answer;
pub mod browser;
mod inside;
pub mod server;

pub use server::serve;
