//! Notes of a link.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| linkarium::proof::notes(text));
