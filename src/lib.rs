//! Linkarium: a link archive in plain text and git.
//!
//! The data flows one way, and each stage is a room with one plain-data input and one plain-data output:
//!
//! ```text
//! links/*.toml, *.md ─ model ─▶ Collection ─ capture::plan ─▶ what is due
//!                                   │                            │
//!                                   │                      capture (network edge)
//!                                   │                            ▼
//!                                   │                     store (snapshots/)
//!                                   ▼                            │
//!                                 site ◀─────────────────────────┤
//!                                   │                            ▼
//!                                   │              replay (safe pages + shared assets)
//!                                   ▼                            │
//!                                render (tera) ──▶ output/ ◀─────┘
//! ```
//!
//! `model`, `site`, `replay` and `web` are pure: no file, no clock, no network. [`pipeline`] is the one
//! place that strings the stages together. docs/architecture.md tells the same in a page.

pub mod capture;
pub mod cli;
pub mod commands;
pub mod config;
pub mod console;
pub mod demo;
pub mod diagnostic;
pub mod error;
pub mod exchange;
pub mod folders;
pub mod git;
pub mod host;
pub mod kind;
pub mod model;
pub mod output;
pub mod pipeline;
pub mod preview;
pub mod project;
#[cfg(any(test, fuzzing))]
pub mod proof;
pub mod render;
pub mod replay;
pub mod report;
mod rewrite;
pub mod routable;
pub mod search;
pub mod site;
pub mod stop;
pub mod store;
pub mod supplied;
pub mod text;
mod threads;
pub mod web;
