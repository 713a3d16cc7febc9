//! Whole-program tests: the real binary, on collections and webs that live only for one test.
//!
//! One file per theme, one binary for all, so that it is linked once. `support` holds what they share.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test that cannot go on says so and stops")]

mod add;
#[cfg(target_os = "linux")] // GNU tools, as on the runner
mod add_issue;
mod add_page;
mod addresses;

mod browser;
mod capture;
mod changed;
mod charset;
mod cli;
mod clone;
mod constructs;
mod demo;
mod failures;
mod find;
mod fmt;
mod hostile;
mod import;
#[cfg(unix)]
mod inbox;
mod init;
#[cfg(unix)]
mod interrupt;
mod limits;
mod merge;
mod mistakes;
mod private;
#[cfg(target_os = "linux")] // GNU tools, as on the runner
mod publish;
mod rebuild;
mod secrets;
mod serve;
#[cfg(unix)]
mod session;
mod site;
mod store;
mod support;
mod watch;
mod why;
