//! The network edge: from what is due to records and blobs.
//!
//! [`plan`] decides, purely, what is due. [`run`] visits many pages at once: [`visit`] is one page with everything it
//! needs, [`resource`] one URL (shared by all pages of a run), [`fetch`] one chain of requests, [`client`] one request, [`body`] what comes of it.
//! [`address`] decides which addresses may be asked at all, [`politeness`] how many at once.

pub mod address;
pub mod body;
pub mod client;
pub mod cookies;
pub mod failure;
pub mod fetch;
mod headers;
pub mod plan;
pub mod politeness;
pub mod resource;
pub mod run;
pub mod stats;
pub mod visit;
