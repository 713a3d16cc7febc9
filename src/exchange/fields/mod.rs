//! What JSON, CSV and XML share: names of fields and what they mean, and values on their way into an entry.
//!
//! [`Meaning`] is what a field says; a program's own names are tables of it, [`meaning_of`] knows the names that many use.
//! [`Sorted`] gives an entry its fields in an order that does not depend on the file's.

mod apply;
mod bytes;
mod limits;
mod names;
mod plain;
mod quotes;
mod tags;
mod tidy;
mod value;

pub(super) use apply::{Sorted, drop_field, known};
pub(super) use bytes::decode;
pub(super) use limits::{FolderBudget, tag};
pub(super) use names::{Meaning, Table, meaning_of, plain_name};
pub(super) use plain::plain;
pub(super) use tags::{Sign, list_in_brackets};
pub(super) use tidy::{exact_when, tidy};
pub(super) use value::{holds_something, text};

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(super) mod trial;
