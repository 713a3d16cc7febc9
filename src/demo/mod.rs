//! A tour that needs no internet: a small built-in web on loopback, links to it, and their archive.
//!
//! [`web`] serves four invented sites, [`links`] writes a collection that keeps links to them. What this room is
//! not: capturing or building, which the tour does with the very same pipeline as any other collection.

pub mod links;
pub mod web;

pub use web::{DemoWeb, Site, start};
