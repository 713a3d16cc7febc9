//! What the tests share: a web to capture, a collection to run the program in, a browser to look with.

pub(crate) mod browser;
pub(crate) mod collection;
pub(crate) mod devtools;
pub(crate) mod git;
pub(crate) mod live;
pub(crate) mod picture;
pub(crate) mod reply;
pub(crate) mod run;
pub(crate) mod tree;
pub(crate) mod web;
#[cfg(target_os = "linux")]
pub(crate) mod workflow;

pub(crate) use collection::Collection;
pub(crate) use reply::Reply;
pub(crate) use run::Run;
pub(crate) use tree::Tree;
pub(crate) use web::Web;

/// A picture of one pixel: enough wherever a test needs bytes that are truly a PNG.
pub(crate) const PIXEL: &[u8] = b"\
    \x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\
    \x08\x02\x00\x00\x00\x90\x77\x53\xde\x00\x00\x00\x0c\x49\x44\x41\x54\x78\xda\x63\x98\x63\xab\x03\
    \x00\x02\x7e\x01\x06\x57\xd5\xb5\xa8\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";
